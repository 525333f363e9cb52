//! The facts of an application: from its own form and the entries it has taken.

use super::facts::{Aim, Appraised, Facts, Held, Learned, Passed, Skilled};
use crate::{
    application, codes,
    date::Date,
    record::{START, SectionId, YEAR, appointment, appraisal, continuing, education, practice_exam, work},
    review,
    values::{Values, amount},
};

/// What only whoever asks can know.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Around {
    /// Of the unit.
    pub region: String,
    /// 评审年度 of the committee's plan.
    pub year: Option<i32>,
    /// Series of the title that is held, where its name tells it.
    pub current_series: String,
}

/// The facts; `entries` are section, id and values.
pub fn facts(around: &Around, details: &Values, entries: &[(SectionId, String, Values)]) -> Facts {
    let of = |wanted: SectionId| {
        entries.iter().filter(move |(section, ..)| *section == wanted).map(|(_, id, values)| (id, values))
    };
    Facts {
        region: around.region.clone(),
        aim: Aim {
            kind: details.get(review::APPLY_KIND).to_owned(),
            series: details.get(application::SERIES).to_owned(),
            specialty: details.get(application::SPECIALTY).to_owned(),
            level: details.get(application::LEVEL).to_owned(),
        },
        year: around.year,
        studies: of(SectionId::Education).map(|(id, values)| education::studied(id, values)).collect(),
        work: of(SectionId::Work).map(|(_, values)| work::worked(values)).collect(),
        titles: held(around, details).into_iter().collect(),
        appraisals: of(SectionId::Appraisal).filter_map(|(_, values)| appraised(values)).collect(),
        continuing: of(SectionId::Continuing).filter_map(|(_, values)| learned(values)).collect(),
        exams: of(SectionId::PracticeExam).map(|(_, values)| passed(values)).collect(),
        skills: skilled(details).into_iter().collect(),
        post_since: of(SectionId::Appointment).filter_map(|(_, values)| post(details, values)).max(),
    }
}

/// The title that the form names; there is one when its level is told.
pub fn held(around: &Around, details: &Values) -> Option<Held> {
    let level = details.get(review::CURRENT_LEVEL);
    codes::TITLE_LEVEL.has(level).then(|| Held {
        level: level.to_owned(),
        series: around.current_series.clone(),
        specialty: details.get(review::CURRENT_SPECIALTY).to_owned(),
        name: details.get(review::CURRENT_TITLE).to_owned(),
        obtained: details.date(review::OBTAINED),
        review_year: year(details, review::REVIEW_YEAR),
        way: details.get(review::WAY).to_owned(),
        outside: details.get(review::OUTSIDE) == codes::YES,
    })
}

fn year(values: &Values, key: &str) -> Option<i32> {
    i32::try_from(values.whole(key)?).ok()
}

fn appraised(values: &Values) -> Option<Appraised> {
    let result = values.get(appraisal::RESULT);
    let label = codes::APPRAISAL_RESULT.label(result)?;
    Some(Appraised { year: year(values, YEAR)?, result: result.to_owned(), label: label.to_owned() })
}

fn learned(values: &Values) -> Option<Learned> {
    Some(Learned {
        year: year(values, YEAR)?,
        public: values.whole(continuing::PUBLIC)?,
        professional: values.whole(continuing::PROFESSIONAL)?,
        elective: values.whole(continuing::ELECTIVE)?,
    })
}

/// Without a pass mark nobody can say whether a score is enough.
fn passed(values: &Values) -> Passed {
    let score = amount(values.get(practice_exam::SCORE));
    let mark = amount(values.get(practice_exam::PASS));
    Passed {
        name: values.get(practice_exam::NAME).to_owned(),
        level: values.get(practice_exam::LEVEL).to_owned(),
        on: values.date(practice_exam::DATE),
        until: values.date(practice_exam::VALID_UNTIL),
        passed: score.zip(mark).map(|(score, mark)| score >= mark),
    }
}

fn skilled(details: &Values) -> Option<Skilled> {
    let level = details.get(review::SKILL_LEVEL);
    codes::SKILL_LEVEL
        .has(level)
        .then(|| Skilled { level: level.to_owned(), obtained: details.date(review::SKILL_OBTAINED) })
}

/// The start of an appointment to the level that is applied for.
fn post(details: &Values, values: &Values) -> Option<Date> {
    let level = values.get(appointment::LEVEL);
    (level.is_empty() || level == details.get(application::LEVEL)).then(|| values.date(START)).flatten()
}
