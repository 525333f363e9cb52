//! The head of a page and of its sections: one `h1`, a line beside it, a lead.

use leptos::prelude::*;

/// The page's `h1`. `meta` stands beside it, `lead` below; both may be empty.
pub fn page(title: impl Into<String>, meta: impl Into<String>, lead: impl Into<String>) -> AnyView {
    let (title, meta, lead): (String, String, String) = (title.into(), meta.into(), lead.into());
    view! {
        <div class="page-head">
            <h1>{title}</h1>
            {(!meta.is_empty()).then(|| view! { " " <span class="page-head__meta">{meta}</span> })}
            {(!lead.is_empty()).then(|| view! { <p class="lead">{lead}</p> })}
        </div>
    }
    .into_any()
}

/// The line that explains the asterisk.
pub fn required_note() -> AnyView {
    view! { <p class="lead">"带 "<span class="req req--in">"*"</span>" 的为必填项。"</p> }.into_any()
}

/// A section with its heading. `more` is a link at the right: `href`, words, full words for readers.
pub fn section(
    id: impl Into<String>,
    title: impl Into<String>,
    note: impl Into<String>,
    more: Option<(String, String, String)>,
    body: AnyView,
) -> AnyView {
    let (id, title, note): (String, String, String) = (id.into(), title.into(), note.into());
    let heading = format!("{id}-h");
    let labelled = heading.clone();
    view! {
        <section class="sec" id=id aria-labelledby=labelled>
            <div class="sec__head">
                {more.map(|(href, words, full)| view! { <a class="sec__more" href=href aria-label=full>{words}</a> })}
                <h2 id=heading>{title}</h2>
                {(!note.is_empty()).then(|| view! { <span class="sec__note">{note}</span> })}
            </div>
            {body}
        </section>
    }
    .into_any()
}

/// Tabs that are links: each has its own address.
pub fn tabs(label: &'static str, items: Vec<(String, String, bool)>) -> AnyView {
    let items = items
        .into_iter()
        .map(|(href, words, current)| {
            view! { <li><a href=href aria-current=current.then_some("page")>{words}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label><ul>{items}</ul></nav> }.into_any()
}

/// A link to the neighbour of a page: label above, `href`, words.
pub type Neighbour = Option<(String, String)>;

/// 上一项 / 返回 / 下一项.
pub fn neighbours(label: &'static str, before: Neighbour, middle: Neighbour, after: Neighbour) -> AnyView {
    let side = |above: &'static str, link: Neighbour| {
        link.map(|(href, words)| view! { <span class="small">{above}</span><a href=href>{words}</a> })
    };
    view! {
        <nav class="nextprev no-print" aria-label=label>
            <span>{side("上一项", before)}</span>
            <span class="nextprev__mid">{middle.map(|(href, words)| view! { <a href=href>{words}</a> })}</span>
            <span class="nextprev__next">{side("下一项", after)}</span>
        </nav>
    }
    .into_any()
}
