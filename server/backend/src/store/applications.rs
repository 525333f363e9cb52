//! Applications, what they selected, froze and went through.

use domain::record::SectionId;

use super::records::Data;
use crate::db::{Result, Sql, Tx, row, sql};

row! { pub struct ApplicationRow {
    id: String, person_id: String, business: String, number: Option<String>, state: String, route: String,
    data: Data, version: i64, applied_on: Option<String>, unit_id: Option<String>,
    department_id: Option<String>, hrss_id: Option<String>, committee_id: Option<String>, office_id: Option<String>,
    waits_for: Option<String>, waits_since: Option<String>, submit_until: Option<String>, applicant_name: String,
    open_key: Option<String>, created_at: String, updated_at: String
} }
row! { pub struct NameRow { id: String, number: Option<String>, applicant_name: String } }
row! { pub struct EntryId { entry_id: String } }
row! { pub struct SnapshotRow { round: i64, sha256: String, photo_id: Option<String> } }
row! { pub struct SnapshotText { data: String } }
row! { pub struct EventRow {
    id: String, at: String, actor_name: String, organisation_name: String, action: String, from_state: String,
    to_state: String, reason: String, round: i64
} }
row! { pub struct TallyRow { round: i64, size: i64, present: i64, yes: i64, no: i64, abstain: i64, voted_on: String } }
row! { pub struct Last { last: i64 } }
row! { pub struct Waiting { n: i64 } }

/// The rows of the table, with what stands behind its name; as one text, which the store knows again.
macro_rules! rows {
    ($rest:literal) => {
        concat!("select id, person_id, business, number, state, route, data, version, applied_on, unit_id, department_id, hrss_id, committee_id, office_id, waits_for, waits_since, submit_until, applicant_name, open_key, created_at, updated_at from application", $rest)
    };
}

pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<ApplicationRow>> {
    sql(rows!(" where id = $1")).bind(id).find(tx).await
}

pub async fn open(tx: &mut Tx, open_key: &str) -> Result<Option<ApplicationRow>> {
    sql(rows!(" where open_key = $1")).bind(open_key).find(tx).await
}

pub async fn of_person(tx: &mut Tx, person: &str) -> Result<Vec<ApplicationRow>> {
    sql(rows!(" where person_id = $1 order by created_at desc, id desc")).bind(person).all(tx).await
}

pub async fn insert(tx: &mut Tx, row: ApplicationRow) -> Result<()> {
    sql("insert into application (id, person_id, business, state, route, data, version, applicant_name, open_key, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)")
        .bind(row.id)
        .bind(row.person_id)
        .bind(row.business)
        .bind(row.state)
        .bind(row.route)
        .bind(row.data)
        .bind(row.version)
        .bind(row.applicant_name)
        .bind(row.open_key)
        .bind(row.created_at)
        .run(tx)
        .await
        .map(drop)
}

/// Rows changed: 0 when the version has moved on.
pub async fn update(tx: &mut Tx, row: &ApplicationRow, before: i64) -> Result<u64> {
    sql("update application set number = $3, state = $4, route = $5, data = $6, version = $7, applied_on = $8, unit_id = $9, department_id = $10, hrss_id = $11, committee_id = $12, office_id = $13, waits_for = $14, waits_since = $15, submit_until = $16, applicant_name = $17, open_key = $18, updated_at = $19 where id = $1 and version = $2")
        .bind(row.id.as_str())
        .bind(before)
        .bind(row.number.clone())
        .bind(row.state.as_str())
        .bind(row.route.as_str())
        .bind(row.data.text())
        .bind(row.version)
        .bind(row.applied_on.clone())
        .bind(row.unit_id.clone())
        .bind(row.department_id.clone())
        .bind(row.hrss_id.clone())
        .bind(row.committee_id.clone())
        .bind(row.office_id.clone())
        .bind(row.waits_for.clone())
        .bind(row.waits_since.clone())
        .bind(row.submit_until.clone())
        .bind(row.applicant_name.as_str())
        .bind(row.open_key.clone())
        .bind(row.updated_at.as_str())
        .run(tx)
        .await
}

