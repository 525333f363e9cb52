//! The drill: a backup that is taken while fifty people save is restored, and is the site of one instant,
//! whole. And what is refused, in which words.

use std::{
    collections::BTreeMap,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use backend::{
    Actor, Backend, Error,
    accounts::{DEMO_PASSWORD, LogIn},
    attachments::{Attached, Of},
    clock::{Clock, Timestamp},
    db::{Db, Options, copy, row, sql},
    files::Files,
    ids,
    records::{Save, Saved},
    testing::pdf,
};
use domain::record::{SectionId, achievement};
use serde_json::Value;
use tokio::task::JoinSet;

use super::{
    commands::{Folder, refused, said, serve},
    site::{Site, run},
    steps::NAME,
    world::World,
};

const SAVERS: usize = 50;
/// Attached to one entry, some before and some while the backup is taken.
const FILES: usize = 6;
const SECTION: SectionId = SectionId::Achievement;

row! { struct Stored { id: String, version: i64, data: String } }
row! { struct Line { text: String } }

/// One save as its saver saw it; the numbers are places in the order of all that happened.
struct Seen {
    entry: String,
    version: i64,
    began: usize,
    acknowledged: usize,
    at: Timestamp,
}

/// What all savers saw, in one order.
#[derive(Default)]
struct Log {
    order: AtomicUsize,
    seen: Mutex<Vec<Seen>>,
    enough: AtomicBool,
}

impl Log {
    fn now(&self) -> usize {
        self.order.fetch_add(1, Ordering::SeqCst)
    }

    fn count(&self) -> usize {
        self.seen.lock().expect("no saver panics").len()
    }
}

/// Saves one entry again and again, each time with another text, and attaches a file to it as long as it may.
async fn saver(backend: Backend, actor: Actor, log: Arc<Log>) {
    let (entry, page) = (ids::new(), ids::new());
    let mut version = 0;
    for nth in 0.. {
        if log.enough.load(Ordering::SeqCst) {
            return;
        }
        let values = SECTION.section().sample().with(achievement::EFFECT, format!("第{nth}次保存"));
        let save = Save { id: entry.clone(), version, key: format!("{page}.{nth}"), values };
        let began = log.now();
        let Saved::Stored { version: stored, .. } =
            backend.save_entry(&actor, SECTION, save).await.expect("it is stored")
        else {
            panic!("nobody else saves this entry");
        };
        version = stored;
        let at = Clock::system().now();
        let seen = Seen { entry: entry.clone(), version, began, acknowledged: log.now(), at };
        log.seen.lock().expect("no saver panics").push(seen);
        if nth < FILES {
            let file = pdf(1, &format!("{page} {nth}"));
            let of = Of::Entry { section: SECTION, id: entry.clone() };
            let attached = backend.attach(&actor, &of, &format!("第{nth}份.pdf"), file).await.expect("it answers");
            assert!(matches!(attached, Attached::Kept(_)), "{attached:?}");
        }
    }
}

async fn member(site: &Site, login: &str) -> Actor {
    match site.backend.log_in(login, DEMO_PASSWORD, "127.0.0.1").await.expect("it answers") {
        LogIn::In { actor, .. } => actor,
        other => panic!("{other:?}"),
    }
}

/// A command of the binary, with its output, beside what goes on here.
async fn beside(mut command: Command) -> String {
    tokio::task::spawn_blocking(move || said(&mut command)).await.expect("the command succeeds")
}

async fn open(folder: &Folder, path: &str) -> Backend {
    let file = folder.0.join(path);
    let db = Db::open(&format!("sqlite://{}", file.display()), Options::default()).await.expect("it opens");
    let files = Files::folder(Path::new(&format!("{}.files", file.display()))).expect("the folder is there");
    Backend::new(db, Clock::system()).with_files(files)
}

async fn lines(backend: &Backend, text: &'static str) -> Vec<String> {
    let lines: Result<Vec<Line>, Error> = backend.db().read(async move |tx| Ok(sql(text).all(tx).await?)).await;
    lines.expect("it answers").into_iter().map(|line| line.text).collect()
}

fn manifest(folder: &Folder) -> Value {
    let text = std::fs::read_to_string(folder.0.join("copy/manifest.json")).expect("the backup is finished");
    serde_json::from_str(&text).expect("it is JSON")
}

#[test]
fn a_backup_taken_while_fifty_save_is_the_site_of_one_instant() {
    run(async {
        let world = World::new().await;
        let site = &world.site;
        let actor = member(site, "applicant3").await;
        let log = Arc::new(Log::default());
        let mut savers = JoinSet::new();
        for _ in 0..SAVERS {
            savers.spawn(saver(site.backend.clone(), actor.clone(), log.clone()));
        }
        while log.count() < 2 * SAVERS {
            tokio::task::yield_now().await;
        }
        let folder = Folder::new();
        let before = log.count();
        let mut backup = folder.zhicheng(&["backup", "copy"]);
        backup.args(site.settings());
        let told = beside(backup).await;
        assert!(log.count() > before, "the savers went on meanwhile");
        log.enough.store(true, Ordering::SeqCst);
        while let Some(ended) = savers.join_next().await {
            ended.expect("no saver fails");
        }
        assert!(told.starts_with("已备份到 copy："), "{told}");
        let restored = said(&mut folder.zhicheng(&["restore", "copy"]));
        assert!(restored.contains("核对过：数据库完好，前后一致，附件都在"), "{restored}");

        // As it was copied: sound, and as many rows as its manifest says.
        let file = folder.0.join("data/zhicheng.db");
        let found = copy::look(&file, async |tx| {
            let wrong = copy::unsound(tx).await?;
            Ok::<_, backend::db::Error>((copy::contents(tx).await?, wrong))
        });
        let (contents, wrong) = found.await.expect("it can be read");
        assert!(wrong.is_empty(), "{wrong:?}");
        let counted: BTreeMap<String, i64> =
            serde_json::from_value(manifest(&folder)["tables"].clone()).expect("numbers");
        assert_eq!(contents.tables, counted);
        let mut there = copy::look(&site.database(), copy::contents).await.expect("it can be read").tables;
        assert!(there.keys().eq(contents.tables.keys()), "every table");
        // Of what is written meanwhile less may be in the copy, of all else as much.
        there.retain(|table, _| {
            !["application_entry", "attachment", "record_entry", "saved_version"].contains(&table.as_str())
        });
        assert!(there.iter().all(|(table, rows)| contents.tables[table] == *rows), "{there:?} {contents:?}");

        let copied = open(&folder, "data/zhicheng.db").await;
        let broken = copied.invariants().await.expect("it answers");
        assert!(broken.is_empty(), "{broken:?}");
        let taken = manifest(&folder)["taken_at"].as_str().and_then(Timestamp::parse).expect("an instant");
        one_instant(&copied, &log, taken).await;
        // What nobody touched meanwhile is the same: events, snapshots with their files, the certificate.
        for text in [
            "select id || sha256 || at || reason as text from application_event order by id",
            "select application_id || sha256 || data as text from application_snapshot order by application_id, round",
            "select a.id || a.sha256 || a.name as text from snapshot_file f join attachment a on a.id = f.attachment_id order by a.id",
            "select number || holder || data as text from certificate order by number",
        ] {
            let (there, here) = (lines(&site.backend, text).await, lines(&copied, text).await);
            assert!(!there.is_empty() && there == here, "{text}");
        }
        let number = lines(&copied, "select number as text from certificate").await.remove(0);
        let verified = copied.verify_certificate(&number, NAME).await.expect("it answers");
        assert_eq!(verified.expect("it is genuine").number, number);
        copied.db().clone().close().await;
        site.check().await;
    });
}

/// The copy holds a save if and only if it holds all that were over when that began, and each with its version.
async fn one_instant(copied: &Backend, log: &Log, taken: Timestamp) {
    let stored: Result<Vec<Stored>, Error> = copied
        .db()
        .read(async |tx| {
            let text = "select v.thing_id as id, v.version, v.data from saved_version v order by v.thing_id, v.version";
            Ok(sql(text).all(tx).await?)
        })
        .await;
    let mut newest: BTreeMap<String, i64> = BTreeMap::new();
    for row in stored.expect("it answers") {
        let version = newest.entry(row.id).or_default();
        *version = row.version.max(*version);
    }
    let seen = log.seen.lock().expect("no saver panics");
    let inside = |save: &&Seen| newest.get(&save.entry).is_some_and(|version| *version >= save.version);
    let early: Vec<&Seen> = seen.iter().filter(|save| save.at < taken).collect();
    let missing = early.iter().filter(|save| !inside(save)).count();
    assert_eq!((early.len() >= 2 * SAVERS, missing), (true, 0), "acknowledged before it was taken");
    let last = seen.iter().filter(inside).map(|save| save.began).max().expect("there are saves");
    let torn = seen.iter().filter(|save| save.acknowledged < last && !inside(save)).count();
    assert_eq!(torn, 0, "a later save is there and an earlier one is not");
}

#[test]
fn a_restore_touches_nothing_that_is_there_unless_it_is_told() {
    let folder = Folder::new();
    said(&mut folder.zhicheng(&["seed", "--demo"]));
    assert!(said(&mut folder.zhicheng(&["backup", "copy"])).starts_with("已备份到 copy："));
    // Nothing but what belongs to it: no log of SQLite, no file half written.
    let mut inside: Vec<String> = std::fs::read_dir(folder.0.join("copy"))
        .expect("it is a folder")
        .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .collect();
    inside.sort();
    assert_eq!(inside, ["files", "manifest.json", "zhicheng.db"]);
    let rights = std::fs::metadata(folder.0.join("copy")).expect("it is a folder").permissions().mode();
    assert_eq!(rights & 0o077, 0, "nobody else may read it");
    let again = refused(&mut folder.zhicheng(&["backup", "copy"]));
    assert!(again.contains("copy 里已经有东西，请换一个空的目录"), "{again}");
    let before = said(&mut folder.zhicheng(&["state"]));
    let there = refused(&mut folder.zhicheng(&["restore", "copy"]));
    assert!(there.contains("已经有 data/zhicheng.db、data/zhicheng.db.files。"), "{there}");
    std::fs::write(folder.0.join("data/zhicheng.db"), b"no database").expect("the folder takes a file");
    let replaced = said(&mut folder.zhicheng(&["restore", "copy", "--replace"]));
    assert_eq!(replaced.matches("原有的改名为 data/zhicheng.db").count(), 2, "{replaced}");
    // What a crash has left beside a database that is gone would be played into the restored one.
    std::fs::rename(folder.0.join("data/zhicheng.db"), folder.0.join("gone")).expect("it is a file");
    std::fs::write(folder.0.join("data/zhicheng.db-wal"), b"left over").expect("the folder takes a file");
    let replaced = said(&mut folder.zhicheng(&["restore", "copy", "--replace"]));
    assert!(replaced.contains("原有的改名为 data/zhicheng.db-wal.2"), "{replaced}");
    assert!(!folder.has("data/zhicheng.db-wal"));
    assert_eq!(said(&mut folder.zhicheng(&["state"])), before);
    assert_eq!(said(&mut folder.zhicheng(&["check"])), "数据库完好\n");
    let (_server, _, _) = serve(&folder);
    let used = refused(&mut folder.zhicheng(&["restore", "copy", "--replace"]));
    assert!(used.contains("正在使用，请先停掉网站再恢复"), "{used}");
}

#[test]
fn a_backup_that_is_not_what_its_manifest_says_is_not_restored() {
    let folder = Folder::new();
    said(&mut folder.zhicheng(&["seed", "--demo"]));
    said(&mut folder.zhicheng(&["backup", "copy"]));
    let restore = |to: &str| folder.zhicheng(&["restore", "copy", "--data-dir", to]);
    let database = folder.0.join("copy/zhicheng.db");
    let sound = std::fs::read(&database).expect("it is a file");
    let mut flipped = sound.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    std::fs::write(&database, flipped).expect("it can be written");
    assert!(refused(&mut restore("a")).contains("和它的校验值不一致"));
    assert!(!folder.has("a/zhicheng.db"));
    std::fs::write(&database, sound).expect("it can be written");
    // The evidence of one attachment is gone: the rest is worth having, and it is said.
    let mut lost = Vec::new();
    walk(&folder.0.join("copy/files"), &mut lost);
    std::fs::remove_file(&lost[0]).expect("it is a file");
    let incomplete = refused(&mut restore("b"));
    assert!(incomplete.contains("已恢复到 b/zhicheng.db") && incomplete.contains("有 1 处不对"), "{incomplete}");
    assert!(refused(&mut folder.zhicheng(&["check", "--data-dir", "b"])).contains("of an attachment is missing"));
    // Never finished.
    std::fs::remove_file(folder.0.join("copy/manifest.json")).expect("it is a file");
    assert!(refused(&mut restore("c")).contains("不是备份，或者备份没有做完"));
    assert!(refused(&mut folder.zhicheng(&["backup", "copy2", "--data-dir", "nowhere"])).contains("没有找到数据库"));
    let elsewhere = ["--database-url", "postgres://127.0.0.1/z"];
    for (command, tool) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
        let told = refused(folder.zhicheng(&elsewhere).args([command, "copy3"]));
        assert!(told.contains("数据库是 PostgreSQL") && told.contains(tool), "{told}");
    }
}

