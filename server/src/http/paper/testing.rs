//! What the tests of the forms share.

use backend::{applications::Event, clock::Timestamp};
use domain::workflow::{Action, Route, State, step};

/// A step of an application; where it leads, the workflow knows.
pub fn event(action: Action, from: State, reason: &str) -> Event {
    let (_, to) = step(from, action, &Route::full()).expect("a step of the workflow");
    Event {
        at: Timestamp::parse("2026-11-21T01:00:00.000Z").expect("an instant"),
        who: "张䶮".to_owned(),
        organisation: "示例局".to_owned(),
        action,
        from,
        to,
        reason: reason.to_owned(),
        round: 1,
    }
}
