//! One application before an authority: everything that was frozen at submit, what
//! happened to it since, and the panel of the decision. One page without tabs, so
//! that an opinion being typed is never left behind.

use std::sync::{Arc, LazyLock};

use backend::{
    applications::Dossiered,
    db::lately::{Lately, Weight},
    reviews::Next,
};
use domain::{
    attachment::File,
    date::Date,
    forms,
    issue::Issue,
    record::basic,
    snapshot::{Cell as Frozen, Part, Snapshot},
    workflow::{Action, State},
};
use leptos::{prelude::*, tachys::html::InertElement};

use super::{
    decision::{self, Typed},
    section::heading_field,
};
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner, Tone},
        heading, kv, mould, summary,
        table::{Cell, Column, Row, table},
        tag,
        text::{attribute, escape, link},
        time,
    },
    url,
};

/// What the page shows.
pub struct Page {
    pub dossier: Dossiered,
    pub typed: Typed,
    /// Why the decision was not taken.
    pub issues: Vec<Issue>,
    /// What was just done, or who was faster.
    pub banner: Option<Banner>,
    /// What waits behind it.
    pub next: Option<Next>,
    pub today: Date,
}

/// 陈晓岚的初次职称考核认定申请.
pub fn title(dossier: &Dossiered) -> String {
    format!("{}的{}", dossier.applicant, dossier.business.title())
}

/// Somebody decided after the page had been loaded.
pub fn overtaken(dossier: &Dossiered) -> Banner {
    let what = dossier.events.last().map_or_else(
        || "这件申请在别处有了变化。".to_owned(),
        |event| {
            let who = if event.organisation.is_empty() { &event.who } else { &event.organisation };
            format!("你打开页面以后，{who}已于 {} 办理“{}”。", event.at.local(), event.action.label())
        },
    );
    let then = if dossier.actions.is_empty() {
        "不用再次办理。"
    } else {
        "请看过最新的内容再决定，刚才填写的还在页面上。"
    };
    Banner::new(Tone::Error, "这次没有办理。", format!("{what}{then}"))
}

pub fn page(frame: Frame, page: Page) -> Html {
    let token = frame.token.clone();
    let title = title(&page.dossier);
    let crumbs = vec![Crumb::link("待办审核", url::reviews()), Crumb::here("审核")];
    let frame = frame.titled(title.clone()).nav(Nav::Reviews).crumbs(crumbs).errors(!page.issues.is_empty());
    render(frame, move || {
        let Page { dossier, typed, issues, banner, next, today } = page;
        let says = banner.map(|banner| match banner.tone {
            Tone::Error => view! { <div role="alert" inner_html=banner::html(&banner)></div> }.into_any(),
            _ => banner::said(&banner),
        });
        let head = format!("还没有办理，有 {} 处需要修改", issues.len());
        let number = dossier.number.clone().unwrap_or_default();
        let content = dossier.snapshot.as_ref().map(|snapshot| content(&dossier, snapshot));
        view! {
            {says}
            {summary::slot(&head, &summary::of(&issues))}
            <div class="page-head">
                <h1>{title}</h1>
                " "
                <span class="page-head__meta">"申请编号 "<span class="nowrap">{number}</span></span>
            </div>
            <div class="cols cols--aside">
                <div class="cols__main">
                    {sent_back(&dossier)}
                    {contents(&dossier)}
                    {content}
                    {history(&dossier)}
                </div>
                <div class="cols__side">{decision::panel(&dossier, &typed, &issues, &token, today)}</div>
            </div>
            {onwards(next)}
        }
    })
}

/// What was asked for the last time, for the eye that checks whether it was done.
fn sent_back(dossier: &Dossiered) -> Option<AnyView> {
    if dossier.round < 2 {
        return None;
    }
    let event = dossier.events.iter().rev().find(|event| event.action == Action::Return)?;
    let lead = format!("第 {} 次提交。", dossier.round);
    let text = format!("{}于 {} 退回：{}", event.organisation, event.at.local(), event.reason);
    Some(banner::banner(&Banner::new(Tone::Warn, lead, text)))
}

/// The way to each part of the page, the decision first: on a phone it comes last.
fn contents(dossier: &Dossiered) -> AnyView {
    let decide = if dossier.actions.is_empty() { "办理情况" } else { "审核结论" };
    let parts = dossier
        .snapshot
        .as_deref()
        .into_iter()
        .flat_map(ordered)
        .map(|part| (format!("#{}", id(part)), part.title.clone()));
    let links = std::iter::once(("#decide".to_owned(), decide.to_owned()))
        .chain(parts)
        .chain([("#history".to_owned(), "审核记录".to_owned())]);
    let mut html = String::with_capacity(2048);
    html.push_str("本页：");
    for (place, (href, words)) in links.enumerate() {
        html.push_str(if place == 0 { "" } else { "　" });
        link(&mut html, &href, "", &words);
    }
    view! { <nav class="small no-print" aria-label="本页内容" inner_html=html></nav> }.into_any()
}

