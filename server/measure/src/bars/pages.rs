//! P1: what a page costs the server, by the CPU of a bare axum answer, over HTTP. Those who are asked and those who ask
//! have cores of their own, see [`crowd::ask_awake`].

use std::{path::Path, process::Command, time::Duration};

use super::{Bench, wait_for};
use crate::{
    client::Client,
    crowd::{self, Seen},
    machine::Cores,
    report::{Row, number},
    site::{Folder, Running, product},
    stats::{in_turn, median},
};

const CONNECTIONS: usize = 8;

/// The demo on a folder of its own.
pub fn demo(bench: &Bench, folder: &Folder) -> Running {
    seed(bench, folder);
    product(bench.site(), folder.path())
}

/// Puts the demo into a folder.
pub fn seed(bench: &Bench, folder: &Folder) {
    seed_into(bench, folder.path());
}

pub fn seed_into(bench: &Bench, folder: &Path) {
    let mut seed = Command::new(&bench.product);
    seed.env_clear().args(["seed", "--demo", "--data-dir"]).arg(folder);
    let output = seed.output().expect("the product is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A bare axum server.
pub fn hello(bench: &Bench) -> Running {
    let mut command = Command::new(&bench.own);
    command.arg("hello");
    Running::start(
        command,
        |command, address| {
            command.arg(address.to_string());
        },
        "/",
    )
}

/// Somebody who has logged in, and the cookie of the session.
pub async fn member(site: &Running, account: &str) -> (Client, String) {
    let mut client = Client::new(site.address);
    client.log_in(account, backend::accounts::DEMO_PASSWORD).await.expect("the site is there");
    let session = client.cookie("session").expect("who is let in has a session").to_owned();
    (client, session)
}

/// The first link of a page that begins so.
pub async fn link(client: &mut Client, page: &str, begins: &str) -> String {
    let reply = client.get(page).await.expect("the site is there");
    let text = reply.text();
    let behind = text.split_once(&format!("href=\"{begins}")).map(|(_, behind)| behind).unwrap_or_default();
    let rest = behind.split(['"', '#', '?']).next().unwrap_or_default();
    assert!(!rest.is_empty(), "no link to {begins} on {page}: {}", reply.status);
    format!("{begins}{rest}")
}

/// The form of the first entry of a list.
async fn entry(client: &mut Client, list: &str) -> String {
    let first = link(client, list, &format!("{list}/0")).await;
    first.trim_end_matches("/files").to_owned()
}

/// Pages that are judged, each with the session that may see it.
pub struct Places {
    /// The form of an entry with 16 fields.
    pub form: (String, String),
    /// The same as a step of the wizard, in the course of an application.
    pub step: (String, String),
    /// The wizard's step with the application's own form, which looks at the whole record for its list of steps.
    pub details: (String, String),
    /// The page on which a unit decides.
    pub review: (String, String),
}

pub async fn places(site: &Running) -> Places {
    let (mut client, applicant) = member(site, "applicant3").await;
    let application = link(&mut client, "/services", "/applications/").await;
    let application: String = application.split('/').take(3).collect::<Vec<_>>().join("/");
    let form = entry(&mut client, "/record/achievement").await;
    let (mut client, unit) = member(site, "unit").await;
    let review = link(&mut client, "/reviews", "/reviews/").await;
    let id = application.rsplit('/').next().unwrap_or_default();
    let step = format!("{form}?application={id}");
    Places {
        form: (applicant.clone(), form),
        step: (applicant.clone(), step),
        details: (applicant, format!("{application}/details")),
        review: (unit, review),
    }
}

/// Pages of all kinds, each with the session that may see it.
pub async fn walk(site: &Running) -> Vec<(String, String)> {
    let Places { form, details, review, .. } = places(site).await;
    let applicant = form.0.clone();
    let more = ["/", "/services", "/record", "/record/basic", "/record/education", "/guide", "/notices", "/verify"];
    let more = more.into_iter().map(|path| (applicant.clone(), path.to_owned()));
    let queue = (review.0.clone(), "/reviews".to_owned());
    more.chain([form, details, queue, review]).collect()
}

fn ask(running: &Running, session: Option<&str>, path: &str, time: Duration) -> Seen {
    crowd::ask_awake(running, session, path, CONNECTIONS, time)
}

/// The site and a bare server, on the cores of those who are asked.
fn both(bench: &Bench, folder: &Folder) -> (Running, Running) {
    let _cores = Cores::the_others();
    (demo(bench, folder), hello(bench))
}

/// Microseconds of CPU for the page of a review, and in turn for one of sixty fields that is written by hand
/// ([`crate::peers`]).
pub fn review_and_handwritten(bench: &Bench) -> Vec<(f64, f64)> {
    let folder = Folder::new("bench");
    let (site, hello) = both(bench, &folder);
    let Places { review: (unit, review), .. } = wait_for(places(&site));
    let time = bench.seconds(2.0);
    in_turn(bench.rounds(7), || ask(&site, Some(&unit), &review, time).cpu, || ask(&hello, None, "/page", time).cpu)
}

pub fn rendering(bench: &Bench) -> Vec<Row> {
    let folder = Folder::new("bench");
    let (site, hello) = both(bench, &folder);
    let Places { form, step, details, review } = wait_for(places(&site));
    let time = bench.seconds(0.5);
    let mut rows = Vec::new();
    for (what, (session, path), bound, goal) in [
        ("form of an entry, 16 fields", &form, 8.0, "4"),
        ("the same in the course of an application", &step, 8.0, "4"),
        ("step of the wizard that looks at a whole record", &details, 20.0, "12"),
        ("page of a review", &review, 20.0, "12"),
    ] {
        let page = ask(&site, Some(session), path, Duration::from_millis(300));
        let bytes = page.bytes / page.requests.max(1);
        let pairs = in_turn(
            bench.rounds(91),
            || ask(&site, Some(session), path, time).cpu,
            || ask(&hello, None, "/", time).cpu,
        );
        let said = |ours: &[f64], theirs: &[f64]| {
            (format!("{} µs CPU", number(median(ours))), format!("bare axum {} µs", number(median(theirs))))
        };
        rows.push(Row::of_pairs("P1", format!("{what}, {} kB", bytes / 1000), pairs, said, bound, goal));
    }
    rows
}
