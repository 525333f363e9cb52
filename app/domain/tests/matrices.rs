//! The whole matrices of workflow and access as reviewed files: every change of
//! a rule shows as a changed line. `UPDATE_EXPECT=1 cargo test --test matrices` renews them.

use std::fmt::Write as _;

use domain::{
    access::{Denied, Role, Standing, Verb, may},
    workflow::{Action, Level, Outcome, Route, State, Status, Who, diagram, possible, step},
};
use expect_test::expect_file;

fn routes() -> Vec<Route> {
    ["unit,department,hrss,committee", "unit,hrss,committee", "unit,committee", "committee"]
        .iter()
        .map(|text| Route::parse(text).expect("a route of the matrix"))
        .collect()
}

#[test]
fn workflow() {
    let mut text = String::new();
    for route in routes() {
        let _ = writeln!(text, "route {route}");
        for state in State::all() {
            let outcome = state.outcome().map_or("", Outcome::label);
            let _ = writeln!(text, "  {:<20} {} {} {outcome}", state.key(), state.stage(), state.status().label());
            for action in Action::ALL {
                let line = match step(state, *action, &route) {
                    Some((Who::Applicant, next)) => format!("applicant -> {}", next.key()),
                    Some((Who::Reviewer(level), next)) => format!("{} -> {}", level.key(), next.key()),
                    None => continue,
                };
                let _ = writeln!(text, "    {:<10} {line}", action.key());
            }
        }
    }
    expect_file!["./workflow.txt"].assert_eq(&text);
}

/// One line per verb, role and standing.
fn access_lines(route: &Route) -> Vec<String> {
    let words = |answer: Result<(), Denied>| match answer {
        Ok(()) => "ok",
        Err(Denied::Role) => "role",
        Err(Denied::Unknown) => "unknown",
        Err(Denied::State(_)) => "state",
        Err(Denied::Turn(_)) => "turn",
    };
    let mut lines = Vec::new();
    for verb in Verb::all() {
        lines.push(format!("{verb:?}"));
        for role in Role::ALL {
            for standing in Standing::ALL {
                let mut answers: Vec<(&str, Vec<&str>)> = Vec::new();
                for state in State::all() {
                    let word = words(may(*role, verb, *standing, state, route));
                    match answers.iter_mut().find(|(other, _)| *other == word) {
                        Some((_, states)) => states.push(state.key()),
                        None => answers.push((word, vec![state.key()])),
                    }
                }
                let said = match answers.as_slice() {
                    [(always, _)] => (*always).to_owned(),
                    several => {
                        let parts = several.iter().map(|(word, states)| format!("{word}({})", states.join(" ")));
                        parts.collect::<Vec<String>>().join(" ")
                    }
                };
                lines.push(format!("  {:<10} {standing:<6?} {said}", role.key()));
            }
        }
    }
    lines
}

/// The full route whole; of the others what differs from it.
#[test]
fn access() {
    let full = access_lines(&Route::full());
    let mut text = format!("route {}\n{}\n", Route::full(), full.join("\n"));
    for route in routes().iter().filter(|route| **route != Route::full()) {
        let _ = writeln!(text, "route {route}, otherwise");
        let mut verb = None;
        for (line, usual) in access_lines(route).iter().zip(&full) {
            if !line.starts_with(' ') {
                verb = Some(line.clone());
            } else if line != usual {
                if let Some(verb) = verb.take() {
                    let _ = writeln!(text, "{verb}");
                }
                let _ = writeln!(text, "{line}");
            }
        }
    }
    expect_file!["./access.txt"].assert_eq(&text);
}

/// Whoever's move it is can read what it is about, and what one may not know of gives no other answer.
#[test]
fn acting_and_reading_agree() {
    for route in routes() {
        for state in State::all() {
            for action in Action::ALL {
                for role in Role::ALL {
                    for standing in Standing::ALL {
                        let acts = may(*role, Verb::Act(*action), *standing, state, &route);
                        let reads = may(*role, Verb::View, *standing, state, &route);
                        assert!(acts.is_err() || reads.is_ok(), "{role:?} {action:?} {state:?} {route}");
                        let hidden = reads == Err(Denied::Unknown);
                        assert!(!hidden || acts == reads, "{role:?} {action:?} {state:?} {route}: {acts:?}");
                    }
                }
            }
        }
    }
}

/// From every state an end can be reached, and every state can be reached from the draft.
#[test]
fn no_trap_and_no_orphan() {
    for route in routes() {
        let mut reached = vec![State::Draft];
        let mut next = 0;
        while next < reached.len() {
            for (_, _, state) in possible(reached[next], &route) {
                if !reached.contains(&state) {
                    reached.push(state);
                }
            }
            next += 1;
        }
        for state in State::all() {
            let level = match state {
                State::At(level) | State::Returned(level) => Some(level),
                _ => None,
            };
            let on_route = level.is_none_or(|level| route.levels().contains(&level));
            assert_eq!(reached.contains(&state), on_route, "{} on {route}", state.key());
            let closed = state.status() == Status::Closed;
            if on_route {
                assert_eq!(possible(state, &route).is_empty(), closed, "{} on {route}", state.key());
            }
        }
    }
}

#[test]
fn keys_are_unique_and_read_back() {
    for state in State::all() {
        assert_eq!(State::from_key(state.key()), Some(state));
    }
    for action in Action::ALL {
        assert_eq!(Action::from_key(action.key()), Some(*action));
    }
    for role in Role::ALL {
        assert_eq!(Role::from_key(role.key()), Some(*role));
    }
}

#[test]
fn routes_rise_and_end_with_the_committee() {
    for bad in ["", "unit", "hrss,unit,committee", "unit,unit,committee", "committee,unit", "unit,nobody,committee"] {
        assert_eq!(Route::parse(bad), None, "{bad}");
    }
    assert_eq!(
        Route::parse("unit, hrss ,committee").map(|route| route.to_string()),
        Some("unit,hrss,committee".into())
    );
    assert_eq!(Route::full().first(), Level::Unit);
}

/// Only the one whose move it is may act, at every state.
#[test]
fn at_most_one_authority_may_act() {
    for route in routes() {
        for state in State::all() {
            for action in Action::ALL {
                let allowed: Vec<(Role, Standing)> = Role::ALL
                    .iter()
                    .flat_map(|role| Standing::ALL.iter().map(|standing| (*role, *standing)))
                    .filter(|(role, standing)| may(*role, Verb::Act(*action), *standing, state, &route).is_ok())
                    .collect();
                let expected = usize::from(step(state, *action, &route).is_some());
                assert_eq!(allowed.len(), expected, "{state:?} {action:?} {route}: {allowed:?}");
            }
        }
    }
}

#[test]
fn the_diagram_names_every_state_of_the_full_route() {
    let text = diagram(&Route::full());
    for state in State::all() {
        assert!(text.contains(state.key()), "{}", state.key());
    }
}
