//! Pagination: links with their own addresses, left out when there is one page.
//!
//! [`html`] is the one writer, because a magnifier's answer is text (see `ui::pick`).

use leptos::{prelude::*, tachys::html::InertElement};

use super::text::escape;

/// `info` says how many there are and which are shown; `href` gives the address of a page, from 1.
pub fn pager(page: u32, pages: u32, info: impl Into<String>, href: &dyn Fn(u32) -> String) -> AnyView {
    let html = html(page, pages, &info.into(), href);
    (!html.is_empty()).then(|| InertElement::new(html)).into_any()
}

/// The pagination as text; nothing when there is nothing to say.
pub fn html(page: u32, pages: u32, info: &str, href: &dyn Fn(u32) -> String) -> String {
    if pages <= 1 {
        return if info.is_empty() { String::new() } else { format!("<p class=\"table__foot\">{}</p>", escape(info)) };
    }
    let link =
        |to: u32, more: &str, words: &str| format!("<li><a href=\"{}\"{more}>{words}</a></li>", escape(&href(to)));
    let mut html =
        format!("<nav class=\"pager\" aria-label=\"分页\"><span class=\"pager__info\">{}</span><ul>", escape(info));
    if page > 1 {
        html.push_str(&link(page - 1, "", "上一页"));
    }
    let mut before = 0;
    for number in (1..=pages).filter(|number| near(*number, page, pages)) {
        if number > before + 1 {
            html.push_str("<li><span class=\"pager__gap\" aria-hidden=\"true\">…</span></li>");
        }
        before = number;
        let current = if number == page { " aria-current=\"page\"" } else { "" };
        html.push_str(&link(number, &format!("{current} aria-label=\"第 {number} 页\""), &number.to_string()));
    }
    if page < pages {
        html.push_str(&link(page + 1, "", "下一页"));
    }
    html.push_str("</ul></nav>");
    html
}

/// First, last and two on either side.
fn near(number: u32, page: u32, pages: u32) -> bool {
    number == 1 || number == pages || number.abs_diff(page) <= 2
}
