//! The markup that components and pages produce: every reference has its
//! target, every control its label, hostile text stays text, scripts come only
//! with an island. Natively, without a browser.

use std::collections::{BTreeMap, BTreeSet};

use app::{
    pages::{
        design, error, guide, home,
        login::{self, Login},
        notices::{self, Kind as NoticeKind, Notice},
    },
    shell::{Assets, Frame, Html, Nav, Who, render},
    ui::{
        field::{Shown, field, name},
        form, heading, mould, options, summary, text, time,
    },
    url,
};
use domain::{
    access::Role,
    check::{Context, Stage, check},
    codes,
    date::Date,
    field::Kind,
    forms,
    record::basic,
    values::Values,
};
use leptos::prelude::*;

const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;</textarea></option>";

fn today() -> Date {
    Date::parse("2026-11-23").expect("the date exists")
}

fn frame(role: Option<Role>) -> Frame {
    let who = role.map(|role| Who { name: "陈晓岚".to_owned(), role, organisation: None });
    Frame { who, here: "/design?x=1".to_owned(), token: "t0ken".to_owned(), ..Frame::default() }
}

/// One field as a form draws it.
fn drawn(one: &'static domain::field::Field, shown: &Shown) -> String {
    let mut text = String::new();
    html(|| {
        field(&mut text, one, shown);
        ().into_any()
    });
    text
}

fn html(body: impl FnOnce() -> AnyView) -> String {
    render(frame(None), body).text
}

/// Every page of this crate.
fn pages() -> Vec<(String, Html)> {
    let notice = Notice {
        id: "n/1".to_owned(),
        title: "公告".to_owned(),
        published: today(),
        top: true,
        window: Some((today(), today())),
    };
    let home = |role| {
        let login =
            Login {
                error: "账号或密码不对，请重新填写".to_owned(), next: "/services".to_owned(), ..Login::default()
            };
        home::page(frame(role), home::Home { login, review: vec![notice.clone()], news: Vec::new(), today: today() })
    };
    let mut pages = vec![
        ("home".to_owned(), home(None)),
        ("home of an applicant".to_owned(), home(Some(Role::Applicant))),
        ("home of an office".to_owned(), home(Some(Role::Office))),
        ("login".to_owned(), login::page(frame(None), Login { demo: true, ..Login::default() })),
        ("design".to_owned(), design::page(frame(Some(Role::Applicant)), today())),
        ("confirm".to_owned(), design::confirmation(frame(Some(Role::Applicant)))),
    ];
    for kind in [NoticeKind::Review, NoticeKind::News] {
        let list = notices::List { kind, notices: vec![notice.clone()], today: today(), page: 2, pages: 9, total: 70 };
        pages.push((format!("{kind:?}"), notices::list_page(frame(None), list)));
        let text = "第一段。\n\n第二段。".to_owned();
        let detail =
            notices::Detail { kind, notice: notice.clone(), source: "中山市".to_owned(), text, today: today() };
        pages.push((format!("one {kind:?}"), notices::detail_page(frame(None), detail)));
    }
    for topic in guide::Topic::ALL {
        pages.push((format!("{topic:?}"), guide::page(frame(None), *topic)));
    }
    for trouble in troubles() {
        pages.push((format!("{trouble:?}"), error::page(frame(None), trouble)));
    }
    for form in forms::all() {
        let page = render(frame(None), move || {
            view! { {heading::page(form.title, "", "")}{framed(form, &empty(form))} }
        });
        pages.push((form.key.to_owned(), page));
    }
    pages
}

fn troubles() -> Vec<error::Trouble> {
    use error::Trouble;
    vec![
        Trouble::NotFound,
        Trouble::Denied("当前账号不办理这项业务".to_owned()),
        Trouble::Forged,
        Trouble::Conflict,
        Trouble::TooLarge { kilobytes: 1024 },
        Trouble::TooMany { seconds: 30 },
        Trouble::Internal { reference: "8F3A".to_owned() },
        Trouble::Unavailable {
            lack: error::Lack::Time,
            action: "/record/basic".to_owned(),
            pairs: vec![("v.name".to_owned(), HOSTILE.to_owned())],
        },
        Trouble::Unavailable { lack: error::Lack::Room, action: "/photo".to_owned(), pairs: Vec::new() },
    ]
}

