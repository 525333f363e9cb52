//! Who gets what at every address, wherever the application is: `matrix.txt`, reviewed line by line. The rows are the
//! router's own list; one that is new makes the file another one, and a name in an address that nobody has explained
//! fails in [`rows`].
//!
//! What one may not see is told from what is not there by nothing: [`nothing_tells_what_one_may_not_see_from_what_is_not_there`].

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect_file;
use http::Method;
use server::http::routes;

use super::{
    browser::{Browser, Reply},
    site::{Kept, Site, run},
    stages::{Stages, Things, VISITORS, decision, say, version},
    world::tells_nothing,
};

const STRANGER: &str = "stranger";
/// Who has nothing to do with the application, whatever becomes of it.
const OUTSIDE: &[&str] = &[STRANGER, "applicant2", "unit2", "department2", "hrss2", "office2", "expert1", "admin"];
/// Where what does not depend on the application is asked for.
const ONCE: &[&str] = &["draft", "closed_passed"];

/// One thing to ask for: an address, and with a post what is said.
#[derive(Clone, PartialEq, Eq)]
struct Row {
    method: Method,
    /// With the ids as the router names them.
    path: String,
    /// What is posted, by a word.
    says: &'static str,
}

impl Row {
    fn title(&self) -> String {
        let said = if self.says.is_empty() { String::new() } else { format!(" {}", self.says) };
        format!("{} {}{said}", self.method, self.path)
    }

    /// Names somebody's thing.
    fn names(&self) -> bool {
        self.path.contains("/{") && !self.path.starts_with("/notices/")
    }

    fn stages(&self, all: &'static str) -> bool {
        self.path.contains("{id}") && !self.path.starts_with("/record/") && !self.path.starts_with("/notices/")
            || ONCE.contains(&all)
    }

    fn address(&self, things: &Things) -> String {
        let path = &self.path;
        let (id, file) = match path.split('/').nth(1) {
            Some("record") => (&things.entry, &things.file),
            Some("notices") => (&things.notice, &things.file),
            _ => (&things.application, &things.letter),
        };
        let address = path.replace("{id}", id).replace("{other}", &things.entry).replace("{file}", file);
        let asks = if path.starts_with("/pick/") && self.method == Method::GET { "?form=basic&field=unit" } else { "" };
        let address = address.replace("{number}", &things.certificate) + asks;
        assert!(!address.contains('{'), "say in `address` what {path} is about");
        address
    }

    /// What would be done by those who may; for the rest an empty form is enough.
    fn body(&self, things: &Things, version: i64) -> String {
        let entry = &things.entry;
        match self.path.as_str() {
            "/reviews/{id}" => decision(self.says, version),
            "/applications/{id}/details" => format!("version={version}&v.current_work=x"),
            "/applications/{id}/selection/education" => format!("drop={entry}"),
            "/record/education/order" => "newest=1".to_owned(),
            "/record/education/{id}" => "version=1&v.school=x".to_owned(),
            "/record/education/{id}/twin/{other}" => "choice=both".to_owned(),
            "/pick/unit" => "form=basic&field=unit&choose=U103".to_owned(),
            _ => String::new(),
        }
    }

    async fn ask(&self, browser: &Browser, address: &str, body: &str) -> Reply {
        match self.method {
            Method::GET => browser.send(Method::GET, address, &[], Vec::new()).await,
            _ => say(browser, address, body).await,
        }
    }
}

/// Every route, with every word that its address can take and everything that can be decided at it. What only looks comes
/// first, and leaving last.
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for route in routes().list {
        let mut paths = vec![route.path.to_owned()];
        let section: &[&str] = if route.path == "/record/{section}" { &["basic", "education"] } else { &["education"] };
        for (name, words) in [
            ("{section}", section),
            ("{action}", &["withdraw", "cancel"]),
            ("{business}", &["recognition"]),
            ("{picker}", &["unit"]),
        ] {
            if route.path.contains(name) {
                paths = paths.iter().flat_map(|path| words.iter().map(|word| path.replace(name, word))).collect();
            }
        }
        let decides = route.path == "/reviews/{id}" && route.method == Method::POST;
        let said: &[&'static str] = if decides { &["accept", "return", "refuse", "vote", "confirm"] } else { &[""] };
        for path in paths {
            rows.extend(said.iter().map(|says| Row { method: route.method.clone(), path: path.clone(), says }));
        }
    }
    rows.sort_by_key(|row| (row.path == "/logout", row.method != Method::GET, row.path.clone()));
    rows
}

/// Status, where it leads, and whether the applicant's things (`*`) or somebody else's (`+`) are others now.
fn outcome(reply: &Reply, things: &Things, changed: &str) -> String {
    let to = reply.header("location").split(['?', '#']).next().unwrap_or_default().to_owned();
    let own = [&things.application, &things.entry];
    let to = without_ids(&own.iter().fold(to, |to, id| to.replace(id.as_str(), "{id}")), "{another}");
    let space = if to.is_empty() { "" } else { " " };
    format!("{}{space}{to}{changed}", reply.status.as_u16())
}

