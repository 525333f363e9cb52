//! The document around a page: head, header, navigation, footer, scripts.
//!
//! [`render`] draws the body first and looks at it: only a page that holds an
//! island, or a form that uploads, gets scripts, and with them a nonce. It decides nothing about status
//! or headers; the handler sends [`Html`] with a content security policy that
//! carries the nonce, or forbids scripts when there is none.

use std::{cell::RefCell, sync::Arc};

use domain::access::Role;
use hydration_context::SsrSharedContext;
use leptos::{nonce::Nonce, prelude::*};
use memchr::memmem;

use crate::{
    ui::{
        icons,
        mould::{self, Made, Mould, gap},
        summary,
        text::{attribute, escape, link},
    },
    url,
};

/// The name of the site.
pub const SITE: &str = "职称管理系统";

/// A whole document.
#[derive(Clone, Debug)]
pub struct Html {
    /// Of its scripts; `None` when it has none.
    pub nonce: Option<String>,
    pub text: String,
}

/// Addresses of the hashed files. Those of the client are missing in a site built without it.
#[derive(Clone, Copy, Debug)]
pub struct Assets {
    pub css: &'static str,
    pub icon: &'static str,
    pub start: Option<&'static str>,
    pub glue: Option<&'static str>,
    pub wasm: Option<&'static str>,
    pub upload: Option<&'static str>,
}

impl Default for Assets {
    fn default() -> Assets {
        Assets { css: "/style.css", icon: "/favicon.svg", start: None, glue: None, wasm: None, upload: None }
    }
}

/// Who is logged in.
#[derive(Clone, Debug)]
pub struct Who {
    pub name: String,
    pub role: Role,
    pub organisation: Option<String>,
}

/// An item of the main navigation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Nav {
    Home,
    /// 网上业务.
    Services,
    /// 业务办理查询.
    Tracking,
    /// 审核.
    Reviews,
    /// 评审通知.
    ReviewNotices,
    Guide,
    /// 通知公告.
    Notices,
    /// 证书查询.
    Verify,
    /// A page that is none of them.
    #[default]
    None,
}

impl Nav {
    /// What somebody sees: nothing that the role cannot use.
    fn items(who: Option<&Who>) -> Vec<Nav> {
        let own: &[Nav] = match who.map(|who| who.role) {
            None => &[Nav::Services],
            Some(Role::Applicant) => &[Nav::Services, Nav::Tracking],
            Some(Role::Unit | Role::Department | Role::Hrss | Role::Office) => &[Nav::Reviews],
            Some(Role::Expert | Role::Admin) => &[],
        };
        let common = [Nav::ReviewNotices, Nav::Guide, Nav::Notices, Nav::Verify];
        std::iter::once(Nav::Home).chain(own.iter().copied()).chain(common).collect()
    }

    const fn label(self) -> &'static str {
        match self {
            Nav::Home => "首页",
            Nav::Services => "网上业务",
            Nav::Tracking => "业务办理查询",
            Nav::Reviews => "审核",
            Nav::ReviewNotices => "评审通知",
            Nav::Guide => "办事指南",
            Nav::Notices => "通知公告",
            Nav::Verify => "证书查询",
            Nav::None => "",
        }
    }

    fn href(self) -> String {
        match self {
            Nav::Home | Nav::None => url::home(),
            Nav::Services => url::services(),
            Nav::Tracking => url::tracking(),
            Nav::Reviews => url::reviews(),
            Nav::ReviewNotices => url::review_notices(),
            Nav::Guide => url::guide(),
            Nav::Notices => url::notices(),
            Nav::Verify => url::verify(),
        }
    }
}

/// A step of the way to this page; without `href` it is the page itself.
#[derive(Clone, Debug)]
pub struct Crumb {
    pub words: String,
    pub href: Option<String>,
}

