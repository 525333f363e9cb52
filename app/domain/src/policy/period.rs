//! Where the years of a held title begin, from when to when material counts, and what is 不计入
//! (`domain.md` §2.6, §4.5).
//!
//! The rule has changed, and texts differ: each way and year of getting a title is a row of its
//! own, the dissenting reading too. What is needed is the 评审年度, which is not the year in
//! which a title was got: that of 2017 may have been voted on in March 2018.
//!
//! A period is full on the eve: 5 years from 2023-01-01 are full on 2027-12-31.

use serde::{Deserialize, Serialize};

use super::{InForce, facts::Held};
use crate::{codes, date::Date};

/// The code of 委托评审 in [`codes::TITLE_WAY`], which is a review, too.
const COMMISSIONED: &str = "commissioned";

/// A day told by the year it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// The day the title was got.
    Obtained,
    /// A day of the 评审年度, or of the year the title was got where there is none.
    Day {
        /// 1: of the year after.
        #[serde(default)]
        plus_years: i32,
        month: u8,
        day: u8,
    },
}

/// Where the years and the material of a title begin, by how and when it was got.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountingRule {
    /// Of [`codes::TITLE_WAY`].
    pub ways: Vec<String>,
    /// First 评审年度, or year of getting it, that it is about.
    #[serde(default)]
    pub from_year: Option<i32>,
    /// The last one.
    #[serde(default)]
    pub to_year: Option<i32>,
    pub years_from: Start,
    pub material_from: Start,
    /// The rule in one sentence.
    pub why: String,
}

/// The last day of a 评审年度 on which years and material count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutOff {
    pub month: u8,
    pub day: u8,
}

impl CutOff {
    pub const END_OF_YEAR: CutOff = CutOff { month: 12, day: 31 };

    /// Of a 评审年度.
    pub fn of(self, year: i32) -> Option<Date> {
        Date::new(year, self.month, self.day)
    }

    /// The first 评审年度 that a day still belongs to.
    pub(super) fn year_of(self, day: Date) -> i32 {
        let year = day.year();
        if self.of(year).is_some_and(|last| day <= last) { year } else { year + 1 }
    }

    pub fn said(self) -> String {
        format!("年限和业绩材料计算到申报的评审年度 {} 月 {} 日", self.month, self.day)
    }
}

/// The periods of one held title for one 评审年度.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counting {
    pub years_from: Date,
    pub material_from: Date,
    pub until: Date,
    /// By which rule.
    pub why: String,
    /// The title it is about.
    pub title: String,
}

/// Whether a period of work belongs to the material.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Counts {
    Whole,
    /// It does, from a day or until a day on.
    Part(String),
    /// 不计入.
    Not(String),
}

impl CountingRule {
    pub(super) fn is_about(&self, way: &str, year: i32) -> bool {
        self.ways.iter().any(|own| own == way)
            && self.from_year.is_none_or(|first| year >= first)
            && self.to_year.is_none_or(|last| year <= last)
    }
}

impl Start {
    fn of(self, year: i32, obtained: Option<Date>) -> Option<Date> {
        match self {
            Start::Obtained => obtained,
            Start::Day { plus_years, month, day } => Date::new(year + plus_years, month, day),
        }
    }
}

/// The periods of a held title.
///
/// # Errors
/// What has to be filled in before they can be told.
pub fn counting(in_force: &InForce, held: &Held, target_year: i32) -> Result<Counting, String> {
    let title = held.label();
    if !codes::TITLE_WAY.has(&held.way) {
        return Err(format!("{title}还没有填写取得方式，年限算不出来，请补上"));
    }
    let year = match (held.way.as_str(), held.review_year, held.obtained) {
        (codes::BY_REVIEW | COMMISSIONED, Some(year), _) => year,
        (codes::BY_REVIEW | COMMISSIONED, None, _) => {
            return Err(format!("{title}是评审取得的，还没有填写评审年度，年限算不出来，请补上（以证书或发文为准）"));
        }
        (_, _, Some(obtained)) => obtained.year(),
        (_, _, None) => return Err(format!("{title}还没有填写取得时间，年限算不出来，请补上")),
    };
    let rule = in_force.counting_rule(&held.way, year);
    let rule = rule.ok_or_else(|| {
        let way = codes::TITLE_WAY.label(&held.way).unwrap_or_default();
        format!("当地还没有公布 {year} 年{way}取得的职称怎样计算年限，请向当地人社部门咨询")
    })?;
    let missing = || format!("{title}还没有填写取得时间，年限算不出来，请补上");
    Ok(Counting {
        years_from: rule.years_from.of(year, held.obtained).ok_or_else(missing)?,
        material_from: rule.material_from.of(year, held.obtained).ok_or_else(missing)?,
        until: in_force.cut_off().of(target_year).ok_or_else(missing)?,
        why: rule.why.clone(),
        title,
    })
}

impl Counting {
    /// Whether something of one day belongs to the material: a paper, a patent, an award.
    pub fn counts(&self, day: Date) -> Counts {
        if day < self.material_from {
            Counts::Not(self.too_early(day))
        } else if day > self.until {
            Counts::Not(self.too_late(day))
        } else {
            Counts::Whole
        }
    }

    /// Whether work over a time belongs to the material; no end: it goes on.
    pub fn span(&self, start: Date, end: Option<Date>) -> Counts {
        if let Some(end) = end.filter(|end| *end < self.material_from) {
            return Counts::Not(self.too_early(end));
        }
        if start > self.until {
            return Counts::Not(self.too_late(start));
        }
        if start < self.material_from {
            return Counts::Part(format!("{} 以前的部分不计入", self.material_from));
        }
        match end {
            Some(end) if end > self.until => Counts::Part(format!("{} 以后的部分不计入", self.until)),
            _ => Counts::Whole,
        }
    }

    fn too_early(&self, day: Date) -> String {
        format!("{day} 早于 {}，不计入", self.material_from)
    }

    fn too_late(&self, day: Date) -> String {
        format!("{day} 晚于 {}，不计入，可以用于以后年度的申报", self.until)
    }
}

/// The last day of so many months, which are full then.
pub(super) fn full_on(start: Date, months: u16) -> Option<Date> {
    if months == 0 {
        return Some(start);
    }
    start.plus_months(i32::from(months))?.plus_days(-1)
}
