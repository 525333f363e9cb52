//! The check list before submitting: every condition of `domain.md` §4.8 with
//! its answer, the reason and where to mend it.
//!
//! It decides; it does not look anything up. The use case gathers the
//! [`Dossier`] and submits only when no line is blocked.

use crate::{
    application,
    business::Business,
    check::{Context, Stage, check},
    codes,
    date::Date,
    eligibility::Verdict,
    issue::Issue,
    plan::{Committee, Wish},
    policy::{Assessment, assessment},
    record::{SectionId, basic, work},
    review,
    values::Values,
    whole::{self, Finding, Row, Whole},
};

/// Everything that a decision needs.
#[derive(Clone, Debug)]
pub struct Dossier {
    pub business: Business,
    pub today: Date,
    pub basic: Values,
    /// The entries chosen for this application: section, id, values.
    pub entries: Vec<(SectionId, String, Values)>,
    /// Pairs of entries that the person has said are two things, though they look the same.
    pub apart: Vec<(String, String)>,
    pub details: Values,
    /// Warnings of the photo; `None` when there is no photo.
    pub photo: Option<Vec<String>>,
    /// The chosen unit exists and takes applications.
    pub unit_open: bool,
    pub unit_name: String,
    /// Region code of the unit.
    pub unit_region: String,
    pub specialty_name: String,
    pub committee: Option<Committee>,
    pub eligibility: Option<Verdict>,
    pub assessment: Assessment,
    /// A title the person already holds.
    pub holds_title: bool,
    /// A returned application may be submitted again until this day though the window has closed.
    pub correction_until: Option<Date>,
}

/// Where a problem is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A section's list or form; with an entry and a field where known.
    Section {
        section: SectionId,
        entry: Option<String>,
        key: &'static str,
    },
    /// Two entries that look the same, beside each other.
    Twins {
        section: SectionId,
        entry: String,
        other: String,
    },
    /// The application's own form.
    Details {
        key: &'static str,
    },
    Photo,
    None,
}

impl Place {
    /// Where a finding is mended.
    pub fn of(finding: &Finding) -> Place {
        let Finding { section, entry, key, .. } = finding;
        match &finding.twin {
            Some(other) => Place::Twins { section: *section, entry: entry.clone(), other: other.clone() },
            None => Place::Section { section: *section, entry: Some(entry.clone()), key },
        }
    }

