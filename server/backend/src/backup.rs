//! A copy of everything in a folder, made while the site runs, and the way back.
//!
//! A backup is `zhicheng.db`, the attachments under their hashes in `files`, and `manifest.json`, which is
//! written last: a folder without it was never finished. Restoring believes nothing that it has not compared
//! with the manifest, and puts the database in its place only when all else is there. PostgreSQL has its own
//! tools. What the terminal says is in `server/src/backup.rs`.
//!
//! To add one: a field of [`Manifest`], optional when read, since older backups do not have it.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Backend, Error, Result,
    clock::{Clock, Timestamp},
    db::{
        self, Db, Options,
        copy::{self, Contents},
    },
    files::Files,
    ids,
    store::attachments::{self, ContentRow},
};

/// The database within a backup.
pub const DATABASE: &str = "zhicheng.db";
/// The folder of attachments within a backup.
pub const FILES: &str = "files";
/// What the backup holds.
pub const MANIFEST: &str = "manifest.json";
/// What SQLite keeps beside a database; left over from another one, it would be taken for this one's.
const BESIDE: &[&str] = &["-wal", "-shm", "-journal"];

/// What a backup holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub product: String,
    /// Of the program that made it.
    pub version: String,
    /// Nothing written before this instant is missing.
    pub taken_at: String,
    pub schema: i64,
    pub database_bytes: u64,
    pub database_sha256: String,
    /// Rows of each table.
    pub tables: BTreeMap<String, i64>,
    pub files: u64,
    pub file_bytes: u64,
}

impl Manifest {
    pub fn rows(&self) -> i64 {
        self.tables.values().sum()
    }
}

/// What was done, and what is wrong with it as a sentence each.
#[derive(Debug)]
pub struct Done {
    pub manifest: Manifest,
    pub wrong: Vec<String>,
    /// What stood in the way and was moved aside.
    pub aside: Vec<PathBuf>,
}

fn refused(sentence: String) -> Error {
    Error::Refused(sentence)
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> Error {
    refused(format!("{what} {}：{error}", path.display()))
}

/// Copies the database at `database` and its attachments into a new folder. The site may run meanwhile.
///
/// Attachments that are there already go first and those that came meanwhile last: what the sweep removes in
/// between is named by no row of the copy, and what is new is never swept.
///
/// # Errors
/// [`Error::Refused`] when there is no database, the folder is in use, or the copy is not sound.
pub async fn backup(database: &Path, files: &Path, folder: &Path, clock: &Clock) -> Result<Done> {
    if !database.is_file() {
        return Err(refused(format!("没有找到数据库 {}，请核对设置", database.display())));
    }
    empty(folder)?;
    let schema = copy::look(database, async |tx| copy::contents(tx).await.map(|found| found.schema)).await?;
    if schema == 0 {
        return Err(refused(format!("{} 不是 zhicheng 的数据库，请核对设置", database.display())));
    }
    // For nobody else to read: all that people have entrusted to the site is in it.
    let mut private = fs::DirBuilder::new();
    private.recursive(true).mode(0o700);
    private.create(folder).map_err(|error| failed("不能建立目录", folder, &error))?;
    let store = |path: &Path| Files::folder(path).map_err(|error| failed("不能使用存放附件的目录", path, &error));
    let (from, to) = (store(files)?, store(&folder.join(FILES))?);
    carry(&named(database).await?, &from, &to).await?;

    let taken_at = clock.now();
    let copied = folder.join(DATABASE);
    copy::copy(database, &copied).await?;
    let (contents, wrong) = look(&copied).await?;
    if !wrong.is_empty() {
        return Err(refused(format!("备份出来的数据库不完好，这份备份不能用：{}", wrong.join("；"))));
    }
    let named = named(&copied).await?;
    let wrong = carry(&named, &from, &to).await?;
    let manifest = Manifest {
        product: "zhicheng".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        taken_at: taken_at.into(),
        schema: contents.schema,
        database_bytes: fs::metadata(&copied).map_err(|error| failed("不能读取", &copied, &error))?.len(),
        database_sha256: sha256(&copied)?,
        tables: contents.tables,
        files: u64::try_from(named.len()).unwrap_or(u64::MAX),
        file_bytes: named.iter().map(|row| u64::try_from(row.bytes).unwrap_or(0)).sum(),
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(|_| Error::Internal("a manifest is JSON"))?;
    let place = folder.join(MANIFEST);
    lasting(&place, text.as_bytes()).map_err(|error| failed("不能写入", &place, &error))?;
    Ok(Done { manifest, wrong, aside: Vec::new() })
}

/// Puts a backup where `database` and `files` say, brings its tables up to date and checks it as a whole.
///
/// # Errors
/// [`Error::Refused`] when the backup is not what its manifest says, or something is there already and nobody
/// has said `replace`, or the place is in use. Nothing that was there is touched then.
pub async fn restore(folder: &Path, database: &Path, files: &Path, replace: bool, clock: &Clock) -> Result<Done> {
    let manifest = read(folder)?;
    let copied = folder.join(DATABASE);
    if sha256(&copied)? != manifest.database_sha256 {
        return Err(refused("备份里的数据库和它的校验值不一致：文件已经损坏或者被改过，请换一份备份".to_owned()));
    }
    let (contents, wrong) = look(&copied).await?;
    if !wrong.is_empty() {
        return Err(refused(format!("备份里的数据库不完好，请换一份备份：{}", wrong.join("；"))));
    }
    if contents != (Contents { schema: manifest.schema, tables: manifest.tables.clone() }) {
        return Err(refused("备份里的记录数和它的清单不一致，请换一份备份".to_owned()));
    }
    let aside = clear(database, files, replace, clock.now()).await?;

    // The database comes last, and under its own name only when all else is there.
    let store = |path: &Path| Files::folder(path).map_err(|error| failed("不能使用存放附件的目录", path, &error));
    let (from, to) = (store(&folder.join(FILES))?, store(files)?);
    carry(&named(&copied).await?, &from, &to).await?;
    let coming = beside(database, ".restoring");
    for left in BESIDE.iter().map(|end| beside(&coming, end)).chain([coming.clone()]) {
        gone(&left)?;
    }
    if let Some(parent) = database.parent() {
        fs::create_dir_all(parent).map_err(|error| failed("不能建立目录", parent, &error))?;
    }
    db::copy::copy(&copied, &coming).await?;
    let db = Db::open(&format!("sqlite://{}", coming.display()), Options::default()).await?;
    let backend = Backend::new(db, clock.clone()).with_files(to);
    let checked = match backend.db().migrate().await {
        Ok(_) => backend.invariants().await,
        Err(error) => Err(error.into()),
    };
    backend.db().clone().close().await;
    let wrong = checked?;
    fs::rename(&coming, database).map_err(|error| failed("不能放好数据库", database, &error))?;
    settle(database).map_err(|error| failed("不能写入", database, &error))?;
    Ok(Done { manifest, wrong, aside })
}

/// The manifest of a backup.
fn read(folder: &Path) -> Result<Manifest> {
    let place = folder.join(MANIFEST);
    let text = fs::read_to_string(&place)
        .map_err(|_| refused(format!("{} 里没有 {MANIFEST}：不是备份，或者备份没有做完", folder.display())))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| refused(format!("{} 读不懂，请换一份备份：{error}", place.display())))?;
    let program = db::migrations::MIGRATIONS.last().map_or(0, |migration| migration.number);
    if manifest.schema > program {
        return Err(db::Error::NewerSchema { database: manifest.schema, program }.into());
    }
    Ok(manifest)
}

/// What a copy holds and what is wrong with it.
async fn look(copied: &Path) -> Result<(Contents, Vec<String>)> {
    copy::look(copied, async |tx| Ok((copy::contents(tx).await?, copy::unsound(tx).await?))).await
}

/// The files that the rows of a database name.
async fn named(database: &Path) -> Result<Vec<ContentRow>> {
    copy::look(database, async |tx| Ok(attachments::contents(tx).await?)).await
}

/// Copies the files that are not there yet; a sentence for each that cannot be had whole.
async fn carry(named: &[ContentRow], from: &Files, to: &Files) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for row in named {
        if to.size(&row.sha256).await?.is_some() {
            continue;
        }
        let short = &row.sha256[..row.sha256.len().min(12)];
        match from.get(&row.sha256).await? {
            None => wrong.push(format!("附件 {short}… 的文件不在")),
            Some(bytes) if ids::sha256(&bytes) != row.sha256 => {
                wrong.push(format!("附件 {short}… 的文件已经损坏，没有复制"));
            }
            Some(bytes) => to.put(&row.sha256, bytes).await?,
        }
    }
    Ok(wrong)
}

