//! Every address the server has, asked by those whom it is not for. The list is the
//! router's own ([`server::http::routes`]): an address that is new fails here until
//! it is said what it is about.

use std::collections::BTreeSet;

use app::api::{
    ENDPOINTS, Pick, SaveDraft,
    wire::{self, Message, WireEncoding},
};
use backend::accounts::{DEMO_PASSWORD, NewAccount};
use domain::{access::Role, pick::PickQuery, recognition, values::Values};
use http::{Method, StatusCode, header::CONTENT_TYPE};
use server::http::{Route, routes};
use server_fn::{ContentType, ServerFn};

use super::{
    browser::{Browser, HOST_NAME, Reply},
    dom::Dom,
    site::{Site, log_in, run},
    steps::{MOBILE, NAME, NUMBER, accept, application, begin, open_review, review, submitted, vote},
};

const FORM: &str = "application/x-www-form-urlencoded";

/// What anybody may read. Everything else leads to the log-in.
const OPEN: &[&str] = &[
    "/",
    "/notices",
    "/review-notices",
    "/notices/{id}",
    "/guide",
    "/guide/browser",
    "/guide/accessibility",
    "/guide/privacy",
    "/text-size",
    "/design",
    "/design/confirmation",
    "/login",
    "/verify",
    "/services",
];

/// A site with one application that has gone all the way, and one that waits.
struct World {
    site: Site,
    /// Of [`NAME`], passed, with its certificate.
    application: String,
    certificate: String,
    /// One entry of the record behind it.
    entry: String,
    notice: String,
    owner: Browser,
}

impl World {
    async fn new() -> World {
        let site = Site::new().await;
        let (mut owner, path) = submitted(&site).await;
        for (account, words) in [
            ("unit", "审核通过，报送主管部门"),
            ("department", "审核通过，报送人社部门"),
            ("hrss", "审核通过，报送评委会"),
        ] {
            accept(&mut review(&site, account).await, words).await;
        }
        let mut office = review(&site, "office").await;
        vote(&mut office, ["9", "9", "6", "2", "1"], "2026-11-23").await;
        office.press("确认评审通过").await;
        let mut hrss = site.log_in("hrss").await;
        open_review(&mut hrss).await;
        hrss.press("核对证书内容").await;
        hrss.press("确认无误，核发证书").await;
        owner.open("/certificates").await;
        let certificate = part_of(&owner, "/certificates/", 2);
        owner.open("/record/education").await;
        let entry = part_of(&owner, "/record/education/", 3);
        owner.open("/notices").await;
        let notice = part_of(&owner, "/notices/", 2);
        for (login, role, organisation) in [
            ("unit2", Role::Unit, "U102"),
            ("department2", Role::Department, "D002"),
            ("hrss2", Role::Hrss, "H002"),
            ("office2", Role::Office, "O002"),
        ] {
            let new = NewAccount {
                login: login.to_owned(),
                name: format!("外单位{login}"),
                role,
                organisation: Some(organisation.to_owned()),
                // Not the demo's, which holds the product's name.
                password: PASSWORD.to_owned(),
            };
            site.backend.add_account(new).await.expect("the account is good");
        }
        let application = path.rsplit('/').next().unwrap_or_default().to_owned();
        World { site, application, certificate, entry, notice, owner }
    }

    /// The address with everything in it that its owner could put there.
    fn address(&self, path: &'static str) -> String {
        let parts: Vec<String> = path.split('/').map(|part| self.part(path, part)).collect();
        parts.join("/")
    }

    fn part(&self, path: &'static str, part: &str) -> String {
        match (part, path) {
            ("{id}", path) if path.starts_with("/notices/") => self.notice.clone(),
            ("{id}", path) if path.starts_with("/record/") => self.entry.clone(),
            ("{id}", path) if path.starts_with("/applications/") || path.starts_with("/reviews/") => {
                self.application.clone()
            }
            ("{section}", _) => "education".to_owned(),
            ("{business}", _) => "recognition".to_owned(),
            ("{action}", _) => "withdraw".to_owned(),
            ("{number}", _) => self.certificate.clone(),
            ("{picker}", _) => "unit".to_owned(),
            (part, _) if !part.starts_with('{') => part.to_owned(),
            _ => panic!("say in `part` what {part} of {path} is"),
        }
    }

    async fn state(&self) -> Vec<String> {
        self.site.backend.state_lines().await.expect("the database answers")
    }

