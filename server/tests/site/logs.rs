//! What the log holds after everything has happened once: no number, name, password, token or text of anybody. Everything
//! that the product's own crates say is written down, the rest from `debug` on.
//!
//! The subscriber is that of the whole process, so what the other tests of this program do meanwhile is searched as well.

use std::{
    io,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use app::api::{SaveDraft, wire};
use domain::{application, recognition, values::Values};
use http::{Method, header::CONTENT_TYPE};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use super::{
    browser::Browser,
    every_endpoint::{account, ask},
    site::{Site, run},
    stages::say,
    steps::{MOBILE, NAME, NUMBER, begin, fill_in},
    world::{FORM, World, gets, posts},
};

const FILTER: &str = "debug,domain=trace,backend=trace,app=trace,server=trace,pdf=trace,zhicheng=trace";

/// A log in memory.
struct Log;

fn text() -> MutexGuard<'static, Vec<u8>> {
    static TEXT: OnceLock<Mutex<Vec<u8>>> = OnceLock::new();
    TEXT.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        text().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;
    fn make_writer(&'a self) -> Log {
        Log
    }
}

/// Texts that stand in nobody's log: what was typed, and what lets somebody in.
struct Secrets(Vec<(String, String)>);

impl Secrets {
    fn add(&mut self, what: &str, text: &str) {
        assert!(text.len() >= 5, "{what} is too short to be searched for");
        self.0.push((what.to_owned(), text.to_owned()));
        let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        self.0.push((format!("{what}, encoded"), encoded));
        self.0.push((format!("{what}, escaped"), text.escape_unicode().to_string()));
    }

    /// Session, visitor and parked form: whoever has the value is the person.
    fn cookies(&mut self, of: &str, browser: &Browser) {
        for pair in browser.cookies().split("; ") {
            if let Some((name, value)) = pair.split_once('=').filter(|(_, value)| value.len() >= 16) {
                self.add(&format!("the cookie {name} of {of}"), value);
            }
        }
    }

    fn found(&self, log: &str) -> Vec<String> {
        let line = |secret: &str| log.lines().find(|line| line.contains(secret)).unwrap_or_default().to_owned();
        let found = self.0.iter().filter(|(_, secret)| log.contains(secret.as_str()));
        found.map(|(what, secret)| format!("{what} stands in the log: {}", line(secret))).collect()
    }
}

/// Posts that no handler can use, each with what somebody has typed in it.
async fn bad_posts(browser: &Browser, world: &World) {
    let typed =
        format!("v.name={NAME}&v.document={NUMBER}&v.mobile={MOBILE}&account={NUMBER}&password=unspeakable-word");
    let part = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"unspeakable-file.pdf\"\r\n\r\nMZ";
    for path in posts() {
        let address = world.address(path);
        for (kind, from, body) in [
            (FORM, "same-origin", typed.clone().into_bytes()),
            (FORM, "cross-site", typed.clone().into_bytes()),
            (FORM, "same-origin", [typed.as_bytes(), b"&v.%ff=\xff\xfe"].concat()),
            ("text/plain", "same-origin", typed.clone().into_bytes()),
            ("multipart/form-data; boundary=x", "same-origin", part.as_bytes().to_vec()),
            ("multipart/form-data", "same-origin", typed.clone().into_bytes()),
            (<wire::WireEncoding as server_fn::ContentType>::CONTENT_TYPE, "same-origin", typed.clone().into_bytes()),
        ] {
            let headers =
                [(CONTENT_TYPE.as_str(), kind), ("sec-fetch-site", from), ("user-agent", "unspeakable-agent")];
            browser.send(Method::POST, &address, &headers, body).await;
        }
    }
    let long = format!("{typed}&v.address={}", "x".repeat(2 * 1024 * 1024));
    say(browser, "/record/basic", &long).await;
    // What stands behind the question mark is whatever somebody has typed there.
    let query: String = form_urlencoded::byte_serialize(NAME.as_bytes()).collect();
    for path in gets() {
        let address = format!("{}?name={query}&password=unspeakable-word&next=unspeakable-next", world.address(path));
        browser
            .send(Method::GET, &address, &[("referer", "https://zhicheng.test/?unspeakable-next")], Vec::new())
            .await;
    }
}

#[test]
fn the_log_knows_nobody() {
    let filter = EnvFilter::new(FILTER);
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(|| Log).init();
    run(async {
        let mut secrets = Secrets(Vec::new());
        for (what, text) in [
            ("the ID number", NUMBER),
            ("the mobile number", MOBILE),
            ("the name", NAME),
            ("a witness", "梁证明"),
            ("an address", "示例路 2 号"),
            ("a text", "非标自动化设备设计"),
            ("a password", backend::accounts::DEMO_PASSWORD),
            ("a wrong password", "unspeakable-word"),
            ("a query", "unspeakable-next"),
            ("a file's name", "unspeakable-file"),
            ("a browser", "unspeakable-agent"),
        ] {
            secrets.add(what, text);
        }
        let world = World::new().await;
        secrets.cookies("the owner", &world.owner);
        for login in ["applicant", "applicant2", "unit", "hrss", "office", "admin"] {
            let somebody = world.log_in(login).await;
            secrets.cookies(login, &somebody);
            bad_posts(&somebody, &world).await;
        }
        let stranger = world.site.stranger();
        bad_posts(&stranger, &world).await;
        secrets.cookies("a stranger", &stranger);
        for (account, password) in
            [("unit", "unspeakable-word"), (NUMBER, "unspeakable-word"), (NAME, "unspeakable-word")]
        {
            say(&stranger, "/login", &format!("account={account}&password={password}")).await;
        }
        say(&stranger, "/verify", &format!("number={NUMBER}&name={NAME}")).await;

        // A draft by the islands, a form that comes too late, and a database that is gone.
        let site = Site::new().await;
        let mut late = begin(&site).await;
        let values: Values = [(application::CURRENT_WORK, "非标自动化设备设计")].into_iter().collect();
        let (form, key) = (recognition::FORM.key.to_owned(), "k".repeat(36));
        let id = super::steps::application(&late).rsplit('/').next().unwrap_or_default().to_owned();
        ask(&late, &SaveDraft { account: account(&late), form, id, version: 1, key, values }).await;
        fill_in(&mut late).await;
        secrets.cookies("somebody late", &late);
        site.backend.clock.advance_minutes(120);
        let typed = format!("v.name={NAME}&v.document={NUMBER}&v.mobile={MOBILE}");
        assert_eq!(say(&late, "/record/basic", &typed).await.status, 303, "it is parked");
        secrets.cookies("somebody late", &late);
        site.backend.db().clone().close().await;
        assert_eq!(say(&late, "/record/basic", &typed).await.status, 500);

        tracing::trace!(target: "backend", "the least that our own crates say is heard");
        let log = String::from_utf8_lossy(&text()).into_owned();
        for said in ["the least that our own crates say", "a certificate was looked up", "ERROR"] {
            assert!(log.contains(said), "{said} is in the log of {} bytes", log.len());
        }
        let found = secrets.found(&log);
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}
