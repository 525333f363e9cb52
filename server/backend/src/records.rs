//! The person's record: entries of sections, saved as typed, checked every time.
//!
//! A save never refuses what was typed: it stores the draft and says what is
//! wrong. What it does refuse is a stale version, and then it loses neither text.

use domain::{
    access::{Denied, Standing, Verb, may},
    check::{Context, Stage, at, check},
    date::Date,
    field::{Form, Kind},
    issue::{Issue, What},
    record::{Entries, SectionId, basic},
    values::{Labels, Values, normalised},
    workflow::{Route, State},
};

use crate::{
    Actor, Backend, Error, Result,
    db::Tx,
    entries::{enlist, sorted, superseded, twins},
    ids, labels,
    store::{applications, records, records::EntryRow},
};

/// One entry with what a page needs to show it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: String,
    pub section: SectionId,
    pub values: Values,
    pub labels: Labels,
    /// 0 for an entry that has not been saved.
    pub version: i64,
    /// Problems at submit.
    pub issues: Vec<Issue>,
    /// By whom and when it was verified (入库).
    pub verified: Option<(String, String)>,
    /// The verified entry that it corrects.
    pub supersedes: Option<String>,
    /// Another entry corrects it: it stays in the record, and no application takes it.
    pub superseded: bool,
}

/// A save as it comes from a page.
#[derive(Clone, Debug)]
pub struct Save {
    /// The entry, or the application whose own form is saved.
    pub id: String,
    /// The version that the page was made from.
    pub version: i64,
    /// Random, made with the page: a stale version from the same page is no conflict.
    pub key: String,
    pub values: Values,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq)]
pub enum Saved {
    /// Stored; what is wrong with it at this stage, and the version it has now.
    Stored { version: i64, issues: Vec<Issue>, values: Values },
    /// Somebody (another tab) saved in between; nothing was overwritten.
    Conflict { version: i64, stored: Values },
}

/// The text of a row's values. A row that cannot be read was damaged from outside.
pub(crate) fn values_of(row: &EntryRow) -> Values {
    serde_json::from_str(&row.data).unwrap_or_default()
}

pub(crate) fn encode(values: &Values) -> Result<String> {
    serde_json::to_string(values).map_err(|_| Error::Corrupt {
        table: "record_entry",
        column: "data",
        id: String::new(),
    })
}

/// The actor's own person; only applicants have one.
pub(crate) fn person(actor: &Actor, verb: Verb) -> Result<String> {
    may(actor.role, verb, Standing::Own, State::Draft, &Route::full())?;
    actor.person.clone().ok_or(Error::Denied(Denied::Role))
}

impl Backend {
    /// Every entry of one section.
    pub async fn section(&self, actor: &Actor, section: SectionId) -> Result<Vec<Entry>> {
        let person = person(actor, Verb::KeepRecord)?;
        let today = self.clock.today();
        self.db
            .read(async move |tx| {
                let rows = records::entries(tx, &person).await?;
                let mut entries = Vec::new();
                for row in sorted(section, &rows) {
                    let superseded = superseded(row, &rows);
                    entries.push(Entry { superseded, ..entry(tx, section, row, today).await? });
                }
                Ok(entries)
            })
            .await
    }

    /// One entry. For a section with one entry, an empty one when nothing has been saved;
    /// for a list `None` when there is no such entry.
    pub async fn entry(&self, actor: &Actor, section: SectionId, id: Option<&str>) -> Result<Option<Entry>> {
        let person = person(actor, Verb::KeepRecord)?;
        let today = self.clock.today();
        let id = id.map_or_else(|| person.clone(), str::to_owned);
        self.db
            .read(async move |tx| {
                let row = records::entry(tx, &id).await?;
                match row.filter(|row| row.person_id == person && row.section == section.key()) {
                    Some(row) => {
                        let superseded = records::replacing(tx, &row.id).await?.is_some();
                        Ok(Some(Entry { superseded, ..entry(tx, section, &row, today).await? }))
                    }
                    None if section.many() => Ok(None),
                    None => Ok(Some(blank(section, person))),
                }
            })
            .await
    }

