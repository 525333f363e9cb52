//! Whole tables in an order of their own, for the dump of [`crate::state`].

use crate::db::{Result, Tx, row, sql};

row! { pub struct HolderRow {
    login: String, person_id: String, document_kind: Option<String>, document: Option<String>
} }
row! { pub struct KeptRow {
    id: String, section: String, data: String, problems: i64, draft: bool, position: Option<i64>,
    supersedes: Option<String>, verified_by: Option<String>, deleted_at: Option<String>
} }
row! { pub struct FrozenRow { round: i64, data: String, photo_id: Option<String> } }
row! { pub struct PhotoId { id: String } }

/// Everybody who keeps a record, by login.
pub async fn holders(tx: &mut Tx) -> Result<Vec<HolderRow>> {
    sql("select a.login, p.id as person_id, p.document_kind, p.document from account a join person p on p.id = a.person_id order by a.login")
        .all(tx)
        .await
}

/// Every entry of a person, deleted ones too.
pub async fn entries(tx: &mut Tx, person: &str) -> Result<Vec<KeptRow>> {
    sql("select id, section, data, problems, draft, position, supersedes, verified_by, deleted_at from record_entry where person_id = $1 order by id")
        .bind(person)
        .all(tx)
        .await
}

/// Every photo of a person, oldest first.
pub async fn photos(tx: &mut Tx, person: &str) -> Result<Vec<PhotoId>> {
    sql("select id from photo where person_id = $1 order by created_at, id").bind(person).all(tx).await
}

/// Every submitted version of an application.
pub async fn snapshots(tx: &mut Tx, application: &str) -> Result<Vec<FrozenRow>> {
    sql("select round, data, photo_id from application_snapshot where application_id = $1 order by round")
        .bind(application)
        .all(tx)
        .await
}
