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

/// The class of what heads a row.
const NAMED: &str = "t-full";

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
        Cell { class: NAMED, head: true, body: Body::Html(escape(text).into_owned()) }
    }

    /// With a class such as `nowrap`, `muted`, `r`.
    pub fn class(class: &'static str, body: impl IntoAny) -> Cell {
        Cell { class, head: false, body: Body::View(body.into_any()) }
    }

    /// What the row is about.
    pub fn title(body: impl IntoAny) -> Cell {
        Cell { class: NAMED, head: true, body: Body::View(body.into_any()) }
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
    opens(&mut html, &caption, columns);
    rows.into_iter().for_each(|row| draw(&mut html, row, columns));
    html.push_str(CLOSES);
    InertElement::new(html).into_any()
}

/// Writes a table up to its first row; [`CLOSES`] ends it.
pub fn opens(html: &mut String, caption: &str, columns: &[Column]) {
    html.push_str("<table class=\"table t-stack\" role=\"table\"><caption class=\"vh\">");
    html.push_str(&escape(caption));
    html.push_str("</caption><thead role=\"rowgroup\"><tr role=\"row\">");
    for column in columns {
        html.push_str("<th role=\"columnheader\" scope=\"col\"");
        filled(html, "class", column.class);
        html.push('>');
        html.push_str(&escape(&column.title));
        html.push_str("</th>");
    }
    html.push_str("</tr></thead><tbody role=\"rowgroup\">");
}

/// The end of a table.
pub const CLOSES: &str = "</tbody></table>";

fn draw(html: &mut String, row: Row, columns: &[Column]) {
    write_row(html, row.class, |html| {
        for (number, cell) in row.cells.into_iter().enumerate() {
            let title = columns.get(number).map_or("", |column| &column.title);
            let ends = cell_begins(html, cell.head, cell.class, title);
            match cell.body {
                Body::View(view) => mould::write(html, view),
                Body::Html(body) => html.push_str(&body),
            }
            html.push_str(ends);
        }
    });
}

/// Writes a row; `class` as in [`Row`].
pub fn write_row(html: &mut String, class: &str, cells: impl FnOnce(&mut String)) {
    html.push_str("<tr role=\"row\"");
    filled(html, "class", class);
    html.push('>');
    cells(html);
    html.push_str("</tr>");
}

/// Begins a cell under the title of its column, and says how it ends; `head`: the row is about this.
fn cell_begins(html: &mut String, head: bool, class: &str, title: &str) -> &'static str {
    let (begins, ends) =
        if head { ("<th role=\"rowheader\" scope=\"row\"", "</th>") } else { ("<td role=\"cell\"", "</td>") };
    html.push_str(begins);
    filled(html, "class", class);
    filled(html, "data-label", title);
    html.push('>');
    ends
}

/// What stands around the same cell of every row.
#[derive(Debug)]
pub struct Around {
    begins: String,
    ends: &'static str,
}

impl Around {
    /// As [`Cell::written`].
    pub fn cell(class: &str, column: &Column) -> Around {
        Around::of(false, class, column)
    }

    /// As [`Cell::named`].
    pub fn named(column: &Column) -> Around {
        Around::of(true, NAMED, column)
    }

    fn of(head: bool, class: &str, column: &Column) -> Around {
        let mut begins = String::new();
        let ends = cell_begins(&mut begins, head, class, &column.title);
        Around { begins, ends }
    }

    pub fn write(&self, html: &mut String, body: impl FnOnce(&mut String)) {
        html.push_str(&self.begins);
        body(html);
        html.push_str(self.ends);
    }
}

/// Nothing when it is empty.
fn filled(html: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        attribute(html, name, value);
    }
}
