//! The committee's tally in integers (`domain.md` §1.2, "Integer vote formula").
//!
//! The ballot itself is not here: this is the counted result.

use serde::{Deserialize, Serialize};

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

/// The smallest whole number that is at least two thirds of `n`.
pub const fn two_thirds(n: u32) -> u32 {
    (2 * n).div_ceil(3)
}
