//! 申请, from the applicant's side: begin, fill in, submit, withdraw, cancel, follow.

use domain::{
    access::{Denied, Standing, Verb, may},
    business::Business,
    check::{Context, Stage, check},
    date::Date,
    eligibility,
    field::Form,
    issue::{Issue, What},
    plan::{Committee, Plan},
    readiness::{self, Dossier, Line},
    recognition,
    record::{SectionId, basic, education, work},
    snapshot::{Given, Snapshot},
    values::{Labels, Values, normalised},
    workflow::{Action, Level, Outcome, Route, State, step},
};
use sha2::{Digest, Sha256};

use crate::{
    Actor, Backend, Error, Result,
    clock::Timestamp,
    db::Tx,
    ids, labels,
    records::{self, Entry, Meeting, Save, Saved, encode, merge, unknown, values_of},
    reference,
    store::{
        applications::{self, ApplicationRow, EventRow, NewEvent, SnapshotRow},
        catalogue::{self, CommitteeRow, PlanRow},
        certificates,
        organisations::{self, OrganisationRow},
        photos,
        records::{self as record_store, EntryRow},
    },
};

/// An application as its owner fills it in.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: String,
    pub business: Business,
    pub state: State,
    /// Once submitted, the one it takes; before, the one that the chosen unit gives.
    pub route: Route,
    pub number: Option<String>,
    pub version: i64,
    pub values: Values,
    pub labels: Labels,
    /// Findings at the application's own form when submitting.
    pub issues: Vec<Issue>,
    pub basic: Entry,
    /// The sections with lists, each with its selected entries.
    pub lists: Vec<(SectionId, Vec<Entry>)>,
    /// Full-time educations to choose from: entry id and label.
    pub educations: Vec<(String, String)>,
    pub lines: Vec<Line>,
    pub committee: Option<Committee>,
    /// Whether schooling and years are enough, once both are chosen.
    pub eligibility: Option<eligibility::Verdict>,
    /// Who sent it back and why, when it is being mended.
    pub returned: Option<Event>,
    /// Until when it may be mended though the window has closed.
    pub correction_until: Option<Date>,
    pub photo: Option<String>,
    pub today: Date,
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
    pub snapshot: Option<Snapshot>,
    pub hash: String,
    pub events: Vec<Event>,
    pub tally: Option<(domain::vote::Tally, Date)>,
    pub certificate: Option<String>,
    /// What the actor may do now.
    pub actions: Vec<Action>,
    pub own: bool,
    /// The actor may see the whole document number.
    pub unmasked: bool,
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

fn details_of(row: &ApplicationRow) -> Values {
    serde_json::from_str(&row.data).unwrap_or_default()
}

/// Entries that the application selected, of one section, in the order of the list.
fn chosen<'a>(section: SectionId, rows: &'a [EntryRow], selected: &[String]) -> Vec<&'a EntryRow> {
    records::sorted(section, rows).into_iter().filter(|row| !section.many() || selected.contains(&row.id)).collect()
}

/// A committee with the plan that matters today: the open one, else the next, else the last.
async fn committee(tx: &mut Tx, row: CommitteeRow, today: Date) -> Result<Committee> {
    let plans = catalogue::plans(tx, &row.id).await?;
    planned(row, plans, today)
}

/// [`committee`] with its plans at hand, latest opening first.
pub(crate) fn planned(row: CommitteeRow, plans: Vec<PlanRow>, today: Date) -> Result<Committee> {
    let mut plans: Vec<Plan> = plans.into_iter().map(plan_of).collect::<Result<_>>()?;
    let open = plans.iter().position(|plan| plan.opens_on <= today && today <= plan.submit_until);
    let next = plans.iter().rposition(|plan| plan.opens_on > today);
    let plan = open.or(next).or((!plans.is_empty()).then_some(0)).map(|place| plans.swap_remove(place));
    let series_name = domain::codes::SERIES.label(&row.series).unwrap_or(&row.series).to_owned();
    Ok(Committee {
        id: row.id,
        name: row.name,
        region: row.region_code,
        series: row.series,
        series_name,
        own_staff_of: row.own_staff_of,
        plan,
    })
}

