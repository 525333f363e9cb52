//! What units, authorities and the committee said, as signed blocks; and room to write in by hand what this site does not
//! know.

use backend::applications::{Dossiered, Event};
use domain::{
    vote::Tally,
    workflow::{Action, Level, State},
};
use pdf::Opinion;

/// What the event says, or what it means without words.
pub fn said(event: &Event, otherwise: &str) -> String {
    if event.reason.is_empty() { otherwise.to_owned() } else { event.reason.clone() }
}

/// An opinion under the signature and seal of who took the step; without one they are blank.
pub fn signed(title: &str, lines: Vec<String>, event: Option<&Event>) -> Opinion {
    let seal = event.map(|event| event.organisation.clone()).unwrap_or_default();
    Opinion {
        title: title.to_owned(),
        lines,
        role: "负责人（签名）".to_owned(),
        signer: event.map(|event| event.who.clone()).unwrap_or_default(),
        seal: Some(("单位（公章）".to_owned(), seal)),
        date: event.map(|event| event.at.local_date().to_string()).unwrap_or_default(),
        ..Opinion::default()
    }
}

/// What an authority on the way said when it passed the application on.
pub fn passed(title: &str, level: Level, dossier: &Dossiered, round: &[Event]) -> Opinion {
    let passed = round.iter().find(|event| event.from == State::At(level) && event.action == Action::Accept);
    let lines = match passed {
        Some(event) => vec![said(event, "审核通过，同意报送。")],
        None if !dossier.route.levels().contains(&level) => vec!["不经过这一环节。".to_owned()],
        None => Vec::new(),
    };
    signed(title, lines, passed)
}

/// The committee's decision with its votes. The office enters the counted votes; the chair signs by hand.
pub fn vote(title: &str, conclusion: &str, dossier: &Dossiered, round: &[Event]) -> Opinion {
    let decided = round.iter().find(|event| matches!(event.action, Action::Pass | Action::Fail | Action::Refuse));
    let tally = dossier.tally.filter(|_| decided.is_some());
    let count = |of: fn(&Tally) -> u32| tally.map(|(tally, _)| of(&tally));
    let outcome = match decided.map(|event| event.action) {
        Some(Action::Pass) => "通过",
        Some(Action::Fail) => "不通过",
        Some(Action::Refuse) => "不予受理",
        _ => "",
    };
    let day = tally.map(|(_, day)| day).or_else(|| decided.map(|event| event.at.local_date()));
    let mut lines = vec![format!("{conclusion}：{outcome}")];
    lines.extend(decided.filter(|event| !event.reason.is_empty()).map(|event| event.reason.clone()));
    Opinion {
        title: title.to_owned(),
        counts: vec![
            ("评委总人数".to_owned(), count(|tally| tally.size)),
            ("出席人数".to_owned(), count(|tally| tally.present)),
            ("赞成票".to_owned(), count(|tally| tally.yes)),
            ("反对票".to_owned(), count(|tally| tally.no)),
            ("弃权票".to_owned(), count(|tally| tally.abstain)),
        ],
        lines,
        role: "主任委员（签名）".to_owned(),
        seal: Some(("评委会（印章）".to_owned(), dossier.committee.clone())),
        date: day.map(|day| day.to_string()).unwrap_or_default(),
        ..Opinion::default()
    }
}

/// What 人社部门 says of the committee's decision, with the number of the certificate beside it.
pub fn confirmed(title: &str, round: &[Event]) -> Opinion {
    let confirmed = round.iter().find(|event| event.action == Action::Confirm);
    let lines = confirmed.map(|event| said(event, "同意评委会的评审意见，予以确认。"));
    signed(title, lines.into_iter().collect(), confirmed)
}
