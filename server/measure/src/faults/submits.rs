//! R8: everybody presses 提交审核 twenty times at once: a double click, two tabs, once more because the answer was
//! lost on the way.

use std::{sync::Arc, time::Duration};

use backend::db::Options;
use http::{Method, StatusCode, header::CONTENT_TYPE};
use rand::Rng;
use rusqlite::Connection;
use tokio::{sync::Semaphore, task::JoinSet};

use super::{Figure, Ground, Outcome, wait_for};
use crate::{
    client::FORM,
    inside::Inside,
    savers::look,
    site::Folder,
    town::{self, Applicant, Come},
};

const TIMES: usize = 20;
/// Of those, so many go away before they are answered.
const GONE: usize = 5;
/// Applicants who submit at the same time.
const AT_ONCE: usize = 8;

const TWICE: &str = "a trigger in the database writes the event of every submit twice";
const GAP: &str = "a trigger in the database lets every number be followed by one that nobody has";
pub const PLANTS: &[&str] = &[TWICE, GAP];

pub fn run(ground: &Ground) -> Outcome {
    let count = if ground.plant.is_some() { 2 } else { ground.count(20, 1000) };
    let folder = Folder::new("submits");
    town::lay(folder.path());
    if let Some(plant) = ground.plant {
        let connection = Connection::open(folder.path().join(town::DATABASE)).expect("the database is there");
        connection.execute_batch(trigger(plant)).expect("a trigger can be made");
    }
    let already = counted(&look(folder.path()).expect("the database is there"));
    let (refused, unanswered, invariants) = wait_for(async {
        let backend = town::open(folder.path(), Options::default()).await;
        let people = town::settle(&backend, count, Come::Application).await;
        let (refused, unanswered) = press(&Inside::new(backend.clone()), people).await;
        let broken = backend.invariants().await.expect("the database answers");
        backend.db().clone().close().await;
        (refused, unanswered, broken)
    });
    let now = counted(&look(folder.path()).expect("the database is there"));
    Outcome::Ran(vec![
        Figure::told("submits", format!("{}, of which {unanswered} went away before the answer", count * TIMES)),
        Figure::none("answers that do not lead to the receipt", refused),
        Figure::exactly("applications submitted", now.submitted - already.submitted, count),
        Figure::exactly("different numbers", now.numbers - already.numbers, count),
        Figure::exactly("numbers that were counted", now.serials - already.serials, count),
        Figure::exactly("submit events", now.events - already.events, count),
        Figure::exactly("snapshots", now.snapshots - already.snapshots, count),
        Figure::nothing("invariants that do not hold", &invariants),
    ])
}

fn trigger(plant: &str) -> &'static str {
    match plant {
        TWICE => {
            "create trigger planted after insert on application_event when new.action = 'submit' and new.id not like 'twin%' begin insert into application_event select 'twin' || id, application_id, at, actor_id, actor_name, organisation_name, action, from_state, to_state, reason, round, sha256 from application_event where id = new.id; end"
        }
        _ => {
            "create trigger planted after update on application when new.number is not null and old.number is null begin update serial set last = last + 1 where prefix like 'SQ%'; end"
        }
    }
}

/// Everybody presses; how many answers were wrong, and how many did not wait for theirs.
async fn press(site: &Inside, people: Vec<Applicant>) -> (usize, usize) {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut pressing = JoinSet::new();
    for person in people {
        let (site, turns) = (site.clone(), Arc::clone(&turns));
        pressing.spawn(async move {
            let _turn = turns.acquire().await.expect("it is not closed");
            let receipt = format!("/applications/{}/submitted", person.application);
            let path = format!("/applications/{}/submit", person.application);
            let mut waiting = JoinSet::new();
            for nth in 0..TIMES {
                let (site, path, token) = (site.clone(), path.clone(), person.token.clone());
                waiting.spawn(async move {
                    let headers = [(CONTENT_TYPE.as_str(), FORM), ("sec-fetch-site", "same-origin")];
                    let answer = site.send(Method::POST, &path, &token, &headers, "");
                    let patience = Duration::from_micros(rand::rng().random_range(0..3000));
                    if nth < GONE { tokio::time::timeout(patience, answer).await.ok() } else { Some(answer.await) }
                });
            }
            let answers = waiting.join_all().await;
            let right = |status, location: &str| status == StatusCode::SEE_OTHER && location == receipt;
            let wrong = answers.iter().flatten().filter(|reply| !right(reply.status, reply.header("location"))).count();
            (wrong, answers.iter().filter(|answer| answer.is_none()).count())
        });
    }
    let seen = pressing.join_all().await;
    seen.into_iter().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
}

/// What there is of submits in a database.
struct Counted {
    submitted: usize,
    numbers: usize,
    serials: usize,
    events: usize,
    snapshots: usize,
}

fn counted(connection: &Connection) -> Counted {
    let count = |question: &str| {
        let count: i64 = connection.query_row(question, [], |row| row.get(0)).expect("it can be counted");
        usize::try_from(count).expect("nothing is counted below zero")
    };
    Counted {
        submitted: count("select count(*) from application where state = 'at_unit'"),
        numbers: count("select count(distinct number) from application"),
        serials: count("select coalesce(sum(last), 0) from serial where prefix like 'SQ%'"),
        events: count("select count(*) from application_event where action = 'submit'"),
        snapshots: count("select count(*) from application_snapshot"),
    }
}