impl Crumb {
    pub fn link(words: impl Into<String>, href: impl Into<String>) -> Crumb {
        Crumb { words: words.into(), href: Some(href.into()) }
    }
    pub fn here(words: impl Into<String>) -> Crumb {
        Crumb { words: words.into(), href: None }
    }
}

/// What stands around a page. The handler fills in what it knows of the
/// request, the page fills in the rest.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Without the site's name.
    pub title: String,
    pub nav: Nav,
    pub who: Option<Who>,
    /// 大字版.
    pub large: bool,
    /// Path and query of this page.
    pub here: String,
    /// Behind 首页; empty: no breadcrumb.
    pub crumbs: Vec<Crumb>,
    /// Against cross-site posts.
    pub token: String,
    pub assets: Assets,
    /// The page reports errors: its title says so.
    pub errors: bool,
    /// The home page: content from edge to edge.
    pub flush: bool,
    /// Prints the sheet alone.
    pub only_sheet: bool,
    /// The site runs on demo data.
    pub demo: bool,
    /// Minutes until an idle session ends, for the warning in the browser.
    pub idle_minutes: Option<u32>,
    /// What the browser keeps the account's unsaved texts under; empty when nobody is logged in.
    pub account: String,
}

impl Frame {
    pub fn titled(self, title: impl Into<String>) -> Frame {
        Frame { title: title.into(), ..self }
    }
    pub fn nav(self, nav: Nav) -> Frame {
        Frame { nav, ..self }
    }
    pub fn crumbs(self, crumbs: Vec<Crumb>) -> Frame {
        Frame { crumbs, ..self }
    }
    pub fn errors(self, errors: bool) -> Frame {
        Frame { errors, ..self }
    }
}

/// The whole document. All data is loaded before: there is no Suspense and no Resource.
pub fn render<V: IntoView + 'static>(frame: Frame, body: impl FnOnce() -> V) -> Html {
    written(frame, |main| mould::write(main, body()))
}

/// [`render`] of what writes its markup itself.
#[expect(clippy::needless_pass_by_value, reason = "a page is drawn once and its frame with it")]
pub fn written(frame: Frame, body: impl FnOnce(&mut String)) -> Html {
    let mut main = room();
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        body(&mut main);
        whole(&frame, &main)
    });
    give_back(main);
    html
}

