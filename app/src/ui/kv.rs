//! Names and values: a two-column table with a hidden caption.

use leptos::prelude::*;

/// `tight` narrows the column of names, for panels.
pub fn kv(caption: impl Into<String>, rows: Vec<(String, AnyView)>, tight: bool) -> AnyView {
    let caption: String = caption.into();
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> })
        .collect_view();
    view! {
        <table class=if tight { "kv kv--tight" } else { "kv" }>
            <caption class="vh">{caption}</caption>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
