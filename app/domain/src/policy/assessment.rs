//! What policy says of one application, and the lines of its check list.
//!
//! A shortfall does not stop a review: it asks for a written explanation (`domain.md` §4.8). What
//! cannot be had by review or recognition at all does.

use super::{
    Conditions, Counting, InForce, Policy, Rule, gather,
    gather::Around,
    judge::{Condition, Refusal, Verdict, What, judge, judged_day},
    period::{self, Counts},
};
use crate::{
    application,
    business::Business,
    date::Date,
    readiness::{Line, Place, Result},
    record::{END, START, SectionId},
    review,
    snapshot::{Cell, Snapshot},
    values::{NOW, Values},
};

/// What policy says of one application.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Assessment {
    /// Of a review whose level is chosen.
    pub verdict: Option<Verdict>,
    /// Why what is chosen cannot be had by initial recognition.
    pub no_recognition: Option<String>,
    /// The periods of the title held, where they can be told.
    pub counting: Option<Counting>,
    /// The text beside the self-assessment.
    pub conditions: Option<Conditions>,
}

/// Assesses an application; `entries` are those it has taken.
pub fn assess(
    policy: &Policy,
    business: Business,
    around: &Around,
    details: &Values,
    entries: &[(SectionId, String, Values)],
    today: Date,
) -> Assessment {
    let level = details.get(application::LEVEL);
    let series = details.get(application::SERIES);
    let day = judged_day(around.year, today);
    let in_force = policy.on(&around.region, day);
    match business {
        Business::Recognition => Assessment {
            no_recognition: in_force.no_recognition(series, details.get(application::SPECIALTY), level),
            ..Assessment::default()
        },
        Business::Review => {
            let facts = gather::facts(around, details, entries);
            Assessment {
                verdict: details.has(application::LEVEL).then(|| judge(policy, &facts, today)),
                no_recognition: None,
                counting: periods(&in_force, around, details, day),
                conditions: in_force.conditions(series, level).map(|(_, text)| text.clone()),
            }
        }
    }
}

/// Whether the periods of a title can matter at all.
pub fn counted(business: Business, details: &Values) -> bool {
    business == Business::Review && gather::held(&Around::default(), details).is_some()
}

/// Of what [`assess`] finds of a review, the periods of the title held; the series of that title plays no part.
pub fn counting(policy: &Policy, around: &Around, details: &Values, today: Date) -> Option<Counting> {
    let day = judged_day(around.year, today);
    let in_force = policy.of(&around.region, day, |rule| matches!(rule, Rule::Counting(_) | Rule::CutOff(_)));
    periods(&in_force, around, details, day)
}

fn periods(in_force: &InForce, around: &Around, details: &Values, day: Date) -> Option<Counting> {
    let held = gather::held(around, details)?;
    period::counting(in_force, &held, around.year.unwrap_or(day.year())).ok()
}

impl Counting {
    /// Whether an entry belongs to the material; `None` for sections that have no period, and
    /// entries without a day.
    pub fn of_entry(&self, section: SectionId, values: &Values) -> Option<Counts> {
        let key = section.section().material?;
        if key != END {
            return Some(self.counts(values.date(key)?));
        }
        let end = values.date(END);
        if end.is_none() && values.get(END).trim() != NOW {
            return None;
        }
        Some(self.span(values.date(START).or(end)?, end))
    }
}

/// Key of what [`mark`] says of an entry: that it does not count, or not whole.
pub const PERIOD: &str = "period";
/// Key of what [`mark`] says of the application: how the conditions were judged.
pub const JUDGED: &str = "judged";

/// Writes into a snapshot what policy says of it, so that whoever reviews and whoever prints it
/// finds the same: 不计入 at the entries, and how the conditions were judged.
pub fn mark(snapshot: &mut Snapshot, assessment: &Assessment) {
    if let Some(counting) = &assessment.counting {
        for part in &mut snapshot.parts {
            let Some(section) = SectionId::from_key(&part.key).filter(|section| section.section().material.is_some())
            else {
                continue;
            };
            for entry in &mut part.entries {
                let values: Values = entry.cells.iter().map(|cell| (cell.key.as_str(), cell.raw.as_str())).collect();
                let said = match counting.of_entry(section, &values) {
                    Some(Counts::Part(said) | Counts::Not(said)) => said,
                    Some(Counts::Whole) | None => String::new(),
                };
                entry.cells.push(told(PERIOD, "材料有效期", "", said));
            }
        }
    }
    let Some(verdict) = &assessment.verdict else { return };
    let own = snapshot.parts.iter_mut().find(|part| part.key == review::FORM.key);
    let Some(entry) = own.and_then(|part| part.entries.first_mut()) else { return };
    let place = entry.cells.iter().position(|cell| cell.key == review::SHORTFALL).unwrap_or(entry.cells.len());
    let group = entry.cells.get(place).map(|cell| cell.group.clone()).unwrap_or_default();
    let mut said = vec![verdict.said()];
    said.extend(verdict.lacking().map(|condition| format!("{}：{}", condition.what.label(), condition.said)));
    let cell = Cell { long: true, ..told(JUDGED, "系统对申报条件的判断", &group, said.join("\n")) };
    entry.cells.insert(place, cell);
}

