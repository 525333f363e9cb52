//! The filter form above a list: a GET with its answers in the address.

use leptos::prelude::*;

use super::field::{Plain, plain};

/// Four to a row, the button last. `clear` is where 清空 leads, left out when nothing is filtered.
pub fn filter(action: String, label: &'static str, fields: Vec<Plain>, clear: Option<String>) -> AnyView {
    let fields = fields.into_iter().map(|one| view! { <div class="c-4">{plain(one)}</div> }).collect_view();
    view! {
        <form class="filter" method="get" action=action role="search" aria-label=label novalidate=true>
            <div class="row">
                {fields}
                <div class="c-4">
                    <div class="filter__act">
                        <button class="btn" type="submit">"查询"</button>
                        {clear.map(|href| view! { <a class="btn btn--link" href=href>"清空条件"</a> })}
                    </div>
                </div>
            </div>
        </form>
    }
    .into_any()
}
