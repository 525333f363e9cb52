//! The timeline of an application: every stage of its route with its standing.
//!
//! Standing comes from the state alone; what happened (who, when, what was
//! said) is given as [`Note`]s by the page that read the history.

use domain::workflow::{Level, Outcome, Route, State};
use leptos::prelude::*;

use super::{
    tag::{Tone, tag},
    time,
};

/// A stage of the timeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// 个人申请.
    Applicant,
    /// An authority's review.
    Level(Level),
    /// 人社部门 confirms after the committee.
    Confirm,
}

impl Stage {
    pub fn label(self) -> String {
        match self {
            Stage::Applicant => "个人申请".to_owned(),
            Stage::Level(level) => format!("{}审核", level.authority()),
            Stage::Confirm => "人社部门确认，核发证书".to_owned(),
        }
    }
}

/// What is known of a stage. Later notes of the same stage are further lines.
#[derive(Clone, Debug, Default)]
pub struct Note {
    pub stage: Option<Stage>,
    /// A person or an organisation.
    pub who: String,
    /// `2026-12-01 16:40`, or empty.
    pub at: String,
    /// Reason or remark, or empty.
    pub say: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    Done,
    Current,
    Back,
    Todo,
}

/// The timeline.
pub fn stages(route: &Route, state: State, notes: &[Note]) -> AnyView {
    let all = all(route);
    let label = format!("审核环节，共 {} 个", all.len());
    let items = all.iter().map(|stage| draw(*stage, &all, state, notes)).collect_view();
    view! { <ol class="stages" aria-label=label>{items}</ol> }.into_any()
}

fn all(route: &Route) -> Vec<Stage> {
    let levels = route.levels().iter().map(|level| Stage::Level(*level));
    std::iter::once(Stage::Applicant).chain(levels).chain([Stage::Confirm]).collect()
}

/// Where it stands, and the word of that stage.
fn current(state: State) -> (Stage, Standing, Tone, &'static str) {
    match state {
        State::Draft => (Stage::Applicant, Standing::Current, Tone::Doing, "待提交"),
        State::Returned(_) => (Stage::Applicant, Standing::Back, Tone::Fix, "已退回，待修改"),
        State::At(level) => (Stage::Level(level), Standing::Current, Tone::Doing, "审核中"),
        State::Confirming => (Stage::Confirm, Standing::Current, Tone::Doing, "待确认"),
        State::Closed(Outcome::Passed) => (Stage::Confirm, Standing::Done, Tone::Done, "通过"),
        State::Closed(Outcome::Failed) => (Stage::Level(Level::Committee), Standing::Back, Tone::Fix, "不通过"),
        State::Closed(Outcome::Refused) => (Stage::Level(Level::Committee), Standing::Back, Tone::Fix, "不予受理"),
        State::Closed(Outcome::Cancelled) => (Stage::Applicant, Standing::Back, Tone::Todo, "已撤销"),
    }
}

/// Standing of one stage and its tag.
fn standing(stage: Stage, all: &[Stage], state: State) -> (Standing, Option<(Tone, &'static str)>) {
    let (now, how, tone, word) = current(state);
    // What was sent back keeps the marks of those it had passed.
    if let (State::Returned(by), Stage::Level(level)) = (state, stage)
        && level <= by
    {
        let mark = if level == by { (Tone::Fix, "已退回") } else { (Tone::Done, "已同意") };
        return (Standing::Done, Some(mark));
    }
    let place = |wanted: Stage| all.iter().position(|other| *other == wanted).unwrap_or(all.len());
    if stage == now {
        (how, Some((tone, word)))
    } else if place(stage) < place(now) {
        let word = match stage {
            Stage::Applicant => "已提交",
            Stage::Level(Level::Committee) => "评审通过",
            Stage::Level(_) | Stage::Confirm => "已同意",
        };
        (Standing::Done, Some((Tone::Done, word)))
    } else {
        (Standing::Todo, None)
    }
}

fn draw(stage: Stage, all: &[Stage], state: State, notes: &[Note]) -> AnyView {
    let (standing, word) = standing(stage, all, state);
    let class = match standing {
        Standing::Done => "stages__item is-done",
        Standing::Current => "stages__item is-current",
        Standing::Back => "stages__item is-back",
        Standing::Todo => "stages__item",
    };
    let open = state.outcome().is_none() && matches!(standing, Standing::Current | Standing::Back);
    let mine: Vec<Note> = notes.iter().filter(|note| note.stage == Some(stage)).cloned().collect();
    let waiting = (standing == Standing::Todo && mine.is_empty() && state.outcome().is_none())
        .then(|| view! { <span class="stages__meta">"未到达"</span> });
    let lines = mine
        .into_iter()
        .map(|note| {
            let meta = (!note.who.is_empty() || !note.at.is_empty()).then(|| {
                let between = if note.who.is_empty() { "" } else { "　" };
                view! { <span class="stages__meta">{note.who}{between}{time::within(&note.at)}</span> }
            });
            let say = (!note.say.is_empty()).then(|| view! { <span class="stages__say">{note.say}</span> });
            view! { {meta}{say} }
        })
        .collect_view();
    view! {
        <li class=class aria-current=open.then_some("step")>
            <span class="stages__name">{stage.label()}</span>
            {word.map(|(tone, word)| tag(tone, word))}
            {waiting}
            {lines}
        </li>
    }
    .into_any()
}
