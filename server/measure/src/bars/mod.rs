//! The bars: what is measured, how, and against what.
//!
//! To add one: a function that gives rows, and its line in [`BARS`].

mod browser;
mod growth;
mod instructions;
mod others;
mod pages;
mod paper;
mod process;
mod search;
mod store;
mod storm;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    faulty,
    machine::Business,
    record::{Record, stamp},
    report::{self, Row},
};

/// What a measurement needs to know.
#[derive(Debug)]
pub struct Bench {
    /// The product's program.
    pub product: PathBuf,
    /// This program, which is the peers too, and a faulty product.
    pub own: PathBuf,
    /// What is measured does more than it has to, or less: each bar has to fall short then. Nothing else is learnt of it.
    pub planted: bool,
    /// Where large data may be kept from run to run.
    pub cache: PathBuf,
    /// The checkout.
    pub root: PathBuf,
    /// A tenth of the rounds: to see that it works, not for the record.
    pub short: bool,
    /// Bytes of the client in brotli, as the build has counted them; 0 when it has not.
    pub client_bytes: u64,
    /// Other software is measured too.
    pub peers: bool,
    /// What is counted now is what later runs are held against.
    pub accept: bool,
    /// Says what takes long.
    pub say: fn(&str),
}

impl Bench {
    /// How many rounds of something are worth their time.
    pub fn rounds(&self, full: usize) -> usize {
        if self.short { full.div_ceil(10).max(3) } else { full }
    }

    /// The program that serves what is asked for.
    pub fn site(&self) -> &Path {
        if self.planted { &self.own } else { &self.product }
    }

    /// Where a fault is planted, what is measured takes so much longer.
    pub fn burden(&self, time: Duration) {
        if self.planted {
            faulty::spin(time);
        }
    }

    pub fn seconds(&self, full: f64) -> Duration {
        Duration::from_secs_f64(if self.short { full / 10.0 } else { full })
    }
}

/// One measurement; it may have several rows.
pub struct Bar {
    pub id: &'static str,
    pub what: &'static str,
    pub measure: fn(&Bench) -> Vec<Row>,
}

pub const BARS: &[Bar] = &[
    Bar {
        id: "P1",
        what: "pages of the wizard and of a review, by the CPU of a bare axum answer",
        measure: pages::rendering,
    },
    Bar { id: "P3", what: "other software", measure: others::software },
    Bar { id: "P4", what: "memory over many requests", measure: process::memory },
    Bar { id: "P5", what: "what a page with an island transfers", measure: browser::transfer },
    Bar { id: "P7", what: "what is typed before the client has started", measure: browser::typing },
    Bar { id: "P9", what: "saves, by SQLite's own transaction", measure: store::saves },
    Bar { id: "P10", what: "a hundred savers at once", measure: store::together },
    Bar { id: "P11", what: "reads, by SQLite's own", measure: store::reads },
    Bar { id: "P12", what: "a hundred times as many applications", measure: growth::queries },
    Bar { id: "P14", what: "the magnifiers", measure: search::magnifier },
    Bar { id: "P15", what: "the form of a review as PDF", measure: paper::review },
    Bar { id: "P16", what: "a certificate as PDF", measure: paper::certificate },
    Bar { id: "P18", what: "a storm of log-ins", measure: storm::log_ins },
    Bar { id: "P20", what: "the start", measure: growth::start },
    Bar { id: "P21", what: "an uploaded photo", measure: paper::photo },
    Bar { id: "I", what: "instructions of the hot paths", measure: instructions::hot_paths },
];

const RECORD: Record = Record {
    file: "docs/benchmarks.md",
    head: "\
# Benchmarks

Written by `cargo xtask bench`; each section is what its last run said. The bars and their method are in `server/measure/src/bars`.
A figure is judged by the bad end of its interval (bootstrap, 95 %) and against what was measured beside it in the same run.
",
};

/// Puts what was measured in the place of what an earlier run said of the same bars.
///
/// # Panics
/// When the file cannot be written.
pub fn record(root: &Path, rows: &[Row]) {
    for bar in BARS {
        let own: Vec<Row> = rows.iter().filter(|row| row.bar == bar.id).cloned().collect();
        if !own.is_empty() {
            RECORD.write(root, &titles(), bar.id, &format!("{}\n\n{}", stamp(root), report::table(&own)));
        }
    }
}

/// The title under which it is kept what the bars have found of faults.
const PLANTED: &str = "Planted";

/// Puts what the bars have found of faults in the place of what they had found earlier.
///
/// # Panics
/// When the file cannot be written.
pub fn record_planted(root: &Path, rows: &[Row]) {
    let what = "Each bar with a fault planted: more is done than has to be, or something is kept, left out or overwritten. \
                A bar that has never been seen to fall short shows nothing.";
    let text = format!("{}\n\n{what}\n\n{}", stamp(root), report::table(rows));
    RECORD.write(root, &titles(), PLANTED, &text);
}

fn titles() -> Vec<&'static str> {
    BARS.iter().map(|bar| bar.id).chain([PLANTED]).collect()
}

/// Above this load nothing is measured.
pub const LOAD: f64 = 3.0;
/// So often and so long is waited for the load to go.
const TRIES: usize = 6;
const WAIT: Duration = Duration::from_secs(20);
/// More time taken away by the host spoils a measurement.
const STEAL: f64 = 0.10;

/// Measures one bar when the machine is quiet enough.
pub fn measure(bar: &Bar, bench: &Bench, say: impl Fn(&str)) -> Vec<Row> {
    for _ in 0..TRIES {
        if Business::now().load <= LOAD {
            break;
        }
        say(&format!("{}: waiting for the load of {:.1} to go", bar.id, Business::now().load));
        std::thread::sleep(WAIT);
    }
    let before = Business::now();
    if before.load > LOAD {
        return vec![Row::unmeasured(bar.id, &format!("{}: load {:.1} is above {LOAD}", bar.what, before.load))];
    }
    let rows = (bar.measure)(bench);
    let after = Business::now();
    say(&format!("{}: {}", bar.id, report::business(&before, &after)));
    let stolen = after.stolen_since(&before);
    if stolen > STEAL {
        let why = format!("{}: the host took {:.0} % of the time", bar.what, stolen * 100.0);
        return vec![Row::unmeasured(bar.id, &why)];
    }
    rows
}

/// Runs something that waits, outside any runtime.
fn wait_for<T>(what: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("the machine gives two threads").block_on(what)
}
