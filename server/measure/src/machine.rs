//! What the system says of a process and of itself, from `/proc` (Linux).

use std::{fs, path::Path, time::Duration};

use rustix::{
    thread::{CpuSet, sched_getaffinity, sched_setaffinity},
    time::{ClockId, clock_gettime},
};

/// CPU time of a process until now, user and system, to the nanosecond. Threads that have ended are not in it: a
/// thread of the blocking pool ends after ten idle seconds.
///
/// # Panics
/// When there is no such process.
pub fn cpu(process: u32) -> Duration {
    let mut living = Duration::ZERO;
    for task in fs::read_dir(format!("/proc/{process}/task")).expect("the process lives").flatten() {
        let text = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        let nanos = text.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0);
        living += Duration::from_nanos(nanos);
    }
    living
}

/// Of this process, with its threads that have ended.
pub fn own_cpu() -> Duration {
    clock(ClockId::ProcessCPUTime)
}

/// Of this thread.
pub fn own_thread_cpu() -> Duration {
    clock(ClockId::ThreadCPUTime)
}

/// Not from `/proc`: what that says of a thread that is running is as old as the last tick, up to some milliseconds.
fn clock(which: ClockId) -> Duration {
    Duration::try_from(clock_gettime(which)).unwrap_or_default()
}

/// Memory of a process that is in RAM, in bytes.
///
/// # Panics
/// When there is no such process.
pub fn resident(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).expect("the process lives");
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Open files of a process.
///
/// # Panics
/// When there is no such process.
pub fn descriptors(process: u32) -> usize {
    fs::read_dir(format!("/proc/{process}/fd")).expect("the process lives").count()
}

/// The cores that this thread and what it starts may use; those of before once it is dropped.
#[derive(Debug)]
pub struct Cores {
    before: CpuSet,
}

impl Cores {
    /// The last core, for those who ask; `None` when there is no other one.
    pub fn the_last() -> Option<Cores> {
        Cores::only(|core, last| core == last)
    }

    /// All others, for those who are asked.
    pub fn the_others() -> Option<Cores> {
        Cores::only(|core, last| core != last)
    }

    fn only(wanted: impl Fn(usize, usize) -> bool) -> Option<Cores> {
        let before = sched_getaffinity(None).ok()?;
        let all: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|core| before.is_set(*core)).collect();
        let last = *all.last().filter(|_| all.len() > 1)?;
        let mut own = CpuSet::new();
        all.into_iter().filter(|core| wanted(*core, last)).for_each(|core| own.set(core));
        sched_setaffinity(None, &own).ok()?;
        Some(Cores { before })
    }
}

impl Drop for Cores {
    fn drop(&mut self) {
        // It held a moment ago.
        sched_setaffinity(None, &self.before).ok();
    }
}

/// How busy the machine is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Business {
    /// Load average of the last minute.
    pub load: f64,
    /// Jiffies that the host took away, and all of them.
    steal: u64,
    all: u64,
}

impl Business {
    pub fn now() -> Business {
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(0.0);
        let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
        let first = stat.lines().next().unwrap_or_default();
        let jiffies: Vec<u64> = first.split_whitespace().skip(1).map_while(|n| n.parse().ok()).collect();
        Business { load, steal: jiffies.get(7).copied().unwrap_or(0), all: jiffies.iter().take(8).sum() }
    }

    /// The share of time since then that the host took away, 0 to 1.
    pub fn stolen_since(&self, then: &Business) -> f64 {
        let all = self.all.saturating_sub(then.all).max(1);
        ratio(self.steal.saturating_sub(then.steal), all)
    }
}

/// A quotient of counts.
#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark stay below 2^52")]
pub fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// Cores, processor and memory in a few words.
pub fn name() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    format!("{cores} cores, {}, {} GiB", model.trim_start_matches([' ', '\t', ':']), kilobytes.div_ceil(1024 * 1024))
}

/// Bytes of all files below a folder.
pub fn folder_bytes(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(found) if found.is_dir() => folder_bytes(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}
