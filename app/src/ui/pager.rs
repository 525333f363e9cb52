//! Pagination: links with their own addresses, left out when there is one page.

use leptos::prelude::*;

/// `info` says how many there are and which are shown; `href` gives the address of a page, from 1.
pub fn pager(page: u32, pages: u32, info: impl Into<String>, href: &dyn Fn(u32) -> String) -> AnyView {
    let info: String = info.into();
    if pages <= 1 {
        return (!info.is_empty()).then(|| view! { <p class="table__foot">{info}</p> }).into_any();
    }
    let mut before = 0;
    let mut items = Vec::new();
    if page > 1 {
        items.push(view! { <li><a href=href(page - 1)>"上一页"</a></li> }.into_any());
    }
    for number in (1..=pages).filter(|number| near(*number, page, pages)) {
        if number > before + 1 {
            items.push(view! { <li><span class="pager__gap" aria-hidden="true">"…"</span></li> }.into_any());
        }
        before = number;
        let label = format!("第 {number} 页");
        let current = (number == page).then_some("page");
        items.push(
            view! { <li><a href=href(number) aria-current=current aria-label=label>{number}</a></li> }.into_any(),
        );
    }
    if page < pages {
        items.push(view! { <li><a href=href(page + 1)>"下一页"</a></li> }.into_any());
    }
    view! {
        <nav class="pager" aria-label="分页">
            <span class="pager__info">{info}</span>
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}

/// First, last and two on either side.
fn near(number: u32, page: u32, pages: u32) -> bool {
    number == 1 || number == pages || number.abs_diff(page) <= 2
}
