//! Which characters are marks: they belong to the letter before them (a combining class of Unicode other than 0).
//!
//! Only whether, not of which class. The table of `unicode-normalization`, which this one is tested against, knows
//! the classes and was 3 kB of the client. To renew it: the test prints it.

/// Where the marks begin.
const FIRST: u32 = 0x300;

/// How many characters are marks, then how many are none, in turn, from [`FIRST`] to the last mark.
const RUNS: &[u16] = &[
    79, 1, 32, 275, 5, 265, 45, 1, 1, 1, 2, 1, 2, 1, 3, 70, 11, 48, 21, 16, 1, 101, 7, 2, 6, 2, 2, 1, 4, 35, 1, 30, 27,
    160, 9, 9, 1, 24, 4, 1, 9, 1, 3, 1, 5, 43, 3, 59, 9, 42, 24, 1, 29, 60, 1, 16, 1, 3, 4, 103, 1, 16, 1, 48, 1, 61,
    1, 16, 1, 110, 1, 16, 1, 110, 1, 16, 1, 127, 1, 110, 1, 16, 1, 7, 2, 101, 1, 16, 1, 109, 2, 16, 1, 124, 1, 109, 3,
    13, 4, 108, 3, 13, 4, 76, 2, 27, 1, 1, 1, 1, 1, 55, 2, 1, 1, 5, 4, 2, 1, 1, 3, 1, 2, 62, 1, 112, 1, 1, 2, 82, 1,
    719, 3, 948, 2, 30, 1, 157, 1, 10, 1, 203, 1, 143, 3, 219, 2, 71, 1, 20, 8, 2, 1, 48, 14, 1, 50, 67, 1, 15, 1, 38,
    9, 54, 2, 58, 1, 11, 2, 67, 1, 152, 3, 1, 13, 1, 7, 4, 1, 6, 1, 3, 2, 198, 64, 720, 13, 4, 1, 3, 12, 3070, 3, 141,
    1, 96, 32, 554, 6, 105, 2, 30164, 1, 4, 10, 32, 2, 80, 2, 276, 1, 37, 1, 151, 1, 27, 18, 57, 3, 37, 1, 95, 1, 12,
    1, 239, 1, 1, 3, 2, 2, 5, 2, 1, 1, 52, 1, 246, 1, 20272, 1, 769, 16, 973, 1, 226, 1, 149, 5, 1682, 1, 1, 1, 40, 3,
    4, 1, 165, 2, 573, 4, 65, 5, 317, 2, 30, 5, 32, 12, 1, 3, 70, 11, 49, 4, 192, 1, 41, 1, 14, 1, 57, 2, 69, 3, 48, 2,
    62, 1, 76, 1, 9, 1, 106, 2, 178, 2, 80, 2, 16, 1, 24, 7, 3, 5, 89, 3, 113, 1, 3, 1, 23, 1, 99, 2, 251, 2, 126, 1,
    118, 2, 115, 1, 269, 2, 258, 2, 4, 1, 156, 1, 83, 1, 18, 1, 81, 1, 421, 1, 258, 1, 1, 2, 81, 1, 425, 2, 16876, 1,
    2496, 5, 59, 7, 1209, 2, 19628, 1, 5256, 2, 60, 5, 3, 6, 8, 8, 2, 7, 30, 4, 148, 3, 11, 3, 8, 2, 2, 1, 32, 2, 3454,
    7, 1, 17, 2, 7, 1, 2, 1, 5, 100, 1, 160, 7, 375, 1, 61, 4, 508, 4, 254, 2, 243, 1, 2, 1, 7, 2, 5, 1, 474, 7, 109,
    7,
];

pub(crate) fn is_mark(c: char) -> bool {
    // Most of what is typed: not worth the walk.
    if matches!(c, '\u{3400}'..='\u{9FFF}') {
        return false;
    }
    let Some(mut place) = u32::from(c).checked_sub(FIRST) else { return false };
    for (nth, &run) in RUNS.iter().enumerate() {
        match place.checked_sub(u32::from(run)) {
            Some(rest) => place = rest,
            None => return nth % 2 == 0,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::canonical_combining_class;

    use super::*;

    #[test]
    fn marks_are_those_of_unicode() {
        let mark = |c: char| canonical_combining_class(c) != 0;
        let marks: Vec<bool> = (FIRST..=0x0010_FFFF).map(|c| char::from_u32(c).is_some_and(mark)).collect();
        let mut runs: Vec<usize> = marks.chunk_by(|one, next| one == next).map(<[bool]>::len).collect();
        runs.pop();
        assert_eq!(RUNS.iter().map(|&run| usize::from(run)).collect::<Vec<_>>(), runs);
        for c in '\0'..='\u{1F000}' {
            assert_eq!(is_mark(c), mark(c), "{c:?}");
        }
    }
}
