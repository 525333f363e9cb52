//! A database of SQLite as a file: copied while others write into it, and looked at where it lies.
//!
//! No threads, no queue: each function opens the file for itself and never writes to it. What belongs
//! to a backup beside the database is decided in [`crate::backup`]. To add one: a field of [`Contents`].

use std::{collections::BTreeMap, path::Path};

use super::{
    Result, Tx,
    connection::{self, Purpose},
    migrations, row, sql,
};

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contents {
    /// Number of the newest migration; 0 when it is no database of ours.
    pub schema: i64,
    /// Rows of each table.
    pub tables: BTreeMap<String, i64>,
}

/// Writes all of the database, as it is at one instant, into a new file. Writers go on meanwhile.
///
/// # Errors
/// When either file cannot be used, such as for want of room.
pub async fn copy(from: &Path, to: &Path) -> Result<()> {
    connection::create(to)?;
    let mut tx = connection::outside(from, Purpose::Copy).await?;
    let copied = sql("vacuum into $1").bind(to.to_string_lossy().as_ref()).run(&mut tx).await;
    tx.close().await;
    copied?;
    std::fs::File::open(to)?.sync_all()?;
    Ok(())
}

/// Asks a file that is opened for this alone.
///
/// # Errors
/// What the question answers; when there is no such file.
pub async fn look<T, E: From<super::Error>>(
    path: &Path,
    question: impl AsyncFnOnce(&mut Tx) -> Result<T, E>,
) -> Result<T, E> {
    let mut tx = connection::outside(path, Purpose::Check).await?;
    let answer = question(&mut tx).await;
    tx.close().await;
    answer
}

/// Whether nobody has the file open, in this process or another.
///
/// # Errors
/// [`Error::Busy`](super::Error::Busy) when somebody has.
pub async fn unused(path: &Path) -> Result<()> {
    connection::unused(path).await
}

/// # Errors
/// [`Error::NewerSchema`](super::Error::NewerSchema) when this program is older than the file.
pub async fn contents(tx: &mut Tx) -> Result<Contents> {
    row! { struct Table { name: String } }
    row! { struct Count { n: i64 } }
    let schema = migrations::schema(tx).await?;
    let names: Vec<Table> = sql("select name from sqlite_schema where type = 'table' order by name").all(tx).await?;
    let mut tables = BTreeMap::new();
    // Those of SQLite itself, such as what `pragma optimize` notes, come and go.
    for Table { name } in names.into_iter().filter(|table| !table.name.starts_with("sqlite_")) {
        let count: Count = sql("select count(*) as n from ").table(&name).one(tx).await?;
        tables.insert(name, count.n);
    }
    Ok(Contents { schema, tables })
}

/// What is wrong with a file, as a sentence each: its pages, its indexes, and rows that point nowhere.
///
/// # Errors
/// When it cannot be read at all.
pub async fn unsound(tx: &mut Tx) -> Result<Vec<String>> {
    row! { struct Check { integrity_check: String } }
    let pages: Vec<Check> = sql("pragma integrity_check").all(tx).await?;
    let mut wrong: Vec<String> =
        pages.into_iter().map(|page| page.integrity_check).filter(|line| line != "ok").collect();
    wrong.extend(orphans(tx).await?);
    Ok(wrong)
}

pub(super) async fn orphans(tx: &mut Tx) -> Result<Vec<String>> {
    row! { struct Orphan { table: String, parent: String } }
    let orphans: Vec<Orphan> = sql("pragma foreign_key_check").all(tx).await?;
    let said = |o: Orphan| format!("a row of {} points to a missing row of {}", o.table, o.parent);
    Ok(orphans.into_iter().map(said).collect())
}
