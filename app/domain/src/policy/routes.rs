//! What else the same person could apply for: other kinds for the level, other levels, and
//! initial recognition for who holds no title.
//!
//! From the highest level down only what is sooner than anything above it is offered; once the
//! level applied for is met or held, only what is higher. 绿色通道, 基层定向 and 委托 rest on what the
//! record does not say and are never offered unasked.

use super::{
    ApplyKind, InForce, Mode,
    facts::{Facts, Held},
    judge::{Case, Condition, Standing, Way, What},
    kind::Waiver,
    level_label, rank,
};
use crate::{codes, date::Date, eligibility};

/// The offers, highest level first; `judged` is what was applied for, where it could be judged.
pub(super) fn others(in_force: &InForce, facts: &Facts, day: Date, judged: Option<(&ApplyKind, &Way)>) -> Vec<String> {
    let target = rank(&facts.aim.level);
    let has = |held: &Held| held.series == facts.aim.series && rank(&held.level) >= target;
    let met = judged.is_some_and(|(_, way)| !way.short()) || facts.titles.iter().any(has);
    let mut soonest = judged.filter(|_| !met).and_then(|(_, way)| way.earliest());
    let mut offers = Vec::new();
    for level in codes::TITLE_LEVEL.rows.iter().map(|row| row.code) {
        let here = rank(level);
        if if met { here <= target } else { here > target } {
            continue;
        }
        let of_level = kinds(in_force, facts, level, day, judged.filter(|_| here == target));
        let found = of_level.into_iter().chain(recognised(in_force, facts, level, day));
        for (from, said) in found {
            // Levels above what is met come later by nature.
            if met || soonest.is_none_or(|soonest| from < soonest) {
                soonest = Some(from);
                offers.push(said);
            }
        }
    }
    offers
}

/// By the kinds that the record speaks for.
fn kinds(
    in_force: &InForce,
    facts: &Facts,
    level: &str,
    day: Date,
    judged: Option<(&ApplyKind, &Way)>,
) -> Vec<(Date, String)> {
    let aim = &facts.aim;
    if in_force.no_review(&aim.series, &aim.specialty, level).is_some() {
        return Vec::new();
    }
    let speaks = |kind: &ApplyKind| match kind.code.as_str() {
        "promotion" => true,
        "change_series" => !facts.titles.is_empty(),
        "skilled" => !facts.skills.is_empty(),
        "exceptional" => judged.is_some_and(|(_, way)| outstanding(way)),
        _ => false,
    };
    let other = |kind: &&ApplyKind| judged.is_none_or(|(own, _)| own.code != kind.code) && speaks(kind);
    let offer = |kind: &ApplyKind| {
        let way = Case::new(in_force, facts, kind, level, day).nearest()?;
        let guessed = |condition: &Condition| {
            let known = matches!(condition.what, What::Appraisals | What::Continuing | What::Material);
            condition.standing == Standing::Open && !known
        };
        if way.conditions.iter().any(guessed) {
            return None;
        }
        let from = if way.short() { way.earliest()? } else { day };
        let by = if kind.waives(Waiver::Years) { kind.terms() } else { way.rule.said(level) };
        let open = way.conditions.iter().filter(|condition| condition.standing == Standing::Open);
        let mut open: Vec<&str> = open.map(|condition| condition.what.label()).collect();
        open.dedup();
        let open = if open.is_empty() { String::new() } else { format!("（{}待核）", open.join("、")) };
        Some((from, format!("{}可以按“{}”申报{}：{by}{open}", when(from, day), kind.label(), level_label(level))))
    };
    in_force.kinds().filter(other).filter_map(offer).collect()
}

/// Whether schooling and years are all that lacks, which is what 破格 is for.
fn outstanding(way: &Way) -> bool {
    let mut lacking = way.conditions.iter().filter(|condition| condition.standing == Standing::Lacking).peekable();
    lacking.peek().is_some() && lacking.all(|condition| matches!(condition.what, What::Education | What::Years))
}

/// By initial recognition.
fn recognised(in_force: &InForce, facts: &Facts, level: &str, day: Date) -> Option<(Date, String)> {
    let aim = &facts.aim;
    if !facts.titles.is_empty() || in_force.mode(&aim.series, &aim.specialty, level) != Mode::RecogniseOrReview {
        return None;
    }
    let (rules, region) = (in_force.recognition, in_force.region);
    let verdict = eligibility::recognition(rules, region, &facts.studies, None, &facts.work, level, day);
    let from = verdict.earliest?.max(day);
    let reason = verdict.reasons.first()?;
    Some((from, format!("{}可以走初次职称考核认定取得{}：{reason}", when(from, day), level_label(level))))
}

fn when(from: Date, day: Date) -> String {
    if from <= day {
        "现在".to_owned()
    } else if from.month() == 1 && from.day() == 1 {
        format!("{} 年度起", from.year())
    } else {
        format!("到 {from} ")
    }
}
