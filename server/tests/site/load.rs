//! A site that has more to do than it can: what is refused, in which order, how fast a way there is back, and
//! that nothing typed is lost. No test waits for time to pass: requests are held by what they wait for.

use std::{
    collections::BTreeSet,
    pin::Pin,
    sync::{Arc, mpsc as blocking},
    task::{Context, Poll},
};

use app::api::ENDPOINTS;
use axum::body::{Body, Bytes};
use backend::{
    Error,
    accounts::{DEMO_PASSWORD, LogIn, NewAccount},
    db::Options,
};
use domain::access::Role;
use http::{
    Method, Request, StatusCode,
    header::{CONTENT_TYPE, COOKIE, HOST},
};
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame};
use server::http::{Class, load::Limits, routes};
use tokio::{
    sync::{Notify, Semaphore, mpsc},
    task::{JoinHandle, JoinSet},
};
use tower::ServiceExt;

use super::{
    browser::{Browser, HOST_NAME, Reply},
    site::{Site, run},
    world::{FORM, World, token},
};

const FEW: Limits = Limits { saves: 3, reads: 2, searches: 2, papers: 2, uploads: 1 };

/// Keeps every reader of the database, so that whoever is logged in waits for his session.
struct Gate {
    open: Arc<Semaphore>,
    held: JoinSet<backend::Result<()>>,
}

impl Gate {
    async fn close(site: &Site) -> Gate {
        let (open, mut held) = (Arc::new(Semaphore::new(0)), JoinSet::new());
        for _ in 0..Options::default().readers {
            let (reading, db, gate) = (Arc::new(Notify::new()), site.backend.db().clone(), open.clone());
            let begun = reading.clone();
            held.spawn(async move {
                db.read(async move |_| {
                    begun.notify_one();
                    gate.acquire().await.map(drop).map_err(|_| Error::Busy)
                })
                .await
            });
            reading.notified().await;
        }
        Gate { open, held }
    }

    async fn open(mut self) {
        self.open.add_permits(Options::default().readers);
        while let Some(read) = self.held.join_next().await {
            read.expect("no reader panics").expect("it reads");
        }
    }
}

/// A body that comes as it is sent.
struct Slow(mpsc::Receiver<Bytes>);

impl HttpBody for Slow {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0.poll_recv(cx).map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}

/// A request of the browser, under way beside the test.
fn sent(browser: &Browser, site: &Site, method: Method, path: &str, kind: &str, body: Body) -> JoinHandle<Reply> {
    let request = Request::builder().method(method).uri(path).header(HOST, HOST_NAME);
    let request = request.header(COOKIE, browser.cookies()).header("sec-fetch-site", "same-origin");
    let request = request.header(CONTENT_TYPE, kind).body(body).expect("a request is well formed");
    let router = site.router.clone();
    tokio::spawn(async move {
        let (parts, body) = router.oneshot(request).await.expect("the router never fails").into_parts();
        let body = body.collect().await.expect("a body ends").to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    })
}

fn looks(browser: &Browser, site: &Site, path: &str) -> JoinHandle<Reply> {
    sent(browser, site, Method::GET, path, FORM, Body::empty())
}

fn posts(browser: &Browser, site: &Site, path: &str, body: &str) -> JoinHandle<Reply> {
    sent(browser, site, Method::POST, path, FORM, Body::from(body.to_owned()))
}

async fn until(there: impl Fn() -> bool) {
    while !there() {
        tokio::task::yield_now().await;
    }
}

#[track_caller]
fn refused(reply: &Reply) {
    assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"), "{}", reply.text());
    let page = reply.text().contains("<html");
    assert!(!page || reply.header("content-security-policy").contains("default-src 'none'"), "{:?}", reply.headers);
}

