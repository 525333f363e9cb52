//! Breaking Chinese text into lines.
//!
//! Greedy, with the rules a Chinese reader expects (禁则): no closing mark or full stop at the start of
//! a line, no opening mark at its end, …… and —— stay whole, Latin words, numbers and dates stay
//! whole. Not a shaper: one character is one glyph, which holds for Chinese and Latin.
//!
//! To add one: a mark that must not start or end a line goes into `NO_START` or `NO_END`, with a
//! case in the tests.

use crate::font::Font;

/// Must not stand at the start of a line.
const NO_START: &str = "，。、；：！？）》」』〉】〕］｝”’…—～·％‰℃,.;:!?)]}%>/々〃ー";
/// Must not stand at the end of a line.
const NO_END: &str = "（《「『〈【〔［｛“‘([{<￥＄$#＃№";
/// Belong to a word when they stand between its characters.
const JOINERS: &str = "-–./:@_&+#%~=?'’";

/// One line of broken text.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    pub text: String,
    /// Width without the blanks at its end, in points.
    pub width: f32,
    /// The paragraph ends here: not to be justified.
    pub last: bool,
    /// Starts a paragraph: `indent` applies.
    pub first: bool,
}

/// Breaks `text` at `width` points. Each `\n` ends a paragraph, whose first line starts `indent` points
/// further in. There is always at least one line. A word longer than a line is broken where it must be.
pub fn wrap(font: &Font, text: &str, size: f32, width: f32, indent: f32) -> Vec<Broken> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = if indent > 0.0 { paragraph.trim_start() } else { paragraph };
        let characters: Vec<char> = paragraph.chars().collect();
        let mut start = 0;
        loop {
            let first = start == 0;
            let room = width - if first { indent } else { 0.0 };
            let end = line_end(font, &characters, start, size, room);
            let text: String = characters[start..end].iter().collect();
            let text = text.trim_end().to_owned();
            start = end;
            while start < characters.len() && characters[start] == ' ' {
                start += 1;
            }
            lines.push(Broken { width: font.width(&text, size), text, last: start >= characters.len(), first });
            if start >= characters.len() {
                break;
            }
        }
    }
    lines
}

/// The index behind the last character of the line that starts at `start`.
fn line_end(font: &Font, characters: &[char], start: usize, size: f32, room: f32) -> usize {
    let mut x = 0.0;
    let mut end = start;
    while end < characters.len() {
        x += font.advance(characters[end]) * size;
        // Blanks may hang over the edge: they are not drawn. Half a thousandth of a point forgives
        // the rounding of sums.
        if x > room + 0.0005 && characters[end] != ' ' && end > start {
            break;
        }
        end += 1;
    }
    if end == characters.len() {
        return end;
    }
    (start + 1..=end).rev().find(|&at| may_break(characters, at)).unwrap_or(end)
}

/// Whether a line may end before `characters[at]`.
fn may_break(characters: &[char], at: usize) -> bool {
    let (before, after) = (characters[at - 1], characters[at]);
    if after == ' ' {
        return true;
    }
    if NO_END.contains(before) || NO_START.contains(after) || is_mark(after) {
        return false;
    }
    if before == ' ' {
        return true;
    }
    let joined = |index: usize| {
        is_word(characters[index])
            || (JOINERS.contains(characters[index])
                && index > 0
                && is_word(characters[index - 1])
                && characters.get(index + 1).is_some_and(|&next| is_word(next)))
    };
    !(joined(at - 1) && joined(at))
}

/// Width of the longest part of `text` that a line break would have to tear.
pub fn widest_piece(font: &Font, text: &str, size: f32) -> f32 {
    let mut widest = 0.0_f32;
    for line in text.split('\n') {
        let characters: Vec<char> = line.chars().collect();
        let mut piece = 0.0;
        for (at, &character) in characters.iter().enumerate() {
            if at > 0 && may_break(&characters, at) {
                piece = 0.0;
            }
            if character != ' ' {
                piece += font.advance(character) * size;
            }
            widest = widest.max(piece);
        }
    }
    widest
}

/// Latin letters, digits and their kin: whatever is not a hanzi, kana or a mark.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() && !matches!(u32::from(character), 0x2E80..=0xFFEF | 0x2_0000..)
}

