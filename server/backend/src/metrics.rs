//! Counting what goes on, and its text for Prometheus (exposition format 0.0.4).
//!
//! A series is a field of a struct and its labels are words of the source: nothing that a person
//! has sent can become one, and their number is known before the first request. Counting is an
//! addition without a lock. What is counted where is decided by those who count.
//!
//! To add one: a field where it is counted and its lines in that file's `measure`.

use std::{
    fmt::{Display, Write},
    sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub const fn new() -> Count {
        Count(AtomicU64::new(0))
    }

    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// A number that goes up and down.
#[derive(Debug, Default)]
pub struct Level(AtomicI64);

impl Level {
    pub const fn new() -> Level {
        Level(AtomicI64::new(0))
    }

    /// What it is after the change.
    pub fn add(&self, n: i64) -> i64 {
        self.0.fetch_add(n, Relaxed) + n
    }

    pub fn get(&self) -> i64 {
        self.0.load(Relaxed)
    }
}

/// Microseconds, from a read out of memory to what nobody waits for.
const TIMES: &[u64] =
    &[100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000];
const MICROS: u64 = 1_000_000;

/// How often what was how large.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [u64],
    /// What one of the unit that is printed is in the numbers that are kept.
    unit: u64,
    /// One more than bounds: the last is for what is larger.
    counts: Box<[AtomicU64]>,
    sum: AtomicU64,
}

impl Histogram {
    /// Of durations, printed in seconds.
    pub fn times() -> Histogram {
        Histogram::new(TIMES, MICROS)
    }

    /// Of numbers.
    pub fn sizes(bounds: &'static [u64]) -> Histogram {
        Histogram::new(bounds, 1)
    }

    fn new(bounds: &'static [u64], unit: u64) -> Histogram {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Histogram { bounds, unit, counts, sum: AtomicU64::new(0) }
    }

    pub fn note(&self, n: u64) {
        let place = self.bounds.iter().position(|bound| n <= *bound).unwrap_or(self.bounds.len());
        self.counts[place].fetch_add(1, Relaxed);
        self.sum.fetch_add(n, Relaxed);
    }

    pub fn took(&self, time: Duration) {
        self.note(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|count| count.load(Relaxed)).sum()
    }
}

/// What a family of numbers is to Prometheus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// A name with its value.
pub type Label<'l> = (&'l str, &'l str);

/// The text under construction.
#[derive(Debug, Default)]
pub struct Text {
    text: String,
    family: &'static str,
}

impl Text {
    /// Begins a family; what follows belongs to it.
    pub fn family(&mut self, kind: Kind, name: &'static str, help: &str) -> &mut Text {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.family = name;
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
        self
    }

    /// A number of the family.
    pub fn value(&mut self, labels: &[Label<'_>], value: impl Display) -> &mut Text {
        self.sample("", labels, &value);
        self
    }

    pub fn histogram(&mut self, labels: &[Label<'_>], histogram: &Histogram) -> &mut Text {
        let mut below = 0;
        for (place, count) in histogram.counts.iter().enumerate() {
            below += count.load(Relaxed);
            let bound = histogram.bounds.get(place).map(|bound| printed(*bound, histogram.unit));
            let bound = bound.unwrap_or_else(|| "+Inf".to_owned());
            self.sample("_bucket", &[labels, &[("le", &bound)]].concat(), &below);
        }
        self.sample("_sum", labels, &printed(histogram.sum.load(Relaxed), histogram.unit));
        // The same sum as the last bucket, though more may have come meanwhile.
        self.sample("_count", labels, &below);
        self
    }

    /// All that was written.
    pub fn finish(self) -> String {
        self.text
    }

    fn sample(&mut self, end: &str, labels: &[Label<'_>], value: &dyn Display) {
        let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let pairs = if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) };
        let family = self.family;
        self.line(format_args!("{family}{end}{pairs} {value}"));
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.text, "{line}").expect("writing to a String cannot fail");
    }
}

/// A number in its unit, as a decimal fraction without an exponent.
fn printed(n: u64, unit: u64) -> String {
    let rest = n % unit;
    if rest == 0 {
        return (n / unit).to_string();
    }
    let digits = unit.ilog10() as usize;
    format!("{}.{rest:0digits$}", n / unit).trim_end_matches('0').to_owned()
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_prometheus_reads() {
        let times = Histogram::times();
        for millis in [0, 1, 3, 700, 9_000] {
            times.took(Duration::from_millis(millis));
        }
        let group = Histogram::sizes(&[1, 2]);
        group.note(2);
        let mut text = Text::default();
        text.family(Kind::Counter, "a_total", "Things.").value(&[], 3).value(&[("b", "x\"\\\n")], 4);
        text.family(Kind::Histogram, "c", "Sizes.").histogram(&[("d", "e")], &group);
        assert_eq!(
            text.finish(),
            "# HELP a_total Things.\n# TYPE a_total counter\na_total 3\na_total{b=\"x\\\"\\\\\\n\"} 4\n\
             # HELP c Sizes.\n# TYPE c histogram\n\
             c_bucket{d=\"e\",le=\"1\"} 0\nc_bucket{d=\"e\",le=\"2\"} 1\nc_bucket{d=\"e\",le=\"+Inf\"} 1\n\
             c_sum{d=\"e\"} 2\nc_count{d=\"e\"} 1\n"
        );
        let mut text = Text::default();
        text.family(Kind::Histogram, "f", "Times.").histogram(&[], &times);
        let text = text.finish();
        for line in [
            "f_bucket{le=\"0.0001\"} 1",
            "f_bucket{le=\"0.001\"} 2",
            "f_bucket{le=\"1\"} 4",
            "f_sum 9.704",
            "f_count 5",
        ] {
            assert!(text.contains(&format!("{line}\n")), "{line} in {text}");
        }
    }
}