fn walk(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// An old program must not touch what a new one has made: every command says so and does nothing.
#[test]
fn a_newer_database_is_refused_by_every_command() {
    let folder = Folder::new();
    said(&mut folder.zhicheng(&["seed", "--demo"]));
    said(&mut folder.zhicheng(&["backup", "copy"]));
    let url = folder.database();
    run(async {
        let db = Db::open(&url, Options::default()).await.expect("the database opens");
        let newer = db
            .write(async |tx| {
                sql("insert into schema_migration (number, name, sha256, applied_at) values (99, '0099_new', '', '')")
                    .run(tx)
                    .await
            })
            .await;
        assert_eq!(newer.expect("it is written"), 1);
        db.close().await;
    });
    let before = std::fs::read(folder.0.join("data/zhicheng.db")).expect("it is a file");
    for arguments in [
        &["serve", "--addr", "127.0.0.1:0"][..],
        &["migrate"],
        &["seed", "--demo"],
        &["user", "add", "--login", "li", "--name", "李测试", "--role", "applicant"],
        &["user", "password", "--login", "applicant"],
        &["check"],
        &["rules"],
        &["state"],
        &["backup", "copy2"],
    ] {
        let told = refused(folder.zhicheng(arguments).env("ZHICHENG_PASSWORD", "correct horse battery"));
        let known = backend::db::migrations::MIGRATIONS.len();
        let sentence = format!("数据库的表是第 99 版，由较新的程序建立，这个程序只认得到第 {known} 版");
        assert!(told.contains(&sentence) && told.contains("请换用较新的程序"), "{arguments:?}: {told}");
    }
    assert_eq!(std::fs::read(folder.0.join("data/zhicheng.db")).expect("it is a file"), before, "nothing was written");
    let mut manifest = manifest(&folder);
    manifest["schema"] = 99.into();
    std::fs::write(folder.0.join("copy/manifest.json"), manifest.to_string()).expect("it can be written");
    let told = refused(&mut folder.zhicheng(&["restore", "copy", "--data-dir", "other"]));
    assert!(told.contains("数据库的表是第 99 版"), "{told}");
}
