//! What goes on in a store, counted: jobs by access, commits and who shares them, statements.
//!
//! Its text is for Prometheus; statements that take long go to the log. To add one: a field and its
//! lines in [`Stats::measure`].

use std::{
    collections::BTreeSet,
    panic::Location,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::engine::Access;
use crate::metrics::{Count, Histogram, Kind, Text};

/// Jobs that share a commit.
const SHARED: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128];

/// Jobs of one access.
#[derive(Debug)]
pub(super) struct Jobs {
    waited: Histogram,
    ran: Histogram,
    failed: Count,
    /// Answered without having run: the queue was full, or there was no connection.
    pub(super) refused: Count,
}

impl Jobs {
    fn new() -> Jobs {
        Jobs { waited: Histogram::times(), ran: Histogram::times(), failed: Count::new(), refused: Count::new() }
    }

    pub(super) fn ran(&self, waited: Duration, ran: Duration, ok: bool) {
        self.waited.took(waited);
        self.ran.took(ran);
        if !ok {
            self.failed.add(1);
        }
    }
}

#[derive(Debug)]
pub(super) struct Stats {
    reads: Jobs,
    writes: Jobs,
    /// Jobs per commit.
    commits: Histogram,
    statements: Count,
    slow: Count,
    /// A statement that takes longer is logged.
    limit: Duration,
    /// Each statement once, where somebody wants to know them.
    known: Option<Mutex<BTreeSet<Statement>>>,
}

/// A statement as it was run, without its values, and where it is written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Statement {
    pub file: &'static str,
    pub line: u32,
    pub text: String,
}

impl Stats {
    pub(super) fn new(limit: Duration, remember: bool) -> Stats {
        Stats {
            known: remember.then(Mutex::default),
            reads: Jobs::new(),
            writes: Jobs::new(),
            commits: Histogram::sizes(SHARED),
            statements: Count::new(),
            slow: Count::new(),
            limit,
        }
    }

    /// Of a connection beside every store, whose statements may take their time.
    pub(super) fn unwatched() -> Stats {
        Stats::new(Duration::MAX, false)
    }

    pub(super) fn jobs(&self, access: Access) -> &Jobs {
        match access {
            Access::Read => &self.reads,
            Access::Write => &self.writes,
        }
    }

    pub(super) fn committed(&self, jobs: usize) {
        self.commits.note(u64::try_from(jobs).unwrap_or(u64::MAX));
    }

    /// The text of a statement is static and holds no value.
    pub(super) fn statement(&self, took: Duration, text: &str, from: &'static Location<'static>) {
        self.statements.add(1);
        if let Some(known) = &self.known {
            let statement = Statement { file: from.file(), line: from.line(), text: text.to_owned() };
            known.lock().unwrap_or_else(PoisonError::into_inner).insert(statement);
        }
        if took > self.limit {
            self.slow.add(1);
            let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(ms, %from, statement = text, "a statement took long");
        }
    }

    /// Each statement that has been run, once; none where they are not remembered.
    pub(super) fn known(&self) -> Vec<Statement> {
        let known = self.known.as_ref().map(|known| known.lock().unwrap_or_else(PoisonError::into_inner));
        known.map(|known| known.iter().cloned().collect()).unwrap_or_default()
    }

    pub(super) fn measure(&self, text: &mut Text) {
        let both = [Access::Read, Access::Write].map(|access| ([("access", access.name())], self.jobs(access)));
        text.family(
            Kind::Histogram,
            "zhicheng_store_job_seconds",
            "Database jobs, from their first statement to their last.",
        );
        for (labels, jobs) in &both {
            text.histogram(labels, &jobs.ran);
        }
        text.family(
            Kind::Histogram,
            "zhicheng_store_job_wait_seconds",
            "Database jobs, from the request to their start.",
        );
        for (labels, jobs) in &both {
            text.histogram(labels, &jobs.waited);
        }
        text.family(
            Kind::Counter,
            "zhicheng_store_jobs_failed_total",
            "Database jobs that were rolled back, for whatever reason.",
        );
        for (labels, jobs) in &both {
            text.value(labels, jobs.failed.get());
        }
        text.family(
            Kind::Counter,
            "zhicheng_store_jobs_refused_total",
            "Database jobs answered busy without having run.",
        );
        for (labels, jobs) in &both {
            text.value(labels, jobs.refused.get());
        }
        text.family(Kind::Histogram, "zhicheng_store_commit_jobs", "Writing jobs that shared a commit.");
        text.histogram(&[], &self.commits);
        text.family(Kind::Counter, "zhicheng_store_statements_total", "Statements that were run.")
            .value(&[], self.statements.get());
        text.family(
            Kind::Counter,
            "zhicheng_store_slow_statements_total",
            "Statements that took longer than the limit and were logged.",
        );
        text.value(&[], self.slow.get());
    }
}
