//! One step of an application: what is frozen at a submit, the change of state with its event,
//! and what a passed application leaves behind in the record.
//!
//! [`advance`] is the only place that changes a state. Who may take a step, and what must be
//! true before it, is asked by the use cases. To add one: an arm of `domain::workflow::step`.

use std::sync::{Arc, LazyLock, OnceLock};

use domain::{
    access::{Denied, Standing, Verb},
    application,
    date::Date,
    policy::assessment,
    readiness,
    record::basic,
    snapshot::{Given, Snapshot},
    workflow::{Action, Level, Outcome, Route, State, step},
};

use crate::{
    Actor, Error, Result,
    applications::{Loaded, Submitted, guard, load_as, standing},
    attachments,
    clock::Timestamp,
    db::{
        Tx,
        lately::{Lately, Weight},
    },
    dossier::{chosen, gathered, lines, unfit},
    ids, labels,
    records::values_of,
    store::{
        applications::{self, NewEvent, SnapshotRow},
        attachments as attachment_store, catalogue,
        organisations::{self, OrganisationRow},
        photos,
        records::{self as record_store, EntryRow},
    },
};

/// The unit's route, with only those authorities that exist for it.
pub(crate) fn route(unit: &OrganisationRow) -> Route {
    let mut levels = Route::parse(&unit.route).unwrap_or_else(Route::full).levels().to_vec();
    levels.retain(|level| match level {
        Level::Department => unit.department_id.is_some(),
        Level::Hrss => unit.hrss_id.is_some(),
        Level::Unit | Level::Committee => true,
    });
    Route::new(levels).unwrap_or_else(Route::full)
}

/// The selected entries and the own form, with their labels.
pub(crate) async fn frozen(
    tx: &mut Tx,
    loaded: &Loaded,
    rows: &[EntryRow],
    selected: &[String],
    own: Given,
    photo: Option<String>,
    today: Date,
) -> Result<Snapshot> {
    let mut attached = attachments::by_entry(tx, &loaded.row.person_id).await?;
    let mut parts = Vec::new();
    for section in loaded.business.asked(&own.values) {
        let mut given = Vec::new();
        for row in chosen(section, rows, selected) {
            let values = values_of(row);
            let labels = labels::of(tx, section.section().form, &values, rows).await?;
            let files = attached.remove(&row.id).unwrap_or_default();
            given.push(Given { id: row.id.clone(), values, labels, files });
        }
        parts.push((section, given));
    }
    Ok(Snapshot::take(loaded.business, today, photo, &parts, own))
}

/// The hash that binds a snapshot to its paper: SHA-256 of the stored text, hex.
pub(crate) fn hash(text: &str) -> String {
    ids::sha256(text.as_bytes())
}

/// [`Backend::submit`] within a transaction.
pub(crate) async fn submit_in(tx: &mut Tx, actor: &Actor, id: &str, now: Timestamp, today: Date) -> Result<Submitted> {
    let mut loaded = load_as(tx, actor, Verb::Act(Action::Submit), id).await?;
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
    let gathered = gathered(tx, &loaded, &rows, &selected, today).await?;
    let looked = gathered.looked();
    let dossier = gathered.dossier;
    let form = loaded.business.form();
    let details = dossier.details.clone();
    let labels = labels::of(tx, form, &details, &rows).await?;
    let lines = lines(&dossier, &looked, &unfit(tx, form, &details, &labels).await?);
    if readiness::blocking(&lines).next().is_some() {
        return Ok(Submitted::Blocked(lines));
    }

    let unit = gathered.unit.ok_or(Error::NotFound)?;
    let committee = catalogue::committee(tx, details.get(application::COMMITTEE)).await?.ok_or(Error::NotFound)?;
    let photo = photos::newest(tx, &loaded.row.person_id).await?;
    let files = attachments::of_application(tx, id).await?;
    let own = Given { id: id.to_owned(), values: details, labels, files };
    let photo_id = photo.map(|row| row.id);
    let mut snapshot = frozen(tx, &loaded, &rows, &selected, own, photo_id.clone(), today).await?;
    assessment::mark(&mut snapshot, &dossier.assessment);
    let text = serde_json::to_string(&snapshot).map_err(|_| Error::Corrupt {
        table: "application_snapshot",
        column: "data",
        id: id.to_owned(),
    })?;
    let sha256 = hash(&text);
    let round = applications::snapshot(tx, id).await?.map_or(0, |snapshot| snapshot.round) + 1;
    let row = SnapshotRow { round, sha256: sha256.clone(), photo_id };
    applications::insert_snapshot(tx, id, row, text, &now.to_string()).await?;
    for file in snapshot.files() {
        attachment_store::freeze(tx, id, round, &file.id).await?;
    }

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
    now: Timestamp,
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
    for part in snapshot.0.whole.parts.iter().filter(|part| part.many) {
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

/// What was submitted.
#[derive(Clone, Debug)]
pub(crate) struct Frozen {
    pub whole: Arc<Snapshot>,
    /// Made when it is first asked for.
    masked: Arc<OnceLock<Arc<Snapshot>>>,
    bytes: usize,
}

impl Frozen {
    /// For those who may not see the person's numbers.
    pub fn masked(&self) -> Arc<Snapshot> {
        Arc::clone(self.masked.get_or_init(|| Arc::new(Snapshot::clone(&self.whole).masked())))
    }
}

impl Weight for Frozen {
    fn bytes(&self) -> usize {
        self.bytes
    }
}

/// By application, round and hash: the text that these name never changes.
static FROZEN: LazyLock<Lately<(String, i64, String), Frozen>> = LazyLock::new(Lately::default);

/// The frozen version and its row.
pub(crate) async fn snapshot_of(tx: &mut Tx, application: &str) -> Result<Option<(Frozen, SnapshotRow)>> {
    let Some(row) = applications::snapshot(tx, application).await? else { return Ok(None) };
    let name = (application.to_owned(), row.round, row.sha256.clone());
    if let Some(frozen) = FROZEN.get(&name) {
        return Ok(Some((frozen, row)));
    }
    let text = applications::snapshot_text(tx, application, row.round).await?;
    let whole: Snapshot = serde_json::from_str(&text).map_err(|_| Error::Corrupt {
        table: "application_snapshot",
        column: "data",
        id: application.to_owned(),
    })?;
    let frozen = Frozen { whole: Arc::new(whole), masked: Arc::default(), bytes: text.len() };
    FROZEN.put(name, frozen.clone());
    Ok(Some((frozen, row)))
}
