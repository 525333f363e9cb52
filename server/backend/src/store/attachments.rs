//! Attachments: rows that name files by their hash.

use domain::attachment::File;

use crate::db::{Result, Tx, row, sql};

row! { pub struct AttachmentRow {
    id: String, person_id: String, entry_id: Option<String>, application_id: Option<String>, sha256: String, name: String,
    kind: String, bytes: i64, pages: Option<i64>, created_at: String, deleted_at: Option<String>
} }
row! { struct Sum { bytes: i64 } }
row! { struct Count { n: i64 } }
row! { struct Frozen { id: String } }
row! { pub struct UsedRow { id: String, people: i64 } }
row! { pub struct ContentRow { sha256: String, bytes: i64 } }

impl AttachmentRow {
    pub fn file(&self) -> File {
        File {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: self.kind.clone(),
            bytes: self.bytes,
            pages: self.pages,
            sha256: self.sha256.clone(),
        }
    }
}

/// The rows of the table, with what stands behind its name; as one text, which the store knows again.
macro_rules! rows {
    ($rest:literal) => {
        concat!("select id, person_id, entry_id, application_id, sha256, name, kind, bytes, pages, created_at, deleted_at from attachment", $rest)
    };
}

pub async fn insert(tx: &mut Tx, row: AttachmentRow) -> Result<()> {
    sql("insert into attachment (id, person_id, entry_id, application_id, sha256, name, kind, bytes, pages, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(row.id)
        .bind(row.person_id)
        .bind(row.entry_id)
        .bind(row.application_id)
        .bind(row.sha256)
        .bind(row.name)
        .bind(row.kind)
        .bind(row.bytes)
        .bind(row.pages)
        .bind(row.created_at)
        .run(tx)
        .await
        .map(drop)
}

/// One attachment, deleted or not.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<AttachmentRow>> {
    sql(rows!(" where id = $1")).bind(id).find(tx).await
}

/// All that a person has not deleted, oldest first; those of deleted entries are among them.
pub async fn of_person(tx: &mut Tx, person: &str) -> Result<Vec<AttachmentRow>> {
    sql(rows!(" where person_id = $1 and deleted_at is null order by created_at, id")).bind(person).all(tx).await
}

pub async fn of_entry(tx: &mut Tx, entry: &str) -> Result<Vec<AttachmentRow>> {
    sql(rows!(" where entry_id = $1 and deleted_at is null order by created_at, id")).bind(entry).all(tx).await
}

pub async fn of_application(tx: &mut Tx, application: &str) -> Result<Vec<AttachmentRow>> {
    sql(rows!(" where application_id = $1 and deleted_at is null order by created_at, id"))
        .bind(application)
        .all(tx)
        .await
}

/// Bytes of all attachments of a person; deleted ones count as long as they can come back.
pub async fn bytes_of_person(tx: &mut Tx, person: &str) -> Result<i64> {
    let sum: Sum = sql("select cast(coalesce(sum(bytes), 0) as bigint) as bytes from attachment where person_id = $1")
        .bind(person)
        .one(tx)
        .await?;
    Ok(sum.bytes)
}

/// Hides an attachment; what applications froze of it stays.
pub async fn delete(tx: &mut Tx, id: &str, now: &str) -> Result<u64> {
    sql("update attachment set deleted_at = $2 where id = $1 and deleted_at is null").bind(id).bind(now).run(tx).await
}

pub async fn restore(tx: &mut Tx, id: &str) -> Result<u64> {
    sql("update attachment set deleted_at = null where id = $1").bind(id).run(tx).await
}

/// Notes that a snapshot names an attachment.
pub async fn freeze(tx: &mut Tx, application: &str, round: i64, id: &str) -> Result<()> {
    sql("insert into snapshot_file (application_id, round, attachment_id) values ($1, $2, $3)")
        .bind(application)
        .bind(round)
        .bind(id)
        .run(tx)
        .await
        .map(drop)
}

/// Whether a snapshot names an attachment; without a round, any of the application.
pub async fn is_frozen(tx: &mut Tx, application: &str, round: Option<i64>, id: &str) -> Result<bool> {
    let found: Option<Frozen> =
        sql("select attachment_id as id from snapshot_file where application_id = $1 and attachment_id = $2")
            .bind(application)
            .bind(id)
            .with_some(" and round = ?", round)
            .find(tx)
            .await?;
    Ok(found.is_some())
}

/// Attachments of a snapshot whose very file other people have used, with how many.
pub async fn used_by_others(tx: &mut Tx, application: &str, round: i64) -> Result<Vec<UsedRow>> {
    sql("select a.id, count(distinct o.person_id) as people from snapshot_file f \
         join attachment a on a.id = f.attachment_id \
         join attachment o on o.sha256 = a.sha256 and o.person_id <> a.person_id \
         where f.application_id = $1 and f.round = $2 group by a.id order by a.id")
    .bind(application)
    .bind(round)
    .all(tx)
    .await
}

/// Removes what was deleted before `until` and no snapshot names.
pub async fn forget(tx: &mut Tx, until: &str) -> Result<u64> {
    sql("delete from attachment where deleted_at < $1 \
         and not exists (select 1 from snapshot_file f where f.attachment_id = attachment.id)")
    .bind(until)
    .run(tx)
    .await
}

/// Whether any row names a file.
pub async fn is_named(tx: &mut Tx, sha256: &str) -> Result<bool> {
    let count: Count = sql("select count(*) as n from attachment where sha256 = $1").bind(sha256).one(tx).await?;
    Ok(count.n > 0)
}

/// Every file that is named, with its length.
pub async fn contents(tx: &mut Tx) -> Result<Vec<ContentRow>> {
    sql("select distinct sha256, bytes from attachment order by sha256, bytes").all(tx).await
}
