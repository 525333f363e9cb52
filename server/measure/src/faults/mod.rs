//! The faults: what is done to the product, and what it must survive.
//!
//! Each fault runs against the product's own program or its own code, counts what it finds, and is run once more
//! with something planted that it has to find: a harness that finds nothing wrong with a broken product proves
//! nothing. To add one: a function that gives figures, and its line in [`FAULTS`].

pub mod record;

mod aborts;
mod full;
mod kill;
mod posts;
mod power;
mod stop;
mod submits;

use std::{fmt::Write, path::PathBuf};

/// What a fault needs to know.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The product's program.
    pub product: PathBuf,
    /// The harness' own, which is a faulty product too ([`crate::faulty`]).
    pub own: PathBuf,
    /// The whole of it, for the record; else as much as a test has time for.
    pub long: bool,
    /// What is broken on purpose, of the fault's own [`Fault::plants`].
    pub plant: Option<&'static str>,
}

impl Ground {
    /// How often something is done. What is planted is found soon.
    pub fn count(&self, short: usize, long: usize) -> usize {
        if self.long && self.plant.is_none() { long } else { short }
    }

    pub fn planted(&self, plant: &str) -> bool {
        self.plant == Some(plant)
    }
}

/// One thing that was counted.
#[derive(Clone, Debug)]
pub struct Figure {
    pub what: String,
    pub found: String,
    pub must: String,
    pub holds: bool,
}

impl Figure {
    /// A count that must be exactly so.
    pub fn exactly(what: impl Into<String>, found: usize, must: usize) -> Figure {
        Figure { what: what.into(), found: found.to_string(), must: must.to_string(), holds: found == must }
    }

    /// A count of what must not happen.
    pub fn none(what: impl Into<String>, found: usize) -> Figure {
        Figure::exactly(what, found, 0)
    }

    /// What must not happen, with the first of it.
    pub fn nothing(what: impl Into<String>, happened: &[String]) -> Figure {
        let found = match happened.first() {
            Some(first) => format!("{}, the first: {first}", happened.len()),
            None => "0".to_owned(),
        };
        Figure { found, ..Figure::none(what, happened.len()) }
    }

    /// A count without which the others would say nothing.
    pub fn at_least(what: impl Into<String>, found: usize, least: usize) -> Figure {
        let must = format!("≥ {least}");
        Figure { what: what.into(), found: found.to_string(), must, holds: found >= least }
    }

    /// What is told and not judged.
    pub fn told(what: impl Into<String>, found: impl Into<String>) -> Figure {
        Figure { what: what.into(), found: found.into(), must: String::new(), holds: true }
    }
}

/// What a fault has come to.
#[derive(Clone, Debug)]
pub enum Outcome {
    Ran(Vec<Figure>),
    /// The machine does not allow it, and why.
    NotRun(String),
}

impl Outcome {
    /// True when it ran and nothing was wrong.
    pub fn holds(&self) -> bool {
        matches!(self, Outcome::Ran(figures) if figures.iter().all(|figure| figure.holds))
    }

    pub fn verdict(&self) -> &'static str {
        match self {
            Outcome::Ran(_) if self.holds() => "holds",
            Outcome::Ran(_) => "falls short",
            Outcome::NotRun(_) => "not run",
        }
    }

    /// The figures that do not hold.
    pub fn broken(&self) -> Vec<&Figure> {
        match self {
            Outcome::Ran(figures) => figures.iter().filter(|figure| !figure.holds).collect(),
            Outcome::NotRun(_) => Vec::new(),
        }
    }
}

/// One thing that is done to the product.
pub struct Fault {
    pub id: &'static str,
    pub what: &'static str,
    /// What is broken on purpose, one at a time, to see that it would be found.
    pub plants: &'static [&'static str],
    pub run: fn(&Ground) -> Outcome,
}

pub const FAULTS: &[Fault] = &[
    Fault { id: "R1", what: "the process is killed while a hundred people save", plants: kill::PLANTS, run: kill::run },
    Fault {
        id: "R2",
        what: "the power fails between and within the writes of the database",
        plants: power::PLANTS,
        run: power::run,
    },
    Fault { id: "R4", what: "the disk is full", plants: full::PLANTS, run: full::run },
    Fault { id: "R8", what: "everybody submits twenty times at once", plants: submits::PLANTS, run: submits::run },
    Fault {
        id: "R11",
        what: "the process is asked to stop while people save and read",
        plants: stop::PLANTS,
        run: stop::run,
    },
    Fault {
        id: "R12",
        what: "browsers go away at any byte of their request or of the answer",
        plants: aborts::PLANTS,
        run: aborts::run,
    },
    Fault { id: "R14", what: "forms are posted that no page has sent", plants: posts::PLANTS, run: posts::run },
];

/// A fault by its name.
pub fn find(id: &str) -> Option<&'static Fault> {
    FAULTS.iter().find(|fault| fault.id == id)
}

/// The figures as a table of Markdown.
pub fn table(outcome: &Outcome) -> String {
    let mut text = String::new();
    match outcome {
        Outcome::NotRun(why) => text.push_str(why),
        Outcome::Ran(figures) => {
            text.push_str("| what | found | must be |\n|---|---|---|\n");
            for Figure { what, found, must, holds } in figures {
                let wrong = if *holds { "" } else { " **no**" };
                writeln!(text, "| {what} | {found}{wrong} | {must} |").expect("writing to a String cannot fail");
            }
        }
    }
    text
}

/// Runs something that waits, outside any runtime.
fn wait_for<T>(what: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("the machine gives two threads").block_on(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_given_once() {
        for (nth, fault) in FAULTS.iter().enumerate() {
            assert!(FAULTS[..nth].iter().all(|other| other.id != fault.id), "{}", fault.id);
        }
    }

    #[test]
    fn one_wrong_figure_is_enough() {
        let good = Figure::none("lost", 0);
        let wrong = Figure::none("torn", 3);
        assert_eq!(Outcome::Ran(vec![good.clone()]).verdict(), "holds");
        let outcome = Outcome::Ran(vec![good, wrong]);
        assert_eq!((outcome.verdict(), outcome.broken().len()), ("falls short", 1));
        assert!(table(&outcome).contains("| torn | 3 **no** | 0 |"));
        assert_eq!(Outcome::NotRun("no room".to_owned()).verdict(), "not run");
        assert!(!Figure::at_least("refused", 0, 1).holds && Figure::at_least("refused", 1, 1).holds);
    }
}