/// What a database holds of the applicant and of others.
async fn state(site: &Site) -> (String, String) {
    let lines = site.backend.state_lines().await.expect("the database answers").join("\n");
    let (own, others) = lines.split_once("person applicant2").expect("there are others");
    (own.to_owned(), others.to_owned())
}

fn difference(before: &(String, String), after: &(String, String)) -> &'static str {
    match (before.0 == after.0, before.1 == after.1) {
        (true, true) => "",
        (false, true) => "*",
        (true, false) => "+",
        (false, false) => "*+",
    }
}

/// What one visitor gets at one stop, row by row.
async fn visit(stages: &Stages, rows: &[Row], kept: &Kept, login: &str) -> Vec<String> {
    let (site, things) = (Site::on(kept).await, &stages.things);
    let version = version(&site, &things.application).await;
    let before = state(&site).await;
    let browser = stages.as_who(login, &site);
    let mut replies = Vec::new();
    for row in rows {
        let reply = row.ask(&browser, &row.address(things), &row.body(things, version)).await;
        assert!(!reply.status.is_server_error(), "{login}: {} {}", row.title(), reply.status);
        if OUTSIDE.contains(&login) {
            tells_nothing(login, &row.path, &reply);
        }
        replies.push(outcome(&reply, things, ""));
    }
    if difference(&before, &state(&site).await).is_empty() {
        return replies;
    }
    // Something was done: what else one could have done is asked each time from the beginning.
    let mut fresh = Site::on(kept).await;
    for (row, said) in rows.iter().zip(&mut replies).filter(|(row, _)| row.method != Method::GET) {
        let browser = stages.as_who(login, &fresh);
        let reply = row.ask(&browser, &row.address(things), &row.body(things, version)).await;
        let changed = difference(&before, &state(&fresh).await);
        *said = outcome(&reply, things, changed);
        if !changed.is_empty() || row.path == "/logout" {
            fresh = Site::on(kept).await;
        }
    }
    replies
}

