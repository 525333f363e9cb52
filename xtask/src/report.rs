//! The steps of `cargo xtask test`: their names, times and counts, and the last line.
//!
//! A step that fails does not stop the others; a run in which nothing ran has failed.

use std::{
    env,
    io::{IsTerminal, stdout},
    process::ExitCode,
    time::{Duration, Instant},
};

use crate::{Outcome, house::say};

/// Test cases of one runner.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl Count {
    /// One case.
    pub fn one(passed: bool) -> Count {
        Count { passed: u64::from(passed), failed: u64::from(!passed) }
    }

    /// Adds the counts in a line of libtest, `test result: ok. 12 passed; 0 failed; …`, or of the browser tests,
    /// `12 passed, 0 failed`. Other lines change nothing.
    pub fn add_line(&mut self, line: &str) {
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
        if succeeded || self.failed > 0 { self } else { Count { failed: 1, ..self } }
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

    /// Prints the table and the last line.
    pub fn finish(&self) -> ExitCode {
        println!("\n{:<10} {:>7} {:>7} {:>9}", "step", "passed", "failed", "seconds");
        for Step { name, count, took } in &self.steps {
            let line = format!("{name:<10} {:>7} {:>7} {:>9.1}", count.passed, count.failed, took.as_secs_f64());
            println!("{}", if count.failed > 0 { paint("31", &line) } else { line });
        }
        let took: Duration = self.steps.iter().map(|step| step.took).sum();
        let total = self.total();
        println!("{:<26} {:>9.1}\n", "all", took.as_secs_f64());
        println!("{} passed, {} failed", total.passed, total.failed);
        if total.failed == 0 && total.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn total(&self) -> Count {
        self.steps.iter().fold(Count::default(), |sum, step| Count {
            passed: sum.passed + step.count.passed,
            failed: sum.failed + step.count.failed,
        })
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
        assert_eq!(counted(&lines), Count { passed: 22, failed: 3 });
    }

    #[test]
    fn a_runner_that_broke_off_has_failed() {
        let before = Count { passed: 5, failed: 0 };
        assert_eq!(before.of_runner(true), before);
        assert_eq!(before.of_runner(false), Count { passed: 5, failed: 1 });
        assert_eq!(Count { passed: 5, failed: 2 }.of_runner(false), Count { passed: 5, failed: 2 });
    }

    #[test]
    fn a_step_that_could_not_run_is_one_failure_and_the_others_go_on() {
        let mut report = Report::default();
        report.step("first", || Err("broken".to_owned()));
        report.step("second", || Ok(Count { passed: 2, failed: 0 }));
        assert_eq!(report.total(), Count { passed: 2, failed: 1 });
    }
}
