//! 审核, from the authorities' side: the queue, the decision, the committee's tally.

use domain::{
    access::{Denied, Role, Standing, Verb, may},
    application,
    business::Business,
    date::Date,
    issue::{Issue, What},
    vote::{self, Tally, TallyError},
    workflow::{Action, Level, Route, State},
};

use crate::{
    Actor, Backend, Error, Result,
    applications::{Loaded, guard, load_for, loaded, standing},
    clock::Timestamp,
    db::Tx,
    steps::{advance, snapshot_of},
    store::{
        applications::{self, Side, TallyRow},
        catalogue, organisations,
    },
};

/// Longest reason of a return or refusal, characters.
pub const REASON_MAX: usize = 1000;
/// Lines of a page of the queue.
pub const PAGE: i64 = 20;

/// Which applications to list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// Waiting for this authority, longest waiting first.
    Waiting,
    /// Has been here, latest change first.
    Handled,
}

/// A line of the queue.
#[derive(Clone, Debug)]
pub struct QueueLine {
    pub id: String,
    pub number: String,
    pub business: Business,
    pub state: State,
    pub applicant: String,
    /// What is applied for: specialty and title.
    pub specialty: String,
    pub title: String,
    /// How often it has been submitted.
    pub round: i64,
    pub unit: String,
    pub committee: String,
    pub applied_on: Option<Date>,
    /// Since when it has been here.
    pub since: Option<Timestamp>,
    /// The day by which the authority has to be done that has it now.
    pub due: Option<Date>,
}

/// A page of the queue; `next` continues it.
#[derive(Clone, Debug)]
pub struct Queue {
    pub lines: Vec<QueueLine>,
    pub next: Option<(String, String)>,
    /// How many wait in all.
    pub waiting: i64,
}

/// What waits next, for the link to it.
#[derive(Clone, Debug)]
pub struct Next {
    pub id: String,
    pub number: String,
    pub applicant: String,
}

/// A decision as it comes from the page.
#[derive(Clone, Debug)]
pub struct Decision {
    pub action: Action,
    pub reason: String,
    /// For the committee: the counted vote and its day.
    pub tally: Option<(Tally, Date)>,
    /// The version that the reviewer has seen.
    pub version: i64,
}

/// The key of the field in which a reason is typed.
pub const REASON: &str = "reason";

/// What is wrong with a decision by itself; `applied_on` is that of the application.
/// Findings about the votes stand at the fields of [`vote::FORM`].
pub fn problems(decision: &Decision, applied_on: Option<Date>, today: Date) -> Vec<Issue> {
    let label = "审核意见";
    let mut found = Vec::new();
    let reason = domain::text::clean(&decision.reason);
    if decision.action.needs_reason() && reason.is_empty() {
        let reader = match decision.action {
            Action::Return => "申报人要照着它修改",
            _ => "申报人会看到",
        };
        let says = format!("请填写{}的原因，{reader}", decision.action.label());
        found.push(Issue { key: REASON, label, what: What::Say(says) });
    }
    let length = domain::text::count(&reason);
    if length > REASON_MAX {
        found.push(Issue { key: REASON, label, what: What::TooLong { max: REASON_MAX, got: length } });
    }
    let voted_on = |what| domain::check::at(&vote::FORM, vote::VOTED_ON, what);
    match (&decision.tally, decision.action) {
        (Some((tally, day)), Action::Pass | Action::Fail) => {
            found.extend(tally.passed().err().map(TallyError::issue));
            if *day > today {
                found.push(voted_on(What::Future { today }));
            } else if let Some(first) = applied_on.filter(|first| day < first) {
                found.push(voted_on(What::Say(format!("表决日期不能早于申请日期 {first}，请改正"))));
            }
        }
        (None, Action::Pass | Action::Fail) => {
            found.push(domain::check::at(&vote::FORM, vote::SIZE, What::Fill));
        }
        _ => {}
    }
    found
}

