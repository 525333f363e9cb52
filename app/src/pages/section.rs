//! A section of the record that is a list: its entries with their 入库状态, the
//! ways to add, change and delete one. The form of one entry is [`super::entry`].

use backend::{applications::Draft, clock::Timestamp, records::Entry};
use domain::{
    field::{Field, Kind},
    policy::Counting,
    record::SectionId,
    values::show,
    whole::Finding,
};
use leptos::prelude::*;

use super::{
    findings,
    order::{current, moves, order},
    verdict,
    wizard::{self, Done},
};
use crate::{
    islands::RecordForm,
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner},
        confirm::{Confirm, confirm},
        empty::empty,
        heading,
        mould::{self, Made, Mould, gap},
        table::{Cell, Column, Row, table},
        tag::{Tone, tag},
        text::link,
        time,
    },
    url,
};

/// Where an entry's form begins on a page that lists the others first.
pub const EDIT: &str = "edit";

pub struct Section {
    pub section: SectionId,
    pub entries: Vec<Entry>,
    pub within: Option<Draft>,
    pub done: Option<Done>,
    /// The entry that was just deleted and can be brought back.
    pub undo: Option<String>,
    /// Something else to be said first, such as why an entry was not deleted.
    pub banner: Option<Banner>,
    /// What shows when all entries are looked at together.
    pub findings: Vec<Finding>,
}

pub fn page(frame: Frame, section: Section) -> Html {
    let title = section.section.title();
    let crumbs = wizard::crumbs(section.within.as_ref(), vec![Crumb::here(title)]);
    let token = frame.token.clone();
    let refused = section.banner.as_ref().is_some_and(|banner| banner.tone == banner::Tone::Error);
    render(frame.titled(title).nav(Nav::Services).crumbs(crumbs).errors(refused), move || {
        let Section { section, entries, within, done, undo, banner, findings } = section;
        let draft = within.as_ref();
        let said = match (done, undo) {
            (Some(Done::Deleted), Some(id)) => Some(deleted(section, &id, draft, token.clone())),
            (Some(done), _) => Some(banner::said(&done.banner())),
            (None, _) => None,
        };
        let said_first = banner.as_ref().map(banner::said);
        view! {
            <RecordForm/>
            {said_first}
            {said}
            {heading::page(section.title(), "", section.section().form.note)}
            {draft.and_then(wizard::returned)}
            {findings::banners(section, &findings, draft, &token)}
            {list(section, &entries, draft, Show::Alone { token: &token })}
            {neighbours(section, draft)}
        }
    })
}

/// What was deleted, with the way back.
fn deleted(section: SectionId, id: &str, draft: Option<&Draft>, token: String) -> AnyView {
    let action = wizard::within(&url::entry_restore(section, id), draft);
    banner::deleted(format!("已删除一条{}。", section.section().noun), action, token)
}

