//! The three paths that are walked most, in this process: a step page, a save, a search. For counting instructions.

use std::path::Path;

use axum::{Router, body::Body};
use backend::{
    Backend,
    accounts::{DEMO_PASSWORD, LogIn},
    clock::Clock,
    db::{Db, Options},
    files::Files,
};
use domain::record::SectionId;
use http::{
    Method, Request,
    header::{CONTENT_TYPE, COOKIE, HOST},
};
use http_body_util::BodyExt;
use server::{
    config::Config,
    http::{App, router},
};
use tower::ServiceExt;

use crate::client::FORM;

/// What can be walked.
pub const PATHS: &[&str] = &["step", "save", "search"];

/// The site on a folder with the demo in it, and an applicant who has logged in.
pub struct Hot {
    router: Router,
    cookie: String,
    step: String,
    entry: domain::values::Values,
    version: i64,
    account: String,
}

impl Hot {
    /// # Panics
    /// When the folder holds no demo.
    pub async fn open(folder: &Path) -> Hot {
        let url = format!("sqlite://{}/zhicheng.db", folder.display());
        let db = Db::open(&url, Options::default()).await.expect("the database opens");
        let files = Files::folder(&folder.join("zhicheng.db.files")).expect("the folder can be made");
        let backend = Backend::new(db, Clock::system()).with_files(files);
        let LogIn::In { token, actor } =
            backend.log_in("applicant3", DEMO_PASSWORD, "127.0.0.1").await.expect("it answers")
        else {
            panic!("the demo's applicant is let in")
        };
        let entry = backend.section(&actor, SectionId::Education).await.expect("it answers").remove(0);
        let config = Config { origin: None, https: false, certificate_template: None, behind_proxy: false, demo: true };
        Hot {
            router: router(App::new(backend, config)),
            cookie: format!("session={token}"),
            step: format!("/record/education/{}", entry.id),
            entry: entry.values,
            version: entry.version,
            account: actor.mark(),
        }
    }

    /// Walks a path once.
    ///
    /// # Panics
    /// When the site does not answer as it does to a browser.
    pub async fn walk(&mut self, path: &str, turn: usize) {
        match path {
            "step" => drop(self.get(&self.step.clone(), 200).await),
            "search" => drop(self.get("/pick/unit?form=basic&field=unit&f.name=%E4%B8%AD%E5%AD%A6", 200).await),
            "save" => {
                let major = format!("机械设计{turn}");
                let mut body = form_urlencoded::Serializer::new(String::new());
                body.append_pair("account", &self.account).append_pair("version", &self.version.to_string());
                body.append_pair("key", &format!("bench.{turn}"));
                for (key, value) in self.entry.iter() {
                    let value = if key == domain::record::education::MAJOR { major.as_str() } else { value };
                    body.append_pair(&format!("v.{key}"), value);
                }
                let request = self.request(Method::POST, &self.step.clone(), body.finish().into());
                let status = self.send(request).await.0;
                assert_eq!(status, 303, "it is saved");
                self.version += 1;
            }
            other => panic!("{other} is no path"),
        }
    }

    fn request(&self, method: Method, path: &str, body: Body) -> Request<Body> {
        let request =
            Request::builder().method(method).uri(path).header(HOST, "zhicheng.test").header(COOKIE, &self.cookie);
        let request = request.header(CONTENT_TYPE, FORM).header("sec-fetch-site", "same-origin");
        request.body(body).expect("a request is well formed")
    }

    async fn send(&self, request: Request<Body>) -> (u16, Vec<u8>) {
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.expect("it is in memory").to_bytes();
        (status, body.to_vec())
    }

    async fn get(&self, path: &str, expected: u16) -> Vec<u8> {
        let (status, body) = self.send(self.request(Method::GET, path, Body::empty())).await;
        assert_eq!(status, expected, "{path}: {}", String::from_utf8_lossy(&body));
        body
    }
}

/// Walks one path so many times; what `valgrind` is put around.
///
/// # Panics
/// As [`Hot::walk`].
pub fn walk(folder: &Path, path: &str, times: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime of one thread");
    runtime.block_on(async {
        let mut hot = Hot::open(folder).await;
        for turn in 0..times {
            hot.walk(path, turn).await;
        }
    });
}
