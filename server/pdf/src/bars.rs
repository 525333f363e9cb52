//! Code 128 bars, for the hand scanners of offices.
//!
//! Only code set B, which has all that stands in a number. Not a picture: as `qr.rs`.
//!
//! To add one: another code set needs its own start pattern and values.

use std::fmt::Write as _;

use crate::qr::Squares;

/// Widths of bar, gap, bar, gap, bar, gap for each value; the last three start a text (ISO/IEC 15417).
const PATTERNS: [&str; 106] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232",
];
const START_B: usize = 104;
const STOP: &str = "2331112";
/// White at both ends, in widths of the thinnest bar.
const QUIET: usize = 10;

/// The bars of `text`; `None` when it is empty or has a character that the code has not.
pub fn encode(text: &str) -> Option<Squares> {
    let values: Vec<usize> = text.bytes().map(value).collect::<Option<_>>()?;
    if values.is_empty() {
        return None;
    }
    let check = values.iter().zip(1..).fold(START_B, |sum, (value, place)| sum + value * place) % 103;
    let symbols = [START_B].into_iter().chain(values).chain([check]).map(|value| PATTERNS[value]).chain([STOP]);
    let mut operators = String::from("0 g\n");
    let mut x = QUIET;
    for symbol in symbols {
        for (index, width) in symbol.bytes().map(|digit| usize::from(digit - b'0')).enumerate() {
            if index % 2 == 0 {
                let _ = writeln!(operators, "{x} 0 {width} 1 re");
            }
            x += width;
        }
    }
    operators.push('f');
    Some(Squares { columns: x + QUIET, rows: 1, operators })
}

fn value(character: u8) -> Option<usize> {
    (b' '..=b'~').contains(&character).then(|| usize::from(character - b' '))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_pattern_is_eleven_wide_and_stands_once() {
        for pattern in PATTERNS {
            assert_eq!(pattern.bytes().map(|digit| digit - b'0').sum::<u8>(), 11, "{pattern}");
            // Bars take an even number of widths: a scanner checks it.
            assert_eq!(pattern.bytes().step_by(2).map(|digit| digit - b'0').sum::<u8>() % 2, 0, "{pattern}");
        }
        assert_eq!(PATTERNS.into_iter().collect::<BTreeSet<_>>().len(), PATTERNS.len());
    }

    /// Where each bar starts and how wide it is, as a scanner would see it.
    fn bars(text: &str) -> Vec<(usize, usize)> {
        let squares = encode(text).expect("in the code");
        let number = |line: &str, at: usize| line.split(' ').nth(at).and_then(|part| part.parse().ok());
        let lines = squares.operators.lines().filter(|line| line.ends_with(" re"));
        lines.map(|line| number(line, 0).zip(number(line, 2)).expect("two numbers")).collect()
    }

    #[test]
    fn the_check_symbol_is_the_weighted_sum() {
        // 104 + 48·1 + 42·2 + 42·3 + 17·4 + 18·5 + 19·6 + 35·7 = 879, and 879 mod 103 = 55, whose pattern is 311321.
        let from = QUIET + 8 * 11;
        assert_eq!(bars("PJJ123C")[8 * 3..9 * 3], [(from, 3), (from + 4, 1), (from + 8, 2)]);
        assert_eq!(encode("PJJ123C").map(|squares| squares.columns), Some(9 * 11 + 13 + 2 * QUIET));
    }

    #[test]
    fn what_the_code_has_not_gets_no_bars() {
        assert_eq!(encode(""), None);
        assert_eq!(encode("编号1"), None);
    }
}
