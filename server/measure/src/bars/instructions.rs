//! The gate against creeping: instructions of the hot paths, counted by valgrind, against those of the last time that
//! somebody has looked at them (`server/measure/instructions.json`). They are the same whatever else the machine does.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use super::Bench;
use crate::{
    hot,
    machine::ratio,
    report::{Bound, Row, number},
    site::Folder,
};

/// Walks that warm what is made once, and those that count: what is left when one count is taken from the other.
const WARM: u64 = 10;
const COUNTED: u64 = 40;
/// More than so many times the accepted count falls short.
const GATE: f64 = 1.02;

fn accepted(bench: &Bench) -> PathBuf {
    bench.root.join("server/measure/instructions.json")
}

pub fn hot_paths(bench: &Bench) -> Vec<Row> {
    let known: BTreeMap<String, u64> =
        fs::read_to_string(accepted(bench)).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let mut counted = BTreeMap::new();
    let mut rows = Vec::new();
    for path in hot::PATHS {
        let (Some(short), Some(long)) = (count(bench, path, WARM), count(bench, path, WARM + COUNTED)) else {
            let why = "instructions of the hot paths: there is no valgrind; on Debian it is the package valgrind";
            return vec![Row::unmeasured("I", why)];
        };
        let each = long.saturating_sub(short) / COUNTED;
        counted.insert((*path).to_owned(), each);
        let before = known.get(*path).copied();
        let by = before.map_or(f64::NAN, |before| ratio(each, before));
        rows.push(Row {
            bar: "I",
            what: format!("instructions of one {path}"),
            figure: format!("{} thousand", number(ratio(each, 1000))),
            reference: before.map_or_else(
                || "none accepted".to_owned(),
                |n| format!("accepted {} thousand", number(ratio(n, 1000))),
            ),
            judged: by,
            interval: (by, by),
            bound: Bound::AtMost(GATE),
            goal: "",
        });
    }
    if bench.accept {
        let text = serde_json::to_string_pretty(&counted).expect("numbers are JSON");
        fs::write(accepted(bench), text + "\n").expect("the checkout can be written");
    }
    rows
}

/// Instructions of a process that walks a path so often; `None` without valgrind.
fn count(bench: &Bench, path: &str, times: u64) -> Option<u64> {
    let times = if bench.planted { times * 2 } else { times };
    let folder = Folder::new("bench");
    super::pages::seed(bench, &folder);
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(&bench.own)
        .arg("walk")
        .arg(folder.path())
        .args([path, &times.to_string()])
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let line = said.lines().find_map(|line| line.split_once("Collected : ")).expect("callgrind says what it counted");
    line.1.trim().parse().ok()
}
