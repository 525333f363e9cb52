//! Option lists as one piece of text: a list of 34 options through `view!` is a
//! third of a form's cost, and nothing in it is ever hydrated.

use rustc_hash::FxHashMap;

use domain::codes::Table;

use super::{mould::Made, text::escape};

/// The first option of a form's list.
pub const CHOOSE: &str = "请选择";

/// A code table, with 请选择 first. A stored code that is no longer offered, or
/// that the table never had, stays chosen: nothing stored is lost by looking at it.
pub fn options(table: &'static Table, value: &str) -> String {
    let mut html = String::new();
    options_into(&mut html, table, value);
    html
}

/// [`options`] behind what is there.
pub fn options_into(html: &mut String, table: &'static Table, value: &str) {
    static WRITTEN: Made<usize, Offered> = Made::new();
    let offered = WRITTEN.get(&std::ptr::from_ref(table).addr(), || Offered::of(table));
    if let Some(place) = offered.places.get(value) {
        html.push_str(&offered.html[..*place]);
        html.push_str(SELECTED);
        html.push_str(&offered.html[*place..]);
    } else {
        html.push_str(&offered.html);
        option(html, value, table.label(value).unwrap_or(value), true);
    }
}

/// The options of a table, written once.
struct Offered {
    html: String,
    /// By code: where it is said that it is chosen.
    places: FxHashMap<&'static str, usize>,
}

impl Offered {
    fn of(table: &'static Table) -> Offered {
        let (mut html, mut places) = (String::new(), FxHashMap::default());
        for (code, label) in std::iter::once(("", CHOOSE)).chain(table.offered().map(|code| (code.code, code.label))) {
            let begins = html.len();
            option(&mut html, code, label, false);
            let end = html[begins..].find('>').expect("an option has an end");
            places.insert(code, begins + end);
        }
        Offered { html, places }
    }
}

const SELECTED: &str = " selected";

/// Any pairs of value and label, with `first` (its value is empty) before them; a `value` that is none of them follows.
pub fn pairs(first: &str, pairs: &[(String, String)], value: &str) -> String {
    let mut html = String::new();
    option(&mut html, "", first, value.is_empty());
    let mut found = value.is_empty();
    for (code, label) in pairs {
        found |= code == value;
        option(&mut html, code, label, code == value);
    }
    if !found {
        option(&mut html, value, value, true);
    }
    html
}

fn option(html: &mut String, value: &str, label: &str, selected: bool) {
    html.push_str("<option value=\"");
    html.push_str(&escape(value));
    html.push('"');
    html.push_str(if selected { SELECTED } else { "" });
    html.push('>');
    html.push_str(&escape(label));
    html.push_str("</option>");
}