    /// The section of the record in which it lies.
    pub fn section(&self) -> Option<SectionId> {
        match self {
            Place::Section { section, .. } | Place::Twins { section, .. } => Some(*section),
            Place::Details { .. } | Place::Photo | Place::None => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Result {
    Pass,
    /// Worth a look; does not block.
    Warn,
    Block,
}

/// One line of the check list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub result: Result,
    pub title: String,
    /// Every problem with the place that mends it.
    pub problems: Vec<(String, Place)>,
}

impl Line {
    fn judged(title: &str, problems: Vec<(String, Place)>, result: Result) -> Line {
        let result = if problems.is_empty() { Result::Pass } else { result };
        Line { result, title: title.to_owned(), problems }
    }
}

/// What each form says by itself, and what shows when they are looked at together.
#[derive(Clone, Debug)]
pub struct Looked {
    pub basic: Vec<Issue>,
    /// In the order of [`Dossier::entries`].
    pub entries: Vec<Vec<Issue>>,
    pub details: Vec<Issue>,
    pub findings: Vec<Finding>,
}

impl Looked {
    pub fn at(dossier: &Dossier) -> Looked {
        let context = context(dossier);
        let entries = dossier.entries.iter();
        let entries = entries.map(|(section, _, values)| check(section.section().form, values, &context)).collect();
        Looked::with(dossier, Looked::basic(dossier), entries)
    }

    /// Of forms of which the record's have been looked at already.
    pub fn with(dossier: &Dossier, basic: Vec<Issue>, entries: Vec<Vec<Issue>>) -> Looked {
        let details = check(dossier.business.form(), &dossier.details, &context(dossier));
        Looked { basic, entries, details, findings: whole(dossier).findings() }
    }

    pub fn basic(dossier: &Dossier) -> Vec<Issue> {
        check(&basic::FORM, &dossier.basic, &context(dossier))
    }
}

fn context(dossier: &Dossier) -> Context {
    Context { today: dossier.today, stage: Stage::Submit }
}

/// All lines, in the order of the wizard.
pub fn lines(dossier: &Dossier) -> Vec<Line> {
    lines_with(dossier, &Looked::at(dossier))
}

/// [`lines`] of what has been looked at already. A condition that has nothing to look at yet has no line:
/// that something is missing says another one, and a tick would promise what nobody has looked at.
pub fn lines_with(dossier: &Dossier, looked: &Looked) -> Vec<Line> {
    let findings = &looked.findings;
    let mut lines = vec![basic_line(dossier, &looked.basic)];
    let listed = dossier.business.asked(&dossier.details).filter(|section| section.many());
    lines.extend(listed.filter_map(|section| section_line(dossier, looked, section)));
    if !dossier.entries.is_empty() {
        lines.push(together("时间前后衔接", findings, whole::Rule::Timeline));
        if of(dossier, SectionId::Appraisal).next().is_some() {
            lines.push(together("年度考核没有空缺", findings, whole::Rule::Yearly));
        }
        lines.push(together("没有重复填写", findings, whole::Rule::Twins));
    }
    lines.push(details_line(dossier, &looked.details));
    if dossier.details.has(application::COMMITTEE) {
        lines.push(committee_line(dossier));
    }
    if dossier.business == Business::Recognition {
        lines.push(eligibility_line(dossier));
    }
    lines.extend(assessment::lines(&dossier.assessment, &dossier.details, &dossier.entries));
    lines.extend(years_line(dossier));
    lines.push(photo_line(dossier));
    lines
}

/// Blocking problems, in order.
pub fn blocking(lines: &[Line]) -> impl Iterator<Item = &(String, Place)> {
    lines.iter().filter(|line| line.result == Result::Block).flat_map(|line| &line.problems)
}

/// The chosen entries of one section: id and values.
fn of(dossier: &Dossier, id: SectionId) -> impl Iterator<Item = (&str, &Values)> {
    let mine = dossier.entries.iter().filter(move |(section, ..)| *section == id);
    mine.map(|(_, entry, values)| (entry.as_str(), values))
}

fn placed(issues: &[Issue], prefix: &str, place: impl Fn(&'static str) -> Place) -> Vec<(String, Place)> {
    issues.iter().map(|issue| (format!("{prefix}{issue}"), place(issue.key))).collect()
}

/// A form that nobody has begun is one problem, not as many as it has fields.
fn untouched(values: &Values) -> bool {
    values.iter().all(|(_, value)| value.trim().is_empty())
}

fn basic_line(dossier: &Dossier, issues: &[Issue]) -> Line {
    let at = |key| Place::Section { section: SectionId::Basic, entry: None, key };
    let mut problems = if untouched(&dossier.basic) {
        vec![("基本信息：还没有填写，请先填写".to_owned(), at(""))]
    } else {
        placed(issues, "基本信息：", at)
    };
    if dossier.basic.has(basic::UNIT) && !dossier.unit_open {
        problems.push(("基本信息：人事管理单位已停用，请重新选择人事管理单位".to_owned(), at(basic::UNIT)));
    }
    Line::judged("基本信息完整，人事管理单位有效", problems, Result::Block)
}

/// Nothing for a section that may be skipped and is.
fn section_line(dossier: &Dossier, looked: &Looked, id: SectionId) -> Option<Line> {
    let needed = dossier.business.needs(id, &dossier.details);
    let section = id.section();
    let title = section.form.title;
    let mut problems = Vec::new();
    let mut count = 0;
    let mine = dossier.entries.iter().zip(&looked.entries).filter(|((section, ..), _)| *section == id);
    for (number, ((_, entry, _), issues)) in mine.enumerate() {
        count = number + 1;
        problems.extend(placed(issues, &format!("{title}第 {count} 条："), |key| Place::Section {
            section: id,
            entry: Some(entry.clone()),
            key,
        }));
    }
    if count == 0 && !needed {
        return None;
    }
    if count == 0 {
        let place = Place::Section { section: id, entry: None, key: "" };
        problems.push((format!("{title}：请至少填写 1 条，或用“选择入库信息”选用已有的"), place));
    }
    let said = if needed { format!("{title}至少 1 条，每条完整") } else { format!("{title}每条完整") };
    Some(Line::judged(&said, problems, Result::Block))
}

/// The chosen entries looked at together.
pub fn whole(dossier: &Dossier) -> Whole<'_> {
    let rows = dossier.entries.iter().map(|(section, id, values)| Row { section: *section, id, values });
    Whole { basic: &dossier.basic, rows: rows.collect(), apart: &dossier.apart, today: dossier.today }
}

/// What was found by one kind of rule.
fn together(title: &str, findings: &[Finding], rule: whole::Rule) -> Line {
    let mine = findings.iter().filter(|finding| finding.rule == rule);
    Line::judged(title, mine.map(|finding| (finding.says.clone(), Place::of(finding))).collect(), Result::Warn)
}

fn details_line(dossier: &Dossier, issues: &[Issue]) -> Line {
    let at = |key| Place::Details { key };
    let problems = if untouched(&dossier.details) || dossier.details == dossier.business.begun() {
        vec![("申报信息：还没有填写，请先填写".to_owned(), at(""))]
    } else {
        placed(issues, "申报信息：", at)
    };
    Line::judged("申报信息完整，已作出个人承诺", problems, Result::Block)
}

fn committee_line(dossier: &Dossier) -> Line {
    let place = Place::Details { key: application::COMMITTEE };
    let problem = match &dossier.committee {
        None => Some("选定的评审委员会已不存在，请重新选择评审委员会".to_owned()),
        Some(committee) => committee
            .refusal(&wish(dossier), window_day(dossier, committee))
            .map(|why| format!("评审委员会不能受理这份申请：{why}，请重新选择评审委员会")),
    };
    let title = match &dossier.committee {
        Some(Committee { name, plan: Some(plan), .. }) => format!("{name}在受理期内（到 {}）", plan.submit_until),
        _ => "评审委员会受理所报系列、专业、等级，且在受理期内".to_owned(),
    };
    Line::judged(&title, problem.map(|said| (said, place)).into_iter().collect(), Result::Block)
}

/// The day that the committee's window is held against: while a returned application may still
/// be mended the window counts as open, and nothing else about the committee is let pass.
fn window_day(dossier: &Dossier, committee: &Committee) -> Date {
    let mending = dossier.correction_until.is_some_and(|until| dossier.today <= until);
    match &committee.plan {
        Some(plan) if mending => dossier.today.min(plan.submit_until),
        _ => dossier.today,
    }
}

/// What the dossier applies for.
pub fn wish(dossier: &Dossier) -> Wish {
    Wish {
        series: dossier.details.get(application::SERIES).to_owned(),
        specialty: dossier.details.get(application::SPECIALTY).to_owned(),
        specialty_name: dossier.specialty_name.clone(),
        level: dossier.details.get(application::LEVEL).to_owned(),
        person_type: dossier.details.get(review::PERSON_TYPE).to_owned(),
        unit: dossier.unit_name.clone(),
        region: dossier.unit_region.clone(),
    }
}

fn eligibility_line(dossier: &Dossier) -> Line {
    let place = || Place::Details { key: application::EDUCATION };
    let mut problems = Vec::new();
    if dossier.holds_title {
        problems.push(("你已经取得职称，初次认定只适用于没有职称的人员，请改用评审申请".to_owned(), Place::None));
    }
    match &dossier.eligibility {
        Some(verdict) if !verdict.met => {
            problems.extend(verdict.reasons.iter().map(|reason| (reason.clone(), place())));
        }
        Some(_) => {}
        None => problems.push(("选定申报职称和对应学历以后，才能判断是否符合认定条件".to_owned(), place())),
    }
    let title = match &dossier.eligibility {
        Some(verdict) if verdict.met => verdict
            .reasons
            .first()
            .map_or("符合初次认定条件".to_owned(), |reason| format!("符合初次认定条件：{reason}")),
        _ => "符合初次认定的学历和年限条件".to_owned(),
    };
    Line::judged(&title, problems, Result::Block)
}

/// The years claimed are not more than those since the first job.
fn years_line(dossier: &Dossier) -> Option<Line> {
    let claimed = dossier.details.whole(application::YEARS).map(i64::from)?;
    let jobs = of(dossier, SectionId::Work).filter(|(_, values)| work::at_work(values));
    let since = jobs.filter_map(|(_, values)| values.date(work::START)).min()?;
    let computed = since.until(dossier.today) / 365 + 1;
    let problem = (claimed > computed).then(|| {
        let said = format!("从事本专业年限填了 {claimed} 年，从第一条工作经历算起不到 {computed} 年，请核对");
        (said, Place::Details { key: application::YEARS })
    });
    Some(Line::judged("从事专业技术工作年限与工作经历一致", problem.into_iter().collect(), Result::Block))
}

fn photo_line(dossier: &Dossier) -> Line {
    match &dossier.photo {
        None => Line::judged(
            "证件照已上传",
            vec![("证件照：还没有上传照片，照片用于签发电子证书，请先上传".to_owned(), Place::Photo)],
            Result::Block,
        ),
        Some(warnings) => Line::judged(
            "证件照已上传",
            warnings.iter().map(|said| (format!("证件照：{said}"), Place::Photo)).collect(),
            Result::Warn,
        ),
    }
}

/// The label of a level code, `""` when there is none.
pub fn level_label(code: &str) -> &'static str {
    codes::TITLE_LEVEL.label(code).unwrap_or_default()
}
