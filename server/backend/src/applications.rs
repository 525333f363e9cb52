//! 申请, from the applicant's side: begin, fill in, submit, withdraw, cancel, follow.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    access::{Denied, Standing, Verb, may},
    attachment::File,
    business::Business,
    check::{Context, Stage, check},
    date::Date,
    eligibility,
    issue::Issue,
    plan::Committee,
    policy::{
        Conditions, Counting,
        assessment::{self, Assessment},
        judge::Verdict,
    },
    readiness::Line,
    record::{SectionId, education},
    snapshot::{Given, Snapshot},
    values::{Labels, Values, normalised},
    whole::Finding,
    workflow::{Action, Level, Route, State},
};

use crate::{
    Actor, Backend, Error, Result, attachments,
    clock::Timestamp,
    db::Tx,
    dossier::{Gathered, correction, counting, details_of, gathered, lines, of_series, rules, unfit},
    entries::{fillable, sorted, superseded_by},
    ids, labels,
    records::{self, Entry, merge, unknown, values_of},
    reference,
    reviews::{Next, behind, due, reviewing},
    saving::{Save, Saved, meet, remember},
    steps::{advance, frozen, route, snapshot_of, submit_in},
    store::{
        applications::{self, ApplicationRow, EventRow},
        catalogue, certificates,
        history::{self, VersionRow},
        organisations, photos,
        records::{self as record_store, Data, EntryRow},
    },
};

/// An application as the pages of the record know it that are opened in its course: nothing is judged.
#[derive(Clone, Debug)]
pub struct Underway {
    pub id: String,
    pub business: Business,
    pub state: State,
    pub number: Option<String>,
    pub version: i64,
    /// Its own form, as it is stored.
    pub data: Data,
    /// Ids of the entries that were taken into it, also of what has been corrected since; of one list if that was asked for.
    pub taken: Vec<String>,
    /// The periods of the title held, where they can be told, for a list whose entries may lie outside of them.
    pub counting: Option<Counting>,
    /// Who sent it back and why, when it is being mended.
    pub returned: Option<Event>,
    /// Until when it may be mended though the window has closed.
    pub correction_until: Option<Date>,
    pub today: Date,
}

impl Underway {
    /// Of its own form.
    pub fn values(&self) -> &Values {
        self.data.values()
    }

    /// The entries of a section's list that it is about: those that it takes, and drafts that are to become some.
    pub fn of_list(&self, section: SectionId, mut list: Vec<Entry>) -> Vec<Entry> {
        if self.business.asked(self.values()).any(|asked| asked == section) {
            list.retain(|entry| entry.draft || (entry.superseded_by.is_none() && self.taken.contains(&entry.id)));
        }
        list
    }
}

/// An application as its owner fills it in.
#[derive(Clone, Debug)]
pub struct Draft {
    pub course: Underway,
    /// Once submitted, the one it takes; before, the one that the chosen unit gives.
    pub route: Route,
    pub labels: Labels,
    /// Findings at the application's own form when submitting.
    pub issues: Vec<Issue>,
    pub basic: Entry,
    /// The sections with lists, each with its selected entries.
    pub lists: Vec<(SectionId, Vec<Entry>)>,
    /// Selected educations to choose from: entry id and label. One that does not count says so once chosen.
    pub educations: Vec<(String, String)>,
    pub lines: Vec<Line>,
    /// What shows when the selected entries are looked at together.
    pub findings: Vec<Finding>,
    pub committee: Option<Committee>,
    /// Whether schooling and years are enough, once both are chosen.
    pub eligibility: Option<eligibility::Verdict>,
    /// How policy judges a review whose level is chosen.
    pub verdict: Option<Verdict>,
    /// Why what is chosen cannot be had by initial recognition.
    pub no_recognition: Option<String>,
    /// The text beside the self-assessment.
    pub conditions: Option<Conditions>,
    pub photo: Option<String>,
    /// Attachments of the application itself.
    pub files: Vec<File>,
}

/// One step of the history.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub at: Timestamp,
    pub who: String,
    pub organisation: String,
    pub action: Action,
    pub from: State,
    pub to: State,
    pub reason: String,
    pub round: i64,
}