fn plan_of(row: PlanRow) -> Result<Plan> {
    let list = |text: &str| text.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let date = |column: &'static str, text: &str| {
        Date::parse(text).map_err(|_| Error::Corrupt { table: "committee_plan", column, id: row.id.clone() })
    };
    Ok(Plan {
        year: row.year,
        levels: list(&row.levels),
        specialties: list(&row.specialties),
        person_types: list(&row.person_types),
        opens_on: date("opens_on", &row.opens_on)?,
        submit_until: date("submit_until", &row.submit_until)?,
        employer_until: date("employer_until", &row.employer_until)?,
        accept_until: date("accept_until", &row.accept_until)?,
        pay_until: date("pay_until", &row.pay_until)?,
    })
}

async fn rules(tx: &mut Tx) -> Result<Vec<eligibility::Rule>> {
    let mut rules = Vec::new();
    for row in catalogue::rules(tx).await? {
        let corrupt = |column| Error::Corrupt { table: "recognition_rule", column, id: row.id.clone() };
        rules.push(eligibility::Rule {
            valid_from: Date::parse(&row.valid_from).map_err(|_| corrupt("valid_from"))?,
            valid_to: match &row.valid_to {
                Some(text) => Some(Date::parse(text).map_err(|_| corrupt("valid_to"))?),
                None => None,
            },
            education: eligibility::Education::from_key(&row.education).ok_or_else(|| corrupt("education"))?,
            years: u8::try_from(row.years).map_err(|_| corrupt("years"))?,
            region: row.region_code,
            level: row.level,
            id: row.id,
        });
    }
    Ok(rules)
}

/// Until when an application that was submitted before may be mended, though the window has
/// closed: after a return, and after a withdrawal from such a mending. It holds for the
/// committee that it was submitted to and for no other.
fn correction(row: &ApplicationRow, details: &Values) -> Option<Date> {
    let same = row.committee_id.as_deref() == Some(details.get(recognition::COMMITTEE));
    row.submit_until.as_deref().filter(|_| same).and_then(|text| Date::parse(text).ok())
}

