//! 申报条件: who with this schooling, holding this title for so long, may apply for a level
//! (`domain.md` §2.4, §2.5).

use serde::{Deserialize, Serialize};

use super::{duration, level_label, spaced};
use crate::{
    codes::{self, Table},
    eligibility::Education,
};

/// What [`Promotion::holding`] says for a title of the level that is applied for.
pub const SAME: &str = "same";

/// Which schooling is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schooling {
    /// 以上.
    Least(Education),
    Exactly(Education),
}

impl Schooling {
    pub fn met_by(self, education: Education) -> bool {
        match self {
            Schooling::Least(least) => education >= least,
            Schooling::Exactly(exactly) => education == exactly,
        }
    }

    pub const fn education(self) -> Education {
        match self {
            Schooling::Least(education) | Schooling::Exactly(education) => education,
        }
    }

    pub fn said(self) -> String {
        match self {
            Schooling::Least(Education::Doctor) => "博士学历（学位）".to_owned(),
            Schooling::Least(education) => format!("{}以上学历（学位）", education.label()),
            Schooling::Exactly(education) => format!("{}学历（学位）", education.label()),
        }
    }
}

/// What the time is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Holding the title.
    #[default]
    Title,
    /// Professional work after graduation.
    Work,
    /// The new post, of who changes the series.
    Post,
    /// Holding the certificate of a skill.
    Skill,
}

/// One rule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// Of [`codes::APPLY_KIND`].
    pub kind: String,
    /// Of [`codes::SERIES`]; empty: any that has no rules of its own.
    #[serde(default)]
    pub series: String,
    /// Of [`codes::TITLE_LEVEL`]; empty: any.
    #[serde(default)]
    pub level: String,
    #[serde(default)]
    pub education: Option<Schooling>,
    /// Only what was studied full-time.
    #[serde(default)]
    pub full_time: bool,
    /// The level of the title held, [`SAME`], or empty: none is asked for.
    #[serde(default)]
    pub holding: String,
    /// Of [`codes::SKILL_LEVEL`], or empty.
    #[serde(default)]
    pub skill: String,
    #[serde(default)]
    pub service: Service,
    #[serde(default)]
    pub years: u16,
    /// Beside the years.
    #[serde(default)]
    pub months: u16,
    /// What has to be shown by material that the record does not hold.
    #[serde(default)]
    pub asks: Vec<String>,
}

impl Promotion {
    /// The time asked for.
    pub const fn length(&self) -> u16 {
        self.years * 12 + self.months
    }

    /// The level of the title to be held for an application for `target`.
    pub(super) fn held_level<'a>(&'a self, target: &'a str) -> &'a str {
        if self.holding == SAME { target } else { &self.holding }
    }

    pub(super) fn codes(&self) -> impl Iterator<Item = (&'static Table, &str)> {
        let holding = if self.holding == SAME { "" } else { &self.holding };
        [
            (&codes::APPLY_KIND, &*self.kind),
            (&codes::SERIES, &*self.series),
            (&codes::TITLE_LEVEL, &*self.level),
            (&codes::TITLE_LEVEL, holding),
            (&codes::SKILL_LEVEL, &*self.skill),
        ]
        .into_iter()
    }

    /// The rule in one sentence, for the level it is asked about.
    pub fn said(&self, target: &str) -> String {
        let level = if self.level.is_empty() { target } else { &self.level };
        let aim = if level.is_empty() { "同级职称" } else { level_label(level) };
        let mut parts = Vec::new();
        if let Some(education) = self.education {
            parts.push(format!("{}{}", if self.full_time { "全日制" } else { "" }, education.said()));
        }
        let length = duration(self.length());
        match (self.service, self.length()) {
            (Service::Title, 0) if !self.holding.is_empty() => parts.push(format!("持有{}", self.held_words())),
            (Service::Title, _) if !self.holding.is_empty() => {
                parts.push(format!("取得{}满 {length}", self.held_words()));
            }
            (Service::Post, _) => parts.push(format!("持有{}，在新岗位满 {length}", self.held_words())),
            (Service::Skill, 0) => parts.push(format!("取得{}等级", self.skill_label())),
            (Service::Skill, _) => parts.push(format!("取得{}等级满 {length}", self.skill_label())),
            (Service::Title | Service::Work, 0) => {}
            (Service::Title | Service::Work, _) => parts.push(format!("从事专业技术工作满 {length}")),
        }
        for ask in &self.asks {
            parts.push(format!("需要{}", spaced(ask)));
        }
        parts.push(format!("可以申报{aim}"));
        parts.join("，")
    }

    /// The title to be held, for a table; empty when none is.
    pub fn holding_said(&self) -> String {
        if self.holding.is_empty() { String::new() } else { self.held_words() }
    }

    /// The time, for a table; empty when none is asked for.
    pub fn time_said(&self) -> String {
        if self.length() == 0 {
            return String::new();
        }
        let length = duration(self.length());
        match self.service {
            Service::Title if !self.holding.is_empty() => format!("取得现职称满 {length}"),
            Service::Title | Service::Work => format!("从事专业技术工作满 {length}"),
            Service::Post => format!("在新岗位满 {length}"),
            Service::Skill => format!("取得技能等级满 {length}"),
        }
    }

    fn held_words(&self) -> String {
        if self.holding == SAME {
            "其他系列的同级职称".to_owned()
        } else {
            format!("{}职称", level_label(&self.holding))
        }
    }

    pub(super) fn skill_label(&self) -> &'static str {
        codes::SKILL_LEVEL.label(&self.skill).unwrap_or("职业技能等级")
    }
}