/// A line of 业务办理查询.
#[derive(Clone, Debug)]
pub struct TrackLine {
    pub id: String,
    pub business: Business,
    pub state: State,
    pub applied_on: Option<Date>,
    pub certificate: Option<String>,
    pub number: Option<String>,
    pub actions: Vec<Action>,
}

/// What of one's applications to list.
#[derive(Clone, Debug, Default)]
pub struct TrackFilter {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub business: Option<Business>,
}

/// An application as submitted, for whoever may see it.
#[derive(Clone, Debug)]
pub struct Dossiered {
    pub id: String,
    pub business: Business,
    pub state: State,
    pub route: Route,
    pub number: Option<String>,
    pub version: i64,
    pub applicant: String,
    pub applied_on: Option<Date>,
    pub submit_until: Option<Date>,
    /// The day by which the authority has to be done that has it now.
    pub due: Option<Date>,
    pub round: i64,
    /// The frozen version, masked unless [`Dossiered::unmasked`]; `None` before the first submit.
    pub snapshot: Option<Arc<Snapshot>>,
    pub hash: String,
    pub events: Vec<Event>,
    pub tally: Option<(domain::vote::Tally, Date)>,
    pub certificate: Option<String>,
    /// What the actor may do now.
    pub actions: Vec<Action>,
    pub own: bool,
    /// The actor may see the whole document number.
    pub unmasked: bool,
    /// For those who review: attachments of the snapshot whose very file other people have used, with how many people.
    pub reused: BTreeMap<String, i64>,
    pub committee: String,
    pub unit: String,
}

/// What became of a submit.
#[derive(Clone, Debug)]
pub enum Submitted {
    /// In, under this number. The same post again gives the same number.
    In { number: String },
    /// Not yet: the check list says why.
    Blocked(Vec<Line>),
}

/// Everything of an application that one transaction looks at.
pub(crate) struct Loaded {
    pub row: ApplicationRow,
    pub business: Business,
    pub state: State,
    pub route: Route,
}

pub(crate) fn loaded(row: ApplicationRow) -> Result<Loaded> {
    let corrupt = |column| Error::Corrupt { table: "application", column, id: row.id.clone() };
    let business = Business::from_key(&row.business).ok_or_else(|| corrupt("business"))?;
    let state = State::from_key(&row.state).ok_or_else(|| corrupt("state"))?;
    let route = Route::parse(&row.route).ok_or_else(|| corrupt("route"))?;
    Ok(Loaded { row, business, state, route })
}

/// How the actor stands to an application.
pub(crate) fn standing(actor: &Actor, row: &ApplicationRow) -> Standing {
    if actor.person.as_deref() == Some(row.person_id.as_str()) {
        return Standing::Own;
    }
    let organisation = actor.organisation.as_ref().map(|organisation| organisation.id.as_str());
    let tied = match actor.role.level() {
        Some(Level::Unit) => row.unit_id.as_deref(),
        Some(Level::Department) => row.department_id.as_deref(),
        Some(Level::Hrss) => row.hrss_id.as_deref(),
        Some(Level::Committee) => row.office_id.as_deref(),
        None => None,
    };
    if tied.is_some() && tied == organisation { Standing::Scope } else { Standing::Other }
}

pub(crate) fn guard(actor: &Actor, verb: Verb, loaded: &Loaded) -> Result<()> {
    may(actor.role, verb, standing(actor, &loaded.row), loaded.state, &loaded.route)?;
    Ok(())
}

/// Every action the actor may do now, in the order of the declaration.
pub(crate) fn actions(actor: &Actor, loaded: &Loaded) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| guard(actor, Verb::Act(*action), loaded).is_ok()).collect()
}

pub(crate) async fn load(tx: &mut Tx, id: &str) -> Result<Loaded> {
    loaded(applications::find(tx, id).await?.ok_or(Error::NotFound)?)
}

/// [`load`], but who would be refused somebody else's is refused what is not there in the same words: an answer
/// tells nobody that there is something.
pub(crate) async fn load_as(tx: &mut Tx, actor: &Actor, verb: Verb, id: &str) -> Result<Loaded> {
    match load(tx, id).await {
        Err(Error::NotFound) => {
            may(actor.role, verb, Standing::Other, State::Draft, &Route::full())?;
            Err(Error::NotFound)
        }
        found => found,
    }
}

