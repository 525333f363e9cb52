//! What shows when all entries of a record are looked at together, above the list that it is about: each finding
//! leads to its entry, and what is missing can be added at once.

use backend::applications::Underway;
use domain::{
    readiness::Place,
    record::SectionId,
    whole::{Finding, Rule},
};
use leptos::prelude::*;

use super::wizard;
use crate::{
    ui::{
        banner::{self, Tone},
        time,
    },
    url,
};

/// The name of a button that adds what is missing; its value is the code of the filler.
pub const FILL: &str = "fill";

/// What wants a look and what is good to know, of one section.
pub fn banners(section: SectionId, findings: &[Finding], course: Option<&Underway>, token: &str) -> AnyView {
    let of = |hint: bool| -> Vec<&Finding> {
        let mine = findings.iter().filter(|finding| finding.section == section);
        mine.filter(|finding| (finding.rule == Rule::Hint) == hint).collect()
    };
    let (look, hints) = (of(false), of(true));
    let title = format!("请核对 {} 处", look.len());
    let look = (!look.is_empty()).then(|| {
        let note = view! { <p>"不影响保存；提交前请核对，确实如此的可以不改。"</p> };
        banner::titled(Tone::Warn, "look-h", title, view! { {note}{list(section, &look, course, token)} }.into_any())
    });
    let hints = (!hints.is_empty())
        .then(|| banner::titled(Tone::Info, "hints-h", "提示".to_owned(), list(section, &hints, course, token)));
    view! { {look}{hints} }.into_any()
}

fn list(section: SectionId, findings: &[&Finding], course: Option<&Underway>, token: &str) -> AnyView {
    let action = wizard::within(&url::entries_fill(section), course);
    let items = findings.iter().map(|finding| item(finding, course)).collect_view();
    view! {
        <form method="post" action=action>
            <input type="hidden" name="_token" value=token.to_owned()/>
            <ul class="list">{items}</ul>
        </form>
    }
    .into_any()
}

fn item(finding: &Finding, course: Option<&Underway>) -> AnyView {
    let fillers = finding.fillers.iter().map(|filler| {
        let words = format!("补一条“{}”", filler.word);
        let full = format!("{words}：{}", finding.says);
        view! {
            <button class="btn btn--second btn--s" type="submit" name=FILL value=filler.code.clone() aria-label=full>
                {words.clone()}
            </button>
        }
    });
    let fillers: Vec<_> = fillers.collect();
    let fillers = (!fillers.is_empty()).then(|| view! { <div>{fillers}</div> });
    view! { <li><a href=href(finding, course)>{time::within(&finding.says)}</a>{fillers}</li> }.into_any()
}

/// Where a finding is looked into.
fn href(finding: &Finding, course: Option<&Underway>) -> String {
    match Place::of(finding) {
        Place::Twins { section, entry, other } => wizard::within(&url::twins(section, &entry, &other), course),
        _ => {
            let entry = wizard::within(&url::entry(finding.section, &finding.entry), course);
            url::at_field(&entry, finding.key)
        }
    }
}