thread_local! {
    /// What pages of this thread were drawn in. Memory that was not used just before has to be fetched from far away,
    /// which costs more than to write into it.
    static ROOM: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// A page that is larger leaves no room for the next one.
const ROOM_BYTES: usize = 256 << 10;
/// Pages of one thread that are drawn or sent at a time.
const ROOMS: usize = 8;

fn room() -> String {
    ROOM.with_borrow_mut(Vec::pop).unwrap_or_default()
}

/// Takes back the text of a page that was sent, for another one.
pub fn give_back(mut text: String) {
    text.clear();
    let keep = |rooms: &RefCell<Vec<String>>| {
        let mut rooms = rooms.borrow_mut();
        if text.capacity() <= ROOM_BYTES && rooms.len() < ROOMS {
            rooms.push(text);
        }
    };
    // Of a thread that is ending nothing is kept.
    ROOM.try_with(keep).ok();
}

fn whole(frame: &Frame, main: &str) -> Html {
    let has = |tag: &str| memmem::find(main.as_bytes(), tag.as_bytes()).is_some();
    let islands = has("<leptos-island");
    let nonce = (islands || has("<upload-form")).then(|| Nonce::new().to_string());
    let text = document(frame, |text| scripts(text, &frame.assets, nonce.as_deref(), islands), main);
    Html { nonce, text }
}

/// About as much stands around a page.
const AROUND: usize = 8 << 10;

fn document(frame: &Frame, scripts: impl FnOnce(&mut String), main: &str) -> String {
    let mut text = room();
    text.reserve(main.len() + AROUND);
    text.push_str(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>",
    );
    text.push_str(if frame.errors { summary::LEAD } else { "" });
    text.push_str(&escape(&frame.title));
    text.push_str(" - ");
    text.push_str(SITE);
    text.push_str("</title><link rel=\"icon\" type=\"image/svg+xml\"");
    attribute(&mut text, "href", frame.assets.icon);
    text.push_str("><link rel=\"stylesheet\"");
    attribute(&mut text, "href", frame.assets.css);
    text.push('>');
    scripts(&mut text);
    text.push_str("</head>");
    body_tag(&mut text, frame);
    write_before(&mut text, frame);
    let class = if frame.flush { "main main--flush" } else { "main" };
    if !frame.flush {
        text.push_str("<div class=\"wrap\">");
        crumbs(&mut text, &frame.crumbs);
    }
    text.push_str("<main");
    attribute(&mut text, "class", class);
    text.push_str(" id=\"main\" tabindex=\"-1\">");
    text.push_str(main);
    text.push_str(if frame.flush { "</main>" } else { "</main></div>" });
    text.push_str(footer_of(frame.demo));
    text.push_str("</body></html>");
    text
}

/// The module that starts the islands, told where the client lies; or the one that shows how far an upload is.
fn scripts(html: &mut String, assets: &Assets, nonce: Option<&str>, islands: bool) {
    let Some(nonce) = nonce else { return };
    let script = |html: &mut String, src: &str, data: &[(&str, &str)]| {
        html.push_str("<script type=\"module\"");
        for (name, value) in [("nonce", nonce), ("src", src)].iter().chain(data) {
            attribute(html, name, value);
        }
        html.push_str("></script>");
    };
    match (islands, assets.start, assets.glue, assets.wasm, assets.upload) {
        (true, Some(start), Some(glue), Some(wasm), _) => {
            html.push_str("<link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin");
            attribute(html, "href", wasm);
            html.push_str("><link rel=\"modulepreload\"");
            attribute(html, "nonce", nonce);
            attribute(html, "href", glue);
            html.push('>');
            script(html, start, &[("data-glue", glue), ("data-wasm", wasm)]);
        }
        (false, _, _, _, Some(upload)) => script(html, upload, &[]),
        _ => {}
    }
}

fn body_tag(html: &mut String, frame: &Frame) {
    html.push_str("<body");
    match (frame.large, frame.only_sheet) {
        (false, false) => {}
        (true, false) => attribute(html, "class", "text-large"),
        (false, true) => attribute(html, "class", "only-sheet"),
        (true, true) => attribute(html, "class", "text-large only-sheet"),
    }
    if let (Some(minutes), Some(_)) = (frame.idle_minutes, &frame.who) {
        attribute(html, "data-idle-minutes", &minutes.to_string());
    }
    if !frame.account.is_empty() {
        attribute(html, "data-account", &frame.account);
    }
    html.push('>');
}

fn crumbs(html: &mut String, crumbs: &[Crumb]) {
    if crumbs.is_empty() {
        return;
    }
    html.push_str("<nav class=\"crumbs\" aria-label=\"当前位置\"><ol><li>");
    link(html, &url::home(), "", "首页");
    html.push_str("</li>");
    for crumb in crumbs {
        match &crumb.href {
            Some(href) => {
                html.push_str("<li>");
                link(html, href, "", &crumb.words);
            }
            None => {
                html.push_str("<li aria-current=\"page\">");
                html.push_str(&escape(&crumb.words));
            }
        }
        html.push_str("</li>");
    }
    html.push_str("</ol></nav>");
}

/// What differs in the header of a page: gaps of its mould.
const WHO: usize = 0;
const TOKEN: usize = 1;
const SIZE: usize = 2;

/// The header, drawn once for all pages that differ in nothing but its gaps.
fn write_before(html: &mut String, frame: &Frame) {
    static DRAWN: Made<(bool, Nav, Option<Role>, bool)> = Made::new();
    let key = (frame.flush, frame.nav, frame.who.as_ref().map(|who| who.role), frame.large);
    let mould = DRAWN.get(&key, || Mould::cast(&before(frame).to_html()));
    mould.fill(html, |gap, html| match gap {
        WHO => html.push_str(&escape(&whose(frame))),
        TOKEN => html.push_str(&escape(&frame.token)),
        _ => {
            let back = if frame.here.is_empty() { url::home() } else { frame.here.clone() };
            html.push_str(&escape(&url::text_size(!frame.large, &back)));
        }
    });
}

/// Who is logged in, for people.
fn whose(frame: &Frame) -> String {
    match &frame.who {
        Some(Who { name, organisation: Some(organisation), .. }) => format!("{organisation}　{name}"),
        Some(Who { name, role, .. }) => format!("{name}（{}）", role.label()),
        None => String::new(),
    }
}

fn before(frame: &Frame) -> AnyView {
    // The home page shows its navigation on a phone too; elsewhere it folds.
    let folds = !frame.flush;
    let nav = if folds { "nav nav--fold" } else { "nav" };
    let items = Nav::items(frame.who.as_ref())
        .into_iter()
        .map(|item| {
            let here = (item == frame.nav).then_some("page");
            view! { <li><a href=item.href() aria-current=here>{item.label()}</a></li> }
        })
        .collect_view();
    view! {
        <a class="skip" href="#main">"跳到主要内容"</a>
        <header class="site-header" id="top">
            <div class="wrap brand">
                <a class="brand__name" href=url::home() inner_html=format!("{}{SITE}", icons::MARK)></a>
                <p class="brand__sub">"专业技术人才职称申报与评审"</p>
                {folds.then(|| view! { <a class="menu-link" href="#site-nav">"菜单"</a> })}
                {util(frame)}
            </div>
            <nav class=nav id="site-nav" aria-label="主导航">
                <div class="wrap">
                    <ul>{items}</ul>
                    {folds.then(|| view! { <a class="nav__close" href="#top">"收起菜单"</a> })}
                </div>
            </nav>
        </header>
    }
    .into_any()
}

fn util(frame: &Frame) -> AnyView {
    let account = match &frame.who {
        Some(_) => view! {
            <li class="util__who">{gap(WHO)}</li>
            <li>
                <form class="util__out" method="post" action=url::logout()>
                    <input type="hidden" name="_token" value=gap(TOKEN)/>
                    <button class="util__btn" type="submit">"退出"</button>
                </form>
            </li>
        }
        .into_any(),
        None => view! { <li><a href=url::login()>"登录"</a></li> }.into_any(),
    };
    let words = if frame.large { "标准字号" } else { "大字版" };
    view! {
        <ul class="util">
            {account}
            <li><a href=gap(SIZE)>{words}</a></li>
            <li><a href=url::guide_accessibility()>"无障碍说明"</a></li>
        </ul>
    }
    .into_any()
}

/// The footer is the same on every page: it is drawn once.
fn footer_of(demo: bool) -> &'static str {
    static DRAWN: Made<bool, String> = Made::new();
    DRAWN.get(&demo, || footer(demo).to_html())
}

fn footer(demo: bool) -> AnyView {
    let examples = if demo { "页面中的人员、编号和日期均为示例。" } else { "" };
    view! {
        <footer class="site-footer">
            <div class="wrap">
                <ul>
                    <li><a href=url::guide()>"办事指南"</a></li>
                    <li><a href=url::guide_accessibility()>"无障碍说明"</a></li>
                    <li><a href=url::guide_browser()>"浏览器与打印"</a></li>
                    <li><a href=url::guide_privacy()>"个人信息保护"</a></li>
                </ul>
                <p>"本系统由开源软件 zhicheng 提供，不是政府部门的官方网站。"{examples}</p>
                <p>"不启用脚本也能完成全部申报；较旧的浏览器可以正常填写、保存和打印。"</p>
            </div>
        </footer>
    }
    .into_any()
}
