//! How SQLite would answer every statement of the store, were its tables large: by a search, never by looking at all
//! of them. The statements are those that the product runs while somebody of every role asks for everything.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use backend::db::{Options, Statement};
use backend::{Actor, Backend, applications::TrackFilter};
use domain::{application, pick::PickQuery, record::basic};
use http::{Method, header::CONTENT_TYPE};
use measure::{
    client::FORM,
    inside::Inside,
    site::Folder,
    town,
    world::{World, routes},
};
use rusqlite::Connection;

/// Tables that stay short however many people apply: what a province has of each is known.
const SHORT: &[&str] = &[
    "committee",
    "committee_plan",
    "notice",
    "policy",
    "recognition_rule",
    "schema_migration",
    "setting",
    "specialty",
    "title",
];

/// Files whose statements are of commands that look at everything, by hand and with time.
const ALL_OF_IT: &[&str] = &["state.rs"];

/// Statements of commands that somebody gives by hand, by the beginning of their text.
const BY_HAND: &[&str] = &[
    "select id, kind from organisation where id = $1 or name = $1",
    // What a backup holds of files.
    "select distinct sha256, bytes from attachment",
];

/// Every statement that the product runs here.
fn statements() -> Vec<Statement> {
    measure::apart(async {
        let folder = Folder::new("plans");
        let backend = town::open(folder.path(), Options { remember: true, ..Options::default() }).await;
        backend.seed_demo(backend.clock.today()).await.expect("the demo goes in");
        let world = World::build(&backend).await;
        let inside = Inside::new(backend.clone());
        for (who, path) in world.questions() {
            inside.send(Method::GET, &path, &who.token, &[], "").await;
        }
        let headers = [(CONTENT_TYPE.as_str(), FORM), ("sec-fetch-site", "same-origin")];
        for route in routes(&Method::POST).into_iter().filter(|route| *route != "/logout") {
            for who in &world.people {
                let path = world.address(route, |choices| choices[0].clone());
                inside.send(Method::POST, &path, &who.token, &headers, format!("account={}", who.mark)).await;
            }
        }
        search(&backend, &world.owner.actor).await;
        backend.tidy_accounts().await.expect("it is done");
        backend.sweep().await.expect("it is done");
        backend.alive().await.expect("it lives");
        let statements = backend.db().statements();
        backend.db().clone().close().await;
        statements
    })
}

/// What is looked for with every filter that a magnifier has, alone and together.
async fn search(backend: &Backend, actor: &Actor) {
    let filters = [("name", "学院"), ("code", "U1"), ("region", "440100")];
    for some in 0..1_u32 << filters.len() {
        let chosen = filters.iter().enumerate().filter(|(nth, _)| some >> nth & 1 == 1).map(|(_, filter)| *filter);
        pick(backend, actor, ("unit", "basic", basic::UNIT), "", chosen).await;
    }
    let lines = backend.track(actor, TrackFilter::default()).await.expect("it answers");
    let draft = lines.iter().find(|line| line.state.editable()).expect("somebody is applying");
    let form = draft.business.form().key;
    for (picker, key) in [("title", application::TITLE), ("specialty", application::SPECIALTY)] {
        pick(backend, actor, (picker, form, key), &draft.id, [("q", "工程")].into_iter()).await;
    }
}

async fn pick(
    backend: &Backend,
    actor: &Actor,
    (picker, form, field): (&str, &str, &str),
    owner: &str,
    filters: impl Iterator<Item = (&str, &str)>,
) {
    let query = PickQuery {
        picker: picker.to_owned(),
        form: form.to_owned(),
        field: field.to_owned(),
        owner: owner.to_owned(),
        filters: filters.map(|(key, text)| (key.to_owned(), text.to_owned())).collect(),
        page: 1,
    };
    backend.pick(actor, query).await.expect("it answers");
}

/// An empty database: without statistics SQLite plans for large tables.
fn schema() -> Connection {
    let folder = Folder::new("plans");
    let path = folder.path().to_owned();
    measure::apart(async move {
        let backend = town::open(&path, Options::default()).await;
        backend.db().clone().close().await;
    });
    let from = Connection::open(folder.path().join(town::DATABASE)).expect("the database opens");
    let to = Connection::open_in_memory().expect("memory is there");
    let mut select = from.prepare("select sql from sqlite_schema where sql is not null").expect("well formed");
    let texts: Vec<String> =
        select.query_map([], |row| row.get(0)).expect("it answers").map(|text| text.expect("a text")).collect();
    for text in texts.iter().filter(|text| !text.contains("sqlite_")) {
        to.execute_batch(text).expect("it was taken before");
    }
    to
}