pub async fn selected(tx: &mut Tx, application: &str) -> Result<Vec<String>> {
    let rows: Vec<EntryId> = sql("select entry_id from application_entry where application_id = $1 order by entry_id")
        .bind(application)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.entry_id).collect())
}

/// [`selected`] of one section of its owner's record.
pub async fn selected_of(tx: &mut Tx, row: &ApplicationRow, section: SectionId) -> Result<Vec<String>> {
    let rows: Vec<EntryId> = sql("select e.id as entry_id from record_entry e where e.person_id = $2 and e.section = $3 and exists (select 1 from application_entry s where s.application_id = $1 and s.entry_id = e.id) order by e.id")
        .bind(row.id.as_str())
        .bind(row.person_id.as_str())
        .bind(section)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.entry_id).collect())
}

pub async fn select(tx: &mut Tx, application: &str, entry: &str) -> Result<()> {
    sql("insert into application_entry (application_id, entry_id) values ($1, $2) on conflict (application_id, entry_id) do nothing")
        .bind(application)
        .bind(entry)
        .run(tx)
        .await
        .map(drop)
}

pub async fn unselect(tx: &mut Tx, application: &str, entry: &str) -> Result<u64> {
    sql("delete from application_entry where application_id = $1 and entry_id = $2")
        .bind(application)
        .bind(entry)
        .run(tx)
        .await
}

