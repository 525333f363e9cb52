//! R1: the process is killed at any moment while a hundred people save, and started again.

use std::{
    fs,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use backend::db::Options;
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{Figure, Ground, Outcome, wait_for};
use crate::{
    savers::{self, Kept, Saver, Wrong},
    site::{self, Folder, Running},
    town::{self, Come},
};

const SAVERS: usize = 100;
/// Until a process that was killed may be struck again, at the earliest and at the latest.
const MILLIS: std::ops::Range<u64> = 50..400;
/// How soon it answers again, in milliseconds; judged in the long run only, where the machine is its own.
const READY: u128 = 500;

// To delete the log alone is not sure to be found: now and then all of it has just gone into the database.
const OLD: &str = "the database is replaced by a copy of it that was made before the saves";
pub const PLANTS: &[&str] = &[OLD];

pub fn run(ground: &Ground) -> Outcome {
    let folder = Folder::new("kill");
    town::lay(folder.path());
    let mut savers: Vec<Saver> = wait_for(async {
        let backend = town::open(folder.path(), Options::default()).await;
        let settled = town::settle(&backend, SAVERS, Come::Entry).await;
        backend.db().clone().close().await;
        settled.into_iter().map(Saver::new).collect()
    });
    let before = Folder::new("before");
    town::copy(folder.path(), before.path());
    let kills = if ground.plant.is_some() { 1 } else { ground.count(5, 200) };
    let mut dice = StdRng::seed_from_u64(1);
    let (mut wrong, mut broken, mut told) = (Wrong::default(), 0, 0);
    let mut ready: Vec<Duration> = Vec::new();
    let mut running = site::product(&ground.product, folder.path());
    for _ in 0..kills {
        savers = struck(savers, running, Duration::from_millis(dice.random_range(MILLIS)));
        if ground.planted(OLD) {
            fs::remove_dir_all(folder.path()).expect("it is our own");
            town::copy(before.path(), folder.path());
        }
        running = site::product(&ground.product, folder.path());
        ready.push(running.ready);
        let connection = savers::look(folder.path()).expect("the database is there");
        let sound: String =
            connection.query_row("pragma integrity_check", [], |row| row.get(0)).expect("it can be asked");
        broken += usize::from(sound != "ok");
        let kept = Kept::read(&connection).expect("the tables can be read");
        for saver in &mut savers {
            told += saver.told.len();
            wrong += kept.judge(saver);
        }
    }
    running.kill();
    let invariants = wait_for(async {
        let backend = town::open(folder.path(), Options::default()).await;
        let broken = backend.invariants().await.expect("the database answers");
        backend.db().clone().close().await;
        broken
    });
    ready.sort_unstable();
    let longest = ready.last().map_or(0, Duration::as_millis);
    let median = ready.get(ready.len() / 2).map_or(0, Duration::as_millis);
    Outcome::Ran(vec![
        Figure::at_least("saves acknowledged before a kill", told, kills),
        Figure::none("of them lost", wrong.lost),
        Figure::none("entries without one version for each save", wrong.unequal),
        Figure::none("entries that hold another text than the last one", wrong.stale),
        Figure::none("kills after which the database is not sound", broken),
        Figure::nothing("invariants that do not hold at the end", &invariants),
        Figure {
            what: "ready again, the longest".to_owned(),
            found: format!("{longest} ms (median {median})"),
            must: if ground.long { format!("≤ {READY} ms") } else { String::new() },
            holds: !ground.long || longest <= READY,
        },
    ])
}

/// Everybody saves, and after a while the process is gone.
fn struck(savers: Vec<Saver>, running: Running, after: Duration) -> Vec<Saver> {
    wait_for(async move {
        let working = tokio::spawn(savers::work(running.address, savers, Arc::new(AtomicBool::new(false))));
        tokio::time::sleep(after).await;
        running.kill();
        working.await.expect("every answer was an acknowledgement")
    })
}
