//! 业务: the kinds of application, their wizard and what they take from the record.
//!
//! To add one: a [`Business`] variant; the matches below lead through the rest.

use crate::{field::Form, recognition, record::SectionId, review};

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
    pub fn needs(self, section: SectionId) -> bool {
        match self {
            Business::Recognition => true,
            Business::Review => matches!(section, SectionId::Basic | SectionId::Education | SectionId::Work),
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