/// The day by which the authority has to be done that has it now: a cut-off of the
/// plan under which it was submitted (`domain.md` §1.2). None while it waits for nobody, or for the confirmation.
pub(crate) async fn due(tx: &mut Tx, loaded: &Loaded) -> Result<Option<Date>> {
    let State::At(level) = loaded.state else { return Ok(None) };
    let (Some(committee), Some(applied_on)) = (&loaded.row.committee_id, &loaded.row.applied_on) else {
        return Ok(None);
    };
    // Latest first: the last one that had opened.
    let plan = catalogue::plans(tx, committee).await?.into_iter().find(|plan| plan.opens_on <= *applied_on);
    let Some(plan) = plan else { return Ok(None) };
    let text = if level == Level::Unit { &plan.employer_until } else { &plan.accept_until };
    let corrupt = |_| Error::Corrupt { table: "committee_plan", column: "accept_until", id: plan.id.clone() };
    Date::parse(text).map(Some).map_err(corrupt)
}

/// States in which an application has come to the authority of a role.
fn come_to(role: Role) -> Vec<&'static str> {
    let (route, standing) = (Route::full(), Standing::Scope);
    let seen = |state: &State| may(role, Verb::View, standing, *state, &route).is_ok();
    State::all().into_iter().filter(seen).map(State::key).collect()
}

/// The organisation whose queue the actor works off.
pub(crate) fn reviewing(actor: &Actor) -> Result<String> {
    may(actor.role, Verb::Queue, Standing::Scope, State::Draft, &Route::full())?;
    Ok(actor.organisation.as_ref().ok_or(Error::NotFound)?.id.clone())
}

/// [`Backend::next_waiting`] within a transaction.
pub(crate) async fn behind(tx: &mut Tx, organisation: &str, id: &str, since: Option<String>) -> Result<Option<Next>> {
    let behind = match since {
        Some(since) => applications::waiting_names(tx, organisation, Some((since, id.to_owned())), 1).await?,
        None => Vec::new(),
    };
    let first =
        if behind.is_empty() { applications::waiting_names(tx, organisation, None, 2).await? } else { Vec::new() };
    let next = behind.into_iter().chain(first).find(|row| row.id != id);
    Ok(next.map(|row| Next { id: row.id, number: row.number.unwrap_or_default(), applicant: row.applicant_name }))
}

impl Backend {
    /// One page of the actor's queue.
    pub async fn queue(&self, actor: &Actor, tab: Tab, after: Option<(String, String)>) -> Result<Queue> {
        let organisation = reviewing(actor)?;
        let side = match actor.role.level() {
            Some(Level::Unit) => Side::Unit,
            Some(Level::Department) => Side::Department,
            Some(Level::Hrss) => Side::Hrss,
            Some(Level::Committee) => Side::Office,
            None => return Err(Error::NotFound),
        };
        let actor = actor.clone();
        self.db
            .read(async move |tx| {
                let mut rows = match tab {
                    Tab::Waiting => applications::waiting(tx, &organisation, after, PAGE + 1).await?,
                    Tab::Handled => {
                        let states = come_to(actor.role);
                        applications::handled(tx, side, &organisation, &states, after, PAGE + 1).await?
                    }
                };
                let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
                let more = rows.len() > shown;
                rows.truncate(shown);
                let next = rows.last().filter(|_| more).map(|row| match tab {
                    Tab::Waiting => (row.waits_since.clone().unwrap_or_default(), row.id.clone()),
                    Tab::Handled => (row.updated_at.clone(), row.id.clone()),
                });
                let waiting = applications::count_waiting(tx, &organisation).await?;
                let mut lines = Vec::new();
                for row in rows {
                    let unit = match &row.unit_id {
                        Some(id) => organisations::find(tx, id).await?.map(|row| row.name).unwrap_or_default(),
                        None => String::new(),
                    };
                    let committee = match &row.committee_id {
                        Some(id) => catalogue::committee(tx, id).await?.map(|row| row.name).unwrap_or_default(),
                        None => String::new(),
                    };
                    let loaded = loaded(row)?;
                    // An authority that its route leaves out has not seen it.
                    if guard(&actor, Verb::View, &loaded).is_err() {
                        continue;
                    }
                    let due = due(tx, &loaded).await?;
                    let frozen = snapshot_of(tx, &loaded.row.id).await?;
                    let form = loaded.business.form().key;
                    let shown =
                        |key| frozen.as_ref().map(|(frozen, _)| frozen.whole.shown(form, key)).unwrap_or_default();
                    lines.push(QueueLine {
                        specialty: shown(application::SPECIALTY).to_owned(),
                        title: shown(application::TITLE).to_owned(),
                        round: frozen.as_ref().map_or(0, |(_, row)| row.round),
                        applied_on: loaded.row.applied_on.as_deref().and_then(|text| Date::parse(text).ok()),
                        since: loaded.row.waits_since.as_deref().and_then(Timestamp::parse),
                        due,
                        id: loaded.row.id,
                        number: loaded.row.number.unwrap_or_default(),
                        business: loaded.business,
                        state: loaded.state,
                        applicant: loaded.row.applicant_name,
                        unit,
                        committee,
                    });
                }
                Ok(Queue { lines, next, waiting })
            })
            .await
    }