/// An empty form with all that is asked for at submit.
fn empty(form: &'static domain::field::Form) -> Shown {
    let issues = check(form, &Values::new(), &Context { today: today(), stage: Stage::Submit });
    let chosen = form.fields().filter(|field| matches!(field.kind, Kind::Entries));
    let options =
        chosen.map(|field| (field.key.to_owned(), vec![("e1".to_owned(), "获奖：示例".to_owned())])).collect();
    Shown { issues, options, ..Shown::default() }
}

fn framed(form: &'static domain::field::Form, shown: &Shown) -> AnyView {
    let frame = form::Frame {
        form,
        action: "/record/basic".to_owned(),
        token: "t0ken".to_owned(),
        account: "acc0unt".to_owned(),
        conflict: Vec::new(),
        version: 7,
        key: "k3y".to_owned(),
        today: today(),
        banner: None,
        summary: summary::kept(shown.issues.len()),
        head: mould::draw(()),
        hidden: vec![("application".to_owned(), "a1".to_owned())],
        actions: form::actions(&[("save", "保存")], &[], ""),
    };
    form::frame(frame, shown)
}

/// Values of an attribute. Leptos writes every value in double quotes.
fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The opening tag that has this attribute and value.
fn tag_with<'a>(html: &'a str, attribute: &str, value: &str) -> &'a str {
    let wanted = format!(" {attribute}=\"{value}\"");
    let at = html.find(&wanted).unwrap_or_else(|| panic!("no {wanted}"));
    let start = html[..at].rfind('<').expect("an attribute lies in a tag");
    let end = html[at..].find('>').expect("a tag ends") + at;
    &html[start..=end]
}

#[test]
fn ids_are_unique_and_every_reference_has_its_target() {
    for (page, Html { text, .. }) in pages() {
        let mut ids = BTreeSet::new();
        for id in attribute(&text, "id") {
            assert!(ids.insert(id), "{page}: id {id} twice");
        }
        for name in ["aria-describedby", "aria-labelledby", "for"] {
            for id in attribute(&text, name).into_iter().flat_map(str::split_whitespace) {
                assert!(ids.contains(id), "{page}: {name} names {id}, which is not there");
            }
        }
        for href in attribute(&text, "href").into_iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.contains(href), "{page}: a link to #{href}, which is not there");
        }
    }
}

#[test]
fn every_page_has_one_heading_a_language_and_a_skip_link() {
    for (page, Html { text, .. }) in pages() {
        assert_eq!(text.matches("<h1").count(), 1, "{page}");
        assert!(text.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"), "{page}");
        assert!(tag_with(&text, "href", "#main").contains("class=\"skip\""), "{page}");
        assert_eq!(text.matches("<main").count(), 1, "{page}");
    }
}

#[test]
fn no_page_carries_a_style_or_an_inline_handler() {
    for (page, Html { text, .. }) in pages() {
        for forbidden in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
            assert!(!text.contains(forbidden), "{page}: {forbidden}");
        }
    }
}

#[test]
fn scripts_come_only_with_an_island() {
    let assets = Assets {
        start: Some("/pkg/start.1.js"),
        glue: Some("/pkg/app.2.js"),
        wasm: Some("/pkg/app_bg.3.wasm"),
        ..Assets::default()
    };
    for (page, Html { text, nonce }) in pages() {
        assert!(!text.contains("<script") && nonce.is_none(), "{page}");
    }
    let upload = Assets { upload: Some("/pkg/upload.4.js"), ..assets };
    let page = render(Frame { assets: upload, ..frame(None) }, || view! { <upload-form></upload-form> });
    assert!(page.text.contains("src=\"/pkg/upload.4.js\"") && page.nonce.is_some(), "{}", page.text);
    assert!(!page.text.contains("/pkg/app"), "an upload needs no client: {}", page.text);
    let plain = render(Frame { assets, ..frame(None) }, || "无");
    assert!(!plain.text.contains("<script") && !plain.text.contains("/pkg/"));
    assert_eq!(plain.nonce, None);
    let page = render(Frame { assets, ..frame(None) }, || {
        view! { <div inner_html="<leptos-island data-component=\"X\"></leptos-island>"></div> }
    });
    let nonce = page.nonce.expect("an island brings a nonce");
    assert!(nonce.len() >= 20);
    let script = tag_with(&page.text, "src", "/pkg/start.1.js");
    assert!(script.starts_with("<script type=\"module\""));
    assert_eq!(attribute(script, "nonce"), [nonce.as_str()]);
    assert_eq!(attribute(script, "data-glue"), ["/pkg/app.2.js"]);
    assert_eq!(attribute(script, "data-wasm"), ["/pkg/app_bg.3.wasm"]);
    let without_client = render(frame(None), || view! { <leptos-island></leptos-island> });
    assert!(!without_client.text.contains("<script"));
}

