//! 附件: evidence in files, of an entry of the record or of an application that is being filled in.
//!
//! A file is looked at, then written, then named by a row; so no row is ever without its bytes.
//! A row never changes but for being deleted and brought back, and what a snapshot names stays
//! whatever its owner deletes. The same file may be used twice; that it is, is said to its owner,
//! and to those who review also that other people have used it.

use std::collections::BTreeMap;

use domain::{
    access::{Denied, Standing, Verb},
    attachment::{self, Fault, File, Limits, Refusal},
    business::Business,
    field::Kind,
    record::SectionId,
    values::show,
};

use crate::{
    Actor, Backend, Error, Result,
    applications::{guard, load, load_for, standing, unmasked},
    clock::Timestamp,
    db::Tx,
    files::{self, Looked},
    ids,
    records::{self, values_of},
    store::{
        applications,
        attachments::{self, AttachmentRow},
        catalogue,
        records::{self as record_store, EntryRow},
    },
};

/// The setting that holds the limits, see [`Limits::parse`].
pub const LIMITS_SETTING: &str = "attachment_limits";
/// A deleted attachment can be brought back for so many days.
const UNDO_DAYS: i64 = 30;
/// A file that nobody names is left alone for a day: its row may be on the way.
const YOUNG_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Writing a file and naming it goes beside others of its kind, removing files goes alone.
static NAMING: tokio::sync::RwLock<()> = tokio::sync::RwLock::const_new(());

/// What an attachment belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Of {
    Entry { section: SectionId, id: String },
    Application(String),
}

/// An attachment with what its owner's page says of it.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub file: File,
    pub created_at: Timestamp,
    /// Where else the same person uses the same file.
    pub elsewhere: Vec<String>,
}

/// The attachments of one entry or application.
#[derive(Clone, Debug)]
pub struct Attachments {
    /// What they belong to, in words: 教育信息“中山大学”.
    pub of: String,
    pub list: Vec<Attachment>,
    pub limits: Limits,
    /// Why nothing can be added or taken away, without a full stop.
    pub locked: Option<String>,
}

/// What became of an upload.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Attached {
    Kept(File),
    /// The very file is there already; nothing was changed.
    Again(File),
    Refused(Refusal),
}

/// A file with its bytes.
#[derive(Clone, Debug)]
pub struct Served {
    pub file: File,
    pub bytes: Vec<u8>,
}

/// The limits as this site sets them.
pub(crate) async fn limits(tx: &mut Tx) -> Result<Limits> {
    let text = catalogue::setting(tx, LIMITS_SETTING).await?.unwrap_or_default();
    Limits::parse(&text).map_err(|_| Error::Corrupt {
        table: "setting",
        column: "value",
        id: LIMITS_SETTING.to_owned(),
    })
}

/// What attachments are added to.
struct Held {
    /// In words.
    called: String,
    /// Why nothing can be added or taken away.
    locked: Option<String>,
}

/// What is named, if it is the actor's own.
async fn held(tx: &mut Tx, actor: &Actor, person: &str, of: &Of) -> Result<Held> {
    match of {
        Of::Entry { section, id } => {
            let row = record_store::entry(tx, id).await?;
            let row = row.filter(|row| row.person_id == person && row.section == *section);
            let row = row.ok_or(Error::NotFound)?;
            let verified = "这一条已经入库，附件不能增减。要增减附件，请更正它：新增一条替换它";
            let locked = row.verified_at.is_some().then(|| verified.to_owned());
            Ok(Held { called: called(&row), locked })
        }
        Of::Application(id) => {
            let loaded = load_for(tx, actor, Verb::View, id).await?;
            let locked = match guard(actor, Verb::Edit, &loaded) {
                Ok(()) => None,
                Err(Error::Denied(Denied::State(_))) => {
                    Some("申请已经提交，附件不能增减。要修改，请先撤回申请".to_owned())
                }
                Err(error) => return Err(error),
            };
            Ok(Held { called: called_application(loaded.business), locked })
        }
    }
}

impl Held {
    /// Or why nothing may be changed.
    fn open(self) -> Result<()> {
        match self.locked {
            Some(says) => Err(Error::Refused(says)),
            None => Ok(()),
        }
    }
}

async fn rows(tx: &mut Tx, of: &Of) -> Result<Vec<AttachmentRow>> {
    Ok(match of {
        Of::Entry { id, .. } => attachments::of_entry(tx, id).await?,
        Of::Application(id) => attachments::of_application(tx, id).await?,
    })
}