    async fn log_in(&self, login: &str) -> Browser {
        let mut browser = self.site.stranger();
        if login.ends_with('2') && login != "applicant2" {
            browser.open("/login").await;
            browser.fill("账号", login).fill("密码", PASSWORD);
            browser.press("登录").await;
            browser.got(200);
        } else {
            log_in(&mut browser, login).await;
        }
        browser
    }
}

const PASSWORD: &str = "correct horse battery";

/// A part of the first link on the page that begins so.
fn part_of(browser: &Browser, begins: &str, place: usize) -> String {
    let page = browser.page();
    let hrefs = page.dom.all("a").into_iter().filter_map(|id| page.dom.node(id).attribute("href"));
    let found = hrefs.filter(|href| href.starts_with(begins) && !href.contains("/new")).map(str::to_owned).next();
    let found = found.unwrap_or_else(|| panic!("no link to {begins} on {}", page.path));
    found.split(['/', '?', '#']).nth(place).unwrap_or_default().to_owned()
}

fn gets() -> Vec<&'static str> {
    list(&Method::GET)
}

fn posts() -> Vec<&'static str> {
    let list = list(&Method::POST);
    assert!(ENDPOINTS.iter().all(|endpoint| list.contains(endpoint)), "server functions are among them");
    list
}

fn list(method: &Method) -> Vec<&'static str> {
    let list: Vec<Route> = routes().list;
    let found: Vec<&'static str> = list.iter().filter(|route| route.method == method).map(|route| route.path).collect();
    assert!(found.len() > 10, "the router names its addresses");
    found
}

/// What nobody else may read, in any answer.
#[track_caller]
fn tells_nothing(who: &str, path: &str, reply: &Reply) {
    let text = reply.text();
    for secret in [NUMBER, MOBILE, NAME] {
        assert!(!text.contains(secret), "{who} reads {secret} at {path}");
    }
    assert!(!reply.status.is_server_error(), "{who} at {path}: {}", reply.status);
}

#[test]
fn a_stranger_is_led_to_the_log_in() {
    run(async {
        let world = World::new().await;
        for path in gets() {
            let stranger = world.site.stranger();
            let address = world.address(path);
            let reply = stranger.send(Method::GET, &address, &[], Vec::new()).await;
            tells_nothing("a stranger", path, &reply);
            if path == "/text-size" {
                assert_eq!(reply.status, StatusCode::SEE_OTHER);
            } else if OPEN.contains(&path) {
                assert_eq!(reply.status, StatusCode::OK, "{path}");
            } else {
                assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
                assert!(reply.header("location").starts_with("/login"), "{path} leads to {}", reply.header("location"));
            }
        }
    });
}

#[test]
fn what_a_stranger_posts_changes_nothing() {
    run(async {
        let world = World::new().await;
        let before = world.state().await;
        for path in posts() {
            let mut stranger = world.site.stranger();
            stranger.open("/login").await;
            let token = token(&stranger);
            let reply = post(&stranger, &world.address(path), &[("sec-fetch-site", "same-origin")], &token).await;
            tells_nothing("a stranger", path, &reply);
            let status = reply.status.as_u16();
            let expected: &[u16] = match path {
                "/login" | "/verify" => &[422],
                "/logout" => &[303],
                "/photo" => &[303, 401],
                path if path.starts_with("/api/") => &[400, 401],
                // Kept on the page until there is somebody.
                _ => &[401],
            };
            assert!(expected.contains(&status), "{path}: {status}");
        }
        assert_eq!(world.state().await, before);
    });
}

#[test]
fn another_applicant_finds_nothing_of_it() {
    run(async {
        let world = World::new().await;
        let other = world.log_in("applicant2").await;
        let before = world.state().await;
        for path in gets() {
            let reply = other.send(Method::GET, &world.address(path), &[], Vec::new()).await;
            tells_nothing("another applicant", path, &reply);
            let private = ["/applications/{id}", "/record/{section}/{id}", "/certificates/{number}", "/reviews"];
            if private.iter().any(|begins| path.starts_with(begins)) {
                let status = reply.status.as_u16();
                assert!([403, 404].contains(&status), "{path}: {status}");
            }
        }
        for path in posts() {
            let reply = post(&other, &world.address(path), &[("sec-fetch-site", "same-origin")], "").await;
            tells_nothing("another applicant", path, &reply);
        }
        let theirs =
            |lines: &[String]| lines.join("\n").split("person applicant2").next().unwrap_or_default().to_owned();
        assert_eq!(theirs(&world.state().await), theirs(&before), "the owner's things are as they were");
    });
}

