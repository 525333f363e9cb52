//! 选择入库信息: which entries of a section an application takes from the record,
//! and which stay out of it. The record keeps them all.

use backend::{applications::Draft, records::Entry};
use domain::{
    field::{Field, Kind},
    record::SectionId,
    values::show,
};
use leptos::prelude::*;

use super::{
    section::{heading_field, stock},
    verdict,
    wizard::{self, Done},
};
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner,
        empty::empty,
        heading,
        table::{Cell, Column, Row, table},
        time,
    },
    url,
};

/// The name of the button that takes an entry in.
pub const TAKE: &str = "take";
/// The name of the button that takes one out.
pub const DROP: &str = "drop";

pub struct Selection {
    pub draft: Draft,
    pub section: SectionId,
    /// Entries that are not in the application, verified ones first.
    pub library: Vec<Entry>,
    pub done: Option<Done>,
}

pub fn page(frame: Frame, selection: Selection) -> Html {
    let title = selection.section.title();
    let list = url::within(&url::record_section(selection.section), &selection.draft.course.id);
    let more = vec![Crumb::link(title, list.clone()), Crumb::here("选择入库信息")];
    let crumbs = wizard::crumbs(Some(&selection.draft.course), more);
    let token = frame.token.clone();
    let frame = frame.titled(format!("选择入库信息 - {title}")).nav(Nav::Services).crumbs(crumbs);
    render(frame, move || {
        let Selection { draft, section, library, done } = selection;
        let said = done.map(|done| banner::said(&done.banner()));
        let chosen: Vec<Entry> =
            draft.lists.iter().find(|(of, _)| *of == section).map(|(_, list)| list.clone()).unwrap_or_default();
        let action = url::selection(&draft.course.id, section);
        let lead = "决定这次申请用哪几条。移出的仍然保留在个人信息里，以后可以再选用。优先选用已入库的。";
        let noun = section.section().noun;
        let none = empty(format!("还没有选用{noun}"), "从下面选用，或者新增一条。", None);
        let in_use = if chosen.is_empty() { none } else { rows(&draft, section, "已选用的", &chosen, DROP) };
        let rest = if library.is_empty() {
            empty(format!("没有其他{noun}可以选用"), "个人信息里的都已选用。没有的请新增一条。", None)
        } else {
            rows(&draft, section, "可以选用的", &library, TAKE)
        };
        view! {
            {said}
            {heading::page(format!("选择入库信息：{title}"), "", lead)}
            {wizard::returned(&draft.course)}
            <form method="post" action=action>
                <input type="hidden" name="_token" value=token/>
                {heading::section("in", "这次申请选用的", format!("{} 条", chosen.len()), None, in_use)}
                {heading::section("out", "没有选用的", format!("{} 条", library.len()), None, rest)}
            </form>
            <div class="actions">
                <a class="btn" href=list>{format!("完成，返回{title}")}</a>
                <a class="btn btn--second" href=url::within(&url::entry_new(section), &draft.course.id)>"新增一条"</a>
                <a class="btn btn--link" href=wizard::overview(Some(&draft.course))>"返回个人信息一览表"</a>
            </div>
        }
    })
}

fn rows(draft: &Draft, section: SectionId, caption: &'static str, entries: &[Entry], button: &'static str) -> AnyView {
    let counting = draft.course.counting.as_ref();
    let short = |field: &&'static Field| !matches!(field.kind, Kind::Long { .. });
    let fields: Vec<&'static Field> = section.section().form.columns().filter(short).collect();
    let head = heading_field(&fields);
    let mut columns: Vec<Column> = fields.iter().map(|field| Column::new(field.label)).collect();
    columns.extend([Column::short("入库状态"), Column::actions()]);
    let words = if button == TAKE { "选用" } else { "移出" };
    let rows = entries
        .iter()
        .enumerate()
        .map(|(nth, entry)| {
            let mut cells: Vec<Cell> = fields
                .iter()
                .map(|field| {
                    let text = show(field, &entry.values, &entry.labels).into_owned();
                    if field.key == head {
                        Cell::title(view! { {text}{verdict::period(counting, section, entry)} })
                    } else {
                        Cell::new(time::stamp(text))
                    }
                })
                .collect();
            cells.push(Cell::class("muted stock", stock(entry)));
            let (id, full) = (entry.id.clone(), format!("{words}第 {} 条", nth + 1));
            cells.push(Cell::actions(view! {
                <button class="btn btn--second btn--s" type="submit" name=button value=id aria-label=full>{words}</button>
            }));
            Row::new(cells)
        })
        .collect();
    table(format!("{caption}{}", section.title()), &columns, rows)
}
