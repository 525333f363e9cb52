//! What a decision on an application looks at: the record it selected, the committee with its
//! plan, the rules, and the check list made of them.
//!
//! It only gathers; what follows from it is decided in `domain::readiness`, and nothing is
//! written here. To add one: a field of `domain::readiness::Dossier`, gathered in [`dossier`].

use domain::{
    application,
    date::Date,
    eligibility,
    field::Form,
    issue::{Issue, What},
    plan::{Committee, Plan},
    policy::{Counting, assess, assessment},
    readiness::{self, Dossier, Line, Looked},
    recognition,
    record::{SectionId, basic, education, work},
    values::{Labels, Values},
};

use crate::{
    Error, Result,
    applications::Loaded,
    db::Tx,
    entries::{sorted, superseded_by},
    policy,
    records::{merge, unknown, values_of},
    reference,
    store::{
        apart,
        applications::ApplicationRow,
        catalogue::{self, CommitteeRow, PlanRow, WindowRow},
        certificates,
        organisations::{self, OrganisationRow},
        photos,
        records::{self as record_store, EntryRow},
    },
};

pub(crate) fn details_of(row: &ApplicationRow) -> Values {
    row.data.values().clone()
}

/// Entries that the application selected, of one section, in the order of the list. One that has been corrected
/// gives its place to the correction.
pub(crate) fn chosen<'a>(section: SectionId, rows: &'a [EntryRow], selected: &[String]) -> Vec<&'a EntryRow> {
    let taken = |row: &&EntryRow| !section.many() || (selected.contains(&row.id) && superseded_by(row, rows).is_none());
    sorted(section, rows).into_iter().filter(taken).collect()
}

/// A committee with the plan that matters today: the open one, else the next, else the last.
async fn committee(tx: &mut Tx, row: CommitteeRow, today: Date) -> Result<Committee> {
    let plans = catalogue::plans(tx, &row.id).await?;
    planned(row, &plans, today)
}

/// [`committee`] with its plans at hand, latest opening first.
pub(crate) fn planned(row: CommitteeRow, plans: &[PlanRow], today: Date) -> Result<Committee> {
    let mut plans: Vec<Plan> = plans.iter().map(plan_of).collect::<Result<_>>()?;
    let windows: Vec<(Date, Date)> = plans.iter().map(|plan| (plan.opens_on, plan.submit_until)).collect();
    let plan = matters(&windows, today).map(|place| plans.swap_remove(place));
    let region_name = reference::region(&row.region_code).map(|region| region.full_name.clone()).unwrap_or_default();
    let series_name = domain::codes::SERIES.label(&row.series).unwrap_or(&row.series).to_owned();
    Ok(Committee {
        id: row.id,
        name: row.name,
        region: row.region_code,
        series: row.series,
        series_name,
        region_name,
        own_staff_of: row.own_staff_of,
        plan,
    })
}

/// Which plan matters, by the first and the last day on which each takes applications, latest opening first.
fn matters(windows: &[(Date, Date)], today: Date) -> Option<usize> {
    let open = windows.iter().position(|(opens_on, submit_until)| *opens_on <= today && today <= *submit_until);
    let next = windows.iter().rposition(|(opens_on, _)| *opens_on > today);
    open.or(next).or((!windows.is_empty()).then_some(0))
}

/// A day of a plan.
fn day(id: &str, column: &'static str, text: &str) -> Result<Date> {
    Date::parse(text).map_err(|_| Error::Corrupt { table: "committee_plan", column, id: id.to_owned() })
}

