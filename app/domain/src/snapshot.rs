//! What an application froze when it was submitted: values *with their labels*,
//! so that an old form prints as it was signed, whatever becomes of the record.
//!
//! Made once by [`Snapshot::take`]; stored as JSON with its hash; never changed.

use serde::{Deserialize, Serialize};

use crate::{
    attachment::File,
    business::Business,
    date::Date,
    field::{Field, Form, Kind},
    forms,
    record::SectionId,
    text,
    values::{Labels, Values, show},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`Business::key`].
    pub business: String,
    pub taken_on: Date,
    pub photo: Option<String>,
    /// In printed order; the application's own form is last.
    pub parts: Vec<Part>,
}

/// One form or section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub key: String,
    pub title: String,
    /// A list of entries rather than one form.
    pub many: bool,
    pub entries: Vec<Frozen>,
}

/// One entry: every field of its form, filled or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// Id of the record entry.
    pub id: String,
    pub cells: Vec<Cell>,
    /// Its attachments; a snapshot from before there were any has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub key: String,
    pub label: String,
    /// The group's heading, `""` for the first.
    pub group: String,
    pub core: bool,
    pub listed: bool,
    pub long: bool,
    /// The code or text as stored.
    pub raw: String,
    /// What is read.
    pub shown: String,
}

/// An entry on its way into a snapshot.
#[derive(Clone, Debug)]
pub struct Given {
    pub id: String,
    pub values: Values,
    pub labels: Labels,
    pub files: Vec<File>,
}

impl Snapshot {
    pub fn take(
        business: Business,
        today: Date,
        photo: Option<String>,
        record: &[(SectionId, Vec<Given>)],
        own: Given,
    ) -> Snapshot {
        let mut parts: Vec<Part> = record
            .iter()
            .map(|(section, entries)| {
                let form = section.section().form;
                part(form, business.printed(*section), section.many(), entries.iter())
            })
            .collect();
        parts.push(part(business.form(), business.form().title, false, [own].iter()));
        Snapshot { business: business.key().to_owned(), taken_on: today, photo, parts }
    }

    pub fn part(&self, key: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.key == key)
    }

    /// The cell of a form that is not a list.
    pub fn cell(&self, form: &str, key: &str) -> Option<&Cell> {
        self.part(form)?.entries.first()?.cell(key)
    }

    /// Every attachment, in printed order.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.parts.iter().flat_map(|part| &part.entries).flat_map(|entry| &entry.files)
    }

    /// What is read at a cell, `""` when there is none.
    pub fn shown(&self, form: &str, key: &str) -> &str {
        self.cell(form, key).map_or("", |cell| &cell.shown)
    }
}

impl Snapshot {
    /// For those who need not know the person's numbers (`domain.md` §1.8): the
    /// document's number keeps its ends, what one is called or written to by is hidden.
    pub fn masked(mut self) -> Snapshot {
        for part in &mut self.parts {
            let form = forms::form(&part.key);
            for cell in part.entries.iter_mut().flat_map(|entry| &mut entry.cells) {
                let shown = match form.and_then(|form| form.field(&cell.key)).map(|field| field.kind) {
                    Some(Kind::Document { .. }) => text::masked(&cell.shown),
                    Some(Kind::Mobile | Kind::Phone | Kind::Email) if !cell.shown.is_empty() => HIDDEN.to_owned(),
                    _ => continue,
                };
                cell.raw.clone_from(&shown);
                cell.shown = shown;
            }
            for entry in &mut part.entries {
                entry.files = std::mem::take(&mut entry.files).into_iter().map(File::masked).collect();
            }
        }
        self
    }
}

/// What stands for a value that the reader may not see.
const HIDDEN: &str = "已隐藏";

impl Frozen {
    pub fn cell(&self, key: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.key == key)
    }
}

fn part<'a>(form: &Form, title: &str, many: bool, entries: impl Iterator<Item = &'a Given>) -> Part {
    Part {
        key: form.key.to_owned(),
        title: title.to_owned(),
        many,
        entries: entries
            .map(|given| Frozen {
                id: given.id.clone(),
                cells: form
                    .groups
                    .iter()
                    .flat_map(|group| group.fields.iter().map(move |field| (group, field)))
                    .map(|(group, field)| cell(group.title, group.core, field, given))
                    .collect(),
                files: given.files.clone(),
            })
            .collect(),
    }
}

fn cell(group: &str, core: bool, field: &Field, given: &Given) -> Cell {
    Cell {
        key: field.key.to_owned(),
        label: field.label.to_owned(),
        group: group.to_owned(),
        core,
        listed: field.listed,
        long: matches!(field.kind, Kind::Long { .. }),
        raw: given.values.get(field.key).to_owned(),
        shown: show(field, &given.values, &given.labels).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::basic;

    #[test]
    fn masking_hides_numbers_and_nothing_else() {
        let values: Values = [
            (basic::NAME, "陈晓岚"),
            (basic::DOCUMENT, "44200018000101002X"),
            (basic::MOBILE, "13800000000"),
            ("email", "a@example.com"),
        ]
        .into_iter()
        .collect();
        let given = |id: &str, values| Given { id: id.to_owned(), values, labels: Labels::new(), files: Vec::new() };
        let record = [(SectionId::Basic, vec![given("e1", values)])];
        let day = Date::new(2026, 11, 23).expect("a day of the calendar");
        let whole = Snapshot::take(Business::Recognition, day, None, &record, given("a1", Values::new()));
        let masked = whole.clone().masked();
        let text = serde_json::to_string(&masked).expect("a snapshot is text");
        for hidden in ["44200018000101002X", "13800000000", "a@example.com"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
        assert_eq!(masked.shown(basic::FORM.key, basic::DOCUMENT), "4420**********002X");
        assert_eq!(masked.shown(basic::FORM.key, basic::NAME), "陈晓岚");
        assert_eq!(masked.shown(basic::FORM.key, "phone"), "", "what was not given stays empty");
    }
}
