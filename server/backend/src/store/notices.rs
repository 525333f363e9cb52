//! 评审通知 and 通知公告.

use crate::db::{Result, Tx, row, sql};

row! { pub struct NoticeRow {
    id: String, kind: String, title: String, body: String, pinned: bool, published_on: String,
    opens_on: Option<String>, submit_until: Option<String>
} }

/// The rows of the table, with what stands behind its name; as one text, which the store knows again.
macro_rules! rows {
    ($rest:literal) => {
        concat!("select n.id, n.kind, n.title, n.body, n.pinned, n.published_on, p.opens_on, p.submit_until from notice n left join committee_plan p on p.id = n.plan_id", $rest)
    };
}

pub async fn insert(tx: &mut Tx, row: NoticeRow, plan: Option<String>) -> Result<()> {
    sql("insert into notice (id, kind, title, body, pinned, published_on, plan_id) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(row.id)
        .bind(row.kind)
        .bind(row.title)
        .bind(row.body)
        .bind(row.pinned)
        .bind(row.published_on)
        .bind(plan)
        .run(tx)
        .await
        .map(drop)
}

/// Pinned ones first, then the newest.
pub async fn list(tx: &mut Tx, kind: &str, limit: i64) -> Result<Vec<NoticeRow>> {
    sql(rows!(" where n.kind = $1 order by n.pinned desc, n.published_on desc, n.id desc limit $2"))
        .bind(kind)
        .bind(limit)
        .all(tx)
        .await
}

pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<NoticeRow>> {
    sql(rows!(" where n.id = $1")).bind(id).find(tx).await
}