    /// A new, empty entry with the id that the page will save it under.
    pub fn new_entry(&self, actor: &Actor, section: SectionId) -> Result<Entry> {
        person(actor, Verb::KeepRecord)?;
        Ok(blank(section, ids::new()))
    }

    /// Saves an entry as typed. A new one is also selected into the running applications that take its section.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's entry, [`Error::Refused`] when the list is full.
    pub async fn save_entry(&self, actor: &Actor, section: SectionId, save: Save) -> Result<Saved> {
        let person = person(actor, Verb::KeepRecord)?;
        let now = self.clock.now();
        let today = self.clock.today();
        self.db.write(async move |tx| save_in(tx, &person, section, save, &now.to_string(), today).await).await
    }

    /// Deletes an entry; it can be restored. The same again changes nothing.
    pub async fn delete_entry(&self, actor: &Actor, section: SectionId, id: &str) -> Result<()> {
        let person = person(actor, Verb::KeepRecord)?;
        let now = self.clock.now().to_string();
        let id = id.to_owned();
        self.db
            .write(async move |tx| {
                let trace = own(tx, &id, &person).await?;
                if trace.section != section.key() || !section.many() {
                    return Err(Error::NotFound);
                }
                let Some(row) = records::entry(tx, &id).await? else { return Ok(()) };
                if row.verified_at.is_some() {
                    return Err(Error::Refused("这一条已经入库，不能删除；不想用在这次申请里，可以移出".to_owned()));
                }
                records::delete(tx, &row.id, &now).await?;
                Ok(())
            })
            .await
    }

    /// Takes back a deletion. The same again changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] when the list has become full meanwhile.
    pub async fn restore_entry(&self, actor: &Actor, id: &str) -> Result<()> {
        let person = person(actor, Verb::KeepRecord)?;
        let id = id.to_owned();
        self.db
            .write(async move |tx| {
                let trace = own(tx, &id, &person).await?;
                let section = SectionId::from_key(&trace.section).ok_or(Error::NotFound)?;
                if trace.deleted_at.is_some() {
                    room(section, &records::entries(tx, &person).await?)?;
                    records::restore(tx, &id).await?;
                }
                Ok(())
            })
            .await
    }
}

/// An entry of the person, deleted or not.
pub(crate) async fn own(tx: &mut Tx, id: &str, person: &str) -> Result<records::TraceRow> {
    records::trace(tx, id).await?.filter(|trace| trace.person_id == person).ok_or(Error::NotFound)
}

/// Whether a list takes one more.
pub(crate) fn room(section: SectionId, rows: &[EntryRow]) -> Result<()> {
    let Entries::Many { max } = section.section().entries else { return Ok(()) };
    if rows.iter().filter(|row| row.section == section.key()).count() < max {
        return Ok(());
    }
    Err(Error::Refused(format!("{}最多 {max} 条，请先删去不用的", section.title())))
}

fn blank(section: SectionId, id: String) -> Entry {
    Entry {
        id,
        section,
        values: match section {
            SectionId::Basic => Values::new().with(basic::DOCUMENT_KIND, basic::RESIDENT_ID),
            _ => Values::new(),
        },
        labels: Labels::new(),
        version: 0,
        issues: Vec::new(),
        verified: None,
        supersedes: None,
        superseded: false,
    }
}

pub(crate) async fn entry(tx: &mut Tx, section: SectionId, row: &EntryRow, today: Date) -> Result<Entry> {
    let values = values_of(row);
    let form = section.section().form;
    let labels = labels::of(tx, form, &values, &[]).await?;
    let issues = check(form, &values, &Context { today, stage: Stage::Submit });
    let verified = row.verified_by.clone().zip(row.verified_at.clone());
    let supersedes = row.supersedes.clone();
    let (id, version) = (row.id.clone(), row.version);
    Ok(Entry { id, section, values, labels, version, issues, verified, supersedes, superseded: false })
}

