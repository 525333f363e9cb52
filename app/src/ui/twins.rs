//! Two entries that look the same, field by field beside each other, and what the person can make of them.

use leptos::prelude::*;

use super::{
    table::{Cell, Column, Row, table},
    tag::{Tone, tag},
};

/// One field of both, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub label: String,
    pub this: String,
    pub other: String,
}

/// A way to settle it: what is posted as `choice`, and the words on its button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub choice: &'static str,
    pub words: &'static str,
    /// Something goes away.
    pub dangerous: bool,
}

#[derive(Clone, Debug)]
pub struct Twins {
    /// Which two they are.
    pub lead: String,
    pub rows: Vec<Beside>,
    pub ways: Vec<Way>,
    pub action: String,
    pub token: String,
}

/// The comparison and the buttons below it.
pub fn twins(twins: Twins) -> AnyView {
    let Twins { lead, rows, ways, action, token } = twins;
    let columns = [Column::short("项目"), Column::new("这一条"), Column::new("另一条")];
    let rows = rows.into_iter().map(row).collect();
    let buttons = ways
        .into_iter()
        .map(|Way { choice, words, dangerous }| {
            let class = if dangerous { "btn btn--warn" } else { "btn btn--second" };
            view! { <button class=class type="submit" name="choice" value=choice>{words}</button> }
        })
        .collect_view();
    view! {
        <p>{lead}</p>
        {table("两条的内容", &columns, rows)}
        <form method="post" action=action>
            <input type="hidden" name="_token" value=token/>
            <div class="actions">{buttons}</div>
        </form>
    }
    .into_any()
}

fn row(Beside { label, this, other }: Beside) -> Row {
    let differs = this != other;
    let text = |text: String| {
        let text = if text.is_empty() { "（空）".to_owned() } else { text };
        Cell::class("prose", text)
    };
    let head = view! { {label}{differs.then(|| view! { " "{tag(Tone::Warn, "不同")} })} };
    Row { class: if differs { "is-open" } else { "" }, cells: vec![Cell::title(head), text(this), text(other)] }
}
