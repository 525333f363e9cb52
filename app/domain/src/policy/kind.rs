//! 申报类型 (`domain.md` §2.5): what each kind of application does not ask for, and what it asks
//! for beyond the record.

use serde::{Deserialize, Serialize};

use super::spaced;
use crate::codes;

/// What a kind of application may not ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiver {
    Education,
    Holding,
    Years,
    Continuing,
    Appraisals,
}

impl Waiver {
    pub const fn label(self) -> &'static str {
        match self {
            Waiver::Education => "学历",
            Waiver::Holding => "现职称",
            Waiver::Years => "年限",
            Waiver::Continuing => "继续教育",
            Waiver::Appraisals => "年度考核",
        }
    }
}

/// One kind of application.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplyKind {
    /// Of [`codes::APPLY_KIND`].
    pub code: String,
    /// The kind whose conditions it goes by; its own or those of 晋升.
    pub rules_of: String,
    #[serde(default)]
    pub waives: Vec<Waiver>,
    /// What has to be shown by material that the record does not hold; each goes after “需要”.
    #[serde(default)]
    pub asks: Vec<String>,
    /// Whom it is for, in a sentence.
    pub note: String,
}

impl ApplyKind {
    pub fn label(&self) -> &'static str {
        codes::APPLY_KIND.label(&self.code).unwrap_or("这种类型")
    }

    pub fn waives(&self, what: Waiver) -> bool {
        self.waives.contains(&what)
    }

    /// What it waives and asks for: 不要求学历、年限；需要… Empty when it does neither.
    pub fn terms(&self) -> String {
        let mut terms = Vec::new();
        if !self.waives.is_empty() {
            let waived: Vec<&str> = self.waives.iter().map(|waiver| waiver.label()).collect();
            terms.push(format!("不要求{}", waived.join("、")));
        }
        terms.extend(self.asks.iter().map(|ask| format!("需要{}", spaced(ask))));
        terms.join("；")
    }

    /// The kind in one sentence.
    pub fn said(&self) -> String {
        let terms = self.terms();
        let stop = if terms.is_empty() { "" } else { "；" };
        format!("{}：{}{stop}{terms}", self.label(), self.note)
    }
}