/// Picked codes and chosen entries that name nothing.
pub(crate) fn unknown(form: &Form, values: &Values, labels: &Labels) -> Vec<Issue> {
    form.fields()
        .filter(|field| matches!(field.kind, Kind::Pick(_) | Kind::Entry))
        .filter(|field| values.has(field.key) && !labels.contains_key(field.key))
        .map(|field| at(form, field.key, What::NotOffered))
        .collect()
}

/// Adds findings at fields that have none yet, and keeps the order of the form.
pub(crate) fn merge(form: &Form, issues: &mut Vec<Issue>, more: Vec<Issue>) {
    for issue in more {
        if !issues.iter().any(|other| other.key == issue.key) {
            issues.push(issue);
        }
    }
    issues.sort_by_key(|issue| form.fields().position(|field| field.key == issue.key));
}

/// Whether a save meets what is stored (ARCHITECTURE.md, "Saving").
pub(crate) enum Meeting {
    /// The same post twice: answer as before.
    Again,
    Conflict,
    Go,
}

pub(crate) fn meet(save: &Save, mine: &Values, version: i64, save_key: &str, stored: &Values) -> Meeting {
    if save.key == save_key && stored == mine {
        Meeting::Again
    } else if save.version != version && save.key != save_key {
        Meeting::Conflict
    } else {
        Meeting::Go
    }
}

