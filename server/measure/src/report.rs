//! What a run has found: one row a figure, on the terminal and in `docs/benchmarks.md`.

use std::fmt::Write;

use crate::{
    machine::Business,
    stats::{interval, median},
};

/// What a figure must be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Bound {
    /// Whether the bad end of an interval is on the good side.
    fn holds(self, (low, high): (f64, f64)) -> bool {
        match self {
            Bound::AtMost(most) => high <= most,
            Bound::AtLeast(least) => low >= least,
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Bound::AtMost(most) => write!(f, "≤ {}", number(*most)),
            Bound::AtLeast(least) => write!(f, "≥ {}", number(*least)),
        }
    }
}

/// One figure with what it is held against.
#[derive(Clone, Debug)]
pub struct Row {
    /// Of the bar, such as `P1`.
    pub bar: &'static str,
    pub what: String,
    /// As it was measured, with its unit.
    pub figure: String,
    /// What was measured beside it in the same run.
    pub reference: String,
    /// What is judged and where it lies with 95 % confidence.
    pub judged: f64,
    pub interval: (f64, f64),
    pub bound: Bound,
    /// Where it is to go, beyond the bound.
    pub goal: &'static str,
}

/// What is said of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Holds,
    FallsShort,
    NotMeasured,
}

impl Row {
    /// Judged by the ratio of two things that were measured in turn; `say` tells of both what is printed.
    pub fn of_pairs(
        bar: &'static str,
        what: String,
        pairs: Vec<(f64, f64)>,
        say: impl FnOnce(&[f64], &[f64]) -> (String, String),
        bound: f64,
        goal: &'static str,
    ) -> Row {
        let ratios: Vec<f64> = pairs.iter().map(|(ours, theirs)| ours / theirs).collect();
        let (ours, theirs): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let (figure, reference) = say(&ours, &theirs);
        let (judged, interval) = (median(&ratios), interval(&ratios));
        Row { bar, what, figure, reference, judged, interval, bound: Bound::AtMost(bound), goal }
    }

    pub fn verdict(&self) -> Verdict {
        if self.judged.is_nan() || self.interval.0.is_nan() || self.interval.1.is_nan() {
            Verdict::NotMeasured
        } else if self.bound.holds(self.interval) {
            Verdict::Holds
        } else {
            Verdict::FallsShort
        }
    }

    /// A row that nothing is said in.
    #[must_use]
    pub fn unmeasured(bar: &'static str, why: &str) -> Row {
        Row {
            bar,
            what: why.to_owned(),
            figure: String::new(),
            reference: String::new(),
            judged: f64::NAN,
            interval: (f64::NAN, f64::NAN),
            bound: Bound::AtMost(0.0),
            goal: "",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Verdict::Holds => "holds",
            Verdict::FallsShort => "falls short",
            Verdict::NotMeasured => "not measured",
        })
    }
}

/// A number in as many digits as it is worth.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

const HEAD: [&str; 7] = ["bar", "what", "figure", "reference", "judged [95 %]", "bound (goal)", "verdict"];

fn cells(row: &Row) -> [String; 7] {
    let verdict = row.verdict();
    let (judged, bound) = if row.judged.is_nan() {
        (String::new(), String::new())
    } else {
        let (low, high) = row.interval;
        let goal = if row.goal.is_empty() { String::new() } else { format!(" ({})", row.goal) };
        let judged = if low == high {
            number(row.judged)
        } else {
            format!("{} [{}–{}]", number(row.judged), number(low), number(high))
        };
        (judged, format!("{}{goal}", row.bound))
    };
    [
        row.bar.to_owned(),
        row.what.clone(),
        row.figure.clone(),
        row.reference.clone(),
        judged,
        bound,
        verdict.to_string(),
    ]
}

/// The rows as a table of Markdown.
pub fn table(rows: &[Row]) -> String {
    let mut text = format!("| {} |\n|{}\n", HEAD.join(" | "), "---|".repeat(HEAD.len()));
    for row in rows {
        writeln!(text, "| {} |", cells(row).join(" | ")).expect("writing to a String cannot fail");
    }
    text
}

/// One line for the terminal, as soon as a row is known.
pub fn line(row: &Row) -> String {
    let [bar, what, figure, reference, judged, bound, verdict] = cells(row);
    let compared = if reference.is_empty() { String::new() } else { format!(", beside {reference}") };
    match row.verdict() {
        Verdict::NotMeasured => format!("{bar:<4} {verdict:<12} {what}"),
        _ => format!("{bar:<4} {verdict:<12} {what}: {figure}{compared}; {judged}, bound {bound}"),
    }
}

/// How busy the machine was around a bar, in words.
pub fn business(before: &Business, after: &Business) -> String {
    format!("load {:.1} → {:.1}, steal {:.1} %", before.load, after.load, after.stolen_since(before) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(bound: Bound, interval: (f64, f64)) -> Row {
        Row { judged: f64::midpoint(interval.0, interval.1), interval, bound, ..Row::unmeasured("P0", "an example") }
    }

    #[test]
    fn the_bad_end_decides() {
        assert_eq!(row(Bound::AtMost(8.0), (6.0, 7.9)).verdict(), Verdict::Holds);
        assert_eq!(row(Bound::AtMost(8.0), (6.0, 8.1)).verdict(), Verdict::FallsShort);
        assert_eq!(row(Bound::AtLeast(3000.0), (2900.0, 3500.0)).verdict(), Verdict::FallsShort);
        assert_eq!(row(Bound::AtLeast(3000.0), (3001.0, 3500.0)).verdict(), Verdict::Holds);
    }

    #[test]
    fn what_was_not_measured_never_holds() {
        assert_eq!(Row::unmeasured("P0", "load 5").verdict(), Verdict::NotMeasured);
        assert_eq!(row(Bound::AtMost(8.0), (f64::NAN, 1.0)).verdict(), Verdict::NotMeasured);
        assert!(line(&Row::unmeasured("P0", "load 5")).contains("not measured"));
    }

    #[test]
    fn a_table_has_a_line_a_row() {
        let text = table(&[row(Bound::AtMost(8.0), (6.0, 7.0)), Row::unmeasured("P1", "no Chromium")]);
        assert_eq!(text.lines().count(), 4);
        assert!(text.contains("| P0 | an example |") && text.contains("6.50 [6.00–7.00] | ≤ 8.00 | holds |"), "{text}");
    }
}
