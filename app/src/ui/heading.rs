//! The head of a page and of its sections: one `h1`, a line beside it, a lead.

use leptos::{prelude::*, tachys::html::InertElement};

use super::{
    mould,
    text::{attribute, escape, link},
};

/// The page's `h1`. `meta` stands beside it, `lead` below; both may be empty.
pub fn page(title: impl Into<String>, meta: impl Into<String>, lead: impl Into<String>) -> AnyView {
    let (title, meta, lead): (String, String, String) = (title.into(), meta.into(), lead.into());
    let mut html = String::with_capacity(128 + title.len() + meta.len() + lead.len());
    write_page(&mut html, &title, &meta, &lead);
    InertElement::new(html).into_any()
}

/// [`page`] as markup.
pub fn write_page(html: &mut String, title: &str, meta: &str, lead: &str) {
    html.push_str("<div class=\"page-head\">");
    element(html, "<h1>", title, "</h1>");
    if !meta.is_empty() {
        element(html, " <span class=\"page-head__meta\">", meta, "</span>");
    }
    if !lead.is_empty() {
        element(html, "<p class=\"lead\">", lead, "</p>");
    }
    html.push_str("</div>");
}

fn element(html: &mut String, begins: &str, text: &str, ends: &str) {
    html.push_str(begins);
    html.push_str(&escape(text));
    html.push_str(ends);
}

/// The line that explains the asterisk.
pub fn required_note() -> AnyView {
    view! { <p class="lead">"带 "<span class="req req--in">"*"</span>" 的为必填项。"</p> }.into_any()
}

/// A section with its heading. `more` is a link at the right: `href`, words, full words for readers.
pub fn section(
    id: impl Into<String>,
    title: impl Into<String>,
    note: impl Into<String>,
    more: Option<(String, String, String)>,
    body: AnyView,
) -> AnyView {
    let (id, title, note): (String, String, String) = (id.into(), title.into(), note.into());
    let mut html = String::with_capacity(4096);
    write_section(&mut html, &id, &title, &note, more, |html| mould::write(html, body));
    InertElement::new(html).into_any()
}

/// [`section`] as markup.
pub fn write_section(
    html: &mut String,
    id: &str,
    title: &str,
    note: &str,
    more: Option<(String, String, String)>,
    body: impl FnOnce(&mut String),
) {
    let heading = format!("{id}-h");
    html.push_str("<section class=\"sec\"");
    attribute(html, "id", id);
    attribute(html, "aria-labelledby", &heading);
    html.push_str("><div class=\"sec__head\">");
    if let Some((href, words, full)) = more {
        html.push_str("<a class=\"sec__more\"");
        attribute(html, "href", &href);
        attribute(html, "aria-label", &full);
        element(html, ">", &words, "</a>");
    }
    html.push_str("<h2");
    attribute(html, "id", &heading);
    element(html, ">", title, "</h2>");
    if !note.is_empty() {
        element(html, "<span class=\"sec__note\">", note, "</span>");
    }
    html.push_str("</div>");
    body(html);
    html.push_str("</section>");
}

/// Tabs that are links: each has its own address.
pub fn tabs(label: &'static str, items: Vec<(String, String, bool)>) -> AnyView {
    let items = items
        .into_iter()
        .map(|(href, words, current)| {
            view! { <li><a href=href aria-current=current.then_some("page")>{words}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label><ul>{items}</ul></nav> }.into_any()
}

/// A link to the neighbour of a page: label above, `href`, words.
pub type Neighbour = Option<(String, String)>;

/// 上一项 / 返回 / 下一项.
pub fn neighbours(label: &'static str, before: Neighbour, middle: Neighbour, after: Neighbour) -> AnyView {
    let mut html = String::with_capacity(512);
    write_neighbours(&mut html, label, before, middle, after);
    InertElement::new(html).into_any()
}

/// [`neighbours`] as markup.
pub fn write_neighbours(html: &mut String, label: &str, before: Neighbour, middle: Neighbour, after: Neighbour) {
    let side = |html: &mut String, above: &str, neighbour: Neighbour| {
        if let Some((href, words)) = neighbour {
            html.push_str(above);
            link(html, &href, "", &words);
        }
        html.push_str("</span>");
    };
    html.push_str("<nav class=\"nextprev no-print\"");
    attribute(html, "aria-label", label);
    html.push_str("><span>");
    side(html, "<span class=\"small\">上一项</span>", before);
    html.push_str("<span class=\"nextprev__mid\">");
    side(html, "", middle);
    html.push_str("<span class=\"nextprev__next\">");
    side(html, "<span class=\"small\">下一项</span>", after);
    html.push_str("</nav>");
}