fn told(key: &str, label: &str, group: &str, said: String) -> Cell {
    Cell {
        key: key.to_owned(),
        label: label.to_owned(),
        group: group.to_owned(),
        core: false,
        listed: false,
        long: false,
        raw: said.clone(),
        shown: said,
    }
}

/// The lines of the check list.
pub fn lines(assessment: &Assessment, details: &Values, entries: &[(SectionId, String, Values)]) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(said) = &assessment.no_recognition {
        lines.push(blocked("所报的等级可以认定", said, application::TITLE));
    }
    if let Some(verdict) = &assessment.verdict {
        lines.extend(verdict_lines(verdict, details));
    }
    if let Some(counting) = &assessment.counting {
        lines.push(material_line(counting, entries));
    }
    lines
}

fn blocked(title: &str, said: &str, key: &'static str) -> Line {
    let problems = vec![(said.to_owned(), Place::Details { key })];
    Line { result: Result::Block, title: title.to_owned(), problems }
}

fn verdict_lines(verdict: &Verdict, details: &Values) -> Vec<Line> {
    if let Some(refusal) = &verdict.refusal {
        let key = match refusal {
            Refusal::Level(_) => application::TITLE,
            Refusal::Kind(_) => review::APPLY_KIND,
        };
        return vec![blocked("所报的等级和类型可以评审", refusal.said(), key)];
    }
    let lacking = verdict.lacking().map(|condition| ("不足", condition));
    let open = verdict.open().map(|condition| ("待核", condition));
    let problems: Vec<(String, Place)> = lacking
        .chain(open)
        .map(|(standing, condition)| {
            (format!("{}{standing}：{}", condition.what.label(), condition.said), place(condition, details))
        })
        .collect();
    let result = if problems.is_empty() { Result::Pass } else { Result::Warn };
    let mut lines = vec![Line { result, title: format!("申报条件：{}", verdict.said()), problems }];
    if verdict.short() {
        let missing = !details.has(review::SHORTFALL);
        let said = "申报条件有不足，可以继续申报，但要在“不符合条件的说明”里写明理由，例如破格的依据";
        let problem = (said.to_owned(), Place::Details { key: review::SHORTFALL });
        lines.push(Line {
            result: if missing { Result::Block } else { Result::Pass },
            title: "申报条件不足的，已写明理由".to_owned(),
            problems: missing.then_some(problem).into_iter().collect(),
        });
    }
    lines
}

/// Where a condition is mended.
fn place(condition: &Condition, details: &Values) -> Place {
    let section = |section| Place::Section { section, entry: None, key: "" };
    match condition.what {
        What::Education => section(SectionId::Education),
        What::Holding => Place::Details { key: review::CURRENT_LEVEL },
        What::Skill => Place::Details { key: review::SKILL_LEVEL },
        What::Years if details.has(review::CURRENT_LEVEL) => Place::Details { key: review::OBTAINED },
        What::Years => section(SectionId::Work),
        What::Exam => section(SectionId::PracticeExam),
        What::Appraisals => section(SectionId::Appraisal),
        What::Continuing => section(SectionId::Continuing),
        What::Material | What::Rules => Place::None,
    }
}

/// Entries outside the valid period are kept, and do not count.
fn material_line(counting: &Counting, entries: &[(SectionId, String, Values)]) -> Line {
    let mut problems = Vec::new();
    for section in SectionId::ALL.iter().copied().filter(|section| section.section().material.is_some()) {
        let mine = entries.iter().filter(|(other, ..)| *other == section);
        for (number, (_, entry, values)) in mine.enumerate() {
            if let Some(Counts::Not(said)) = counting.of_entry(section, values) {
                let place = Place::Section { section, entry: Some(entry.clone()), key: "" };
                problems.push((format!("{}第 {} 条：{said}", section.section().form.title, number + 1), place));
            }
        }
    }
    let title = format!("业绩材料在有效期内（{} 至 {}；{}）", counting.material_from, counting.until, counting.why);
    let result = if problems.is_empty() { Result::Pass } else { Result::Warn };
    Line { result, title, problems }
}