/// Whether the attachment is one of these.
fn belongs(row: &AttachmentRow, of: &Of) -> bool {
    match of {
        Of::Entry { id, .. } => row.entry_id.as_ref() == Some(id),
        Of::Application(id) => row.application_id.as_ref() == Some(id),
    }
}

/// An entry in words: 教育信息“中山大学”.
fn called(row: &EntryRow) -> String {
    let section = row.section;
    let values = values_of(row);
    let filled = |field: &&domain::field::Field| values.has(field.key);
    let columns: Vec<_> = section.section().form.columns().filter(filled).collect();
    let head = columns.iter().find(|field| matches!(field.kind, Kind::Line { .. })).or(columns.first());
    match head {
        Some(field) => format!("{}“{}”", section.title(), show(field, &values, &BTreeMap::new())),
        None => section.title().to_owned(),
    }
}

fn called_application(business: Business) -> String {
    format!("{}的申请附件", business.title())
}

/// The attachments of every entry of a person, by entry.
pub(crate) async fn by_entry(tx: &mut Tx, person: &str) -> Result<BTreeMap<String, Vec<File>>> {
    let mut found: BTreeMap<String, Vec<File>> = BTreeMap::new();
    for row in attachments::of_person(tx, person).await? {
        if let Some(entry) = &row.entry_id {
            found.entry(entry.clone()).or_default().push(row.file());
        }
    }
    Ok(found)
}

/// The attachments of an application itself.
pub(crate) async fn of_application(tx: &mut Tx, id: &str) -> Result<Vec<File>> {
    Ok(attachments::of_application(tx, id).await?.iter().map(AttachmentRow::file).collect())
}

/// Attachments of a snapshot whose very file other people have used, with how many.
pub(crate) async fn reused(tx: &mut Tx, application: &str, round: i64) -> Result<BTreeMap<String, i64>> {
    let rows = attachments::used_by_others(tx, application, round).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.people)).collect())
}

/// Gives a copied entry the attachments of the one that it was made from: the same files, named once more.
///
/// # Errors
/// When the database does not answer.
pub async fn copy_attachments(tx: &mut Tx, from: &str, to: &str, now: &str) -> Result<()> {
    for row in attachments::of_entry(tx, from).await? {
        let copy = AttachmentRow { id: ids::new(), entry_id: Some(to.to_owned()), created_at: now.to_owned(), ..row };
        attachments::insert(tx, copy).await?;
    }
    Ok(())
}

impl Backend {
    /// How much may be attached on this site.
    pub async fn attachment_limits(&self) -> Result<Limits> {
        self.db.read(async |tx| limits(tx).await).await
    }

    /// Sets the limits, from then on.
    ///
    /// # Errors
    /// [`Error::Refused`] with the part that cannot be read.
    pub async fn set_attachment_limits(&self, text: &str) -> Result<()> {
        Limits::parse(text).map_err(Error::Refused)?;
        let text = text.to_owned();
        self.db.write(async move |tx| Ok(catalogue::set(tx, LIMITS_SETTING, &text).await?)).await
    }

    /// The attachments of one's own entry or application.
    pub async fn attachments(&self, actor: &Actor, of: &Of) -> Result<Attachments> {
        let person = records::person(actor, Verb::KeepRecord)?;
        let (actor, of) = (actor.clone(), of.clone());
        self.db
            .read(async move |tx| {
                let held = held(tx, &actor, &person, &of).await?;
                let here = rows(tx, &of).await?;
                let all = attachments::of_person(tx, &person).await?;
                let entries = record_store::entries(tx, &person).await?;
                let mut list = Vec::new();
                for row in &here {
                    let same = all.iter().filter(|other| other.sha256 == row.sha256 && !belongs(other, &of));
                    list.push(Attachment {
                        file: row.file(),
                        created_at: Timestamp::parse(&row.created_at).ok_or_else(|| corrupt(row, "created_at"))?,
                        elsewhere: places(tx, same, &entries).await?,
                    });
                }
                Ok(Attachments { of: held.called, list, limits: limits(tx).await?, locked: held.locked })
            })
            .await
    }

