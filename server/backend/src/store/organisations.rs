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

/// The region of a [`unit`].
pub async fn region_of_unit(tx: &mut Tx, id: &str) -> Result<Option<String>> {
    row! { struct RegionRow { region_code: String } }
    let sql = sql("select region_code from organisation where id = $1 and kind = $2").bind(id).bind(UNIT);
    let row: Option<RegionRow> = sql.find(tx).await?;
    Ok(row.map(|row| row.region_code))
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

/// Keys that are looked at: of more it is only said that there are more.
const LOOKED_AT: i64 = 128;

row! {
    /// A unit as a magnifier shows it, with the department or bureau above it.
    pub struct UnitRow {
        id: String, name: String, credit_code: Option<String>, region_code: String, open: bool,
        above_id: Option<String>, above_name: Option<String>
    }
}

/// The ids of the units that a filter names, each once, and whether there may be more. A name comes before those that
/// only begin like it; where no text is asked for they come by their place. However many there are, it looks at a few.
pub async fn named(tx: &mut Tx, filter: &UnitFilter) -> Result<(Vec<String>, bool)> {
    row! { struct Named { id: String } }
    let query = match filter.texts.split_first() {
        None => within(sql("select o.id from organisation o where o.kind = $1").bind(UNIT), filter)
            .push(" order by o.region_code, o.id"),
        Some((first, others)) => {
            let mut query = search::among(sql(""), UNIT, first);
            for text in others {
                query = search::among(query.push(" and k.id in ("), UNIT, text).push(")");
            }
            if filter.region.is_some() {
                query =
                    within(query.push(" and exists (select 1 from organisation o where o.id = k.id"), filter).push(")");
            }
            query.push(" order by k.key, k.id")
        }
    };
    let rows: Vec<Named> = query.with(" limit ?", LOOKED_AT).all(tx).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|looked_at| looked_at == LOOKED_AT);
    let mut ids: Vec<String> = Vec::new();
    for row in rows {
        if !ids.contains(&row.id) {
            ids.push(row.id);
        }
    }
    Ok((ids, more))
}

fn within(query: Sql, filter: &UnitFilter) -> Sql {
    match &filter.region {
        Some((from, to)) => query.with(" and o.region_code >= ?", from).with(" and o.region_code < ?", to),
        None => query,
    }
}

/// Some units, in the order of their ids as given.
pub async fn units(tx: &mut Tx, ids: &[String]) -> Result<Vec<UnitRow>> {
    let mut query = sql(
        "select o.id, o.name, o.credit_code, o.region_code, o.open, d.id as above_id, d.name as above_name from organisation o left join organisation d on d.id = coalesce(o.department_id, o.hrss_id) where o.id in (''",
    );
    for id in ids {
        query = query.with(", ?", id);
    }
    let mut rows: Vec<UnitRow> = query.push(")").all(tx).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}