#[test]
fn typed_text_cannot_bring_scripts() {
    let typed = render(frame(None), || view! { <p>{"<leptos-island>".to_owned()}</p> });
    assert_eq!(typed.nonce, None);
}

#[test]
fn every_kind_of_field_has_a_label_an_error_and_a_name() {
    for one in design::FORM.fields().chain(forms::all().flat_map(domain::field::Form::fields)) {
        let options = [(one.key.to_owned(), vec![("e1".to_owned(), "获奖：示例".to_owned())])].into();
        let shown = Shown { options, ..Shown::default() };
        let html = drawn(one, &shown);
        let key = one.key;
        let control = tag_with(&html, "id", key);
        assert_eq!(attribute(&html, "for"), [key], "{key}: label");
        assert!(html.contains(one.label), "{key}");
        let described = attribute(control, "aria-describedby");
        let expected = if one.hint.is_empty() { format!("{key}-error") } else { format!("{key}-hint {key}-error") };
        assert_eq!(described, [expected.as_str()], "{key}");
        assert!(tag_with(&html, "id", &format!("{key}-error")).contains(" hidden"), "{key}: empty error is hidden");
        let named = html.matches(&format!(" name=\"{}\"", name(key))).count();
        let posted = !one.locked;
        assert_eq!(named, usize::from(posted), "{key}: name");
        match one.kind {
            Kind::Pick(_) => {
                let button = tag_with(&html, "name", "pick");
                assert_eq!(attribute(button, "value"), [key]);
                assert_eq!(attribute(button, "aria-label"), [format!("选择{}", one.label).as_str()]);
                assert!(button.contains(" formnovalidate"));
                assert!(tag_with(&html, "name", &name(key)).contains("type=\"hidden\""));
            }
            Kind::Follows { of } => assert_eq!(attribute(control, "data-follows"), [of]),
            Kind::Long { max, .. } => {
                assert_eq!(attribute(control, "data-max"), [max.to_string().as_str()]);
                assert!(!control.contains("maxlength"), "{key}: nothing typed may be cut");
            }
            _ => {}
        }
    }
}

#[test]
fn a_locked_form_posts_nothing() {
    let shown = Shown { locked: true, ..design::shown() };
    let html = html(move || form::fields(&design::FORM, &shown));
    assert!(!html.contains("name=\"v."));
    assert!(!html.contains("name=\"pick\""));
    assert!(html.contains("陈晓岚"));
}

#[test]
fn an_issue_is_said_at_the_field_and_in_the_summary_in_the_same_words() {
    for form in forms::all() {
        let shown = empty(form);
        assert!(!shown.issues.is_empty());
        let issues = shown.issues.clone();
        let html = html(move || framed(form, &shown));
        for issue in issues {
            let link = format!("<li><a href=\"#{}\">{issue}</a></li>", issue.key);
            assert!(html.contains(&link), "{link}");
            let control = tag_with(&html, "id", issue.key);
            assert_eq!(attribute(control, "aria-invalid"), ["true"], "{}", issue.key);
            let error = tag_with(&html, "id", &format!("{}-error", issue.key));
            assert!(!error.contains(" hidden"));
            assert!(html.contains(&format!("{error}<span class=\"vh\">错误：</span>{issue}</p>")), "{issue}");
        }
    }
}