fn plan_of(row: &PlanRow) -> Result<Plan> {
    let list = |text: &str| text.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let date = |column, text: &str| day(&row.id, column, text);
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

pub(crate) async fn rules(tx: &mut Tx) -> Result<Vec<eligibility::Rule>> {
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
pub(crate) fn correction(row: &ApplicationRow) -> Option<Date> {
    let same = row.committee_id.as_deref() == Some(row.data.values().get(application::COMMITTEE));
    row.submit_until.as_deref().filter(|_| same).and_then(|text| Date::parse(text).ok())
}

/// What a decision needs, with the rows that it was made of.
pub(crate) struct Gathered<'a> {
    pub dossier: Dossier,
    /// Those of its entries, in their order.
    pub chosen: Vec<(SectionId, &'a EntryRow)>,
    pub basic: Option<&'a EntryRow>,
    pub unit: Option<OrganisationRow>,
}

impl Gathered<'_> {
    /// [`Looked::at`], without another look at what was looked at lately.
    pub fn looked(&self) -> Looked {
        let today = self.dossier.today;
        let of = |(section, row): &(SectionId, &EntryRow)| row.data.issues(*section, today);
        let basic = self.basic.map_or_else(|| Looked::basic(&self.dossier), |row| of(&(SectionId::Basic, row)));
        Looked::with(&self.dossier, basic, self.chosen.iter().map(of).collect())
    }
}

/// The committee that is chosen.
async fn applied_to(tx: &mut Tx, loaded: &Loaded, today: Date) -> Result<Option<Committee>> {
    let chosen = loaded.row.data.values().get(application::COMMITTEE);
    let Some(row) = catalogue::committee(tx, chosen).await? else { return Ok(None) };
    committee(tx, row, planned_on(&loaded.row, today)).await.map(Some)
}

/// The day whose plan is asked: what is being mended stays under the plan it was submitted under.
fn planned_on(row: &ApplicationRow, today: Date) -> Date {
    let submitted = correction(row).and(row.applied_on.as_deref());
    submitted.and_then(|text| Date::parse(text).ok()).unwrap_or(today)
}

/// The rules of the province hold for who has not chosen a unit.
const PROVINCE: &str = "440000";

/// Of what [`gathered`] finds, the periods of the title held.
pub(crate) async fn counting(tx: &mut Tx, loaded: &Loaded, today: Date) -> Result<Option<Counting>> {
    let details = loaded.row.data.values();
    if !assessment::counted(loaded.business, details) {
        return Ok(None);
    }
    let basic = record_store::values(tx, &loaded.row.person_id).await?;
    let unit = basic.as_ref().map_or("", |basic| basic.values().get(basic::UNIT));
    let region = organisations::region_of_unit(tx, unit).await?;
    let plans = catalogue::windows(tx, details.get(application::COMMITTEE)).await?;
    let window = |row: &WindowRow| {
        Ok((day(&row.id, "opens_on", &row.opens_on)?, day(&row.id, "submit_until", &row.submit_until)?))
    };
    let windows: Vec<(Date, Date)> = plans.iter().map(window).collect::<Result<_>>()?;
    let year = matters(&windows, planned_on(&loaded.row, today)).map(|place| plans[place].year);
    let rules = policy::policy_in(tx).await?;
    let around = policy::place(region.as_deref().unwrap_or(PROVINCE), year);
    Ok(assessment::counting(&rules, &around, details, today))
}

/// Gathers everything a decision needs.
pub(crate) async fn gathered<'a>(
    tx: &mut Tx,
    loaded: &Loaded,
    rows: &'a [EntryRow],
    selected: &[String],
    today: Date,
) -> Result<Gathered<'a>> {
    let details = details_of(&loaded.row);
    let of_basic = rows.iter().find(|row| row.section == SectionId::Basic);
    let basic = of_basic.map(values_of).unwrap_or_default();
    let unit = organisations::unit(tx, basic.get(basic::UNIT)).await?;
    let correction_until = correction(&loaded.row);
    let committee = applied_to(tx, loaded, today).await?;
    let specialty = catalogue::specialty(tx, details.get(application::SPECIALTY)).await?;
    let mut taken = Vec::new();
    for section in loaded.business.asked(&details).filter(|section| section.many()) {
        taken.extend(chosen(section, rows, selected).into_iter().map(|row| (section, row)));
    }
    let entries: Vec<_> = taken.iter().map(|(section, row)| (*section, row.id.clone(), values_of(row))).collect();
    let of = |wanted: SectionId| entries.iter().filter(move |(section, ..)| *section == wanted);
    let studies: Vec<eligibility::Studied> =
        of(SectionId::Education).map(|(_, id, values)| education::studied(id, values)).collect();
    let jobs = of(SectionId::Work).filter(|(_, _, values)| work::at_work(values));
    let jobs: Vec<eligibility::Worked> = jobs.map(|(_, _, values)| work::worked(values)).collect();
    let region = unit.as_ref().map_or(PROVINCE, |unit| unit.region_code.as_str()).to_owned();
    let rules = policy::policy_in(tx).await?;
    let eligibility = if details.has(application::LEVEL) && details.has(application::EDUCATION) {
        let chosen = Some(details.get(application::EDUCATION));
        let level = details.get(application::LEVEL);
        Some(eligibility::recognition(&rules.recognition, &region, &studies, chosen, &jobs, level, today))
    } else {
        None
    };
    let year = committee.as_ref().and_then(|committee| committee.plan.as_ref()).map(|plan| plan.year);
    let around = policy::around(tx, &region, year, &details).await?;
    let assessment = assess(&rules, loaded.business, &around, &details, &entries, today);
    let photo = photos::newest(tx, &loaded.row.person_id).await?;
    let holds_title = !certificates::of_person(tx, &loaded.row.person_id).await?.is_empty();
    let dossier = Dossier {
        business: loaded.business,
        today,
        basic,
        entries,
        apart: apart::of_person(tx, &loaded.row.person_id).await?,
        details,
        photo: photo.map(|row| row.warnings.lines().map(str::to_owned).collect()),
        unit_open: unit.as_ref().is_some_and(|unit| unit.open),
        unit_region: unit.as_ref().map(|unit| unit.region_code.clone()).unwrap_or_default(),
        unit_name: unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default(),
        specialty_name: specialty.map(|row| row.name).unwrap_or_default(),
        committee,
        eligibility,
        assessment,
        holds_title,
        correction_until,
    };
    Ok(Gathered { dossier, chosen: taken, basic: of_basic, unit })
}