/// The application's own form first: its core data decide.
fn ordered(snapshot: &Snapshot) -> impl Iterator<Item = &Part> {
    snapshot.parts.iter().rev().take(1).chain(snapshot.parts.iter().take(snapshot.parts.len().saturating_sub(1)))
}

fn id(part: &Part) -> String {
    format!("part-{}", part.key)
}

/// What was submitted, as it is drawn.
#[derive(Clone)]
struct Drawn(Arc<str>);

impl Weight for Drawn {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

/// What was submitted never changes, and is looked at several times before it is decided about. Whether other people
/// have used its files may change: with such a file it is drawn anew.
fn content(dossier: &Dossiered, snapshot: &Snapshot) -> AnyView {
    static LATELY: LazyLock<Lately<(String, String, bool), Drawn>> = LazyLock::new(Lately::default);
    let draw = || {
        let mut html = String::with_capacity(16 << 10);
        mould::write(&mut html, parts(dossier, snapshot));
        html
    };
    if !dossier.reused.is_empty() {
        return InertElement::new(draw()).into_any();
    }
    let name = (dossier.id.clone(), dossier.hash.clone(), dossier.unmasked);
    let drawn = LATELY.get(&name).unwrap_or_else(|| {
        let drawn = Drawn(draw().into());
        LATELY.put(name, drawn.clone());
        drawn
    });
    InertElement::new(drawn.0.to_string()).into_any()
}

fn parts(dossier: &Dossiered, snapshot: &Snapshot) -> AnyView {
    ordered(snapshot)
        .map(|part| {
            let body = if part.many {
                list(dossier, part)
            } else {
                let picture = (part.key == basic::FORM.key).then(|| photo(dossier));
                let cells = part.entries.first().map(|entry| entry.cells.as_slice()).unwrap_or_default();
                let own = part.entries.first().map(|entry| entry.files.as_slice()).unwrap_or_default();
                let own = (!own.is_empty())
                    .then(|| view! { <h3 class="mt">"附件"</h3><div inner_html=files(dossier, own)></div> });
                view! { {picture}<div class="cert__body">{core(cells)}{plain(part, cells)}{own}</div> }.into_any()
            };
            heading::section(id(part), part.title.clone(), "", None, body)
        })
        .collect_view()
        .into_any()
}

/// The picture bound to the application.
pub fn photo(dossier: &Dossiered) -> Option<AnyView> {
    let src = url::review_photo(&dossier.id);
    let alt = format!("{}的证件照", dossier.applicant);
    let bound = dossier.snapshot.as_ref().is_some_and(|snapshot| snapshot.photo.is_some());
    bound.then(|| view! { <div class="cert__photo"><img src=src alt=alt width="128"/></div> }.into_any())
}

/// The red frame.
fn core(cells: &[Frozen]) -> Option<AnyView> {
    let rows: String = cells.iter().filter(|cell| cell.core).map(row).collect();
    if rows.is_empty() {
        return None;
    }
    Some(
        view! {
            <fieldset class="core">
                <legend>"核心数据"</legend>
                <p class="core__note">"红色框内逐项核对，核发证书以此为准。"</p>
                <div class="core__body">
                    <table class="table t-stack rv" role="table">
                        <caption class="vh">"核心数据"</caption>
                        <thead role="rowgroup">
                            <tr role="row">
                                <th role="columnheader" scope="col">"项目"</th>
                                <th role="columnheader" scope="col">"填写内容"</th>
                            </tr>
                        </thead>
                        <tbody role="rowgroup" inner_html=rows></tbody>
                    </table>
                </div>
            </fieldset>
        }
        .into_any(),
    )
}

fn row(cell: &Frozen) -> String {
    let (label, shown) = (escape(&cell.label), escape(&cell.shown));
    format!(
        "<tr role=\"row\"><th class=\"rv__name t-full\" role=\"rowheader\" scope=\"row\">{label}</th>\
         <td role=\"cell\" data-label=\"填写内容\">{shown}</td></tr>"
    )
}

/// Everything outside the red frame that was filled in: short values in two columns, long ones below.
fn plain(part: &Part, cells: &[Frozen]) -> AnyView {
    let filled: Vec<&Frozen> = cells.iter().filter(|cell| !cell.core && !cell.shown.is_empty()).collect();
    let (long, short): (Vec<&Frozen>, Vec<&Frozen>) = filled.into_iter().partition(|cell| cell.long);
    let (left, right) = short.split_at(short.len().div_ceil(2));
    let half = |side: &[&Frozen]| {
        let rows = side.iter().map(|cell| (cell.label.clone(), cell.shown.clone().into_any())).collect();
        kv::kv(part.title.clone(), rows, true)
    };
    let short = (!left.is_empty()).then(
        || view! { <div class="row"><div class="c-2">{half(left)}</div><div class="c-2">{half(right)}</div></div> },
    );
    let long: String = long
        .into_iter()
        .map(|cell| format!("<h3 class=\"mt\">{}</h3>{}", escape(&cell.label), prose(&cell.shown)))
        .collect();
    view! { {short}{InertElement::new(long)} }.into_any()
}

/// A section of entries: its listed columns, and what else was filled in, in the last.
fn list(dossier: &Dossiered, part: &Part) -> AnyView {
    let Some(first) = part.entries.first() else {
        return view! { <p class="muted">"没有填写"</p> }.into_any();
    };
    let fields: Vec<_> = forms::form(&part.key).into_iter().flat_map(|form| form.columns()).collect();
    let head = heading_field(&fields);
    let columns: Vec<Column> =
        first.cells.iter().filter(|cell| cell.listed).map(|cell| Column::new(cell.label.clone())).collect();
    let rest = |entry: &domain::snapshot::Frozen| {
        let others = entry.cells.iter().filter(|cell| !cell.listed && !cell.shown.is_empty());
        others.map(|cell| format!("{} {}", cell.label, cell.shown)).collect::<Vec<String>>().join("；")
    };
    let rests: Vec<String> = part.entries.iter().map(rest).collect();
    let more = rests.iter().any(|rest| !rest.is_empty());
    let attached = part.entries.iter().any(|entry| !entry.files.is_empty());
    let rows = part
        .entries
        .iter()
        .zip(rests)
        .map(|(entry, rest)| {
            let listed = entry.cells.iter().filter(|cell| cell.listed);
            let mut cells: Vec<Cell> = listed
                .map(|cell| match () {
                    () if cell.key == head => Cell::named(&cell.shown),
                    () if cell.long => Cell::written("", prose(&cell.shown)),
                    () => Cell::written("", time::stamped(&cell.shown)),
                })
                .collect();
            if more {
                cells.push(Cell::written("small muted", escape(&rest).into_owned()));
            }
            if attached {
                cells.push(Cell::written("", files(dossier, &entry.files)));
            }
            Row::new(cells)
        })
        .collect();
    let columns = columns.into_iter().chain(more.then(|| Column::new("其他")));
    let columns: Vec<Column> = columns.chain(attached.then(|| Column::new("附件"))).collect();
    table(format!("{}，共 {} 条", part.title, part.entries.len()), &columns, rows)
}

/// Stands for what there is none of.
const NONE: &str = "<span class=\"muted\">无</span>";

/// A text of some length.
fn prose(text: &str) -> String {
    format!("<div class=\"prose\"><p>{}</p></div>", escape(text))
}

/// Attachments to be looked at beside the page, where an opinion may be half written; one that other people have handed
/// in as well is marked, without a word about whom.
fn files(dossier: &Dossiered, list: &[File]) -> String {
    if list.is_empty() {
        return NONE.to_owned();
    }
    let base = url::review_files(&dossier.id);
    let mut html = String::with_capacity(list.len() * 320);
    for file in list {
        html.push_str("<div><a");
        attribute(&mut html, "href", &url::file(&base, &file.id));
        html.push_str(" target=\"_blank\" rel=\"noopener\">");
        html.push_str(&escape(&file.name));
        html.push_str("<span class=\"vh\">，在新窗口打开</span></a> <span class=\"small muted\">（");
        html.push_str(&escape(&file.about()));
        html.push_str("）</span>");
        if let Some(people) = dossier.reused.get(&file.id) {
            html.push(' ');
            mould::write(&mut html, tag::tag(tag::Tone::Fix, format!("另有 {people} 人用过同一个文件")));
        }
        html.push_str("</div>");
    }
    html
}

/// Every event with its reason, newest first.
fn history(dossier: &Dossiered) -> AnyView {
    let columns = [Column::short("时间"), Column::new("办理"), Column::new("办理人"), Column::new("意见")];
    let rows = dossier
        .events
        .iter()
        .rev()
        .map(|event| {
            let tone = match event.to {
                State::Returned(_) => tag::Tone::Fix,
                State::Closed(_) if event.action != Action::Confirm => tag::Tone::Fix,
                _ => tag::Tone::Done,
            };
            let who = if event.organisation.is_empty() {
                event.who.clone()
            } else {
                format!("{}（{}）", event.organisation, event.who)
            };
            let reason = if event.reason.is_empty() { NONE.to_owned() } else { prose(&event.reason) };
            Row::new(vec![
                Cell::class("nowrap", time::stamp(event.at.local())),
                Cell::title(tag::tag(tone, event.action.label())),
                Cell::new(who),
                Cell::written("", reason),
            ])
        })
        .collect();
    let body = table("审核记录，最近的在前", &columns, rows);
    heading::section("history", "审核记录", "", None, body)
}

fn onwards(next: Option<Next>) -> AnyView {
    let next = next.map(|next| (url::review(&next.id), format!("{} {}", next.number, next.applicant)));
    heading::neighbours("待办审核", None, Some((url::reviews(), "返回待办审核".to_owned())), next)
}