/// Gathers everything a decision needs.
async fn dossier(tx: &mut Tx, loaded: &Loaded, rows: &[EntryRow], selected: &[String], today: Date) -> Result<Dossier> {
    let details = details_of(&loaded.row);
    let basic = chosen(SectionId::Basic, rows, selected).first().map(|row| values_of(row)).unwrap_or_default();
    let unit = organisations::unit(tx, basic.get(basic::UNIT)).await?;
    let correction_until = correction(&loaded.row, &details);
    // What is being mended stays under the plan it was submitted under.
    let submitted = correction_until.and_then(|_| loaded.row.applied_on.as_deref());
    let planned = submitted.and_then(|text| Date::parse(text).ok()).unwrap_or(today);
    let committee = match catalogue::committee(tx, details.get(recognition::COMMITTEE)).await? {
        Some(row) => Some(committee(tx, row, planned).await?),
        None => None,
    };
    let specialty = catalogue::specialty(tx, details.get(recognition::SPECIALTY)).await?;
    let mut entries = Vec::new();
    for section in loaded.business.sections().iter().copied().filter(|section| section.many()) {
        entries
            .extend(chosen(section, rows, selected).into_iter().map(|row| (section, row.id.clone(), values_of(row))));
    }
    let of = |wanted: SectionId| entries.iter().filter(move |(section, ..)| *section == wanted);
    let studies: Vec<eligibility::Studied> =
        of(SectionId::Education).map(|(_, id, values)| education::studied(id, values)).collect();
    let jobs: Vec<eligibility::Worked> = of(SectionId::Work).map(|(_, _, values)| work::worked(values)).collect();
    let region = unit.as_ref().map_or("440000", |unit| unit.region_code.as_str()).to_owned();
    let eligibility = if details.has(recognition::LEVEL) && details.has(recognition::EDUCATION) {
        let chosen = Some(details.get(recognition::EDUCATION));
        let level = details.get(recognition::LEVEL);
        Some(eligibility::recognition(&rules(tx).await?, &region, &studies, chosen, &jobs, level, today))
    } else {
        None
    };
    let photo = photos::newest(tx, &loaded.row.person_id).await?;
    let holds_title = !certificates::of_person(tx, &loaded.row.person_id).await?.is_empty();
    Ok(Dossier {
        business: loaded.business,
        today,
        basic,
        entries,
        details,
        photo: photo.map(|row| row.warnings.lines().map(str::to_owned).collect()),
        unit_open: unit.as_ref().is_some_and(|unit| unit.open),
        unit_name: unit.map(|unit| unit.name).unwrap_or_default(),
        specialty_name: specialty.map(|row| row.name).unwrap_or_default(),
        committee,
        eligibility,
        holds_title,
        correction_until,
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
                let loaded = load(tx, &id).await?;
                guard(&actor, Verb::View, &loaded)?;
                let rows = record_store::entries(tx, &person).await?;
                let selected = applications::selected(tx, &id).await?;
                let dossier = dossier(tx, &loaded, &rows, &selected, today).await?;
                let form = loaded.business.form();
                let labels = labels::of(tx, form, &dossier.details, &rows).await?;
                let unfit = unfit(tx, form, &dossier.details, &labels).await?;
                let lines = lines(&dossier, &unfit);
                let context = Context { today, stage: Stage::Submit };
                let mut issues = check(form, &dossier.details, &context);
                merge(form, &mut issues, unfit);
                let unit = organisations::find(tx, dossier.basic.get(basic::UNIT)).await?;
                let route = unit.filter(|_| loaded.state.editable()).map_or(loaded.route, |unit| route(&unit));
                let mut lists = Vec::new();
                for section in loaded.business.sections().iter().copied().filter(|section| section.many()) {
                    let mut entries = Vec::new();
                    for row in chosen(section, &rows, &selected) {
                        entries.push(records::entry(tx, section, row, today).await?);
                    }
                    lists.push((section, entries));
                }
                let basic = match rows.iter().find(|row| row.section == SectionId::Basic.key()) {
                    Some(row) => records::entry(tx, SectionId::Basic, row, today).await?,
                    None => records::blank_basic(&person),
                };
                let educations = chosen(SectionId::Education, &rows, &selected)
                    .into_iter()
                    .map(|row| (row.id.clone(), education::label(&values_of(row))))
                    .collect();
                let returned = match loaded.state {
                    State::Returned(_) => {
                        let events = applications::events(tx, &id).await?;
                        let last = events.into_iter().rev().find(|row| row.action == Action::Return.key());
                        last.map(event).transpose()?
                    }
                    _ => None,
                };
                Ok(Draft {
                    id,
                    business: loaded.business,
                    state: loaded.state,
                    route,
                    number: loaded.row.number,
                    version: loaded.row.version,
                    values: dossier.details,
                    labels,
                    issues,
                    basic,
                    lists,
                    educations,
                    lines,
                    committee: dossier.committee,
                    eligibility: dossier.eligibility,
                    returned,
                    correction_until: dossier.correction_until,
                    photo: photos::newest(tx, &person).await?.map(|row| row.id),
                    today,
                })
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
                let loaded = load(tx, &id).await?;
                guard(&actor, Verb::Edit, &loaded)?;
                let rows = record_store::entries(tx, &loaded.row.person_id).await?;
                let selected = applications::selected(tx, &id).await?;
                let details = details_of(&loaded.row);
                let labels = labels::of(tx, loaded.business.form(), &details, &rows).await?;
                let photo = photos::newest(tx, &loaded.row.person_id).await?.map(|row| row.id);
                frozen(tx, &loaded, &rows, &selected, Given { id, values: details, labels }, photo, today).await
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
                let loaded = load(tx, &id).await?;
                guard(&actor, Verb::View, &loaded)?;
                let rows = record_store::entries(tx, &person).await?;
                let selected = applications::selected(tx, &id).await?;
                let mut entries = Vec::new();
                for row in records::sorted(section, &rows).into_iter().filter(|row| !selected.contains(&row.id)) {
                    entries.push(records::entry(tx, section, row, today).await?);
                }
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
                let loaded = load(tx, &id).await?;
                guard(&actor, Verb::Edit, &loaded)?;
                let row = record_store::entry(tx, &entry).await?.filter(|row| row.person_id == person);
                let row = row.ok_or(Error::NotFound)?;
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
        self.db.write(async move |tx| submit_in(tx, &actor, &id, &now, today).await).await
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
                let loaded = load(tx, &id).await?;
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
                advance(tx, &actor, loaded, action, "", round, "", &now).await.map(drop)
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
                let loaded = load(tx, &id).await?;
                guard(&actor, Verb::View, &loaded)?;
                dossiered(tx, &actor, loaded).await
            })
            .await
    }
}

