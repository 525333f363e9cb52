//! Ways to reach a person: mobile, fixed line, postcode and e-mail (`domain.md` §4.3).
//!
//! A number that reads well is not thereby one that exists. The sentences of
//! [`ContactError`] go behind the label of the field (移动电话 + 要有 11 位…).
//! To add one: a function that gives the tidy text, and its errors.

use crate::text;

/// Digits of a mobile number in the mainland.
const MOBILE_DIGITS: usize = 11;
/// Digits with the country code, by E.164.
const FOREIGN_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
const EMAIL_MAX: usize = 254;
const EMAIL_LOCAL_MAX: usize = 64;

/// Why a text is no such number or address. Each sentence follows the label of the field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ContactError {
    #[error("还没有填写")]
    Empty,
    #[error("里有“{0}”，请只填数字")]
    Character(char),
    #[error("要有 11 位数字，现在是 {got} 位，请核对")]
    MobileLength { got: usize },
    #[error("要以 13 到 19 开头，请核对；境外号码以“+”和国家（地区）代码开头，例如 +852 51234567")]
    MobileStart,
    #[error("带国家（地区）代码的号码要有 8 到 15 位数字，例如 +852 51234567，请核对")]
    Foreign,
    #[error("要写成区号-号码，例如 0760-88880000，请改正")]
    Phone,
    #[error("填的是手机号码，请填在移动电话里；没有固定电话的不用填")]
    PhoneIsMobile,
    #[error("要有 6 位数字，例如 528400，请核对")]
    Postcode,
    #[error("要写成“名称@域名”，例如 name@example.com，请改正")]
    Email,
    #[error("最多 {EMAIL_MAX} 个字符，现在有 {got} 个，请核对")]
    EmailLength { got: usize },
}

/// A mobile number: `15400000000`, or `+85251234567` of elsewhere. Blanks and
/// hyphens are left out, as is +86.
///
/// # Errors
/// `Empty`, `Character`, `MobileLength`, `MobileStart` or `Foreign`.
pub fn mobile(raw: &str) -> Result<String, ContactError> {
    let mut number = text::compact(raw);
    number.retain(|c| !matches!(c, '-' | '(' | ')'));
    if let Some(rest) = number.strip_prefix("00") {
        number = format!("+{rest}");
    }
    let digits = number.strip_prefix('+').unwrap_or(&number);
    all_digits(digits)?;
    let home = digits.strip_prefix("86").filter(|rest| number.starts_with('+') || rest.len() == MOBILE_DIGITS);
    match home {
        None if number.starts_with('+') => {
            let good = FOREIGN_DIGITS.contains(&digits.len()) && !digits.starts_with('0');
            if good { Ok(number) } else { Err(ContactError::Foreign) }
        }
        home => {
            let digits = home.unwrap_or(digits);
            let bytes = digits.as_bytes();
            if digits.len() != MOBILE_DIGITS {
                return Err(ContactError::MobileLength { got: digits.len() });
            }
            let good = bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
            if good { Ok(digits.to_owned()) } else { Err(ContactError::MobileStart) }
        }
    }
}

/// A fixed line: `0760-88880000`, `88880000`, each with an extension behind `-`.
///
/// # Errors
/// `Empty`, `Character`, `Phone` or `PhoneIsMobile`.
pub fn phone(raw: &str) -> Result<String, ContactError> {
    let typed = text::compact(raw);
    if typed.is_empty() {
        return Err(ContactError::Empty);
    }
    // (0760)88880000 and 88880000转12 mean the same as with hyphens.
    let signs: String = typed
        .chars()
        .filter(|c| *c != '(')
        .map(|c| if matches!(c, ')' | '转' | '－' | '–' | '—') { '-' } else { c })
        .collect();
    if let Some(c) = signs.chars().find(|c| !c.is_ascii_digit() && *c != '-') {
        return Err(ContactError::Character(c));
    }
    let mut parts: Vec<&str> = signs.split('-').collect();
    if parts.len() == 1 && mobile(&signs).is_ok() {
        return Err(ContactError::PhoneIsMobile);
    }
    let first = parts[0];
    if first.starts_with('0') && first.len() > 4 {
        // The areas of the largest cities have three digits: 010 and 02x.
        let area = if matches!(first.as_bytes()[1], b'1' | b'2') { 3 } else { 4 };
        let (area, number) = first.split_at(area);
        parts.splice(..1, [area, number]);
    }
    let number = |part: &str| matches!(part.len(), 7 | 8) && !part.starts_with('0');
    let area = |part: &str| matches!(part.len(), 3 | 4) && part.starts_with('0');
    let extension = |part: &str| (1..=6).contains(&part.len());
    let good = match parts.as_slice() {
        [n] => number(n),
        [a, n] if area(a) => number(n),
        [n, e] => number(n) && extension(e),
        [a, n, e] => area(a) && number(n) && extension(e),
        _ => false,
    };
    if good { Ok(parts.join("-")) } else { Err(ContactError::Phone) }
}

/// Six digits.
///
/// # Errors
/// `Empty`, `Character` or `Postcode`.
pub fn postcode(raw: &str) -> Result<String, ContactError> {
    let code = text::compact(raw);
    all_digits(&code)?;
    if code.len() == 6 { Ok(code) } else { Err(ContactError::Postcode) }
}

/// An address with one `@`; its domain in lower case, the part before it as typed.
///
/// # Errors
/// `Empty`, `Email` or `EmailLength`.
pub fn email(raw: &str) -> Result<String, ContactError> {
    let typed = text::half_width(&text::clean(raw));
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(ContactError::Empty);
    }
    let got = typed.chars().count();
    if got > EMAIL_MAX {
        return Err(ContactError::EmailLength { got });
    }
    let (local, domain) = typed.split_once('@').ok_or(ContactError::Email)?;
    let domain = domain.replace('。', ".").to_ascii_lowercase();
    let letter = |c: char| !c.is_whitespace() && !c.is_control() && !r#"()<>[]{},;:\"@“”，；："#.contains(c);
    let dots = |part: &str| {
        !part.starts_with('.') && !part.ends_with('.') && !part.as_bytes().windows(2).any(|two| two == b"..")
    };
    let good_local = (1..=EMAIL_LOCAL_MAX).contains(&local.len()) && local.chars().all(letter) && dots(local);
    let label = |label: &str| {
        let hyphens = label.starts_with('-') || label.ends_with('-');
        (1..=63).contains(&label.len()) && !hyphens && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let good_top = top.chars().count() >= 2 && !top.bytes().all(|b| b.is_ascii_digit());
    if good_local && domain.contains('.') && domain.split('.').all(label) && good_top {
        Ok(format!("{local}@{domain}"))
    } else {
        Err(ContactError::Email)
    }
}

fn all_digits(text: &str) -> Result<(), ContactError> {
    if text.is_empty() {
        return Err(ContactError::Empty);
    }
    text.chars().find(|c| !c.is_ascii_digit()).map_or(Ok(()), |c| Err(ContactError::Character(c)))
}