/// What else is on the page of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Show<'a> {
    /// Nothing: entries can be given another place. `token` is against posts from other sites.
    Alone { token: &'a str },
    /// The form of this entry.
    Form(&'a str),
    /// Other lists.
    Beside,
}

/// The entries with what can be done to each.
pub fn list(section: SectionId, entries: &[Entry], draft: Option<&Draft>, show: Show) -> AnyView {
    let title = section.title();
    let open = match show {
        Show::Form(id) => Some(id),
        Show::Alone { .. } | Show::Beside => None,
    };
    let drafts = entries.iter().filter(|entry| entry.draft).count();
    let more = match drafts {
        0 => String::new(),
        drafts => format!("另有 {drafts} 条草稿，填完并保存以前不会用在申请里。"),
    };
    let add = (format!("{}#{EDIT}", wizard::within(&url::entry_new(section), draft)), "新增一条".to_owned());
    let library = draft.map(|draft| (url::selection(&draft.id, section), format!("选择入库信息：{title}")));
    let choose = library.map(|(href, full)| view! { <a href=href aria-label=full>"选择入库信息"</a> });
    if entries.is_empty() {
        let (button, says) = match (open, draft) {
            (Some(_), _) => (None, "填好下面各项并保存，就会列在这里。"),
            (None, Some(_)) => (Some(add), "点“新增一条”开始填写；以前填过的，用“选择入库信息”选用。"),
            (None, None) => (Some(add), "点“新增一条”开始填写，以后的申请都可以选用。"),
        };
        return view! {
            {empty(format!("还没有填写{}", section.section().noun), says, button)}
            {choose.map(|link| view! { <p class="mt-s">{link}</p> })}
        }
        .into_any();
    }
    let fields: Vec<&'static Field> = section.section().form.columns().collect();
    let head = heading_field(&fields);
    let counting = draft.and_then(|draft| draft.assessment.counting.as_ref());
    let mut columns: Vec<Column> = fields.iter().map(|field| column(field)).collect();
    columns.extend([Column::short("附件"), Column::short("入库状态"), Column::actions()]);
    let rows = entries
        .iter()
        .enumerate()
        .map(|(nth, entry)| {
            let here = open == Some(entry.id.as_str());
            let mut cells: Vec<Cell> = fields.iter().map(|field| cell(field, entry, head, counting)).collect();
            cells.push(attached(nth + 1, entry, draft));
            cells.push(match &entry.verified {
                Some(_) => Cell::class("muted stock", stock(entry)),
                None => Cell::written("muted stock", unverified(entry).to_owned()),
            });
            cells.push(if here {
                let words = if entry.verified.is_some() { "<b>正在查看</b>" } else { "<b>正在修改</b>" };
                Cell::written("nowrap", words.to_owned())
            } else {
                ways(nth + 1, entry, draft, matches!(show, Show::Alone { .. }).then_some(entries))
            });
            let class = match (here, &entry.superseded_by) {
                (true, _) => "is-open",
                (false, Some(_)) => "is-off",
                (false, None) => "",
            };
            Row { class, cells }
        })
        .collect();
    let (href, words) = add;
    let full = format!("新增一条{}", section.section().noun);
    let buttons = open.is_none().then(|| {
        view! {
            <p class="mt-s">
                <a class="btn btn--second btn--s" href=href aria-label=full>{words}</a>
                {choose.map(|link| view! { "　"{link} })}
            </p>
        }
    });
    let table = table(format!("已填写的{title}"), &columns, rows);
    let corrected = match entries.iter().filter(|entry| entry.superseded_by.is_some()).count() {
        0 => String::new(),
        corrected => format!("另有 {corrected} 条已经更正，不再使用。"),
    };
    let count = entries.iter().filter(|entry| current(entry)).count();
    view! {
        {match show {
            Show::Alone { token } => order(section, entries, draft, token, table),
            Show::Form(_) | Show::Beside => table,
        }}
        <p class="table__foot">
            {format!("共 {count} 条。{corrected}{more}“入库状态”不用理会：如实填写并保存即可，不影响申报。")}
        </p>
        {buttons}
    }
    .into_any()
}

/// The key of the field that heads an entry: the first that is words.
pub fn heading_field(fields: &[&'static Field]) -> &'static str {
    let words = fields.iter().find(|field| matches!(field.kind, Kind::Line { .. })).or(fields.first());
    words.map_or("", |field| field.key)
}

fn column(field: &Field) -> Column {
    match field.kind {
        Kind::Date | Kind::DateOrNow | Kind::Choice(_) => Column::short(field.label),
        _ => Column::new(field.label),
    }
}

/// 入库状态: of a verified entry by whom and when.
pub fn stock(entry: &Entry) -> AnyView {
    match (&entry.verified, entry.draft) {
        (None, _) | (_, true) => unverified(entry).into_any(),
        (Some((by, at)), false) => {
            let day = Timestamp::parse(at).map(|at| at.local_date().to_string()).unwrap_or_default();
            let word = if entry.superseded_by.is_some() {
                tag(Tone::Todo, "已被替换")
            } else {
                tag(Tone::Done, "已入库")
            };
            view! { {word}" "<span class="small">{by.clone()}" · "{time::stamp(day)}</span> }.into_any()
        }
    }
}

const fn unverified(entry: &Entry) -> &'static str {
    match (entry.draft, entry.supersedes.is_some()) {
        (true, true) => "草稿，更正已入库的一条",
        (true, false) => "草稿",
        (false, true) => "未入库，更正已入库的一条",
        (false, false) => "未入库",
    }
}

fn cell(field: &'static Field, entry: &Entry, head: &str, counting: Option<&Counting>) -> Cell {
    let text = show(field, &entry.values, &entry.labels);
    if field.key != head {
        return Cell::written("", time::stamped(&text));
    }
    if entry.draft {
        let says = if entry.supersedes.is_some() { "更正还没有保存" } else { "还没有填完" };
        return Cell::title(view! { {tag(Tone::Todo, "草稿")}" "<span class="small">{says}</span>" "{text} });
    }
    let period = verdict::period(counting, entry.section, entry);
    if entry.issues.is_empty() && period.is_none() {
        return Cell::named(&text);
    }
    let wrong = entry.issues.first().map(|issue| {
        let says = match entry.issues.len() {
            1 => issue.to_string(),
            more => format!("{issue}，另有 {} 处", more - 1),
        };
        view! { {tag(Tone::Fix, "需修改")}" "<span class="small">{says}</span>" " }
    });
    Cell::title(view! { {wrong}{text}{period} })
}

/// What an entry is to those who may do something to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Is {
    Corrected,
    Verified,
    Draft,
    Free,
}

impl Is {
    const fn of(entry: &Entry) -> Is {
        match entry {
            Entry { superseded_by: Some(_), .. } => Is::Corrected,
            Entry { verified: Some(_), .. } => Is::Verified,
            Entry { draft: true, .. } => Is::Draft,
            _ => Is::Free,
        }
    }
}

/// Stand in an address for the ids of an entry and of an application: they are written as ids are.
const SOME_ENTRY: &str = "00000000-0000-0000-0000-000000000001";
const SOME_APPLICATION: &str = "00000000-0000-0000-0000-000000000002";

/// What differs from row to row in the links of a list: gaps of their mould.
const ENTRY: usize = 0;
const APPLICATION: usize = 1;
const NUMBER: usize = 2;
const WORDS: usize = 3;

/// Links to the pages of an entry, drawn once for all entries.
fn cast(within: bool, draw: impl FnOnce(&mut String, &dyn Fn(String) -> String)) -> Mould {
    let mut html = String::new();
    draw(&mut html, &|page| if within { url::within(&page, SOME_APPLICATION) } else { page });
    Mould::cast(&html.replace(SOME_ENTRY, &gap(ENTRY)).replace(SOME_APPLICATION, &gap(APPLICATION)))
}

fn fill(mould: &Mould, number: usize, words: &str, entry: &Entry, draft: Option<&Draft>) -> String {
    let mut html = String::with_capacity(640);
    mould.fill(&mut html, |gap, html| match gap {
        ENTRY => html.push_str(&url::encode(&entry.id)),
        APPLICATION => html.push_str(&url::encode(draft.map_or("", |draft| &draft.id))),
        NUMBER => html.push_str(&number.to_string()),
        _ => html.push_str(words),
    });
    html
}

/// How many attachments an entry has, and the way to them.
fn attached(number: usize, entry: &Entry, draft: Option<&Draft>) -> Cell {
    static DRAWN: Made<(SectionId, bool)> = Made::new();
    let words = match entry.files.len() {
        0 if entry.verified.is_some() => return Cell::written("muted", "无".to_owned()),
        0 => "上传".to_owned(),
        count => format!("{count} 个"),
    };
    let (section, within) = (entry.section, draft.is_some());
    let mould = DRAWN.get((section, within), || {
        cast(within, |html, within| {
            let full = format!("第 {} 条的附件：{}", gap(NUMBER), gap(WORDS));
            link(html, &within(url::entry_files(section, SOME_ENTRY)), &full, &gap(WORDS));
        })
    });
    Cell::written("nowrap", fill(&mould, number, &words, entry, draft))
}

/// What can be done to an entry; with the list around it, it can be moved. Short links stay on one line.
fn ways(number: usize, entry: &Entry, draft: Option<&Draft>, list: Option<&[Entry]>) -> Cell {
    static DRAWN: Made<(SectionId, Is, bool)> = Made::new();
    let (section, is, within) = (entry.section, Is::of(entry), draft.is_some());
    let mould = DRAWN.get((section, is, within), || {
        cast(within, |html, within| {
            let mut way = |href: String, words: &str, more: &str| {
                link(html, &href, &format!("{words}第 {} 条{more}", gap(NUMBER)), words);
            };
            let open = format!("{}#{EDIT}", within(url::entry(section, SOME_ENTRY)));
            let copy = format!("{}#{EDIT}", within(url::entry_copy(section, SOME_ENTRY)));
            let delete = within(url::entry_delete(section, SOME_ENTRY));
            match is {
                Is::Corrected => way(open, "查看", ""),
                Is::Verified => {
                    way(open, "查看、更正", "");
                    way(copy, "复制", "");
                }
                Is::Draft => {
                    way(open, "继续填写", "，草稿");
                    way(delete, "删除", "，草稿");
                }
                Is::Free => {
                    way(open, "修改", "");
                    way(copy, "复制", "");
                    way(delete, "删除", "");
                }
            }
        })
    });
    let mut html = fill(&mould, number, "", entry, draft);
    if matches!(is, Is::Verified | Is::Free) {
        mould::write(&mut html, list.and_then(|entries| moves(number, entry, entries)));
    }
    Cell::written("ops nowrap", html)
}

/// By whom and when an entry was taken into the library.
pub fn verified(entry: &Entry) -> Option<String> {
    let (by, at) = entry.verified.as_ref()?;
    let at = Timestamp::parse(at).map(|at| at.local()).unwrap_or_default();
    let then = match entry.superseded_by {
        Some(_) => "后来已经更正，申请不再使用这一条。",
        None => "内容有错或者有变化，请更正：新增一条替换它。",
    };
    Some(format!("这一条已由{by}于 {at} 入库，不能修改。{then}"))
}

/// The ways to the sections before and after.
pub fn neighbours(section: SectionId, draft: Option<&Draft>) -> AnyView {
    let all = wizard::sections(draft);
    let here = all.iter().position(|other| *other == section);
    let link = |place: Option<usize>| {
        let other = place.and_then(|place| all.get(place))?;
        Some((wizard::within(&url::record_section(*other), draft), other.title().to_owned()))
    };
    let before = link(here.and_then(|here| here.checked_sub(1)));
    let after = link(here.map(|here| here + 1));
    heading::neighbours(
        "上一项和下一项",
        before,
        Some((wizard::overview(draft), "返回个人信息一览表".to_owned())),
        after,
    )
}

/// The page that asks before an entry is deleted.
pub fn deletion(frame: Frame, entry: &Entry, within: Option<&Draft>) -> Html {
    let section = entry.section;
    let noun = section.section().noun;
    let title = format!("删除这条{noun}？");
    let list = wizard::within(&url::record_section(section), within);
    let crumbs =
        wizard::crumbs(within, vec![Crumb::link(section.title(), list.clone()), Crumb::here(format!("删除{noun}"))]);
    let about: Vec<String> = section
        .section()
        .form
        .columns()
        .filter(|field| !matches!(field.kind, Kind::Long { .. }))
        .map(|field| show(field, &entry.values, &entry.labels))
        .filter(|text| !text.is_empty())
        .collect();
    let mut says =
        vec![if about.is_empty() { "这一条还没有填写内容。".to_owned() } else { about.join("　") }];
    says.push("删除后，正在填写的申请里也不再有这一条；已经提交的申请不受影响。删除后可以马上撤销。".to_owned());
    if within.is_some() {
        says.push("只是这次申请不用，不必删除：在“选择入库信息”里移出即可。".to_owned());
    }
    let ask = Confirm {
        title: title.clone(),
        says,
        action: wizard::within(&url::entry_delete(section, &entry.id), within),
        token: frame.token.clone(),
        hidden: Vec::new(),
        reason: None,
        button: format!("删除这条{noun}"),
        dangerous: true,
        back: (list, "不删除，返回".to_owned()),
    };
    render(frame.titled(title).nav(Nav::Services).crumbs(crumbs), move || confirm(ask))
}
