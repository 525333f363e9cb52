//! Units, departments, bureaus and committee offices.

use super::search::{self, UNIT};
use crate::db::{Result, Sql, Tx, row, sql};

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

/// A personnel unit; other organisations are none that a person could choose.
pub async fn unit(tx: &mut Tx, id: &str) -> Result<Option<OrganisationRow>> {
    Ok(find(tx, id).await?.filter(|row| row.kind == UNIT))
}

/// Stores an organisation; a unit can be found from then on.
pub async fn insert(tx: &mut Tx, row: OrganisationRow) -> Result<()> {
    if row.kind == UNIT {
        let codes: Vec<&str> = std::iter::once(row.id.as_str()).chain(row.credit_code.as_deref()).collect();
        search::index(tx, UNIT, &row.id, &row.name, &codes).await?;
    }
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

/// Which units: all of them without any filter.
#[derive(Clone, Debug, Default)]
pub struct UnitFilter {
    /// Each must be found among the unit's search keys.
    pub texts: Vec<String>,
    /// Codes from the first up to the second, without it.
    pub region: Option<(String, String)>,
}

impl UnitFilter {
    /// The filter behind `select … from organisation o`.
    fn applied(&self, columns: &'static str) -> Sql {
        let mut query = sql(columns).push(" from organisation o where o.kind = $1").bind(UNIT);
        if let Some((from, to)) = &self.region {
            query = query.with(" and o.region_code >= ?", from).with(" and o.region_code < ?", to);
        }
        for text in &self.texts {
            query = search::among(query.push(" and o.id in ("), UNIT, text).push(")");
        }
        query
    }
}

/// How many units there are in all, and how many of them take applications.
pub async fn count_units(tx: &mut Tx, filter: &UnitFilter) -> Result<(i64, i64)> {
    row! { struct Count { n: i64 } }
    let all: Count = filter.applied("select count(*) as n").one(tx).await?;
    let open: Count = filter.applied("select count(*) as n").with(" and o.open = ?", true).one(tx).await?;
    Ok((all.n, open.n))
}

/// Whether one unit is among them.
pub async fn is_among(tx: &mut Tx, filter: &UnitFilter, id: &str) -> Result<bool> {
    row! { struct Count { n: i64 } }
    let found: Count = filter.applied("select count(*) as n").with(" and o.id = ?", id).one(tx).await?;
    Ok(found.n > 0)
}

/// A page of the units, by place.
pub async fn units(tx: &mut Tx, filter: &UnitFilter, limit: i64, offset: i64) -> Result<Vec<OrganisationRow>> {
    filter
        .applied("select o.id, o.kind, o.name, o.credit_code, o.region_code, o.department_id, o.hrss_id, o.route, o.open, o.note")
        .push(" order by o.region_code, o.id")
        .with(" limit ?", limit)
        .with(" offset ?", offset)
        .all(tx)
        .await
}
