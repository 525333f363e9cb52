//! Requests that no page of the site has sent, and a site that has no time: each is
//! answered by a page, never by a fault, and what was typed is still there.

use std::sync::Arc;

use backend::db::{Options, row, sql};
use http::{Method, StatusCode, header::CONTENT_TYPE};
use tokio::{
    sync::{Notify, Semaphore},
    task::JoinSet,
};

use super::{
    site::{ROOMY, Site, run},
    world::{FORM, token},
};

/// Addresses that name nothing: characters that no text has, queries that cannot be read.
const ODD: &[&str] = &[
    "/notices/%00",
    "/notices/%FF",
    "/notices?page=many",
    "/notices?page=-1",
    "/notices?page=1&page=2",
    "/login?next=a&next=b",
    "/applications/%00",
    "/applications/%00/details",
    "/applications/%FF/form.pdf",
    "/applications/new/%00",
    "/record/%00",
    "/record/education/%00",
    "/record/education/%00/delete",
    "/record/education?done=saved&done=deleted",
    "/record/basic?application=%00",
    "/certificates/%00",
    "/certificates/%00/certificate.pdf",
];

#[test]
fn an_odd_address_names_nothing() {
    run(async {
        let site = Site::new().await;
        for browser in [site.log_in("applicant").await, site.stranger()] {
            for path in ODD {
                let reply = browser.send(Method::GET, path, &[], Vec::new()).await;
                if reply.status == StatusCode::SEE_OTHER {
                    assert!(reply.header("location").starts_with("/login?next="), "{path}");
                    continue;
                }
                assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
                assert!(reply.text().contains("没有找到这个页面"), "{path}: {}", reply.text());
            }
        }
    });
}

#[test]
fn a_form_with_characters_that_no_text_has_is_no_fault() {
    run(async {
        let site = Site::new().await;
        let applicant = site.log_in("applicant").await;
        for (path, body) in [
            ("/login", "account=a%00&password=b"),
            ("/verify", "number=a%00&name=%E9%99%88%E6%99%93"),
            ("/record/basic", "key=%00&v.name=%00"),
            ("/record/education/new", "id=%00&key=a&v.school=%00"),
            ("/pick/region", "form=basic&field=household_region&choose=%00"),
        ] {
            let headers = [(CONTENT_TYPE.as_str(), FORM), ("sec-fetch-site", "same-origin")];
            let reply = applicant.send(Method::POST, path, &headers, body.as_bytes().to_vec()).await;
            assert!(!reply.status.is_server_error(), "{path}: {}", reply.status);
            assert!(!reply.text().is_empty() || reply.status.is_redirection(), "{path}: {}", reply.status);
        }
    });
}

/// Of what a stranger uploads no more is read than the place where a token would stand.
#[test]
fn a_stranger_uploads_nothing() {
    run(async {
        let site = Site::new().await;
        let headers = [(CONTENT_TYPE.as_str(), "multipart/form-data; boundary=x")];
        let reply = site.stranger().send(Method::POST, "/photo", &headers, vec![b'a'; 2 * 1024 * 1024]).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN);
    });
}

/// `server_fn` leads what asks for a page back to the address in `Referer`, with the error in it.
#[test]
fn a_server_function_leads_nowhere() {
    run(async {
        let site = Site::new().await;
        for kinds in ["text/html", "application/octet-stream, text/html;q=0.1"] {
            let headers =
                [("accept", kinds), ("referer", "https://elsewhere.test/"), ("sec-fetch-site", "same-origin")];
            let reply = site.stranger().send(Method::POST, "/api/stay", &headers, vec![1]).await;
            assert_eq!((reply.status, reply.header("location")), (StatusCode::NOT_FOUND, ""), "{kinds}");
        }
    });
}

