//! The entries of a record among each other: their order, what is missing between them, what corrects
//! what. What is in one entry is saved by [`crate::records`], what repeats what is settled by [`crate::twins`].
//!
//! What is found is decided in `domain::whole`; the person decides what becomes of it.

use std::cmp::Reverse;

use domain::{
    access::Verb,
    date::Date,
    record::SectionId,
    values::Values,
    whole::{Filler, Finding, Row, Whole},
    workflow::State,
};

use crate::{
    Actor, Backend, Error, Result,
    attachments::copy_attachments,
    db::Tx,
    ids,
    records::{self, By, Entry, Save, entry, person, save_in, values_of, with_files},
    store::{
        apart, applications,
        history::{self, VersionRow},
        records::{self as record_store, EntryRow},
    },
};

/// A whole record.
#[derive(Clone, Debug)]
pub struct Record {
    /// Every section with its entries; of 基本信息 the one, also when it has not been saved.
    pub sections: Vec<(SectionId, Vec<Entry>)>,
    pub findings: Vec<Finding>,
}

/// A new order of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order<'a> {
    /// The first entry directly before the second.
    Before(&'a str, &'a str),
    /// The first entry directly after the second.
    After(&'a str, &'a str),
    /// By their dates again.
    Newest,
}

/// The entry that corrects this one; one that has not been saved yet does not.
pub(crate) fn superseded_by<'a>(row: &EntryRow, rows: &'a [EntryRow]) -> Option<&'a str> {
    let by = rows.iter().find(|other| !other.draft && other.supersedes.as_ref() == Some(&row.id));
    by.map(|by| by.id.as_str())
}

/// What lists and findings go by: no draft, and not corrected.
pub(crate) fn current(row: &EntryRow, rows: &[EntryRow]) -> bool {
    !row.draft && superseded_by(row, rows).is_none()
}

/// Entries of a section in the order of its list: as the person has placed them, the others by their dates, newest
/// first; what has been corrected comes after them, and drafts last.
pub(crate) fn sorted(section: SectionId, rows: &[EntryRow]) -> Vec<&EntryRow> {
    let by = section.section().order_by;
    let day = |row: &EntryRow| {
        let values = row.data.values();
        let year = || Date::new(i32::try_from(values.whole(by)?).ok()?, 12, 31);
        values.date(by).or_else(year)
    };
    let mine: Vec<&EntryRow> = rows.iter().filter(|row| row.section == section).collect();
    if mine.len() < 2 {
        return mine;
    }
    let mine = mine.into_iter().map(|row| (day(row), row));
    let (mut list, mut rest): (Vec<_>, Vec<_>) = mine.partition(|(_, row)| row.position.is_some());
    list.sort_by_key(|(_, row)| (row.position, &row.id));
    rest.sort_by_key(|(day, row)| (Reverse(*day), &row.id));
    for (day, row) in rest {
        let place = list.iter().position(|(other, _)| *other < day).unwrap_or(list.len());
        list.insert(place, (day, row));
    }
    let mut list: Vec<&EntryRow> = list.into_iter().map(|(_, row)| row).collect();
    list.sort_by_cached_key(|row| (row.draft, superseded_by(row, rows).is_some()));
    list
}

/// [`sorted`] entries as pages show them, but for their attachments.
pub(crate) async fn listed(
    tx: &mut Tx,
    section: SectionId,
    list: &[&EntryRow],
    rows: &[EntryRow],
    today: Date,
) -> Result<Vec<Entry>> {
    let mut entries = Vec::with_capacity(list.len());
    for row in list {
        let superseded_by = superseded_by(row, rows).map(str::to_owned);
        entries.push(Entry { superseded_by, ..entry(tx, section, row, today).await? });
    }
    Ok(entries)
}

/// The values of what the record holds, in the order of its lists and without what has been corrected.
struct Held {
    basic: Values,
    rows: Vec<(SectionId, String, Values)>,
    apart: Vec<(String, String)>,
    today: Date,
}

