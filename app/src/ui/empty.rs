//! An empty state: says why it is empty and what to do.

use leptos::prelude::*;

/// `button`: `href`, words.
pub fn empty(title: impl Into<String>, says: impl Into<String>, button: Option<(String, String)>) -> AnyView {
    let (title, says): (String, String) = (title.into(), says.into());
    view! {
        <div class="empty">
            <p class="empty__title">{title}</p>
            <p>{says}</p>
            {button.map(|(href, words)| view! { <a class="btn btn--second" href=href>{words}</a> })}
        </div>
    }
    .into_any()
}
