//! 个人信息: the sections of a person's record. Filled once, reused by every application.
//!
//! A section is a [`Form`] plus how many entries it takes. It is not an
//! application: what one application selected and froze is a
//! [`crate::snapshot::Snapshot`].
//!
//! To add one: a file here with `FORM`, a [`SectionId`] variant, its arm in
//! [`SectionId::section`]; the tests then ask for a sample.

pub mod achievement;
pub mod basic;
pub mod education;
pub mod work;

use crate::field::Form;

/// A section of the record (`domain.md` §3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SectionId {
    Basic,
    Education,
    Work,
    Achievement,
}

/// How many entries a section takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entries {
    One,
    Many { max: usize },
}

#[derive(Clone, Copy, Debug)]
pub struct Section {
    pub id: SectionId,
    pub form: &'static Form,
    pub entries: Entries,
    /// Field whose dates order the list, newest first.
    pub order_by: &'static str,
    /// How one entry is named in a sentence: 第 2 条.
    pub noun: &'static str,
}

impl SectionId {
    pub const ALL: &[SectionId] = &[SectionId::Basic, SectionId::Education, SectionId::Work, SectionId::Achievement];

    pub const fn section(self) -> &'static Section {
        match self {
            SectionId::Basic => &basic::SECTION,
            SectionId::Education => &education::SECTION,
            SectionId::Work => &work::SECTION,
            SectionId::Achievement => &achievement::SECTION,
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