impl Held {
    fn of(rows: &[EntryRow], apart: Vec<(String, String)>, today: Date) -> Held {
        let basic = rows.iter().find(|row| row.section == SectionId::Basic).map(values_of);
        let lists = SectionId::ALL.iter().copied().filter(|section| section.many());
        let of = |section: SectionId| {
            let current = sorted(section, rows).into_iter().filter(|row| current(row, rows));
            current.map(move |row| (section, row.id.clone(), values_of(row)))
        };
        Held { basic: basic.unwrap_or_default(), rows: lists.flat_map(of).collect(), apart, today }
    }

    fn whole(&self) -> Whole<'_> {
        let rows = self.rows.iter().map(|(section, id, values)| Row { section: *section, id, values });
        Whole { basic: &self.basic, rows: rows.collect(), apart: &self.apart, today: self.today }
    }
}

/// The findings of an application. It may just not have taken what is in the record: what is not missing there is
/// not offered to be made once more.
pub(crate) fn fillable(mut findings: Vec<Finding>, rows: &[EntryRow], today: Date) -> Vec<Finding> {
    if findings.iter().all(|finding| finding.fillers.is_empty()) {
        return findings;
    }
    let held = Held::of(rows, Vec::new(), today);
    let missing: Vec<Filler> = held.whole().findings().into_iter().flat_map(|finding| finding.fillers).collect();
    for finding in &mut findings {
        let offered = finding.fillers.len();
        finding.fillers.retain(|filler| missing.iter().any(|other| other.code == filler.code));
        if finding.fillers.len() < offered {
            finding.says.push_str("；个人信息里已经有的，用“选择入库信息”选用");
        }
    }
    findings
}

impl Backend {
    /// The whole record with what shows only when it is looked at as one.
    pub async fn record(&self, actor: &Actor) -> Result<Record> {
        let person = person(actor, Verb::KeepRecord)?;
        let today = self.clock.today();
        self.db
            .read(async move |tx| {
                let rows = record_store::entries(tx, &person).await?;
                let mut entries = Vec::new();
                for section in SectionId::ALL.iter().copied() {
                    entries.extend(listed(tx, section, &sorted(section, &rows), &rows, today).await?);
                }
                with_files(tx, &person, &mut entries).await?;
                let of = |section| entries.iter().filter(|entry| entry.section == section).cloned().collect();
                let sections = SectionId::ALL.iter().map(|section| (*section, of(*section))).collect();
                let held = Held::of(&rows, apart::of_person(tx, &person).await?, today);
                Ok(Record { sections, findings: held.whole().findings() })
            })
            .await
    }

    /// What shows only when the whole record is looked at as one.
    pub async fn findings(&self, actor: &Actor) -> Result<Vec<Finding>> {
        let person = person(actor, Verb::KeepRecord)?;
        let today = self.clock.today();
        self.db
            .read(async move |tx| {
                let rows = record_store::entries(tx, &person).await?;
                Ok(Held::of(&rows, apart::of_person(tx, &person).await?, today).whole().findings())
            })
            .await
    }

    /// Gives a list another order, which the printed form follows. The same again changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] when an entry is not in the list.
    pub async fn reorder(&self, actor: &Actor, section: SectionId, order: Order<'_>) -> Result<()> {
        let person = person(actor, Verb::KeepRecord)?;
        let (moved, beside, after) = match order {
            Order::Before(moved, beside) => (moved.to_owned(), beside.to_owned(), 0),
            Order::After(moved, beside) => (moved.to_owned(), beside.to_owned(), 1),
            Order::Newest => return self.by_date(person, section).await,
        };
        self.db
            .write(async move |tx| {
                let rows = record_store::of_section(tx, &person, section).await?;
                let mut list: Vec<&EntryRow> = sorted(section, &rows);
                let place =
                    |list: &[&EntryRow], id: &str| list.iter().position(|row| row.id == id).ok_or(Error::NotFound);
                let row = list.remove(place(&list, &moved)?);
                list.insert(place(&list, &beside)? + after, row);
                for (position, row) in (1_i64..).zip(list) {
                    if row.position != Some(position) {
                        record_store::place(tx, &row.id, Some(position)).await?;
                    }
                }
                Ok(())
            })
            .await
    }

