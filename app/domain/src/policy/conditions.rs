//! The conditions in words, shown beside the two self-assessment fields
//! 自评符合申报条件中工作经历（能力）、业绩成果条件.
//!
//! What is shipped are samples in our own words [OK-U]; a site puts its own texts in.

use serde::{Deserialize, Serialize};

use super::level_label;
use crate::codes;

/// The conditions for a level of a series.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// Of [`codes::SERIES`]; empty: any that has none of its own.
    #[serde(default)]
    pub series: String,
    /// Of [`codes::TITLE_LEVEL`]; empty: any.
    #[serde(default)]
    pub level: String,
    /// What has to be known of the text, such as that it is a sample.
    pub note: String,
    /// 工作经历（能力）条件.
    pub ability: Text,
    /// 业绩成果条件.
    pub achievement: Text,
}

/// A heading with numbered paragraphs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub heading: String,
    pub paragraphs: Vec<String>,
}

impl Conditions {
    pub fn said(&self) -> String {
        let series = codes::SERIES.label(&self.series).unwrap_or("各系列");
        let level = if self.level.is_empty() { "各等级" } else { level_label(&self.level) };
        let count = self.ability.paragraphs.len() + self.achievement.paragraphs.len();
        format!("{series}{level}的条件说明，共 {count} 条")
    }
}