fn plan(connection: &Connection, text: &str) -> Vec<String> {
    let mut explain = connection
        .prepare(&format!("explain query plan {}", text.replace('$', "?")))
        .expect("a statement of the product");
    let mut rows = explain.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().expect("it answers") {
        steps.push(row.get(3).expect("a text"));
    }
    steps
}

/// The table behind a name that a plan gives: `select … from application a` calls it `a`.
fn table<'t>(text: &'t str, name: &'t str) -> &'t str {
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let found = words.windows(3).find(|three| matches!(three[0], "from" | "join") && three[2] == name);
    found.map_or(name, |three| three[1])
}

/// What is wrong with a plan, if anything.
fn fault(text: &str, steps: &[String]) -> Option<String> {
    steps.iter().find_map(|step| {
        let name = step.strip_prefix("SCAN ")?.split(' ').next()?;
        let table = table(text, name);
        let counted =
            name == "CONSTANT" || step.ends_with("VALUES CLAUSE") || name.starts_with('(') || SHORT.contains(&table);
        (!counted).then(|| format!("{step} of {table}"))
    })
}

/// What a file of the store begins a statement with: its text, by its line. `None` where more text is put behind it.
fn written() -> BTreeMap<PathBuf, BTreeMap<u32, Option<String>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../backend/src/store");
    let mut written = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the sources are there").flatten() {
        let source = fs::read_to_string(entry.path()).expect("a source");
        let mut of_file = BTreeMap::new();
        let begins = source.match_indices("sql(\"").filter(|(at, _)| {
            let line = source[..*at].rsplit('\n').next().unwrap_or_default().trim_start();
            !line.starts_with("//") && !line.ends_with(|c: char| c.is_alphanumeric() || c == '_')
        });
        for (at, opening) in begins {
            let (text, behind) = source[at + opening.len()..].split_once('"').expect("a literal ends");
            let statement = behind.split([';', '}']).next().unwrap_or_default();
            let together = [".push(", ".with(", ".table("].iter().any(|call| statement.contains(call));
            // Putting a row in looks for nothing.
            if !text.starts_with("insert") || text.contains("select") {
                let line = u32::try_from(source[..at].matches('\n').count() + 1).expect("a short file");
                let known = !together && !text.is_empty();
                of_file.insert(line, known.then(|| with_all(in_one_line(text), statement)));
            }
        }
        written.insert(PathBuf::from(entry.file_name()), of_file);
    }
    written
}

/// A statement with everything that may be put behind it: of the calls that end it, those of `with_some`.
fn with_all(mut text: String, calls: &str) -> String {
    let mut bound = calls.matches(".bind(").count();
    for piece in calls.split(".with_some(\"").skip(1) {
        bound += 1;
        let piece = piece.split('"').next().unwrap_or_default();
        text.push_str(&piece.replacen('?', &format!("${bound}"), 1));
    }
    text
}

/// A literal that goes on behind a backslash.
fn in_one_line(literal: &str) -> String {
    literal.split("\\\n").map(str::trim_start).collect()
}

#[test]
fn no_statement_looks_at_all_of_a_large_table() {
    let (statements, connection) = (statements(), schema());
    let mut known: BTreeMap<(PathBuf, u32), String> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (file, of_file) in written() {
        for (line, text) in of_file {
            match text {
                Some(text) => drop(known.insert((file.clone(), line), text)),
                None => unknown.push((file.clone(), line)),
            }
        }
    }
    let mut wrong = Vec::new();
    for statement in statements.iter().filter(|statement| statement.file.contains("/store/")) {
        let file = Path::new(statement.file).file_name().map(PathBuf::from).expect("a file has a name");
        let place = (file, statement.line);
        unknown.retain(|other| *other != place);
        known.remove(&place);
        wrong.extend(look(&connection, &place, &statement.text));
    }
    assert!(unknown.is_empty(), "nothing here runs the statements that are put together at {unknown:?}");
    for (place, text) in &known {
        wrong.extend(look(&connection, place, text));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a statement of the store.
fn look(connection: &Connection, (file, line): &(PathBuf, u32), text: &str) -> Option<String> {
    let by_hand = BY_HAND.iter().any(|begins| text.starts_with(begins));
    if by_hand || ALL_OF_IT.iter().any(|all| file.as_os_str() == *all) {
        return None;
    }
    fault(text, &plan(connection, text)).map(|fault| format!("{}:{line}: {fault}: {text}", file.display()))
}

#[test]
fn a_plan_that_looks_at_everything_is_found() {
    let connection = schema();
    let planned = |text: &str| fault(text, &plan(&connection, text));
    assert!(planned("select id from application where number = $1").is_none());
    assert!(planned("select id from application where applicant_name = $1").is_some());
    assert!(
        planned("select a.id from record_entry e join application a on a.person_id = e.person_id where e.data = $1")
            .is_some()
    );
    assert!(planned("select code from title order by name").is_none(), "a short table may be looked at");
}
