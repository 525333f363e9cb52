//! The step bar of the wizard: each step with its state in words.

use domain::business::{Business, Step};
use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Done,
    /// So many items want mending.
    Fix(usize),
    Todo,
}

/// One step as the bar shows it. `href` is left out where one may not go yet.
#[derive(Clone, Debug)]
pub struct Item {
    pub step: Step,
    pub standing: Standing,
    pub href: Option<String>,
}

/// The bar, with `current` as the step of this page.
pub fn steps(business: Business, current: Step, items: &[Item]) -> AnyView {
    let label = format!("办理步骤，共 {} 步", items.len());
    let items = items.iter().map(|item| draw(business, current, item)).collect_view();
    view! { <ol class="steps" aria-label=label>{items}</ol> }.into_any()
}

fn draw(business: Business, current: Step, item: &Item) -> AnyView {
    let here = item.step == current;
    let (class, state) = match (here, item.standing) {
        (true, _) => ("steps__item is-current", working(item.step).to_owned()),
        (false, Standing::Done) => ("steps__item is-done", "已完成".to_owned()),
        (false, Standing::Fix(count)) => ("steps__item is-fix", format!("{count} 项要补齐")),
        (false, Standing::Todo) => ("steps__item", "未开始".to_owned()),
    };
    // The verb may stand on a line of its own on a phone.
    let name = business.step(item.step);
    let verb = name.char_indices().nth(2).map_or(name.len(), |(at, _)| at);
    let (verb, noun) = name.split_at(verb);
    let words = view! { {verb}<wbr/>{noun} };
    let words = match item.href.clone().filter(|_| !here) {
        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
        None => words.into_any(),
    };
    view! {
        <li class=class aria-current=here.then_some("step")>
            <span class="steps__no" aria-hidden="true">{item.step.number()}</span>
            <span class="steps__text"><b>{words}</b><span class="vh">"："</span><span class="steps__state">{state}</span></span>
        </li>
    }
    .into_any()
}

const fn working(step: Step) -> &'static str {
    match step {
        Step::Record | Step::Details => "正在填写",
        Step::Preview => "核对中",
        Step::Submit => "待提交",
    }
}
