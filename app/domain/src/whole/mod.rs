//! What only shows when all entries of a record are looked at together (`domain.md` §4.5, §4.7): holes and
//! overlaps of time, years that are missing, entries that say the same.
//!
//! Nothing here keeps anybody from submitting: a finding asks to look again, says how to mend it, and where a
//! missing entry is the remedy it brings that entry along. What is wrong with one entry by itself is found by
//! [`crate::check`].
//!
//! To add a rule: a function in the file of its subject that pushes [`Finding`]s, its [`Rule`], and its call in
//! [`Whole::findings`].

pub mod timeline;
pub mod twins;
pub mod yearly;

use crate::{date::Date, record::SectionId, values::Values};

/// An entry among the others.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub section: SectionId,
    pub id: &'a str,
    pub values: &'a Values,
}

/// All that is looked at: of each section its entries in the order of its list.
#[derive(Clone, Debug)]
pub struct Whole<'a> {
    pub basic: &'a Values,
    pub rows: Vec<Row<'a>>,
    /// Pairs of entries that the person has said are two things.
    pub apart: &'a [(String, String)],
    pub today: Date,
}

/// Which kind of rule found it; a line of the check list each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// One time follows the other.
    Timeline,
    /// No year is missing.
    Yearly,
    /// Nothing is given twice.
    Twins,
    /// Good to know, and nothing to worry about: no line of the check list.
    Hint,
}

/// Something to look at again, at an entry and a field of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub section: SectionId,
    pub entry: String,
    pub key: &'static str,
    pub says: String,
    /// The entry that it seems to repeat.
    pub twin: Option<String>,
    /// Entries that would mend it, of which the person chooses one; of missing years all of them.
    pub fillers: Vec<Filler>,
}

/// An entry that is missing, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filler {
    /// Tells it from the other fillers of its section; made of what it fills, so that it is gone once that is filled.
    pub code: String,
    /// What it is called on its button: 待业, 2023 年度.
    pub word: String,
    pub values: Values,
}

impl<'a> Whole<'a> {
    /// Everything there is to look at again, in the order of the sections.
    pub fn findings(&self) -> Vec<Finding> {
        let twins = twins::findings(self);
        // An entry that is there twice also covers its time twice: that is said once, and as what it is.
        let mut once = self.clone();
        once.rows.retain(|row| !twins.iter().any(|twin| twin.entry == row.id));
        let mut found = timeline::findings(&once);
        found.extend(yearly::findings(&once));
        found.extend(twins);
        found.sort_by_key(|finding| finding.section);
        found
    }

    /// The entries of one section, in the order of its list.
    pub fn of(&self, section: SectionId) -> impl Iterator<Item = Row<'a>> {
        self.rows.iter().copied().filter(move |row| row.section == section)
    }

    /// The missing entry of this code, with the section it goes into.
    pub fn filler(&self, section: SectionId, code: &str) -> Option<Filler> {
        let found = self.findings().into_iter().filter(|finding| finding.section == section);
        found.flat_map(|finding| finding.fillers).find(|filler| filler.code == code)
    }
}

impl Finding {
    fn at(rule: Rule, row: Row<'_>, key: &'static str, says: String) -> Finding {
        let Row { section, id, .. } = row;
        Finding { rule, section, entry: id.to_owned(), key, says, twin: None, fillers: Vec::new() }
    }
}