/// The application, if the actor may do that to it.
pub(crate) async fn load_for(tx: &mut Tx, actor: &Actor, verb: Verb, id: &str) -> Result<Loaded> {
    let loaded = load_as(tx, actor, verb, id).await?;
    guard(actor, verb, &loaded)?;
    Ok(loaded)
}

pub(crate) fn event(row: EventRow) -> Result<Event> {
    let corrupt = |column| Error::Corrupt { table: "application_event", column, id: row.id.clone() };
    Ok(Event {
        at: Timestamp::parse(&row.at).ok_or_else(|| corrupt("at"))?,
        action: Action::from_key(&row.action).ok_or_else(|| corrupt("action"))?,
        from: State::from_key(&row.from_state).ok_or_else(|| corrupt("from_state"))?,
        to: State::from_key(&row.to_state).ok_or_else(|| corrupt("to_state"))?,
        who: row.actor_name,
        organisation: row.organisation_name,
        reason: row.reason,
        round: row.round,
    })
}

impl Backend {
    /// Begins an application, or finds the one that is running: a double click begins one.
    pub async fn apply(&self, actor: &Actor, business: Business) -> Result<String> {
        let person = records::person(actor, Verb::Apply)?;
        let now = self.clock.now().to_string();
        let actor = actor.clone();
        self.db.write(async move |tx| apply_in(tx, &person, &actor.name, business, &now).await).await
    }

    /// The application with everything its wizard shows.
    pub async fn draft(&self, actor: &Actor, id: &str) -> Result<Draft> {
        let person = records::person(actor, Verb::Apply)?;
        let actor = actor.clone();
        let today = self.clock.today();
        let id = id.to_owned();
        self.db
            .read(async move |tx| {
                let (loaded, rows, selected) = with_record(tx, &actor, Verb::View, &id).await?;
                let gathered = gathered(tx, &loaded, &rows, &selected, today).await?;
                let looked = gathered.looked();
                let Gathered { dossier, chosen: taken, basic: of_basic, unit } = gathered;
                let form = loaded.business.form();
                let labels = labels::of(tx, form, &dossier.details, &rows).await?;
                let unfit = unfit(tx, form, &dossier.details, &labels).await?;
                let lines = lines(&dossier, &looked, &unfit);
                let findings = fillable(looked.findings, &rows, today);
                let mut issues = looked.details;
                merge(form, &mut issues, unfit);
                let files = attachments::of_application(tx, &id).await?;
                let route =
                    unit.filter(|_| loaded.state.editable()).map_or_else(|| loaded.route.clone(), |unit| route(&unit));
                let mut of_entry = attachments::by_entry(tx, &person).await?;
                let asked = loaded.business.asked(&dossier.details).filter(|section| section.many());
                let mut lists: Vec<(SectionId, Vec<Entry>)> = asked.map(|section| (section, Vec::new())).collect();
                let mut educations = Vec::new();
                for ((section, row), issues) in taken.into_iter().zip(looked.entries) {
                    if section == SectionId::Education {
                        educations.push((row.id.clone(), education::label(&values_of(row))));
                    }
                    let files = of_entry.remove(&row.id).unwrap_or_default();
                    let entry = Entry { files, ..records::checked(tx, section, row, issues).await? };
                    if let Some((_, entries)) = lists.iter_mut().find(|(of, _)| *of == section) {
                        entries.push(entry);
                    }
                }
                let basic = match of_basic {
                    Some(row) => records::checked(tx, SectionId::Basic, row, looked.basic).await?,
                    None => Entry::blank(SectionId::Basic, person.clone()),
                };
                let Assessment { verdict, no_recognition, counting, conditions } = dossier.assessment;
                Ok(Draft {
                    course: underway(tx, loaded, selected, counting, today).await?,
                    route,
                    labels,
                    issues,
                    basic,
                    lists,
                    educations,
                    lines,
                    findings,
                    committee: dossier.committee,
                    eligibility: dossier.eligibility,
                    verdict,
                    no_recognition,
                    conditions,
                    photo: photos::newest(tx, &person).await?.map(|row| row.id),
                    files,
                })
            })
            .await
    }

