//! 公民身份号码, GB 11643-1999, and the numbers of other documents (`domain.md` §4.1).
//!
//! It reads a number; whether a person has it is not known here. A region that
//! the current list lacks is no error: codes change, and a number stays. The
//! sentences of the errors go behind the label of the field (证件号码 + 要有 18 位…).
//!
//! To add a document: its arm in [`document::check`].

use std::fmt;

use crate::{date::Date, text};

const LENGTH: usize = 18;
/// Numbers given out before 1999.
const OLD_LENGTH: usize = 15;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The last place by the sum modulo 11.
const CHECKS: &[u8; 11] = b"10X98765432";

/// A number that passes its check. It never shows whole in logs: `Debug` is masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdNumber {
    text: String,
    birth: Date,
}

/// As the number has it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sex {
    Male,
    Female,
}

/// Why a text is no number. Each sentence follows the label of the field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IdNumberError {
    #[error("还没有填写")]
    Empty,
    #[error("是 15 位的旧号码，请填第二代身份证上的 18 位号码")]
    FifteenDigits,
    #[error("要有 18 位，现在是 {got} 位，请核对")]
    Length { got: usize },
    #[error("前 17 位只能是数字，最后一位是数字或 X，请核对")]
    Character,
    /// Places 7 to 14 are no day of the calendar.
    #[error("第 7 到 14 位不是有效的出生日期，请核对")]
    Birth,
    /// The birth lies after today.
    #[error("第 7 到 14 位的出生日期晚于今天，请核对")]
    Future,
    #[error("校验不通过，有一位填错了，请逐位核对")]
    Checksum,
}