#[test]
fn the_frame_saves_on_enter_and_carries_what_the_server_needs() {
    let html = html(|| framed(&basic::FORM, &Shown::default()));
    let form = tag_with(&html, "id", "record");
    assert!(form.contains("method=\"post\"") && form.contains(" novalidate"));
    assert_eq!(attribute(form, "data-form"), ["basic"]);
    assert_eq!(attribute(form, "data-today"), ["2026-11-23"]);
    let first = html[html.find(form).expect("just found")..].find("<button").expect("a button");
    let first = &html[html.find(form).expect("just found") + first..];
    assert!(first.starts_with("<button type=\"submit\" name=\"intent\" value=\"save\""), "{}", &first[..80]);
    for (name, value) in
        [("_token", "t0ken"), ("account", "acc0unt"), ("version", "7"), ("key", "k3y"), ("application", "a1")]
    {
        assert_eq!(attribute(tag_with(&html, "name", name), "value"), [value]);
    }
    assert!(tag_with(&html, "id", "save-state").contains("role=\"status\""));
    assert!(html.contains("<div id=\"summary-slot\"></div>"), "no summary without issues");
}

#[test]
fn rows_hold_at_most_twelve_twelfths() {
    let both = html(|| {
        view! { {form::fields(&basic::FORM, &Shown::default())}{form::fields(&design::FORM, &Shown::default())} }
            .into_any()
    });
    for row in both.split("<div class=\"row\">").skip(1) {
        let width: u32 = [("class=\"c-4\"", 3), ("class=\"c-3\"", 4), ("class=\"c-2\"", 6), ("class=\"c-23\"", 8)]
            .iter()
            .map(|(class, twelfths)| u32::try_from(row.matches(class).count()).unwrap_or(u32::MAX) * twelfths)
            .sum();
        assert!((1..=12).contains(&width), "{width}: {row}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let mut shown = Shown::default();
    for one in design::FORM.fields() {
        shown.values.set(one.key, HOSTILE);
        shown.labels.insert(one.key.to_owned(), HOSTILE.to_owned());
        shown.labels.insert(format!("{}.note", one.key), HOSTILE.to_owned());
        shown.options.insert(one.key.to_owned(), vec![("x".to_owned(), HOSTILE.to_owned())]);
    }
    let form = html(move || form::fields(&design::FORM, &shown));
    let links = vec![summary::Link { href: Some(HOSTILE.to_owned()), says: HOSTILE.to_owned() }];
    let summary = html(move || summary::slot(HOSTILE, &links));
    let title = render(Frame { title: HOSTILE.to_owned(), here: HOSTILE.to_owned(), ..frame(None) }, || "").text;
    let error = error::page(frame(None), error::Trouble::Denied(HOSTILE.to_owned())).text;
    for html in [form, summary, title, error] {
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), html.matches("<textarea").count());
    }
}

#[test]
fn the_writers_of_text_escape_as_leptos_does() {
    let text_node = html(|| view! { <p id="here">{HOSTILE}</p> }.into_any());
    let inside =
        text_node.split("id=\"here\">").nth(1).and_then(|rest| rest.split("</p>").next()).expect("the paragraph");
    // Between tags a quotation mark may be written either way.
    assert_eq!(inside.replace('"', "&quot;"), text::escape(HOSTILE));
    let in_attribute = html(|| view! { <p title=HOSTILE></p> }.into_any());
    assert_eq!(attribute(&in_attribute, "title"), [text::escape(HOSTILE).as_ref()]);
}

#[test]
fn options_choose_the_stored_value_and_lose_nothing() {
    let none = options(&codes::SEX, "");
    assert!(none.starts_with("<option value=\"\" selected>请选择</option>"));
    assert_eq!(none.matches(" selected").count(), 1);
    for code in codes::SEX.offered() {
        let html = options(&codes::SEX, code.code);
        assert_eq!(html.matches(" selected").count(), 1);
        assert!(html.contains(&format!("<option value=\"{}\" selected>{}</option>", code.code, code.label)));
    }
    let unknown = options(&codes::SEX, "不在表里");
    assert!(unknown.ends_with("<option value=\"不在表里\" selected>不在表里</option>"));
}

#[test]
fn a_long_text_keeps_its_leading_line_break() {
    let summary = design::FORM.field("summary").expect("the form has it");
    let shown = Shown { values: Values::new().with("summary", "\n第一行"), ..Shown::default() };
    let html = drawn(summary, &shown);
    assert!(html.contains(">\n\n第一行</textarea>"), "{html}");
    let empty = drawn_empty(summary);
    assert!(empty.contains(">\n</textarea>"), "an empty text must not hold a blank");
}

fn drawn_empty(summary: &'static domain::field::Field) -> String {
    drawn(summary, &Shown::default())
}

