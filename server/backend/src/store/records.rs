//! People and the entries of their records.

use std::{
    borrow::Borrow,
    fmt,
    hash::{Hash, Hasher},
    sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError},
};

use domain::{
    check::{Context, Stage, check},
    date::Date,
    issue::Issue,
    record::SectionId,
    values::Values,
    whole::twins::Marks,
};

use crate::db::{
    At, Bind, Column, Result, Row, Tx,
    lately::{Lately, Weight},
    row, sql,
    value::{Type, Value, bytes, text},
};

/// The values of an entry as they are stored, with what is found out about them when it is first asked for. Equal
/// texts that were read lately share it.
#[derive(Clone)]
pub struct Data(Arc<Found>);

struct Found {
    text: String,
    values: OnceLock<Values>,
    /// The last answer of [`Data::issues`].
    issues: Mutex<Option<(SectionId, Date, Vec<Issue>)>>,
    /// Those of the section that asked first: as a rule the only one.
    marks: OnceLock<(SectionId, Arc<Marks>)>,
}

static READ: LazyLock<Lately<ByText, Data>> = LazyLock::new(Lately::default);

/// [`Data`] that is found by its text.
#[derive(PartialEq)]
struct ByText(Data);

impl Eq for ByText {}

impl Hash for ByText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.text().as_bytes().hash(state);
    }
}

impl Borrow<[u8]> for ByText {
    fn borrow(&self) -> &[u8] {
        self.0.text().as_bytes()
    }
}

impl Weight for Data {
    fn bytes(&self) -> usize {
        self.text().len()
    }
}

impl Data {
    pub fn new(text: String) -> Data {
        Data(Arc::new(Found { text, values: OnceLock::new(), issues: Mutex::new(None), marks: OnceLock::new() }))
    }

    /// Of values that are to be stored.
    pub fn of(values: &Values) -> Data {
        Data::new(serde_json::to_string(values).expect("texts by their names can be written"))
    }

    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Nothing when it cannot be read: it was damaged from outside then.
    pub fn values(&self) -> &Values {
        self.0.values.get_or_init(|| serde_json::from_str(self.text()).unwrap_or_default())
    }

    /// What tells it from others of this section.
    pub fn marks(&self, section: SectionId) -> Arc<Marks> {
        let make = || Arc::new(Marks::of(section.section(), self.values()));
        let (of, marks) = self.0.marks.get_or_init(|| (section, make()));
        if *of == section { Arc::clone(marks) } else { make() }
    }

    /// Problems at submit, as an entry of this section.
    pub fn issues(&self, section: SectionId, today: Date) -> Vec<Issue> {
        let mut last = self.0.issues.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((of, on, issues)) if (*of, *on) == (section, today) => issues.clone(),
            _ => {
                let issues = check(section.section().form, self.values(), &Context { today, stage: Stage::Submit });
                last.insert((section, today, issues)).2.clone()
            }
        }
    }
}

/// What was found out changes nothing of what it is.
impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Data").field(&self.text()).finish()
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Data) -> bool {
        self.text() == other.text()
    }
}

impl Column for Data {
    fn read(row: &Row<'_>, at: At) -> Result<Data> {
        // What is known is a text: only what is not needs to be looked at as one.
        let known = bytes(row, at, |bytes| READ.get(bytes))?;
        match known {
            Some(data) => Ok(data),
            None => text(row, at, |text| {
                let data = Data::new(text.to_owned());
                READ.put(ByText(data.clone()), data.clone());
                data
            }),
        }
    }
}

impl Bind for Data {
    const TYPE: Type = Type::Text;

    fn value(self) -> Value {
        Value::Text(self.text().to_owned())
    }
}

impl Column for SectionId {
    fn read(row: &Row<'_>, at: At) -> Result<SectionId> {
        text(row, at, SectionId::from_key)?.ok_or_else(|| at.unreadable(&"no section of the record"))
    }
}

