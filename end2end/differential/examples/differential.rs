//! One side of the comparison, as the server compiles it: `differential digests SEED FIRST BLOCKS SIZE`
//! or `differential describe SEED NTH`.

use std::{env, process::ExitCode};

#[expect(clippy::print_stdout, reason = "the output is the result")]
fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let numbers: Vec<u32> = words.iter().skip(1).filter_map(|word| word.parse().ok()).collect();
    match (words.first().map(String::as_str), numbers.as_slice()) {
        (Some("digests"), [seed, first, blocks, size]) => {
            print!("{}", differential::digests(*seed, *first, *blocks, *size));
        }
        (Some("describe"), [seed, nth]) => print!("{}", differential::describe(*seed, *nth)),
        _ => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}
