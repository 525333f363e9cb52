//! Search keys: what makes "any part of a name" a prefix search.
//!
//! A thing is found by every suffix of its name, by every suffix of the pinyin
//! initials of its name, and by its codes from the front. This module knows
//! neither the database nor what a thing is: it turns names into keys and
//! questions into prefixes.
//!
//! To add one: a new kind of key goes into [`keys`], and into the oracle of
//! `tests/reference.rs`.

use pinyin::ToPinyinMulti;
use unicode_normalization::UnicodeNormalization;

/// Spellings in initials that one suffix of a name may have at most. Beyond that,
/// the rest of the suffix goes by first readings only; since each suffix counts
/// anew, only a long question with a rare reading far from its start can miss.
const MOST_SPELLINGS: usize = 64;

/// Left out of keys and questions, because nobody types them the way they are printed.
const SIGNS: &[char] = &[
    '(', ')', '[', ']', '{', '}', '<', '>', '【', '】', '〔', '〕', '《', '》', '〈', '〉', '「', '」', '『', '』',
    '“', '”', '"', '·', '•', '‧', '・', '、',
];

/// What a question is compared as: NFKC, lower case, without white space, brackets, middle dots
/// and enumeration commas.
pub fn normalise_query(text: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !c.is_control() && !SIGNS.contains(c);
    // Common Han characters are their own normal form: most names skip the tables.
    let settled = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || c.is_ascii_lowercase() || c.is_ascii_digit();
    if text.chars().all(settled) {
        return text.to_owned();
    }
    text.nfkc().filter(kept).flat_map(char::to_lowercase).collect()
}

/// Every key of a thing, sorted, each once: suffixes of the name and of its
/// initials, and the codes in `extra` as they are.
///
/// A normalised question finds the thing exactly when one of its keys begins with
/// the question: compare with `starts_with`, or in a table by
/// `key >= q and key < upper_bound(q)`.
pub fn keys(name: &str, extra: &[&str]) -> Vec<String> {
    let name = normalise_query(name);
    let mut keys: Vec<String> = name.char_indices().map(|(start, _)| name[start..].to_owned()).collect();
    let letters: Vec<Vec<char>> = name.chars().map(initials).collect();
    for start in 0..letters.len() {
        keys.extend(spellings(&letters[start..]));
    }
    keys.extend(extra.iter().map(|code| normalise_query(code)).filter(|code| !code.is_empty()));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The end, exclusive, of the range of keys that begin with `prefix`. Nothing
/// sorts behind U+10FFFF, neither by bytes nor in the "C" collation.
pub fn upper_bound(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

/// First letters of every reading of a character, the common one first; a
/// character without a reading stands for itself.
pub fn initials(c: char) -> Vec<char> {
    let mut found = Vec::with_capacity(1);
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        if let Some(letter) = reading.plain().chars().next().filter(char::is_ascii_lowercase)
            && !found.contains(&letter)
        {
            found.push(letter);
        }
    }
    if found.is_empty() {
        found.push(c);
    }
    found
}

/// All ways of spelling a run of characters by their initials, within [`MOST_SPELLINGS`].
fn spellings(letters: &[Vec<char>]) -> Vec<String> {
    let mut found = vec![String::with_capacity(letters.len())];
    for choices in letters {
        let room = found.len() * choices.len() <= MOST_SPELLINGS;
        let (first, others) = choices.split_first().map_or((None, &[][..]), |(first, rest)| (Some(*first), rest));
        let before = found.len();
        if room {
            for other in others {
                for place in 0..before {
                    let mut spelling = found[place].clone();
                    spelling.push(*other);
                    found.push(spelling);
                }
            }
        }
        for spelling in &mut found[..before] {
            spelling.extend(first);
        }
    }
    found
}