impl Bind for SectionId {
    const TYPE: Type = Type::Text;

    fn value(self) -> Value {
        Value::Text(self.key().to_owned())
    }
}

row! { pub struct EntryRow {
    id: String, person_id: String, section: SectionId, data: Data, problems: i64, version: i64, draft: bool,
    position: Option<i64>, supersedes: Option<String>, verified_by: Option<String>, verified_at: Option<String>
} }
/// The rows of the table, with what stands behind its name; as one text, which the store knows again.
macro_rules! rows {
    ($rest:literal) => {
        concat!("select id, person_id, section, data, problems, version, draft, position, supersedes, verified_by, verified_at from record_entry", $rest)
    };
}

row! { pub struct Correction { id: String, draft: bool } }
row! { pub struct TraceRow { person_id: String, section: SectionId, deleted_at: Option<String> } }
row! { pub struct Count { n: i64 } }
row! { pub struct PersonRow { id: String, document_kind: Option<String>, document: Option<String> } }

pub async fn insert_person(tx: &mut Tx, id: &str, now: &str) -> Result<()> {
    sql("insert into person (id, created_at) values ($1, $2)").bind(id).bind(now).run(tx).await.map(drop)
}

pub async fn person(tx: &mut Tx, id: &str) -> Result<Option<PersonRow>> {
    sql("select id, document_kind, document from person where id = $1").bind(id).find(tx).await
}

pub async fn person_by_document(tx: &mut Tx, kind: &str, document: &str) -> Result<Option<PersonRow>> {
    sql("select id, document_kind, document from person where document_kind = $1 and document = $2")
        .bind(kind)
        .bind(document)
        .find(tx)
        .await
}

/// Ties a document to a person, or unties it.
pub async fn set_document(tx: &mut Tx, person: &str, kind: Option<&str>, document: Option<&str>) -> Result<()> {
    sql("update person set document_kind = $2, document = $3 where id = $1")
        .bind(person)
        .bind(kind)
        .bind(document)
        .run(tx)
        .await
        .map(drop)
}

pub async fn entries(tx: &mut Tx, person: &str) -> Result<Vec<EntryRow>> {
    sql(rows!(" where person_id = $1 and deleted_at is null order by section, id")).bind(person).all(tx).await
}

/// An entry that has not been deleted.
pub async fn entry(tx: &mut Tx, id: &str) -> Result<Option<EntryRow>> {
    sql(rows!(" where id = $1 and deleted_at is null")).bind(id).find(tx).await
}

/// The values of an entry that has not been deleted.
pub async fn values(tx: &mut Tx, id: &str) -> Result<Option<Data>> {
    row! { struct DataRow { data: Data } }
    let sql = sql("select data from record_entry where id = $1 and deleted_at is null").bind(id);
    let row: Option<DataRow> = sql.find(tx).await?;
    Ok(row.map(|row| row.data))
}

/// The entries of one section of a record.
pub async fn of_section(tx: &mut Tx, person: &str, section: SectionId) -> Result<Vec<EntryRow>> {
    sql(rows!(" where person_id = $1 and section = $2 and deleted_at is null order by id"))
        .bind(person)
        .bind(section)
        .all(tx)
        .await
}

/// How many entries a section of a record has.
pub async fn count(tx: &mut Tx, person: &str, section: SectionId) -> Result<i64> {
    let row: Count =
        sql("select count(*) as n from record_entry where person_id = $1 and section = $2 and deleted_at is null")
            .bind(person)
            .bind(section)
            .one(tx)
            .await?;
    Ok(row.n)
}

/// Whose an entry is and whether it has been deleted; `None` for an id that is free.
pub async fn trace(tx: &mut Tx, id: &str) -> Result<Option<TraceRow>> {
    sql("select person_id, section, deleted_at from record_entry where id = $1").bind(id).find(tx).await
}

