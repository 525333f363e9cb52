//! Code tables: short, fixed lists that forms choose from, as static data.
//!
//! Long or changing lists (regions, units, committees, specialties, titles) are
//! not here: the server looks those up. To add a code: a row at its place in
//! the official order; the codes of all tables are kept in `tests/codes.txt`.
//! A code is never removed and never given another meaning: what is no longer
//! chosen becomes `known`. To add a table: a static in the file of its subject,
//! and its line in [`ALL`].

mod education;
mod merit;
mod person;
mod title;

pub use education::{CULTURE_LEVEL, DEGREE, EDUCATION_LEVEL, STUDY_MODE};
pub use merit::{
    ACHIEVEMENT_KIND, APPRAISAL_RESULT, AWARD_GRADE, AWARD_LEVEL, CONTRACT_SIDE, INDEXED, LANGUAGE, LANGUAGE_GRADE,
    MENTORING_KIND, PATENT_KIND, PROJECT_LEVEL, PROJECT_STATUS, PUBLICATION_KIND,
};
pub use person::{ETHNIC_GROUP, HOUSEHOLD_TYPE, ID_DOCUMENT_TYPE, PERSON_TYPE, POLITICAL_STATUS, SEX};
pub use title::{
    APPLY_KIND, BUSINESS, BY_REVIEW, SERIES, SKILL_LEVEL, TITLE_LEVEL, TITLE_ORIGIN, TITLE_WAY, YES, YES_NO,
};

/// One code with the words for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Code {
    pub code: &'static str,
    pub label: &'static str,
    /// Known in data that exists, and no longer offered.
    pub retired: bool,
}

/// A list of codes, in official order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Table {
    /// The name in data and URLs.
    pub key: &'static str,
    pub title: &'static str,
    pub rows: &'static [Code],
}

/// Every table.
pub static ALL: &[&Table] = &[
    &SEX,
    &ETHNIC_GROUP,
    &POLITICAL_STATUS,
    &HOUSEHOLD_TYPE,
    &ID_DOCUMENT_TYPE,
    &PERSON_TYPE,
    &EDUCATION_LEVEL,
    &CULTURE_LEVEL,
    &DEGREE,
    &STUDY_MODE,
    &TITLE_LEVEL,
    &SERIES,
    &BUSINESS,
    &YES_NO,
    &TITLE_WAY,
    &TITLE_ORIGIN,
    &APPLY_KIND,
    &SKILL_LEVEL,
    &MENTORING_KIND,
    &LANGUAGE,
    &LANGUAGE_GRADE,
    &ACHIEVEMENT_KIND,
    &CONTRACT_SIDE,
    &PROJECT_LEVEL,
    &PROJECT_STATUS,
    &PATENT_KIND,
    &PUBLICATION_KIND,
    &INDEXED,
    &AWARD_GRADE,
    &AWARD_LEVEL,
    &APPRAISAL_RESULT,
];

impl Table {
    /// The words for a code, also for one that is no longer offered.
    pub fn label(&self, code: &str) -> Option<&'static str> {
        self.find(code).map(|row| row.label)
    }

    /// Whether the code is known, offered or not.
    pub fn has(&self, code: &str) -> bool {
        self.find(code).is_some()
    }

    /// What a form offers.
    pub fn offered(&self) -> impl Iterator<Item = &'static Code> + use<> {
        self.rows.iter().filter(|row| !row.retired)
    }

    fn find(&self, code: &str) -> Option<&'static Code> {
        self.rows.iter().find(|row| row.code == code)
    }
}

const fn table(key: &'static str, title: &'static str, rows: &'static [Code]) -> Table {
    Table { key, title, rows }
}

const fn offered(code: &'static str, label: &'static str) -> Code {
    Code { code, label, retired: false }
}

const fn known(code: &'static str, label: &'static str) -> Code {
    Code { code, label, retired: true }
}
