//! The three paths that are walked most, in this process: a step page, a save, a search. For counting instructions.

use std::path::Path;

use backend::{
    Backend,
    accounts::{DEMO_PASSWORD, LogIn},
    clock::Clock,
    db::{Db, Options},
    files::Files,
};
use domain::record::SectionId;
use http::{Method, header::CONTENT_TYPE};

use crate::{
    client::{FORM, Reply},
    inside::Inside,
};

/// What can be walked.
pub const PATHS: &[&str] = &["step", "save", "search"];

/// The site on a folder with the demo in it, and an applicant who has logged in.
pub struct Hot {
    site: Inside,
    token: String,
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
        Hot {
            site: Inside::new(backend),
            token,
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
            "step" => self.get(&self.step).await,
            "search" => self.get("/pick/unit?form=basic&field=unit&f.name=%E4%B8%AD%E5%AD%A6").await,
            "save" => {
                let major = format!("机械设计{turn}");
                let mut body = form_urlencoded::Serializer::new(String::new());
                body.append_pair("account", &self.account).append_pair("version", &self.version.to_string());
                body.append_pair("key", &format!("bench.{turn}"));
                for (key, value) in self.entry.iter() {
                    let value = if key == domain::record::education::MAJOR { major.as_str() } else { value };
                    body.append_pair(&format!("v.{key}"), value);
                }
                let reply = self.send(Method::POST, &self.step, body.finish()).await;
                assert_eq!(reply.status.as_u16(), 303, "it is saved");
                self.version += 1;
            }
            other => panic!("{other} is no path"),
        }
    }

    async fn send(&self, method: Method, path: &str, body: String) -> Reply {
        let headers = [(CONTENT_TYPE.as_str(), FORM), ("sec-fetch-site", "same-origin")];
        self.site.send(method, path, &self.token, &headers, body).await
    }

    async fn get(&self, path: &str) {
        let reply = self.send(Method::GET, path, String::new()).await;
        assert_eq!(reply.status.as_u16(), 200, "{path}: {}", reply.text());
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
