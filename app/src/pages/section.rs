//! A section of the record that is a list: its entries with their 入库状态, the
//! ways to add, change and delete one. The form of one entry is [`super::entry`].

use std::borrow::Cow;

use backend::{applications::Underway, clock::Timestamp, records::Entry};
use domain::{
    field::{Field, Kind},
    policy::Counting,
    record::SectionId,
    values::show,
    whole::Finding,
};
use leptos::{prelude::*, tachys::html::InertElement};

use super::{
    findings,
    order::{self, current, moves},
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
        table::{self, Around, Column},
        tag::{Tone, tag},
        text::{escape, link},
        time,
    },
    url,
};

/// Where an entry's form begins on a page that lists the others first.
pub const EDIT: &str = "edit";

pub struct Section {
    pub section: SectionId,
    pub entries: Vec<Entry>,
    pub within: Option<Box<Underway>>,
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
    let crumbs = wizard::crumbs(section.within.as_deref(), vec![Crumb::here(title)]);
    let token = frame.token.clone();
    let refused = section.banner.as_ref().is_some_and(|banner| banner.tone == banner::Tone::Error);
    render(frame.titled(title).nav(Nav::Services).crumbs(crumbs).errors(refused), move || {
        let Section { section, entries, within, done, undo, banner, findings } = section;
        let course = within.as_deref();
        let said = match (done, undo) {
            (Some(Done::Deleted), Some(id)) => Some(deleted(section, &id, course, token.clone())),
            (Some(done), _) => Some(banner::said(&done.banner())),
            (None, _) => None,
        };
        let said_first = banner.as_ref().map(banner::said);
        view! {
            <RecordForm/>
            {said_first}
            {said}
            {heading::page(section.title(), "", section.section().form.note)}
            {course.and_then(wizard::returned)}
            {findings::banners(section, &findings, course, &token)}
            {list(section, &entries, course, Show::Alone { token: &token })}
            {neighbours(section, course)}
        }
    })
}

