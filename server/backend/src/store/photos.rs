//! Photos: every upload is a version of its own.

use crate::db::{Result, Tx, row, sql};

row! { pub struct PhotoRow {
    id: String, person_id: String, width: i64, height: i64, sha256: String, warnings: String, created_at: String
} }
row! { pub struct Jpeg { person_id: String, jpeg: Vec<u8> } }

pub async fn insert(tx: &mut Tx, row: PhotoRow, jpeg: Vec<u8>) -> Result<()> {
    sql("insert into photo (id, person_id, jpeg, width, height, sha256, warnings, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(row.id)
        .bind(row.person_id)
        .bind(jpeg)
        .bind(row.width)
        .bind(row.height)
        .bind(row.sha256)
        .bind(row.warnings)
        .bind(row.created_at)
        .run(tx)
        .await
        .map(drop)
}

/// The newest photo of a person.
pub async fn newest(tx: &mut Tx, person: &str) -> Result<Option<PhotoRow>> {
    sql("select id, person_id, width, height, sha256, warnings, created_at from photo where person_id = $1 order by created_at desc, id desc limit 1")
        .bind(person)
        .find(tx)
        .await
}

/// Removes all but the newest `keep` versions of a person; what was submitted or issued keeps its own.
pub async fn forget(tx: &mut Tx, person: &str, keep: i64) -> Result<()> {
    sql("delete from photo where person_id = $1 \
         and id not in (select id from photo where person_id = $1 order by created_at desc, id desc limit $2) \
         and id not in (select s.photo_id from application_snapshot s join application a on a.id = s.application_id \
             where a.person_id = $1 and s.photo_id is not null) \
         and id not in (select photo_id from certificate where person_id = $1 and photo_id is not null)")
    .bind(person)
    .bind(keep)
    .run(tx)
    .await
    .map(drop)
}

pub async fn jpeg(tx: &mut Tx, id: &str) -> Result<Option<Jpeg>> {
    sql("select person_id, jpeg from photo where id = $1").bind(id).find(tx).await
}