impl IdNumber {
    /// Reads a number with full-width digits, a small `x` or blanks. The permits of
    /// residents of Hong Kong, Macau and Taiwan (810000, 820000, 830000) are numbers too.
    ///
    /// # Errors
    /// [`IdNumberError`], the narrowest that holds.
    pub fn parse(raw: &str, today: Date) -> Result<IdNumber, IdNumberError> {
        let text = text::compact(raw).to_ascii_uppercase();
        if text.is_empty() {
            return Err(IdNumberError::Empty);
        }
        let got = text.chars().count();
        if got == OLD_LENGTH && text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdNumberError::FifteenDigits);
        }
        if got != LENGTH {
            return Err(IdNumberError::Length { got });
        }
        let bytes = text.as_bytes();
        let (body, last) = (&bytes[..LENGTH - 1], &bytes[LENGTH - 1..]);
        if !body.iter().all(u8::is_ascii_digit) || !(last[0].is_ascii_digit() || last[0] == b'X') {
            return Err(IdNumberError::Character);
        }
        let birth = Date::parse(&text[6..14]).map_err(|_| IdNumberError::Birth)?;
        if birth > today {
            return Err(IdNumberError::Future);
        }
        if !check_holds(&text) {
            return Err(IdNumberError::Checksum);
        }
        Ok(IdNumber { text, birth })
    }

    pub fn birth(&self) -> Date {
        self.birth
    }

    /// Place 17: odd for men, even for women.
    pub fn sex(&self) -> Sex {
        if self.text.as_bytes()[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The six digits of the region in which the number was given out.
    pub fn region(&self) -> &str {
        &self.text[..6]
    }

    /// The first four and the last four places: 4420**********0011.
    pub fn masked(&self) -> String {
        text::masked(&self.text)
    }

    /// All of it. Never for a log or a URL.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// The last of 18 places fits the 17 before it, which are digits.
fn check_holds(text: &str) -> bool {
    let sum: u32 = text.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let place = usize::try_from(sum % 11).unwrap_or(0);
    text.as_bytes()[LENGTH - 1] == CHECKS[place]
}

pub mod document {
    //! The number of a document of any kind in [`crate::codes::ID_DOCUMENT_TYPE`].

    use super::{IdNumber, IdNumberError, LENGTH, check_holds};
    use crate::{date::Date, text};

    /// Longest number of a document without a rule of its own.
    const FREE_MAX: usize = 40;

    /// Why a text is no number of that kind of document. Each sentence follows the label of the field.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
    pub enum DocumentError {
        #[error("还没有填写")]
        Empty,
        #[error(transparent)]
        IdNumber(#[from] IdNumberError),
        /// A residence permit's number where a resident's is asked for.
        #[error("是港澳台居民居住证的号码，请把证件类型改为港澳台居民居住证")]
        ResidencePermit,
        #[error("要以 810000、820000 或 830000 开头，请核对证件类型和号码")]
        NotResidencePermit,
        #[error("应为{0}，请核对证件类型和号码")]
        Shape(&'static str),
        #[error("最多 {FREE_MAX} 个字符，现在有 {got} 个，请核对")]
        Long { got: usize },
    }

    /// The number in tidy form: half-width, capital letters, no blanks. A kind that is
    /// not chosen yet, or has no rule, takes any text of at most `FREE_MAX` characters.
    ///
    /// # Errors
    /// [`DocumentError`], by the rule of the kind.
    pub fn check(kind_code: &str, raw: &str, today: Date) -> Result<String, DocumentError> {
        let number = text::compact(raw).to_ascii_uppercase();
        if number.is_empty() {
            return Err(DocumentError::Empty);
        }
        let good = |good: bool, like| if good { Ok(number.clone()) } else { Err(DocumentError::Shape(like)) };
        match kind_code {
            // 居民身份证（户口簿）
            "01" => match IdNumber::parse(&number, today)? {
                id if is_permit(id.region()) => Err(DocumentError::ResidencePermit),
                id => Ok(id.text),
            },
            // 来往内地通行证
            "04" => good(is_pass(&number, 'H'), "字母 H 加 8 位或 10 位数字"),
            "05" => good(is_pass(&number, 'M'), "字母 M 加 8 位或 10 位数字"),
            // 台湾居民来往大陆通行证
            "06" => good(matches!(number.len(), 8 | 10) && digits(&number), "8 位或 10 位数字"),
            "07" => good(is_permanent_residence(&number), "3 个字母加 12 位数字，或以 9 开头的 18 位号码"),
            // 外国人护照
            "08" => {
                let shape = (5..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
                good(shape, "5 到 20 位字母或数字")
            }
            // 港澳台居民居住证
            "16" => match IdNumber::parse(&number, today)? {
                id if is_permit(id.region()) => Ok(id.text),
                _ => Err(DocumentError::NotResidencePermit),
            },
            // 中国护照
            "17" => {
                let rest = number.trim_start_matches(|c: char| c.is_ascii_uppercase());
                let letters = number.len() - rest.len();
                let shape = matches!(letters, 1 | 2) && matches!(rest.len(), 7 | 8) && digits(rest);
                good(shape, "1 到 2 个字母加 7 到 8 位数字")
            }
            _ => match number.chars().count() {
                got if got > FREE_MAX => Err(DocumentError::Long { got }),
                _ => Ok(number),
            },
        }
    }

    fn is_permit(region: &str) -> bool {
        matches!(region, "810000" | "820000" | "830000")
    }

    fn is_pass(number: &str, letter: char) -> bool {
        number.strip_prefix(letter).is_some_and(|rest| matches!(rest.len(), 8 | 10) && digits(rest))
    }

    /// Old: three letters and twelve digits. New: 18 places from 9 on, with the check of GB 11643.
    fn is_permanent_residence(number: &str) -> bool {
        let bytes = number.as_bytes();
        match bytes.len() {
            15 => bytes[..3].iter().all(u8::is_ascii_uppercase) && bytes[3..].iter().all(u8::is_ascii_digit),
            LENGTH => bytes[0] == b'9' && bytes[..LENGTH - 1].iter().all(u8::is_ascii_digit) && check_holds(number),
            _ => false,
        }
    }

    fn digits(text: &str) -> bool {
        text.bytes().all(|b| b.is_ascii_digit())
    }
}