#[test]
fn who_only_looks_is_refused_before_who_saves() {
    run(async {
        let site = Site::under(FEW).await;
        let mut applicant = site.log_in("applicant").await;
        applicant.open("/record/basic").await;
        let (under_way, load) = (|class| site.app.load.under_way(class), &site.app.load);
        let gate = Gate::close(&site).await;
        let looking = [looks(&applicant, &site, "/record"), looks(&applicant, &site, "/record/basic")];
        until(|| under_way(Class::Read) == 2).await;
        for path in ["/record", "/pick/unit?form=basic&field=unit", "/applications/x/form.pdf", "/login", "/nowhere"] {
            let reply = looks(&applicant, &site, path).await.expect("it is answered");
            refused(&reply);
            assert!(
                reply.text().contains("现在办理的人太多") && reply.text().contains("href=\"\""),
                "{}",
                reply.text()
            );
        }
        let body = format!("_token={}&version=0&key=a.1&v.mobile=13800000000", token(&applicant));
        let saving = posts(&applicant, &site, "/record/basic", &body);
        until(|| under_way(Class::Save) == 1).await;
        gate.open().await;
        for page in looking {
            assert_eq!(page.await.expect("it is answered").status, StatusCode::OK);
        }
        // A draft with holes is stored and its page says them.
        assert_eq!(saving.await.expect("it is answered").status, StatusCode::UNPROCESSABLE_ENTITY);
        applicant.open("/record/basic").await;
        assert_eq!((applicant.page().status, applicant.value("移动电话").as_str()), (StatusCode::OK, "13800000000"));
        assert_eq!((under_way(Class::Read), load.under_way(Class::Save)), (0, 0), "every place is given back");
    });
}

#[test]
fn a_form_that_there_is_no_time_for_is_kept_on_the_page() {
    run(async {
        let site = Site::under(FEW).await;
        let mut applicant = site.log_in("applicant").await;
        applicant.open("/record/basic").await;
        let token = token(&applicant);
        let gate = Gate::close(&site).await;
        let body = format!("_token={token}&version=0&key=a.1&v.name=%E9%99%88%E6%99%93%E5%B2%9A&v.mobile=13800000000");
        let held: Vec<_> = (0..FEW.saves).map(|_| posts(&applicant, &site, "/record/basic", &body)).collect();
        until(|| site.app.load.under_way(Class::Save) == FEW.saves).await;
        let reply = posts(&applicant, &site, "/record/basic", &body).await.expect("it is answered");
        refused(&reply);
        for kept in ["陈晓岚", "13800000000", "action=\"/record/basic\"", "内容还没有保存", &token] {
            assert!(reply.text().contains(kept), "{kept} is not in {}", reply.text());
        }
        // An island keeps its text by itself; a page for it would be in vain.
        for endpoint in ENDPOINTS {
            let kind = "application/octet-stream";
            let reply =
                sent(&applicant, &site, Method::POST, endpoint, kind, Body::from("x")).await.expect("it is answered");
            refused(&reply);
            assert!(reply.body.is_empty(), "{endpoint}");
        }
        gate.open().await;
        for one in held {
            assert_ne!(one.await.expect("it is answered").status, StatusCode::SERVICE_UNAVAILABLE);
        }
        let again = posts(&applicant, &site, "/record/basic", &body).await.expect("it is answered");
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "it is taken now, with what is still missing");
        site.check().await;
    });
}

#[test]
fn who_sends_slowly_takes_nobody_s_place() {
    run(async {
        let site = Site::under(Limits { saves: 1, ..FEW }).await;
        let mut applicant = site.log_in("applicant").await;
        applicant.open("/record/basic").await;
        let body = format!("_token={}&version=0&key=a.1&v.mobile=13800000000", token(&applicant));
        let (pieces, coming) = mpsc::channel(1);
        let slow = sent(&applicant, &site, Method::POST, "/record/basic", FORM, Body::new(Slow(coming)));
        pieces.send(Bytes::from(body.clone().into_bytes())).await.expect("it is read");
        pieces.send(Bytes::from("&v.address=")).await.expect("it is read");
        let quick = posts(&applicant, &site, "/record/basic", &body).await.expect("it is answered");
        assert_eq!(quick.status, StatusCode::UNPROCESSABLE_ENTITY, "stored, with holes");
        drop(pieces);
        assert_ne!(slow.await.expect("it is answered").status, StatusCode::SERVICE_UNAVAILABLE);
        // More than a form may hold is refused as ever.
        let long = posts(&applicant, &site, "/record/basic", &"a".repeat(server::http::FORM_BYTES + 1));
        let long = long.await.expect("it is answered");
        assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(long.text().contains("一次最多提交 1024 KB"), "{}", long.text());
    });
}