/// So many questions wait that the session of one more is not even looked up.
#[test]
fn a_form_outlives_a_site_that_has_no_time() {
    run(async {
        let site = Site::under(ROOMY).await;
        let mut applicant = site.log_in("applicant").await;
        applicant.open("/record/basic").await;
        let token = token(&applicant);
        let gate = Arc::new(Semaphore::new(0));
        let mut waiting = JoinSet::new();
        for _ in 0..Options::default().readers {
            let (reading, db, gate) = (Arc::new(Notify::new()), site.backend.db().clone(), gate.clone());
            let begun = reading.clone();
            waiting.spawn(async move {
                db.read(async move |_| {
                    begun.notify_one();
                    gate.acquire().await.map(drop).map_err(|_| backend::Error::Busy)
                })
                .await
            });
            reading.notified().await;
        }
        for _ in 0..=Options::default().queue {
            let db = site.backend.db().clone();
            waiting.spawn(async move { db.read(async |_| Ok(())).await });
        }
        let first = waiting.join_next().await.expect("one is too many").expect("it does not panic");
        assert!(matches!(first, Err(backend::Error::Busy)), "{first:?}");
        let headers = [(CONTENT_TYPE.as_str(), FORM), ("sec-fetch-site", "same-origin")];
        let body = format!("_token={token}&v.name=%E9%99%88%E6%99%93%E5%B2%9A&v.mobile=13800000000");
        let reply = applicant.send(Method::POST, "/record/basic", &headers, body.clone().into_bytes()).await;
        assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
        let text = reply.text();
        for kept in ["陈晓岚", "13800000000", "action=\"/record/basic\"", &token] {
            assert!(text.contains(kept), "{kept} is not in {text}");
        }
        let login = b"account=unit&password=typed-by-somebody".to_vec();
        let reply = applicant.send(Method::POST, "/login", &headers, login).await;
        let text = reply.text();
        assert!(reply.status == StatusCode::SERVICE_UNAVAILABLE && text.contains("unit</textarea>"), "{text}");
        assert!(!text.contains("typed-by-somebody"), "a password stands on no page");
        // Once there is time again, an old browser's post is known by the same token.
        gate.add_permits(Options::default().readers);
        while waiting.join_next().await.is_some() {}
        let reply = applicant.send(Method::POST, "/record/basic", &headers[..1], body.into_bytes()).await;
        assert_ne!(reply.status, StatusCode::FORBIDDEN);
    });
}

/// The summary comes first and leads to the field, though the page has only one.
#[test]
fn a_person_type_that_is_none_is_refused_as_in_any_form() {
    run(async {
        let site = Site::new().await;
        let mut applicant = site.log_in("applicant3").await;
        applicant.open("/services").await;
        let page = applicant.page();
        let links = page.dom.all("a").into_iter().filter_map(|id| page.dom.node(id).attribute("href"));
        let draft =
            links.filter_map(|href| href.strip_prefix("/applications/")?.split('/').next()).find(|id| *id != "new");
        let path = format!("/applications/{}/person-type", draft.expect("a review is being filled in"));
        let headers = [(CONTENT_TYPE.as_str(), FORM), ("sec-fetch-site", "same-origin")];
        for body in ["", "person_type=nonsense"] {
            let reply = applicant.send(Method::POST, &path, &headers, body.as_bytes().to_vec()).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            let text = reply.text();
            assert!(text.contains("id=\"error-summary\"") && text.contains("<a href=\"#person_type\">"), "{text}");
            assert!(text.contains("id=\"person_type\""), "{text}");
        }
    });
}

/// SQLite answers a database that may not grow as it does a disk without room.
#[test]
fn a_form_outlives_a_disk_without_room() {
    row! { struct Limit { max_page_count: i64 } }
    run(async {
        let site = Site::new().await;
        let mut applicant = site.log_in("applicant").await;
        applicant.open("/record/basic").await;
        let db = site.backend.db();
        db.write(async |tx| sql("pragma max_page_count = 1").one::<Limit>(tx).await).await.expect("it may not grow");
        // So long after the last request it would be noted that the session lives.
        site.backend.clock.advance_minutes(2);
        applicant.open("/record/basic").await;
        applicant.got(200);
        let headers = [(CONTENT_TYPE.as_str(), FORM), ("sec-fetch-site", "same-origin")];
        let long = "%E4%B8%AD".repeat(50_000);
        let body = format!("v.name=%E9%99%88%E6%99%93%E5%B2%9A&v.mobile=13800000000&v.address={long}");
        let reply = applicant.send(Method::POST, "/record/basic", &headers, body.clone().into_bytes()).await;
        assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
        let text = reply.text();
        for kept in ["磁盘满了", "陈晓岚", "13800000000", "action=\"/record/basic\""] {
            assert!(text.contains(kept), "{kept} is not in {text}");
        }
        db.write(async |tx| sql("pragma max_page_count = 100000").one::<Limit>(tx).await).await.expect("it may grow");
        let reply = applicant.send(Method::POST, "/record/basic", &headers, body.into_bytes()).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "stored, with what is wrong with the long line");
    });
}

#[test]
fn a_site_without_its_database_says_so_on_a_page() {
    run(async {
        let site = Site::new().await;
        let applicant = site.log_in("applicant").await;
        site.backend.db().clone().close().await;
        let reply = applicant.send(Method::GET, "/record", &[], Vec::new()).await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        let text = reply.text();
        assert!(text.contains("系统出了问题") && !text.contains("database"), "{text}");
    });
}
