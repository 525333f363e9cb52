//! Entries that say the same (`domain.md` §4.7): all fields of one way to tell ([`Section::identity`]) agree
//! once width, case, blanks and punctuation are left aside. It may be meant so: the person decides.
//!
//! Runs on the server alone: the tables of Unicode's compatibility forms would be a good part of the client.

use unicode_normalization::UnicodeNormalization;

use super::{Finding, Row, Rule, Whole};
use crate::{
    record::{Section, SectionId},
    values::Values,
};

/// Signs that tell one thing from another: C++ is not C, nor is C#.
const TELLING: [char; 2] = ['+', '#'];

/// A text as it is compared: compatibility forms (NFKC), lower case, without blanks and punctuation.
pub fn folded(text: &str) -> String {
    // Most texts, and what the long way makes of them.
    if text.chars().all(|c| c.is_ascii() || ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
        let kept = text.chars().filter(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || TELLING.contains(c));
        return kept.map(|c| c.to_ascii_lowercase()).collect();
    }
    let lower = text.nfkc().flat_map(char::to_lowercase);
    lower.nfkc().filter(|c| c.is_alphanumeric() || TELLING.contains(c)).collect()
}

/// What an entry is told by: of each way whose fields are all filled its number and their texts.
#[derive(Debug)]
pub struct Marks(Vec<(usize, Vec<String>)>);

impl Marks {
    pub fn of(section: &Section, values: &Values) -> Marks {
        let texts = |keys: &[&str]| keys.iter().map(|key| folded(values.get(key))).collect::<Vec<String>>();
        let ways = section.identity.iter().map(|keys| texts(keys)).enumerate();
        Marks(ways.filter(|(_, texts)| texts.iter().all(|text| !text.is_empty())).collect())
    }

    /// Nothing to tell it by.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The field to say it at when both are the same thing.
    pub fn same(&self, other: &Marks, section: &Section) -> Option<&'static str> {
        let way = self.0.iter().find(|way| other.0.contains(way))?.0;
        section.identity[way].first().copied()
    }
}

/// Whether the person has said that they are two things.
pub fn apart(pairs: &[(String, String)], one: &str, other: &str) -> bool {
    pairs.iter().any(|(a, b)| (a == one && b == other) || (a == other && b == one))
}

/// What is said at the field of an entry that repeats another one.
pub fn says(number: usize, name: &str) -> String {
    format!("与第 {number} 条相同（{name}），是同一条的请留下一条，不是的可以都保留")
}

pub(super) fn findings(whole: &Whole) -> Vec<Finding> {
    SectionId::ALL.iter().flat_map(|section| of_section(whole, section.section())).collect()
}

/// Each entry that repeats an earlier one is said once.
fn of_section(whole: &Whole, section: &Section) -> Vec<Finding> {
    let mut found = Vec::new();
    if whole.of(section.id).nth(1).is_none() {
        return found;
    }
    let rows: Vec<(Row, Marks)> = whole.of(section.id).map(|row| (row, Marks::of(section, row.values))).collect();
    for (later, (row, marks)) in rows.iter().enumerate() {
        let twin = rows[..later].iter().enumerate().find_map(|(earlier, (other, others))| {
            let key = marks.same(others, section).filter(|_| !apart(whole.apart, row.id, other.id))?;
            Some((earlier, other.id, key))
        });
        if let Some((earlier, other, key)) = twin {
            let says =
                format!("{}第 {} 条和第 {} 条相同，是同一条的请留下一条", section.form.title, later + 1, earlier + 1);
            found.push(Finding { twin: Some(other.to_owned()), ..Finding::at(Rule::Twins, *row, key, says) });
        }
    }
    found
}