/// One that comes slowly keeps only other uploads waiting.
#[test]
fn an_upload_has_places_of_its_own() {
    run(async {
        let site = Site::under(Limits { saves: 1, reads: 1, ..FEW }).await;
        let applicant = site.log_in("applicant").await;
        let kind = "multipart/form-data; boundary=x";
        let (pieces, coming) = mpsc::channel(1);
        let slow = sent(&applicant, &site, Method::POST, "/photo", kind, Body::new(Slow(coming)));
        pieces.send(Bytes::from("--x\r\n")).await.expect("it is read");
        until(|| site.app.load.under_way(Class::Upload) == 1).await;
        let second = sent(&applicant, &site, Method::POST, "/photo", kind, Body::from("--x--\r\n"));
        let second = second.await.expect("it is answered");
        refused(&second);
        assert!(second.text().contains("现在办理的人太多"), "{}", second.text());
        assert_eq!(looks(&applicant, &site, "/photo").await.expect("it is answered").status, StatusCode::OK);
        drop(pieces);
        assert_eq!(slow.await.expect("it is answered").status, StatusCode::UNPROCESSABLE_ENTITY);
        let third = sent(&applicant, &site, Method::POST, "/photo", kind, Body::from("--x--\r\n"));
        assert_eq!(third.await.expect("it is answered").status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was chosen");
    });
}

/// Work that holds a turn until the sender is used.
async fn occupied(apart: &backend::apart::Apart) -> (blocking::Sender<()>, JoinHandle<backend::Result<bool>>) {
    let (go, gone) = blocking::channel::<()>();
    let held = tokio::spawn({
        let apart = apart.clone();
        async move { apart.run(move |_| gone.recv().is_ok()).await }
    });
    until(|| apart.under_way().0 > 0).await;
    (go, held)
}

#[test]
fn a_storm_of_log_ins_is_told_to_wait_and_keeps_nobody_else() {
    run(async {
        let site = Site::new().await;
        let mut applicant = site.log_in("applicant").await;
        applicant.open("/record/basic").await;
        let hashing = site.backend.hashing.clone();
        let (go, held) = occupied(&hashing).await;
        let mut places = Vec::new();
        while let Ok(place) = hashing.place() {
            places.push(place);
        }
        let stranger = site.stranger();
        let body = format!("account=department&password={DEMO_PASSWORD}&next=%2Freviews");
        let reply = posts(&stranger, &site, "/login", &body).await.expect("it is answered");
        refused(&reply);
        let text = reply.text();
        assert!(text.contains("现在登录的人很多") && text.contains("value=\"department\""), "{text}");
        assert!(text.contains("/reviews"), "where it leads is kept");
        let typed = text.split("password").skip(1).any(|rest| rest.starts_with("\" value=\"zhicheng"));
        assert!(!typed && !text.contains("value=\"zhicheng-demo"), "the password is on no page: {text}");
        // Nor may anything else hash beside it.
        let refused = site.backend.set_password("department", "correct horse battery").await;
        assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
        // Everybody else is served meanwhile.
        for path in ["/", "/record", "/services", "/verify"] {
            assert_eq!(looks(&applicant, &site, path).await.expect("it is answered").status, StatusCode::OK, "{path}");
        }
        let body = format!("_token={}&version=0&key=a.1&v.mobile=13800000000", token(&applicant));
        let saved = posts(&applicant, &site, "/record/basic", &body).await.expect("it is answered");
        assert_eq!(saved.status, StatusCode::UNPROCESSABLE_ENTITY, "stored, with holes");
        places.clear();
        go.send(()).expect("it waits for this");
        assert!(held.await.expect("it ends").expect("it has its turn"));
        site.log_in("department").await;
    });
}

/// Whoever asks for it: log-ins, new accounts, changed passwords.
#[test]
fn one_password_is_hashed_at_a_time() {
    run(async {
        let site = Site::new().await;
        let hashing = site.backend.hashing.clone();
        let (go, held) = occupied(&hashing).await;
        let mut all: JoinSet<backend::Result<bool>> = JoinSet::new();
        for login in ["unit", "department", "hrss", "office"] {
            let backend = site.backend.clone();
            all.spawn(
                async move { Ok(matches!(backend.log_in(login, DEMO_PASSWORD, login).await?, LogIn::In { .. })) },
            );
        }
        for nth in 0..2 {
            let (backend, password) = (site.backend.clone(), "correct horse battery".to_owned());
            all.spawn(async move {
                let login = format!("new{nth}");
                let new = NewAccount {
                    login,
                    name: "新账号".to_owned(),
                    role: Role::Applicant,
                    organisation: None,
                    password,
                };
                backend.add_account(new).await.map(|_| true)
            });
            let backend = site.backend.clone();
            all.spawn(async move { backend.set_password("admin", "correct horse battery").await.map(|()| true) });
        }
        until(|| hashing.taken() == 1 + all.len()).await;
        assert_eq!(hashing.under_way(), (1, 1), "all others wait");
        go.send(()).expect("it waits for this");
        held.await.expect("it ends").expect("it has its turn");
        while let Some(done) = all.join_next().await {
            assert!(done.expect("it ends").expect("it has its turn"));
        }
        assert_eq!((hashing.taken(), hashing.under_way()), (0, (0, 1)));
    });
}

#[test]
fn papers_wait_for_their_turn_and_one_too_many_is_told_so() {
    run(async {
        let world = World::new().await;
        let site = &world.site;
        let printing = site.app.printing.clone();
        let (go, held) = occupied(&printing).await;
        let mut places = Vec::new();
        while let Ok(place) = printing.place() {
            places.push(place);
        }
        for path in ["/applications/{id}/form.pdf", "/certificates/{number}/certificate.pdf"] {
            let reply = looks(&world.owner, site, &world.address(path)).await.expect("it is answered");
            refused(&reply);
            let page = looks(&world.owner, site, "/certificates").await.expect("it is answered");
            assert_eq!(page.status, StatusCode::OK, "pages are served meanwhile");
        }
        places.clear();
        let waits = looks(&world.owner, site, &world.address("/certificates/{number}/certificate.pdf"));
        until(|| printing.taken() == 2).await;
        go.send(()).expect("it waits for this");
        held.await.expect("it ends").expect("it has its turn");
        let paper = waits.await.expect("it is answered");
        assert!(paper.status == StatusCode::OK && paper.body.starts_with(b"%PDF"), "{}", paper.status);
        assert!(printing.under_way().1 <= backend::apart::cores().saturating_sub(1).max(1));
    });
}

/// A new address is a page or a save unless its file says otherwise.
#[test]
fn every_route_is_of_the_class_that_it_looks_like() {
    let list = routes().list;
    assert!(list.iter().all(|route| route.path.ends_with(".pdf") == (route.class == Class::Paper)));
    let named = |class| -> BTreeSet<&str> {
        list.iter().filter(|route| route.class == class).map(|route| route.path).collect()
    };
    assert_eq!(named(Class::Search), BTreeSet::from(["/api/pick", "/pick/{picker}"]));
    assert_eq!(named(Class::Free), BTreeSet::from(["/login", "/logout"]));
    assert_eq!(
        named(Class::Upload),
        BTreeSet::from(["/applications/{id}/files", "/photo", "/record/{section}/{id}/files"])
    );
    let saves = list.iter().filter(|route| route.class == Class::Save);
    assert!(saves.clone().count() > 15 && saves.clone().all(|route| route.method == Method::POST));
}
