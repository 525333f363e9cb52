//! Demo data: plans of the guide's committees, invented organisations, notices, accounts, one record.
//!
//! Nothing here is true of anybody: names of invented organisations hold （测试）,
//! their credit codes are valid in form and have a body that begins with XX. The
//! guide's own seven units are real; they are in the list to be looked up and
//! cannot be chosen. Days are counted from `today`, so a demo is always in season.
//! It is not policy: the windows and levels are made up for showing.
//!
//! To add one: a row in `data/demo/`; `tests/reference.rs` checks that it fits.

use std::{collections::BTreeMap, sync::LazyLock};

use domain::{
    date::Date,
    plan::Plan,
    record::SectionId,
    values::Values,
    workflow::{Level as Stage, Route},
};
use serde::Deserialize;

use super::catalogue::{committees, level_code, list, rows};
use crate::notices::Kind as NoticeKind;

/// Days from the last day of submitting to the other cut-offs: unit, office, payment.
const AFTER_SUBMIT: [i64; 3] = [10, 20, 40];
/// A plan is announced this many days before it opens.
const ANNOUNCED_BEFORE: i64 = 14;

/// A plan with its committee.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommitteePlan {
    /// `C001-2026`.
    pub id: String,
    pub committee: String,
    /// The unit whose staff alone may apply, by name.
    pub own_staff_of: Option<String>,
    pub plan: Plan,
}

#[derive(Deserialize)]
struct PlanRow {
    committee_id: String,
    levels: String,
    specialties: String,
    person_types: String,
    own_staff_of: String,
    opens_in: i64,
    closes_in: i64,
}

static PLANS: LazyLock<Vec<PlanRow>> = LazyLock::new(|| rows(include_str!("../../data/demo/plans.csv")).collect());

/// The plans in the order of the committees: most are open on `today`, some are
/// over, some have not begun, and a committee without a row has none.
pub fn plans(today: Date) -> Vec<CommitteePlan> {
    PLANS.iter().filter_map(|row| plan(row, today)).collect()
}

fn plan(row: &PlanRow, today: Date) -> Option<CommitteePlan> {
    let owned = |cell: &str| list(cell).map(str::to_owned).collect();
    let opens_on = today.plus_days(row.opens_in)?;
    let submit_until = today.plus_days(row.closes_in)?;
    let [employer, accept, pay] = AFTER_SUBMIT;
    Some(CommitteePlan {
        id: format!("{}-{}", row.committee_id, opens_on.year()),
        committee: row.committee_id.clone(),
        own_staff_of: Some(row.own_staff_of.clone()).filter(|unit| !unit.is_empty()),
        plan: Plan {
            year: i64::from(opens_on.year()),
            levels: list(&row.levels).filter_map(level_code).map(str::to_owned).collect(),
            specialties: owned(&row.specialties),
            person_types: owned(&row.person_types),
            opens_on,
            submit_until,
            employer_until: submit_until.plus_days(employer)?,
            accept_until: submit_until.plus_days(accept)?,
            pay_until: submit_until.plus_days(pay)?,
        },
    })
}

/// What an organisation does in the route of an application.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OrganisationKind {
    /// 人事管理单位, also a filing point (申报点) for people without one.
    Unit,
    /// 主管部门.
    Department,
    /// 人社部门.
    Hrss,
    /// 评委会办公室.
    Office,
}

impl OrganisationKind {
    /// The name in the database.
    pub const fn key(self) -> &'static str {
        match self {
            OrganisationKind::Unit => "unit",
            OrganisationKind::Department => "department",
            OrganisationKind::Hrss => "hrss",
            OrganisationKind::Office => "office",
        }
    }

    fn from_key(key: &str) -> Option<OrganisationKind> {
        use OrganisationKind::{Department, Hrss, Office, Unit};
        [Unit, Department, Hrss, Office].into_iter().find(|kind| kind.key() == key)
    }
}

/// An organisation of the demo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Organisation {
    pub id: String,
    pub kind: OrganisationKind,
    pub name: String,
    pub credit_code: Option<String>,
    pub region: String,
    /// Id of the department that supervises it.
    pub department: Option<String>,
    /// Id of the bureau of its place.
    pub hrss: Option<String>,
    /// What an application from here passes.
    pub route: Route,
    /// Whether it can be chosen.
    pub open: bool,
    pub note: String,
    /// Committees whose office it is.
    pub committees: Vec<String>,
}

#[derive(Deserialize)]
struct OrganisationRow {
    id: String,
    kind: String,
    name: String,
    credit_code: String,
    region: String,
    department: String,
    hrss: String,
    open: String,
    committees: String,
    note: String,
}

/// Every organisation, each behind those it refers to. Units with a department
/// (public ones) pass all four authorities; units without one skip it
/// (`domain.md` §1.1).
pub fn units() -> &'static [Organisation] {
    static UNITS: LazyLock<Vec<Organisation>> = LazyLock::new(|| {
        rows(include_str!("../../data/demo/organisations.csv"))
            .filter_map(|row: OrganisationRow| {
                let given = |cell: String| Some(cell).filter(|cell| !cell.is_empty());
                let department = given(row.department);
                let route = match department {
                    Some(_) => Route::full(),
                    None => Route::new(vec![Stage::Unit, Stage::Hrss, Stage::Committee])?,
                };
                Some(Organisation {
                    kind: OrganisationKind::from_key(&row.kind)?,
                    id: row.id,
                    name: row.name,
                    credit_code: given(row.credit_code),
                    region: row.region,
                    department,
                    hrss: given(row.hrss),
                    route,
                    open: row.open == "1",
                    note: row.note,
                    committees: list(&row.committees).map(str::to_owned).collect(),
                })
            })
            .collect()
    });
    &UNITS
}

