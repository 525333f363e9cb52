//! `docs/reliability.md`: what the last long run of every fault has found, with its day, machine and commit.

use std::path::Path;

use super::{FAULTS, Fault, Outcome, table};
use crate::record::{Record, stamp};

const RECORD: Record = Record {
    file: "docs/reliability.md",
    head: "\
# Reliability

Written by `cargo xtask faults --long`; each section is what its last run has found. What is done is in `server/measure/src/faults`.
",
};

/// Puts what was found in the place of what an earlier run has found of the same fault.
///
/// # Panics
/// When the file cannot be written.
pub fn write(root: &Path, fault: &Fault, outcome: &Outcome, planted: &[Outcome], seconds: u64) {
    let order: Vec<&str> = FAULTS.iter().map(|fault| fault.id).collect();
    RECORD.write(root, &order, fault.id, &section(root, fault, outcome, planted, seconds));
}

fn section(root: &Path, fault: &Fault, outcome: &Outcome, planted: &[Outcome], seconds: u64) -> String {
    let planted: String = fault.plants.iter().zip(planted).map(|(plant, outcome)| found(plant, outcome)).collect();
    format!(
        "{}: **{}**\n\n{}, {seconds} s\n\n{}\n\n{planted}",
        fault.what,
        outcome.verdict(),
        stamp(root),
        table(outcome).trim_end(),
    )
}

/// What was found of that which was planted, as a line of a list.
fn found(plant: &str, outcome: &Outcome) -> String {
    let found = match outcome.broken().first() {
        Some(figure) => format!("found: {}, {}", figure.what, figure.found),
        None => "**not found**".to_owned(),
    };
    format!("- Planted: {plant}; {found}.\n")
}
