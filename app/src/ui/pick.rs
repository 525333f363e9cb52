//! The answer of a magnifier: filters, rows with their reasons, pages, or a tree.
//! The same components draw the page without scripts and the inside of the dialog.
//!
//! A row's 选择 posts `choose` with the question's `form`, `field`, `owner` and
//! `back` to the picker's path; in the dialog it is taken over by the island,
//! which knows the row by the button's value.

use domain::pick::{ASKED, PARENT, PickAnswer, PickQuery, PickRow};
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

/// The first option of a filter's list.
const ANY: &str = "不限";
/// Before the key of a filter in its input's name.
const FILTER: &str = "f.";

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
                if let Some(filter) = other.strip_prefix(FILTER).filter(|_| !value.is_empty()) {
                    query.filters.insert(filter.to_owned(), value.clone());
                }
            }
        }
    }
    (query, url::local(&back).to_owned())
}

/// Filters and rows. `token` and `back` are for the page without scripts; the dialog leaves them empty.
pub fn answer(query: &PickQuery, answer: &PickAnswer, back: &str, token: &str) -> AnyView {
    view! { {filters(query, answer, back)}{rows(query, answer, back, token)} }.into_any()
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

/// The form that narrows the rows down.
pub fn filters(query: &PickQuery, answer: &PickAnswer, back: &str) -> AnyView {
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
    let fields: Vec<_> = answer.filters.iter().filter(|filter| !filter.tick).collect();
    // One search by itself has room for what can be typed into it.
    let width = if fields.len() == 1 { "c-2" } else { "c-4" };
    let fields = fields
        .into_iter()
        .map(|filter| {
            let control = if filter.options.is_empty() {
                Control::Text
            } else {
                Control::Select(options::pairs(ANY, &filter.options, &filter.value))
            };
            let field = Plain::new(name(&filter.key), filter.label.clone(), control).value(filter.value.clone());
            view! { <div class=width>{plain(field)}</div> }
        })
        .collect_view();
    let asked = [(ASKED.to_owned(), "1".to_owned())];
    let clear = url::pick(&PickQuery { filters: asked.into(), page: 1, ..query.clone() }, back);
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
            <input type="hidden" name=name(ASKED) value="1"/>
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
pub fn name(key: &str) -> String {
    format!("{FILTER}{key}")
}

/// What was found: a table with its pages, or a branch of a tree.
pub fn rows(query: &PickQuery, answer: &PickAnswer, back: &str, token: &str) -> AnyView {
    if answer.rows.is_empty() {
        return empty("没有符合条件的内容", answer.advice.clone(), None);
    }
    let body = if answer.path.is_empty() { found(query, answer, back) } else { tree(query, answer, back) };
    let token = token.to_owned();
    view! {
        <form method="post" action=url::pick_path(&query.picker)>
            {(!token.is_empty()).then(|| view! { <input type="hidden" name="_token" value=token/> })}
            {hidden(query, back)}
            {body}
        </form>
        {pages(query, answer, back)}
    }
    .into_any()
}

fn found(query: &PickQuery, answer: &PickAnswer, back: &str) -> AnyView {
    let mut columns: Vec<Column> = answer.columns.iter().map(Column::new).collect();
    columns.push(Column::actions());
    let rows = answer.rows.iter().map(|row| draw(query, row, back)).collect();
    table(answer.title.clone(), &columns, rows)
}

fn draw(query: &PickQuery, row: &PickRow, back: &str) -> Row {
    let label = row.label.clone();
    let down = row.below.then(|| {
        let words = format!("下级：{label}");
        view! { " "<a href=below(query, &row.value, back) aria-label=words>"下级"</a> }
    });
    let mut cells = vec![Cell::title(label)];
    cells.extend(row.cells.iter().cloned().map(Cell::new));
    match &row.refusal {
        Some(why) => {
            let why = why.clone();
            cells.push(Cell::actions(view! { {tag(Tone::Todo, "不可选")}" "<span class="small">{why}</span>{down} }));
            Row { class: "is-off", cells }
        }
        None => {
            cells.push(Cell::actions(view! { {choose(row, "btn btn--s")}{down} }));
            Row::new(cells)
        }
    }
}

fn choose(row: &PickRow, class: &'static str) -> AnyView {
    let said = format!("选择{}", row.label);
    let value = row.value.clone();
    view! { <button class=class type="submit" name="choose" value=value aria-label=said>"选择"</button> }.into_any()
}

/// The rows below a value of a tree.
fn below(query: &PickQuery, value: &str, back: &str) -> String {
    let mut next = PickQuery { page: 1, filters: Default::default(), ..query.clone() };
    next.filters.insert(PARENT.to_owned(), value.to_owned());
    url::pick(&next, back)
}

/// The open branch: the way down to it, and all that lies below. Plain lists and links, so that it
/// is the same tree without scripts.
fn tree(query: &PickQuery, answer: &PickAnswer, back: &str) -> AnyView {
    let leaves = answer.rows.iter().map(|row| leaf(query, row, back)).collect_view();
    let mut inside = view! { <ul>{leaves}</ul> }.into_any();
    for (place, (value, name)) in answer.path.iter().enumerate().rev() {
        let above = place.checked_sub(1).and_then(|above| answer.path.get(above)).map(|(value, _)| value);
        let toggle = match above {
            Some(above) => {
                let href = below(query, above, back);
                let words = format!("收起{name}");
                view! { <a class="tree__tog" href=href aria-expanded="true" aria-label=words>"−"</a> }.into_any()
            }
            None => view! { <span class="tree__leaf"></span> }.into_any(),
        };
        let code = above.is_some().then(|| view! { <span class="tree__code">{value.clone()}</span> });
        inside = view! {
            <li>
                <div class="tree__node">{toggle}<span>{name.clone()}</span>{code}</div>
                {inside}
            </li>
        }
        .into_any();
        if place > 0 {
            inside = view! { <ul>{inside}</ul> }.into_any();
        }
    }
    view! { <div class="panel"><ul class="tree">{inside}</ul></div> }.into_any()
}

fn leaf(query: &PickQuery, row: &PickRow, back: &str) -> AnyView {
    let name = row.cells.first().cloned().unwrap_or_default();
    let code = row.cells.get(1).cloned().unwrap_or_default();
    let button = row.refusal.is_none().then(|| choose(row, "btn btn--second btn--s"));
    let why = row.refusal.clone().map(|why| view! { " "<span class="small muted">{why}</span> });
    let toggle = if row.below {
        let href = below(query, &row.value, back);
        let words = format!("展开{name}");
        view! { <a class="tree__tog" href=href aria-expanded="false" aria-label=words>"+"</a> }.into_any()
    } else {
        view! { <span class="tree__leaf"></span> }.into_any()
    };
    view! {
        <li>
            <div class="tree__node">{button}{toggle}<span>{name}</span><span class="tree__code">{code}</span>{why}</div>
        </li>
    }
    .into_any()
}

fn pages(query: &PickQuery, answer: &PickAnswer, back: &str) -> AnyView {
    pager(answer.page, answer.pages, answer.said.clone(), &|page| url::pick(&PickQuery { page, ..query.clone() }, back))
}