/// Makes room for what is restored: nothing is there, or it is moved aside. Says what was.
async fn clear(database: &Path, files: &Path, replace: bool, now: Timestamp) -> Result<Vec<PathBuf>> {
    let all = [database.to_owned()].into_iter().chain(BESIDE.iter().map(|end| beside(database, end)));
    let mut there: Vec<PathBuf> = all.filter(|path| path.exists()).collect();
    if occupied(files) {
        there.push(files.to_owned());
    }
    if there.is_empty() {
        return Ok(there);
    }
    if !replace {
        let named: Vec<String> = there.iter().map(|path| path.display().to_string()).collect();
        return Err(refused(format!(
            "要恢复到的地方已经有 {}。请换一个空的目录；确认要换掉时加上 --replace，原有的会改名留在旁边",
            named.join("、")
        )));
    }
    // A damaged database is no reason to keep it; one that a server goes on writing into is.
    if let Err(db::Error::Busy) = copy::unused(database).await {
        return Err(refused(format!("{} 正在使用，请先停掉网站再恢复", database.display())));
    }
    let mark = now.to_string().replace(':', "");
    let mut aside = Vec::new();
    for path in there.into_iter().filter(|path| path.exists()) {
        let moved = beside(&path, &format!(".{mark}"));
        fs::rename(&path, &moved).map_err(|error| failed("不能移开", &path, &error))?;
        aside.push(moved);
    }
    Ok(aside)
}

/// Refuses a folder with something in it.
fn empty(folder: &Path) -> Result<()> {
    if folder.is_file() || occupied(folder) {
        let sentence = format!("{} 里已经有东西，请换一个空的目录，每次备份用一个新的", folder.display());
        return Err(refused(sentence));
    }
    Ok(())
}

fn occupied(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_some())
}

/// The same name with an end.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Removes what an interrupted attempt has left.
fn gone(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed("不能删除", path, &error)),
        _ => Ok(()),
    }
}

fn sha256(path: &Path) -> Result<String> {
    let unreadable = |error: std::io::Error| failed("不能读取", path, &error);
    let mut file = fs::File::open(path).map_err(unreadable)?;
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut piece).map_err(unreadable)? {
            0 => return Ok(hex::encode(hasher.finalize())),
            read => hasher.update(&piece[..read]),
        }
    }
}

/// Writes a file so that it and its name outlive the loss of power.
fn lasting(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::write(path, bytes)?;
    fs::File::open(path)?.sync_all()?;
    settle(path)
}

fn settle(path: &Path) -> std::io::Result<()> {
    match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => fs::File::open(parent)?.sync_all(),
        None => fs::File::open(".")?.sync_all(),
    }
}
