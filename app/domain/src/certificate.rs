//! The certificate's number and what the public may see of it (`domain.md` §1.7).

use crate::date::Date;

/// What a number is made from. The pattern is a setting: the true one is not public [OK-U].
#[derive(Clone, Copy, Debug)]
pub struct Numbering<'a> {
    /// Such as `{yy}{region2}{class3}{serial6}`.
    pub template: &'a str,
    pub date: Date,
    /// Code of the committee's region, six digits.
    pub region: &'a str,
    /// Series code, two digits.
    pub series: &'a str,
    /// Rank of the level: 1 员级 … 5 正高级.
    pub rank: u8,
}

pub const DEFAULT_TEMPLATE: &str = "{yy}{region2}{class3}{serial6}";

/// Where the serial stands in a template; it must be there once.
const SERIAL: &str = "{serial6}";

/// Why a template cannot be used; `None` when it can.
pub fn template_fault(template: &str) -> Option<String> {
    let rest =
        ["{yy}", "{region2}", "{class3}", SERIAL].iter().fold(template.to_owned(), |rest, part| rest.replace(part, ""));
    if template.matches(SERIAL).count() != 1 {
        return Some(format!("证书编号的模板“{template}”里要有一个 {SERIAL}，否则编号会重复"));
    }
    (!rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).then(|| {
        format!("证书编号的模板“{template}”里只能有 {{yy}}、{{region2}}、{{class3}}、{SERIAL}、字母、数字和“-”")
    })
}

impl Numbering<'_> {
    /// The number without its serial: the key under which serials are counted.
    pub fn prefix(&self) -> String {
        self.filled().replace(SERIAL, "")
    }

    fn filled(&self) -> String {
        let year = self.date.year().rem_euclid(100);
        let city: String = self.region.chars().skip(2).take(2).collect();
        self.template
            .replace("{yy}", &format!("{year:02}"))
            .replace("{region2}", &format!("{city:0>2}"))
            .replace("{class3}", &format!("{:0>2}{}", self.series, self.rank))
    }

    /// The whole number for one serial.
    pub fn number(&self, serial: i64) -> String {
        self.filled().replace(SERIAL, &format!("{serial:06}"))
    }
}

/// The state of a certificate, in the words of the public look-up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Valid,
    Reissued,
    Revoked,
}

impl Standing {
    pub const ALL: &[Standing] = &[Standing::Valid, Standing::Reissued, Standing::Revoked];

    pub const fn key(self) -> &'static str {
        match self {
            Standing::Valid => "valid",
            Standing::Reissued => "reissued",
            Standing::Revoked => "revoked",
        }
    }

    pub fn from_key(key: &str) -> Option<Standing> {
        Self::ALL.iter().copied().find(|standing| standing.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Standing::Valid => "有效",
            Standing::Reissued => "已换发",
            Standing::Revoked => "已撤销",
        }
    }
}

/// A name as a stranger may see it: the first character stays.
pub fn masked_name(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(String::from).unwrap_or_default();
    let rest = characters.count();
    first + &"*".repeat(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_says_where_the_serial_stands() {
        assert_eq!(template_fault(DEFAULT_TEMPLATE), None);
        let date = Date::parse("2026-11-25").expect("a date");
        let numbering =
            Numbering { template: "ZC-{serial6}-{yy}{region2}{class3}", date, region: "442000", series: "05", rank: 2 };
        assert_eq!(template_fault(numbering.template), None);
        assert_eq!(numbering.number(7), "ZC-000007-2620052");
        assert_eq!(Numbering { template: DEFAULT_TEMPLATE, ..numbering }.number(7), "2620052000007");
        for wrong in ["{yy}", "{serial6}{serial6}", "{serial6}{month}", "{serial6} 号", ""] {
            assert!(template_fault(wrong).is_some(), "{wrong}");
        }
    }
}
