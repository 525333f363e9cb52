//! Entries that look the same (`domain.md` §4.7): what a save says of them, both beside each other, and what the
//! person makes of them, which is remembered.
//!
//! What is the same is decided in `domain::whole::twins`. Nothing is deleted that cannot be brought back, and
//! nothing that is verified.

use domain::{
    access::Verb,
    check::at,
    issue::{Issue, What},
    record::SectionId,
    values::Labels,
    whole::twins as same,
};

use crate::{
    Actor, Backend, Error, Result,
    applications::{Underway, underway_in},
    db::Tx,
    entries::{current, listed, live, sorted, stand_in},
    records::{Entry, entry, own, person, values_of, with_files},
    store::{
        apart,
        records::{self as record_store, EntryRow},
    },
};

/// Two entries of one section beside each other, each with its place in the list, from 1.
#[derive(Clone, Debug)]
pub struct Twins {
    pub this: (usize, Entry),
    pub other: (usize, Entry),
    /// The person has said that they are two things.
    pub apart: bool,
}

/// An entry that is looked at among the others.
#[derive(Clone, Debug)]
pub struct Opened {
    /// All entries of its section, as [`Backend::section`] gives them.
    pub list: Vec<Entry>,
    /// Where it stands in the list, from 0.
    pub place: usize,
    pub twins: Option<Twins>,
    /// The application in whose course it is looked at.
    pub underway: Option<Box<Underway>>,
}

/// What the person says of two entries that look the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// They are two things.
    Both,
    /// They are one, and this entry stays.
    This,
    /// They are one, and the other entry stays.
    Other,
    /// This entry corrects the other one, which is verified.
    Corrects,
}

impl Choice {
    pub const ALL: &[Choice] = &[Choice::Both, Choice::This, Choice::Other, Choice::Corrects];

    /// The word that a page posts.
    pub const fn key(self) -> &'static str {
        match self {
            Choice::Both => "both",
            Choice::This => "this",
            Choice::Other => "other",
            Choice::Corrects => "corrects",
        }
    }

    pub fn from_key(key: &str) -> Option<Choice> {
        Self::ALL.iter().copied().find(|choice| choice.key() == key)
    }
}

impl Backend {
    /// Two entries beside each other.
    pub async fn twins(&self, actor: &Actor, section: SectionId, this: &str, other: &str) -> Result<Twins> {
        let person = person(actor, Verb::KeepRecord)?;
        let today = self.clock.today();
        let (this, other) = (this.to_owned(), other.to_owned());
        self.db
            .read(async move |tx| {
                let rows = record_store::of_section(tx, &person, section).await?;
                let list = sorted(section, &rows);
                let place = |id: &str| list.iter().position(|row| row.id == id).ok_or(Error::NotFound);
                let (one, two) = (place(&this)?, place(&other)?);
                if one == two {
                    return Err(Error::NotFound);
                }
                let mut both =
                    [entry(tx, section, list[one], today).await?, entry(tx, section, list[two], today).await?];
                with_files(tx, &person, &mut both).await?;
                let apart = same::apart(&apart::of_person(tx, &person).await?, &this, &other);
                let [first, second] = both;
                Ok(Twins { this: (one + 1, first), other: (two + 1, second), apart })
            })
            .await
    }

    /// One entry of a list as its page shows it: with the whole list, beside the one that it seems to repeat, and in
    /// the course of this application. `None` when there is no such entry.
    pub async fn opened(
        &self,
        actor: &Actor,
        section: SectionId,
        id: &str,
        application: Option<&str>,
    ) -> Result<Option<Opened>> {
        let person = person(actor, Verb::KeepRecord)?;
        let today = self.clock.today();
        let course = application.map(|application| (actor.clone(), application.to_owned()));
        let id = id.to_owned();
        self.db
            .read(async move |tx| {
                let underway = match &course {
                    Some((actor, id)) => Some(Box::new(underway_in(tx, actor, id, Some(section), today).await?)),
                    None => None,
                };
                let rows = record_store::of_section(tx, &person, section).await?;
                let Some(row) = rows.iter().find(|row| row.id == id) else { return Ok(None) };
                let places = sorted(section, &rows);
                let other = among(tx, section, row, &places, &rows).await?;
                let mut list = listed(tx, section, &places, &rows, today).await?;
                with_files(tx, &person, &mut list).await?;
                let at = |id: &str| list.iter().position(|entry| entry.id == id).ok_or(Error::NotFound);
                let place = at(&id)?;
                let numbered = |place: usize| (place + 1, list[place].clone());
                let twins = match other {
                    Some(twin) => {
                        Some(Twins { this: numbered(place), other: numbered(at(&twin.row.id)?), apart: false })
                    }
                    None => None,
                };
                Ok(Some(Opened { list, place, twins, underway }))
            })
            .await
    }

