//! P5 and P7: the client. Its bytes are counted by the build, its typing by the browser tests (`end2end/specs/typing.mjs`).

use std::process::{Command, Stdio};

use super::Bench;
use crate::{
    machine::ratio,
    report::{Bound, Row, number},
};

const TYPING: usize = 200;

pub fn transfer(bench: &Bench) -> Vec<Row> {
    if bench.client_bytes == 0 {
        return vec![Row::unmeasured(
            "P5",
            "the client: this program was not told its size; start it by cargo xtask bench",
        )];
    }
    let more = if bench.planted { 20_000 } else { 0 };
    let kilobytes = ratio(bench.client_bytes + more, 1000);
    vec![Row {
        bar: "P5",
        what: "WebAssembly and JavaScript of a page with an island, brotli".to_owned(),
        figure: format!("{} kB", number(kilobytes)),
        reference: String::new(),
        judged: kilobytes,
        interval: (kilobytes, kilobytes),
        bound: Bound::AtMost(90.0),
        goal: "80",
    }]
}

/// The line of the browser tests that sums the runs up.
const LINE: &str = "typing: ";

pub fn typing(bench: &Bench) -> Vec<Row> {
    let runs = bench.rounds(TYPING);
    let mut node = Command::new("node");
    node.args(["run.mjs", "typing"]).current_dir(bench.root.join("end2end")).stderr(Stdio::null());
    node.env("ZHICHENG_BIN", &bench.product).env("TYPING", runs.to_string());
    if bench.planted {
        node.env("TYPING_PLANTED", "1");
    }
    let output = node.output();
    let Ok(output) = output else {
        return vec![Row::unmeasured("P7", "typing before the client has started: there is no Node.js")];
    };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let Some(counts) = summed_up(&said) else {
        return vec![Row::unmeasured("P7", "typing before the client has started: the browser tests did not run")];
    };
    let [made, lost, errors, violations] = counts;
    let spoilt = lost + errors + violations;
    vec![Row {
        bar: "P7",
        what: format!("characters lost, console errors and CSP violations in {made} runs"),
        figure: format!("{lost}, {errors}, {violations}"),
        reference: String::new(),
        judged: f64::from(spoilt),
        interval: (f64::from(spoilt), f64::from(spoilt)),
        bound: Bound::AtMost(0.0),
        goal: "",
    }]
}

/// The counts of the line that sums the runs up; the title of the spec begins as it does.
fn summed_up(said: &str) -> Option<[u32; 4]> {
    said.lines().find_map(|line| line.trim().strip_prefix(LINE).and_then(counts))
}

/// `200 runs, 0 characters lost, 0 console errors, 0 CSP violations`.
fn counts(line: &str) -> Option<[u32; 4]> {
    let numbers: Vec<u32> = line.split(", ").filter_map(|part| part.split(' ').next()?.parse().ok()).collect();
    numbers.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{counts, summed_up};

    #[test]
    fn the_line_of_the_browser_tests_is_read() {
        let line = "200 runs, 1 characters lost, 2 console errors, 3 CSP violations";
        assert_eq!(counts(line), Some([200, 1, 2, 3]));
        assert_eq!(counts("200 runs"), None);
    }

    #[test]
    fn the_title_of_the_spec_is_no_sum() {
        let said = "typing: before and through hydration  34.4 s\n  ok      5 times  34.4 s\n\
                    typing: 5 runs, 1 characters lost, 2 console errors, 3 CSP violations\n";
        assert_eq!(summed_up(said), Some([5, 1, 2, 3]));
        assert_eq!(summed_up("typing: before and through hydration  34.4 s"), None);
    }
}
