//! 业务: the kinds of application, their wizard and what they take from the record.
//!
//! To add one: a [`Business`] variant; the matches below lead through the rest.

use crate::{field::Form, recognition, record::SectionId, review, values::Values};

/// What a 人员类型 changes in what is asked for.
#[derive(Clone, Copy, Debug)]
struct FormSet {
    /// Code of [`crate::codes::PERSON_TYPE`].
    person_type: &'static str,
    /// Sections that must have an entry besides those that everybody fills in.
    needed: &'static [SectionId],
    left_out: &'static [SectionId],
}

/// The guide names the first type only; what the others are asked for is [OK-U].
static FORM_SETS: &[FormSet] = &[
    FormSet { person_type: "ordinary", needed: &[], left_out: &[] },
    FormSet {
        person_type: "senior",
        needed: &[SectionId::Appointment, SectionId::Achievement, SectionId::Appraisal],
        left_out: &[],
    },
    FormSet {
        person_type: "skilled",
        needed: &[SectionId::Achievement],
        left_out: &[SectionId::Mentoring, SectionId::LanguageExam],
    },
];

/// Without a type, that of most people.
fn set(details: &Values) -> &'static FormSet {
    let kind = details.get(review::PERSON_TYPE);
    FORM_SETS.iter().find(|set| set.person_type == kind).unwrap_or(&FORM_SETS[0])
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Business {
    /// 初次职称考核认定.
    Recognition,
    /// 评审申请.
    Review,
}

/// A step of the wizard.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
    /// 填写个人信息: the sections of the record.
    Record,
    /// 填写申报信息: the application's own form.
    Details,
    /// 生成申报表: preview and PDF.
    Preview,
    /// 提交审核: check list and submit.
    Submit,
}

impl Step {
    pub const ALL: &[Step] = &[Step::Record, Step::Details, Step::Preview, Step::Submit];

    /// The word in URLs.
    pub const fn key(self) -> &'static str {
        match self {
            Step::Record => "record",
            Step::Details => "details",
            Step::Preview => "preview",
            Step::Submit => "submit",
        }
    }

    pub const fn number(self) -> usize {
        self as usize + 1
    }

    pub fn from_key(key: &str) -> Option<Step> {
        Self::ALL.iter().copied().find(|step| step.key() == key)
    }
}

impl Business {
    pub const ALL: &[Business] = &[Business::Recognition, Business::Review];

    /// The word in URLs and in the database; also the code in [`crate::codes::BUSINESS`].
    pub const fn key(self) -> &'static str {
        match self {
            Business::Recognition => "recognition",
            Business::Review => "review",
        }
    }

    pub fn from_key(key: &str) -> Option<Business> {
        Self::ALL.iter().copied().find(|business| business.key() == key)
    }

    /// As on the card and in headings.
    pub const fn title(self) -> &'static str {
        match self {
            Business::Recognition => "初次职称考核认定申请",
            Business::Review => "评审申请",
        }
    }

    /// As in the tracking list (业务类型).
    pub const fn short(self) -> &'static str {
        match self {
            Business::Recognition => "考核认定",
            Business::Review => "评审",
        }
    }

    /// The printed form.
    pub const fn paper(self) -> &'static str {
        match self {
            Business::Recognition => "初次职称考核认定申报表",
            Business::Review => "广东省职称评审表",
        }
    }

    pub const fn summary(self) -> &'static str {
        match self {
            Business::Recognition => "符合学历和年限条件，首次取得职称",
            Business::Review => "晋升、转系列、破格等职称评审",
        }
    }

    /// The application's own form.
    pub const fn form(self) -> &'static Form {
        match self {
            Business::Recognition => &recognition::FORM,
            Business::Review => &review::FORM,
        }
    }

    /// The sections of the record that go into it, in printed order.
    pub const fn sections(self) -> &'static [SectionId] {
        match self {
            Business::Recognition => &[SectionId::Basic, SectionId::Education, SectionId::Work, SectionId::Achievement],
            Business::Review => SectionId::ALL,
        }
    }

    /// The heading of a section on this business' printed form.
    pub const fn printed(self, section: SectionId) -> &'static str {
        match (self, section) {
            (Business::Recognition, SectionId::Work) => "主要专业技术工作经历",
            (Business::Recognition, SectionId::Achievement) => "从事专业技术工作及取得业绩成果",
            _ => section.title(),
        }
    }

    /// Whether a section must have an entry for the application to be submitted; the others may be skipped.
    pub fn needs(self, section: SectionId, details: &Values) -> bool {
        if !self.asks(section, details) {
            return false;
        }
        match self {
            Business::Recognition => true,
            Business::Review => {
                let always = matches!(section, SectionId::Basic | SectionId::Education | SectionId::Work);
                always || section.section().when.is_some() || set(details).needed.contains(&section)
            }
        }
    }

    /// Whether an application whose own form says `details` asks for a section at all.
    pub fn asks(self, section: SectionId, details: &Values) -> bool {
        let opened = section.section().when.is_none_or(|(key, code)| details.get(key) == code);
        opened && self.sections().contains(&section) && !set(details).left_out.contains(&section)
    }

    /// The sections that such an application asks for, in order.
    pub fn asked(self, details: &Values) -> impl Iterator<Item = SectionId> + '_ {
        self.sections().iter().copied().filter(move |section| self.asks(*section, details))
    }

    /// What the own form begins with.
    pub fn begun(self) -> Values {
        match self {
            Business::Recognition => Values::new(),
            Business::Review => {
                Values::new().with(review::PERSON_TYPE, FORM_SETS[0].person_type).with(review::APPLY_KIND, "promotion")
            }
        }
    }

    /// The name of a step.
    pub const fn step(self, step: Step) -> &'static str {
        match (self, step) {
            (Business::Recognition, Step::Record) => "填写个人信息",
            (Business::Recognition, Step::Details) => "填写申报信息",
            (Business::Recognition, Step::Preview) => "生成认定申报表",
            (Business::Review, Step::Record) => "填写人员信息",
            (Business::Review, Step::Details) => "填写申请信息",
            (Business::Review, Step::Preview) => "生成评审表",
            (Business::Recognition | Business::Review, Step::Submit) => "提交审核",
        }
    }
}