#[test]
fn an_authority_of_another_place_finds_nothing_of_it() {
    run(async {
        let world = World::new().await;
        let before = world.state().await;
        for login in ["unit2", "department2", "hrss2", "office2", "expert1", "admin"] {
            let other = world.log_in(login).await;
            for path in gets() {
                let reply = other.send(Method::GET, &world.address(path), &[], Vec::new()).await;
                tells_nothing(login, path, &reply);
                if !OPEN.contains(&path) && path.contains("/{") {
                    assert!(!reply.status.is_success(), "{login} at {path}: {}", reply.status);
                }
            }
            for path in posts() {
                let reply = post(&other, &world.address(path), &[("sec-fetch-site", "same-origin")], "").await;
                tells_nothing(login, path, &reply);
            }
            // The last of the posts was the log-out.
        }
        assert_eq!(world.state().await, before);
    });
}

#[test]
fn looking_changes_nothing() {
    run(async {
        let world = World::new().await;
        let before = world.state().await;
        for login in ["applicant", "applicant2", "unit", "department", "hrss", "office", "expert1", "admin"] {
            let somebody = world.log_in(login).await;
            for path in gets() {
                let reply = somebody.send(Method::GET, &world.address(path), &[], Vec::new()).await;
                assert!(!reply.status.is_server_error(), "{login} at {path}: {}", reply.status);
            }
        }
        assert_eq!(world.state().await, before);
        world.site.check().await;
    });
}

#[test]
fn the_owner_and_the_authorities_read_what_is_theirs() {
    run(async {
        let world = World::new().await;
        for path in ["", "/content", "/form.pdf"] {
            let address = format!("/applications/{}{path}", world.application);
            let reply = world.owner.send(Method::GET, &address, &[], Vec::new()).await;
            assert_eq!(reply.status, StatusCode::OK, "{address}");
        }
        for login in ["unit", "department", "hrss", "office"] {
            let authority = world.log_in(login).await;
            for path in ["", "/photo", "/form.pdf"] {
                let address = format!("/reviews/{}{path}", world.application);
                let reply = authority.send(Method::GET, &address, &[], Vec::new()).await;
                assert_eq!(reply.status, StatusCode::OK, "{login} at {address}");
            }
        }
    });
}

/// As an island sends it.
async fn ask<F: ServerFn + Message>(browser: &Browser, function: &F) -> Reply {
    let headers = [("sec-fetch-site", "same-origin"), (CONTENT_TYPE.as_str(), WireEncoding::CONTENT_TYPE)];
    browser.send(Method::POST, F::PATH, &headers, wire::encode(function)).await
}

