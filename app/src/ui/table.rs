//! Data tables that become cards on a phone. Their roles are written out,
//! because `display: block` drops them.

use leptos::prelude::*;

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
    body: AnyView,
}

impl Cell {
    pub fn new(body: impl IntoAny) -> Cell {
        Cell { class: "", head: false, body: body.into_any() }
    }

    /// With a class such as `nowrap`, `muted`, `r`.
    pub fn class(class: &'static str, body: impl IntoAny) -> Cell {
        Cell { class, head: false, body: body.into_any() }
    }

    /// What the row is about.
    pub fn title(body: impl IntoAny) -> Cell {
        Cell { class: "t-full", head: true, body: body.into_any() }
    }

    /// Links and buttons.
    pub fn actions(body: impl IntoAny) -> Cell {
        Cell { class: "ops", head: false, body: body.into_any() }
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
    let heads = columns
        .iter()
        .map(|column| {
            view! { <th role="columnheader" scope="col" class=column.class>{column.title.clone()}</th> }
        })
        .collect_view();
    let rows = rows.into_iter().map(|row| draw(row, columns)).collect_view();
    view! {
        <table class="table t-stack" role="table">
            <caption class="vh">{caption}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn draw(row: Row, columns: &[Column]) -> AnyView {
    let cells = row
        .cells
        .into_iter()
        .enumerate()
        .map(|(number, cell)| {
            let label = columns.get(number).map(|column| column.title.clone()).unwrap_or_default();
            if cell.head {
                view! { <th role="rowheader" scope="row" class=cell.class data-label=label>{cell.body}</th> }.into_any()
            } else {
                view! { <td role="cell" class=cell.class data-label=label>{cell.body}</td> }.into_any()
            }
        })
        .collect_view();
    view! { <tr role="row" class=row.class>{cells}</tr> }.into_any()
}
