//! `docs/benchmarks.md`: the last figure of every bar, with its day, machine and commit.

use std::{fs, path::Path, process::Command};

use crate::{
    machine,
    report::{self, Row},
};

const HEAD: &str = "\
# Benchmarks

Written by `cargo xtask bench`; each section is what its last run said. The bars and their method are in `server/measure/src/bars`.
A figure is judged by the bad end of its interval (bootstrap, 95 %) and against what was measured beside it in the same run.
";

/// Puts what was measured in the place of what an earlier run said of the same bars.
///
/// # Panics
/// When the file cannot be written.
pub fn write(root: &Path, rows: &[Row]) {
    let file = root.join("docs/benchmarks.md");
    let before = fs::read_to_string(&file).unwrap_or_default();
    let mut sections: Vec<(String, String)> = before
        .split("\n## ")
        .skip(1)
        .map(|section| {
            let (title, body) = section.split_once('\n').unwrap_or((section, ""));
            (title.to_owned(), body.trim().to_owned())
        })
        .collect();
    let day = time::OffsetDateTime::now_utc().date();
    let said = format!("{day}, commit {}, {}", commit(root), machine::name());
    for bar in bars(rows) {
        let own: Vec<Row> = rows.iter().filter(|row| row.bar == bar).cloned().collect();
        let body = format!("{said}\n\n{}", report::table(&own).trim_end());
        match sections.iter_mut().find(|(title, _)| title == bar) {
            Some(section) => section.1 = body,
            None => sections.push((bar.to_owned(), body)),
        }
    }
    sections.sort_by_key(|(title, _)| title.get(1..).and_then(|number| number.parse::<u32>().ok()));
    let text: String = sections.iter().map(|(title, body)| format!("\n## {title}\n\n{body}\n")).collect();
    fs::write(&file, format!("{HEAD}{text}")).expect("the documents can be written");
}

fn bars(rows: &[Row]) -> Vec<&'static str> {
    let mut bars: Vec<&str> = rows.iter().map(|row| row.bar).collect();
    bars.dedup();
    bars
}

/// The commit that is checked out, with a plus when more has changed since.
fn commit(root: &Path) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(root).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let short = git(&["rev-parse", "--short=10", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let changed = git(&["status", "--porcelain", "--untracked-files=no", "--", ":!docs/benchmarks.md"]);
    if changed.is_some_and(|list| !list.is_empty()) { format!("{short}+") } else { short }
}