#[test]
fn a_server_function_writes_only_what_is_ones_own() {
    run(async {
        let site = Site::new().await;
        let owner = begin(&site).await;
        let id = application(&owner).rsplit('/').next().unwrap_or_default().to_owned();
        let values: Values = [(recognition::CURRENT_WORK, "设备设计")].into_iter().collect();
        let form = recognition::FORM.key.to_owned();
        let save = SaveDraft { form: form.clone(), id: id.clone(), version: 1, key: "k".repeat(36), values };
        let query = PickQuery {
            picker: "committee".to_owned(),
            form,
            field: recognition::COMMITTEE.to_owned(),
            owner: id,
            page: 1,
            ..PickQuery::default()
        };
        let pick = Pick { query };
        let state = async || site.backend.state_lines().await.expect("the database answers");
        let before = state().await;
        let stranger = site.stranger();
        assert_eq!(ask(&stranger, &save).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(ask(&stranger, &pick).await.status, StatusCode::UNAUTHORIZED);
        for (login, expected) in [("applicant2", StatusCode::NOT_FOUND), ("unit", StatusCode::FORBIDDEN)] {
            let other = site.log_in(login).await;
            for reply in [ask(&other, &save).await, ask(&other, &pick).await] {
                tells_nothing(login, "a server function", &reply);
                assert_eq!(reply.status, expected, "{login}");
            }
        }
        assert_eq!(state().await, before);
        // The same question of its owner is a good one.
        assert_eq!(ask(&owner, &pick).await.status, StatusCode::OK);
        assert_eq!(ask(&owner, &save).await.status, StatusCode::OK);
        assert!(state().await.iter().any(|line| line.contains("current_work=设备设计")));
    });
}

#[test]
fn the_numbers_are_for_those_who_need_them() {
    run(async {
        let site = Site::new().await;
        let (owner, path) = submitted(&site).await;
        let id = path.rsplit('/').next().unwrap_or_default().to_owned();
        let numbers = async |browser: &Browser, address: &str| {
            let reply = browser.send(Method::GET, address, &[], Vec::new()).await;
            assert_eq!(reply.status, StatusCode::OK, "{address}");
            let text = reply.text();
            assert!(text.contains(NAME), "{address} is about {NAME}");
            (text.contains(NUMBER), text.contains(MOBILE))
        };
        assert_eq!(numbers(&owner, &format!("/applications/{id}/content")).await, (true, true));
        let address = format!("/reviews/{id}");
        for (login, sees, words) in [
            ("unit", true, "审核通过，报送主管部门"),
            ("department", false, "审核通过，报送人社部门"),
            ("hrss", true, "审核通过，报送评委会"),
        ] {
            let mut authority = review(&site, login).await;
            assert_eq!(numbers(&authority, &address).await, (sees, sees), "{login}");
            accept(&mut authority, words).await;
        }
        let office = review(&site, "office").await;
        assert_eq!(numbers(&office, &address).await, (false, false), "office");
        office.sees("4400**********0028");
    });
}

fn token(browser: &Browser) -> String {
    let page = browser.page();
    let found = page.dom.all("input").into_iter().find(|id| page.dom.node(*id).attribute("name") == Some("_token"));
    found.and_then(|id| page.dom.node(id).attribute("value")).unwrap_or_default().to_owned()
}

/// A form that says nothing but whence it comes and, perhaps, its token.
async fn post(browser: &Browser, path: &str, headers: &[(&str, &str)], token: &str) -> Reply {
    let kind = if path.starts_with("/api/") { "application/json" } else { FORM };
    let mut all = vec![(CONTENT_TYPE.as_str(), kind)];
    all.extend(headers);
    let body = if token.is_empty() { String::new() } else { format!("_token={token}") };
    browser.send(Method::POST, path, &all, body.into_bytes()).await
}

/// Whence a post comes, what the browser says of it, and the token in it.
type Elsewhere<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

#[test]
fn posts_from_elsewhere_are_refused_everywhere() {
    run(async {
        let world = World::new().await;
        let before = world.state().await;
        let mut owner = world.log_in("applicant").await;
        owner.open("/record/education/new").await;
        let right = token(&owner);
        let wrong = "0".repeat(right.len());
        let host = format!("http://{HOST_NAME}");
        for path in posts() {
            let address = world.address(path);
            let elsewhere: [Elsewhere<'_>; 8] = [
                ("another site", &[("sec-fetch-site", "cross-site")], &right),
                ("a sister site", &[("sec-fetch-site", "same-site")], &right),
                ("another origin", &[("origin", "https://evil.example")], &right),
                ("a longer name", &[("origin", "http://zhicheng.test.evil.example")], &right),
                ("a lie about the origin", &[("sec-fetch-site", "cross-site"), ("origin", &host)], &right),
                ("nowhere", &[], ""),
                ("nowhere with a wrong token", &[], &wrong),
                ("a frame without an origin", &[("origin", "null")], ""),
            ];
            for (whence, headers, token) in elsewhere {
                let reply = post(&owner, &address, headers, token).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} from {whence}");
                tells_nothing(whence, path, &reply);
            }
        }
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            for path in gets() {
                let headers = [("sec-fetch-site", "same-origin")];
                let reply = owner.send(method.clone(), &world.address(path), &headers, Vec::new()).await;
                assert!(reply.status.is_client_error(), "{method} {path}: {}", reply.status);
            }
        }
        assert_eq!(world.state().await, before);
        owner.open("/record").await;
        owner.got(200);
        assert_eq!(owner.page().path, "/record", "nobody was logged out from elsewhere");
    });
}

/// The headers of every answer, whatever made it.
#[track_caller]
fn guarded(what: &str, reply: &Reply) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(reply.header(name), value, "{what}: {name}");
    }
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    let kind = reply.header("content-type");
    let cached = reply.header("cache-control");
    if kind.starts_with("text/html") {
        assert!(cached.contains("no-store"), "{what}: {cached}");
        scripts(what, &reply.text(), policy);
    }
    if ["application/pdf", "image/jpeg"].contains(&kind) {
        assert!(cached.contains("no-store") && cached.contains("private"), "{what}: {cached}");
    }
}

/// A page without an island has no script and may not run any; nothing is written inline.
#[track_caller]
fn scripts(what: &str, html: &str, policy: &str) {
    let dom = Dom::parse(html);
    let island = !dom.all("leptos-island").is_empty();
    let scripts = dom.all("script");
    if island {
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        let nonce = nonce.unwrap_or_else(|| panic!("{what}: {policy}"));
        for script in scripts {
            assert_eq!(dom.node(script).attribute("nonce"), Some(nonce), "{what}");
            assert!(dom.node(script).attribute("src").is_some(), "{what}: a script in the page");
        }
    } else {
        assert!(scripts.is_empty(), "{what} has a script and no island");
        assert!(policy.contains("script-src 'none'"), "{what}: {policy}");
    }
    for node in &dom.nodes {
        let inline = node.attributes.iter().find(|(name, _)| name == "style" || name.starts_with("on"));
        assert!(inline.is_none() && node.tag != "style", "{what}: {inline:?}");
    }
}

