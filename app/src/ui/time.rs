//! Dates as `time` elements.

use domain::date::Date;
pub use domain::plan::left;
use leptos::{prelude::*, tachys::html::InertElement};

use super::text::escape;

/// `2026-11-23`, never broken over two lines.
pub fn date(date: Date) -> AnyView {
    stamp(date.to_string())
}

/// A date or `2026-11-23 15:20` that is already text; what is no date stays plain text.
pub fn stamp(text: String) -> AnyView {
    if !dated(&text) {
        return text.into_any();
    }
    let mut html = String::new();
    write(&mut html, &text);
    InertElement::new(html).into_any()
}

/// [`stamp`] as markup.
pub fn write(html: &mut String, text: &str) {
    if !dated(text) {
        return html.push_str(&escape(text));
    }
    html.push_str("<time datetime=\"");
    match text.split_once(' ') {
        Some((day, clock)) => {
            html.push_str(day);
            html.push('T');
            html.push_str(clock);
        }
        None => html.push_str(text),
    }
    html.push_str("\">");
    html.push_str(text);
    html.push_str("</time>");
}

/// [`write`] by itself.
pub fn stamped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 48);
    write(&mut html, text);
    html
}

/// No more than a day and a time: a sentence may begin with a date.
fn dated(text: &str) -> bool {
    let whole = text.len() == 10 || (text.len() == 16 && text.as_bytes()[10] == b' ' && text.is_ascii());
    whole && text.get(..10).is_some_and(|day| day.as_bytes()[4] == b'-' && Date::parse(day).is_ok())
}

/// A sentence, its dates and instants as `time` elements.
pub fn within(text: &str) -> AnyView {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, dated, after)) = next(rest) {
        parts.extend((!before.is_empty()).then(|| before.to_owned().into_any()));
        parts.push(stamp(dated.to_owned()));
        rest = after;
    }
    parts.extend((!rest.is_empty()).then(|| rest.to_owned().into_any()));
    parts.into_any()
}

/// As [`within`], as text.
pub fn html(text: &str) -> String {
    let (mut html, mut rest) = (String::new(), text);
    while let Some((before, dated, after)) = next(rest) {
        html.push_str(&escape(before));
        html.push_str(&format!("<time>{dated}</time>"));
        rest = after;
    }
    html.push_str(&escape(rest));
    html
}

/// The first date in a text, with its time of day where it has one, between what stands before and behind it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (at, day) = text
        .char_indices()
        .filter_map(|(at, _)| Some((at, text.get(at..at + 10)?)))
        .find(|(_, day)| day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-' && Date::parse(day).is_ok())?;
    let clock = |minute: &str| {
        let shape = |(place, byte): (usize, u8)| match place {
            0 => byte == b' ',
            3 => byte == b':',
            _ => byte.is_ascii_digit(),
        };
        minute.bytes().enumerate().all(shape)
    };
    let length = day.len() + text.get(at + 10..at + 16).filter(|minute| clock(minute)).map_or(0, str::len);
    Some((&text[..at], &text[at..at + length], &text[at + length..]))
}
