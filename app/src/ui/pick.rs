//! The answer of a magnifier: filters, rows with their reasons, pages, or a tree.
//! The same writer makes the page without scripts and the inside of the dialog.
//!
//! It is text, not a view: a server function answers with it, outside of any page.
//! A test holds it to the markup of the components it stands for. A row's 选择
//! posts `choose` with the question's `form`, `field`, `owner` and `back` to the
//! picker's path; in the dialog it is taken over by the island, which writes what
//! stands at the button into the form.

use domain::pick::{ASKED, Filter, PARENT, PickAnswer, PickQuery, PickRow, TYPED};
use leptos::prelude::*;

use super::{options, pager, tag::Tone, text::escape, time};
use crate::url;

/// The first option of a filter's list.
const ANY: &str = "不限";
/// Before the key of a filter in its input's name.
const FILTER: &str = "f.";
/// The word on the button of a row, before the row's label in its name.
pub const CHOOSE: &str = "选择";
/// The attribute of that button with what is to stand below the field.
pub const NOTE: &str = "data-note";
/// The attribute with the fields that follow from the choice, one a line: key, blank, label.
pub const FILLS: &str = "data-fills";

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
                // A filter that says nothing is none; a field that was emptied is not what is stored of it.
                let filter = other.strip_prefix(FILTER);
                if let Some(filter) = filter.filter(|filter| !value.is_empty() || filter.starts_with(TYPED)) {
                    query.filters.insert(filter.to_owned(), value.clone());
                }
            }
        }
    }
    (query, url::local(&back).to_owned())
}

/// Filters and rows on a page of their own. `back` is the page whose field is filled.
pub fn answer(query: &PickQuery, answer: &PickAnswer, back: &str, token: &str) -> AnyView {
    let html = format!("{}{}", filters(query, answer, back), rows(query, answer, back, token));
    view! { <div inner_html=html></div> }.into_any()
}

fn hidden(name: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
}

fn question(query: &PickQuery, back: &str) -> String {
    let pairs = [("form", &*query.form), ("field", &*query.field), ("owner", &*query.owner), ("back", back)];
    pairs.into_iter().map(|(name, value)| hidden(name, value)).collect()
}

/// The form that narrows the rows down; in the dialog `back` is empty.
pub fn filters(query: &PickQuery, answer: &PickAnswer, back: &str) -> String {
    if answer.filters.is_empty() {
        return String::new();
    }
    let (ticks, fields): (Vec<&Filter>, Vec<&Filter>) = answer.filters.iter().partition(|filter| filter.tick);
    // One search by itself has room for what can be typed into it.
    let width = if fields.len() == 1 { "c-2" } else { "c-4" };
    let fields: String =
        fields.into_iter().map(|one| format!("<div class=\"{width}\">{}</div>", filter(one))).collect();
    let ticks: String =
        ticks.into_iter().map(|one| format!("<div class=\"filter__cell\">{}</div>", tick(one))).collect();
    // Also while nothing is filtered: what is typed in the dialog draws the rows anew, not the filters.
    let clear = url::pick(&query.anew(ASKED, "1"), back);
    format!(
        "<form class=\"filter\" method=\"get\" action=\"{}\" role=\"search\" aria-label=\"查询条件\" novalidate>{}{}\
         <div class=\"row\">{fields}</div><div class=\"filter__row\">{ticks}\
         <div class=\"filter__cell filter__cell--r\"><button class=\"btn\" type=\"submit\">查询</button> \
         <a class=\"btn btn--link\" href=\"{}\">清空条件</a></div></div></form>",
        escape(&url::pick_path(&query.picker)),
        question(query, back),
        hidden(&name(ASKED), "1"),
        escape(&clear)
    )
}

/// A filter as `field::plain` draws it.
pub fn filter(filter: &Filter) -> String {
    let id = name(&filter.key);
    let id = escape(&id);
    let control = if filter.options.is_empty() {
        let value = escape(&filter.value);
        format!(
            "<input class=\"input\" type=\"text\" id=\"{id}\" name=\"{id}\" value=\"{value}\" \
             aria-describedby=\"{id}-error\">"
        )
    } else {
        let options = options::pairs(ANY, &filter.options, &filter.value);
        format!("<select class=\"input\" id=\"{id}\" name=\"{id}\" aria-describedby=\"{id}-error\">{options}</select>")
    };
    format!(
        "<div class=\"field\"><label class=\"field__label\" for=\"{id}\">{}</label>\
         <p class=\"field__error\" id=\"{id}-error\" hidden></p>{control}</div>",
        escape(&filter.label)
    )
}

/// A box to tick as `field::check` draws it.
pub fn tick(filter: &Filter) -> String {
    let id = name(&filter.key);
    let id = escape(&id);
    let checked = if filter.value.is_empty() { "" } else { " checked" };
    format!(
        "<label class=\"check\" for=\"{id}\"><input type=\"checkbox\" id=\"{id}\" name=\"{id}\" value=\"1\"{checked}> {}</label>",
        escape(&filter.label)
    )
}

/// The name of a filter's input, as [`read`] takes it apart.
pub fn name(key: &str) -> String {
    format!("{FILTER}{key}")
}

/// What was found: a table with its pages, or a branch of a tree. `token` is for the page without scripts.
pub fn rows(query: &PickQuery, answer: &PickAnswer, back: &str, token: &str) -> String {
    if answer.rows.is_empty() {
        return format!(
            "<div class=\"empty\"><p class=\"empty__title\">没有符合条件的内容</p><p>{}</p></div>",
            escape(&answer.advice)
        );
    }
    let body = if answer.path.is_empty() { table(query, answer, back) } else { tree(query, answer, back) };
    let pages = pager::html(answer.page, answer.pages, &answer.said, &|page| {
        url::pick(&PickQuery { page, ..query.clone() }, back)
    });
    format!(
        "<form method=\"post\" action=\"{}\">{}{}{body}</form>{pages}",
        escape(&url::pick_path(&query.picker)),
        hidden("_token", token),
        question(query, back)
    )
}