    /// The application, for a page that shows the list of this section.
    pub async fn underway(&self, actor: &Actor, id: &str, section: Option<SectionId>) -> Result<Underway> {
        let actor = actor.clone();
        let today = self.clock.today();
        let id = id.to_owned();
        self.db.read(async move |tx| underway_in(tx, &actor, &id, section, today).await).await
    }

    /// What shows when the entries that an application has taken are looked at together.
    pub async fn findings_within(&self, actor: &Actor, id: &str) -> Result<Vec<Finding>> {
        records::person(actor, Verb::Apply)?;
        let actor = actor.clone();
        let today = self.clock.today();
        let id = id.to_owned();
        self.db
            .read(async move |tx| {
                let (loaded, rows, selected) = with_record(tx, &actor, Verb::View, &id).await?;
                let gathered = gathered(tx, &loaded, &rows, &selected, today).await?;
                Ok(fillable(gathered.looked().findings, &rows, today))
            })
            .await
    }

    /// What a submit would freeze now.
    pub async fn preview(&self, actor: &Actor, id: &str) -> Result<Snapshot> {
        let actor = actor.clone();
        let today = self.clock.today();
        let id = id.to_owned();
        self.db
            .read(async move |tx| {
                let (loaded, rows, selected) = with_record(tx, &actor, Verb::Edit, &id).await?;
                let details = details_of(&loaded.row);
                let labels = labels::of(tx, loaded.business.form(), &details, &rows).await?;
                let photo = photos::newest(tx, &loaded.row.person_id).await?.map(|row| row.id);
                let files = attachments::of_application(tx, &id).await?;
                let own = Given { id, values: details, labels, files };
                let mut snapshot = frozen(tx, &loaded, &rows, &selected, own, photo, today).await?;
                let gathered = gathered(tx, &loaded, &rows, &selected, today).await?;
                assessment::mark(&mut snapshot, &gathered.dossier.assessment);
                Ok(snapshot)
            })
            .await
    }

    /// The rules of 初次认定, of every region and time.
    pub async fn recognition_rules(&self) -> Result<Vec<eligibility::Rule>> {
        self.db.read(async move |tx| rules(tx).await).await
    }

    /// Saves the application's own form as typed.
    ///
    /// # Errors
    /// Denied when it is not being filled in; not found when it is somebody else's.
    pub async fn save_details(&self, actor: &Actor, save: Save) -> Result<Saved> {
        let actor = actor.clone();
        let now = self.clock.now().to_string();
        let today = self.clock.today();
        self.db.write(async move |tx| save_details_in(tx, &actor, save, &now, today).await).await
    }

    /// Entries of a section that the application has not selected, verified ones first.
    pub async fn library(&self, actor: &Actor, id: &str, section: SectionId) -> Result<Vec<Entry>> {
        let person = records::person(actor, Verb::Apply)?;
        let actor = actor.clone();
        let today = self.clock.today();
        let id = id.to_owned();
        self.db
            .read(async move |tx| {
                load_for(tx, &actor, Verb::View, &id).await?;
                let rows = record_store::entries(tx, &person).await?;
                let selected = applications::selected(tx, &id).await?;
                let mut entries = Vec::new();
                let current = |row: &&EntryRow| !row.draft && superseded_by(row, &rows).is_none();
                let open = |row: &&EntryRow| current(row) && !selected.contains(&row.id);
                for row in sorted(section, &rows).into_iter().filter(open) {
                    entries.push(records::entry(tx, section, row, today).await?);
                }
                records::with_files(tx, &person, &mut entries).await?;
                entries.sort_by_key(|entry| entry.verified.is_none());
                Ok(entries)
            })
            .await
    }

