//! 评审通知 and 通知公告: lists and one notice. The text of a notice is plain:
//! an empty line begins a paragraph.

use domain::date::Date;
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        empty::empty,
        heading, kv, pager,
        tag::{Tone, tag},
        time,
    },
    url,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// 评审通知: a committee's year.
    Review,
    /// 通知公告.
    News,
}

impl Kind {
    pub const fn title(self) -> &'static str {
        match self {
            Kind::Review => "评审通知",
            Kind::News => "通知公告",
        }
    }
    pub fn href(self) -> String {
        match self {
            Kind::Review => url::review_notices(),
            Kind::News => url::notices(),
        }
    }
    const fn nav(self) -> Nav {
        match self {
            Kind::Review => Nav::ReviewNotices,
            Kind::News => Nav::Notices,
        }
    }
}

/// A notice in a list.
#[derive(Clone, Debug)]
pub struct Notice {
    pub id: String,
    pub title: String,
    pub published: Date,
    /// 置顶.
    pub top: bool,
    /// 申报时间, first and last day.
    pub window: Option<(Date, Date)>,
}

/// Days left from which a deadline is a warning.
const SOON: i64 = 7;

/// Where a window stands: 未开始, 受理中, 5 天后截止, 已截止.
pub fn standing(window: (Date, Date), today: Date) -> (Tone, String) {
    let (from, until) = window;
    let left = today.until(until);
    match () {
        () if today < from => (Tone::Todo, "未开始".to_owned()),
        () if left < 0 => (Tone::Todo, "已截止".to_owned()),
        () if left == 0 => (Tone::Warn, "今天截止".to_owned()),
        () if left <= SOON => (Tone::Warn, format!("{left} 天后截止")),
        () => (Tone::Doing, "受理中".to_owned()),
    }
}

/// How long an open window still is, where its tag does not say it.
fn left(window: (Date, Date), today: Date) -> Option<String> {
    let (from, until) = window;
    (from <= today && today.until(until) > SOON).then(|| format!("，{}", time::left(until, today)))
}

/// The list as such, on the home page and on its own.
pub fn list(notices: &[Notice], today: Date) -> AnyView {
    let items = notices.iter().map(|notice| item(notice, today)).collect_view();
    view! { <ul class="notices">{items}</ul> }.into_any()
}

fn item(notice: &Notice, today: Date) -> AnyView {
    let Notice { id, title, published, top, window } = notice.clone();
    let standing = window.map(|window| standing(window, today)).map(|(tone, words)| tag(tone, words));
    let dates = window.map(|(from, until)| {
        let left = left((from, until), today);
        view! { <span class="notices__sub">"申报时间 "{time::date(from)}" 至 "{time::date(until)}{left}</span> }
    });
    let published = published.to_string();
    let machine = published.clone();
    view! {
        <li class=top.then_some("is-top")>
            {top.then(|| tag(Tone::Top, "置顶"))}
            {standing}
            <a href=url::notice(&id)>{title}</a>
            {dates}
            " "
            <time class="notices__date" datetime=machine>{published}</time>
        </li>
    }
    .into_any()
}

/// One page of a list.
pub struct List {
    pub kind: Kind,
    pub notices: Vec<Notice>,
    pub today: Date,
    pub page: u32,
    pub pages: u32,
    /// All of the kind.
    pub total: u32,
}

pub fn list_page(frame: Frame, all: List) -> Html {
    let title = all.kind.title();
    let frame = frame.titled(title).nav(all.kind.nav()).crumbs(vec![Crumb::here(title)]);
    render(frame, move || {
        let List { kind, notices, today, page, pages, total } = all;
        let body = if notices.is_empty() {
            let home = Some((url::home(), "返回首页".to_owned()));
            empty(format!("还没有{title}"), "发布后会列在这里，首页也会显示最新的几条。", home)
        } else {
            let href = |page: u32| url::with_query(&kind.href(), &[("page", &page.to_string())]);
            let pager = pager::pager(page, pages, format!("共 {total} 条"), &href);
            view! { {list(&notices, today)}{pager} }.into_any()
        };
        view! { {heading::page(title, "", "")}{body} }
    })
}

/// A notice in full.
pub struct Detail {
    pub kind: Kind,
    pub notice: Notice,
    /// Who published it, or empty.
    pub source: String,
    pub text: String,
    pub today: Date,
}

pub fn detail_page(frame: Frame, detail: Detail) -> Html {
    let Detail { kind, notice, source, text, today } = detail;
    let crumbs = vec![Crumb::link(kind.title(), kind.href()), Crumb::here(notice.title.clone())];
    let frame = frame.titled(notice.title.clone()).nav(kind.nav()).crumbs(crumbs);
    render(frame, move || {
        let mut facts = vec![("发布日期".to_owned(), time::date(notice.published))];
        if !source.is_empty() {
            facts.push(("发布单位".to_owned(), source.into_any()));
        }
        if let Some((from, until)) = notice.window {
            let (tone, words) = standing((from, until), today);
            let left = left((from, until), today);
            let dates = view! { {time::date(from)}" 至 "{time::date(until)}{left}" "{tag(tone, words)} };
            facts.push(("申报时间".to_owned(), dates.into_any()));
        }
        let paragraphs = text
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty())
            .map(|paragraph| view! { <p class="mt">{paragraph.to_owned()}</p> })
            .collect_view();
        view! {
            {heading::page(notice.title.clone(), "", "")}
            {kv::kv("通知的发布信息", facts, true)}
            <div class="prose">{paragraphs}</div>
            <div class="actions"><a class="btn btn--second" href=kind.href()>{format!("返回{}", kind.title())}</a></div>
        }
    })
}
