//! 个人信息: the 21 sections of a person's record, and one that an answer in an application opens (`domain.md` §3). Filled once, reused by every application.
//!
//! A section is a [`Form`] plus what the record, the duplicates, the periods and the printed page need to
//! know of it. It is not an application: what one application selected and froze is a
//! [`crate::snapshot::Snapshot`].
//!
//! To add one: a file here with `FORM`, `SECTION` and its sample, a [`SectionId`] variant, its arm in
//! [`SectionId::section`].

pub mod achievement;
pub mod appointment;
pub mod appraisal;
pub mod award;
pub mod basic;
pub mod computer_exam;
pub mod conference_paper;
pub mod continuing;
pub mod continuing_certificate;
pub mod education;
pub mod further_study;
pub mod language_exam;
pub mod mentoring;
pub mod outside_title;
pub mod patent;
pub mod practice_exam;
pub mod prior_achievement;
pub mod project;
pub mod publication;
pub mod report;
pub mod rules;
pub mod training;
pub mod work;

use crate::{
    field::{Field, Form, Kind},
    values::{Labels, NOW, Values, show},
};

/// Keys that mean the same in every section.
pub const START: &str = "start";
pub const END: &str = "end";
pub const YEAR: &str = "year";
/// 本人排名.
pub const RANK: &str = "rank";
/// 总人数.
pub const PEOPLE: &str = "people";

/// A section of the record, in the order of the guide.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SectionId {
    Basic,
    Education,
    Training,
    Work,
    Appointment,
    Mentoring,
    Continuing,
    FurtherStudy,
    ContinuingCertificate,
    ComputerExam,
    LanguageExam,
    PracticeExam,
    PriorAchievement,
    Achievement,
    Project,
    Patent,
    Publication,
    ConferencePaper,
    Report,
    Award,
    Appraisal,
    /// No item of the guide's table: see [`Section::when`].
    OutsideTitle,
}

/// How many entries a section takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entries {
    One,
    Many { max: usize },
}

/// Where a section stands on 《广东省职称评审表》: the number of the page and the title printed there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Printed {
    pub page: u8,
    pub title: &'static str,
    /// Only entries with this code in this field.
    pub only: Option<(&'static str, &'static str)>,
}

impl Printed {
    const fn on(page: u8, title: &'static str) -> Printed {
        Printed { page, title, only: None }
    }
    const fn of(page: u8, title: &'static str, key: &'static str, code: &'static str) -> Printed {
        Printed { page, title, only: Some((key, code)) }
    }

