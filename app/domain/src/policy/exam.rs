//! 考试: what has to be passed before a review, where both are asked for (`domain.md` §2.2).

use super::{
    Mode,
    facts::Passed,
    judge::{Case, Condition, What},
    level_label, spaced,
};

/// 考评结合: the examination comes first.
pub(super) fn condition(case: &Case) -> Option<Condition> {
    if case.mode != Mode::ExamThenReview {
        return None;
    }
    let level = level_label(case.level);
    let fits = |exam: &&Passed| exam.level.is_empty() || exam.level == case.level;
    let exams = || case.facts.exams.iter().filter(fits);
    let passed = || exams().filter(|exam| exam.passed == Some(true));
    let valid =
        |exam: &&Passed| exam.on.is_none_or(|on| on <= case.day) && exam.until.is_none_or(|until| case.day <= until);
    let named = |exam: &Passed| {
        let on = exam.on.map(|on| format!("{on} ")).unwrap_or_default();
        spaced(&format!("{on}{}", if exam.name.is_empty() { "考试" } else { &exam.name }))
    };
    Some(if let Some(exam) = passed().filter(valid).min_by_key(|exam| exam.on) {
        let said = format!("{level}要先考试合格，你的{}成绩合格、在有效期内", named(exam));
        Condition::held(What::Exam, said, exam.on)
    } else if let Some(exam) =
        passed().filter(|exam| exam.on.is_some_and(|on| on > case.day)).min_by_key(|exam| exam.on)
    {
        let said = format!("{level}要先考试合格，你的{}还没有到合格日期", named(exam));
        Condition::lacking(What::Exam, said, exam.on)
    } else if let Some(exam) = passed().max_by_key(|exam| exam.until) {
        let until = exam.until.map(|until| until.to_string()).unwrap_or_default();
        let said = format!("{level}要先考试合格，你的{}成绩到 {until} 已经过了有效期，请重新参加考试", named(exam));
        Condition::lacking(What::Exam, said, None)
    } else if let Some(exam) = exams().find(|exam| exam.passed.is_none()) {
        let said = format!("{level}要先考试合格，你的{}还没有填写成绩和合格线，请补上", named(exam));
        Condition::open(What::Exam, said)
    } else {
        let said = format!("{level}要先考试合格再评审（考评结合），实践能力考试里还没有合格的成绩");
        Condition::lacking(What::Exam, said, None)
    })
}
