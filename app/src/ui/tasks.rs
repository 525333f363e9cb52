//! The task list of the record (个人信息一览表): sections, their state and notes.

use leptos::prelude::*;

use super::tag::{Tone, tag};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Done,
    Todo,
    Fix,
}

#[derive(Clone, Debug)]
pub struct Task {
    pub title: String,
    pub href: String,
    pub needed: bool,
    pub standing: Standing,
    /// `2 条`, or empty.
    pub count: String,
    /// What wants mending, or empty.
    pub why: String,
    /// What wants a look and no more, or empty.
    pub look: String,
    pub note: String,
}

/// Tasks under one heading.
#[derive(Clone, Debug)]
pub struct Group {
    pub title: String,
    pub tasks: Vec<Task>,
}

/// The list; tasks are numbered through.
pub fn tasks(caption: impl Into<String>, groups: Vec<Group>) -> AnyView {
    let caption: String = caption.into();
    let mut number = 0;
    let mut rows = Vec::new();
    for group in groups {
        let span = group.tasks.len();
        for (place, task) in group.tasks.into_iter().enumerate() {
            number += 1;
            rows.push(row((place == 0).then(|| (group.title.clone(), span)), number, task));
        }
    }
    view! {
        <table class="table tasks mt" role="table" id="list">
            <caption class="vh">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">"项目分类"</th>
                    <th role="columnheader" scope="col" class="r"><span class="vh">"序号"</span></th>
                    <th role="columnheader" scope="col">
                        "项目"<span class="muted small">"（带 "<span class="req req--in">"*"</span>" 为必填）"</span>
                    </th>
                    <th role="columnheader" scope="col">"填写情况"</th>
                    <th role="columnheader" scope="col">"备注"</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(group: Option<(String, usize)>, number: usize, task: Task) -> AnyView {
    let class = match (task.standing, group.is_some()) {
        (Standing::Fix, true) => "is-fix",
        (Standing::Fix, false) => "is-fix is-in",
        (_, true) => "",
        (_, false) => "is-in",
    };
    let (tone, word) = match task.standing {
        Standing::Done => (Tone::Done, "已填写"),
        Standing::Todo => (Tone::Todo, "未填写"),
        Standing::Fix => (Tone::Fix, "需修改"),
    };
    let beside = match task.standing {
        Standing::Todo if task.count.is_empty() => (if task.needed { "必填" } else { "选填" }).to_owned(),
        _ => task.count,
    };
    let group = group.map(|(title, span)| {
        view! { <th class="tasks__group" role="rowheader" scope="rowgroup" rowspan=span.to_string()>{title}</th> }
    });
    let needed = task.needed;
    view! {
        <tr role="row" class=class>
            {group}
            <td class="tasks__no" role="cell">{number}</td>
            <td class="tasks__name" role="cell">
                {needed.then(|| view! { <span class="req" aria-hidden="true">"*"</span> })}
                <a href=task.href>{task.title}</a>
                {needed.then(|| view! { <span class="vh">"（必填）"</span> })}
                {(!task.why.is_empty()).then(|| view! { <br/><span class="small">{task.why}</span> })}
                {(!task.look.is_empty()).then(|| view! { <br/><span class="small muted">{task.look}</span> })}
            </td>
            <td class="tasks__st" role="cell">
                {tag(tone, word)}
                {(!beside.is_empty()).then(|| view! { <span class="small">{beside}</span> })}
            </td>
            <td class="tasks__note small muted" role="cell">{task.note}</td>
        </tr>
    }
    .into_any()
}

/// The panel beside the list: how many of the needed items are done.
/// `below` may be a line about what the needed items depend on.
pub fn progress(done: usize, needed: usize, fix: usize, below: Option<AnyView>) -> AnyView {
    let rest = if fix > 0 { format!("，需修改 {fix} 项") } else { String::new() };
    view! {
        <div class="panel panel--tight">
            <p id="progress-text">{format!("必填 {needed} 项，")}<b>{format!("已完成 {done} 项")}</b>{rest}</p>
            <progress class="progress" aria-labelledby="progress-text" value=done.to_string() max=needed.max(1).to_string()></progress>
            {below}
        </div>
    }
    .into_any()
}
