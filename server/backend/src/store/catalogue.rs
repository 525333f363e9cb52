//! What can be applied for: titles, specialties, committees, plans and rules.
//! What a magnifier shows can be found from its insertion on.

use super::search::{self, COMMITTEE, SPECIALTY, TITLE};
use crate::db::{Result, Tx, row, sql};

row! { pub struct TitleRow { code: String, series: String, name: String, level: String } }
row! { pub struct SpecialtyRow { code: String, series: String, name: String } }
row! { pub struct CommitteeRow {
    id: String, name: String, region_code: String, series: String, office_id: String, own_staff_of: Option<String>
} }
row! { pub struct PlanRow {
    id: String, committee_id: String, year: i64, levels: String, specialties: String, person_types: String,
    opens_on: String, submit_until: String, employer_until: String, accept_until: String, pay_until: String
} }
row! { pub struct WindowRow { id: String, year: i64, opens_on: String, submit_until: String } }
row! { pub struct RuleRow {
    id: String, region_code: String, valid_from: String, valid_to: Option<String>, education: String, years: i64,
    level: String
} }
row! { pub struct SettingRow { value: String } }

pub async fn title(tx: &mut Tx, code: &str) -> Result<Option<TitleRow>> {
    sql("select code, series, name, level from title where code = $1").bind(code).find(tx).await
}

pub async fn titles(tx: &mut Tx, series: &str) -> Result<Vec<TitleRow>> {
    sql("select code, series, name, level from title where series = $1 order by position").bind(series).all(tx).await
}

/// The series that has a title of this name and level, when there is just one.
pub async fn series_of_title(tx: &mut Tx, name: &str, level: &str) -> Result<Option<String>> {
    row! { struct SeriesRow { series: String } }
    let mut found: Vec<SeriesRow> =
        sql("select distinct series from title where name = $1 and level = $2").bind(name).bind(level).all(tx).await?;
    Ok(if found.len() == 1 { found.pop().map(|row| row.series) } else { None })
}

/// Whether anything can be applied for at all.
pub async fn has_titles(tx: &mut Tx) -> Result<bool> {
    row! { struct Count { n: i64 } }
    let count: Count = sql("select count(*) as n from title").one(tx).await?;
    Ok(count.n > 0)
}

pub async fn insert_title(tx: &mut Tx, row: TitleRow, position: i64) -> Result<()> {
    search::index(tx, TITLE, &row.code, &row.name, &[&row.code]).await?;
    sql("insert into title (code, series, name, level, position) values ($1, $2, $3, $4, $5)")
        .bind(row.code)
        .bind(row.series)
        .bind(row.name)
        .bind(row.level)
        .bind(position)
        .run(tx)
        .await
        .map(drop)
}

pub async fn specialty(tx: &mut Tx, code: &str) -> Result<Option<SpecialtyRow>> {
    sql("select code, series, name from specialty where code = $1").bind(code).find(tx).await
}

pub async fn specialties(tx: &mut Tx, series: &str) -> Result<Vec<SpecialtyRow>> {
    sql("select code, series, name from specialty where series = $1 order by position").bind(series).all(tx).await
}

pub async fn insert_specialty(tx: &mut Tx, row: SpecialtyRow, position: i64) -> Result<()> {
    search::index(tx, SPECIALTY, &row.code, &row.name, &[&row.code]).await?;
    sql("insert into specialty (code, series, name, position) values ($1, $2, $3, $4)")
        .bind(row.code)
        .bind(row.series)
        .bind(row.name)
        .bind(position)
        .run(tx)
        .await
        .map(drop)
}

pub async fn committee(tx: &mut Tx, id: &str) -> Result<Option<CommitteeRow>> {
    sql("select id, name, region_code, series, office_id, own_staff_of from committee where id = $1")
        .bind(id)
        .find(tx)
        .await
}

/// Every committee in the order of the official list; there are hundreds, not thousands.
pub async fn committees(tx: &mut Tx) -> Result<Vec<CommitteeRow>> {
    sql("select id, name, region_code, series, office_id, own_staff_of from committee order by position, id")
        .all(tx)
        .await
}

pub async fn insert_committee(tx: &mut Tx, row: CommitteeRow, position: i64) -> Result<()> {
    search::index(tx, COMMITTEE, &row.id, &row.name, &[]).await?;
    sql("insert into committee (id, name, region_code, series, office_id, own_staff_of, position) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(row.id)
        .bind(row.name)
        .bind(row.region_code)
        .bind(row.series)
        .bind(row.office_id)
        .bind(row.own_staff_of)
        .bind(position)
        .run(tx)
        .await
        .map(drop)
}

/// The plans of one committee, latest opening first.
pub async fn plans(tx: &mut Tx, committee: &str) -> Result<Vec<PlanRow>> {
    sql("select id, committee_id, year, levels, specialties, person_types, opens_on, submit_until, employer_until, accept_until, pay_until from committee_plan where committee_id = $1 order by opens_on desc")
        .bind(committee)
        .all(tx)
        .await
}

/// Of [`plans`], when each takes applications.
pub async fn windows(tx: &mut Tx, committee: &str) -> Result<Vec<WindowRow>> {
    sql("select id, year, opens_on, submit_until from committee_plan where committee_id = $1 order by opens_on desc")
        .bind(committee)
        .all(tx)
        .await
}

/// Every plan, of each committee the latest opening first.
pub async fn all_plans(tx: &mut Tx) -> Result<Vec<PlanRow>> {
    sql("select id, committee_id, year, levels, specialties, person_types, opens_on, submit_until, employer_until, accept_until, pay_until from committee_plan order by committee_id, opens_on desc")
        .all(tx)
        .await
}

pub async fn insert_plan(tx: &mut Tx, row: PlanRow) -> Result<()> {
    sql("insert into committee_plan (id, committee_id, year, levels, specialties, person_types, opens_on, submit_until, employer_until, accept_until, pay_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(row.id)
        .bind(row.committee_id)
        .bind(row.year)
        .bind(row.levels)
        .bind(row.specialties)
        .bind(row.person_types)
        .bind(row.opens_on)
        .bind(row.submit_until)
        .bind(row.employer_until)
        .bind(row.accept_until)
        .bind(row.pay_until)
        .run(tx)
        .await
        .map(drop)
}

pub async fn rules(tx: &mut Tx) -> Result<Vec<RuleRow>> {
    sql("select id, region_code, valid_from, valid_to, education, years, level from recognition_rule order by region_code, id, valid_from")
        .all(tx)
        .await
}

/// How many rules of initial recognition there are.
pub async fn count_rules(tx: &mut Tx) -> Result<i64> {
    row! { struct Count { n: i64 } }
    let count: Count = sql("select count(*) as n from recognition_rule").one(tx).await?;
    Ok(count.n)
}

pub async fn insert_rule(tx: &mut Tx, row: RuleRow) -> Result<()> {
    sql("insert into recognition_rule (id, region_code, valid_from, valid_to, education, years, level) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(row.id)
        .bind(row.region_code)
        .bind(row.valid_from)
        .bind(row.valid_to)
        .bind(row.education)
        .bind(row.years)
        .bind(row.level)
        .run(tx)
        .await
        .map(drop)
}

pub async fn setting(tx: &mut Tx, key: &str) -> Result<Option<String>> {
    let found: Option<SettingRow> = sql("select value from setting where key = $1").bind(key).find(tx).await?;
    Ok(found.map(|row| row.value))
}

pub async fn set(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    sql("insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value")
        .bind(key)
        .bind(value)
        .run(tx)
        .await
        .map(drop)
}
