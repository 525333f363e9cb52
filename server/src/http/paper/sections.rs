//! Entries of the record as tables.
//!
//! The columns are those of the list on the screen; whatever else somebody filled in stands under the entry, so that
//! nothing is lost on paper. Not which section stands where, which differs between the forms.

use domain::{
    field::{Field, Form},
    record::{END, PEOPLE, RANK, START},
    snapshot::{Cell, Frozen},
};
use pdf::{Block, Entry};

/// What stands in a section without entries.
pub const NONE: &str = "无";

/// The entries of a section under `title`; `given` is the field that all of them share because the title says it.
pub fn table<'a>(
    title: &str,
    form: &'static Form,
    entries: impl IntoIterator<Item = &'a Frozen>,
    given: Option<&str>,
) -> Block {
    let span = form.field(END).is_some();
    let columns: Vec<&Field> = form.columns().filter(|field| field.key != END && given != Some(field.key)).collect();
    let label = |field: &Field| match field.key {
        // 开始日期 becomes 起止日期, 聘期开始 becomes 聘期起止.
        START if span => field.label.replace("开始", "起止"),
        _ => field.label.to_owned(),
    };
    let row = |entry: &Frozen| {
        let has_column = |key: &str| key == END || given == Some(key) || columns.iter().any(|field| field.key == key);
        let more = entry.cells.iter().filter(|cell| !has_column(&cell.key) && !joins_rank(entry, cell));
        Entry {
            cells: columns.iter().map(|field| value(entry, field.key)).collect(),
            more: more
                .map(|cell| (cell.label.clone(), value(entry, &cell.key)))
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        }
    };
    Block::Table {
        title: title.to_owned(),
        columns: columns.iter().map(|field| label(field)).collect(),
        rows: entries.into_iter().map(row).collect(),
        empty: NONE.to_owned(),
    }
}

/// The number of people stands behind the rank: 2/6.
fn joins_rank(entry: &Frozen, cell: &Cell) -> bool {
    cell.key == PEOPLE && !shown(entry, RANK).is_empty()
}

fn shown<'a>(entry: &'a Frozen, key: &str) -> &'a str {
    entry.cell(key).map_or("", |cell| &cell.shown)
}

fn value(entry: &Frozen, key: &str) -> String {
    let this = shown(entry, key);
    match key {
        START => match shown(entry, END) {
            "" => this.to_owned(),
            end if end.starts_with('至') => format!("{this}\n{end}"),
            end => format!("{this} 至\n{end}"),
        },
        RANK if !this.is_empty() && !shown(entry, PEOPLE).is_empty() => format!("{this}/{}", shown(entry, PEOPLE)),
        _ => this.to_owned(),
    }
}
