//! What the rules want to know of a person: plain inputs, gathered from the record and the
//! application by whoever asks.

use serde::{Deserialize, Serialize};

use super::level_label;
use crate::{
    codes,
    date::Date,
    eligibility::{Studied, Worked},
};

/// Everything there is to judge.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// Of the unit.
    pub region: String,
    pub aim: Aim,
    /// 评审年度 that is applied for; `None`: that of the day.
    pub year: Option<i32>,
    pub studies: Vec<Studied>,
    pub work: Vec<Worked>,
    pub titles: Vec<Held>,
    pub appraisals: Vec<Appraised>,
    pub continuing: Vec<Learned>,
    pub exams: Vec<Passed>,
    pub skills: Vec<Skilled>,
    /// Since when in the post whose series is applied for.
    pub post_since: Option<Date>,
}

/// What is applied for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Aim {
    /// Of [`codes::APPLY_KIND`]; empty: 晋升.
    pub kind: String,
    /// Of [`codes::SERIES`].
    pub series: String,
    pub specialty: String,
    /// Of [`codes::TITLE_LEVEL`].
    pub level: String,
}

/// A title that is held.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Held {
    /// Of [`codes::TITLE_LEVEL`].
    pub level: String,
    /// Of [`codes::SERIES`]; empty when not told.
    pub series: String,
    /// The specialty as it is called there; empty when not told.
    pub specialty: String,
    /// Such as 工程师.
    pub name: String,
    pub obtained: Option<Date>,
    /// 评审年度.
    pub review_year: Option<i32>,
    /// Of [`codes::TITLE_WAY`].
    pub way: String,
    /// 外省、中央单位取得.
    pub outside: bool,
}

/// A yearly appraisal.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Appraised {
    pub year: i32,
    /// The code of the result.
    pub result: String,
    /// The result in words.
    pub label: String,
}

/// A year of continuing education, in hours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Learned {
    pub year: i32,
    /// 公需.
    pub public: u32,
    /// 专业.
    pub professional: u32,
    /// 选修.
    pub elective: u32,
}

/// An examination of 考评结合.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Passed {
    pub name: String,
    /// Of [`codes::TITLE_LEVEL`]; empty when not told.
    pub level: String,
    pub on: Option<Date>,
    /// Last day on which the result can be used.
    pub until: Option<Date>,
    /// `None` when no score was given.
    pub passed: Option<bool>,
}

/// A certificate of a skill.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Skilled {
    /// Of [`codes::SKILL_LEVEL`].
    pub level: String,
    pub obtained: Option<Date>,
}

impl Held {
    /// Such as 2018 年度评审取得的工程师（中级）.
    pub fn label(&self) -> String {
        let when = match (self.review_year, self.obtained) {
            (Some(year), _) => format!("{year} 年度"),
            (_, Some(day)) => format!("{day} "),
            (_, None) => String::new(),
        };
        let way = codes::TITLE_WAY.label(&self.way).unwrap_or_default();
        let level = level_label(&self.level);
        let title = if self.name.is_empty() { format!("{level}职称") } else { format!("{}（{level}）", self.name) };
        format!("{when}{way}取得的{title}")
    }
}
