//! Units, departments, bureaus and committee offices.

use crate::db::{Result, Tx, row, sql};

row! { pub struct OrganisationRow {
    id: String, kind: String, name: String, credit_code: Option<String>, region_code: String,
    department_id: Option<String>, hrss_id: Option<String>, route: String, open: bool, note: String
} }

pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<OrganisationRow>> {
    sql("select id, kind, name, credit_code, region_code, department_id, hrss_id, route, open, note from organisation where id = $1")
        .bind(id)
        .find(tx)
        .await
}

pub async fn insert(tx: &mut Tx, row: OrganisationRow) -> Result<()> {
    sql("insert into organisation (id, kind, name, credit_code, region_code, department_id, hrss_id, route, open, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(row.id)
        .bind(row.kind)
        .bind(row.name)
        .bind(row.credit_code)
        .bind(row.region_code)
        .bind(row.department_id)
        .bind(row.hrss_id)
        .bind(row.route)
        .bind(row.open)
        .bind(row.note)
        .run(tx)
        .await
        .map(drop)
}

/// Units of a region (its code's prefix), in the order of their ids, for browsing without a name.
pub async fn of_region(tx: &mut Tx, kind: &str, prefix: &str, limit: i64, offset: i64) -> Result<Vec<OrganisationRow>> {
    sql("select id, kind, name, credit_code, region_code, department_id, hrss_id, route, open, note from organisation where kind = $1 and region_code >= $2 and region_code < $3 order by region_code, id limit $4 offset $5")
        .bind(kind)
        .bind(prefix)
        .bind(format!("{prefix}\u{10FFFF}"))
        .bind(limit)
        .bind(offset)
        .all(tx)
        .await
}
