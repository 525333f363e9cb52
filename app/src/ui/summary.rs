//! The error summary: first in `main`, takes the focus, links to each field in
//! the words shown there.
//!
//! [`html`] is the one writer, because the browser fills `#summary-slot` with
//! the same markup. Its id is [`ID`]: field keys are ids too, and one is `summary`.

use domain::issue::Issue;
use leptos::{prelude::*, tachys::html::InertElement};

use super::text::escape;

/// The id of the summary, which takes the focus after a refused save.
pub const ID: &str = "error-summary";
/// Begins the title of a page that has a summary.
pub const LEAD: &str = "错误：";

/// A problem and the way to what mends it; without `href` it is text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub href: Option<String>,
    pub says: String,
}

/// The issues of the form on this page.
pub fn of(issues: &[Issue]) -> Vec<Link> {
    issues.iter().map(|issue| Link { href: Some(format!("#{}", issue.key)), says: issue.to_string() }).collect()
}

/// The heading over a form that is stored as a draft, with what is wrong in it.
pub fn kept(count: usize) -> String {
    format!("已存为草稿，有 {count} 处需要修改")
}

/// The summary as text; nothing when there is no problem.
pub fn html(title: &str, links: &[Link]) -> String {
    if links.is_empty() {
        return String::new();
    }
    let mut html = format!(
        "<div class=\"summary\" id=\"{ID}\" role=\"alert\" aria-labelledby=\"{ID}-h\" tabindex=\"-1\" autofocus>\
         <h2 id=\"{ID}-h\">{}</h2><ul class=\"list\">",
        escape(title)
    );
    for link in links {
        let says = escape(&link.says);
        match &link.href {
            Some(href) => html.push_str(&format!("<li><a href=\"{}\">{says}</a></li>", escape(href))),
            None => html.push_str(&format!("<li>{says}</li>")),
        }
    }
    html.push_str("</ul></div>");
    html
}

/// Writes the slot that holds the summary, empty or not.
pub fn write_slot(into: &mut String, title: &str, links: &[Link]) {
    into.push_str("<div id=\"summary-slot\">");
    into.push_str(&html(title, links));
    into.push_str("</div>");
}

/// [`write_slot`] as a view.
pub fn slot(title: &str, links: &[Link]) -> AnyView {
    let mut html = String::new();
    write_slot(&mut html, title, links);
    InertElement::new(html).into_any()
}
