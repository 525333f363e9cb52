//! What each accepted save left behind, of entries and of applications alike. It is read to
//! merge a save of an older page, and it is never shown to anybody.

use crate::db::{Result, Tx, row, sql};

row! { pub struct VersionRow {
    version: i64, data: String, accepted: Option<String>, page: String, nth: i64
} }

pub async fn insert(tx: &mut Tx, thing: &str, row: VersionRow, now: &str) -> Result<()> {
    sql("insert into saved_version (thing_id, version, data, accepted, page, nth, saved_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(thing)
        .bind(row.version)
        .bind(row.data)
        .bind(row.accepted)
        .bind(row.page)
        .bind(row.nth)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// What was stored when the version was the newest.
pub async fn at(tx: &mut Tx, thing: &str, version: i64) -> Result<Option<VersionRow>> {
    sql("select version, data, accepted, page, nth from saved_version where thing_id = $1 and version <= $2 order by version desc limit 1")
        .bind(thing)
        .bind(version)
        .find(tx)
        .await
}

/// The newest version after the given one that a page has saved.
pub async fn later(tx: &mut Tx, thing: &str, version: i64, page: &str) -> Result<Option<VersionRow>> {
    sql("select version, data, accepted, page, nth from saved_version where thing_id = $1 and version > $2 and page = $3 order by version desc limit 1")
        .bind(thing)
        .bind(version)
        .bind(page)
        .find(tx)
        .await
}

/// Forgets versions up to the given one.
pub async fn forget(tx: &mut Tx, thing: &str, upto: i64) -> Result<u64> {
    sql("delete from saved_version where thing_id = $1 and version <= $2").bind(thing).bind(upto).run(tx).await
}