    /// Looks at a file and keeps it when no rule refuses it. The same file again changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] when nothing may be added, [`Error::NotFound`] for somebody else's.
    pub async fn attach(&self, actor: &Actor, of: &Of, name: &str, bytes: Vec<u8>) -> Result<Attached> {
        let person = records::person(actor, Verb::KeepRecord)?;
        let limits = {
            let (actor, of, person) = (actor.clone(), of.clone(), person.clone());
            let asked = self.db.read(async move |tx| {
                held(tx, &actor, &person, &of).await?.open()?;
                limits(tx).await
            });
            asked.await?
        };
        let asked = limits.clone();
        let Looking { looked, sha256, bytes } = self.looking.run(move |_| look(bytes, &asked)).await?;
        let Looked { kind, pages } = match looked {
            Ok(looked) => looked,
            Err(fault) => return Ok(Attached::Refused(Refusal { name: attachment::label(name), fault })),
        };
        let row = AttachmentRow {
            id: ids::new(),
            person_id: person.clone(),
            entry_id: match of {
                Of::Entry { id, .. } => Some(id.clone()),
                Of::Application(_) => None,
            },
            application_id: match of {
                Of::Entry { .. } => None,
                Of::Application(id) => Some(id.clone()),
            },
            sha256: sha256.clone(),
            name: attachment::name(name, kind),
            kind: kind.key().to_owned(),
            bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            pages: pages.map(|pages| i64::try_from(pages).unwrap_or(i64::MAX)),
            created_at: self.clock.now().to_string(),
            deleted_at: None,
        };
        let _together = NAMING.read().await;
        self.files.put(&sha256, bytes).await?;
        let (actor, of) = (actor.clone(), of.clone());
        self.db.write(async move |tx| insert(tx, &actor, &person, &of, &limits, row).await).await
    }

    /// Deletes an attachment; it can be restored. The same again changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] when nothing may be taken away.
    pub async fn detach(&self, actor: &Actor, of: &Of, id: &str) -> Result<()> {
        let person = records::person(actor, Verb::KeepRecord)?;
        let now = self.clock.now().to_string();
        let (actor, of, id) = (actor.clone(), of.clone(), id.to_owned());
        self.db
            .write(async move |tx| {
                held(tx, &actor, &person, &of).await?.open()?;
                own(tx, &of, &id).await?;
                attachments::delete(tx, &id, &now).await?;
                Ok(())
            })
            .await
    }

    /// Takes back a deletion. The same again changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] when there is no room any more.
    pub async fn reattach(&self, actor: &Actor, of: &Of, id: &str) -> Result<()> {
        let person = records::person(actor, Verb::KeepRecord)?;
        let (actor, of, id) = (actor.clone(), of.clone(), id.to_owned());
        self.db
            .write(async move |tx| {
                held(tx, &actor, &person, &of).await?.open()?;
                let row = own(tx, &of, &id).await?;
                if row.deleted_at.is_none() {
                    return Ok(());
                }
                let here = rows(tx, &of).await?;
                // Uploaded anew meanwhile: it is there.
                if here.iter().any(|other| other.sha256 == row.sha256) {
                    return Ok(());
                }
                if let Some(fault) = full(&here, &limits(tx).await?) {
                    return Err(Error::Refused(Refusal { name: row.name, fault }.to_string()));
                }
                attachments::restore(tx, &id).await?;
                Ok(())
            })
            .await
    }

    /// One's own attachment with its bytes.
    pub async fn attachment(&self, actor: &Actor, of: &Of, id: &str) -> Result<Served> {
        let person = records::person(actor, Verb::KeepRecord)?;
        let (actor, of, id) = (actor.clone(), of.clone(), id.to_owned());
        let file = self
            .db
            .read(async move |tx| {
                held(tx, &actor, &person, &of).await?;
                let row = own(tx, &of, &id).await?;
                if row.deleted_at.is_some() { Err(Error::NotFound) } else { Ok(row.file()) }
            })
            .await?;
        self.served(file).await
    }

    /// An attachment of one's own application: what it would take along now, and what a snapshot of it names.
    pub async fn own_application_attachment(&self, actor: &Actor, application: &str, id: &str) -> Result<Served> {
        let person = records::person(actor, Verb::Apply)?;
        let (actor, application, id) = (actor.clone(), application.to_owned(), id.to_owned());
        let file = self
            .db
            .read(async move |tx| {
                load_for(tx, &actor, Verb::View, &application).await?;
                let row = attachments::find(tx, &id).await?.filter(|row| row.person_id == person);
                let row = row.ok_or(Error::NotFound)?;
                let taken = match (&row.application_id, &row.entry_id) {
                    (Some(of), _) => *of == application,
                    (None, Some(entry)) => applications::selected(tx, &application).await?.contains(entry),
                    (None, None) => false,
                };
                let current = taken && row.deleted_at.is_none();
                if current || attachments::is_frozen(tx, &application, None, &id).await? {
                    Ok(row.file())
                } else {
                    Err(Error::NotFound)
                }
            })
            .await?;
        self.served(file).await
    }