    /// Does what the person says of two entries, and answers with the one that was deleted. Where an application has
    /// taken the one that goes, it takes the one that stays. The same again changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] when the one that would go is verified.
    pub async fn settle(
        &self,
        actor: &Actor,
        section: SectionId,
        this: &str,
        other: &str,
        choice: Choice,
    ) -> Result<Option<String>> {
        let person = person(actor, Verb::KeepRecord)?;
        let now = self.clock.now().to_string();
        let (this, other) = (this.to_owned(), other.to_owned());
        self.db
            .write(async move |tx| {
                for id in [&this, &other] {
                    if own(tx, id, &person).await?.section != section || this == other {
                        return Err(Error::NotFound);
                    }
                }
                let (stays, goes) = match choice {
                    Choice::Both => {
                        live(tx, &person, section, &this).await?;
                        live(tx, &person, section, &other).await?;
                        apart::keep(tx, &person, (&this, &other), &now).await?;
                        return Ok(None);
                    }
                    Choice::Corrects => {
                        take_over(tx, &person, section, &this, &other).await?;
                        return Ok(None);
                    }
                    Choice::This => (this, other),
                    Choice::Other => (other, this),
                };
                let stays = live(tx, &person, section, &stays).await?;
                let Some(row) = record_store::entry(tx, &goes).await? else { return Ok(Some(goes)) };
                if row.verified_at.is_some() {
                    let says = "已经入库的一条不能删除；要改正它，请用另一条更正它，或者两条都保留";
                    return Err(Error::Refused(says.to_owned()));
                }
                stand_in(tx, &stays, &goes).await?;
                record_store::delete(tx, &goes, &now).await?;
                Ok(Some(goes))
            })
            .await
    }
}

/// Says of an entry that it corrects a verified one.
async fn take_over(tx: &mut Tx, person: &str, section: SectionId, this: &str, old: &str) -> Result<()> {
    let (this, old) = (live(tx, person, section, this).await?, live(tx, person, section, old).await?);
    let begun = record_store::correction(tx, &old.id).await?.filter(|by| !by.draft);
    if begun.as_ref().is_some_and(|begun| begun.id == this.id) {
        return Ok(());
    }
    if this.verified_at.is_some() || old.verified_at.is_none() || begun.is_some() || this.supersedes.is_some() {
        return Err(Error::Refused("只能用没有入库的一条更正已经入库、还没有更正过的一条，请核对".to_owned()));
    }
    record_store::supersede(tx, &this.id, &old.id).await?;
    stand_in(tx, &this, &old.id).await
}

/// An entry that another one repeats.
struct Repeated {
    row: EntryRow,
    /// Its place in the list, from 1.
    number: usize,
    /// The field that tells.
    key: &'static str,
}

/// What one entry repeats in the list as it is once that one is stored.
async fn repeated(tx: &mut Tx, section: SectionId, row: &EntryRow) -> Result<Option<Repeated>> {
    let mut rows = record_store::of_section(tx, &row.person_id, section).await?;
    rows.retain(|other| other.id != row.id);
    rows.push(row.clone());
    among(tx, section, row, &sorted(section, &rows), &rows).await
}

/// The first entry of the [`sorted`] list that one repeats; none of which the person has said that they are two things.
async fn among(
    tx: &mut Tx,
    section: SectionId,
    row: &EntryRow,
    list: &[&EntryRow],
    rows: &[EntryRow],
) -> Result<Option<Repeated>> {
    let declared = section.section();
    let marks = row.data.marks(section);
    if marks.is_empty() || list.len() < 2 {
        return Ok(None);
    }
    let alike = list.iter().enumerate().filter_map(|(place, other)| {
        let related = other.id == row.id || row.supersedes.as_ref() == Some(&other.id) || !current(other, rows);
        let key = if related { None } else { marks.same(&other.data.marks(section), declared) };
        key.map(|key| (place, *other, key))
    });
    let mut alike = alike.peekable();
    if alike.peek().is_none() {
        return Ok(None);
    }
    let pairs = apart::of_person(tx, &row.person_id).await?;
    let twin = alike.find(|(_, other, _)| !same::apart(&pairs, &row.id, &other.id));
    Ok(twin.map(|(place, other, key)| Repeated { row: other.clone(), number: place + 1, key }))
}

/// What a save has to say of an entry that is about to be stored and repeats another one.
pub(crate) async fn twins(tx: &mut Tx, section: SectionId, row: &EntryRow) -> Result<Vec<Issue>> {
    let said = repeated(tx, section, row).await?.map(|twin| {
        let name = section.section().name(&values_of(&twin.row), &Labels::new());
        at(section.section().form, twin.key, What::Say(same::says(twin.number, &name)))
    });
    Ok(said.into_iter().collect())
}
