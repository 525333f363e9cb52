//! Every form by its key, and every rule by its name: how a page tells the browser which form it shows.

use crate::{
    business::Business,
    check::Rule,
    field::Form,
    record::{SectionId, basic, continuing, education, patent, practice_exam, rules},
    review,
};

pub fn all() -> impl Iterator<Item = &'static Form> {
    SectionId::ALL
        .iter()
        .map(|section| section.section().form)
        .chain(Business::ALL.iter().map(|business| business.form()))
}

pub fn form(key: &str) -> Option<&'static Form> {
    all().find(|form| form.key == key)
}

/// Every rule between fields.
pub const RULES: &[Rule] = &[
    basic::BIRTH_AGREES,
    basic::SEX_AGREES,
    basic::OF_AGE,
    basic::OLD_ENOUGH,
    education::YEARS_PLAUSIBLE,
    rules::ENDS_AFTER_START,
    rules::YEAR_HAS_COME,
    rules::RANK_WITHIN,
    rules::PASSED_OR_EXEMPT,
    continuing::HOURS_AGREE,
    patent::GRANTED_AFTER_APPLIED,
    practice_exam::VALID_AFTER_EXAM,
    review::CURRENT_WHOLE,
    review::YEAR_OF_REVIEW,
    review::PROVEN_EXPERIENCE,
    review::PROVEN_RESULTS,
];
