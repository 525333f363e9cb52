//! 学历: whether what was studied is enough for a rule.
//!
//! A degree counts like the schooling of its level, and every mode of study counts unless the
//! rule asks for 全日制 [OK-U].

use super::{
    Promotion,
    judge::{Case, Condition, What},
    kind::Waiver,
    promotion::Schooling,
};
use crate::{
    codes,
    date::Date,
    eligibility::{Education, FULL_TIME, Studied},
};

/// By the schooling or the degree, whichever is higher.
pub(super) fn education(study: &Studied) -> Option<Education> {
    let degree = match study.degree_code.as_str() {
        "2" => Some(Education::Doctor),
        "3" => Some(Education::Master),
        "4" => Some(Education::Bachelor),
        _ => None,
    };
    Education::of(&study.level_code).max(degree)
}

/// The least that a rule asks for.
pub(super) fn asked(rule: &Promotion) -> Option<Education> {
    rule.education.map(Schooling::education)
}

/// Whether something that was studied is enough, finished or not.
pub(super) fn met(case: &Case, rule: &Promotion) -> bool {
    case.facts.studies.iter().any(|study| fits(rule, study))
}

fn fits(rule: &Promotion, study: &Studied) -> bool {
    let high = |schooling: Schooling| education(study).is_some_and(|education| schooling.met_by(education));
    rule.education.is_none_or(high) && (!rule.full_time || study.mode_code == FULL_TIME)
}

/// The condition, `None` where the rule asks for no schooling, and the graduation that the years
/// are counted from.
pub(super) fn condition(case: &Case, rule: &Promotion) -> (Option<Condition>, Option<Date>) {
    let studies = || case.facts.studies.iter();
    let first = || studies().filter_map(|study| study.end).min();
    let Some(schooling) = rule.education else { return (None, first()) };
    if !met(case, rule)
        && let Some(waived) = case.waived(What::Education, Waiver::Education)
    {
        return (Some(waived), first());
    }
    let asked = format!("要求{}{}", if rule.full_time { "全日制" } else { "" }, schooling.said());
    let dated = studies()
        .filter(|study| fits(rule, study))
        .filter_map(|study| Some((study.end?, study)))
        .min_by_key(|(end, _)| *end);
    let condition = if let Some((end, study)) = dated {
        if end <= case.day {
            Condition::held(What::Education, format!("{asked}，你有{}", study.label), Some(end))
        } else {
            let said = format!("{asked}，你的{}到 {end} 才毕业", study.label);
            Condition::lacking(What::Education, said, Some(end))
        }
    } else if let Some(study) = studies().find(|study| fits(rule, study)) {
        Condition::open(What::Education, format!("{asked}，你的{}还没有填好结束日期，请补上毕业日期", study.label))
    } else if let Some(study) = studies().max_by_key(|study| education(study)) {
        Condition::lacking(What::Education, format!("{asked}，你填写的最高学历是{}", highest(study)), None)
    } else {
        Condition::open(What::Education, format!("{asked}，还没有填写学历，请先填写学历教育信息"))
    };
    (Some(condition), dated.map(|(end, _)| end))
}

/// The schooling with its degree where it has one.
fn highest(study: &Studied) -> String {
    let level = codes::EDUCATION_LEVEL.label(&study.level_code).unwrap_or("没有选定的学历");
    match codes::DEGREE.label(&study.degree_code) {
        Some(degree) if matches!(study.degree_code.as_str(), "2" | "3" | "4") => format!("{level}、{degree}学位"),
        _ => level.to_owned(),
    }
}