/// A title and a specialty belong to the series that is applied for.
pub(crate) async fn of_series(tx: &mut Tx, values: &Values) -> Result<Vec<Issue>> {
    let series = values.get(application::SERIES);
    let mut issues = Vec::new();
    if series.is_empty() {
        return Ok(issues);
    }
    let form = &recognition::FORM;
    let title = catalogue::title(tx, values.get(application::TITLE)).await?;
    if title.is_some_and(|row| row.series != series) {
        let said = "申报职称名称不属于所选的专业系列，请重新选择申报职称名称".to_owned();
        issues.push(domain::check::at(form, application::TITLE, What::Say(said)));
    }
    let specialty = catalogue::specialty(tx, values.get(application::SPECIALTY)).await?;
    if specialty.is_some_and(|row| row.series != series) {
        let said = "申报专业名称不属于所选的专业系列，请重新选择申报专业名称".to_owned();
        issues.push(domain::check::at(form, application::SPECIALTY, What::Say(said)));
    }
    Ok(issues)
}

/// Choices of the application's own form that name nothing or do not belong together.
pub(crate) async fn unfit(tx: &mut Tx, form: &Form, details: &Values, labels: &Labels) -> Result<Vec<Issue>> {
    let mut unfit = unknown(form, details, labels);
    merge(form, &mut unfit, of_series(tx, details).await?);
    Ok(unfit)
}

/// The check list, with what only the server can find out.
pub(crate) fn lines(dossier: &Dossier, looked: &Looked, unfit: &[Issue]) -> Vec<Line> {
    let mut lines = readiness::lines_with(dossier, looked);
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
