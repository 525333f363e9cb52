//! How SQLite would answer every statement of the store, were its tables large: by a search, never by looking at all
//! of them. The statements are those that the product runs while somebody of every role asks for everything.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use backend::db::{Options, Statement};
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
const BY_HAND: &[&str] = &["select id, kind from organisation where id = $1 or name = $1"];

/// How many statements of a file the walk here does not run, such as those of a withdrawal or of a lost password: of
/// these no plan is looked at. A new statement that it does not run fails; one of these that it learns to run is taken off.
const NOT_RUN: &[(&str, usize)] = &[
    ("accounts.rs", 6),
    ("applications.rs", 3),
    ("attachments.rs", 3),
    ("catalogue.rs", 4),
    ("history.rs", 1),
    ("organisations.rs", 2),
    ("photos.rs", 1),
    ("policy.rs", 1),
    ("records.rs", 4),
    ("state.rs", 4),
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
        backend.tidy_accounts().await.expect("it is done");
        backend.sweep().await.expect("it is done");
        backend.alive().await.expect("it lives");
        let statements = backend.db().statements();
        backend.db().clone().close().await;
        statements
    })
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

/// Where a file of the store begins a statement: its lines.
fn written() -> BTreeMap<PathBuf, BTreeSet<u32>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../backend/src/store");
    let mut written = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the sources are there").flatten() {
        let text = fs::read_to_string(entry.path()).expect("a source");
        let lines = text.lines().zip(1..).filter(|(line, _)| {
            let code = line.trim_start();
            let begins = code.contains(" sql(") || code.contains("(sql(") || code.starts_with("sql(");
            // Putting a row in looks for nothing, and an empty text is the beginning of another one.
            let plain = code.contains("sql(\"insert") || code.contains("sql(\"\")");
            !code.starts_with("//") && begins && !plain
        });
        written.insert(PathBuf::from(entry.file_name()), lines.map(|(_, nth)| nth).collect());
    }
    written
}

#[test]
fn no_statement_looks_at_all_of_a_large_table() {
    let (statements, connection) = (statements(), schema());
    let mut wrong = Vec::new();
    for statement in &statements {
        let of_store = statement.file.contains("/store/");
        let by_hand = BY_HAND.iter().any(|begins| statement.text.starts_with(begins));
        if !of_store || by_hand || ALL_OF_IT.iter().any(|file| statement.file.ends_with(file)) {
            continue;
        }
        let steps = plan(&connection, &statement.text);
        wrong.extend(
            fault(&statement.text, &steps)
                .map(|fault| format!("{}:{}: {fault}: {}", statement.file, statement.line, statement.text)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    for (file, lines) in written() {
        let own = |statement: &&Statement| Path::new(&statement.file).file_name() == Some(file.as_os_str());
        let seen: BTreeSet<u32> = statements.iter().filter(own).map(|statement| statement.line).collect();
        let unseen: Vec<u32> = lines.difference(&seen).copied().collect();
        let known = NOT_RUN.iter().find(|(name, _)| file.as_os_str() == *name).map_or(0, |(_, count)| *count);
        assert_eq!(
            unseen.len(),
            known,
            "no plan is known of what nothing here runs: {}, lines {unseen:?}",
            file.display()
        );
    }
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
