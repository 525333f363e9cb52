//! The check list: each condition with its answer, and the way to what mends it.

use domain::readiness::{self, Line, Place};
use leptos::prelude::*;

use super::time;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Pass,
    Fail,
    /// To be looked at; does not block.
    Wait,
}

impl Answer {
    const fn class(self) -> &'static str {
        match self {
            Answer::Pass => "is-pass",
            Answer::Fail => "is-fail",
            Answer::Wait => "is-wait",
        }
    }
    const fn mark(self) -> &'static str {
        match self {
            Answer::Pass => "✓",
            Answer::Fail => "!",
            Answer::Wait => "?",
        }
    }
    const fn word(self) -> &'static str {
        match self {
            Answer::Pass => "通过：",
            Answer::Fail => "未通过：",
            Answer::Wait => "待确认：",
        }
    }
}

/// One line; `how` are sentences, linked where there is an address.
#[derive(Clone, Debug)]
pub struct Check {
    pub answer: Answer,
    pub title: String,
    pub how: Vec<(String, Option<String>)>,
}

/// The lines of the readiness check; `href` knows the address of a place.
pub fn of(lines: &[Line], href: &dyn Fn(&Place) -> Option<String>) -> Vec<Check> {
    lines
        .iter()
        .map(|line| Check {
            answer: match line.result {
                readiness::Result::Pass => Answer::Pass,
                readiness::Result::Warn => Answer::Wait,
                readiness::Result::Block => Answer::Fail,
            },
            title: line.title.clone(),
            how: line.problems.iter().map(|(says, place)| (says.clone(), href(place))).collect(),
        })
        .collect()
}

/// 9 项中 6 项通过，3 项未通过.
pub fn count(checks: &[Check]) -> String {
    let of = |answer| checks.iter().filter(|check| check.answer == answer).count();
    let mut said = format!("{} 项中 {} 项通过", checks.len(), of(Answer::Pass));
    if of(Answer::Fail) > 0 {
        said.push_str(&format!("，{} 项未通过", of(Answer::Fail)));
    }
    if of(Answer::Wait) > 0 {
        said.push_str(&format!("，{} 项请确认", of(Answer::Wait)));
    }
    said
}

pub fn checks(checks: Vec<Check>) -> AnyView {
    let items = checks.into_iter().map(draw).collect_view();
    view! { <ul class="checks">{items}</ul> }.into_any()
}

fn draw(check: Check) -> AnyView {
    let Check { answer, title, how } = check;
    let title = if answer == Answer::Fail {
        view! { <b>{time::within(&title)}</b> }.into_any()
    } else {
        view! { <span>{time::within(&title)}</span> }.into_any()
    };
    let how = how
        .into_iter()
        .map(|(says, href)| {
            let says = time::within(&says);
            let says = match href {
                Some(href) => view! { <a href=href>{says}</a> }.into_any(),
                None => says,
            };
            view! { <span class="checks__how">{says}</span> }
        })
        .collect_view();
    view! {
        <li class=answer.class()>
            <span class="checks__mark" aria-hidden="true">{answer.mark()}</span>
            <span class="vh">{answer.word()}</span>
            {title}
            {how}
        </li>
    }
    .into_any()
}
