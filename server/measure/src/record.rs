//! What the last run has found, in a document: a section a bar or fault, each with its day, machine and commit.

use std::{fs, path::Path, process::Command};

use backend::clock::Clock;

use crate::machine;

/// A document that a command writes.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// From the root of the checkout.
    pub file: &'static str,
    /// Before the first section.
    pub head: &'static str,
}

impl Record {
    /// Puts a section in the place of what an earlier run said under the same title; `order` has all titles.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn write(self, root: &Path, order: &[&str], title: &str, section: &str) {
        let file = root.join(self.file);
        let before = fs::read_to_string(&file).unwrap_or_default();
        fs::write(&file, self.put(&before, order, title, section)).expect("the documents can be written");
    }

    fn put(self, before: &str, order: &[&str], title: &str, section: &str) -> String {
        let known = |title: &str| {
            let mut sections = before.split("\n## ").skip(1).filter_map(|text| text.split_once('\n'));
            sections.find(|(known, _)| *known == title).map(|(_, body)| body.trim())
        };
        let mut text = self.head.to_owned();
        for other in order {
            if let Some(body) = if *other == title { Some(section.trim()) } else { known(other) } {
                text.push_str(&format!("\n## {other}\n\n{body}\n"));
            }
        }
        text
    }
}

/// When, of what and where: `2026-11-26, commit 0123456789, 2 cores, …`. A plus says that more was changed than is committed.
pub fn stamp(root: &Path) -> String {
    format!("{}, commit {}, {}", Clock::system().today(), commit(root), machine::name())
}

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
        let record = Record { file: "", head: "# Reliability\n" };
        let order = ["R1", "R2"];
        let first = record.put("", &order, "R2", "old words");
        assert_eq!(first, "# Reliability\n\n## R2\n\nold words\n");
        let both = record.put(&first, &order, "R1", "first");
        assert_eq!(both, "# Reliability\n\n## R1\n\nfirst\n\n## R2\n\nold words\n");
        assert_eq!(record.put(&both, &order, "R2", "new words"), both.replace("old", "new"));
    }
}