#[test]
fn every_answer_carries_the_headers() {
    run(async {
        let world = World::new().await;
        let mut kinds = BTreeSet::new();
        for login in ["", "applicant", "unit", "hrss", "admin"] {
            let somebody = if login.is_empty() { world.site.stranger() } else { world.log_in(login).await };
            for path in gets() {
                let reply = somebody.send(Method::GET, &world.address(path), &[], Vec::new()).await;
                guarded(&format!("{path} for “{login}”"), &reply);
                kinds.insert((reply.status.as_u16(), reply.header("content-type").to_owned()));
            }
        }
        for (status, kind) in [
            (200, "text/html; charset=utf-8"),
            (200, "application/pdf"),
            (200, "image/jpeg"),
            (404, "text/html; charset=utf-8"),
        ] {
            assert!(kinds.contains(&(status, kind.to_owned())), "{status} {kind} was among them: {kinds:?}");
        }
        assert!(kinds.iter().any(|(status, _)| *status == 303));

        let owner = world.log_in("applicant").await;
        let here = [("sec-fetch-site", "same-origin")];
        let elsewhere = [("sec-fetch-site", "cross-site")];
        guarded("a refused form", &post(&owner, "/record/education/new", &here, "").await);
        guarded("a forged form", &post(&owner, "/record/education/new", &elsewhere, "").await);
        guarded("no page", &owner.send(Method::GET, "/no/such/page", &[], Vec::new()).await);
        guarded("a wrong method", &owner.send(Method::DELETE, "/record", &here, Vec::new()).await);
        guarded("the health", &owner.send(Method::GET, "/healthz", &[], Vec::new()).await);
        let huge = vec![b'x'; 2 * 1024 * 1024];
        let kind = [("sec-fetch-site", "same-origin"), (CONTENT_TYPE.as_str(), FORM)];
        let reply = owner.send(Method::POST, "/record/education/new", &kind, huge).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
        guarded("a form of two megabytes", &reply);
        let assets: Vec<&str> = server::assets::all().iter().map(|asset| asset.path).collect();
        assert!(assets.len() > 1, "{assets:?}");
        for path in assets {
            let reply = owner.send(Method::GET, path, &[], Vec::new()).await;
            assert_eq!(reply.status, StatusCode::OK, "{path}");
            guarded(path, &reply);
        }
    });
}

#[test]
fn after_the_log_in_everybody_has_something_to_do_and_no_link_is_dead() {
    run(async {
        let world = World::new().await;
        for (login, begins) in [
            ("applicant", "/services"),
            ("unit", "/reviews"),
            ("department", "/reviews"),
            ("hrss", "/reviews"),
            ("office", "/reviews"),
            ("expert1", "/"),
            ("admin", "/"),
        ] {
            let mut somebody = world.log_in(login).await;
            assert_eq!(somebody.page().path, begins, "{login}");
            let start = [begins, "/"].map(|address| ("the log-in".to_owned(), address.to_owned()));
            let (mut seen, mut open) = (BTreeSet::new(), Vec::from(start));
            while let Some((from, address)) = open.pop() {
                let known = address.split('?').next().unwrap_or_default().to_owned();
                if !seen.insert(known) {
                    continue;
                }
                somebody.open(&address).await;
                let page = somebody.page();
                assert_eq!(page.status, StatusCode::OK, "{login} follows a link from {from} to {address}");
                let hrefs = page.dom.all("a").into_iter().filter_map(|id| page.dom.node(id).attribute("href"));
                let inside =
                    hrefs.filter(|href| href.starts_with('/')).map(|href| href.split('#').next().unwrap_or_default());
                open.extend(inside.map(|href| (address.clone(), href.to_owned())));
            }
            assert!(seen.len() > 5, "{login} saw {seen:?}");
        }
    });
}

#[test]
fn the_demo_accounts_are_those_of_the_documentation() {
    run(async {
        let site = Site::new().await;
        for (_, login) in backend::accounts::DEMO_ACCOUNTS {
            site.log_in(login).await;
        }
        assert_eq!(DEMO_PASSWORD, "zhicheng-demo-2026");
    });
}
