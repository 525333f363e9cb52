//! Rules between fields that several sections share. They go by the common keys of the sections.
//!
//! To add one: a function here, its [`Rule`] and its line in [`crate::forms::RULES`].

use super::{END, PEOPLE, RANK, START, YEAR};
use crate::{
    check::{Context, Rule, at, in_order},
    field::Form,
    issue::{Issue, What},
    values::Values,
};

/// `domain.md` §4.5: start ≤ end.
pub const ENDS_AFTER_START: Rule = Rule::new("ends_after_start", ends_after_start);
pub const YEAR_HAS_COME: Rule = Rule::new("year_has_come", year_has_come);
pub const RANK_WITHIN: Rule = Rule::new("rank_within", rank_within);
pub const PASSED_OR_EXEMPT: Rule = Rule::new("passed_or_exempt", passed_or_exempt);

fn ends_after_start(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    in_order(form, values, START, END)
}

/// A year of which nothing can be known yet.
fn year_has_come(form: &Form, values: &Values, context: &Context) -> Option<Issue> {
    let this = context.today.year();
    let year = i32::try_from(values.whole(YEAR)?).ok()?;
    (year > this).then(|| at(form, YEAR, What::Say(format!("年度不能晚于今年（{this}），请改正"))))
}

/// 本人排名 is one of 总人数.
fn rank_within(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    let (rank, people) = (values.whole(RANK)?, values.whole(PEOPLE)?);
    (rank > people).then(|| at(form, RANK, What::Say(format!("本人排名第 {rank}，总人数只有 {people}，请核对"))))
}

/// An examination was passed on a day, or there is a reason not to have taken it.
fn passed_or_exempt(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    let (date, exempt) = ("date", "exempt");
    let label = form.field(date)?.label;
    (!values.has(date) && !values.has(exempt))
        .then(|| at(form, date, What::Say(format!("请填写{label}，免试的请填写免试理由"))))
}
