//! Text as people type it: cleaning, counting, full-width to half-width, and names of persons.
//!
//! Nothing here knows a field or its label; the sentences of [`NameError`] go
//! behind the label of the field (姓名 + 里有“3”…). Ranges of characters are
//! never a list of "Chinese" ones: names hold rare characters of every CJK
//! extension (`domain.md` §4.4). To allow another sign in names: `sign_in_name`.

use std::borrow::Cow;

use crate::marks::is_mark;

/// The sign between the parts of a name, U+00B7.
const DOT: char = '·';
/// Visible characters of a name (`domain.md` §4.4).
const NAME_MIN: usize = 2;
const NAME_MAX: usize = 50;

/// Why a text is no name of a person. Each sentence follows the label of the field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NameError {
    #[error("还没有填写")]
    Empty,
    #[error("至少 {NAME_MIN} 个字，现在只有 {got} 个，请填写完整")]
    Short { got: usize },
    #[error("最多 {NAME_MAX} 个字，现在有 {got} 个，请核对")]
    Long { got: usize },
    /// Neither a letter of any script nor a sign that stands where it may.
    #[error("里有“{0}”，只能用汉字、字母和间隔号“·”，请改正")]
    Character(char),
    #[error("里的间隔号“·”要放在两个字之间，请改正")]
    Dot,
}

/// Text that every database, page and printed form takes: composed (NFC), line
/// ends as `\n`, tabs as spaces, without other control characters and without
/// invisible marks that turn the direction of text; trimmed. Applying it again
/// changes nothing.
pub fn clean(raw: &str) -> Cow<'_, str> {
    if raw.chars().all(plain) {
        return Cow::Borrowed(raw.trim());
    }
    let mut after_return = false;
    let kept = raw.chars().filter_map(|c| {
        let follows_return = std::mem::replace(&mut after_return, c == '\r');
        match c {
            '\n' if follows_return => None,
            '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            '\n' => Some(c),
            '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' => {
                None
            }
            '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => None,
            c if c.is_control() => None,
            c => Some(c),
        }
    });
    Cow::Owned(compose(kept).trim().to_owned())
}

/// Characters that are kept as they are, alone and beside each other: most texts hold no others.
fn plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\n' | '\u{4E00}'..='\u{9FFF}' | '，' | '。' | '、' | '：' | '；' | '（' | '）' | '“' | '”' | '《' | '》')
}

/// Unicode normal form C. The browser has its own: the tables would be half of the client.
#[cfg(not(target_arch = "wasm32"))]
fn compose(text: impl Iterator<Item = char>) -> String {
    unicode_normalization::UnicodeNormalization::nfc(text).collect()
}

#[cfg(target_arch = "wasm32")]
fn compose(text: impl Iterator<Item = char>) -> String {
    let text: String = text.collect();
    if text.is_ascii() { text } else { js_sys::JsString::from(text).normalize("NFC").into() }
}

/// Full-width ASCII (１２３Ａ－) and the ideographic space as half-width; for numbers and codes.
pub fn half_width(raw: &str) -> String {
    raw.chars().map(half_width_char).collect()
}