/// [`Backend::save_entry`] within a transaction.
pub(crate) async fn save_in(
    tx: &mut Tx,
    person: &str,
    section: SectionId,
    mut save: Save,
    now: &str,
    today: Date,
) -> Result<Saved> {
    let form = section.section().form;
    if !section.many() {
        save.id = person.to_owned();
    }
    let context = Context { today, stage: Stage::Save };
    let rows = records::entries(tx, person).await?;
    let stored = rows.iter().find(|row| row.id == save.id);
    if stored.is_some_and(|row| row.section != section.key()) {
        return Err(Error::NotFound);
    }
    if stored.is_some_and(|row| row.verified_at.is_some()) && section.many() {
        return Err(Error::Refused("这一条已经入库，不能修改；情况有变化请新增一条".to_owned()));
    }

    let mut mine = normalised(form, &save.values, today);
    labels::derive(tx, form, &mut mine, &rows).await?;
    let labels = labels::of(tx, form, &mine, &rows).await?;
    let mut issues = check(form, &mine, &context);
    merge(form, &mut issues, unknown(form, &mine, &labels));
    if section == SectionId::Basic {
        let more = identity(tx, person, &mut mine, stored).await?;
        merge(form, &mut issues, more);
    }

    let more = twins(tx, person, section, &save.id, &mine).await?;
    merge(form, &mut issues, more);

    let problems = i64::try_from(issues.len()).unwrap_or(i64::MAX);
    match stored {
        Some(row) => {
            let before = values_of(row);
            match meet(&save, &mine, row.version, &row.save_key, &before) {
                Meeting::Again => return Ok(Saved::Stored { version: row.version, issues, values: mine }),
                Meeting::Conflict => return Ok(Saved::Conflict { version: row.version, stored: before }),
                Meeting::Go => {}
            }
            let next = EntryRow {
                data: encode(&mine)?,
                problems,
                version: row.version + 1,
                save_key: save.key,
                updated_at: now.to_owned(),
                ..row.clone()
            };
            match records::update(tx, &next, row.version).await? {
                1 => {}
                _ => return Err(Error::Conflict),
            }
            claim(tx, person, section, &mine, &issues).await?;
            Ok(Saved::Stored { version: next.version, issues, values: mine })
        }
        None => {
            insert(tx, person, section, &save, &mine, problems, now, &rows).await?;
            claim(tx, person, section, &mine, &issues).await?;
            Ok(Saved::Stored { version: 1, issues, values: mine })
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one row's worth of facts, used once")]
async fn insert(
    tx: &mut Tx,
    person: &str,
    section: SectionId,
    save: &Save,
    mine: &Values,
    problems: i64,
    now: &str,
    rows: &[EntryRow],
) -> Result<()> {
    let id = match section.section().entries {
        Entries::One => person.to_owned(),
        Entries::Many { .. } => {
            match records::trace(tx, &save.id).await? {
                Some(trace) if trace.person_id == person && trace.section == section.key() => {
                    let said = "这一条已经在别的页面删除，没有保存。请先恢复它再保存，或者新增一条";
                    return Err(Error::Refused(said.to_owned()));
                }
                None if ids::plausible(&save.id) => {}
                Some(_) | None => return Err(Error::NotFound),
            }
            room(section, rows)?;
            save.id.clone()
        }
    };
    let row = EntryRow {
        id,
        person_id: person.to_owned(),
        section: section.key().to_owned(),
        data: encode(mine)?,
        problems,
        version: 1,
        save_key: save.key.clone(),
        position: None,
        supersedes: None,
        verified_by: None,
        verified_at: None,
        updated_at: now.to_owned(),
    };
    records::insert(tx, row.clone()).await?;
    if section.many() {
        enlist(tx, &row).await?;
    }
    Ok(())
}

/// Checks of 基本信息 that need the database: one account per document, and what may no longer change.
async fn identity(tx: &mut Tx, person: &str, mine: &mut Values, stored: Option<&EntryRow>) -> Result<Vec<Issue>> {
    let mut issues = Vec::new();
    let form = &basic::FORM;
    let applications = applications::of_person(tx, person).await?;
    if let Some(before) = stored.map(values_of) {
        let submitted = applications.iter().any(|application| application.number.is_some());
        for key in [basic::DOCUMENT_KIND, basic::DOCUMENT] {
            if submitted && mine.get(key) != before.get(key) {
                mine.set(key, before.get(key));
                issues.push(at(
                    form,
                    key,
                    What::Say("已经提交过申请，证件不能自己更改，要更改请携带证件到所属人社部门办理".to_owned()),
                ));
            }
        }
        let running = applications
            .iter()
            .filter_map(|application| State::from_key(&application.state))
            .any(|state| state.waits_for().is_some());
        if running && mine.get(basic::UNIT) != before.get(basic::UNIT) {
            mine.set(basic::UNIT, before.get(basic::UNIT));
            mine.set(basic::DEPARTMENT, before.get(basic::DEPARTMENT));
            issues.push(at(form, basic::UNIT, What::Say("有正在审核的申请，办结以后才能变更人事管理单位".to_owned())));
        }
    }
    let (kind, document) = (mine.get(basic::DOCUMENT_KIND), mine.get(basic::DOCUMENT));
    if !document.is_empty()
        && let Some(other) = records::person_by_document(tx, kind, document).await?
        && other.id != person
    {
        issues.push(at(
            form,
            basic::DOCUMENT,
            What::Say("这个证件号码已经登记在另一个账号上，请核对号码，或改用原来的账号登录".to_owned()),
        ));
    }
    Ok(issues)
}

/// Ties the document to the person once it reads well and is free, and unties what is no longer claimed.
async fn claim(tx: &mut Tx, person: &str, section: SectionId, mine: &Values, issues: &[Issue]) -> Result<()> {
    let (kind, document) = (mine.get(basic::DOCUMENT_KIND), mine.get(basic::DOCUMENT));
    let clean = !issues.iter().any(|issue| [basic::DOCUMENT_KIND, basic::DOCUMENT].contains(&issue.key));
    if section != SectionId::Basic {
        return Ok(());
    }
    let claimed = records::person(tx, person).await?.ok_or(Error::NotFound)?;
    let same = claimed.document_kind.as_deref() == Some(kind) && claimed.document.as_deref() == Some(document);
    if clean && !document.is_empty() {
        records::set_document(tx, person, Some(kind), Some(document)).await?;
    } else if !same {
        records::set_document(tx, person, None, None).await?;
    }
    Ok(())
}

/// 基本信息 before its first save.
pub(crate) fn blank_basic(person: &str) -> Entry {
    blank(SectionId::Basic, person.to_owned())
}
