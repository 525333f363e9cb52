//! Databases for tests of this and other crates: a fresh one each, gone afterwards.
//!
//! SQLite always; PostgreSQL where `ZHICHENG_TEST_POSTGRES` holds the URL of a server's
//! maintenance database whose user may create databases. It is no fixture: what a test
//! needs in its tables it puts there itself.
//!
//! To add one: tests are written with [`both!`](crate::both) and run on every database of [`Kind`].

use std::{env, io::Write, path::PathBuf, thread, time::Duration};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::runtime::{Builder, Runtime};

use crate::{
    db::{Db, Kind, Options},
    ids,
};

/// URL of a maintenance database, such as `postgres://postgres@127.0.0.1:5432/postgres`.
pub const POSTGRES: &str = "ZHICHENG_TEST_POSTGRES";

const PATIENCE: Duration = Duration::from_secs(120);

/// Removes the database when it is dropped.
pub struct Guard {
    url: String,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    Server { maintenance: String, name: String },
}

impl Guard {
    /// Of the database, to open it once more.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        match &self.place {
            Place::Folder(folder) => {
                std::fs::remove_dir_all(folder).ok();
            }
            Place::Server { maintenance, name } => {
                let (maintenance, name) = (maintenance.clone(), name.clone());
                // A thread of its own: a drop cannot wait inside the test's runtime.
                let dropped = thread::spawn(move || {
                    let text = format!("drop database if exists {name} with (force)");
                    runtime().block_on(maintain(&maintenance, text)).ok();
                });
                dropped.join().ok();
            }
        }
    }
}

/// True when tests can run on that database here.
pub fn available(kind: Kind) -> bool {
    kind == Kind::Sqlite || env::var_os(POSTGRES).is_some_and(|url| !url.is_empty())
}

/// A fresh, empty database; `db.migrate()` gives it the schema.
///
/// # Panics
/// When it cannot be made.
pub async fn fresh(kind: Kind) -> (Db, Guard) {
    fresh_with(kind, Options::default()).await
}

/// [`fresh`] with other options.
///
/// # Panics
/// When it cannot be made.
pub async fn fresh_with(kind: Kind, options: Options) -> (Db, Guard) {
    let name = format!("zhicheng_test_{}", ids::new().replace('-', ""));
    let guard = match kind {
        Kind::Sqlite => {
            let folder = env::temp_dir().join(name);
            Guard { url: format!("sqlite://{}/test.db", folder.display()), place: Place::Folder(folder) }
        }
        Kind::Postgres => {
            let maintenance = env::var(POSTGRES).expect("ZHICHENG_TEST_POSTGRES is set where PostgreSQL is tested");
            // The order of a Chinese server is as far from that of bytes as it gets.
            let text = format!(
                "create database {name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'zh-CN' locale 'C'"
            );
            maintain(&maintenance, text).await.expect("the test server makes a database");
            Guard { url: sibling(&maintenance, &name), place: Place::Server { maintenance, name } }
        }
    };
    let db = Db::open(guard.url(), options).await.expect("a fresh database opens");
    (db, guard)
}

async fn maintain(url: &str, text: String) -> sqlx::Result<()> {
    let mut conn = PgConnection::connect(url).await?;
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut conn).await?;
    conn.close().await
}

/// The URL of another database of the same server.
fn sibling(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{name}{query}", &address[..end])
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("the machine gives two more threads")
}

/// Runs one test on one database; what [`both!`](crate::both) calls.
///
/// # Panics
/// When the test does.
pub fn run(kind: Kind, test: impl AsyncFnOnce(Db, &Guard)) {
    run_with(kind, Options::default(), test);
}

/// [`run`] with other options.
///
/// # Panics
/// When the test does.
pub fn run_with(kind: Kind, options: Options, test: impl AsyncFnOnce(Db, &Guard)) {
    if !available(kind) {
        // Not println: the test harness would keep it to itself.
        writeln!(std::io::stdout(), "skipped: no PostgreSQL").ok();
        return;
    }
    block_on(async {
        let (db, guard) = fresh_with(kind, options).await;
        test(db.clone(), &guard).await;
        db.close().await;
    });
}

/// Runs a test that waits for other threads: one that waits for ever fails instead.
///
/// # Panics
/// When the test does, or is not over after two minutes.
pub fn block_on<T>(test: impl Future<Output = T>) -> T {
    let runtime = runtime();
    let done = runtime.block_on(async { tokio::time::timeout(PATIENCE, test).await });
    // A thread that hangs must not keep the failure from being shown.
    runtime.shutdown_background();
    done.expect("the test ends in time")
}

/// A PDF of blank pages, as a plain program writes it; `mark` makes two of them differ.
pub fn pdf(pages: usize, mark: &str) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 3)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [ {kids}] /Count {pages} >>"),
    ];
    objects.extend((0..pages).map(|_| "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned()));
    let mut text = format!("%PDF-1.4\n% {mark}\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(text.len());
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = text.len();
    text.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    text.extend(places.iter().map(|place| format!("{place:010} 00000 n \n")));
    let size = objects.len() + 1;
    text.push_str(&format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    text.into_bytes()
}

/// A grey PNG that says it is so wide and high; its pixels are packed and few.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 0, 0, 0, 0]);
    // What zlib makes of nothing.
    for (kind, data) in [(b"IHDR", header.as_slice()), (b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]), (b"IEND", &[])] {
        let said = [kind.as_slice(), data].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&said);
        bytes.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
        bytes.extend(said);
        bytes.extend(crc.sum().to_be_bytes());
    }
    bytes
}

/// Tests that run on both databases: `both! { async fn name(db) { … } }`, or with
/// `(db, guard)` to open the database once more. Each becomes `name::sqlite` and
/// `name::postgres`, on an empty database; start with `db.migrate()` where the schema is needed.
#[macro_export]
macro_rules! both {
    (@guard) => { _ };
    (@guard $guard:ident) => { $guard };
    ($($(#[$meta:meta])* async fn $name:ident($db:ident $(, $guard:ident)? $(,)?) $body:block)*) => { $(
        mod $name {
            use super::*;

            $(#[$meta])*
            async fn body($db: $crate::db::Db, $crate::both!(@guard $($guard)?): &$crate::testing::Guard) $body

            #[test]
            fn sqlite() {
                $crate::testing::run($crate::db::Kind::Sqlite, body);
            }

            #[test]
            fn postgres() {
                $crate::testing::run($crate::db::Kind::Postgres, body);
            }
        }
    )* };
}

#[cfg(test)]
mod tests {
    use super::sibling;

    #[test]
    fn a_sibling_has_another_name_on_the_same_server() {
        assert_eq!(sibling("postgres://u:p@h:1/postgres", "t"), "postgres://u:p@h:1/t");
        assert_eq!(sibling("postgres://h", "t"), "postgres://h/t");
        assert_eq!(sibling("postgres://h/a?sslmode=disable", "t"), "postgres://h/t?sslmode=disable");
    }
}