    async fn by_date(&self, person: String, section: SectionId) -> Result<()> {
        self.db
            .write(async move |tx| {
                for row in record_store::of_section(tx, &person, section).await? {
                    record_store::place(tx, &row.id, None).await?;
                }
                Ok(())
            })
            .await
    }

    /// Adds an entry that is missing between others and answers with its id; `None` when it is missing no more.
    ///
    /// # Errors
    /// [`Error::Refused`] when the list is full.
    pub async fn fill(&self, actor: &Actor, section: SectionId, code: &str) -> Result<Option<String>> {
        let person = person(actor, Verb::KeepRecord)?;
        let (now, today) = (self.clock.now().to_string(), self.clock.today());
        let code = code.to_owned();
        self.db
            .write(async move |tx| {
                let rows = record_store::entries(tx, &person).await?;
                let Some(filler) = Held::of(&rows, Vec::new(), today).whole().filler(section, &code) else {
                    return Ok(None);
                };
                let id = ids::new();
                let save = Save { id: id.clone(), version: 0, key: ids::new(), values: filler.values };
                save_in(tx, &person, section, By::Person, save, &now, today).await?;
                Ok(Some(id))
            })
            .await
    }

    /// Begins the correction of a verified entry: a draft with the same content and attachments, which takes its place
    /// once it is saved. The same again finds the one that was begun.
    ///
    /// # Errors
    /// [`Error::Refused`] for an entry that is not verified and can simply be changed.
    pub async fn correct(&self, actor: &Actor, section: SectionId, id: &str) -> Result<String> {
        let person = person(actor, Verb::KeepRecord)?;
        let now = self.clock.now().to_string();
        let id = id.to_owned();
        self.db
            .write(async move |tx| {
                let old = live(tx, &person, section, &id).await?;
                if old.verified_at.is_none() {
                    return Err(Error::Refused("这一条还没有入库，可以直接修改".to_owned()));
                }
                if let Some(begun) = record_store::correction(tx, &old.id).await? {
                    return Ok(begun.id);
                }
                records::room(tx, section, &person).await?;
                let new = EntryRow {
                    id: ids::new(),
                    version: 1,
                    draft: true,
                    supersedes: Some(old.id.clone()),
                    verified_by: None,
                    verified_at: None,
                    ..old.clone()
                };
                let begun = VersionRow {
                    version: 1,
                    data: new.data.text().to_owned(),
                    accepted: None,
                    page: String::new(),
                    nth: 0,
                };
                record_store::insert(tx, new.clone(), &now).await?;
                history::insert(tx, &new.id, begun, &now).await?;
                copy_attachments(tx, &old.id, &new.id, &now).await?;
                Ok(new.id)
            })
            .await
    }
}

/// An entry of the person's section that is neither deleted nor a draft.
pub(crate) async fn live(tx: &mut Tx, person: &str, section: SectionId, id: &str) -> Result<EntryRow> {
    let row = record_store::entry(tx, id).await?;
    let mine = |row: &EntryRow| row.person_id == person && row.section == section && !row.draft;
    row.filter(|row| section.many() && mine(row)).ok_or(Error::NotFound)
}

/// Takes a new entry into the running applications; one that corrects another only where that one was taken.
pub(crate) async fn enlist(tx: &mut Tx, row: &EntryRow) -> Result<()> {
    if let Some(old) = row.supersedes.clone() {
        return stand_in(tx, row, &old).await;
    }
    for application in applications::of_person(tx, &row.person_id).await? {
        if State::from_key(&application.state).is_some_and(State::editable) {
            applications::select(tx, &application.id, &row.id).await?;
        }
    }
    Ok(())
}

/// Takes an entry into the applications that have taken another one and are not closed.
pub(crate) async fn stand_in(tx: &mut Tx, row: &EntryRow, other: &str) -> Result<()> {
    for application in applications::of_person(tx, &row.person_id).await? {
        let open = application.open_key.is_some();
        if open && applications::selected(tx, &application.id).await?.iter().any(|id| id == other) {
            applications::select(tx, &application.id, &row.id).await?;
        }
    }
    Ok(())
}