/// A notice for the portal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferenceNotice {
    pub id: String,
    pub kind: NoticeKind,
    pub title: String,
    /// Paragraphs, one a line.
    pub body: String,
    pub pinned: bool,
    pub published_on: Date,
    /// Id of the plan it announces.
    pub plan: Option<String>,
}

#[derive(Deserialize)]
struct NoticeRow {
    id: String,
    title: String,
    body: String,
    pinned: String,
    /// A day, or days before today.
    published: String,
}

static NOTICES: LazyLock<Vec<NoticeRow>> =
    LazyLock::new(|| rows(include_str!("../../data/demo/notices.csv")).collect());

/// The announcements of all plans that are out by `today`, then the general notices.
pub fn notices(today: Date) -> Vec<ReferenceNotice> {
    let announced = plans(today).into_iter().filter_map(|plan| announcement(plan, today));
    let general = NOTICES.iter().filter_map(|row| {
        let published_on = match row.published.parse::<u16>() {
            Ok(days) => today.plus_days(-i64::from(days))?,
            Err(_) => Date::parse(&row.published).ok()?,
        };
        Some(ReferenceNotice {
            id: row.id.clone(),
            kind: NoticeKind::General,
            title: row.title.clone(),
            body: row.body.replace("\\n", "\n"),
            pinned: row.pinned == "1",
            published_on,
            plan: None,
        })
    });
    announced.chain(general).collect()
}

/// Who a demo account is. Its role stands in `accounts::DEMO_ACCOUNTS`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoAccount {
    pub login: String,
    pub name: String,
    /// Id of the organisation it acts for.
    pub organisation: Option<String>,
}

/// The demo accounts.
pub fn accounts() -> &'static [DemoAccount] {
    #[derive(Deserialize)]
    struct Row {
        login: String,
        name: String,
        organisation: String,
    }
    static ACCOUNTS: LazyLock<Vec<DemoAccount>> = LazyLock::new(|| {
        rows(include_str!("../../data/demo/accounts.csv"))
            .map(|row: Row| DemoAccount {
                login: row.login,
                name: row.name,
                organisation: Some(row.organisation).filter(|id| !id.is_empty()),
            })
            .collect()
    });
    &ACCOUNTS
}

/// The record of one demo applicant and what he applies for.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct DemoRecord {
    pub login: String,
    /// Key of the business.
    pub business: String,
    /// Whether the application has been submitted, or is still being filled in.
    pub submitted: bool,
    pub basic: Values,
    /// By key of the section. The first education is what the application is founded on.
    pub entries: BTreeMap<String, Vec<Values>>,
    /// A field for entries names the sections whose entries it takes, a space between two.
    pub details: Values,
}

/// The demo records; `None` when the file cannot be read.
pub fn records() -> Option<Vec<DemoRecord>> {
    serde_json::from_str(include_str!("../../data/demo/records.json")).ok()
}

/// The photo of the demo records, as uploaded.
pub const PHOTO: &[u8] = include_bytes!("../../data/demo/photo.jpg");

/// An attachment: whose, of the oldest entry of which section, its name and its bytes.
pub type Evidence = (&'static str, SectionId, &'static str, &'static [u8]);

/// Attachments of the demo records.
pub const EVIDENCE: &[Evidence] = &[
    ("applicant2", SectionId::Education, "毕业证书.pdf", include_bytes!("../../data/demo/diploma.pdf")),
    ("applicant2", SectionId::Achievement, "项目验收单.jpg", include_bytes!("../../data/demo/acceptance.jpg")),
];

fn announcement(made: CommitteePlan, today: Date) -> Option<ReferenceNotice> {
    let committee = committees().iter().find(|committee| committee.id == made.committee)?;
    let plan = &made.plan;
    let levels: Vec<&str> = plan.levels.iter().filter_map(|code| domain::codes::TITLE_LEVEL.label(code)).collect();
    let specialties: Vec<String> = super::specialties()
        .iter()
        .filter(|specialty| plan.specialties.contains(&specialty.code))
        .map(super::Specialty::full_name)
        .collect();
    let specialties = match specialties.as_slice() {
        [] => "本系列各专业".to_owned(),
        some => some.join("、"),
    };
    let who = match &made.own_staff_of {
        Some(unit) => format!("只受理{unit}的在职人员。"),
        None => String::new(),
    };
    let body = format!(
        "受理等级：{}。\n受理专业：{specialties}。{who}\n\
         个人申报：{} 至 {}，过了截止日不能再提交。\n\
         人事管理单位在 {} 前完成审核和公示，评委会办公室受理到 {}，缴费到 {}。\n\
         申报前请核对系列、等级和专业。选错评委会，申请到不了对应的评委会。\n\
         本通知是演示数据，日期和范围都是虚构的。",
        levels.join("、"),
        plan.opens_on,
        plan.submit_until,
        plan.employer_until,
        plan.accept_until,
        plan.pay_until,
    );
    Some(ReferenceNotice {
        id: format!("notice-{}", made.id),
        kind: NoticeKind::Review,
        title: format!("{} {} 年度评审通知", committee.name, plan.year),
        body,
        pinned: false,
        published_on: plan.opens_on.plus_days(-ANNOUNCED_BEFORE)?.min(today),
        plan: Some(made.id),
    })
}
