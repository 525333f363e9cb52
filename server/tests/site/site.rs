//! The whole site on a database of its own, with the demo in it and a clock that the
//! test moves. The demo is made once; every site is a copy of it.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use axum::Router;
use backend::{
    Backend,
    clock::{Clock, Timestamp},
    db::{Db, Options},
    files::Files,
    ids,
};
use server::{
    config::Config,
    http::{App, load::Limits, router},
};

use super::browser::{Browser, HOST_NAME};

const CONFIG: Config =
    Config { origin: None, https: false, certificate_template: None, behind_proxy: false, demo: true, load: ROOMY };
/// Whatever the machine is, as much as tests ask at once.
pub const ROOMY: Limits = Limits { saves: 1000, reads: 1000, searches: 1000, papers: 1000, uploads: 1000 };
/// A Monday morning, 10:32 in Guangdong.
const NOW: &str = "2026-11-23T02:32:00.000Z";

#[derive(Clone)]
pub struct Site {
    pub backend: Backend,
    pub router: Router,
    pub app: App,
    folder: Arc<Folder>,
}

/// A site as it stands, closed and whole: the database, and attachments under their hashes. Any number go on from it.
pub struct Kept {
    database: Vec<u8>,
    files: Vec<(String, Vec<u8>)>,
    pub at: Timestamp,
}

impl Kept {
    async fn of(backend: &Backend, folder: &std::path::Path) -> Kept {
        let at = backend.clock.now();
        backend.db().clone().close().await;
        let database = std::fs::read(folder.join("site.db")).expect("the database is a file");
        let from = Files::folder(&folder.join("files")).expect("the folder is there");
        let mut files = Vec::new();
        for (hash, _) in from.list().await.expect("it answers") {
            let bytes = from.get(&hash).await.expect("it answers").expect("it was just listed");
            files.push((hash, bytes));
        }
        Kept { database, files, at }
    }
}

/// Removed when the last site on it is gone.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("zhicheng_site_{}", ids::new()));
    std::fs::create_dir_all(&folder).expect("the machine has room for a database");
    folder
}

async fn open(folder: &std::path::Path, clock: Clock, options: Options) -> Backend {
    let url = format!("sqlite://{}/site.db", folder.display());
    let db = Db::open(&url, options).await.expect("the database opens");
    db.migrate().await.expect("the tables are made");
    let files = Files::folder(&folder.join("files")).expect("the machine has room for files");
    Backend::new(db, clock).with_files(files)
}

fn now() -> Timestamp {
    Timestamp::parse(NOW).expect("an instant")
}

fn demo() -> &'static Kept {
    static DEMO: OnceLock<Kept> = OnceLock::new();
    DEMO.get_or_init(|| {
        // A runtime of its own: the one of the first test would go away with it.
        let made = std::thread::spawn(|| {
            backend::testing::block_on(async {
                let folder = Folder(folder());
                let backend = open(&folder.0, Clock::fixed(now()), Options::default()).await;
                backend.seed_demo(backend.clock.today()).await.expect("the demo goes in");
                Kept::of(&backend, &folder.0).await
            })
        });
        made.join().expect("the demo is made")
    })
}

impl Site {
    pub async fn new() -> Site {
        Site::on(demo()).await
    }

    /// One that goes on from where another was kept.
    pub async fn on(kept: &Kept) -> Site {
        Site::with(CONFIG, Options::default(), kept).await
    }

    /// That takes on so much at once, and whose readers can be held up by a job that waits, as a test needs it and
    /// none of the product's does.
    pub async fn under(load: Limits) -> Site {
        Site::with(Config { load, ..CONFIG }, Options { here: 0, ..Options::default() }, demo()).await
    }

    /// As browsers reach it over TLS, through a proxy in front.
    pub async fn over_tls() -> Site {
        let origin = Some(format!("https://{HOST_NAME}"));
        Site::with(Config { origin, https: true, behind_proxy: true, ..CONFIG }, Options::default(), demo()).await
    }

    async fn with(config: Config, options: Options, kept: &Kept) -> Site {
        let place = folder();
        std::fs::write(place.join("site.db"), &kept.database).expect("the machine has room for a database");
        let backend = open(&place, Clock::fixed(kept.at), options).await;
        let files = Files::folder(&place.join("files")).expect("the folder is there");
        for (hash, bytes) in &kept.files {
            files.put(hash, bytes.clone()).await.expect("the machine has room for a file");
        }
        let app = App::new(backend.clone(), config);
        Site { backend, router: router(app.clone()), app, folder: Arc::new(Folder(place)) }
    }

    /// Closes the site and keeps what it holds; it answers nothing any more.
    pub async fn keep(&self) -> Kept {
        Kept::of(&self.backend, &self.folder.0).await
    }

    /// The file of its database.
    pub fn database(&self) -> PathBuf {
        self.folder.0.join("site.db")
    }

    /// The settings of a command that works on it from outside.
    pub fn settings(&self) -> [String; 4] {
        let (database, files) = (format!("sqlite://{}", self.database().display()), self.folder.0.join("files"));
        ["--database-url".to_owned(), database, "--files".to_owned(), files.display().to_string()]
    }

    /// Time passes with every request, so that what happens after is later.
    pub fn tick(&self) {
        self.backend.clock.advance_seconds(1);
    }

    /// Somebody who is not logged in.
    pub fn stranger(&self) -> Browser {
        Browser::new(self)
    }

    /// Somebody who logs in with one of the demo accounts.
    pub async fn log_in(&self, account: &str) -> Browser {
        let mut browser = self.stranger();
        log_in(&mut browser, account).await;
        browser
    }

    /// What must be true of every database, and the end of every journey.
    pub async fn check(&self) {
        let broken = self.backend.invariants().await.expect("the database answers");
        assert!(broken.is_empty(), "{broken:?}");
    }
}

pub async fn log_in(browser: &mut Browser, account: &str) {
    browser.open("/login").await;
    browser.fill("账号", account).fill("密码", backend::accounts::DEMO_PASSWORD);
    browser.press("登录").await;
    browser.got(200);
    assert_ne!(browser.page().path, "/login", "{account} is logged in");
}

/// Runs a test in a runtime that ends with it.
pub fn run(test: impl Future<Output = ()>) {
    backend::testing::block_on(test);
}
