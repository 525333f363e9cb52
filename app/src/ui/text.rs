//! Escaping for the markup that is written as text. Not for views: Leptos
//! escapes there, and a test holds both to the same answer.

use std::borrow::Cow;

/// Safe between tags and inside a double-quoted attribute.
pub fn escape(text: &str) -> Cow<'_, str> {
    // To the end in any case: many bytes are looked at at once so.
    let special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"');
    if !text.bytes().fold(false, |found, byte| found | special(byte)) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// Writes an attribute.
pub fn attribute(html: &mut String, name: &str, value: &str) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    html.push_str(&escape(value));
    html.push('"');
}

/// Writes a link; `full` is what readers hear, where that is more than the words.
pub fn link(html: &mut String, href: &str, full: &str, words: &str) {
    html.push_str("<a");
    attribute(html, "href", href);
    if !full.is_empty() {
        attribute(html, "aria-label", full);
    }
    html.push('>');
    html.push_str(&escape(words));
    html.push_str("</a>");
}

/// The content of a `textarea`: parsers drop one leading line break.
pub fn textarea_into(html: &mut String, text: &str) {
    html.push('\n');
    html.push_str(&escape(text));
}

/// [`textarea_into`] by itself.
pub fn textarea(text: &str) -> String {
    let mut html = String::new();
    textarea_into(&mut html, text);
    html
}