/// What was deleted, with the way back.
fn deleted(section: SectionId, id: &str, course: Option<&Underway>, token: String) -> AnyView {
    let action = wizard::within(&url::entry_restore(section, id), course);
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
pub fn list(section: SectionId, entries: &[Entry], course: Option<&Underway>, show: Show) -> AnyView {
    let mut html = String::with_capacity(2048 + entries.len() * 2048);
    write_list(&mut html, section, entries, course, show);
    InertElement::new(html).into_any()
}

/// [`list`] as markup.
pub fn write_list(html: &mut String, section: SectionId, entries: &[Entry], course: Option<&Underway>, show: Show) {
    let alone = match show {
        Show::Form(_) => false,
        Show::Alone { .. } | Show::Beside => true,
    };
    if entries.is_empty() {
        return mould::write(html, nothing(section, course, alone));
    }
    match show {
        Show::Alone { token } => order::write(html, section, entries, course, token, |html| {
            write_table(html, section, entries, course, show);
        }),
        Show::Form(_) | Show::Beside => write_table(html, section, entries, course, show),
    }
    let count = entries.iter().filter(|entry| current(entry)).count();
    let corrected = entries.iter().filter(|entry| entry.superseded_by.is_some()).count();
    let drafts = entries.iter().filter(|entry| entry.draft).count();
    html.push_str("<p class=\"table__foot\">");
    html.push_str(&format!("共 {count} 条。"));
    if corrected > 0 {
        html.push_str(&format!("另有 {corrected} 条已经更正，不再使用。"));
    }
    if drafts > 0 {
        html.push_str(&format!("另有 {drafts} 条草稿，填完并保存以前不会用在申请里。"));
    }
    html.push_str("“入库状态”不用理会：如实填写并保存即可，不影响申报。</p>");
    if alone {
        let full = format!("新增一条{}", section.section().noun);
        let add = view! {
            <p class="mt-s">
                <a class="btn btn--second btn--s" href=new(section, course) aria-label=full>"新增一条"</a>
                {choose(section, course).map(|link| view! { "　"{link} })}
            </p>
        };
        mould::write(html, add);
    }
}

/// The form of a new entry, on the page that lists the others.
fn new(section: SectionId, course: Option<&Underway>) -> String {
    format!("{}#{EDIT}", wizard::within(&url::entry_new(section), course))
}

fn choose(section: SectionId, course: Option<&Underway>) -> Option<AnyView> {
    let (href, full) = (url::selection(&course?.id, section), format!("选择入库信息：{}", section.title()));
    Some(view! { <a href=href aria-label=full>"选择入库信息"</a> }.into_any())
}

fn nothing(section: SectionId, course: Option<&Underway>, alone: bool) -> AnyView {
    let add = alone.then(|| (new(section, course), "新增一条".to_owned()));
    let says = match (alone, course) {
        (false, _) => "填好下面各项并保存，就会列在这里。",
        (true, Some(_)) => "点“新增一条”开始填写；以前填过的，用“选择入库信息”选用。",
        (true, None) => "点“新增一条”开始填写，以后的申请都可以选用。",
    };
    view! {
        {empty(format!("还没有填写{}", section.section().noun), says, add)}
        {choose(section, course).map(|link| view! { <p class="mt-s">{link}</p> })}
    }
    .into_any()
}

/// What is the same in every list of a section.
struct Head {
    /// The table up to its first row.
    opens: String,
    /// The fields that are shown, and the one that heads an entry.
    fields: Vec<(&'static Field, bool, Around)>,
    files: Around,
    /// Of a verified entry without any.
    no_files: Around,
    stock: Around,
    ops: Around,
    /// Of the entry that is open: nothing can be done to it from here.
    open: Around,
}

impl Head {
    fn of(section: SectionId) -> Head {
        let fields: Vec<&'static Field> = section.section().form.columns().collect();
        let head = heading_field(&fields);
        let around = |field: &&'static Field| {
            let (named, column) = (field.key == head, column(field));
            (*field, named, if named { Around::named(&column) } else { Around::cell("", &column) })
        };
        let (files, stock, ops) = (Column::short("附件"), Column::short("入库状态"), Column::actions());
        let mut head = Head {
            opens: String::new(),
            fields: fields.iter().map(around).collect(),
            files: Around::cell("nowrap", &files),
            no_files: Around::cell("muted", &files),
            stock: Around::cell("muted stock", &stock),
            ops: Around::cell("ops nowrap", &ops),
            open: Around::cell("nowrap", &ops),
        };
        let columns: Vec<Column> = fields.iter().map(|field| column(field)).chain([files, stock, ops]).collect();
        table::opens(&mut head.opens, &format!("已填写的{}", section.title()), &columns);
        head
    }
}

fn write_table(html: &mut String, section: SectionId, entries: &[Entry], course: Option<&Underway>, show: Show) {
    static HEADS: Made<SectionId, Head> = Made::new();
    let head = HEADS.get(&section, || Head::of(section));
    let counting = course.and_then(|course| course.counting.as_ref());
    let application = course.map(|course| url::encode(&course.id));
    html.push_str(&head.opens);
    for (number, entry) in (1..).zip(entries) {
        let application = application.as_deref();
        let links = Links { number: number.to_string(), entry: url::encode(&entry.id), application };
        let here = matches!(show, Show::Form(id) if id == entry.id);
        let class = match (here, &entry.superseded_by) {
            (true, _) => "is-open",
            (false, Some(_)) => "is-off",
            (false, None) => "",
        };
        table::write_row(html, class, |html| {
            for (field, named, around) in &head.fields {
                around.write(html, |html| match named {
                    true => name(html, field, entry, counting),
                    false => value(html, field, entry),
                });
            }
            let none = entry.files.is_empty() && entry.verified.is_some();
            let files = if none { &head.no_files } else { &head.files };
            files.write(html, |html| attached(html, entry, &links));
            head.stock.write(html, |html| match &entry.verified {
                Some(_) => mould::write(html, stock(entry)),
                None => html.push_str(unverified(entry)),
            });
            let ops = if here { &head.open } else { &head.ops };
            ops.write(html, |html| match (here, &entry.verified) {
                (true, Some(_)) => html.push_str("<b>正在查看</b>"),
                (true, None) => html.push_str("<b>正在修改</b>"),
                (false, _) => ways(html, number, entry, &links, matches!(show, Show::Alone { .. }).then_some(entries)),
            });
        });
    }
    html.push_str(table::CLOSES);
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

fn value(html: &mut String, field: &Field, entry: &Entry) {
    time::write(html, &show(field, &entry.values, &entry.labels));
}

/// What heads an entry, with what is wrong with it.
fn name(html: &mut String, field: &Field, entry: &Entry, counting: Option<&Counting>) {
    let text = show(field, &entry.values, &entry.labels);
    if entry.draft {
        let says = if entry.supersedes.is_some() { "更正还没有保存" } else { "还没有填完" };
        return mould::write(html, view! { {tag(Tone::Todo, "草稿")}" "<span class="small">{says}</span>" "{text} });
    }
    let period = verdict::period(counting, entry.section, entry);
    if entry.issues.is_empty() && period.is_none() {
        return html.push_str(&escape(&text));
    }
    let wrong = entry.issues.first().map(|issue| {
        let says = match entry.issues.len() {
            1 => issue.to_string(),
            more => format!("{issue}，另有 {} 处", more - 1),
        };
        view! { {tag(Tone::Fix, "需修改")}" "<span class="small">{says}</span>" " }
    });
    mould::write(html, view! { {wrong}{text}{period} });
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

/// What fills them in a row, but for the words.
struct Links<'l> {
    number: String,
    entry: Cow<'l, str>,
    application: Option<&'l str>,
}

impl Links<'_> {
    fn fill(&self, html: &mut String, mould: &Mould, words: &str) {
        mould.fill(html, |gap, html| match gap {
            ENTRY => html.push_str(&self.entry),
            APPLICATION => html.push_str(self.application.unwrap_or_default()),
            NUMBER => html.push_str(&self.number),
            _ => html.push_str(words),
        });
    }
}

/// How many attachments an entry has, and the way to them.
fn attached(html: &mut String, entry: &Entry, links: &Links<'_>) {
    static DRAWN: Made<(SectionId, bool)> = Made::new();
    let words = match entry.files.len() {
        0 if entry.verified.is_some() => return html.push('无'),
        0 => "上传".to_owned(),
        count => format!("{count} 个"),
    };
    let (section, within) = (entry.section, links.application.is_some());
    let mould = DRAWN.get(&(section, within), || {
        cast(within, |html, within| {
            let full = format!("第 {} 条的附件：{}", gap(NUMBER), gap(WORDS));
            link(html, &within(url::entry_files(section, SOME_ENTRY)), &full, &gap(WORDS));
        })
    });
    links.fill(html, mould, &words);
}

/// What can be done to an entry; with the list around it, it can be moved. Short links stay on one line.
fn ways(html: &mut String, number: usize, entry: &Entry, links: &Links<'_>, list: Option<&[Entry]>) {
    static DRAWN: Made<(SectionId, Is, bool)> = Made::new();
    let (section, is, within) = (entry.section, Is::of(entry), links.application.is_some());
    let mould = DRAWN.get(&(section, is, within), || {
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
    links.fill(html, mould, "");
    if let (Is::Verified | Is::Free, Some(entries)) = (is, list) {
        mould::write(html, moves(number, entry, entries));
    }
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
pub fn neighbours(section: SectionId, course: Option<&Underway>) -> AnyView {
    InertElement::new(ways_on(section, course)).into_any()
}

/// [`neighbours`] as markup.
pub fn ways_on(section: SectionId, course: Option<&Underway>) -> Cow<'static, str> {
    static OF_RECORD: Made<SectionId, String> = Made::new();
    match course {
        None => Cow::Borrowed(OF_RECORD.get(&section, || beside(section, None))),
        Some(_) => Cow::Owned(beside(section, course)),
    }
}

fn beside(section: SectionId, course: Option<&Underway>) -> String {
    let all = wizard::sections(course);
    let here = all.iter().position(|other| *other == section);
    let link = |place: Option<usize>| {
        let other = place.and_then(|place| all.get(place))?;
        Some((wizard::within(&url::record_section(*other), course), other.title().to_owned()))
    };
    let before = link(here.and_then(|here| here.checked_sub(1)));
    let after = link(here.map(|here| here + 1));
    let mut html = String::with_capacity(512);
    heading::write_neighbours(
        &mut html,
        "上一项和下一项",
        before,
        Some((wizard::overview(course), "返回个人信息一览表".to_owned())),
        after,
    );
    html
}

/// The page that asks before an entry is deleted.
pub fn deletion(frame: Frame, entry: &Entry, within: Option<&Underway>) -> Html {
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
        .map(|field| show(field, &entry.values, &entry.labels).into_owned())
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
