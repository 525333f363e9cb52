//! 现职称 and 年限: the title or skill that a rule asks for, and the time since.

use super::{
    Promotion, duration,
    facts::{Held, Skilled},
    judge::{Case, Condition, What},
    kind::Waiver,
    level_label,
    period::{self, full_on},
    promotion::{SAME, Service},
    rank, spaced,
};
use crate::{codes, date::Date, eligibility::first_work};

/// What is asked of title, skill and time.
pub(super) fn conditions(case: &Case, rule: &Promotion, graduated: Option<Date>) -> Vec<Condition> {
    let mut conditions = Vec::new();
    if let Some(had) = already(case, rule) {
        return vec![had];
    }
    if !rule.holding.is_empty() {
        match case.waived(What::Holding, Waiver::Holding) {
            Some(waived) => conditions.push(waived),
            None => return titled(case, rule),
        }
    }
    match rule.service {
        Service::Skill => conditions.extend(skilled(case, rule)),
        // Nothing is held, so nothing is counted from it.
        Service::Title if !rule.holding.is_empty() => conditions.extend(case.waived(What::Years, Waiver::Years)),
        Service::Post => conditions.extend(posted(case, rule)),
        Service::Title | Service::Work => conditions.extend(worked(case, rule, graduated)),
    }
    conditions
}

/// A title of the series that is as high as what is applied for (`domain.md` §4.7).
fn already(case: &Case, rule: &Promotion) -> Option<Condition> {
    if rule.holding == SAME {
        return None;
    }
    let same =
        |held: &&Held| !held.series.is_empty() && held.series == case.series && rank(&held.level) >= rank(case.level);
    let held = case.facts.titles.iter().filter(same).find(|held| held.obtained.is_none_or(|day| day <= case.day))?;
    let said =
        format!("你已经持有同系列的{}，不用再申报{}；请改报更高的等级", spaced(&held.label()), level_label(case.level));
    Some(Condition::lacking(What::Holding, said, None))
}

/// The title and the time since it counts.
fn titled(case: &Case, rule: &Promotion) -> Vec<Condition> {
    let wanted = rule.held_level(case.level);
    let transfer = rule.holding == SAME;
    let asked = if transfer {
        format!("要求持有其他系列的{}职称", level_label(wanted))
    } else {
        format!("要求持有{}职称", level_label(wanted))
    };
    let series =
        |held: &Held| held.series.is_empty() || case.series.is_empty() || (held.series == case.series) != transfer;
    let high = |held: &Held| {
        if transfer { held.level == wanted } else { rank(&held.level) >= rank(wanted) }
    };
    let fitting: Vec<&Held> = case.facts.titles.iter().filter(|held| series(held) && high(held)).collect();
    let Some(first) = fitting.iter().min_by_key(|held| held.obtained.is_none_or(|day| day > case.day)) else {
        return vec![Condition::lacking(What::Holding, format!("{asked}，{}", instead(case, wanted, transfer)), None)];
    };
    if rule.service == Service::Post {
        let mut conditions = vec![holding(case, &asked, first)];
        conditions.extend(posted(case, rule));
        return conditions;
    }
    if let Some(waived) = case.waived(What::Years, Waiver::Years) {
        return vec![holding(case, &asked, first), waived];
    }
    if rule.length() == 0 {
        return vec![holding(case, &asked, first)];
    }
    // The title by which the time is full soonest.
    let counted = fitting.iter().map(|held| {
        let counting = period::counting(case.in_force, held, case.year);
        let full = counting.as_ref().ok().and_then(|counting| full_on(counting.years_from, rule.length()));
        (held, counting, full)
    });
    let best = counted.min_by_key(|(held, _, full)| (full.is_none(), *full, held.obtained));
    let Some((held, counting, full)) = best else { return Vec::new() };
    let years = match (counting, full) {
        (Ok(counting), Some(full)) => {
            let why = format!("从 {} 算起（{}）", counting.years_from, counting.why);
            served(case, &format!("取得{}满", level_label(wanted)), rule.length(), full, &why)
        }
        (Err(missing), _) => Condition::open(What::Years, format!("要求满 {}；{missing}", duration(rule.length()))),
        (Ok(_), None) => return vec![holding(case, &asked, held)],
    };
    vec![holding(case, &asked, held), years]
}

fn holding(case: &Case, asked: &str, held: &Held) -> Condition {
    let label = spaced(&held.label());
    let outside = if held.outside {
        "；它是外省、中央单位取得的，请附上证书资料，由人社部门核认"
    } else {
        ""
    };
    match held.obtained {
        Some(day) if day > case.day => {
            Condition::lacking(What::Holding, format!("{asked}，你的{label}到那时才取得"), Some(day))
        }
        since => Condition::held(What::Holding, format!("{asked}，你持有{label}{outside}"), since),
    }
}