    /// Takes an entry into the application, or out of it; the record keeps it either way.
    pub async fn choose(&self, actor: &Actor, id: &str, entry: &str, take: bool) -> Result<()> {
        let person = records::person(actor, Verb::Apply)?;
        let actor = actor.clone();
        let (id, entry) = (id.to_owned(), entry.to_owned());
        self.db
            .write(async move |tx| {
                load_for(tx, &actor, Verb::Edit, &id).await?;
                let row = record_store::entry(tx, &entry).await?.filter(|row| row.person_id == person);
                let row = row.ok_or(Error::NotFound)?;
                if take && record_store::correction(tx, &row.id).await?.is_some_and(|by| !by.draft) {
                    return Err(Error::Refused("这一条已经更正，请选用更正以后的那一条".to_owned()));
                }
                if row.draft {
                    return Err(Error::Refused("这一条还是草稿，请先填完并保存，再选用".to_owned()));
                }
                if take {
                    applications::select(tx, &id, &row.id).await?;
                } else {
                    applications::unselect(tx, &id, &row.id).await?;
                }
                Ok(())
            })
            .await
    }

    /// Submits: everything is checked again here, nothing is trusted from earlier pages.
    /// The same submit twice gives the same number.
    pub async fn submit(&self, actor: &Actor, id: &str) -> Result<Submitted> {
        let actor = actor.clone();
        let now = self.clock.now();
        let today = self.clock.today();
        let id = id.to_owned();
        self.db.write(async move |tx| submit_in(tx, &actor, &id, now, today).await).await
    }

    /// Withdraws or cancels. The same again changes nothing.
    pub async fn take_back(&self, actor: &Actor, id: &str, action: Action) -> Result<()> {
        // Every other action has checks of its own, which are not made here.
        if !matches!(action, Action::Withdraw | Action::Cancel) {
            return Err(Error::Denied(Denied::Role));
        }
        let actor = actor.clone();
        let now = self.clock.now();
        let id = id.to_owned();
        self.db
            .write(async move |tx| {
                let loaded = load_as(tx, &actor, Verb::Act(action), &id).await?;
                // A double click: it has just been done.
                let events = applications::events(tx, &id).await?;
                let last = events.last().filter(|last| last.to_state == loaded.row.state);
                if standing(&actor, &loaded.row) == Standing::Own
                    && last.is_some_and(|last| last.action == action.key())
                {
                    return Ok(());
                }
                guard(&actor, Verb::Act(action), &loaded)?;
                let round = applications::snapshot(tx, &id).await?.map_or(0, |snapshot| snapshot.round);
                advance(tx, &actor, loaded, action, "", round, "", now).await.map(drop)
            })
            .await
    }

    /// One's applications, newest first.
    pub async fn track(&self, actor: &Actor, filter: TrackFilter) -> Result<Vec<TrackLine>> {
        let person = records::person(actor, Verb::Apply)?;
        let actor = actor.clone();
        self.db
            .read(async move |tx| {
                let mut lines = Vec::new();
                for row in applications::of_person(tx, &person).await? {
                    let loaded = loaded(row)?;
                    let applied_on = loaded.row.applied_on.as_deref().and_then(|text| Date::parse(text).ok());
                    let day = applied_on.or_else(|| Timestamp::parse(&loaded.row.created_at).map(|at| at.local_date()));
                    let before = filter.from.zip(day).is_some_and(|(from, day)| day < from);
                    let after = filter.to.zip(day).is_some_and(|(to, day)| day > to);
                    if before || after || filter.business.is_some_and(|business| business != loaded.business) {
                        continue;
                    }
                    let certificate = certificates::of_application(tx, &loaded.row.id).await?.map(|row| row.number);
                    let actions = actions(&actor, &loaded);
                    lines.push(TrackLine {
                        id: loaded.row.id,
                        business: loaded.business,
                        state: loaded.state,
                        applied_on,
                        certificate,
                        number: loaded.row.number,
                        actions,
                    });
                }
                Ok(lines)
            })
            .await
    }

    /// The application as submitted, its history and what the actor may do.
    pub async fn application(&self, actor: &Actor, id: &str) -> Result<Dossiered> {
        let actor = actor.clone();
        let id = id.to_owned();
        self.db
            .read(async move |tx| {
                let loaded = load_for(tx, &actor, Verb::View, &id).await?;
                dossiered(tx, &actor, loaded).await
            })
            .await
    }

