//! 年度考核 and 继续教育: what the years that are looked at say.

use super::{
    continuing::Years,
    facts::Learned,
    judge::{Case, Condition, What},
    kind::Waiver,
    period, rank,
};
use crate::date::Date;

/// The first whole year of the material period of the highest title.
fn title_since(case: &Case) -> Option<i32> {
    let highest = case.facts.titles.iter().max_by_key(|held| rank(&held.level))?;
    let from = period::counting(case.in_force, highest, case.year).ok()?.material_from;
    Some(if (from.month(), from.day()) == (1, 1) { from.year() } else { from.year() + 1 })
}

/// The years that are looked at, none before the first year of work was over.
fn looked_at(case: &Case, years: Years) -> Vec<i32> {
    let begun = case.facts.work.iter().filter_map(|row| row.start).min();
    let (first, last) = years.of(case.year, title_since(case));
    let first = begun.map_or(first, |day| first.max(day.year() + 1));
    (first..=last).collect()
}

/// 2021、2023 年度.
fn listed(years: &[i32]) -> String {
    let words: Vec<String> = years.iter().map(i32::to_string).collect();
    format!("{} 年度", words.join("、"))
}

/// The first day for which none of these years is looked at any more.
fn forgotten(case: &Case, years: Years, bad: &[i32]) -> Option<Date> {
    let last = bad.iter().max()?;
    Date::new(years.forgets(*last, title_since(case))?, 1, 1)
}

/// Every appraisal of the years that are looked at is good enough.
pub(super) fn appraisals(case: &Case) -> Option<Condition> {
    let rule = case.in_force.appraisals()?;
    if let Some(waived) = case.waived(What::Appraisals, Waiver::Appraisals) {
        return Some(waived);
    }
    let years = looked_at(case, rule.years);
    let (first, last) = (years.first()?, years.last()?);
    let asked = if first == last {
        format!("要求 {last} 年度考核{}", rule.name)
    } else {
        format!("要求 {first} 至 {last} 年度考核都在{}", rule.name)
    };
    let of = |year: i32| case.facts.appraisals.iter().filter(move |appraisal| appraisal.year == year);
    let bad: Vec<i32> =
        years.iter().copied().filter(|year| of(*year).any(|appraisal| !rule.accepts(&appraisal.result))).collect();
    let missing: Vec<i32> = years.iter().copied().filter(|year| of(*year).next().is_none()).collect();
    Some(if !bad.is_empty() {
        let words: Vec<String> = bad
            .iter()
            .filter_map(|year| of(*year).find(|appraisal| !rule.accepts(&appraisal.result)))
            .map(|appraisal| format!("{} 年度是{}", appraisal.year, appraisal.label))
            .collect();
        Condition::lacking(
            What::Appraisals,
            format!("{asked}，{}", words.join("，")),
            forgotten(case, rule.years, &bad),
        )
    } else if !missing.is_empty() {
        let said = format!("{asked}，还没有填写 {}的，请在年度考核信息里补上", listed(&missing));
        Condition::open(What::Appraisals, said)
    } else {
        Condition::held(What::Appraisals, format!("{asked}，都符合"), None)
    })
}

/// Every year that is looked at has its hours.
pub(super) fn continuing(case: &Case) -> Option<Condition> {
    let standard = case.in_force.continuing()?;
    if let Some(waived) = case.waived(What::Continuing, Waiver::Continuing) {
        return Some(waived);
    }
    let years = looked_at(case, standard.years);
    let (first, last) = (years.first()?, years.last()?);
    let which = if first == last { format!("{last} 年度") } else { format!("{first} 至 {last} 年度每年") };
    let asked = format!("要求 {which}{}", standard.hours_said());
    let of = |year: i32| case.facts.continuing.iter().find(move |learned: &&Learned| learned.year == year);
    let mut short = Vec::new();
    let mut words = Vec::new();
    for learned in years.iter().filter_map(|year| of(*year)) {
        let lacks = standard.lacks(learned);
        if !lacks.is_empty() {
            short.push(learned.year);
            words.push(format!("{} 年度{}", learned.year, lacks.join("、")));
        }
    }
    let missing: Vec<i32> = years.iter().copied().filter(|year| of(*year).is_none()).collect();
    Some(if !short.is_empty() {
        let said = format!("{asked}，{}；补学以后请更正继续教育记录", words.join("，"));
        Condition::lacking(What::Continuing, said, forgotten(case, standard.years, &short))
    } else if !missing.is_empty() {
        let said = format!("{asked}，还没有填写 {}的，请在继续教育里补上", listed(&missing));
        Condition::open(What::Continuing, said)
    } else {
        Condition::held(What::Continuing, format!("{asked}，都已完成"), None)
    })
}
