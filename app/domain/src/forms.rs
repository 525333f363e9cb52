//! Every form by its key: how the browser finds the form that a page shows.

use crate::{business::Business, field::Form, record::SectionId};

pub fn all() -> impl Iterator<Item = &'static Form> {
    SectionId::ALL
        .iter()
        .map(|section| section.section().form)
        .chain(Business::ALL.iter().map(|business| business.form()))
}

pub fn form(key: &str) -> Option<&'static Form> {
    all().find(|form| form.key == key)
}
