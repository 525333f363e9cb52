//! 审核, from the authorities' side: the queue, the decision, the committee's tally.

use domain::{
    access::{Standing, Verb, may},
    business::Business,
    date::Date,
    vote::Tally,
    workflow::{Action, Level, Route, State},
};

use crate::{
    Actor, Backend, Error, Result,
    applications::{advance, guard, load, loaded},
    clock::Timestamp,
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
    pub unit: String,
    pub committee: String,
    pub applied_on: Option<Date>,
    /// Since when it has been here.
    pub since: Option<Timestamp>,
    /// Last day of the plan's window.
    pub submit_until: Option<Date>,
}

/// A page of the queue; `next` continues it.
#[derive(Clone, Debug)]
pub struct Queue {
    pub lines: Vec<QueueLine>,
    pub next: Option<(String, String)>,
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

impl Backend {
    /// One page of the actor's queue.
    pub async fn queue(&self, actor: &Actor, tab: Tab, after: Option<(String, String)>) -> Result<Queue> {
        may(actor.role, Verb::Queue, Standing::Scope, State::Draft, &Route::full())?;
        let organisation = actor.organisation.as_ref().ok_or(Error::NotFound)?.id.clone();
        let side = match actor.role.level() {
            Some(Level::Unit) => Side::Unit,
            Some(Level::Department) => Side::Department,
            Some(Level::Hrss) => Side::Hrss,
            Some(Level::Committee) => Side::Office,
            None => return Err(Error::NotFound),
        };
        self.db
            .read(async move |tx| {
                let mut rows = match tab {
                    Tab::Waiting => applications::waiting(tx, &organisation, after, PAGE + 1).await?,
                    Tab::Handled => applications::handled(tx, side, &organisation, after, PAGE + 1).await?,
                };
                let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
                let more = rows.len() > shown;
                rows.truncate(shown);
                let next = rows.last().filter(|_| more).map(|row| match tab {
                    Tab::Waiting => (row.waits_since.clone().unwrap_or_default(), row.id.clone()),
                    Tab::Handled => (row.updated_at.clone(), row.id.clone()),
                });
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
                    let date = |text: &Option<String>| text.as_deref().and_then(|text| Date::parse(text).ok());
                    lines.push(QueueLine {
                        applied_on: date(&loaded.row.applied_on),
                        since: loaded.row.waits_since.as_deref().and_then(Timestamp::parse),
                        submit_until: date(&loaded.row.submit_until),
                        id: loaded.row.id,
                        number: loaded.row.number.unwrap_or_default(),
                        business: loaded.business,
                        state: loaded.state,
                        applicant: loaded.row.applicant_name,
                        unit,
                        committee,
                    });
                }
                Ok(Queue { lines, next })
            })
            .await
    }

    /// Decides about an application; gives the certificate's number when this issued one.
    ///
    /// # Errors
    /// [`Error::Refused`] with the sentence when a reason is missing or the votes do not stand,
    /// [`Error::Conflict`] when somebody has decided in between, denied otherwise.
    pub async fn decide(&self, actor: &Actor, id: &str, decision: Decision) -> Result<Option<String>> {
        let reason = domain::text::clean(decision.reason.trim());
        if decision.action.needs_reason() && reason.is_empty() {
            return Err(Error::Refused(format!("请填写{}的原因，申报人要照着它修改", decision.action.label())));
        }
        let length = domain::text::count(&reason);
        if length > REASON_MAX {
            return Err(Error::Refused(format!(
                "意见最多 {REASON_MAX} 字，现在有 {length} 字，请删去 {} 字",
                length - REASON_MAX
            )));
        }
        let actor = actor.clone();
        let now = self.clock.now();
        let id = id.to_owned();
        self.db
            .write(async move |tx| {
                let loaded = load(tx, &id).await?;
                let action = match (&decision.tally, decision.action) {
                    // The votes decide, not the button.
                    (Some((tally, _)), Action::Pass | Action::Fail) => {
                        if tally.passed().map_err(|error| Error::Refused(error.to_string()))? {
                            Action::Pass
                        } else {
                            Action::Fail
                        }
                    }
                    (None, Action::Pass | Action::Fail) => {
                        return Err(Error::Refused("请填写表决的人数和票数".to_owned()));
                    }
                    (_, action) => action,
                };
                guard(&actor, Verb::Act(action), &loaded)?;
                if loaded.row.version != decision.version {
                    return Err(Error::Conflict);
                }
                let (round, sha256) = applications::snapshot(tx, &id)
                    .await?
                    .map_or((0, String::new()), |snapshot| (snapshot.round, snapshot.sha256));
                if let Some((tally, voted_on)) = decision.tally.filter(|_| matches!(action, Action::Pass | Action::Fail)) {
                    if voted_on > now.local_date() {
                        return Err(Error::Refused("表决日期不能晚于今天，请改正".to_owned()));
                    }
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
                    Action::Confirm => Some(crate::certificates::issue(tx, &loaded, &actor, &now).await?),
                    _ => None,
                };
                advance(tx, &actor, loaded, action, &reason, round, &sha256, &now).await?;
                Ok(number)
            })
            .await
    }
}
