//! What every answer carries, whatever made it, and what no page may hold.

use std::collections::BTreeSet;

use http::{Method, StatusCode, header::CONTENT_TYPE};

use super::{
    browser::Reply,
    dom::Dom,
    site::{Site, run},
    world::{FORM, World, gets, post},
};

/// The headers of every answer, whatever made it.
#[track_caller]
fn guarded(what: &str, reply: &Reply) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ] {
        let said: Vec<_> = reply.headers.get_all(name).iter().collect();
        assert_eq!(said, [value], "{what}: {name}, once");
    }
    let told: Vec<&str> =
        ["server", "x-powered-by", "via"].into_iter().filter(|name| !reply.header(name).is_empty()).collect();
    assert!(told.is_empty(), "{what} says what it is made of: {told:?}");
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    let kind = reply.header("content-type");
    let cached = reply.header("cache-control");
    if kind.starts_with("text/html") {
        assert!(cached.contains("no-store"), "{what}: {cached}");
        for part in ["default-src 'none'", "style-src 'self'", "form-action 'self'", "object-src 'none'"] {
            assert!(policy.contains(part), "{what}: {part} in {policy}");
        }
        // A look for the headers alone brings no page.
        if !reply.body.is_empty() {
            scripts(what, &reply.text(), policy);
        }
    }
    if ["application/pdf", "image/jpeg", "image/png"].contains(&kind) && !what.starts_with("/assets/") {
        assert!(cached.contains("no-store") && cached.contains("private"), "{what}: {cached}");
    }
}

/// A page without an island or an upload has no script and may not run any; nothing is written inline.
#[track_caller]
fn scripts(what: &str, html: &str, policy: &str) {
    let dom = Dom::parse(html);
    let island = !dom.all("leptos-island").is_empty() || !dom.all("upload-form").is_empty();
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

/// What the framework answers by itself, what says that nothing has changed, and what went wrong.
#[test]
fn answers_that_no_handler_makes_carry_the_headers_too() {
    run(async {
        let world = World::new().await;
        let owner = world.log_in("applicant").await;
        let here = [("sec-fetch-site", "same-origin")];
        let mut statuses = BTreeSet::new();
        let mut look = |what: &str, reply: &Reply| {
            guarded(what, reply);
            statuses.insert(reply.status.as_u16());
        };
        for path in gets() {
            let reply = owner.send(Method::HEAD, &world.address(path), &[], Vec::new()).await;
            guarded(&format!("HEAD {path}"), &reply);
        }
        for asset in server::assets::all() {
            let known = owner.send(Method::GET, asset.path, &[("if-none-match", asset.etag)], Vec::new()).await;
            assert_eq!(known.status, StatusCode::NOT_MODIFIED, "{}", asset.path);
            look(asset.path, &known);
            for encoding in ["br", "gzip"] {
                let packed = owner.send(Method::GET, asset.path, &[("accept-encoding", encoding)], Vec::new()).await;
                look(asset.path, &packed);
            }
            look("a post to a file", &owner.send(Method::POST, asset.path, &here, Vec::new()).await);
        }
        for path in ["/assets/no-such-file.css", "/assets/", "/assets/..%2f..%2fCargo.toml", "/%00", "//", "/%ff"] {
            look(path, &owner.send(Method::GET, path, &[], Vec::new()).await);
        }
        for method in [Method::OPTIONS, Method::TRACE, Method::CONNECT] {
            look(method.as_str(), &owner.send(method.clone(), "/record", &here, Vec::new()).await);
            look(method.as_str(), &owner.send(method.clone(), "/healthz", &here, Vec::new()).await);
        }
        look(
            "an address without end",
            &owner.send(Method::GET, &format!("/{}", "a".repeat(60_000)), &[], Vec::new()).await,
        );
        let stranger = world.site.stranger();
        look("a form of nobody", &post(&stranger, "/record/education/new", &here, "").await);
        look("a server function of nobody", &post(&stranger, "/api/stay", &here, "").await);
        look("a form that is too late", &post(&owner, &format!("/reviews/{}", world.application), &here, "").await);
        for _ in 0..40 {
            let pairs = b"number=2620052000001&name=x".to_vec();
            let kind = [("sec-fetch-site", "same-origin"), (CONTENT_TYPE.as_str(), FORM)];
            let reply = stranger.send(Method::POST, "/verify", &kind, pairs).await;
            look("a certificate", &reply);
        }
        world.site.backend.db().clone().close().await;
        look("a site without its database", &owner.send(Method::GET, "/record", &[], Vec::new()).await);
        look("its health", &owner.send(Method::GET, "/healthz", &[], Vec::new()).await);
        for status in [200, 304, 400, 401, 403, 404, 405, 429, 500, 503] {
            assert!(statuses.contains(&status), "{status} was among them: {statuses:?}");
        }
    });
}

#[test]
fn over_tls_cookies_are_bound_to_it_and_the_browser_is_told_to_stay() {
    run(async {
        let asset = server::assets::all().first().expect("there is a style").path;
        let paths = ["/", "/login", "/no/such/page", "/record", "/healthz", asset];
        for (site, told) in [(Site::new().await, ""), (Site::over_tls().await, "max-age=31536000; includeSubDomains")] {
            let stranger = site.stranger();
            for path in paths {
                let reply = stranger.send(Method::GET, path, &[], Vec::new()).await;
                assert_eq!(reply.header("strict-transport-security"), told, "{path}");
            }
            let member = site.log_in("applicant").await;
            let names: Vec<String> =
                member.cookies().split("; ").filter_map(|pair| Some(pair.split_once('=')?.0.to_owned())).collect();
            assert_eq!(names.iter().all(|name| name.starts_with("__Host-")), !told.is_empty(), "{names:?}");
        }
        let site = Site::over_tls().await;
        let reply = site.stranger().send(Method::GET, "/login", &[], Vec::new()).await;
        let cookie = reply.header("set-cookie");
        assert!(["; Secure", "; HttpOnly", "; SameSite=Lax"].iter().all(|part| cookie.contains(part)), "{cookie}");
    });
}