    /// An attachment that the last snapshot of an application names, for those who review it.
    pub async fn reviewed_attachment(&self, actor: &Actor, application: &str, id: &str) -> Result<Served> {
        let (actor, application, id) = (actor.clone(), application.to_owned(), id.to_owned());
        let file = self
            .db
            .read(async move |tx| {
                let loaded = load_for(tx, &actor, Verb::View, &application).await?;
                let round = applications::snapshot(tx, &application).await?.map(|snapshot| snapshot.round);
                let round = round.ok_or(Error::NotFound)?;
                if !attachments::is_frozen(tx, &application, Some(round), &id).await? {
                    return Err(Error::NotFound);
                }
                let file = attachments::find(tx, &id).await?.ok_or(Error::NotFound)?.file();
                let own = standing(&actor, &loaded.row) == Standing::Own;
                Ok(if unmasked(&actor, own) { file } else { file.masked() })
            })
            .await?;
        self.served(file).await
    }

    async fn served(&self, file: File) -> Result<Served> {
        match self.files.get(&file.sha256).await? {
            Some(bytes) => Ok(Served { file, bytes }),
            None => Err(Error::Internal("the bytes of an attachment are missing; run `zhicheng check`")),
        }
    }

    /// Forgets what was deleted long ago, and removes files that no row names any more. Says how many files.
    ///
    /// # Errors
    /// When the database or the store of files does not answer.
    pub async fn sweep(&self) -> Result<u64> {
        let now = self.clock.now();
        let until = now.plus_minutes(-UNDO_DAYS * 24 * 60).to_string();
        self.db.write(async move |tx| Ok::<_, Error>(attachments::forget(tx, &until).await?)).await?;
        let mut removed = 0;
        for (sha256, written) in self.files.list().await? {
            if now.millis() - written < YOUNG_MILLIS {
                continue;
            }
            let _alone = NAMING.write().await;
            let hash = sha256.clone();
            if !self.db.read(async move |tx| Ok::<_, Error>(attachments::is_named(tx, &hash).await?)).await? {
                self.files.delete(&sha256).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

struct Looking {
    looked: Result<Looked, Fault>,
    sha256: String,
    bytes: Vec<u8>,
}

fn look(bytes: Vec<u8>, limits: &Limits) -> Looking {
    let looked = files::look(&bytes, limits);
    let sha256 = if looked.is_ok() { ids::sha256(&bytes) } else { String::new() };
    Looking { looked, sha256, bytes }
}

/// Names a file that has been written. What may have changed meanwhile is asked again.
async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    person: &str,
    of: &Of,
    limits: &Limits,
    row: AttachmentRow,
) -> Result<Attached> {
    held(tx, actor, person, of).await?.open()?;
    let here = rows(tx, of).await?;
    if let Some(same) = here.iter().find(|other| other.sha256 == row.sha256) {
        return Ok(Attached::Again(same.file()));
    }
    let bytes = u64::try_from(attachments::bytes_of_person(tx, person).await?.saturating_add(row.bytes)).unwrap_or(0);
    let over = (bytes > limits.person).then_some(Fault::Person { max: limits.person });
    if let Some(fault) = full(&here, limits).or(over) {
        return Ok(Attached::Refused(Refusal { name: row.name, fault }));
    }
    let file = row.file();
    attachments::insert(tx, row).await?;
    Ok(Attached::Kept(file))
}

fn full(here: &[AttachmentRow], limits: &Limits) -> Option<Fault> {
    let count = u64::try_from(here.len()).unwrap_or(u64::MAX);
    (count >= limits.files).then_some(Fault::Full { max: limits.files })
}

/// An attachment at this place, deleted or not; whose the place is has been asked before.
async fn own(tx: &mut Tx, of: &Of, id: &str) -> Result<AttachmentRow> {
    attachments::find(tx, id).await?.filter(|row| belongs(row, of)).ok_or(Error::NotFound)
}

/// Where these attachments are, in words; of deleted entries nothing is said.
async fn places(tx: &mut Tx, same: impl Iterator<Item = &AttachmentRow>, entries: &[EntryRow]) -> Result<Vec<String>> {
    let mut places = Vec::new();
    for row in same {
        let place = match (&row.entry_id, &row.application_id) {
            (Some(id), _) => entries.iter().find(|entry| entry.id == *id).map(called),
            (None, Some(id)) => Some(called_application(load(tx, id).await?.business)),
            (None, None) => None,
        };
        places.extend(place.filter(|place| !places.contains(place)));
    }
    Ok(places)
}

fn corrupt(row: &AttachmentRow, column: &'static str) -> Error {
    Error::Corrupt { table: "attachment", column, id: row.id.clone() }
}
