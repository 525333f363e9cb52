//! `zhicheng backup` and `zhicheng restore`: what is copied is decided in [`backend::backup`], here it is said.

use std::path::{Path, PathBuf};

use backend::{
    backup::{self, Done, Manifest},
    clock::{Clock, Timestamp},
};

use crate::{cli::Told, config::Settings, failure::Failure};

const MB: u64 = 1024 * 1024;

pub(crate) async fn backup(settings: &Settings, folder: &Path) -> Result<Told, Failure> {
    let instead = "请用 pg_dump 备份数据库，然后复制附件的目录，见 README 的“备份”";
    let Done { manifest, wrong, .. } =
        backup::backup(&file(settings, instead)?, &settings.files(), folder, &Clock::system()).await?;
    Ok(Told { said: vec![format!("已备份到 {}：{}", folder.display(), holds(&manifest))], wrong })
}

pub(crate) async fn restore(settings: &Settings, folder: &Path, replace: bool) -> Result<Told, Failure> {
    let instead = "请用 psql 或 pg_restore 恢复 pg_dump 的备份，然后放好附件的目录，见 README 的“备份”";
    let database = file(settings, instead)?;
    let done = backup::restore(folder, &database, &settings.files(), replace, &Clock::system()).await?;
    let mut said = vec![format!("已恢复到 {}：{}", database.display(), holds(&done.manifest))];
    said.push("这一时刻以后的内容不在其中".to_owned());
    if done.wrong.is_empty() {
        said.push("核对过：数据库完好，前后一致，附件都在".to_owned());
    }
    said.extend(done.aside.iter().map(|moved| format!("原有的改名为 {}", moved.display())));
    Ok(Told { said, wrong: done.wrong })
}

fn file(settings: &Settings, instead: &str) -> Result<PathBuf, Failure> {
    settings
        .database_file()
        .ok_or_else(|| Failure::Say(format!("数据库是 PostgreSQL，这个命令只用于 SQLite。{instead}")))
}

/// 2026-11-26 13:05 的内容，表是第 6 版，1234 条记录，附件 12 个共 3 MB
fn holds(manifest: &Manifest) -> String {
    let at = Timestamp::parse(&manifest.taken_at).map_or_else(|| manifest.taken_at.clone(), |at| at.local());
    format!(
        "{at} 的内容，表是第 {} 版，{} 条记录，附件 {} 个共 {} MB，数据库的 SHA-256 是 {}",
        manifest.schema,
        manifest.rows(),
        manifest.files,
        manifest.file_bytes.div_ceil(MB),
        manifest.database_sha256,
    )
}
