//! Every address the server has, asked by those whom it is not for. The list is the
//! router's own ([`server::http::routes`]): an address that is new fails here until
//! it is said what it is about.

use std::collections::BTreeSet;

use app::api::{
    Pick, SaveDraft,
    wire::{self, Message, WireEncoding},
};
use domain::{application, recognition, values::Values};
use http::{Method, StatusCode, header::CONTENT_TYPE};
use server_fn::{ContentType, ServerFn};

use super::{
    browser::{Browser, Reply},
    site::{Site, run},
    steps::{MOBILE, NAME, NUMBER, accept, application, begin, review, submitted},
    world::{World, gets, post, posts, tells_nothing, token},
};

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
        let file = format!("/files/{}", world.file);
        for path in ["", "/content", "/form.pdf", &file] {
            let address = format!("/applications/{}{path}", world.application);
            let reply = world.owner.send(Method::GET, &address, &[], Vec::new()).await;
            assert_eq!(reply.status, StatusCode::OK, "{address}");
        }
        for login in ["unit", "department", "hrss", "office"] {
            let authority = world.log_in(login).await;
            for path in ["", "/photo", "/form.pdf", &file] {
                let address = format!("/reviews/{}{path}", world.application);
                let reply = authority.send(Method::GET, &address, &[], Vec::new()).await;
                assert_eq!(reply.status, StatusCode::OK, "{login} at {address}");
            }
        }
    });
}

/// The mark of the account, as pages carry it for the islands.
pub fn account(browser: &Browser) -> String {
    let dom = &browser.page().dom;
    dom.all("body").iter().find_map(|body| dom.node(*body).attribute("data-account")).expect("logged in").to_owned()
}

/// As an island sends it.
pub async fn ask<F: ServerFn + Message>(browser: &Browser, function: &F) -> Reply {
    let headers = [("sec-fetch-site", "same-origin"), (CONTENT_TYPE.as_str(), WireEncoding::CONTENT_TYPE)];
    browser.send(Method::POST, F::PATH, &headers, wire::encode(function)).await
}

#[test]
fn a_server_function_writes_only_what_is_ones_own() {
    run(async {
        let site = Site::new().await;
        let owner = begin(&site).await;
        let id = application(&owner).rsplit('/').next().unwrap_or_default().to_owned();
        let values: Values = [(application::CURRENT_WORK, "设备设计")].into_iter().collect();
        let form = recognition::FORM.key.to_owned();
        let account = account(&owner);
        let save = SaveDraft { account, form: form.clone(), id: id.clone(), version: 1, key: "k".repeat(36), values };
        let question = format!("form={form}&field={}&owner={id}", application::COMMITTEE);
        let pick = Pick { picker: "committee".to_owned(), question };
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
        assert_eq!(backend::accounts::DEMO_PASSWORD, "zhicheng-demo-2026");
    });
}