pub async fn insert_snapshot(tx: &mut Tx, application: &str, row: SnapshotRow, data: String, now: &str) -> Result<()> {
    sql("insert into application_snapshot (application_id, round, data, sha256, photo_id, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(application)
        .bind(row.round)
        .bind(data)
        .bind(row.sha256)
        .bind(row.photo_id)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// The latest submitted version, but for its text.
pub async fn snapshot(tx: &mut Tx, application: &str) -> Result<Option<SnapshotRow>> {
    sql("select round, sha256, photo_id from application_snapshot where application_id = $1 order by round desc limit 1")
        .bind(application)
        .find(tx)
        .await
}

/// The text of a submitted version.
pub async fn snapshot_text(tx: &mut Tx, application: &str, round: i64) -> Result<String> {
    let row: SnapshotText = sql("select data from application_snapshot where application_id = $1 and round = $2")
        .bind(application)
        .bind(round)
        .one(tx)
        .await?;
    Ok(row.data)
}

/// One event as it goes in.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    pub id: String,
    pub application: &'a str,
    pub at: &'a str,
    pub actor: &'a str,
    pub actor_name: &'a str,
    pub organisation_name: &'a str,
    pub action: &'a str,
    pub from_state: &'a str,
    pub to_state: &'a str,
    pub reason: &'a str,
    pub round: i64,
    pub sha256: &'a str,
}

pub async fn insert_event(tx: &mut Tx, event: NewEvent<'_>) -> Result<()> {
    sql("insert into application_event (id, application_id, at, actor_id, actor_name, organisation_name, action, from_state, to_state, reason, round, sha256) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .bind(event.id)
        .bind(event.application)
        .bind(event.at)
        .bind(event.actor)
        .bind(event.actor_name)
        .bind(event.organisation_name)
        .bind(event.action)
        .bind(event.from_state)
        .bind(event.to_state)
        .bind(event.reason)
        .bind(event.round)
        .bind(event.sha256)
        .run(tx)
        .await
        .map(drop)
}

pub async fn events(tx: &mut Tx, application: &str) -> Result<Vec<EventRow>> {
    sql("select id, at, actor_name, organisation_name, action, from_state, to_state, reason, round from application_event where application_id = $1 order by at, id")
        .bind(application)
        .all(tx)
        .await
}

pub async fn insert_tally(tx: &mut Tx, application: &str, row: TallyRow) -> Result<()> {
    sql("insert into tally (application_id, round, size, present, yes, no, abstain, voted_on) values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(application)
        .bind(row.round)
        .bind(row.size)
        .bind(row.present)
        .bind(row.yes)
        .bind(row.no)
        .bind(row.abstain)
        .bind(row.voted_on)
        .run(tx)
        .await
        .map(drop)
}

/// Every counted vote of an application.
pub async fn tallies(tx: &mut Tx, application: &str) -> Result<Vec<TallyRow>> {
    sql("select round, size, present, yes, no, abstain, voted_on from tally where application_id = $1 order by round")
        .bind(application)
        .all(tx)
        .await
}

pub async fn tally(tx: &mut Tx, application: &str) -> Result<Option<TallyRow>> {
    sql("select round, size, present, yes, no, abstain, voted_on from tally where application_id = $1 order by round desc limit 1")
        .bind(application)
        .find(tx)
        .await
}

/// The next serial of a prefix, in the caller's transaction: a rolled-back
/// transaction gives it back, a committed one never gives it again.
pub async fn next_serial(tx: &mut Tx, prefix: &str) -> Result<i64> {
    let row: Last = sql("insert into serial (prefix, last) values ($1, $2) on conflict (prefix) do update set last = serial.last + excluded.last returning last")
        .bind(prefix)
        .bind(1_i64)
        .one(tx)
        .await?;
    Ok(row.last)
}

/// What waits for an organisation, oldest first, after the given line.
pub async fn waiting(
    tx: &mut Tx,
    organisation: &str,
    after: Option<(String, String)>,
    limit: i64,
) -> Result<Vec<ApplicationRow>> {
    waits(rows!(""), organisation, after, limit).all(tx).await
}

/// [`waiting`] by name only.
pub async fn waiting_names(
    tx: &mut Tx,
    organisation: &str,
    after: Option<(String, String)>,
    limit: i64,
) -> Result<Vec<NameRow>> {
    waits("select id, number, applicant_name from application", organisation, after, limit).all(tx).await
}

fn waits(select: &'static str, organisation: &str, after: Option<(String, String)>, limit: i64) -> Sql {
    let mut query = sql(select).push(" where waits_for = $1").bind(organisation);
    if let Some((since, id)) = after {
        query = query.with(" and (waits_since, id) > (?", since).with(", ?)", id);
    }
    query.push(" order by waits_since, id").with(" limit ?", limit)
}

/// How many wait for an organisation.
pub async fn count_waiting(tx: &mut Tx, organisation: &str) -> Result<i64> {
    let row: Waiting =
        sql("select count(*) as n from application where waits_for = $1").bind(organisation).one(tx).await?;
    Ok(row.n)
}

/// The column that ties an application to an authority.
#[derive(Clone, Copy, Debug)]
pub enum Side {
    Unit,
    Department,
    Hrss,
    Office,
}

/// What has come to an organisation (that is, its state is one of `states`) and does not wait for it, latest change first.
pub async fn handled(
    tx: &mut Tx,
    side: Side,
    organisation: &str,
    states: &[&str],
    after: Option<(String, String)>,
    limit: i64,
) -> Result<Vec<ApplicationRow>> {
    let side = match side {
        Side::Unit => " where unit_id = $1",
        Side::Department => " where department_id = $1",
        Side::Hrss => " where hrss_id = $1",
        Side::Office => " where office_id = $1",
    };
    let mut query = sql(rows!(""))
        .push(side)
        .bind(organisation)
        .push(" and (waits_for is null or waits_for <> $1) and state in (''");
    for state in states {
        query = query.with(", ?", *state);
    }
    query = query.push(")");
    if let Some((updated, id)) = after {
        query = query.with(" and (updated_at, id) < (?", updated).with(", ?)", id);
    }
    query.push(" order by updated_at desc, id desc").with(" limit ?", limit).all(tx).await
}
