//! Dates as `time` elements.

use domain::date::Date;
use leptos::prelude::*;

/// `2026-11-23`, never broken over two lines.
pub fn date(date: Date) -> AnyView {
    stamp(date.to_string())
}

/// A date or `2026-11-23 15:20` that is already text; what is no date stays plain text.
pub fn stamp(text: String) -> AnyView {
    let machine = text.replacen(' ', "T", 1);
    let dated = text.get(..10).is_some_and(|day| day.as_bytes()[4] == b'-' && Date::parse(day).is_ok());
    if dated { view! { <time datetime=machine>{text}</time> }.into_any() } else { text.into_any() }
}

/// How far a deadline is: 还有 17 天, 今天截止, 已过 3 天.
pub fn left(until: Date, today: Date) -> String {
    match today.until(until) {
        0 => "今天截止".to_owned(),
        days if days > 0 => format!("还有 {days} 天"),
        days => format!("已过 {} 天", -days),
    }
}
