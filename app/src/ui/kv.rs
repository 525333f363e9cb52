//! Names and values: a two-column table with a hidden caption.

use leptos::{prelude::*, tachys::html::InertElement};

use super::{mould, text::escape};

/// `tight` narrows the column of names, for panels.
pub fn kv(caption: impl Into<String>, rows: Vec<(String, AnyView)>, tight: bool) -> AnyView {
    let caption: String = caption.into();
    let mut html = String::with_capacity(128 + rows.len() * 128);
    html.push_str(if tight { "<table class=\"kv kv--tight\">" } else { "<table class=\"kv\">" });
    html.push_str("<caption class=\"vh\">");
    html.push_str(&escape(&caption));
    html.push_str("</caption><tbody>");
    for (name, value) in rows {
        html.push_str("<tr><th scope=\"row\">");
        html.push_str(&escape(&name));
        html.push_str("</th><td>");
        mould::write(&mut html, value);
        html.push_str("</td></tr>");
    }
    html.push_str("</tbody></table>");
    InertElement::new(html).into_any()
}
