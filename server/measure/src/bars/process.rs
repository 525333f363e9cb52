//! P4: memory under many requests.

use std::time::Duration;

use super::{Bench, pages, wait_for};
use crate::{
    crowd,
    machine::{ratio, resident},
    report::{Bound, Row, number},
    site::Folder,
};

/// Few: more would be a load above which nothing counts.
const CONNECTIONS: usize = 2;
const WARM: u64 = 10_000;
const ALL: u64 = 1_000_000;

pub fn memory(bench: &Bench) -> Vec<Row> {
    let folder = Folder::new("bench");
    let site = pages::demo(bench, &folder);
    let paths = wait_for(pages::walk(&site));
    // Pages of every kind in turn, so that none stays unasked for.
    let ask = |until: u64| {
        let mut asked = 0;
        while asked < until {
            for (session, path) in &paths {
                let visitor = crowd::visitor(site.address, Some(session));
                let time = Duration::from_millis(if until == WARM { 200 } else { 2000 });
                asked += wait_for(crowd::ask(site.process(), visitor, path, CONNECTIONS, time)).requests;
            }
        }
        asked
    };
    let warm = ask(WARM);
    let before = resident(site.process());
    let all = ask(if bench.short { ALL / 50 } else { ALL });
    let after = resident(site.process());
    let megabytes = |bytes: u64| ratio(bytes, 1_000_000);
    let grown = megabytes(after) - megabytes(before);
    vec![Row {
        bar: "P4",
        what: format!("memory grown over {all} requests of {} pages, after {warm}", paths.len()),
        figure: format!("{} MB, from {} MB", number(grown), number(megabytes(before))),
        reference: String::new(),
        judged: grown,
        interval: (grown, grown),
        bound: Bound::AtMost(2.0),
        goal: "",
    }]
}