/// `200` where it is the same at every stop, else what it is at which.
fn over_stages(cells: &[(&'static str, String)]) -> String {
    let mut by: Vec<(&String, Vec<&str>)> = Vec::new();
    for (stage, said) in cells {
        match by.iter_mut().find(|(other, _)| *other == said) {
            Some((_, stages)) => stages.push(stage),
            None => by.push((said, vec![stage])),
        }
    }
    match by.as_slice() {
        [(said, _)] => (*said).clone(),
        many => {
            many.iter().map(|(said, stages)| format!("{said} ({})", stages.join(" "))).collect::<Vec<_>>().join("; ")
        }
    }
}

#[test]
fn who_gets_what_at_every_address_and_stage() {
    run(async {
        let stages = Stages::walk().await;
        let all = rows();
        // By row and visitor what is said at each stop.
        let mut cells: BTreeMap<(usize, usize), Vec<(&'static str, String)>> = BTreeMap::new();
        let logins: Vec<&str> = [&[STRANGER], VISITORS].concat();
        for (stage, kept) in &stages.kept {
            let here: Vec<usize> = (0..all.len()).filter(|at| all[*at].stages(stage)).collect();
            let asked: Vec<Row> = here.iter().map(|at| all[*at].clone()).collect();
            for (visitor, login) in logins.iter().enumerate() {
                let said = visit(&stages, &asked, kept, login).await;
                for (at, said) in here.iter().zip(said) {
                    if OUTSIDE.contains(login) && all[*at].names() {
                        let title = all[*at].title();
                        assert!(!said.starts_with('2') && !said.contains('*'), "{login} at {stage}: {title}: {said}");
                    }
                    cells.entry((*at, visitor)).or_default().push((stage, said));
                }
            }
        }
        let mut text = String::new();
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|at| &all[*at].path);
        for (at, row) in order.into_iter().map(|at| (at, &all[at])) {
            text.push_str(&format!("{}\n", row.title()));
            let mut by: Vec<(String, Vec<&str>)> = Vec::new();
            for (visitor, login) in logins.iter().enumerate() {
                let said = over_stages(&cells[&(at, visitor)]);
                match by.iter_mut().find(|(other, _)| *other == said) {
                    Some((_, logins)) => logins.push(login),
                    None => by.push((said, vec![login])),
                }
            }
            by.iter().for_each(|(said, logins)| text.push_str(&format!("  {}: {said}\n", logins.join(" "))));
        }
        expect_file!["matrix.txt"].assert_eq(&text);
    });
}

/// What differs between two answers for two addresses: the address itself, as pages and redirects repeat it, and ids
/// that a form is given anew each time it is drawn.
fn told(reply: &Reply, address: &str) -> (u16, BTreeSet<String>, String) {
    let encoded: String = form_urlencoded::byte_serialize(address.as_bytes()).collect();
    let plain = |text: &str| {
        // Longest first: the address of what is below it holds the other one.
        let text = text.replace(&encoded, "ADDRESS").replace(address, "ADDRESS");
        without_ids(&text, "ID")
    };
    let fixed = |name: &str| !["set-cookie", "content-length"].contains(&name);
    let headers = reply.headers.iter().filter(|(name, _)| fixed(name.as_str()));
    let headers = headers.map(|(name, value)| {
        let value = plain(&String::from_utf8_lossy(value.as_bytes()));
        // What was deleted just now can be brought back by its name, whatever that is.
        format!("{name}: {}", value.split("&undo=").next().unwrap_or_default())
    });
    (reply.status.as_u16(), headers.collect(), plain(&reply.text()))
}

/// The text without what has the shape of an id.
fn without_ids(text: &str, word: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(dash) = rest.find('-') {
        let begins = dash.checked_sub(8).filter(|at| rest.is_char_boundary(*at));
        let id = begins.and_then(|at| rest.get(at..at + 36)).filter(|id| backend::ids::plausible(id));
        match (begins, id) {
            (Some(at), Some(_)) => {
                out.push_str(&rest[..at]);
                out.push_str(word);
                rest = &rest[at + 36..];
            }
            _ => {
                out.push_str(&rest[..=dash]);
                rest = &rest[dash + 1..];
            }
        }
    }
    out + rest
}

/// A file that is not there, of something that is.
const OF_WHAT_IS_THERE: &str = "absent of what is there";

/// The same thing under names that nothing has, or nothing any more.
fn absent(row: &Row, things: &Things) -> Vec<(&'static str, String)> {
    let missing = "0199aaaa-0000-7000-8000-ffffffffffff".to_owned();
    let mut found = Vec::new();
    for (kind, name) in [
        ("absent", missing.as_str()),
        ("malformed", "x"),
        ("no text", "%00"),
        ("a statement", "%27%20or%20%271%27%3D%271"),
        ("a way up", "..%2F"),
    ] {
        let name = || name.to_owned();
        let other = Things {
            application: name(),
            entry: name(),
            file: name(),
            letter: name(),
            certificate: name(),
            ..things.clone()
        };
        found.push((kind, row.address(&other)));
        if row.path.contains("{file}") {
            let only = Things { file: name(), letter: name(), ..things.clone() };
            found.push((OF_WHAT_IS_THERE, row.address(&only)));
        }
    }
    let gone = Things {
        entry: things.deleted_entry.clone(),
        file: things.deleted_file.clone(),
        letter: things.deleted_file.clone(),
        ..things.clone()
    };
    if row.path.starts_with("/record/") || row.path.contains("{file}") {
        found.push(("deleted", row.address(&gone)));
    }
    found
}

#[test]
fn nothing_tells_what_one_may_not_see_from_what_is_not_there() {
    run(async {
        let stages = Stages::walk().await;
        // A save under an id that nothing has makes the new entry of a page; what has it already is refused.
        let saves = |row: &Row| row.method == Method::POST && row.path == "/record/education/{id}";
        let all: Vec<Row> = rows().into_iter().filter(|row| row.names() && !saves(row)).collect();
        let (mut compared, mut wrong) = (BTreeMap::new(), Vec::new());
        for stage in ["draft", "at_department", "closed_passed"] {
            let kept = stages.at(stage);
            let site = Site::on(kept).await;
            let version = version(&site, &stages.things.application).await;
            for login in VISITORS {
                let browser = stages.as_who(login, &site);
                site.backend.clock.set(kept.at);
                for row in &all {
                    let body = row.body(&stages.things, version);
                    let address = row.address(&stages.things);
                    let absent = absent(row, &stages.things);
                    let (_, missing) = &absent[0];
                    // Who may see it is given it; of what is not there he is told what others are told of his.
                    let own = !OUTSIDE.contains(login);
                    let real = if own { missing } else { &address };
                    let told_of = told(&row.ask(&browser, real, &body).await, real);
                    assert!(told_of.0 >= 300, "{login}: {} {}", row.title(), told_of.0);
                    for (kind, other) in &absent {
                        // What one has deleted oneself can be brought back, and one's own things say how they are.
                        if own && ["deleted", OF_WHAT_IS_THERE].contains(kind) {
                            continue;
                        }
                        let reply = row.ask(&browser, other, &body).await;
                        if own && reply.status.is_success() {
                            continue;
                        }
                        let told = told(&reply, other);
                        *compared.entry(told.0).or_insert(0) += 1;
                        if told != told_of {
                            let both = (told_of.0, told.0);
                            wrong.push(format!("{login} at {stage}: {} {kind}: {both:?}", row.title()));
                        }
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(compared[&404] > 1000, "{compared:?}");
    });
}
