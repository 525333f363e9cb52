//! A posted form once more, hidden behind one button: for answers that could
//! not take it yet. Nothing typed is lost on the way.

use leptos::prelude::*;

use super::text::textarea;

/// `pairs` are sent as they came; hidden inputs would lose the line ends of long texts, textareas keep them.
pub fn resend(action: String, pairs: Vec<(String, String)>, token: &str, button: &'static str) -> AnyView {
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| view! { <textarea name=name inner_html=textarea(&value)></textarea> })
        .collect_view();
    view! {
        <form method="post" action=action>
            <input type="hidden" name="_token" value=token.to_owned()/>
            <div hidden=true>{pairs}</div>
            <button class="btn" type="submit">{button}</button>
        </form>
    }
    .into_any()
}
