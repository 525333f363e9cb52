//! The printed form on the screen: a frozen or a just-made
//! [`Snapshot`] as real tables. The paper itself is the PDF; this one is for
//! checking, and marks what is still missing.

use domain::{
    attachment::File,
    field::Need,
    forms,
    snapshot::{Cell, Frozen, Part, Snapshot},
};
use leptos::prelude::*;

use super::time;
use crate::url;

/// The sheet. `number` and `at` (生成时间) may be empty. Attachments lie at the address `files`.
pub fn sheet(snapshot: &Snapshot, title: &'static str, number: &str, at: &str, files: &str) -> AnyView {
    let numbered = (!number.is_empty()).then(|| {
        let number = number.to_owned();
        view! { "申请编号 "<span class="nowrap">{number}</span>"　" }
    });
    let dated = (!at.is_empty()).then(|| view! { "生成时间 "{time::stamp(at.to_owned())} });
    let parts = snapshot.parts.iter().map(|one| part(one, files)).collect_view();
    view! {
        <article class="sheet" aria-labelledby="sheet-h">
            <h2 id="sheet-h">{title}</h2>
            <p class="sheet__no">{numbered}{dated}</p>
            {parts}
        </article>
    }
    .into_any()
}

fn part(part: &Part, files: &str) -> AnyView {
    let tables = if part.many {
        list(part, files)
    } else if part.entries.is_empty() {
        let caption = part.title.clone();
        view! { <table><caption class="vh">{caption}</caption><tbody><tr><td class="l"><mark>"未填写"</mark></td></tr></tbody></table> }
            .into_any()
    } else {
        part.entries.iter().map(|entry| pairs(part, entry, files)).collect_view().into_any()
    };
    view! { <h3>{part.title.clone()}</h3>{tables} }.into_any()
}

/// A section of entries, a row per entry: its listed columns, and every other one that somebody filled in.
fn list(part: &Part, files: &str) -> AnyView {
    let caption = part.title.clone();
    let Some(first) = part.entries.first() else {
        return view! { <table><caption class="vh">{caption}</caption><tbody><tr><td class="l">"无"</td></tr></tbody></table> }
            .into_any();
    };
    let filled =
        |key: &str| part.entries.iter().any(|entry| entry.cell(key).is_some_and(|cell| !cell.shown.is_empty()));
    let columns: Vec<&Cell> = first.cells.iter().filter(|cell| cell.listed || filled(&cell.key)).collect();
    let attached = part.entries.iter().any(|entry| !entry.files.is_empty());
    let heads = columns
        .iter()
        .map(|cell| cell.label.clone())
        .chain(attached.then(|| "附件".to_owned()))
        .map(|label| view! { <th role="columnheader" scope="col">{label}</th> })
        .collect_view();
    let rows = part
        .entries
        .iter()
        .map(|entry| {
            let cells = columns.iter().filter_map(|column| entry.cell(&column.key));
            let cells = cells.map(|cell| value(part, cell, "")).collect_view();
            let attached = attached
                .then(|| view! { <td role="cell" class="l" data-label="附件">{links(&entry.files, files)}</td> });
            view! { <tr role="row">{cells}{attached}</tr> }
        })
        .collect_view();
    view! {
        <table class="t-stack" role="table">
            <caption class="vh">{caption}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

/// A form: two names and values to a row, long texts on a row of their own.
fn pairs(part: &Part, entry: &Frozen, files: &str) -> AnyView {
    let mut rows: Vec<AnyView> = Vec::new();
    let mut waiting: Option<&Cell> = None;
    for cell in &entry.cells {
        if cell.long || width(&cell.shown) > WIDE {
            rows.extend(waiting.take().map(|one| wide(part, one)));
            rows.push(wide(part, cell));
        } else if let Some(left) = waiting.take() {
            rows.push(
                view! {
                    <tr role="row">
                        <th role="rowheader" scope="row">{left.label.clone()}</th>{value(part, left, "")}
                        <th role="rowheader" scope="row">{cell.label.clone()}</th>{value(part, cell, "")}
                    </tr>
                }
                .into_any(),
            );
        } else {
            waiting = Some(cell);
        }
    }
    rows.extend(waiting.map(|one| wide(part, one)));
    rows.extend((!entry.files.is_empty()).then(|| {
        let links = links(&entry.files, files);
        view! {
            <tr role="row">
                <th role="rowheader" scope="row">"附件"</th>
                <td role="cell" class="l" colspan="3" data-label="附件">{links}</td>
            </tr>
        }
        .into_any()
    }));
    let caption = part.title.clone();
    view! {
        <table class="sheet__pairs" role="table">
            <caption class="vh">{caption}</caption>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Each attachment on a line of its own.
fn links(list: &[File], files: &str) -> AnyView {
    list.iter()
        .map(|file| {
            let (href, name, about) = (url::file(files, &file.id), file.name.clone(), format!("（{}）", file.about()));
            view! { <div><a href=href>{name}</a><span class="small muted">{about}</span></div> }
        })
        .collect_view()
        .into_any()
}

/// Values wider than this, in letters, take a row of their own.
const WIDE: usize = 32;

/// A Chinese character is as wide as two letters.
fn width(text: &str) -> usize {
    text.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}

fn wide(part: &Part, cell: &Cell) -> AnyView {
    let label = cell.label.clone();
    view! { <tr role="row"><th role="rowheader" scope="row">{label}</th>{value(part, cell, "3")}</tr> }.into_any()
}

/// A value, or the mark that it is missing. Line ends of long texts are kept.
fn value(part: &Part, cell: &Cell, span: &'static str) -> AnyView {
    let needed =
        forms::form(&part.key).and_then(|form| form.field(&cell.key)).is_some_and(|field| field.need != Need::Never);
    let body = if !cell.shown.is_empty() {
        time::stamp(cell.shown.clone())
    } else if needed {
        view! { <mark>"未填写"</mark> }.into_any()
    } else {
        ().into_any()
    };
    let class = if cell.long {
        "l pre"
    } else if span.is_empty() {
        ""
    } else {
        "l"
    };
    let label = cell.label.clone();
    let span = (!span.is_empty()).then_some(span);
    view! { <td role="cell" class=class colspan=span data-label=label>{body}</td> }.into_any()
}
