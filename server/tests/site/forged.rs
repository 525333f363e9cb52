//! Posts that none of the site's own pages has sent, in every shape that a page elsewhere can give them: refused at every
//! address, server functions, log-in and log-out among them.
//!
//! To add one: a line of [`forged`].

use http::{Method, StatusCode, header::CONTENT_TYPE};

use super::{
    browser::{Browser, HOST_NAME, Reply},
    site::{Site, run},
    world::{FORM, World, gets, member, posts, tells_nothing, token},
};

/// Of the page that says it.
const SAYS: &str = "这次提交不是从本站的页面发出的";
const MULTIPART: &str = "multipart/form-data; boundary=x";

/// One post: what it is, its headers, its body.
struct Shape {
    called: &'static str,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Shape {
    fn new(called: &'static str, headers: &[(&'static str, &str)], body: impl Into<String>) -> Shape {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Shape { called, headers, body: body.into() }
    }

    async fn sent(&self, browser: &Browser, path: &str) -> Reply {
        let mut headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if !headers.iter().any(|(name, _)| *name == CONTENT_TYPE.as_str()) {
            headers.push((CONTENT_TYPE.as_str(), FORM));
        }
        browser.send(Method::POST, path, &headers, self.body.clone().into_bytes()).await
    }
}

/// Tokens that are not the one of the session.
struct Tokens {
    right: String,
    /// Of the same person's session before this one.
    old: String,
    /// Of somebody else's session.
    other: String,
    /// Of a visitor who is not logged in.
    visitor: String,
}

fn part(name: &str, value: &str) -> String {
    format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

/// What is refused, whoever sends it.
fn forged(tokens: &Tokens) -> Vec<Shape> {
    let form = |token: &str| format!("_token={token}");
    let right = form(&tokens.right);
    let host = format!("http://{HOST_NAME}");
    let (sister, longer) = (format!("http://www.{HOST_NAME}"), format!("http://{HOST_NAME}.evil.example"));
    let (door, inside) = (format!("http://{HOST_NAME}:8080"), format!("http://evil.example/{HOST_NAME}"));
    let kind = CONTENT_TYPE.as_str();
    let json = format!("{{\"_token\":\"{}\"}}", tokens.right);
    let second = format!("{}{}--x--\r\n", part("a", "b"), part("_token", &tokens.right));
    let wrong = "0".repeat(tokens.right.len());
    vec![
        // What the browser says counts before everything else, a right token too.
        Shape::new("another site", &[("sec-fetch-site", "cross-site")], &*right),
        Shape::new("a sister site", &[("sec-fetch-site", "same-site")], &*right),
        Shape::new("a word that no browser says", &[("sec-fetch-site", "Same-Origin")], &*right),
        Shape::new("an empty word", &[("sec-fetch-site", "")], &*right),
        Shape::new("a lie about the origin", &[("sec-fetch-site", "cross-site"), ("origin", &host)], &*right),
        Shape::new("another origin", &[("origin", "https://evil.example")], &*right),
        Shape::new("a sister's origin", &[("origin", &sister)], &*right),
        Shape::new("a longer name", &[("origin", &longer)], &*right),
        Shape::new("another port", &[("origin", &door)], &*right),
        Shape::new("our name in a path", &[("origin", &inside)], &*right),
        Shape::new("no origin at all in the header", &[("origin", "")], &*right),
        // Of a browser that says nothing the form must know the token of this very session.
        Shape::new("nowhere", &[], ""),
        Shape::new("a frame without an origin", &[("origin", "null")], ""),
        Shape::new("a frame with a wrong token", &[("origin", "null")], form(&wrong)),
        Shape::new("an empty token", &[], form("")),
        Shape::new("a wrong token", &[], form(&wrong)),
        Shape::new("half a token", &[], form(&tokens.right[..tokens.right.len() / 2])),
        Shape::new("the token of the session before", &[], form(&tokens.old)),
        Shape::new("somebody else's token", &[], form(&tokens.other)),
        Shape::new("a visitor's token", &[], form(&tokens.visitor)),
        Shape::new("a wrong token in front of the right one", &[], format!("_token={wrong}&{right}")),
        // Kinds of a body that a page elsewhere can send without asking first, or that no form has.
        Shape::new("plain text", &[(kind, "text/plain")], &*right),
        Shape::new(
            "plain text that calls itself a form",
            &[(kind, "text/plain; application/x-www-form-urlencoded")],
            &*right,
        ),
        Shape::new("JSON", &[(kind, "application/json")], json),
        Shape::new("no kind", &[(kind, "")], &*right),
        Shape::new("parts with the token behind", &[(kind, MULTIPART)], second),
        Shape::new("parts with a wrong token", &[(kind, MULTIPART)], format!("{}--x--\r\n", part("_token", &wrong))),
        // Nobody here reads another method out of a header or a field.
        Shape::new("a header that calls it a look", &[("x-http-method-override", "GET")], ""),
        Shape::new("a field that calls it a look", &[], "_method=GET"),
        Shape::new("a token in a header", &[("x-csrf-token", &tokens.right)], ""),
    ]
}

/// What our own pages send, old browsers and new.
fn own(tokens: &Tokens) -> Vec<Shape> {
    let right = format!("_token={}", tokens.right);
    let host = format!("http://{HOST_NAME}");
    let parts = format!("{}--x--\r\n", part("_token", &tokens.right));
    vec![
        Shape::new("a page of today", &[("sec-fetch-site", "same-origin")], ""),
        Shape::new("loaded anew", &[("sec-fetch-site", "none")], ""),
        Shape::new("our origin", &[("origin", &host)], ""),
        Shape::new("the token", &[], &*right),
        Shape::new("the token without an origin", &[("origin", "null")], &*right),
        Shape::new("the token in front of parts", &[(CONTENT_TYPE.as_str(), MULTIPART)], parts),
    ]
}

async fn token_of(browser: &mut Browser) -> String {
    browser.open("/record/education/new").await;
    if browser.page().path.starts_with("/login") || browser.page().status != StatusCode::OK {
        browser.open("/").await;
    }
    let token = token(browser);
    assert_eq!(token.len(), 64, "{} has a form with a token", browser.page().path);
    token
}

#[test]
fn posts_from_elsewhere_are_refused_everywhere() {
    run(async {
        let world = World::new().await;
        let before = world.state().await;
        let old = token_of(&mut world.log_in("applicant").await).await;
        let mut owner = world.log_in("applicant").await;
        let right = token_of(&mut owner).await;
        let other = token_of(&mut world.log_in("applicant2").await).await;
        let mut stranger = world.site.stranger();
        stranger.open("/login").await;
        let visitor = token(&stranger);
        let tokens = Tokens { right, old, other, visitor };
        let shapes = forged(&tokens);
        for path in posts() {
            let address = world.address(path);
            for shape in &shapes {
                let reply = shape.sent(&owner, &address).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}: {}", shape.called);
                assert!(reply.text().contains(SAYS), "{path}: {}", shape.called);
                tells_nothing(shape.called, path, &reply);
            }
            let query = format!("{address}?_token={}", tokens.right);
            let reply = Shape::new("a token in the address", &[], "").sent(&owner, &query).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}: a token in the address");
        }
        // Looking is no way in, whatever a header or the address calls it.
        for path in posts() {
            let address = world.address(path);
            for (method, query) in [(Method::GET, "_method=POST"), (Method::HEAD, "_method=POST")] {
                let headers = [("sec-fetch-site", "same-origin"), ("x-http-method-override", "POST")];
                let body = format!("_token={}&_method=POST", tokens.right);
                let reply = owner.send(method, &format!("{address}?{query}"), &headers, body.into_bytes()).await;
                assert!(!reply.status.is_server_error(), "{path}: {}", reply.status);
            }
        }
        for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
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

        // The same without a session: nobody is logged in from elsewhere, and no form of another's is kept.
        let shapes = forged(&Tokens { right: tokens.visitor.clone(), visitor: tokens.right.clone(), ..tokens });
        for path in posts() {
            for shape in &shapes {
                let reply = shape.sent(&stranger, &world.address(path)).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "a stranger at {path}: {}", shape.called);
            }
        }
        assert_eq!(world.state().await, before);
    });
}

