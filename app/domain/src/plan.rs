//! Whether a committee can be chosen: its plan against what is applied for
//! (`domain.md` §4.8). The same answer draws the magnifier's rows and guards the submit.

use crate::{date::Date, eligibility::subtree};

/// One year's plan of a committee, with its four cut-offs (`domain.md` §1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub year: i64,
    /// Level codes it takes.
    pub levels: Vec<String>,
    /// Specialty codes it takes; empty: all of its series.
    pub specialties: Vec<String>,
    /// Person-type codes it takes; empty: all.
    pub person_types: Vec<String>,
    pub opens_on: Date,
    /// Last day on which a person may submit.
    pub submit_until: Date,
    /// Last day on which the unit may finish its review.
    pub employer_until: Date,
    /// Last day on which the office accepts.
    pub accept_until: Date,
    pub pay_until: Date,
}

/// A committee as the magnifier sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committee {
    pub id: String,
    pub name: String,
    /// Region code; it takes the units of this region and of all below it.
    pub region: String,
    pub region_name: String,
    /// Series code.
    pub series: String,
    pub series_name: String,
    /// Only staff of this unit may apply; its name.
    pub own_staff_of: Option<String>,
    pub plan: Option<Plan>,
}

/// What is applied for. Empty codes are not known yet and refuse nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub series: String,
    pub specialty: String,
    pub specialty_name: String,
    pub level: String,
    pub person_type: String,
    /// Name of the applicant's unit.
    pub unit: String,
    /// Region code of that unit.
    pub region: String,
}

impl Committee {
    /// Why this committee cannot be chosen on `today`; `None` when it can.
    pub fn refusal(&self, wish: &Wish, today: Date) -> Option<String> {
        if !wish.series.is_empty() && wish.series != self.series {
            return Some(format!("只受理{}系列", self.series_name));
        }
        if !wish.region.is_empty() && !wish.region.starts_with(subtree(&self.region)) {
            return Some(format!("只受理{}的单位", self.region_name));
        }
        if let Some(unit) = &self.own_staff_of
            && *unit != wish.unit
        {
            return Some(format!("只受理{unit}的人员"));
        }
        let Some(plan) = &self.plan else { return Some("本年度尚未公布受理计划".to_owned()) };
        if today < plan.opens_on {
            return Some(format!("尚未开始受理（{} 开始）", plan.opens_on));
        }
        if today > plan.submit_until {
            return Some(format!("受理期已过（{} 截止）", plan.submit_until));
        }
        if !wish.level.is_empty() && !plan.levels.contains(&wish.level) {
            return Some(format!("不受理{}", crate::codes::TITLE_LEVEL.label(&wish.level).unwrap_or("这个等级")));
        }
        if !wish.specialty.is_empty() && !plan.specialties.is_empty() && !plan.specialties.contains(&wish.specialty) {
            return Some(format!("不受理{}专业", wish.specialty_name));
        }
        if !wish.person_type.is_empty()
            && !plan.person_types.is_empty()
            && !plan.person_types.contains(&wish.person_type)
        {
            return Some("不受理当前人员类型".to_owned());
        }
        None
    }
}

/// How far a deadline is: 还有 17 天, 今天截止, 已过 3 天.
pub fn left(until: Date, today: Date) -> String {
    match today.until(until) {
        0 => "今天截止".to_owned(),
        days if days > 0 => format!("还有 {days} 天"),
        days => format!("已过 {} 天", -days),
    }
}