pub async fn insert(tx: &mut Tx, row: EntryRow, now: &str) -> Result<()> {
    sql("insert into record_entry (id, person_id, section, data, problems, version, draft, position, supersedes, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)")
        .bind(row.id)
        .bind(row.person_id)
        .bind(row.section)
        .bind(row.data)
        .bind(row.problems)
        .bind(row.version)
        .bind(row.draft)
        .bind(row.position)
        .bind(row.supersedes)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Rows changed: 0 when the version has moved on.
pub async fn update(tx: &mut Tx, row: &EntryRow, before: i64, now: &str) -> Result<u64> {
    sql("update record_entry set data = $3, problems = $4, version = $5, draft = $6, updated_at = $7 where id = $1 and version = $2 and deleted_at is null")
        .bind(row.id.as_str())
        .bind(before)
        .bind(row.data.text())
        .bind(row.problems)
        .bind(row.version)
        .bind(row.draft)
        .bind(now)
        .run(tx)
        .await
}

/// Hides an entry; what applications froze of it stays.
pub async fn delete(tx: &mut Tx, id: &str, now: &str) -> Result<u64> {
    sql("update record_entry set deleted_at = $2 where id = $1 and deleted_at is null").bind(id).bind(now).run(tx).await
}

/// Removes a draft without a trace, unless something hangs on it, such as a file.
pub async fn remove_draft(tx: &mut Tx, id: &str) -> Result<u64> {
    sql("delete from record_entry where id = $1 and draft = $2 and supersedes is null and not exists (select 1 from attachment f where f.entry_id = record_entry.id) and not exists (select 1 from entry_apart a where a.person_id = record_entry.person_id and (a.one_id = record_entry.id or a.other_id = record_entry.id)) and not exists (select 1 from record_entry c where c.supersedes = record_entry.id)")
        .bind(id)
        .bind(true)
        .run(tx)
        .await
}

pub async fn restore(tx: &mut Tx, id: &str) -> Result<u64> {
    sql("update record_entry set deleted_at = null where id = $1").bind(id).run(tx).await
}

/// Gives an entry a place in its list, or the place that its date has. It is no other text: the version stays.
pub async fn place(tx: &mut Tx, id: &str, position: Option<i64>) -> Result<()> {
    sql("update record_entry set position = $2 where id = $1").bind(id).bind(position).run(tx).await.map(drop)
}

/// Says of an entry that it corrects another one.
pub async fn supersede(tx: &mut Tx, id: &str, old: &str) -> Result<u64> {
    sql("update record_entry set supersedes = $2 where id = $1 and deleted_at is null").bind(id).bind(old).run(tx).await
}

/// What corrects an entry, first what has been saved.
pub async fn correction(tx: &mut Tx, id: &str) -> Result<Option<Correction>> {
    sql("select id, draft from record_entry where supersedes = $1 and deleted_at is null order by draft, id limit 1")
        .bind(id)
        .find(tx)
        .await
}

/// Marks an entry as verified (入库).
pub async fn verify(tx: &mut Tx, id: &str, by: &str, now: &str) -> Result<()> {
    sql("update record_entry set verified_by = $2, verified_at = $3 where id = $1 and verified_at is null")
        .bind(id)
        .bind(by)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_are_those_of_the_section_and_of_the_day() {
        let day = |day| Date::new(2026, 11, day).expect("a day");
        let data = Data::new(r#"{"start":"2026-11-20","school":"示例大学"}"#.to_owned());
        let fresh = |section, today| Data::new(data.text().to_owned()).issues(section, today);
        for _ in 0..2 {
            for section in [SectionId::Education, SectionId::Work] {
                for today in [day(19), day(21)] {
                    assert_eq!(data.issues(section, today), fresh(section, today), "{section:?} {today}");
                }
            }
        }
        let education = |today| data.issues(SectionId::Education, day(today));
        assert_ne!(education(19), education(21), "what lies ahead is an issue on one day and not on the other");
        assert_ne!(education(21), data.issues(SectionId::Work, day(21)));
    }
}
