//! The committee's tally in integers (`domain.md` §1.2, "Integer vote formula").
//!
//! The ballot itself is not here: this is the counted result, and the [`FORM`] in which it is typed.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Context, at, check},
    date::Date,
    field::{Field, Form, Group, Width},
    issue::{Issue, What},
    values::{Values, normalised},
};

/// A counted vote. Abstentions and empty ballots count among those present.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tally {
    /// Members of the committee.
    pub size: u32,
    /// Members present.
    pub present: u32,
    pub yes: u32,
    pub no: u32,
    pub abstain: u32,
}

/// Why a tally cannot stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TallyError {
    #[error("评委总人数要大于 0，请填写实际人数")]
    NoCommittee,
    #[error("出席人数 {present} 多于评委总人数 {size}，请核对")]
    TooManyPresent { present: u32, size: u32 },
    #[error("赞成、反对、弃权合计 {sum} 票，与出席人数 {present} 不一致，请核对（空白票计入弃权）")]
    Sum { sum: u32, present: u32 },
    #[error("出席 {present} 人，不到评委总人数 {size} 的三分之二（至少 {needed} 人），表决无效，请重新召开会议")]
    NoQuorum { present: u32, size: u32, needed: u32 },
}

impl Tally {
    /// The most members a committee can have here; keeps the sums far from overflow.
    pub const MOST: u32 = 999;

    /// Whether the vote stands and has passed.
    ///
    /// # Errors
    /// The numbers contradict each other, or fewer than two thirds were present.
    pub fn passed(&self) -> Result<bool, TallyError> {
        let Tally { size, present, yes, no, abstain } = *self;
        if size == 0 {
            return Err(TallyError::NoCommittee);
        }
        if present > size {
            return Err(TallyError::TooManyPresent { present, size });
        }
        let sum = yes.saturating_add(no).saturating_add(abstain);
        if sum != present {
            return Err(TallyError::Sum { sum, present });
        }
        if 3 * u64::from(present) < 2 * u64::from(size) {
            return Err(TallyError::NoQuorum { present, size, needed: two_thirds(size) });
        }
        Ok(3 * u64::from(yes) >= 2 * u64::from(present))
    }
}

pub const SIZE: &str = "size";
pub const PRESENT: &str = "present";
pub const YES: &str = "yes";
pub const NO: &str = "no";
pub const ABSTAIN: &str = "abstain";
pub const VOTED_ON: &str = "voted_on";

/// The tally as the committee's office types it. No field is needed by itself: the
/// same page also sends back and refuses, and then there is no vote.
pub static FORM: Form = Form {
    key: "vote",
    title: "表决结果",
    note: "",
    groups: &[Group {
        title: "表决结果",
        core: false,
        fields: &[
            Field::whole(SIZE, "评委总人数", 1, Tally::MOST).wide(Width::Half),
            Field::whole(PRESENT, "出席人数", 0, Tally::MOST).wide(Width::Half),
            Field::whole(YES, "赞成票", 0, Tally::MOST).wide(Width::Half),
            Field::whole(NO, "反对票", 0, Tally::MOST).wide(Width::Half),
            Field::whole(ABSTAIN, "弃权票", 0, Tally::MOST).wide(Width::Half),
            Field::date(VOTED_ON, "表决日期").wide(Width::Full).hint("开会表决的那一天，例如 2026-12-20"),
        ],
    }],
    rules: &[],
};

/// Reads what was typed: every number and the day must be there, and the votes must stand.
///
/// # Errors
/// The findings at the fields.
pub fn read(values: &Values, context: &Context) -> Result<(Tally, Date), Vec<Issue>> {
    let mut issues = check(&FORM, values, context);
    let values = normalised(&FORM, values, context.today);
    issues.extend(FORM.fields().filter(|field| !values.has(field.key)).map(|field| at(&FORM, field.key, What::Fill)));
    let tally = if issues.iter().any(|issue| issue.key != VOTED_ON) { None } else { tally(&values) };
    issues.extend(tally.and_then(|tally| tally.passed().err()).map(TallyError::issue));
    issues.sort_by_key(|issue| FORM.fields().position(|field| field.key == issue.key));
    match tally.zip(values.date(VOTED_ON)) {
        Some(read) if issues.is_empty() => Ok(read),
        _ => Err(issues),
    }
}

fn tally(values: &Values) -> Option<Tally> {
    let number = |key| values.whole(key);
    Some(Tally {
        size: number(SIZE)?,
        present: number(PRESENT)?,
        yes: number(YES)?,
        no: number(NO)?,
        abstain: number(ABSTAIN)?,
    })
}

impl TallyError {
    /// The sentence at the field where it is mended.
    pub fn issue(self) -> Issue {
        let key = match self {
            TallyError::NoCommittee => SIZE,
            TallyError::TooManyPresent { .. } | TallyError::NoQuorum { .. } => PRESENT,
            TallyError::Sum { .. } => YES,
        };
        at(&FORM, key, What::Say(self.to_string()))
    }
}

/// The smallest whole number that is at least two thirds of `n`.
pub const fn two_thirds(n: u32) -> u32 {
    (2 * n).div_ceil(3)
}
