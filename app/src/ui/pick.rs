//! The answer of a magnifier: filters, rows with their reasons, pages. The same
//! component draws the page without scripts and the inside of the dialog.
//!
//! A row's 选择 posts `choose` with the question's `form`, `field`, `owner` and
//! `back` to the picker's path; in the dialog it is taken over by the island,
//! which knows the row by the button's value.

use domain::pick::{PickAnswer, PickQuery, PickRow};
use leptos::prelude::*;

use super::{
    empty::empty,
    field::{Control, Plain, check, plain},
    options,
    pager::pager,
    table::{Cell, Column, Row, table},
    tag::{Tone, tag},
};
use crate::url;

/// The filter that holds the place in a tree: the code whose rows below are shown.
pub const PARENT: &str = "parent";
/// The first option of a filter's list.
const ANY: &str = "不限";

/// Reads the question and the way back from a query or a post; the picker comes from the path.
pub fn read(picker: &str, pairs: &[(String, String)]) -> (PickQuery, String) {
    let mut query = PickQuery { picker: picker.to_owned(), page: 1, ..PickQuery::default() };
    let mut back = String::new();
    for (key, value) in pairs {
        match key.as_str() {
            "form" => query.form.clone_from(value),
            "field" => query.field.clone_from(value),
            "owner" => query.owner.clone_from(value),
            "back" => back.clone_from(value),
            "page" => query.page = value.parse().unwrap_or(1).max(1),
            other => {
                if let Some(filter) = other.strip_prefix("f.").filter(|_| !value.is_empty()) {
                    query.filters.insert(filter.to_owned(), value.clone());
                }
            }
        }
    }
    (query, url::local(&back).to_owned())
}

/// Filters and rows. `token` and `back` are for the page without scripts; the dialog leaves them empty.
pub fn answer(query: &PickQuery, answer: &PickAnswer, back: &str, token: &str) -> AnyView {
    view! {
        {filters(query, answer, back)}
        {path(query, answer, back)}
        {rows(query, answer, back, token)}
        {pages(query, answer, back)}
    }
    .into_any()
}

fn hidden(query: &PickQuery, back: &str) -> AnyView {
    [
        ("form", query.form.clone()),
        ("field", query.field.clone()),
        ("owner", query.owner.clone()),
        ("back", back.to_owned()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
    .collect_view()
    .into_any()
}

fn filters(query: &PickQuery, answer: &PickAnswer, back: &str) -> AnyView {
    if answer.filters.is_empty() {
        return ().into_any();
    }
    let ticks = answer
        .filters
        .iter()
        .filter(|filter| filter.tick)
        .map(|filter| {
            let cell = check(name(&filter.key), filter.label.clone(), !filter.value.is_empty());
            view! { <div class="filter__cell">{cell}</div> }
        })
        .collect_view();
    let fields = answer
        .filters
        .iter()
        .filter(|filter| !filter.tick)
        .map(|filter| {
            let control = if filter.options.is_empty() {
                Control::Text
            } else {
                Control::Select(options::pairs(ANY, &filter.options, &filter.value))
            };
            let field = Plain::new(name(&filter.key), filter.label.clone(), control).value(filter.value.clone());
            view! { <div class="c-4">{plain(field)}</div> }
        })
        .collect_view();
    let clear = url::pick(&PickQuery { filters: Default::default(), page: 1, ..query.clone() }, back);
    view! {
        <form
            class="filter"
            method="get"
            action=url::pick_path(&query.picker)
            role="search"
            aria-label="查询条件"
            novalidate=true
        >
            {hidden(query, back)}
            <div class="row">{fields}</div>
            <div class="filter__row">
                {ticks}
                <div class="filter__cell filter__cell--r">
                    <button class="btn" type="submit">"查询"</button>
                    <a class="btn btn--link" href=clear>"清空条件"</a>
                </div>
            </div>
        </form>
    }
    .into_any()
}

/// The name of a filter's input, as [`read`] takes it apart.
fn name(key: &str) -> String {
    format!("f.{key}")
}

/// The way down a tree to these rows.
fn path(query: &PickQuery, answer: &PickAnswer, back: &str) -> AnyView {
    if answer.path.is_empty() {
        return ().into_any();
    }
    let last = answer.path.len() - 1;
    let items = answer
        .path
        .iter()
        .enumerate()
        .map(|(place, (value, label))| {
            let label = label.clone();
            if place == last {
                view! { <li aria-current="true">{label}</li> }.into_any()
            } else {
                view! { <li><a href=below(query, value, back)>{label}</a></li> }.into_any()
            }
        })
        .collect_view();
    view! { <nav class="crumbs crumbs--in" aria-label="所在层级"><ol>{items}</ol></nav> }.into_any()
}

/// The rows below a value of a tree.
fn below(query: &PickQuery, value: &str, back: &str) -> String {
    let mut next = PickQuery { page: 1, filters: Default::default(), ..query.clone() };
    if !value.is_empty() {
        next.filters.insert(PARENT.to_owned(), value.to_owned());
    }
    url::pick(&next, back)
}

fn rows(query: &PickQuery, answer: &PickAnswer, back: &str, token: &str) -> AnyView {
    if answer.rows.is_empty() {
        return empty("没有符合条件的内容", answer.advice.clone(), None);
    }
    let mut columns: Vec<Column> = answer.columns.iter().map(Column::new).collect();
    columns.push(Column::actions());
    let rows = answer.rows.iter().map(|row| draw(query, row, back)).collect();
    let token = token.to_owned();
    view! {
        <form method="post" action=url::pick_path(&query.picker)>
            {(!token.is_empty()).then(|| view! { <input type="hidden" name="_token" value=token/> })}
            {hidden(query, back)}
            {table(answer.title.clone(), &columns, rows)}
        </form>
    }
    .into_any()
}

fn draw(query: &PickQuery, row: &PickRow, back: &str) -> Row {
    let label = row.label.clone();
    let down = row.below.then(|| {
        let words = format!("下级：{label}");
        view! { <a href=below(query, &row.value, back) aria-label=words>"下级"</a> }
    });
    let mut cells = vec![Cell::title(label.clone())];
    cells.extend(row.cells.iter().cloned().map(Cell::new));
    match &row.refusal {
        Some(why) => {
            let why = why.clone();
            cells.push(Cell::actions(view! { {tag(Tone::Todo, "不可选")}" "<span class="small">{why}</span>{down} }));
            Row { class: "is-off", cells }
        }
        None => {
            let said = format!("选择{label}");
            let value = row.value.clone();
            cells.push(Cell::actions(view! {
                <button class="btn btn--s" type="submit" name="choose" value=value aria-label=said>"选择"</button>
                {down}
            }));
            Row::new(cells)
        }
    }
}

fn pages(query: &PickQuery, answer: &PickAnswer, back: &str) -> AnyView {
    pager(answer.page, answer.pages, answer.said.clone(), &|page| url::pick(&PickQuery { page, ..query.clone() }, back))
}