/// As `table::table` draws it.
pub fn table(query: &PickQuery, answer: &PickAnswer, back: &str) -> String {
    let head =
        |class: &str, title: &str| format!("<th role=\"columnheader\" scope=\"col\"{class}>{}</th>", escape(title));
    let heads: String = answer.columns.iter().map(|title| head("", title)).collect();
    let rows: String = answer.rows.iter().map(|row| draw(query, answer, row, back)).collect();
    format!(
        "<table class=\"table t-stack\" role=\"table\"><caption class=\"vh\">{}</caption>\
         <thead role=\"rowgroup\"><tr role=\"row\">{heads}{}</tr></thead><tbody role=\"rowgroup\">{rows}</tbody></table>",
        escape(&answer.title),
        head(" class=\"nowrap ops-head\"", OPERATIONS)
    )
}

const OPERATIONS: &str = "操作";

fn draw(query: &PickQuery, answer: &PickAnswer, row: &PickRow, back: &str) -> String {
    let title = |place: usize| escape(answer.columns.get(place).map_or("", String::as_str));
    let cells: String = (row.cells.iter().enumerate())
        .map(|(place, cell)| format!("<td role=\"cell\" data-label=\"{}\">{}</td>", title(place + 1), time::html(cell)))
        .collect();
    let down = if row.below {
        let href = below(query, &row.value, back);
        format!(" <a href=\"{}\" aria-label=\"下级：{}\">下级</a>", escape(&href), escape(&row.label))
    } else {
        String::new()
    };
    let (class, operation) = match &row.refusal {
        Some(why) => (" class=\"is-off\"", format!("{} {}", unavailable(), reason(why))),
        None => ("", choose(row, "btn btn--s nowrap")),
    };
    format!(
        "<tr role=\"row\"{class}>\
         <th role=\"rowheader\" scope=\"row\" class=\"t-full\" data-label=\"{}\">{}</th>{cells}\
         <td role=\"cell\" class=\"ops\" data-label=\"{OPERATIONS}\">{operation}{down}</td></tr>",
        title(0),
        escape(&row.label)
    )
}

fn unavailable() -> String {
    format!("<span class=\"{}\">不可选</span>", Tone::Todo.class())
}

fn reason(why: &str) -> String {
    format!("<span class=\"small\">{}</span>", time::html(why))
}

fn choose(row: &PickRow, class: &str) -> String {
    let fills: Vec<String> = row.fills.iter().map(|fill| format!("{} {}", fill.key, fill.label)).collect();
    format!(
        "<button class=\"{class}\" type=\"submit\" name=\"choose\" value=\"{}\" aria-label=\"{CHOOSE}{}\" \
         {NOTE}=\"{}\" {FILLS}=\"{}\">{CHOOSE}</button>",
        escape(&row.value),
        escape(&row.label),
        escape(&row.note),
        escape(&fills.join("\n"))
    )
}

/// The rows below a value of a tree.
fn below(query: &PickQuery, value: &str, back: &str) -> String {
    url::pick(&query.anew(PARENT, value), back)
}

/// The open branch: the way down to it, and all that lies below. Plain lists and links, so that it
/// is the same tree without scripts.
fn tree(query: &PickQuery, answer: &PickAnswer, back: &str) -> String {
    let leaves: String = answer.rows.iter().map(|row| leaf(query, row, back)).collect();
    let mut inside = format!("<ul>{leaves}</ul>");
    for (place, (value, name)) in answer.path.iter().enumerate().rev() {
        let above = place.checked_sub(1).and_then(|above| answer.path.get(above));
        let (toggle, code) = match above {
            Some((above, _)) => (toggle(&below(query, above, back), true, name), code(value)),
            None => (LEAF.to_owned(), String::new()),
        };
        inside =
            format!("<li><div class=\"tree__node\">{toggle}<span>{}</span>{code}</div>{inside}</li>", escape(name));
        let class = if place == 0 { " class=\"tree\"" } else { "" };
        inside = format!("<ul{class}>{inside}</ul>");
    }
    format!("<div class=\"panel\">{inside}</div>")
}

const LEAF: &str = "<span class=\"tree__leaf\"></span>";

fn toggle(href: &str, open: bool, name: &str) -> String {
    let (words, sign) = if open { ("收起", "−") } else { ("展开", "+") };
    format!(
        "<a class=\"tree__tog\" href=\"{}\" aria-expanded=\"{open}\" aria-label=\"{words}{}\">{sign}</a>",
        escape(href),
        escape(name)
    )
}

fn code(code: &str) -> String {
    format!("<span class=\"tree__code\">{}</span>", escape(code))
}

fn leaf(query: &PickQuery, row: &PickRow, back: &str) -> String {
    let cell = |place: usize| row.cells.get(place).map_or("", String::as_str);
    let name = cell(0);
    let toggle = if row.below { toggle(&below(query, &row.value, back), false, name) } else { LEAF.to_owned() };
    let (button, why) = match &row.refusal {
        None => (choose(row, "btn btn--second btn--s"), String::new()),
        Some(why) => (String::new(), format!(" {}", reason(why))),
    };
    format!(
        "<li><div class=\"tree__node\">{button}{toggle}<span>{}</span>{}{why}</div></li>",
        escape(name),
        code(cell(1))
    )
}