    /// What waits for the actor's organisation behind this application, else from the
    /// beginning of the queue; never this one. `since` is when it came there.
    pub async fn next_waiting(&self, actor: &Actor, id: &str, since: Option<Timestamp>) -> Result<Option<Next>> {
        let organisation = reviewing(actor)?;
        let (since, id) = (since.map(String::from), id.to_owned());
        self.db.read(async move |tx| behind(tx, &organisation, &id, since).await).await
    }

    /// Decides about an application; gives the certificate's number when this issued one.
    ///
    /// # Errors
    /// [`Error::Refused`] with the sentence when a reason is missing or the votes do not stand,
    /// [`Error::Conflict`] when somebody has decided in between, denied otherwise.
    pub async fn decide(&self, actor: &Actor, id: &str, decision: Decision) -> Result<Option<String>> {
        let reason = domain::text::clean(&decision.reason).into_owned();
        let actor = actor.clone();
        let now = self.clock.now();
        let id = id.to_owned();
        self.db
            .write(async move |tx| {
                let loaded = load_for(tx, &actor, Verb::View, &id).await?;
                // Own applications are moved on by the use cases that check them.
                if standing(&actor, &loaded.row) == Standing::Own {
                    return Err(Error::Denied(Denied::Role));
                }
                if loaded.row.version != decision.version {
                    return Err(Error::Conflict);
                }
                let applied_on = loaded.row.applied_on.as_deref().and_then(|text| Date::parse(text).ok());
                if let Some(issue) = problems(&decision, applied_on, now.local_date()).first() {
                    return Err(Error::Refused(issue.to_string()));
                }
                let action = match (&decision.tally, decision.action) {
                    // The votes decide, not the button.
                    (Some((tally, _)), Action::Pass | Action::Fail) => {
                        if tally.passed().map_err(|error| Error::Refused(error.to_string()))? {
                            Action::Pass
                        } else {
                            Action::Fail
                        }
                    }
                    (_, action) => action,
                };
                guard(&actor, Verb::Act(action), &loaded)?;
                let (round, sha256) = applications::snapshot(tx, &id)
                    .await?
                    .map_or((0, String::new()), |snapshot| (snapshot.round, snapshot.sha256));
                if let Some((tally, voted_on)) =
                    decision.tally.filter(|_| matches!(action, Action::Pass | Action::Fail))
                {
                    applications::insert_tally(
                        tx,
                        &id,
                        TallyRow {
                            round,
                            size: i64::from(tally.size),
                            present: i64::from(tally.present),
                            yes: i64::from(tally.yes),
                            no: i64::from(tally.no),
                            abstain: i64::from(tally.abstain),
                            voted_on: voted_on.to_string(),
                        },
                    )
                    .await?;
                }
                let number = match action {
                    Action::Confirm => Some(crate::certificates::issue(tx, &loaded, &actor, now).await?),
                    _ => None,
                };
                advance(tx, &actor, loaded, action, &reason, round, &sha256, now).await?;
                Ok(number)
            })
            .await
    }
}
