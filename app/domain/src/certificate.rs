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

impl Numbering<'_> {
    /// The number without its serial: the key under which serials are counted.
    pub fn prefix(&self) -> String {
        let year = self.date.year().rem_euclid(100);
        let city: String = self.region.chars().skip(2).take(2).collect();
        self.template
            .replace("{yy}", &format!("{year:02}"))
            .replace("{region2}", &format!("{city:0>2}"))
            .replace("{class3}", &format!("{:0>2}{}", self.series, self.rank))
            .replace("{serial6}", "")
    }

    /// The whole number for one serial.
    pub fn number(&self, serial: i64) -> String {
        format!("{}{serial:06}", self.prefix())
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
