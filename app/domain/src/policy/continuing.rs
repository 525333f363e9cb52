//! Continuing education and yearly appraisals: what a year has to have, and which years are
//! looked at (`domain.md` §2.4, §3 items 7 and 21).

use serde::{Deserialize, Serialize};

use super::facts::Learned;

/// Which years are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// As many years.
    Last(u8),
    /// Since the first whole year of the title held; without a title the last one.
    SinceTitle,
}

/// The years of a span.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Years {
    pub span: Span,
    /// The newest one is so many years before the 评审年度; 0: that year itself.
    pub before: u8,
}

/// 继续教育: the hours of a year.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continuing {
    pub total: u32,
    /// 公需.
    #[serde(default)]
    pub public: u32,
    /// 专业.
    #[serde(default)]
    pub professional: u32,
    /// 选修.
    #[serde(default)]
    pub elective: u32,
    /// The part of the total that has to be 专业, as numerator and denominator.
    #[serde(default)]
    pub professional_share: Option<(u32, u32)>,
    pub years: Years,
}

/// 年度考核: which results are good enough.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appraisals {
    /// Of [`crate::codes::APPRAISAL_RESULT`].
    pub accepted: Vec<String>,
    /// What they are called together: 合格（称职）以上.
    pub name: String,
    pub years: Years,
}

impl Years {
    /// From the first to the last, both looked at.
    pub fn of(self, target_year: i32, title_since: Option<i32>) -> (i32, i32) {
        let last = target_year - i32::from(self.before);
        let first = match (self.span, title_since) {
            (Span::Last(count), _) => last - i32::from(count) + 1,
            (Span::SinceTitle, Some(since)) => since,
            (Span::SinceTitle, None) => last,
        };
        (first, last)
    }

    /// The first 评审年度 for which a year is no longer looked at; `None` when it always will be.
    pub fn forgets(self, year: i32, title_since: Option<i32>) -> Option<i32> {
        let count = match (self.span, title_since) {
            (Span::Last(count), _) => i32::from(count),
            (Span::SinceTitle, Some(_)) => return None,
            (Span::SinceTitle, None) => 1,
        };
        Some(year + i32::from(self.before) + count)
    }

    fn said(self) -> String {
        let last = match self.before {
            0 => "申报年度".to_owned(),
            1 => "申报年度的上一年".to_owned(),
            years => format!("申报年度的前 {years} 年"),
        };
        match self.span {
            Span::Last(1) => format!("看{last}"),
            Span::Last(count) => format!("看截至{last}的 {count} 个年度"),
            Span::SinceTitle => format!("看取得现职称以后、截至{last}的每个年度"),
        }
    }
}

impl Continuing {
    /// What a year lacks, each as 专业科目差 12 学时; empty when it is enough.
    pub fn lacks(&self, year: &Learned) -> Vec<String> {
        let total = year.public.saturating_add(year.professional).saturating_add(year.elective);
        let share = self.professional_share.map_or(0, |(part, of)| (self.total * part).div_ceil(of.max(1)));
        let parts = [
            ("公需科目", self.public, year.public),
            ("专业科目", self.professional.max(share), year.professional),
            ("选修科目", self.elective, year.elective),
        ];
        let short = |(name, asked, had): (&str, u32, u32)| {
            asked.checked_sub(had).filter(|lacking| *lacking > 0).map(|lacking| format!("{name}差 {lacking} 学时"))
        };
        let mut lacks: Vec<String> = parts.into_iter().filter_map(short).collect();
        if lacks.is_empty() {
            lacks.extend(short(("总学时", self.total, total)));
        }
        lacks
    }

    /// The hours in one sentence.
    pub fn hours_said(&self) -> String {
        let mut parts = Vec::new();
        for (name, hours) in [("公需", self.public), ("专业", self.professional), ("选修", self.elective)] {
            if hours > 0 {
                parts.push(format!("{name} {hours}"));
            }
        }
        if let Some((part, of)) = self.professional_share {
            parts.push(format!("专业科目不少于 {of} 分之 {part}"));
        }
        let split = if parts.is_empty() { String::new() } else { format!("（{}）", parts.join("、")) };
        format!("不少于 {} 学时{split}", self.total)
    }

    pub fn said(&self) -> String {
        format!("每年{}；{}", self.hours_said(), self.years.said())
    }
}

impl Appraisals {
    pub fn accepts(&self, result: &str) -> bool {
        self.accepted.iter().any(|code| code == result)
    }

    pub fn said(&self) -> String {
        format!("年度考核{}；{}", self.name, self.years.said())
    }
}
