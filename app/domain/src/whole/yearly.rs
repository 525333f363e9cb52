//! One entry a year without a hole (`domain.md` §4.5). That no year is given twice is found by [`super::twins`]:
//! the year is what identifies such an entry.

use std::collections::BTreeMap;

use super::{Filler, Finding, Row, Rule, Whole};
use crate::{
    record::{SectionId, YEAR},
    values::Values,
};

/// So many missing years of one hole are offered at a time.
const OFFERED: usize = 6;

pub(super) fn findings(whole: &Whole) -> Vec<Finding> {
    let years: BTreeMap<u32, Row> =
        whole.of(SectionId::Appraisal).filter_map(|row| Some((row.values.whole(YEAR)?, row))).collect();
    let years: Vec<(u32, Row)> = years.into_iter().collect();
    years.windows(2).filter(|pair| pair[1].0 - pair[0].0 > 1).map(|pair| hole(pair[0].0, pair[1])).collect()
}

/// The years between two that are there.
fn hole(before: u32, (after, row): (u32, Row)) -> Finding {
    let missing = before + 1..after;
    let named = match (missing.start, after - 1) {
        (only, last) if only == last => format!("{only} 年度"),
        (first, last) => format!("{first} 到 {last} 年度"),
    };
    let says = format!("年度考核缺少 {named}，请补上；没有参加考核的，结果选“未定等次”并说明原因");
    let fillers = missing.take(OFFERED).map(|year| Filler {
        code: format!("year-{year}"),
        word: format!("{year} 年度"),
        values: Values::new().with(YEAR, year.to_string()),
    });
    Finding { fillers: fillers.collect(), ..Finding::at(Rule::Yearly, row, YEAR, says) }
}
