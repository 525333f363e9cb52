//! The same forms through the checks natively and in WebAssembly, see `end2end/differential`.

use std::{path::PathBuf, process::Command, thread};

use crate::{
    Outcome,
    house::{House, output_of, say, succeed},
    report::Count,
    wasm,
};

/// Any number; another one makes other forms.
const SEED: u32 = 20_261_124;
const BLOCKS: u32 = 100;
/// Forms of a block.
const SIZE: u32 = 1_000;

/// The two sides, ready to run.
struct Sides {
    native: PathBuf,
    script: PathBuf,
    module: PathBuf,
}

/// Compares both sides over all blocks.
///
/// # Errors
/// When a side cannot be built or breaks off.
pub fn check(house: &House) -> Outcome<Count> {
    let sides = build(house)?;
    let words = ["digests".to_owned(), SEED.to_string(), "0".to_owned(), BLOCKS.to_string(), SIZE.to_string()];
    let (native, browser) = sides.both(house, &words)?;
    let Some(block) = first_difference(&native, &browser) else {
        say(&format!("{} 份表单，服务端和浏览器端的检查结果相同", BLOCKS * SIZE));
        return Ok(Count::one(true));
    };
    let nth = sides.case(house, block)?;
    let (native, browser) = sides.both(house, &["describe".to_owned(), SEED.to_string(), nth.to_string()])?;
    say(&format!("第 {nth} 份表单的检查结果不同（- 服务端，+ 浏览器端）："));
    for line in native.lines().take(1).map(|line| format!("  {line}")).chain(differences(&native, &browser)) {
        say(&line);
    }
    Ok(Count::one(false))
}

/// The client is named beside it only for its features: with the same ones nothing is compiled twice.
fn build(house: &House) -> Outcome<Sides> {
    let wrong = "表单比较的程序没有编译成功，原因见上面";
    succeed(&mut house.cargo(&["build", "--locked", "--example", "differential"]), wrong)?;
    let module = wasm::compile(house, &["frontend", "differential"], "differential")?;
    let folder = house.target.join("differential");
    wasm::bind_for_node(&module, &folder)?;
    Ok(Sides {
        native: house.target.join("debug").join("examples").join("differential"),
        script: house.end2end().join("differential").join("node.cjs"),
        module: folder.join("differential.js"),
    })
}

impl Sides {
    /// What both answer, asked at the same time.
    fn both(&self, house: &House, words: &[String]) -> Outcome<(String, String)> {
        let mut native = house.command(&self.native);
        native.args(words);
        let mut browser = house.command("node");
        browser.arg(&self.script).arg(&self.module).args(words);
        let ask = |command: &mut Command| output_of(command, "表单比较中断了，原因见上面");
        thread::scope(|scope| {
            let native = scope.spawn(|| ask(&mut native));
            let browser = ask(&mut browser);
            Ok((native.join().map_err(|_| "表单比较中断了".to_owned())??, browser?))
        })
    }

    /// The first case of a block that differs.
    fn case(&self, house: &House, block: usize) -> Outcome<u32> {
        let from = u32::try_from(block).unwrap_or(u32::MAX).saturating_mul(SIZE);
        let words = ["digests".to_owned(), SEED.to_string(), from.to_string(), SIZE.to_string(), "1".to_owned()];
        let (native, browser) = self.both(house, &words)?;
        let place = first_difference(&native, &browser).and_then(|place| u32::try_from(place).ok());
        Ok(from + place.unwrap_or(0))
    }
}

/// The first line that is not the same, or that one side lacks.
fn first_difference(native: &str, browser: &str) -> Option<usize> {
    let (mut native, mut browser) = (native.lines(), browser.lines());
    (0..).find_map(|place| match (native.next(), browser.next()) {
        (None, None) => Some(None),
        (one, other) => (one != other).then_some(Some(place)),
    })?
}

/// The lines of one side that the other lacks.
fn differences(native: &str, browser: &str) -> Vec<String> {
    let only = |sign: &'static str, text: &str, other: &str| {
        let lines = text.lines().filter(|line| other.lines().all(|there| there != *line));
        lines.map(|line| format!("{sign} {line}")).collect::<Vec<String>>()
    };
    [only("-", native, browser), only("+", browser, native)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_found() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\nc\n", "a\nx\nc\n"), Some(1));
        assert_eq!(first_difference("a\nb\n", "a\n"), Some(1), "one side broke off");
        assert_eq!(first_difference("", ""), None);
    }

    #[test]
    fn only_what_differs_is_shown() {
        assert_eq!(differences("same\nmine\n", "same\nyours\n"), ["- mine", "+ yours"]);
    }
}