    /// Whether an entry stands here; one whose kind is not known yet stands at the last place of its section.
    pub fn takes(&self, section: &Section, code: impl Fn(&str) -> String) -> bool {
        let Some((key, wanted)) = self.only else { return true };
        let code = code(key);
        let known = section.printed.iter().any(|place| place.only.is_some_and(|(_, one)| one == code));
        code == wanted || (!known && section.printed.last() == Some(self))
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Section {
    pub id: SectionId,
    pub form: &'static Form,
    pub entries: Entries,
    /// The heading of the record under which it stands.
    pub chapter: &'static str,
    /// Field whose days or years order the list, newest first.
    pub order_by: &'static str,
    /// How one entry is named in a sentence: 第 2 条.
    pub noun: &'static str,
    /// Where it stands on 评审表; nothing for what is not printed, or stands in its head.
    pub printed: &'static [Printed],
    /// Ways to tell that two entries are the same thing: all fields of one of them agree (`domain.md` §4.7).
    pub identity: &'static [&'static [&'static str]],
    /// The day that must lie in the valid period for the entry to count (`domain.md` §2.6).
    pub material: Option<&'static str>,
    /// A copy of the original is wanted as an attachment.
    pub evidence: bool,
    /// Asked for only where the application's own form has this code in this field; `None`: always.
    pub when: Option<(&'static str, &'static str)>,
    /// A well filled entry, of nobody.
    pub sample: &'static [(&'static str, &'static str)],
}

impl Section {
    /// 本栏目对应评审表第1页的“…”; empty for what has no such place.
    pub fn mark(&self) -> String {
        let places: Vec<String> =
            self.printed.iter().map(|place| format!("第{}页的“{}”", place.page, place.title)).collect();
        if places.is_empty() { String::new() } else { format!("本栏目对应评审表{}", places.join("、")) }
    }

    pub fn sample(&self) -> Values {
        self.sample.iter().copied().collect()
    }

    /// One line that names an entry: the words of its first columns, and its days.
    pub fn name(&self, values: &Values, labels: &Labels) -> String {
        if self.id == SectionId::Education {
            return education::label(values);
        }
        let dated = |field: &Field| matches!(field.kind, Kind::Date | Kind::DateOrNow | Kind::DateAhead);
        let shown = |wanted: bool, most: usize| -> Vec<String> {
            let fields = self.form.columns().filter(|field| dated(field) == wanted);
            fields
                .map(|field| show(field, values, labels).into_owned())
                .filter(|text| !text.is_empty())
                .take(most)
                .collect()
        };
        // 至今 brings its 至 along.
        let days = shown(true, 2).join(" 至 ").replace(&format!(" 至 {NOW}"), &format!(" {NOW}"));
        match (shown(false, 2).join("，"), days) {
            (words, days) if words.is_empty() && days.is_empty() => format!("没有填写内容的{}", self.noun),
            (words, days) if words.is_empty() => days,
            (words, days) if days.is_empty() => words,
            (words, days) => format!("{words}（{days}）"),
        }
    }
}

impl SectionId {
    pub const ALL: &[SectionId] = &[
        SectionId::Basic,
        SectionId::Education,
        SectionId::Training,
        SectionId::Work,
        SectionId::Appointment,
        SectionId::Mentoring,
        SectionId::Continuing,
        SectionId::FurtherStudy,
        SectionId::ContinuingCertificate,
        SectionId::ComputerExam,
        SectionId::LanguageExam,
        SectionId::PracticeExam,
        SectionId::PriorAchievement,
        SectionId::Achievement,
        SectionId::Project,
        SectionId::Patent,
        SectionId::Publication,
        SectionId::ConferencePaper,
        SectionId::Report,
        SectionId::Award,
        SectionId::Appraisal,
        SectionId::OutsideTitle,
    ];

    pub const fn section(self) -> &'static Section {
        match self {
            SectionId::Basic => &basic::SECTION,
            SectionId::Education => &education::SECTION,
            SectionId::Training => &training::SECTION,
            SectionId::Work => &work::SECTION,
            SectionId::Appointment => &appointment::SECTION,
            SectionId::Mentoring => &mentoring::SECTION,
            SectionId::Continuing => &continuing::SECTION,
            SectionId::FurtherStudy => &further_study::SECTION,
            SectionId::ContinuingCertificate => &continuing_certificate::SECTION,
            SectionId::ComputerExam => &computer_exam::SECTION,
            SectionId::LanguageExam => &language_exam::SECTION,
            SectionId::PracticeExam => &practice_exam::SECTION,
            SectionId::PriorAchievement => &prior_achievement::SECTION,
            SectionId::Achievement => &achievement::SECTION,
            SectionId::Project => &project::SECTION,
            SectionId::Patent => &patent::SECTION,
            SectionId::Publication => &publication::SECTION,
            SectionId::ConferencePaper => &conference_paper::SECTION,
            SectionId::Report => &report::SECTION,
            SectionId::Award => &award::SECTION,
            SectionId::Appraisal => &appraisal::SECTION,
            SectionId::OutsideTitle => &outside_title::SECTION,
        }
    }

    /// The word in URLs and in the database.
    pub const fn key(self) -> &'static str {
        self.section().form.key
    }

    pub const fn title(self) -> &'static str {
        self.section().form.title
    }

    pub const fn many(self) -> bool {
        matches!(self.section().entries, Entries::Many { .. })
    }

    pub fn from_key(key: &str) -> Option<SectionId> {
        Self::ALL.iter().copied().find(|section| section.key() == key)
    }
}