    /// [`Backend::application`] with what waits behind it for the actor's organisation.
    pub async fn under_review(&self, actor: &Actor, id: &str) -> Result<(Dossiered, Option<Next>)> {
        let actor = actor.clone();
        let id = id.to_owned();
        self.db
            .read(async move |tx| {
                let loaded = load_for(tx, &actor, Verb::View, &id).await?;
                let dossier = dossiered(tx, &actor, loaded).await?;
                let organisation = reviewing(&actor)?;
                let since = dossier.events.last().map(|event| event.at.to_string());
                let next = behind(tx, &organisation, &id, since).await?;
                Ok((dossier, next))
            })
            .await
    }
}

/// [`load_for`] with the rows of its owner's record and the ids of those that were taken into it.
async fn with_record(tx: &mut Tx, actor: &Actor, verb: Verb, id: &str) -> Result<(Loaded, Vec<EntryRow>, Vec<String>)> {
    let loaded = load_for(tx, actor, verb, id).await?;
    let rows = record_store::entries(tx, &loaded.row.person_id).await?;
    let selected = applications::selected(tx, id).await?;
    Ok((loaded, rows, selected))
}

/// [`Backend::underway`] within a transaction.
pub(crate) async fn underway_in(
    tx: &mut Tx,
    actor: &Actor,
    id: &str,
    section: Option<SectionId>,
    today: Date,
) -> Result<Underway> {
    records::person(actor, Verb::Apply)?;
    let loaded = load_for(tx, actor, Verb::View, id).await?;
    let taken = match section {
        Some(section) => applications::selected_of(tx, &loaded.row, section).await?,
        None => Vec::new(),
    };
    let counting = match section.and_then(|section| section.section().material) {
        Some(_) => counting(tx, &loaded, today).await?,
        None => None,
    };
    underway(tx, loaded, taken, counting, today).await
}

async fn underway(
    tx: &mut Tx,
    loaded: Loaded,
    taken: Vec<String>,
    counting: Option<Counting>,
    today: Date,
) -> Result<Underway> {
    let correction_until = correction(&loaded.row);
    let returned = match loaded.state {
        State::Returned(_) => {
            let events = applications::events(tx, &loaded.row.id).await?;
            let last = events.into_iter().rev().find(|row| row.action == Action::Return.key());
            last.map(event).transpose()?
        }
        _ => None,
    };
    let ApplicationRow { id, number, version, data, .. } = loaded.row;
    Ok(Underway {
        id,
        business: loaded.business,
        state: loaded.state,
        number,
        version,
        data,
        taken,
        counting,
        returned,
        correction_until,
        today,
    })
}

/// [`Backend::apply`] within a transaction.
pub(crate) async fn apply_in(tx: &mut Tx, person: &str, name: &str, business: Business, now: &str) -> Result<String> {
    let open_key = format!("{person}:{}", business.key());
    if let Some(row) = applications::open(tx, &open_key).await? {
        return Ok(row.id);
    }
    let (id, begun) = (ids::new(), Data::of(&business.begun()));
    let row = ApplicationRow {
        id: id.clone(),
        person_id: person.to_owned(),
        business: business.key().to_owned(),
        number: None,
        state: State::Draft.key().to_owned(),
        route: Route::full().to_string(),
        data: begun.clone(),
        version: 1,
        applied_on: None,
        unit_id: None,
        department_id: None,
        hrss_id: None,
        committee_id: None,
        office_id: None,
        waits_for: None,
        waits_since: None,
        submit_until: None,
        applicant_name: name.to_owned(),
        open_key: Some(open_key),
        created_at: now.to_owned(),
        updated_at: now.to_owned(),
    };
    applications::insert(tx, row).await?;
    let first = VersionRow { version: 1, data: begun.text().to_owned(), accepted: None, page: String::new(), nth: 0 };
    history::insert(tx, &id, first, now).await?;
    for entry in record_store::entries(tx, person).await? {
        let section = entry.section;
        if !entry.draft && section.many() && business.sections().contains(&section) {
            applications::select(tx, &id, &entry.id).await?;
        }
    }
    Ok(id)
}