/// Without this the test above would pass where everything is refused.
#[test]
fn posts_of_our_own_pages_are_taken_everywhere() {
    run(async {
        let world = World::new().await;
        for login in ["applicant2", "admin"] {
            let mut somebody = world.log_in(login).await;
            let right = token_of(&mut somebody).await;
            let tokens = Tokens { right, old: String::new(), other: String::new(), visitor: String::new() };
            for path in posts().into_iter().filter(|path| *path != "/logout") {
                for shape in own(&tokens) {
                    let reply = shape.sent(&somebody, &world.address(path)).await;
                    assert!(!reply.text().contains(SAYS), "{login} at {path}: {}", shape.called);
                }
            }
        }
    });
}

#[test]
fn behind_a_proxy_only_the_public_address_is_here() {
    run(async {
        let site = Site::over_tls().await;
        let somebody = member(&site, "applicant").await;
        for path in ["/record/education/new", "/logout", "/api/stay", "/login"] {
            for origin in [
                // The same name without TLS is another origin.
                format!("http://{HOST_NAME}"),
                format!("https://www.{HOST_NAME}"),
                format!("https://{HOST_NAME}:8443"),
                format!("https://{HOST_NAME}@evil.example"),
            ] {
                let shape = Shape::new("another origin", &[("origin", &origin)], "");
                assert_eq!(shape.sent(&somebody, path).await.status, StatusCode::FORBIDDEN, "{path} from {origin}");
            }
        }
        let public = format!("https://{HOST_NAME}");
        let reply =
            Shape::new("the public address", &[("origin", &public)], "").sent(&somebody, "/record/education/new").await;
        assert_ne!(reply.status, StatusCode::FORBIDDEN);
    });
}
