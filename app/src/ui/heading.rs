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
    html.push_str("<div class=\"page-head\">");
    element(&mut html, "<h1>", &title, "</h1>");
    if !meta.is_empty() {
        element(&mut html, " <span class=\"page-head__meta\">", &meta, "</span>");
    }
    if !lead.is_empty() {
        element(&mut html, "<p class=\"lead\">", &lead, "</p>");
    }
    html.push_str("</div>");
    InertElement::new(html).into_any()
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
    let heading = format!("{id}-h");
    let mut html = String::with_capacity(4096);
    html.push_str("<section class=\"sec\"");
    attribute(&mut html, "id", &id);
    attribute(&mut html, "aria-labelledby", &heading);
    html.push_str("><div class=\"sec__head\">");
    if let Some((href, words, full)) = more {
        html.push_str("<a class=\"sec__more\"");
        attribute(&mut html, "href", &href);
        attribute(&mut html, "aria-label", &full);
        element(&mut html, ">", &words, "</a>");
    }
    html.push_str("<h2");
    attribute(&mut html, "id", &heading);
    element(&mut html, ">", &title, "</h2>");
    if !note.is_empty() {
        element(&mut html, "<span class=\"sec__note\">", &note, "</span>");
    }
    html.push_str("</div>");
    mould::write(&mut html, body);
    html.push_str("</section>");
    InertElement::new(html).into_any()
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
    let side = |html: &mut String, above: &str, neighbour: Neighbour| {
        if let Some((href, words)) = neighbour {
            html.push_str(above);
            link(html, &href, "", &words);
        }
        html.push_str("</span>");
    };
    html.push_str("<nav class=\"nextprev no-print\"");
    attribute(&mut html, "aria-label", label);
    html.push_str("><span>");
    side(&mut html, "<span class=\"small\">上一项</span>", before);
    html.push_str("<span class=\"nextprev__mid\">");
    side(&mut html, "", middle);
    html.push_str("<span class=\"nextprev__next\">");
    side(&mut html, "<span class=\"small\">下一项</span>", after);
    html.push_str("</nav>");
    InertElement::new(html).into_any()
}