/// What is held in place of what is asked for.
fn instead(case: &Case, wanted: &str, transfer: bool) -> String {
    let titles = &case.facts.titles;
    let other =
        |held: &&Held| !held.series.is_empty() && held.series != case.series && rank(&held.level) >= rank(wanted);
    if titles.is_empty() {
        return "你还没有职称（已有职称的，请填写现职称）".to_owned();
    }
    if transfer {
        return "你没有其他系列的同级职称；同系列晋升请把申报类型改为“晋升”".to_owned();
    }
    if let Some(held) = titles.iter().find(other) {
        let series = codes::SERIES.label(&held.series).unwrap_or("其他系列");
        return format!(
            "你持有的{}属于{series}，要先转评为申报系列的同级职称（申报类型选“转系列”）",
            spaced(&held.label())
        );
    }
    match titles.iter().max_by_key(|held| rank(&held.level)) {
        Some(held) => format!("你持有的是{}，要逐级申报", spaced(&held.label())),
        None => String::new(),
    }
}

/// Professional work after graduation.
fn worked(case: &Case, rule: &Promotion, graduated: Option<Date>) -> Option<Condition> {
    if rule.length() == 0 {
        return None;
    }
    if let Some(waived) = case.waived(What::Years, Waiver::Years) {
        return Some(waived);
    }
    let asked = format!("从事专业技术工作满 {}", duration(rule.length()));
    let begun = || case.facts.work.iter().filter_map(|row| row.start);
    if begun().next().is_none() {
        return Some(Condition::open(What::Years, format!("要求{asked}；还没有填写工作经历，请先填写")));
    }
    let (start, why) = match graduated {
        None if rule.education.is_some() => {
            return Some(Condition::open(What::Years, format!("要求{asked}，从毕业后参加工作算起；先要有符合的学历")));
        }
        None => (begun().min()?, "第一条工作经历".to_owned()),
        Some(day) => match first_work(day, &case.facts.work) {
            Some(start) if start.by_work => (start.day, "毕业后参加工作".to_owned()),
            Some(start) => (start.day, "毕业".to_owned()),
            None => {
                let said = format!("要求{asked}；毕业（{day}）以后还没有工作经历");
                return Some(Condition::lacking(What::Years, said, None));
            }
        },
    };
    let full = full_on(start, rule.length())?;
    Some(served(case, "从事专业技术工作满", rule.length(), full, &format!("从{why}的 {start} 算起")))
}

/// The new post of who changes the series.
fn posted(case: &Case, rule: &Promotion) -> Option<Condition> {
    if rule.length() == 0 {
        return None;
    }
    let Some(since) = case.facts.post_since else {
        let said = format!(
            "要求在申报系列的岗位工作满 {}；聘任情况里还没有这个岗位的开始日期，请补上",
            duration(rule.length())
        );
        return Some(Condition::open(What::Years, said));
    };
    let full = full_on(since, rule.length())?;
    Some(served(case, "在新岗位工作满", rule.length(), full, &format!("从 {since} 算起")))
}

/// The certificate of a skill, and the time since.
fn skilled(case: &Case, rule: &Promotion) -> Vec<Condition> {
    let place = |code: &str| codes::SKILL_LEVEL.rows.iter().position(|row| row.code == code);
    let asked = format!("要求取得{}等级", rule.skill_label());
    let high = |skill: &&Skilled| place(&skill.level).is_some_and(|own| Some(own) >= place(&rule.skill));
    let fitting = || case.facts.skills.iter().filter(high);
    let first = fitting().filter_map(|skill| Some((skill.obtained?, skill))).min_by_key(|(day, _)| *day);
    let Some((day, skill)) = first else {
        return vec![match (fitting().next(), case.facts.skills.first()) {
            (Some(_), _) => Condition::open(What::Skill, format!("{asked}；技能等级证书还没有填写取得日期，请补上")),
            (None, Some(_)) => Condition::lacking(What::Skill, format!("{asked}，你的技能等级还不够"), None),
            (None, None) => Condition::lacking(What::Skill, format!("{asked}，还没有填写技能等级证书"), None),
        }];
    };
    let label = codes::SKILL_LEVEL.label(&skill.level).unwrap_or_default();
    let mut conditions = vec![if day > case.day {
        Condition::lacking(What::Skill, format!("{asked}，你的{label}等级到 {day} 才取得"), Some(day))
    } else {
        Condition::held(What::Skill, format!("{asked}，你已于 {day} 取得{label}等级"), Some(day))
    }];
    if let Some(full) = full_on(day, rule.length()).filter(|_| rule.length() > 0) {
        let before = format!("取得{}等级满", rule.skill_label());
        conditions.push(served(case, &before, rule.length(), full, &format!("从 {day} 算起")));
    }
    conditions
}

/// The time asked for, full on a day; it is enough for the 评审年度 whose cut-off is not before.
fn served(case: &Case, asked: &str, months: u16, full: Date, why: &str) -> Condition {
    let cut_off = case.in_force.cut_off();
    let year = cut_off.year_of(full);
    let length = duration(months);
    let from = Date::new(year, 1, 1);
    if year <= case.year {
        let met = if full <= case.day {
            format!("到 {full} 已满")
        } else {
            format!("到 {full} 满，在 {} 年度的截止日以前", case.year)
        };
        Condition::held(What::Years, format!("要求{asked} {length}，{why}，{met}"), from)
    } else {
        let said = format!("要求{asked} {length}，{why}，到 {full} 才满，最早可以申报 {year} 年度");
        Condition::lacking(What::Years, said, from)
    }
}
