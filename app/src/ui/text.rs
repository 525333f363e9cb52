//! Escaping for the markup that is written as text. Not for views: Leptos
//! escapes there, and a test holds both to the same answer.

use std::borrow::Cow;

/// Safe between tags and inside a double-quoted attribute.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
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
