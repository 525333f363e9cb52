//! One time follows the other (`domain.md` §4.5): work from the first job on without a hole, 至今 at the end of
//! it, one full-time thing at a time.

use super::{Filler, Finding, Row, Rule, Whole};
use crate::{
    codes,
    date::Date,
    record::{SectionId, achievement, basic, education, work},
    values::{NOW, Values},
};

pub(super) fn findings(whole: &Whole) -> Vec<Finding> {
    let spans = main_spans(whole);
    let mut found = work_goes_on(whole, &spans);
    found.splice(0..0, work_begins(whole, &spans));
    found.extend(study_beside_study(whole));
    found.extend(study_beside_work(whole, &spans));
    found.extend(achievements_follow(whole));
    found
}

/// A time that an entry of 工作经历信息 covers.
struct Span<'a> {
    row: Row<'a>,
    start: Date,
    /// `None`: 至今.
    end: Option<Date>,
}

impl Span<'_> {
    /// Rather than without work or at school.
    fn works(&self) -> bool {
        work::at_work(self.row.values)
    }
}

/// The entries that are not beside another one, in the order of time.
fn main_spans<'a>(whole: &Whole<'a>) -> Vec<Span<'a>> {
    let mut spans: Vec<Span<'a>> = whole
        .of(SectionId::Work)
        .filter(|row| row.values.get(work::PART_TIME) != codes::YES)
        .filter_map(|row| {
            let now = row.values.get(work::END).trim() == NOW;
            let end = if now { None } else { Some(row.values.date(work::END)?) };
            Some(Span { row, start: row.values.date(work::START)?, end })
        })
        .collect();
    spans.sort_by_key(|span| (span.start, span.end.is_none(), span.end));
    spans
}

/// So much may lie between two times.
fn far_apart(until: Date, start: Date) -> bool {
    until.plus_months(1).is_some_and(|limit| start > limit)
}

/// 参加工作时间 is the start of the first job.
fn work_begins(whole: &Whole, spans: &[Span]) -> Option<Finding> {
    let first = spans.iter().find(|span| span.works())?;
    let since = whole.basic.date(basic::WORK_SINCE)?;
    (first.start != since).then(|| {
        let says = format!("参加工作时间是 {since}，第一条工作经历从 {} 开始，请核对", first.start);
        Finding::at(Rule::Timeline, first.row, work::START, says)
    })
}

/// No hole, no overlap, and 至今 in the last entry only.
fn work_goes_on(whole: &Whole, spans: &[Span]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |span: &Span, key, says: String, fillers| {
        found.push(Finding { fillers, ..Finding::at(Rule::Timeline, span.row, key, says) });
    };
    // Up to where the entries so far cover the time.
    let mut covered: Option<Date> = None;
    for (nth, span) in spans.iter().enumerate() {
        let start = span.start;
        if let Some(until) = covered {
            if far_apart(until, start) {
                let says = format!("工作经历在 {until} 到 {start} 之间中断超过 1 个月，请补上这段时间");
                say(span, work::START, says, fillers(whole, until, Some(start)));
            } else if start < until {
                let says =
                    format!("工作经历在 {start} 到 {until} 之间有重叠，请核对日期；是兼职的请在“是否兼职”里选“是”");
                say(span, work::START, says, Vec::new());
            }
        }
        match (span.end, spans.get(nth + 1)) {
            (Some(end), _) => covered = covered.max(Some(end)),
            (None, Some(next)) => {
                let says = format!("从 {start} 开始的工作经历填了“至今”，但不是最后一条，请核对");
                say(span, work::END, says, Vec::new());
                covered = covered.max(Some(next.start));
            }
            (None, None) => covered = covered.max(Some(whole.today)),
        }
    }
    if let (Some(last), Some(until)) = (spans.iter().max_by_key(|span| span.end), covered)
        && far_apart(until, whole.today)
    {
        let says = format!(
            "工作经历到 {until} 为止，以后的时间还没有填写；还在这个单位的请把结束日期改为“至今”，离开了的请补上以后的时间"
        );
        say(last, work::END, says, fillers(whole, until, None));
    }
    found
}