/// [`Backend::save_details`] within a transaction.
pub(crate) async fn save_details_in(tx: &mut Tx, actor: &Actor, save: Save, now: &str, today: Date) -> Result<Saved> {
    let loaded = load_for(tx, actor, Verb::Edit, &save.id).await?;
    let form = loaded.business.form();
    let stored = details_of(&loaded.row);
    let mine = normalised(form, &save.values, today);
    let meeting = meet(tx, form, &save, mine, (loaded.row.version, &stored), &Values::new()).await?;
    let mut values = meeting.values.clone();
    let rows = labels::entries(tx, form, &loaded.row.person_id).await?;
    labels::derive(tx, form, &mut values, &rows).await?;
    let labels = labels::of(tx, form, &values, &rows).await?;
    let mut issues = check(form, &values, &Context { today, stage: Stage::Save });
    merge(form, &mut issues, unknown(form, &values, &labels));
    merge(form, &mut issues, of_series(tx, &values).await?);
    let version = loaded.row.version;
    if values == stored {
        return Ok(meeting.answer(version, issues, values));
    }
    let next =
        ApplicationRow { data: Data::of(&values), version: version + 1, updated_at: now.to_owned(), ..loaded.row };
    if applications::update(tx, &next, version).await? != 1 {
        return Err(Error::Conflict);
    }
    remember(tx, &save, next.version, next.data.text().to_owned(), &meeting, now).await?;
    Ok(meeting.answer(next.version, issues, values))
}

pub(crate) async fn dossiered(tx: &mut Tx, actor: &Actor, loaded: Loaded) -> Result<Dossiered> {
    let id = loaded.row.id.clone();
    let actions = actions(actor, &loaded);
    let own = standing(actor, &loaded.row) == Standing::Own;
    let snapshot = snapshot_of(tx, &id).await?;
    let mut events = Vec::new();
    for row in applications::events(tx, &id).await? {
        events.push(event(row)?);
    }
    let tally = applications::tally(tx, &id).await?.as_ref().and_then(tally_of);
    let certificate = certificates::of_application(tx, &id).await?.map(|row| row.number);
    let committee = match &loaded.row.committee_id {
        Some(id) => catalogue::committee(tx, id).await?.map(|row| row.name).unwrap_or_default(),
        None => String::new(),
    };
    let unit = match &loaded.row.unit_id {
        Some(id) => organisations::find(tx, id).await?.map(|row| row.name).unwrap_or_default(),
        None => String::new(),
    };
    let due = due(tx, &loaded).await?;
    let date = |text: &Option<String>| text.as_deref().and_then(|text| Date::parse(text).ok());
    let (round, hash) = snapshot.as_ref().map_or((0, String::new()), |(_, row)| (row.round, row.sha256.clone()));
    let unmasked = unmasked(actor, own);
    let reused = if own { BTreeMap::new() } else { attachments::reused(tx, &id, round).await? };
    Ok(Dossiered {
        business: loaded.business,
        state: loaded.state,
        route: loaded.route,
        version: loaded.row.version,
        applied_on: date(&loaded.row.applied_on),
        submit_until: date(&loaded.row.submit_until),
        due,
        number: loaded.row.number,
        applicant: loaded.row.applicant_name,
        round,
        snapshot: snapshot.map(|(frozen, _)| if unmasked { frozen.whole } else { frozen.masked() }),
        hash,
        events,
        tally,
        certificate,
        actions,
        own,
        unmasked,
        reused,
        committee,
        unit,
        id,
    })
}

/// `domain.md` §1.8: numbers are masked for everyone but the person, the verifying unit and HRSS.
pub(crate) fn unmasked(actor: &Actor, own: bool) -> bool {
    own || matches!(actor.role.level(), Some(Level::Unit | Level::Hrss))
}

pub(crate) fn tally_of(row: &applications::TallyRow) -> Option<(domain::vote::Tally, Date)> {
    let number = |n: i64| u32::try_from(n).ok();
    let tally = domain::vote::Tally {
        size: number(row.size)?,
        present: number(row.present)?,
        yes: number(row.yes)?,
        no: number(row.no)?,
        abstain: number(row.abstain)?,
    };
    Some((tally, Date::parse(&row.voted_on).ok()?))
}

/// The city of a region code, for texts: 广东省中山市.
pub fn region_name(code: &str) -> String {
    reference::region(code).map(|region| region.full_name.clone()).unwrap_or_default()
}
