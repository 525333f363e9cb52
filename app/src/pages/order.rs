//! The order of a list of entries: the buttons that move one of them, and the form around the list that they post.

use backend::{applications::Underway, records::Entry};
use domain::record::SectionId;
use leptos::prelude::*;

use super::wizard;
use crate::{
    ui::{form, mould, text::attribute},
    url,
};

/// Counted and moved; neither a course nor corrected.
pub const fn current(entry: &Entry) -> bool {
    !entry.draft && entry.superseded_by.is_none()
}

/// Writes the form around a list whose buttons move its entries.
pub fn write(
    html: &mut String,
    section: SectionId,
    entries: &[Entry],
    course: Option<&Underway>,
    token: &str,
    table: impl FnOnce(&mut String),
) {
    html.push_str("<form method=\"post\"");
    attribute(html, "action", &wizard::within(&url::entries_order(section), course));
    html.push('>');
    form::hidden(html, "_token", token);
    table(html);
    let by_date = entries.iter().any(|entry| entry.placed).then(|| {
        view! {
            <p class="table__foot">
                "现在是你排的顺序，申报表也按这个顺序打印。"
                <button class="btn btn--link" type="submit" name=NEWEST value="1">"改回按日期从新到旧"</button>
            </p>
        }
    });
    mould::write(html, by_date);
    html.push_str("</form>");
}

/// The name of the button that puts an entry before the one above it; its value is both ids.
pub const UP: &str = "up";
/// The same for the one below it.
pub const DOWN: &str = "down";
/// The name of the button that forgets all places.
pub const NEWEST: &str = "newest";

/// The id of what moves an entry, to go on from there.
pub fn mover(entry: &str) -> String {
    format!("move-{entry}")
}

/// The buttons that move an entry among those that can be moved.
pub fn moves(number: usize, entry: &Entry, entries: &[Entry]) -> Option<AnyView> {
    let list: Vec<&Entry> = entries.iter().filter(|entry| current(entry)).collect();
    let place = list.iter().position(|other| other.id == entry.id).filter(|_| list.len() > 1)?;
    let button = |name: &'static str, words: &'static str, other: Option<&&Entry>| {
        let value = format!("{} {}", entry.id, other?.id);
        let full = format!("{words}第 {number} 条");
        Some(view! {
            <button class="btn btn--link" type="submit" name=name value=value aria-label=full>{words}</button>
        })
    };
    let above = place.checked_sub(1).and_then(|above| list.get(above));
    Some(
        view! {
            <span class="moves" id=mover(&entry.id)>
                {button(UP, "上移", above)}
                {button(DOWN, "下移", list.get(place + 1))}
            </span>
        }
        .into_any(),
    )
}