/// Combining marks and variation selectors belong to the character before them.
fn is_mark(character: char) -> bool {
    matches!(
        u32::from(character),
        0x0300..=0x036F | 0x20D0..=0x20FF | 0x3099..=0x309A | 0xFE00..=0xFE0F | 0xE_0100..=0xE_01EF
    )
}

/// `2026-07-01` as 2026 年 7 月 1 日, `2026-07` as 2026 年 7 月; anything else as it is.
pub fn date_in_words(date: &str) -> String {
    let parts: Vec<&str> = date.split('-').collect();
    let number = |part: &str, digits: usize| (part.len() == digits).then(|| part.parse::<u16>().ok()).flatten();
    match parts.as_slice() {
        [y, m, d] => match (number(y, 4), number(m, 2), number(d, 2)) {
            (Some(y), Some(m), Some(d)) => format!("{y} 年 {m} 月 {d} 日"),
            _ => date.to_owned(),
        },
        [y, m] => match (number(y, 4), number(m, 2)) {
            (Some(y), Some(m)) => format!("{y} 年 {m} 月"),
            _ => date.to_owned(),
        },
        _ => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of `text` at ten points in a column of `ems` hanzi.
    fn lines(text: &str, ems: f32) -> Vec<String> {
        let font = Font::get().expect("the font in the repository is whole");
        wrap(font, text, 10.0, ems * 10.0, 0.0).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn no_full_stop_at_the_start_of_a_line() {
        assert_eq!(lines("一二三四，五六", 4.0), ["一二三", "四，五六"]);
        assert_eq!(lines("一二三四）。五", 4.0), ["一二三", "四）。五"]);
    }

    #[test]
    fn no_opening_mark_at_the_end_of_a_line() {
        assert_eq!(lines("一二三（四五）", 4.0), ["一二三", "（四五）"]);
    }

    #[test]
    fn dashes_and_dots_stay_whole() {
        assert_eq!(lines("一二三——四", 4.0), ["一二", "三——四"]);
        assert_eq!(lines("一二三……四", 4.0), ["一二", "三……四"]);
    }

    #[test]
    fn words_numbers_and_dates_stay_whole() {
        assert_eq!(lines("用PostgreSQL", 6.5), ["用", "PostgreSQL"]);
        assert_eq!(lines("自2021-02-28起", 6.0), ["自", "2021-02-28", "起"]);
        assert_eq!(lines("第101–108页", 4.0), ["第", "101–108", "页"]);
        assert_eq!(lines("in two words", 3.0), ["in", "two", "words"]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken() {
        let got = lines("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 4.0);
        assert!(got.len() > 1);
        assert_eq!(got.concat(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    }

    #[test]
    fn characters_beyond_the_first_plane_are_one_character() {
        assert_eq!(lines("李𬀩李𬀩李𬀩", 3.0), ["李𬀩李", "𬀩李𬀩"]);
    }

    #[test]
    fn a_column_narrower_than_a_character_still_ends() {
        assert_eq!(lines("（一）", 0.5).concat(), "（一）");
    }

    #[test]
    fn the_widest_piece_is_a_date_or_a_word() {
        let font = Font::get().expect("the font in the repository is whole");
        let piece = |text| widest_piece(font, text, 10.0);
        // Its figures are not all of one width.
        let wider = font.width("2020-09-01", 10.0).max(font.width("2024-06-30", 10.0));
        let found = piece("2020-09-01 至 2024-06-30");
        assert!((found - wider).abs() < 0.001, "{found} instead of {wider}");
        assert_eq!(piece("一二三"), 10.0);
        assert_eq!(piece("一（二）\n三"), 30.0);
        assert_eq!(piece(""), 0.0);
    }

    #[test]
    fn paragraphs_and_indent() {
        let font = Font::get().expect("the font in the repository is whole");
        let got = wrap(font, "　　一二三四\n五", 10.0, 40.0, 20.0);
        let texts: Vec<&str> = got.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["一二", "三四", "五"]);
        assert_eq!(got.iter().map(|line| line.first).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(got.iter().map(|line| line.last).collect::<Vec<_>>(), [false, true, true]);
    }

    #[test]
    fn dates_in_words() {
        assert_eq!(date_in_words("2026-07-01"), "2026 年 7 月 1 日");
        assert_eq!(date_in_words("2026-07"), "2026 年 7 月");
        assert_eq!(date_in_words("至今"), "至今");
        assert_eq!(date_in_words("12-34-56"), "12-34-56");
    }
}
