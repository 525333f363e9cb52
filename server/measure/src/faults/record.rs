//! `docs/reliability.md`: what the last long run of every fault has found, with its day, machine and commit.

use std::{fs, path::Path, process::Command};

use super::{FAULTS, Fault, Outcome, table};
use crate::machine;

const FILE: &str = "docs/reliability.md";
const HEAD: &str = "\
# Reliability

Written by `cargo xtask faults --long`; each section is what its last run has found. What is done is in `server/measure/src/faults`.
";

/// Puts what was found in the place of what an earlier run has found of the same fault.
///
/// # Panics
/// When the file cannot be written.
pub fn write(root: &Path, fault: &Fault, outcome: &Outcome, planted: &[Outcome], seconds: u64) {
    let file = root.join(FILE);
    let before = fs::read_to_string(&file).unwrap_or_default();
    let text = put(&before, fault.id, &section(root, fault, outcome, planted, seconds));
    fs::write(&file, text).expect("the documents can be written");
}

fn section(root: &Path, fault: &Fault, outcome: &Outcome, planted: &[Outcome], seconds: u64) -> String {
    let day = backend::clock::Clock::system().today();
    let planted: String = fault.plants.iter().zip(planted).map(|(plant, outcome)| found(plant, outcome)).collect();
    format!(
        "{}: **{}**\n\n{day}, commit {}, {}, {seconds} s\n\n{}\n\n{planted}",
        fault.what,
        outcome.verdict(),
        commit(root),
        machine::name(),
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

/// The document with one section new, in the order of [`FAULTS`].
fn put(before: &str, id: &str, section: &str) -> String {
    let known = |id: &str| {
        let of = |text: &str| text.split_once('\n').is_some_and(|(title, _)| title == id);
        before.split("\n## ").skip(1).find(|text| of(text)).and_then(|text| text.split_once('\n'))
    };
    let mut text = HEAD.to_owned();
    for fault in FAULTS {
        let body = if fault.id == id { Some(section) } else { known(fault.id).map(|(_, body)| body.trim()) };
        if let Some(body) = body {
            text.push_str(&format!("\n## {}\n\n{body}\n", fault.id));
        }
    }
    text
}

/// The commit that is checked out, with a plus when more has changed since.
fn commit(root: &Path) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(root).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let short = git(&["rev-parse", "--short=10", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let documents = [":!docs/reliability.md", ":!docs/benchmarks.md"];
    let changed = git(&[&["status", "--porcelain", "--untracked-files=no", "--"][..], &documents].concat());
    if changed.is_some_and(|list| !list.is_empty()) { format!("{short}+") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_result_takes_the_place_of_the_old_one_and_of_no_other() {
        let first = put("", "R2", "old words");
        assert!(first.starts_with("# Reliability") && first.ends_with("\n## R2\n\nold words\n"), "{first}");
        let second = put(&first, "R2", "new words");
        assert_eq!(second, first.replace("old", "new"));
    }
}
