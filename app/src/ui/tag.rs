//! Status tags: a word in a frame. Colour never speaks alone.

use domain::workflow::{Outcome, State, Status};
use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    Done,
    Todo,
    Fix,
    Doing,
    Warn,
    Top,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Done => "tag tag--done",
            Tone::Todo => "tag tag--todo",
            Tone::Fix => "tag tag--fix",
            Tone::Doing => "tag tag--doing",
            Tone::Warn => "tag tag--warn",
            Tone::Top => "tag tag--top",
        }
    }
}

pub fn tag(tone: Tone, words: impl Into<String>) -> AnyView {
    let words: String = words.into();
    view! { <span class=tone.class()>{words}</span> }.into_any()
}

/// 办理状态.
pub fn status(state: State) -> AnyView {
    let tone = match state.status() {
        Status::ToSubmit => Tone::Warn,
        Status::UnderReview => Tone::Doing,
        Status::Closed => Tone::Done,
    };
    tag(tone, state.status().label())
}

/// 结果; `None` while there is none.
pub fn outcome(state: State) -> Option<AnyView> {
    state.outcome().map(|outcome| {
        let tone = match outcome {
            Outcome::Passed => Tone::Done,
            Outcome::Failed | Outcome::Refused => Tone::Fix,
            Outcome::Cancelled => Tone::Todo,
        };
        tag(tone, outcome.label())
    })
}

/// 退回标志.
pub fn returned(state: State) -> AnyView {
    if state.returned() { tag(Tone::Fix, "已退回") } else { tag(Tone::Todo, "无") }
}