pub(crate) fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// A number or code as it is stored: half-width, without any blank.
pub(crate) fn compact(raw: &str) -> String {
    raw.chars().map(half_width_char).filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// A number with only its ends, four characters each: 4420**********0011. One
/// that is hardly longer than its ends is hidden altogether.
pub fn masked(number: &str) -> String {
    let count = number.chars().count();
    let hidden = if count <= 8 { 0..count } else { 4..count - 4 };
    number.chars().enumerate().map(|(place, c)| if hidden.contains(&place) { '*' } else { c }).collect()
}

/// Characters as people see them: a letter with its marks is one, as is a
/// joined emoji, a flag and a line end.
pub fn count(raw: &str) -> usize {
    if raw.chars().all(plain) {
        return raw.chars().count();
    }
    let mut seen = 0;
    let mut joined = false;
    let mut half_a_flag = false;
    let mut after_return = false;
    for c in raw.chars() {
        let flag = matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
        let second_half = flag && half_a_flag;
        let goes_on = joined || second_half || extends(c) || (c == '\n' && after_return);
        seen += usize::from(!goes_on || seen == 0);
        joined = c == '\u{200D}';
        half_a_flag = flag && !second_half;
        after_return = c == '\r';
    }
    seen
}

/// Marks that belong to the character before them.
fn extends(c: char) -> bool {
    let selector = matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{1F3FB}'..='\u{1F3FF}');
    selector || matches!(c, '\u{200C}' | '\u{200D}' | '\u{20E3}') || is_mark(c)
}

/// The name of a person in tidy form: cleaned, with `·` for the look-alikes of
/// that sign, without blanks beside Chinese characters and with single blanks
/// between other words. Applying it again changes nothing.
///
/// # Errors
/// [`NameError`], with the first character that is out of place.
pub fn name(raw: &str) -> Result<String, NameError> {
    // Most names.
    let han = raw.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    if han && (NAME_MIN..=NAME_MAX).contains(&raw.chars().count()) {
        return Ok(raw.to_owned());
    }
    let source: Vec<char> =
        clean(raw).chars().filter(|c| !matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')).collect();
    if source.iter().all(|c| c.is_whitespace()) {
        return Err(NameError::Empty);
    }
    let mut name = String::new();
    let mut before: Option<char> = None;
    let mut blank = false;
    for (place, &typed) in source.iter().enumerate() {
        if typed.is_whitespace() {
            blank = true;
            continue;
        }
        let c = sign_in_name(half_width_char(typed), before, source.get(place + 1).copied());
        let c = match c {
            DOT if !before.is_some_and(is_name_letter) && before != Some('.') => return Err(NameError::Dot),
            DOT => c,
            '\'' | '-' | '.' if !blank && before.is_some_and(|b| is_name_letter(b) && !is_ideograph(b)) => c,
            c if is_name_letter(c) => c,
            c if is_mark(c) && !blank && before.is_some_and(is_name_letter) => c,
            _ => return Err(NameError::Character(typed)),
        };
        if blank && before.is_some_and(|b| b != DOT && !is_ideograph(b)) && c != DOT && !is_ideograph(c) {
            name.push(' ');
        }
        blank = false;
        name.push(c);
        // A mark belongs to its letter: what may follow the letter may follow the mark.
        if !is_mark(c) {
            before = Some(c);
        }
    }
    if before == Some(DOT) {
        return Err(NameError::Dot);
    }
    // Taking out what stood between two characters may have left them to be composed.
    let name = compose(name.chars());
    match count(&name) {
        got if got < NAME_MIN => Err(NameError::Short { got }),
        got if got > NAME_MAX => Err(NameError::Long { got }),
        _ => Ok(name),
    }
}

/// The look-alikes of `·`, of the apostrophe and of the hyphen; a full stop between
/// two Chinese characters is a `·` that was not found on the keyboard.
fn sign_in_name(c: char, before: Option<char>, after: Option<char>) -> char {
    match c {
        '•' | '‧' | '・' | '･' | '∙' | '⋅' | '●' | '\u{2024}' => DOT,
        '.' if before.is_some_and(is_ideograph) && after.is_some_and(is_ideograph) => DOT,
        '’' | '‘' | 'ʼ' => '\'',
        '‐' | '‑' => '-',
        c => c,
    }
}

/// A letter of any script. Circled and numeral letters are signs.
fn is_name_letter(c: char) -> bool {
    let sign = c.is_numeric() || matches!(c, '\u{24B6}'..='\u{24E9}' | '\u{1F100}'..='\u{1F1FF}');
    c == '〇' || (c.is_alphabetic() && !sign)
}

/// Written without blanks between; not a test of what is Chinese.
fn is_ideograph(c: char) -> bool {
    matches!(c, '々' | '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}
