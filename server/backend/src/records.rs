//! The person's record: entries of sections, saved as typed, checked every time.
//!
//! A save never refuses what was typed: it stores it and says what is wrong. How it
//! meets what another page has stored in between is decided in `saving`.

use domain::{
    access::{Denied, Standing, Verb, may},
    attachment::File,
    check::{Context, Stage, at, check},
    date::Date,
    field::{Form, Kind},
    issue::{Issue, What},
    record::{Entries, SectionId, basic},
    values::{Labels, Values, normalised},
    workflow::{Route, State},
};

use crate::{
    Actor, Backend, Error, Result, attachments,
    db::Tx,
    entries::{enlist, listed, sorted},
    ids, labels,
    saving::{Meeting, alone, meet, remember},
    store::{
        applications, history, records,
        records::{Data, EntryRow},
    },
    twins::twins,
};

pub use crate::saving::{By, Save, Saved};

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
    pub files: Vec<File>,
    /// Never saved by the person and not complete: no application takes it.
    pub draft: bool,
    /// The person has given it its place in the list.
    pub placed: bool,
    /// The verified entry that it corrects.
    pub supersedes: Option<String>,
    /// The entry that corrects it: this one stays in the record, and no application takes it.
    pub superseded_by: Option<String>,
}

impl Entry {
    /// One in which nothing was filled in, and which is not stored.
    pub fn blank(section: SectionId, id: String) -> Entry {
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
            files: Vec::new(),
            draft: false,
            placed: false,
            supersedes: None,
            superseded_by: None,
        }
    }
}

/// The values of a row, without a copy.
pub(crate) fn values_of(row: &EntryRow) -> Values {
    row.data.values().clone()
}

/// The actor's own person; only applicants have one.
pub(crate) fn person(actor: &Actor, verb: Verb) -> Result<String> {
    may(actor.role, verb, Standing::Own, State::Draft, &Route::full())?;
    actor.person.clone().ok_or(Error::Denied(Denied::Role))
}

impl Backend {
    /// Every entry of one section, what has been corrected and drafts last.
    pub async fn section(&self, actor: &Actor, section: SectionId) -> Result<Vec<Entry>> {
        let person = person(actor, Verb::KeepRecord)?;
        let today = self.clock.today();
        self.db
            .read(async move |tx| {
                let rows = records::of_section(tx, &person, section).await?;
                let mut entries = listed(tx, section, &sorted(section, &rows), &rows, today).await?;
                with_files(tx, &person, &mut entries).await?;
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
                match row.filter(|row| row.person_id == person && row.section == section) {
                    Some(row) => {
                        // 基本信息 is never corrected by another entry.
                        let by = if section.many() { records::correction(tx, &row.id).await? } else { None };
                        let by = by.filter(|by| !by.draft);
                        let superseded_by = by.map(|by| by.id);
                        let mut found = [Entry { superseded_by, ..entry(tx, section, &row, today).await? }];
                        with_files(tx, &person, &mut found).await?;
                        Ok(found.into_iter().next())
                    }
                    None if section.many() => Ok(None),
                    None => Ok(Some(Entry::blank(section, person))),
                }
            })
            .await
    }

    /// A new, empty entry with the id that the page will save it under.
    pub fn new_entry(&self, actor: &Actor, section: SectionId) -> Result<Entry> {
        person(actor, Verb::KeepRecord)?;
        Ok(Entry::blank(section, ids::new()))
    }

    /// Saves an entry as typed. A new one is also selected into the running applications that take its section.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's entry, [`Error::Refused`] when the list is full.
    pub async fn save_entry(&self, actor: &Actor, section: SectionId, save: Save) -> Result<Saved> {
        self.save_by(actor, section, By::Person, save).await
    }

    /// [`Backend::save_entry`] by the page alone. What is new stays a draft until it is complete or saved by the
    /// person, and nothing is left of a draft that was emptied again.
    ///
    /// # Errors
    /// As [`Backend::save_entry`].
    pub async fn save_typed(&self, actor: &Actor, section: SectionId, save: Save) -> Result<Saved> {
        self.save_by(actor, section, By::Page, save).await
    }

