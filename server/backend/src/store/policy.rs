//! Policy: the rules of a review as rows.

use crate::db::{Result, Tx, row, sql};

row! { pub struct PolicyRow {
    kind: String, id: String, region_code: String, valid_from: String, valid_to: Option<String>, in_use: bool,
    instead_of: Option<String>, verified: bool, source: String, data: String
} }

/// Every row, in the order in which they came.
pub async fn rows(tx: &mut Tx) -> Result<Vec<PolicyRow>> {
    sql("select kind, id, region_code, valid_from, valid_to, in_use, instead_of, verified, source, data from policy order by position")
        .all(tx)
        .await
}

/// The position of the last row, which changes with every new one; 0 when there is none.
pub async fn last(tx: &mut Tx) -> Result<i64> {
    row! { struct Last { n: i64 } }
    let last: Last = sql("select coalesce(max(position), 0) as n from policy").one(tx).await?;
    Ok(last.n)
}

/// Whether there is any policy at all.
pub async fn has_rows(tx: &mut Tx) -> Result<bool> {
    Ok(last(tx).await? > 0)
}

/// Whether this revision of a rule is there.
pub async fn has(tx: &mut Tx, kind: &str, region: &str, id: &str, valid_from: &str) -> Result<bool> {
    row! { struct Count { n: i64 } }
    let count: Count =
        sql("select count(*) as n from policy where kind = $1 and region_code = $2 and id = $3 and valid_from = $4")
            .bind(kind)
            .bind(region)
            .bind(id)
            .bind(valid_from)
            .one(tx)
            .await?;
    Ok(count.n > 0)
}

/// Puts a row behind all others.
pub async fn insert(tx: &mut Tx, row: PolicyRow) -> Result<()> {
    let position = last(tx).await? + 1;
    sql("insert into policy (kind, id, region_code, valid_from, valid_to, in_use, instead_of, verified, source, data, position) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(row.kind)
        .bind(row.id)
        .bind(row.region_code)
        .bind(row.valid_from)
        .bind(row.valid_to)
        .bind(row.in_use)
        .bind(row.instead_of)
        .bind(row.verified)
        .bind(row.source)
        .bind(row.data)
        .bind(position)
        .run(tx)
        .await
        .map(drop)
}