#[test]
fn navigation_shows_what_the_role_can_use() {
    let nav = |role| {
        let html = render(Frame { nav: Nav::Home, ..frame(role) }, || "").text;
        let nav = html.split("id=\"site-nav\"").nth(1).and_then(|rest| rest.split("</nav>").next()).expect("a nav");
        attribute(nav, "href").into_iter().map(str::to_owned).collect::<BTreeSet<String>>()
    };
    assert!(nav(Some(Role::Applicant)).contains(&url::tracking()));
    assert!(!nav(Some(Role::Applicant)).contains(&url::reviews()));
    for role in [Role::Unit, Role::Department, Role::Hrss, Role::Office] {
        assert!(nav(Some(role)).contains(&url::reviews()));
        assert!(!nav(Some(role)).contains(&url::services()));
    }
    assert!(!nav(Some(Role::Admin)).contains(&url::reviews()));
    assert!(!nav(None).contains(&url::tracking()));
}

#[test]
fn logging_out_is_a_post_with_the_token() {
    let html = render(frame(Some(Role::Applicant)), || "").text;
    let form = tag_with(&html, "action", "/logout");
    assert!(form.contains("method=\"post\""));
    assert_eq!(attribute(tag_with(&html, "name", "_token"), "value"), ["t0ken"]);
    assert!(html.contains("退出"));
    assert!(!render(frame(None), || "").text.contains("/logout"));
}

#[test]
fn the_frame_tells_size_errors_and_idle_time() {
    let told = Frame { large: true, errors: true, idle_minutes: Some(30), ..frame(Some(Role::Applicant)) };
    let html = render(told.titled("基本信息"), || "").text;
    assert!(html.contains("<title>错误：基本信息 - 职称管理系统</title>"));
    assert!(html.contains("<body class=\"text-large\" data-idle-minutes=\"30\">"));
    assert!(html.contains("href=\"/text-size?to=normal&amp;back=%2Fdesign%3Fx%3D1\""), "{html}");
    let stranger = render(Frame { idle_minutes: Some(30), ..frame(None) }, || "").text;
    assert!(!stranger.contains("data-idle-minutes"));
}

#[test]
fn a_kept_form_posts_the_same_pairs_again() {
    let pairs = vec![("v.name".to_owned(), "陈\n晓岚".to_owned()), ("_token".to_owned(), "t".to_owned())];
    let action = "/record/basic".to_owned();
    let page = error::page(frame(None), error::Trouble::Unavailable { lack: error::Lack::Room, action, pairs });
    assert!(page.text.contains("action=\"/record/basic\"") && page.text.contains("填写的内容还在本页"));
    assert!(page.text.contains("name=\"v.name\">\n陈\n晓岚</textarea>"), "{}", page.text);
}

#[test]
fn picker_addresses_can_be_read_back() {
    let mut query = url::picking(domain::field::Picker::Committee, "recognition", "committee", "a/1");
    query.filters.insert("name".to_owned(), "机电 & 广播".to_owned());
    query.page = 3;
    let address = url::pick(&query, "/applications/a%2F1/details#committee");
    let (path, rest) = address.split_once('?').expect("a query");
    assert_eq!(path, "/pick/committee");
    let pairs: Vec<(String, String)> = rest
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect();
    let (read, back) = app::ui::pick::read("committee", &pairs);
    assert_eq!(read, query);
    assert_eq!(back, "/applications/a%2F1/details#committee");
    let elsewhere = [("back".to_owned(), "//example.com/".to_owned())];
    assert_eq!(app::ui::pick::read("committee", &elsewhere).1, "/");
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex: Vec<u8> = if byte == b'%' { rest.by_ref().take(2).collect() } else { Vec::new() };
        let decoded = std::str::from_utf8(&hex).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
    }
    String::from_utf8(bytes).expect("encoded as UTF-8")
}

#[test]
fn only_paths_of_this_site_lead_back() {
    for inside in ["/", "/services?x=1", "/record/basic#name"] {
        assert_eq!(url::local(inside), inside);
    }
    for outside in
        ["", "https://example.com", "//example.com", "/\\example.com", "/a\\b", "/a\nb", "javascript:alert(1)"]
    {
        assert_eq!(url::local(outside), "/", "{outside}");
    }
}