    async fn save_by(&self, actor: &Actor, section: SectionId, by: By, save: Save) -> Result<Saved> {
        let person = person(actor, Verb::KeepRecord)?;
        let now = self.clock.now();
        let today = self.clock.today();
        self.db.write(async move |tx| save_in(tx, &person, section, by, save, &now.to_string(), today).await).await
    }

    /// Deletes an entry; it can be restored. The same again changes nothing.
    pub async fn delete_entry(&self, actor: &Actor, section: SectionId, id: &str) -> Result<()> {
        let person = person(actor, Verb::KeepRecord)?;
        let now = self.clock.now().to_string();
        let id = id.to_owned();
        self.db
            .write(async move |tx| {
                let trace = own(tx, &id, &person).await?;
                if trace.section != section || !section.many() {
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
                let section = trace.section;
                if trace.deleted_at.is_some() {
                    room(tx, section, &person).await?;
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
pub(crate) async fn room(tx: &mut Tx, section: SectionId, person: &str) -> Result<()> {
    let Entries::Many { max } = section.section().entries else { return Ok(()) };
    let there = records::count(tx, person, section).await?;
    if usize::try_from(there).is_ok_and(|there| there < max) {
        return Ok(());
    }
    Err(Error::Refused(format!("{}最多 {max} 条，请先删去不用的", section.title())))
}

/// An entry as it is shown, but for its attachments, see [`with_files`].
pub(crate) async fn entry(tx: &mut Tx, section: SectionId, row: &EntryRow, today: Date) -> Result<Entry> {
    checked(tx, section, row, row.data.issues(section, today)).await
}

/// [`entry`] with its issues at hand.
pub(crate) async fn checked(tx: &mut Tx, section: SectionId, row: &EntryRow, issues: Vec<Issue>) -> Result<Entry> {
    let values = values_of(row);
    let labels = labels::of(tx, section.section().form, &values, &[]).await?;
    let verified = row.verified_by.clone().zip(row.verified_at.clone());
    Ok(Entry {
        id: row.id.clone(),
        section,
        values,
        labels,
        version: row.version,
        issues,
        verified,
        files: Vec::new(),
        draft: row.draft,
        placed: row.position.is_some(),
        supersedes: row.supersedes.clone(),
        superseded_by: None,
    })
}

/// Adds their attachments to entries of one person.
pub(crate) async fn with_files(tx: &mut Tx, person: &str, entries: &mut [Entry]) -> Result<()> {
    let mut files = attachments::by_entry(tx, person).await?;
    for entry in entries {
        entry.files = files.remove(&entry.id).unwrap_or_default();
    }
    Ok(())
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

/// [`Backend::save_entry`] within a transaction.
pub(crate) async fn save_in(
    tx: &mut Tx,
    person: &str,
    section: SectionId,
    by: By,
    mut save: Save,
    now: &str,
    today: Date,
) -> Result<Saved> {
    let form = section.section().form;
    if !section.many() {
        save.id = person.to_owned();
    }
    let stored = records::entry(tx, &save.id).await?.filter(|row| row.person_id == person);
    if let Some(row) = &stored {
        if row.section != section {
            return Err(Error::NotFound);
        }
        if row.verified_at.is_some() && section.many() {
            return Err(Error::Refused("这一条已经入库，不能修改；要改正请更正它：新增一条替换它".to_owned()));
        }
    }

    let mine = normalised(form, &save.values, today);
    let before = stored.as_ref().map(values_of);
    let blank = Entry::blank(section, save.id.clone()).values;
    let meeting = match (&stored, &before) {
        (Some(row), Some(before)) => meet(tx, form, &save, mine, (row.version, before), &blank).await?,
        _ => alone(mine),
    };
    let mut values = meeting.values.clone();
    let rows = labels::entries(tx, form, person).await?;
    labels::derive(tx, form, &mut values, &rows).await?;
    let labels = labels::of(tx, form, &values, &rows).await?;
    let mut issues = check(form, &values, &Context { today, stage: Stage::Save });
    merge(form, &mut issues, unknown(form, &values, &labels));
    if section == SectionId::Basic {
        let more = identity(tx, person, &mut values, before.as_ref()).await?;
        merge(form, &mut issues, more);
    }

    let mut next = EntryRow {
        id: save.id.clone(),
        person_id: person.to_owned(),
        section,
        data: Data::of(&values),
        problems: 0,
        version: stored.as_ref().map_or(0, |row| row.version) + 1,
        draft: section.many() && by == By::Page && stored.as_ref().is_none_or(|row| row.draft),
        position: stored.as_ref().and_then(|row| row.position),
        supersedes: stored.as_ref().and_then(|row| row.supersedes.clone()),
        verified_by: None,
        verified_at: None,
    };
    let more = twins(tx, section, &next).await?;
    merge(form, &mut issues, more);
    // A new entry that holds nothing is none, and a draft that was emptied is none any more.
    if section.many() && values == blank && nothing_left(tx, stored.as_ref()).await? {
        if by == By::Person && issues.is_empty() {
            return Err(Error::Refused("这一条还没有填写内容，请至少填写一项再保存".to_owned()));
        }
        return Ok(meeting.answer(0, issues, values));
    }
    // A correction begins as a copy: that it is complete says nothing.
    let whole = issues.is_empty()
        && stored.as_ref().is_none_or(|row| row.supersedes.is_none())
        && check(form, &values, &Context { today, stage: Stage::Submit }).is_empty();
    next.problems = i64::try_from(issues.len()).unwrap_or(i64::MAX);
    next.draft &= !whole;
    let version = match &stored {
        Some(row) if before.as_ref() == Some(&values) && row.draft == next.draft => row.version,
        _ => {
            write(tx, section, &save, stored.as_ref(), &next, &meeting, now).await?;
            next.version
        }
    };
    claim(tx, person, section, &values, &issues).await?;
    Ok(meeting.answer(version, issues, values))
}

/// Whether nothing is stored of an entry without content: a draft goes, unless a file or another entry needs it.
async fn nothing_left(tx: &mut Tx, stored: Option<&EntryRow>) -> Result<bool> {
    let Some(row) = stored else { return Ok(true) };
    if records::remove_draft(tx, &row.id).await? == 0 {
        return Ok(false);
    }
    history::forget(tx, &row.id, row.version).await?;
    Ok(true)
}

/// Stores a version and keeps it; what is no draft any more goes into the running applications that take its section.
async fn write(
    tx: &mut Tx,
    section: SectionId,
    save: &Save,
    stored: Option<&EntryRow>,
    next: &EntryRow,
    meeting: &Meeting,
    now: &str,
) -> Result<()> {
    match stored {
        Some(row) => {
            if records::update(tx, next, row.version, now).await? != 1 {
                return Err(Error::Conflict);
            }
        }
        None => {
            if section.many() {
                addition(tx, section, next).await?;
            }
            records::insert(tx, next.clone(), now).await?;
        }
    }
    remember(tx, save, next.version, next.data.text().to_owned(), meeting, now).await?;
    if section.many() && !next.draft && stored.is_none_or(|row| row.draft) {
        enlist(tx, next).await?;
    }
    Ok(())
}

/// Whether a list takes this as a new entry.
async fn addition(tx: &mut Tx, section: SectionId, next: &EntryRow) -> Result<()> {
    match records::trace(tx, &next.id).await? {
        Some(trace) if trace.person_id == next.person_id && trace.section == section => {
            let said = "这一条已经在别的页面删除，没有保存。请先恢复它再保存，或者新增一条";
            Err(Error::Refused(said.to_owned()))
        }
        // The versions that are kept go by the id alone: it must not be that of an application.
        None if ids::plausible(&next.id) && history::at(tx, &next.id, i64::MAX).await?.is_none() => {
            room(tx, section, &next.person_id).await
        }
        Some(_) | None => Err(Error::NotFound),
    }
}

/// Checks of 基本信息 that need the database: one account per document, and what may no longer change.
async fn identity(tx: &mut Tx, person: &str, mine: &mut Values, before: Option<&Values>) -> Result<Vec<Issue>> {
    let mut issues = Vec::new();
    let form = &basic::FORM;
    let applications = applications::of_person(tx, person).await?;
    if let Some(before) = before {
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