/// [`Backend::apply`] within a transaction.
pub(crate) async fn apply_in(tx: &mut Tx, person: &str, name: &str, business: Business, now: &str) -> Result<String> {
    let open_key = format!("{person}:{}", business.key());
    if let Some(row) = applications::open(tx, &open_key).await? {
        return Ok(row.id);
    }
    let id = ids::new();
    let row = ApplicationRow {
        id: id.clone(),
        person_id: person.to_owned(),
        business: business.key().to_owned(),
        number: None,
        state: State::Draft.key().to_owned(),
        route: Route::full().to_string(),
        data: "{}".to_owned(),
        version: 1,
        save_key: String::new(),
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
    for entry in record_store::entries(tx, person).await? {
        let section = SectionId::from_key(&entry.section);
        if section.is_some_and(|section| section.many() && business.sections().contains(&section)) {
            applications::select(tx, &id, &entry.id).await?;
        }
    }
    Ok(id)
}

/// [`Backend::save_details`] within a transaction.
pub(crate) async fn save_details_in(tx: &mut Tx, actor: &Actor, save: Save, now: &str, today: Date) -> Result<Saved> {
    let loaded = load(tx, &save.id).await?;
    guard(actor, Verb::Edit, &loaded)?;
    let form = loaded.business.form();
    let rows = record_store::entries(tx, &loaded.row.person_id).await?;
    let mut mine = normalised(form, &save.values, today);
    labels::derive(tx, form, &mut mine, &rows).await?;
    let labels = labels::of(tx, form, &mine, &rows).await?;
    let mut issues = check(form, &mine, &Context { today, stage: Stage::Save });
    merge(form, &mut issues, unknown(form, &mine, &labels));
    merge(form, &mut issues, of_series(tx, &mine).await?);
    let stored = details_of(&loaded.row);
    let version = loaded.row.version;
    match records::meet(&save, &mine, version, &loaded.row.save_key, &stored) {
        Meeting::Again => return Ok(Saved::Stored { version, issues, values: mine }),
        Meeting::Conflict => return Ok(Saved::Conflict { version, stored }),
        Meeting::Go => {}
    }
    let next = ApplicationRow {
        data: encode(&mine)?,
        version: version + 1,
        save_key: save.key,
        updated_at: now.to_owned(),
        ..loaded.row
    };
    if applications::update(tx, &next, version).await? != 1 {
        return Err(Error::Conflict);
    }
    Ok(Saved::Stored { version: next.version, issues, values: mine })
}

/// A title and a specialty belong to the series that is applied for.
async fn of_series(tx: &mut Tx, values: &Values) -> Result<Vec<Issue>> {
    let series = values.get(recognition::SERIES);
    let mut issues = Vec::new();
    if series.is_empty() {
        return Ok(issues);
    }
    let form = &recognition::FORM;
    let title = catalogue::title(tx, values.get(recognition::TITLE)).await?;
    if title.is_some_and(|row| row.series != series) {
        let said = "申报职称名称不属于所选的专业系列，请重新选择申报职称名称".to_owned();
        issues.push(domain::check::at(form, recognition::TITLE, What::Say(said)));
    }
    let specialty = catalogue::specialty(tx, values.get(recognition::SPECIALTY)).await?;
    if specialty.is_some_and(|row| row.series != series) {
        let said = "申报专业名称不属于所选的专业系列，请重新选择申报专业名称".to_owned();
        issues.push(domain::check::at(form, recognition::SPECIALTY, What::Say(said)));
    }
    Ok(issues)
}

/// Choices of the application's own form that name nothing or do not belong together.
async fn unfit(tx: &mut Tx, form: &Form, details: &Values, labels: &Labels) -> Result<Vec<Issue>> {
    let mut unfit = unknown(form, details, labels);
    merge(form, &mut unfit, of_series(tx, details).await?);
    Ok(unfit)
}

/// The check list, with what only the server can find out.
fn lines(dossier: &Dossier, unfit: &[Issue]) -> Vec<Line> {
    let mut lines = readiness::lines(dossier);
    if !unfit.is_empty() {
        let place = |key| readiness::Place::Details { key };
        lines.push(Line {
            result: readiness::Result::Block,
            title: "选定的系列、专业、职称相符".to_owned(),
            problems: unfit.iter().map(|issue| (format!("申报信息：{issue}"), place(issue.key))).collect(),
        });
    }
    lines
}

/// The unit's route, with only those authorities that exist for it.
fn route(unit: &OrganisationRow) -> Route {
    let mut levels = Route::parse(&unit.route).unwrap_or_else(Route::full).levels().to_vec();
    levels.retain(|level| match level {
        Level::Department => unit.department_id.is_some(),
        Level::Hrss => unit.hrss_id.is_some(),
        Level::Unit | Level::Committee => true,
    });
    Route::new(levels).unwrap_or_else(Route::full)
}

/// The selected entries and the own form, with their labels.
async fn frozen(
    tx: &mut Tx,
    loaded: &Loaded,
    rows: &[EntryRow],
    selected: &[String],
    own: Given,
    photo: Option<String>,
    today: Date,
) -> Result<Snapshot> {
    let mut parts = Vec::new();
    for section in loaded.business.sections() {
        let mut given = Vec::new();
        for row in chosen(*section, rows, selected) {
            let values = values_of(row);
            let labels = labels::of(tx, section.section().form, &values, rows).await?;
            given.push(Given { id: row.id.clone(), values, labels });
        }
        parts.push((*section, given));
    }
    Ok(Snapshot::take(loaded.business, today, photo, &parts, own))
}

/// The hash that binds a snapshot to its paper: SHA-256 of the stored text, hex.
pub(crate) fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// [`Backend::submit`] within a transaction.
pub(crate) async fn submit_in(tx: &mut Tx, actor: &Actor, id: &str, now: &Timestamp, today: Date) -> Result<Submitted> {
    let mut loaded = load(tx, id).await?;
    // The same submit again: a double click, or the answer was lost on the way.
    if standing(actor, &loaded.row) == Standing::Own
        && loaded.state.waits_for().is_some()
        && let Some(number) = &loaded.row.number
    {
        return Ok(Submitted::In { number: number.clone() });
    }
    guard(actor, Verb::Act(Action::Submit), &loaded)?;
    let rows = record_store::entries(tx, &loaded.row.person_id).await?;
    let selected = applications::selected(tx, id).await?;
    let dossier = dossier(tx, &loaded, &rows, &selected, today).await?;
    let form = loaded.business.form();
    let details = dossier.details.clone();
    let labels = labels::of(tx, form, &details, &rows).await?;
    let lines = lines(&dossier, &unfit(tx, form, &details, &labels).await?);
    if readiness::blocking(&lines).next().is_some() {
        return Ok(Submitted::Blocked(lines));
    }

    let unit = organisations::unit(tx, dossier.basic.get(basic::UNIT)).await?.ok_or(Error::NotFound)?;
    let committee = catalogue::committee(tx, details.get(recognition::COMMITTEE)).await?.ok_or(Error::NotFound)?;
    let photo = photos::newest(tx, &loaded.row.person_id).await?;
    let own = Given { id: id.to_owned(), values: details, labels };
    let photo_id = photo.map(|row| row.id);
    let snapshot = frozen(tx, &loaded, &rows, &selected, own, photo_id.clone(), today).await?;
    let text = serde_json::to_string(&snapshot).map_err(|_| Error::Corrupt {
        table: "application_snapshot",
        column: "data",
        id: id.to_owned(),
    })?;
    let sha256 = hash(&text);
    let round = applications::snapshot(tx, id).await?.map_or(0, |snapshot| snapshot.round) + 1;
    let row = SnapshotRow { round, data: text, sha256: sha256.clone(), photo_id };
    applications::insert_snapshot(tx, id, row, &now.to_string()).await?;

    let number = match &loaded.row.number {
        Some(number) => number.clone(),
        None => {
            let prefix = format!("SQ{}", today.year());
            let serial = applications::next_serial(tx, &prefix).await?;
            format!("{prefix}{serial:06}")
        }
    };
    loaded.route = route(&unit);
    loaded.row.route = loaded.route.to_string();
    loaded.row.number = Some(number.clone());
    // What was sent back is the same application still; what was withdrawn is made anew.
    if loaded.state == State::Draft || loaded.row.applied_on.is_none() {
        loaded.row.applied_on = Some(today.to_string());
    }
    loaded.row.unit_id = Some(unit.id);
    loaded.row.department_id = unit.department_id.filter(|_| loaded.route.levels().contains(&Level::Department));
    loaded.row.hrss_id = Some(confirms(tx, unit.hrss_id, &committee.office_id).await?);
    loaded.row.committee_id = Some(committee.id);
    loaded.row.office_id = Some(committee.office_id);
    let window = dossier.committee.and_then(|committee| committee.plan).map(|plan| plan.submit_until);
    // A right to mend outlives the submit: whoever withdraws to mend more still has it.
    loaded.row.submit_until = window.max(dossier.correction_until).map(|until| until.to_string());
    loaded.row.applicant_name = dossier.basic.get(basic::NAME).to_owned();
    advance(tx, actor, loaded, Action::Submit, "", round, &sha256, now).await?;
    Ok(Submitted::In { number })
}

/// The bureau that confirms: that of the unit, else that of the committee's office.
async fn confirms(tx: &mut Tx, of_unit: Option<String>, office: &str) -> Result<String> {
    let of_office = match of_unit {
        Some(bureau) => return Ok(bureau),
        None => organisations::find(tx, office).await?.and_then(|office| office.hrss_id),
    };
    of_office.ok_or_else(|| {
        Error::Refused("人事管理单位和评委会都没有对应的人社部门，不能提交，请联系人事管理单位核对".to_owned())
    })
}

/// Days that a returned application may be mended in, though the window has closed.
const CORRECTION_DAYS: i64 = 7;

/// Moves an application one step, writes the event, and says the new state.
/// The only place that changes a state.
#[expect(clippy::too_many_arguments, reason = "one transition's worth of facts")]
pub(crate) async fn advance(
    tx: &mut Tx,
    actor: &Actor,
    loaded: Loaded,
    action: Action,
    reason: &str,
    round: i64,
    sha256: &str,
    now: &Timestamp,
) -> Result<State> {
    let (_, next) = step(loaded.state, action, &loaded.route).ok_or(Error::Denied(Denied::State(loaded.state)))?;
    let at = now.to_string();
    let before = loaded.row.version;
    let mut row = loaded.row;
    row.state = next.key().to_owned();
    row.version += 1;
    row.updated_at = at.clone();
    row.waits_for = match next.waits_for() {
        Some(Level::Unit) => row.unit_id.clone(),
        Some(Level::Department) => row.department_id.clone(),
        Some(Level::Hrss) => row.hrss_id.clone(),
        Some(Level::Committee) => row.office_id.clone(),
        None => None,
    };
    row.waits_since = row.waits_for.is_some().then(|| at.clone());
    if next.outcome().is_some() {
        row.open_key = None;
    }
    if matches!(next, State::Returned(_)) {
        let until = now.local_date().plus_days(CORRECTION_DAYS);
        let window = row.submit_until.as_deref().and_then(|text| Date::parse(text).ok());
        row.submit_until = until.max(window).map(|date| date.to_string());
    }
    if applications::update(tx, &row, before).await? != 1 {
        return Err(Error::Conflict);
    }
    let organisation = actor.organisation.as_ref().map_or("", |organisation| organisation.name.as_str());
    applications::insert_event(
        tx,
        NewEvent {
            id: ids::new(),
            application: &row.id,
            at: &at,
            actor: &actor.account,
            actor_name: &actor.name,
            organisation_name: organisation,
            action: action.key(),
            from_state: loaded.state.key(),
            to_state: next.key(),
            reason,
            round,
            sha256,
        },
    )
    .await?;
    if next == State::Closed(Outcome::Passed) {
        verify_entries(tx, &row.id, actor, &at).await?;
    }
    Ok(next)
}

/// What a passed application confirmed becomes part of the library (入库), unless it has changed since.
async fn verify_entries(tx: &mut Tx, application: &str, actor: &Actor, at: &str) -> Result<()> {
    let Some(snapshot) = snapshot_of(tx, application).await? else { return Ok(()) };
    let by = actor.organisation.as_ref().map_or(actor.name.as_str(), |organisation| organisation.name.as_str());
    for part in snapshot.0.parts.iter().filter(|part| part.many) {
        for frozen in &part.entries {
            let Some(row) = record_store::entry(tx, &frozen.id).await? else { continue };
            let values = values_of(&row);
            if frozen.cells.iter().all(|cell| values.get(&cell.key) == cell.raw) {
                record_store::verify(tx, &row.id, by, at).await?;
            }
        }
    }
    Ok(())
}

/// The frozen version and its row.
pub(crate) async fn snapshot_of(tx: &mut Tx, application: &str) -> Result<Option<(Snapshot, SnapshotRow)>> {
    let Some(row) = applications::snapshot(tx, application).await? else { return Ok(None) };
    let snapshot = serde_json::from_str(&row.data).map_err(|_| Error::Corrupt {
        table: "application_snapshot",
        column: "data",
        id: application.to_owned(),
    })?;
    Ok(Some((snapshot, row)))
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
    let tally = applications::tally(tx, &id).await?.and_then(tally_of);
    let certificate = certificates::of_application(tx, &id).await?.map(|row| row.number);
    let committee = match &loaded.row.committee_id {
        Some(id) => catalogue::committee(tx, id).await?.map(|row| row.name).unwrap_or_default(),
        None => String::new(),
    };
    let unit = match &loaded.row.unit_id {
        Some(id) => organisations::find(tx, id).await?.map(|row| row.name).unwrap_or_default(),
        None => String::new(),
    };
    let due = crate::reviews::due(tx, &loaded).await?;
    let date = |text: &Option<String>| text.as_deref().and_then(|text| Date::parse(text).ok());
    let (round, hash) = snapshot.as_ref().map_or((0, String::new()), |(_, row)| (row.round, row.sha256.clone()));
    // domain.md §1.8: the number is masked for everyone but the person, the verifying unit and HRSS.
    let unmasked = own || matches!(actor.role.level(), Some(Level::Unit | Level::Hrss));
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
        snapshot: snapshot.map(|(snapshot, _)| if unmasked { snapshot } else { snapshot.masked() }),
        hash,
        events,
        tally,
        certificate,
        actions,
        own,
        unmasked,
        committee,
        unit,
        id,
    })
}

pub(crate) fn tally_of(row: applications::TallyRow) -> Option<(domain::vote::Tally, Date)> {
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