/// `style.css` begins with the table of its tokens; a colour outside it is a defect.
#[test]
fn the_stylesheet_uses_only_the_colours_of_its_table() {
    let css = include_str!("../../style/style.css");
    let (table, rules) = css.split_once("*/").expect("the table is the first comment");
    let known: BTreeSet<String> = colours(table).into_keys().collect();
    for (colour, count) in colours(rules) {
        assert!(known.contains(&colour), "{colour} is used {count} times and is not in the table");
    }
    for markup in pages().into_iter().map(|(_, html)| html.text) {
        for (colour, _) in colours(&markup.replace("&#", "")) {
            assert!(known.contains(&colour) || !colour.chars().skip(1).all(|c| c.is_ascii_hexdigit()), "{colour}");
        }
    }
}

/// `#` and three or six hexadecimal digits, not longer.
fn colours(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for rest in text.split('#').skip(1) {
        let word: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect();
        if matches!(word.len(), 3 | 6) && word.chars().all(|c| c.is_ascii_hexdigit()) {
            *found.entry(format!("#{}", word.to_ascii_lowercase())).or_default() += 1;
        }
    }
    found
}

#[test]
fn grid_and_sticky_stay_inside_supports() {
    let css = include_str!("../../style/style.css");
    let mut depth = 0_i32;
    let mut supports: Option<i32> = None;
    for line in css.lines() {
        if line.trim_start().starts_with("@supports") && supports.is_none() {
            supports = Some(depth);
        }
        for property in ["display: grid", "display: flex", "position: sticky"] {
            assert!(!line.contains(property) || supports.is_some(), "{line}");
        }
        depth += i32::try_from(line.matches('{').count()).unwrap_or(0)
            - i32::try_from(line.matches('}').count()).unwrap_or(0);
        if supports == Some(depth) && line.contains('}') {
            supports = None;
        }
    }
}

/// What a page that says no offers is never refused in its turn.
#[test]
fn trouble_leads_to_where_the_visitors_own_work_is() {
    let ways = |role| error::page(frame(role), error::Trouble::NotFound).text;
    let (services, reviews) = (format!("href=\"{}\"", url::services()), format!("href=\"{}\"", url::reviews()));
    for role in [None, Some(Role::Applicant)] {
        assert!(main_of(&ways(role)).contains(&services), "{role:?}");
    }
    for role in [Role::Unit, Role::Department, Role::Hrss, Role::Office] {
        let html = ways(Some(role));
        assert!(main_of(&html).contains(&reviews) && !main_of(&html).contains(&services), "{role:?}");
    }
    for role in [Role::Expert, Role::Admin] {
        let html = ways(Some(role));
        assert!(!main_of(&html).contains(&reviews) && !main_of(&html).contains(&services), "{role:?}");
    }
    let often = error::page(frame(None), error::Trouble::TooMany { seconds: 30 }).text;
    assert!(main_of(&often).contains("<a href=\"/design?x=1\" class=\"btn btn--link\">返回刚才的页面</a>"));
}

/// What stands in `main`, without the navigation that every page has.
fn main_of(html: &str) -> &str {
    html.split_once("<main").and_then(|(_, rest)| Some(rest.split_once("</main>")?.0)).expect("a main part")
}

/// A date is one word for the eye and a `time` for a machine, wherever it stands in a sentence.
#[test]
fn dates_in_a_sentence_are_marked() {
    let said = |text: &str| html(|| time::within(text));
    let whole = |text: &str| html(|| time::stamp(text.to_owned()));
    assert!(whole("2026-11-23").contains("<time") && whole("2026-11-23 15:20").contains("<time"));
    assert!(!whole("2026-11-23，示例公司，机械设计").contains("<time"), "a sentence is no time");
    let html = said("收到于 2026-11-26 08:35，应在 2027-02-04 前办理");
    for marked in [
        "<time datetime=\"2026-11-26T08:35\">2026-11-26 08:35</time>",
        "<time datetime=\"2027-02-04\">2027-02-04</time>",
    ] {
        assert!(html.contains(marked), "{marked}");
    }
    for plain in ["编号 2026-13-01 不是日期", "2021-02-29", "没有日期", "🀄2026"] {
        assert!(!said(plain).contains("<time"), "{plain}");
    }
    assert!(said("到 2026-11-26 8:3 为止").contains(">2026-11-26</time> 8:3 为止"));
    assert!(said("<b>2026-11-26").contains("&lt;b&gt;<time"));
}
