//! 统一社会信用代码, GB 32100-2015, with the organisation code of GB 11714 in it (`domain.md` §4.2).
//!
//! It reads a code; whether an organisation has it is not known here. The
//! sentences of [`CreditCodeError`] go behind the label of the field.
//! To add a rule: a variant of the error, in the order of the checks.

use crate::text;

/// The characters with their values 0 to 30: no I, O, S, V, Z.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3 to the power of the place, modulo 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Of the first eight places of the organisation code.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
/// Places 9 to 17.
const ORGANISATION: std::ops::Range<usize> = 8..17;
const LENGTH: usize = 18;

/// A code that passes both of its checks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CreditCode(String);

/// Why a text is no code. Each sentence follows the label of the field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CreditCodeError {
    #[error("还没有填写")]
    Empty,
    #[error("要有 18 位，现在是 {got} 位，请核对")]
    Length { got: usize },
    #[error("里有“{0}”，只能用数字和大写字母，其中没有 I、O、S、V、Z，请核对")]
    Character(char),
    /// Places 9 to 17 fail their own check.
    #[error("第 9 到 17 位（组织机构代码）有误，请核对")]
    Organisation,
    /// The last place does not fit the others.
    #[error("校验不通过，有一位填错了，请逐位核对")]
    Checksum,
}

impl CreditCode {
    /// Reads a code with full-width or small letters, with blanks and hyphens.
    ///
    /// # Errors
    /// [`CreditCodeError`], the narrowest that holds.
    pub fn parse(raw: &str) -> Result<CreditCode, CreditCodeError> {
        let mut code = text::compact(raw).to_ascii_uppercase();
        code.retain(|c| c != '-');
        if code.is_empty() {
            return Err(CreditCodeError::Empty);
        }
        if let Some(c) = code.chars().find(|c| value(*c).is_none()) {
            return Err(CreditCodeError::Character(c));
        }
        if code.len() != LENGTH {
            return Err(CreditCodeError::Length { got: code.len() });
        }
        let (body, check) = code.split_at(LENGTH - 1);
        let (organisation, own_check) = body[ORGANISATION].split_at(ORGANISATION_WEIGHTS.len());
        if !own_check.starts_with(organisation_check(organisation)) {
            return Err(CreditCodeError::Organisation);
        }
        if !check.starts_with(check_character(body)) {
            return Err(CreditCodeError::Checksum);
        }
        Ok(CreditCode(code))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Places 9 to 17, the code of GB 11714.
    pub fn organisation(&self) -> &str {
        &self.0[ORGANISATION]
    }

    /// Places 3 to 8, the region of the authority that registered it.
    pub fn region(&self) -> &str {
        &self.0[2..8]
    }
}

fn value(c: char) -> Option<u32> {
    let place = ALPHABET.iter().position(|known| char::from(*known) == c)?;
    u32::try_from(place).ok()
}

/// The last place of a code, from the 17 before it. The outer remainder matters:
/// a sum that 31 divides gives 0, not 31.
fn check_character(body: &str) -> char {
    let sum: u32 = body.chars().zip(WEIGHTS).map(|(c, weight)| value(c).unwrap_or(0) * weight).sum();
    let place = usize::try_from((31 - sum % 31) % 31).unwrap_or(0);
    char::from(ALPHABET[place])
}

/// The last place of an organisation code. There, letters count from A = 10 without gaps.
fn organisation_check(body: &str) -> char {
    let sum: u32 = body.chars().zip(ORGANISATION_WEIGHTS).map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}