/// What a hole in the work may have been; without an end it lasts until now.
fn fillers(whole: &Whole, until: Date, next: Option<Date>) -> Vec<Filler> {
    let Some(start) = until.plus_days(1) else { return Vec::new() };
    let end = next.and_then(|next| next.plus_days(-1));
    let school = school_in(whole, start, end.unwrap_or(whole.today));
    let times = Values::new()
        .with(work::START, start.to_string())
        .with(work::END, end.map_or(NOW.to_owned(), |end| end.to_string()));
    let filler = |code: &str, word: &str, workplace: &str, doing: &str| Filler {
        code: format!("{code}-{start}"),
        word: word.to_owned(),
        values: times.clone().with(work::WORKPLACE, workplace).with(work::WORK, doing),
    };
    vec![
        filler("idle", work::IDLE, work::IDLE, work::IDLE),
        filler("study", work::STUDY, &school, work::STUDY),
        filler("venture", work::VENTURE, "", work::VENTURE),
    ]
}

/// The school of 学历教育信息 that covers most of a time, or nothing.
fn school_in(whole: &Whole, start: Date, end: Date) -> String {
    let shared = |row: &Row| {
        let (from, to) = (row.values.date(education::START)?, row.values.date(education::END)?);
        Some(from.max(start).until(to.min(end))).filter(|days| *days > 0)
    };
    let studies = whole.of(SectionId::Education).filter_map(|row| Some((shared(&row)?, row)));
    let most = studies.max_by_key(|(days, _)| *days);
    most.map(|(_, row)| row.values.get(education::SCHOOL).to_owned()).unwrap_or_default()
}

fn full_time_studies<'a>(whole: &Whole<'a>) -> Vec<(Date, Date, Row<'a>)> {
    let spans = whole.of(SectionId::Education).filter_map(|row| {
        let (start, end) = education::full_time_span(row.values)?;
        Some((start, end, row))
    });
    let mut spans: Vec<(Date, Date, Row<'a>)> = spans.collect();
    spans.sort_by_key(|(start, end, _)| (*start, *end));
    spans
}

/// A full-time study overlaps no other one.
fn study_beside_study(whole: &Whole) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut covered: Option<Date> = None;
    for (start, end, row) in full_time_studies(whole) {
        if let Some(until) = covered.filter(|until| start < *until) {
            let says = format!("两段全日制学历的时间重叠（{start} 到 {}），请核对日期和办学形式", until.min(end));
            found.push(Finding::at(Rule::Timeline, row, education::START, says));
        }
        covered = covered.max(Some(end));
    }
    found
}

/// A month and more of full-time study beside a main job.
fn study_beside_work(whole: &Whole, spans: &[Span]) -> Vec<Finding> {
    let both = |(from, to, row): (Date, Date, Row)| {
        let works = spans.iter().filter(|span| span.works());
        let shared = works.map(|span| (from.max(span.start), span.end.map_or(to, |end| to.min(end))));
        let long = shared.filter(|(start, end)| start.plus_months(1).is_some_and(|month| month <= *end));
        long.min().map(|(start, end)| {
            let says = format!(
                "全日制学习和工作在 {start} 到 {end} 之间重叠，请核对日期和办学形式；确实同时进行的，请在“主要工作内容”里说明"
            );
            Finding::at(Rule::Timeline, row, education::START, says)
        })
    };
    full_time_studies(whole).into_iter().filter_map(both).collect()
}

/// Achievements follow each other; where they do not, there may have been nothing to tell.
fn achievements_follow(whole: &Whole) -> Option<Finding> {
    let mut spans: Vec<(Date, Date, Row)> = whole
        .of(SectionId::Achievement)
        .filter_map(|row| {
            let now = row.values.get(achievement::END).trim() == NOW;
            let end = if now { whole.today } else { row.values.date(achievement::END)? };
            Some((row.values.date(achievement::START)?, end, row))
        })
        .collect();
    spans.sort_by_key(|(start, end, _)| (*start, *end));
    let mut holes = Vec::new();
    let mut covered: Option<Date> = None;
    for (start, end, row) in spans {
        holes.extend(covered.filter(|until| far_apart(*until, start)).map(|until| (until, start, row)));
        covered = covered.max(Some(end));
    }
    let (until, start, row) = *holes.first()?;
    let others = if holes.len() > 1 { format!("（另有 {} 处）", holes.len() - 1) } else { String::new() };
    let says = format!("业绩项目在 {until} 到 {start} 之间没有填写{others}；这段时间有业绩的请补上，没有的不用处理");
    Some(Finding::at(Rule::Hint, row, achievement::START, says))
}
