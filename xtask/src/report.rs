//! The steps of `cargo xtask test`: their names, times and counts, and the last line.
//!
//! A step that fails does not stop the others; a run in which nothing ran has failed.

use std::{
    env,
    io::{IsTerminal, stdout},
    ops::Add,
    process::ExitCode,
    time::{Duration, Instant},
};

use crate::{Outcome, house::say};

/// How a test says that it could not be run.
const SKIPPED: &str = "skipped: ";

/// Test cases of one runner.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    /// Could not be run here.
    pub skipped: u64,
}

impl Count {
    /// One case.
    pub fn one(passed: bool) -> Count {
        Count { passed: u64::from(passed), failed: u64::from(!passed), skipped: 0 }
    }

    /// Adds the counts in a line of libtest, `test result: ok. 12 passed; 0 failed; …`, or of the browser tests,
    /// `12 passed, 0 failed`. A test that says `skipped: why` has not passed, though libtest counts it as if it had.
    /// Other lines change nothing.
    pub fn add_line(&mut self, line: &str) {
        self.skipped += line.matches(SKIPPED).count() as u64;
        let counts = match line.strip_prefix("test result: ") {
            Some(rest) => rest.split_once(". ").map_or("", |(_, counts)| counts).replace(';', ","),
            None => line.to_owned(),
        };
        let mut parts = counts.split(", ");
        let mut part = |word: &str| parts.next()?.trim().strip_suffix(word)?.trim_end().parse::<u64>().ok();
        if let (Some(passed), Some(failed)) = (part("passed"), part("failed")) {
            self.passed += passed;
            self.failed += failed;
        }
    }

    /// A runner that failed without a failed case did not get to the end, which is a failure too.
    pub fn of_runner(self, succeeded: bool) -> Count {
        let passed = self.passed.saturating_sub(self.skipped);
        let failed = if succeeded { self.failed } else { self.failed.max(1) };
        Count { passed, failed, ..self }
    }
}

impl Add for Count {
    type Output = Count;

    fn add(self, other: Count) -> Count {
        Count {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// What became of one step.
#[derive(Debug)]
struct Step {
    name: &'static str,
    count: Count,
    took: Duration,
}

/// The steps so far.
#[derive(Debug, Default)]
pub struct Report {
    steps: Vec<Step>,
    left_out: Vec<&'static str>,
}

impl Report {
    /// Runs one step. What it could not do is one failure.
    pub fn step(&mut self, name: &'static str, run: impl FnOnce() -> Outcome<Count>) {
        say(&paint("1", &format!("\n== {name}")));
        let began = Instant::now();
        let count = run().unwrap_or_else(|sentence| {
            say(&sentence);
            Count::one(false)
        });
        self.steps.push(Step { name, count, took: began.elapsed() });
    }

    /// A step that was not asked for.
    pub fn left_out(&mut self, name: &'static str) {
        self.left_out.push(name);
    }

    /// Prints the table and the last line.
    pub fn finish(&self) -> ExitCode {
        println!("\n{:<13} {:>7} {:>7} {:>7} {:>9}", "step", "passed", "failed", "skipped", "seconds");
        for Step { name, count, took } in &self.steps {
            let Count { passed, failed, skipped } = count;
            let line = format!("{name:<13} {passed:>7} {failed:>7} {skipped:>7} {:>9.1}", took.as_secs_f64());
            println!("{}", if count.failed > 0 { paint("31", &line) } else { line });
        }
        let took: Duration = self.steps.iter().map(|step| step.took).sum();
        println!("{:<37} {:>9.1}\n", "all", took.as_secs_f64());
        let total = self.total();
        if total.skipped > 0 {
            println!("{} cases could not be run here, see above", total.skipped);
        }
        if !self.left_out.is_empty() {
            println!("not asked for: {}", self.left_out.join(", "));
        }
        println!("{} passed, {} failed", total.passed, total.failed);
        if total.failed == 0 && total.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn total(&self) -> Count {
        self.steps.iter().fold(Count::default(), |sum, step| sum + step.count)
    }
}

/// Colour on a terminal only.
fn paint(code: &str, text: &str) -> String {
    let colours = stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
    if colours { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(lines: &[&str]) -> Count {
        let mut count = Count::default();
        lines.iter().for_each(|line| count.add_line(line));
        count
    }

    #[test]
    fn lines_of_all_runners_are_counted() {
        let lines = [
            "running 3 tests",
            "test a ... ok",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "all doctests ran in 0.20s; merged doctests compilation took 0.19s",
            "7 passed, 1 failed",
            "passed, failed",
            "nobody passed, 1 failed",
        ];
        assert_eq!(counted(&lines), Count { passed: 22, failed: 3, skipped: 0 });
    }

    /// libtest counts it among the passed, and in quiet mode writes dots before it.
    #[test]
    fn what_was_skipped_has_not_passed() {
        let lines =
            ["..skipped: no PostgreSQL", "skipped: no PostgreSQL", "test result: ok. 5 passed; 0 failed; 0 ignored"];
        assert_eq!(counted(&lines).of_runner(true), Count { passed: 3, failed: 0, skipped: 2 });
    }

    #[test]
    fn a_runner_that_broke_off_has_failed() {
        let before = Count { passed: 5, ..Count::default() };
        assert_eq!(before.of_runner(true), before);
        assert_eq!(before.of_runner(false), Count { failed: 1, ..before });
        assert_eq!(Count { failed: 2, ..before }.of_runner(false), Count { failed: 2, ..before });
    }

    #[test]
    fn a_step_that_could_not_run_is_one_failure_and_the_others_go_on() {
        let mut report = Report::default();
        report.step("first", || Err("broken".to_owned()));
        report.step("second", || Ok(Count::one(true) + Count::one(true)));
        assert_eq!(report.total(), Count { passed: 2, failed: 1, skipped: 0 });
    }
}
