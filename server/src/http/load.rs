//! How much is taken on at once. What comes beyond is told so at once, so that what was taken on is done in time;
//! what people have typed comes before what they look at.
//!
//! A request is counted from when all of it has come until its answer is made: a slow sender takes nobody's
//! place. An upload is received while it is counted, and so has places of its own. What takes a core for itself
//! is bounded besides, see [`backend::apart`].
//!
//! To add one: a [`Class`] with its limit, and the routes that are of it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use backend::{
    apart::cores,
    metrics::{Count, Kind, Text},
};

/// What a request is, as far as it matters when not all can be served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Bounded elsewhere, or next to nothing.
    Free,
    /// Something typed or decided.
    Save,
    Read,
    Search,
    /// A PDF.
    Paper,
    /// Files, for as long as they take to come.
    Upload,
}

/// Those that have a limit.
const CLASSES: [Class; 5] = [Class::Save, Class::Read, Class::Search, Class::Paper, Class::Upload];

impl Class {
    const fn name(self) -> &'static str {
        match self {
            Class::Free => "free",
            Class::Save => "save",
            Class::Read => "read",
            Class::Search => "search",
            Class::Paper => "paper",
            Class::Upload => "upload",
        }
    }
}

/// Requests under way at once. Of pages the limits are of all together: a search is taken on while there
/// are fewer pages than `searches`, when other pages still are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    pub saves: usize,
    pub reads: usize,
    pub searches: usize,
    pub papers: usize,
    pub uploads: usize,
}

impl Default for Limits {
    /// A page takes a core for a moment, so few of them are a queue already; saves wait together for the disk.
    fn default() -> Limits {
        let cores = cores();
        Limits { saves: 256 * cores, reads: 32 * cores, searches: 24 * cores, papers: 8 * cores, uploads: 32 * cores }
    }
}

impl Limits {
    /// Reads `saves=512,reads=64`; what is not named keeps its default.
    ///
    /// # Errors
    /// A sentence about the part that cannot be read.
    pub fn parse(text: &str) -> Result<Limits, String> {
        let mut limits = Limits::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let wrong = || {
                format!(
                    "“{part}”读不懂：同时办理的上限要写成 saves=512,reads=64,searches=48,papers=16,uploads=64，数字不小于 1"
                )
            };
            let (name, number) = part.split_once('=').ok_or_else(wrong)?;
            let number = number.trim().parse().ok().filter(|number| *number > 0).ok_or_else(wrong)?;
            match name.trim() {
                "saves" => limits.saves = number,
                "reads" => limits.reads = number,
                "searches" => limits.searches = number,
                "papers" => limits.papers = number,
                "uploads" => limits.uploads = number,
                _ => return Err(wrong()),
            }
        }
        Ok(limits)
    }
}

#[derive(Debug)]
pub struct Load {
    limits: Limits,
    saves: AtomicUsize,
    /// Reads, searches and papers together.
    pages: AtomicUsize,
    uploads: AtomicUsize,
    refused: [Count; CLASSES.len()],
}

/// Given back when the answer is made.
#[derive(Debug)]
pub struct Admitted(Option<(Arc<Load>, Class)>);

impl Load {
    pub fn new(limits: Limits) -> Arc<Load> {
        Arc::new(Load {
            limits,
            saves: AtomicUsize::new(0),
            pages: AtomicUsize::new(0),
            uploads: AtomicUsize::new(0),
            refused: Default::default(),
        })
    }

    /// Takes a request on, if there is room for one of its class.
    pub fn admit(self: &Arc<Load>, class: Class) -> Option<Admitted> {
        let Some(counter) = self.counter(class) else { return Some(Admitted(None)) };
        let limit = match class {
            Class::Free => usize::MAX,
            Class::Save => self.limits.saves,
            Class::Read => self.limits.reads,
            Class::Search => self.limits.searches,
            Class::Paper => self.limits.papers,
            Class::Upload => self.limits.uploads,
        };
        // So many saves are under way that a page would keep them waiting.
        let pages = matches!(class, Class::Read | Class::Search | Class::Paper);
        let late = pages && self.saves.load(SeqCst) >= self.limits.saves.div_ceil(2);
        let there = counter.fetch_add(1, SeqCst);
        if late || there >= limit {
            counter.fetch_sub(1, SeqCst);
            if let Some(place) = CLASSES.iter().position(|other| *other == class) {
                self.refused[place].add(1);
            }
            return None;
        }
        Some(Admitted(Some((Arc::clone(self), class))))
    }

    fn counter(&self, class: Class) -> Option<&AtomicUsize> {
        match class {
            Class::Free => None,
            Class::Save => Some(&self.saves),
            Class::Read | Class::Search | Class::Paper => Some(&self.pages),
            Class::Upload => Some(&self.uploads),
        }
    }

    /// How many are under way that are counted with those of this class.
    pub fn under_way(&self, class: Class) -> usize {
        self.counter(class).map_or(0, |counter| counter.load(SeqCst))
    }

    pub(super) fn measure(&self, text: &mut Text) {
        text.family(
            Kind::Gauge,
            "zhicheng_http_admitted",
            "Requests that are worked on; pages are all that only show.",
        );
        for (name, class) in [("save", Class::Save), ("page", Class::Read), ("upload", Class::Upload)] {
            text.value(&[("class", name)], self.under_way(class));
        }
        text.family(Kind::Counter, "zhicheng_http_refused_total", "Requests refused because too many were under way.");
        for (class, count) in CLASSES.iter().zip(&self.refused) {
            text.value(&[("class", class.name())], count.get());
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        if let Some(counter) = self.0.as_ref().and_then(|(load, class)| load.counter(*class)) {
            counter.fetch_sub(1, SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW: Limits = Limits { saves: 4, reads: 3, searches: 2, papers: 1, uploads: 1 };

    #[test]
    fn saves_come_before_reads_and_reads_before_searches_and_searches_before_papers() {
        let load = Load::new(FEW);
        let mut held = Vec::new();
        let mut admit = |class| load.admit(class).map(|admitted| held.push(admitted)).is_some();
        assert!(admit(Class::Read));
        assert!(!admit(Class::Paper), "the first place is taken");
        assert!(admit(Class::Search));
        assert!(!admit(Class::Search) && !admit(Class::Paper));
        assert!(admit(Class::Read) && !admit(Class::Read));
        assert!(admit(Class::Save) && admit(Class::Upload) && !admit(Class::Upload));
        held.clear();
        let mut admit = |class| load.admit(class).map(|admitted| held.push(admitted)).is_some();
        assert!(admit(Class::Paper) && !admit(Class::Paper), "all was given back");
        assert!(admit(Class::Save) && admit(Class::Read));
        assert!(admit(Class::Save) && !admit(Class::Read), "half of the saves are under way");
        assert!(admit(Class::Save) && admit(Class::Save) && !admit(Class::Save) && admit(Class::Free));
        let mut text = Text::default();
        load.measure(&mut text);
        let text = text.finish();
        assert!(text.contains("zhicheng_http_refused_total{class=\"save\"} 1\n"), "{text}");
    }

    #[test]
    fn limits_are_read_and_what_cannot_be_read_is_named() {
        let limits = Limits::parse(" saves=7, papers=2 ").expect("it is well formed");
        assert_eq!(limits, Limits { saves: 7, papers: 2, ..Limits::default() });
        assert_eq!(Limits::parse(""), Ok(Limits::default()));
        for wrong in ["saves", "saves=0", "saves=many", "logins=3", "saves=-1"] {
            assert!(Limits::parse(wrong).is_err_and(|said| said.contains(wrong)), "{wrong}");
        }
    }
}
