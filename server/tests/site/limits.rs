//! Against guessing: whoever fails too often waits, is told how long, and keeps what was typed.

use http::{Method, header::CONTENT_TYPE};

use super::{
    browser::{Browser, Reply},
    site::{Site, log_in, run},
    world::FORM,
};

async fn posted(browser: &Browser, path: &str, pairs: &[(&str, &str)]) -> Reply {
    let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let headers = [("sec-fetch-site", "same-origin"), (CONTENT_TYPE.as_str(), FORM)];
    browser.send(Method::POST, path, &headers, body.into_bytes()).await
}

#[test]
fn a_guessed_password_makes_its_account_wait_and_no_other() {
    run(async {
        let site = Site::new().await;
        let mut guesser = site.stranger();
        guesser.open("/login").await;
        for _ in 0..5 {
            guesser.fill("账号", "unit").fill("密码", "a guess of somebody");
            guesser.press("登录").await;
            guesser.got(422).sees("账号或密码不对");
        }
        // The right password waits as well, from another browser too.
        let mut owner = site.stranger();
        owner.open("/login").await;
        owner.fill("账号", "unit").fill("密码", backend::accounts::DEMO_PASSWORD);
        owner.press("登录").await;
        owner.got(429).sees("登录失败的次数太多，请等");
        assert_eq!((owner.value("账号").as_str(), owner.value("密码").as_str()), ("unit", ""));
        let pairs = [("account", "unit"), ("password", backend::accounts::DEMO_PASSWORD)];
        let reply = posted(&owner, "/login", &pairs).await;
        let seconds: i64 = reply.header("retry-after").parse().expect("seconds");
        assert!((1..=30).contains(&seconds), "{seconds}");
        log_in(&mut site.stranger(), "department").await;
        site.backend.clock.advance_seconds(seconds);
        log_in(&mut owner, "unit").await;
    });
}

#[test]
fn whoever_looks_up_certificates_by_the_dozen_waits() {
    run(async {
        let site = Site::new().await;
        let stranger = site.stranger();
        let pairs = [("number", "2620052000001"), ("name", "李某某")];
        let mut refused = None;
        for nth in 1..=40 {
            let reply = posted(&stranger, "/verify", &pairs).await;
            if reply.status.as_u16() == 429 {
                refused = Some((nth, reply));
                break;
            }
            assert_eq!(reply.status.as_u16(), 200);
        }
        let (nth, reply) = refused.expect("there is a limit");
        assert!(nth > 10, "ten are nobody's abuse, this was number {nth}");
        let seconds: u64 = reply.header("retry-after").parse().expect("seconds");
        assert!((1..=7).contains(&seconds) && reply.text().contains(&seconds.to_string()), "{seconds}");
        let page = stranger.send(Method::GET, "/verify", &[], Vec::new()).await;
        assert_eq!(page.status.as_u16(), 200, "the page itself does not count");
    });
}
