//! How a level is reached: by examination, by review, by both, or also by recognition
//! (`domain.md` §2.2, 以考代评).

use serde::{Deserialize, Serialize};

use super::level_label;
use crate::codes;

/// How a level is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// By examination alone.
    Exam,
    /// 考评结合: whoever has passed the examination may be reviewed.
    ExamThenReview,
    Review,
    RecogniseOrReview,
}

impl Mode {
    /// Of a level that no row speaks of: recognition gives nothing above 中级 (`domain.md` §2.3).
    pub fn usual(level: &str) -> Mode {
        if matches!(level, "senior" | "associate_senior") { Mode::Review } else { Mode::RecogniseOrReview }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Mode::Exam => "只通过考试取得",
            Mode::ExamThenReview => "先考试合格再评审",
            Mode::Review => "评审取得",
            Mode::RecogniseOrReview => "认定或者评审取得",
        }
    }
}

/// How some levels of a series or of specialties of it are reached.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelRule {
    /// Of [`codes::SERIES`].
    pub series: String,
    /// Codes of the specialties it is about; empty: the whole series.
    #[serde(default)]
    pub specialties: Vec<String>,
    /// What these specialties are called; for the sentence alone.
    #[serde(default)]
    pub name: String,
    /// Of [`codes::TITLE_LEVEL`].
    pub levels: Vec<String>,
    pub mode: Mode,
}

impl LevelRule {
    pub(super) fn is_about(&self, series: &str, specialty: &str, level: &str) -> bool {
        let mine = self.specialties.is_empty() || self.specialties.iter().any(|code| code == specialty);
        self.series == series && mine && self.levels.iter().any(|own| own == level)
    }

    /// The more it singles out the greater.
    pub(super) fn detail(&self) -> bool {
        !self.specialties.is_empty()
    }

    /// The series, or the specialties of it.
    pub(super) fn about(&self) -> String {
        let series = codes::SERIES.label(&self.series).unwrap_or("各系列");
        if self.name.is_empty() { series.to_owned() } else { format!("{series}的{}专业", self.name) }
    }

    /// The levels it is about: 会计人员中级、助理级.
    pub fn which(&self) -> String {
        let levels: Vec<&str> = self.levels.iter().map(|level| level_label(level)).collect();
        format!("{}{}", self.about(), levels.join("、"))
    }

    /// The rule in one sentence.
    pub fn said(&self) -> String {
        format!("{}{}", self.which(), self.mode.label())
    }
}

/// Why a level that is reached in this way cannot be had by review, and what can be done instead;
/// `about` is the series and level in words.
pub(super) fn no_review(mode: Mode, about: &str) -> Option<String> {
    (mode == Mode::Exam).then(|| {
        format!(
            "{about}只通过全国统一考试取得（以考代评），不受理认定和评审；请报名参加考试，或者改选申报专业、申报职称"
        )
    })
}

/// The same of initial recognition.
pub(super) fn no_recognition(mode: Mode, about: &str) -> Option<String> {
    match mode {
        Mode::Exam => no_review(mode, about),
        Mode::ExamThenReview => {
            Some(format!("{about}要先考试合格再评审（考评结合），不能认定；请考试合格后改用评审申请"))
        }
        Mode::Review => Some(format!("{about}要通过评审取得，不能认定；请改用评审申请")),
        Mode::RecogniseOrReview => None,
    }
}
