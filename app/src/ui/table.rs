//! Data tables that become cards on a phone. Their roles are written out,
//! because `display: block` drops them.

use leptos::{prelude::*, tachys::html::InertElement};

use super::{
    mould,
    text::{attribute, escape},
};

/// A column's heading; the last column of actions is [`Column::actions`].
#[derive(Clone, Debug)]
pub struct Column {
    pub title: String,
    pub class: &'static str,
}

impl Column {
    pub fn new(title: impl Into<String>) -> Column {
        Column { title: title.into(), class: "" }
    }

    /// A heading that is not broken over lines.
    pub fn short(title: impl Into<String>) -> Column {
        Column { title: title.into(), class: "nowrap" }
    }

    /// 操作, not printed.
    pub fn actions() -> Column {
        Column { title: "操作".to_owned(), class: "nowrap ops-head" }
    }
}

/// One cell; the row's [`Cell::title`] heads its card.
pub struct Cell {
    class: &'static str,
    head: bool,
    body: Body,
}

enum Body {
    View(AnyView),
    Html(String),
}

impl Cell {
    pub fn new(body: impl IntoAny) -> Cell {
        Cell { class: "", head: false, body: Body::View(body.into_any()) }
    }

    /// Of markup, as where a table has many rows on every page.
    pub fn written(class: &'static str, html: String) -> Cell {
        Cell { class, head: false, body: Body::Html(html) }
    }

    /// [`Cell::title`] of a text alone.
    pub fn named(text: &str) -> Cell {
        Cell { class: "t-full", head: true, body: Body::Html(escape(text).into_owned()) }
    }

    /// With a class such as `nowrap`, `muted`, `r`.
    pub fn class(class: &'static str, body: impl IntoAny) -> Cell {
        Cell { class, head: false, body: Body::View(body.into_any()) }
    }

    /// What the row is about.
    pub fn title(body: impl IntoAny) -> Cell {
        Cell { class: "t-full", head: true, body: Body::View(body.into_any()) }
    }

    /// Links and buttons.
    pub fn actions(body: impl IntoAny) -> Cell {
        Cell { class: "ops", head: false, body: Body::View(body.into_any()) }
    }
}

/// A row; `class` is `""`, `is-open` or `is-off`.
pub struct Row {
    pub class: &'static str,
    pub cells: Vec<Cell>,
}

impl Row {
    pub fn new(cells: Vec<Cell>) -> Row {
        Row { class: "", cells }
    }
}

/// The table; `caption` is heard, not seen.
pub fn table(caption: impl Into<String>, columns: &[Column], rows: Vec<Row>) -> AnyView {
    let caption: String = caption.into();
    let mut html = String::with_capacity(1024 + rows.len() * columns.len() * 160);
    html.push_str("<table class=\"table t-stack\" role=\"table\"><caption class=\"vh\">");
    html.push_str(&escape(&caption));
    html.push_str("</caption><thead role=\"rowgroup\"><tr role=\"row\">");
    for column in columns {
        html.push_str("<th role=\"columnheader\" scope=\"col\"");
        filled(&mut html, "class", column.class);
        html.push('>');
        html.push_str(&escape(&column.title));
        html.push_str("</th>");
    }
    html.push_str("</tr></thead><tbody role=\"rowgroup\">");
    rows.into_iter().for_each(|row| draw(&mut html, row, columns));
    html.push_str("</tbody></table>");
    InertElement::new(html).into_any()
}

fn draw(html: &mut String, row: Row, columns: &[Column]) {
    html.push_str("<tr role=\"row\"");
    filled(html, "class", row.class);
    html.push('>');
    for (number, cell) in row.cells.into_iter().enumerate() {
        let (begins, ends) =
            if cell.head { ("<th role=\"rowheader\" scope=\"row\"", "</th>") } else { ("<td role=\"cell\"", "</td>") };
        html.push_str(begins);
        filled(html, "class", cell.class);
        filled(html, "data-label", columns.get(number).map_or("", |column| &column.title));
        html.push('>');
        match cell.body {
            Body::View(view) => mould::write(html, view),
            Body::Html(body) => html.push_str(&body),
        }
        html.push_str(ends);
    }
    html.push_str("</tr>");
}

/// Nothing when it is empty.
fn filled(html: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        attribute(html, name, value);
    }
}
