//! Two entries of a list that look the same: side by side, with the choice to keep both or one of them. The same
//! comparison stands on the form of an entry that was just saved.

use backend::{
    applications::Underway,
    records::Entry,
    twins::{Choice, Twins},
};
use domain::{field::Kind, values::show};
use leptos::prelude::*;

use super::wizard;
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner},
        heading,
        twins::{self as ui, Beside, Way},
    },
    url,
};

pub struct Page {
    pub twins: Twins,
    pub within: Option<Box<Underway>>,
    /// Why the choice could not be followed.
    pub refused: Option<Banner>,
}

pub fn page(frame: Frame, page: Page) -> Html {
    let section = page.twins.this.1.section;
    let title = format!("这两条是同一条{}吗？", section.section().noun);
    let list = wizard::within(&url::record_section(section), page.within.as_deref());
    let more = vec![Crumb::link(section.title(), list.clone()), Crumb::here("核对相同的两条")];
    let crumbs = wizard::crumbs(page.within.as_deref(), more);
    let token = frame.token.clone();
    let frame = frame.titled(title.clone()).nav(Nav::Services).crumbs(crumbs).errors(page.refused.is_some());
    render(frame, move || {
        let Page { twins, within, refused } = page;
        let lead = "同一条填写两次，申报表上会重复。是同一条的留下一条，不是的都保留。";
        view! {
            {refused.as_ref().map(banner::said)}
            {heading::page(title, "", lead)}
            {comparison(&twins, within.as_deref(), token)}
            <p class="mt"><a href=list>{format!("返回{}", section.title())}</a></p>
        }
    })
}

/// Both entries beside each other, with what can be done.
pub fn comparison(twins: &Twins, course: Option<&Underway>, token: String) -> AnyView {
    let (number, this) = &twins.this;
    let (place, other) = &twins.other;
    let kept = if twins.apart { "你已经说明这两条不是同一条。" } else { "" };
    let state = |entry: &Entry| match (&entry.verified, entry.draft) {
        (Some((by, _)), _) => format!("已由{by}入库"),
        (None, true) => "草稿".to_owned(),
        (None, false) => "未入库".to_owned(),
    };
    let lead =
        format!("这一条是列表的第 {number} 条（{}），另一条是第 {place} 条（{}）。{kept}", state(this), state(other));
    ui::twins(ui::Twins {
        lead,
        rows: rows(this, other),
        ways: ways(this, other),
        action: wizard::within(&url::twins(this.section, &this.id, &other.id), course),
        token,
    })
}

/// Every field that one of them fills, and the attachments.
fn rows(this: &Entry, other: &Entry) -> Vec<Beside> {
    let form = this.section.section().form;
    let fields = form.fields().filter(|field| !matches!(field.kind, Kind::Follows { .. }));
    let text = |entry: &Entry, field| show(field, &entry.values, &entry.labels).into_owned();
    let mut rows: Vec<Beside> = fields
        .map(|field| Beside { label: field.label.to_owned(), this: text(this, field), other: text(other, field) })
        .filter(|row| !row.this.is_empty() || !row.other.is_empty())
        .collect();
    let files = |entry: &Entry| match entry.files.len() {
        0 => String::new(),
        count => format!("{count} 个"),
    };
    if !this.files.is_empty() || !other.files.is_empty() {
        rows.push(Beside { label: "附件".to_owned(), this: files(this), other: files(other) });
    }
    rows
}

/// What is verified cannot be deleted, only be corrected.
fn ways(this: &Entry, other: &Entry) -> Vec<Way> {
    let way = |choice: Choice, words, dangerous| Way { choice: choice.key(), words, dangerous };
    let mut ways = vec![way(Choice::Both, "都保留（不是同一条）", false)];
    let free = |entry: &Entry| entry.verified.is_none();
    if free(this) && !free(other) && this.supersedes.is_none() && other.superseded_by.is_none() {
        ways.push(way(Choice::Corrects, "这一条是更正，替换已入库的另一条", false));
    }
    if free(other) {
        ways.push(way(Choice::This, "保留这一条，删除另一条", true));
    }
    if free(this) {
        ways.push(way(Choice::Other, "删除这一条", true));
    }
    ways
}

/// What is said on the form of an entry that repeats another one.
pub fn hint(twins: &Twins, course: Option<&Underway>) -> Banner {
    let (_, this) = &twins.this;
    let (place, other) = &twins.other;
    let href = wizard::within(&url::twins(this.section, &this.id, &other.id), course);
    let says = format!("这一条和第 {place} 条看起来是同一条{}。", this.section.section().noun);
    Banner::new(banner::Tone::Warn, "请核对：", says).link(href, "比较这两条")
}

/// The heading of the comparison on the form of an entry.
pub fn titled(twins: &Twins, course: Option<&Underway>, token: String) -> AnyView {
    let title = format!("和第 {} 条看起来是同一条，请选择", twins.other.0);
    banner::titled(banner::Tone::Warn, "twins-h", title, comparison(twins, course, token))
}
