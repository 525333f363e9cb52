//! What only shows when all entries are looked at together; each test names the sentence of `domain.md` it keeps.

use domain::{
    codes,
    date::Date,
    record::{SectionId, YEAR, achievement, basic, education, work},
    values::Values,
    whole::{Filler, Finding, Row, Rule, Whole, twins},
};
use proptest::prelude::*;

use SectionId::{Achievement, Appraisal, Continuing, Education, Work};

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date of the test")
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().copied().collect()
}

fn study(start: &str, end: &str) -> Values {
    values(&[
        (education::START, start),
        (education::END, end),
        (education::SCHOOL, "五邑大学"),
        (education::MAJOR, "机械设计"),
        (education::LEVEL, "31"),
        (education::MODE, education::FULL_TIME),
    ])
}

fn job(start: &str, end: &str) -> Values {
    let workplace = format!("{start} 起的单位");
    values(&[(work::START, start), (work::END, end), (work::WORKPLACE, &workplace), (work::WORK, "机械设计")])
}

fn deed(start: &str, end: &str) -> Values {
    values(&[(achievement::START, start), (achievement::END, end), (achievement::PROJECT, start)])
}

fn year(year: &str) -> Values {
    values(&[(YEAR, year)])
}

/// A record of these entries, named by their places.
struct Record {
    basic: Values,
    rows: Vec<(SectionId, String, Values)>,
    apart: Vec<(String, String)>,
}

fn record(rows: impl IntoIterator<Item = (SectionId, Values)>) -> Record {
    let rows = rows.into_iter().enumerate().map(|(nth, (section, values))| (section, nth.to_string(), values));
    Record { basic: Values::new(), rows: rows.collect(), apart: Vec::new() }
}

fn jobs(spans: &[(&str, &str)]) -> Record {
    record(spans.iter().map(|(start, end)| (Work, job(start, end))))
}

impl Record {
    fn whole(&self) -> Whole<'_> {
        let rows = self.rows.iter().map(|(section, id, values)| Row { section: *section, id, values });
        Whole { basic: &self.basic, rows: rows.collect(), apart: &self.apart, today: day("2026-11-24") }
    }

    fn findings(&self) -> Vec<Finding> {
        self.whole().findings()
    }

    /// Where and what, without what may be said further on.
    fn said(&self) -> Vec<(String, String)> {
        self.findings().into_iter().map(|one| (one.entry, one.says)).collect()
    }

    #[track_caller]
    fn only(&self) -> Finding {
        let found = self.findings();
        assert_eq!(found.len(), 1, "{found:?}");
        found.into_iter().next().expect("just counted")
    }
}

fn at(entry: &str, says: &str) -> (String, String) {
    (entry.to_owned(), says.to_owned())
}

/// §4.5: 参加工作时间 = start of the first work row.
#[test]
fn work_begins_with_the_first_job() {
    let mut record = jobs(&[("2001-02-15", "至今")]);
    record.basic.set(basic::WORK_SINCE, "2001-02-15");
    assert_eq!(record.said(), []);
    // The guide's own sample.
    record.basic.set(basic::WORK_SINCE, "2007-07-02");
    assert_eq!(record.said(), [at("0", "参加工作时间是 2007-07-02，第一条工作经历从 2001-02-15 开始，请核对")]);
    record.basic.set(basic::WORK_SINCE, "2001-02-14");
    assert_eq!(record.said().len(), 1, "nor may it begin later");
    record.basic.set(basic::WORK_SINCE, "2007-07-02");
    record.rows[0].2.set(work::WORK, work::STUDY);
    record.rows.push((Work, "1".into(), job("2007-07-02", "至今")));
    record.rows[0].2.set(work::END, "2007-07-01");
    assert_eq!(record.said(), [], "a time at school is no job");
}

/// §4.5: gaps of more than a month.
#[test]
fn work_has_no_holes() {
    assert_eq!(jobs(&[("2007-07-02", "2010-01-31"), ("2010-02-28", "至今")]).said(), [], "a month is none");
    let hole = "工作经历在 2010-01-31 到 2010-03-01 之间中断超过 1 个月，请补上这段时间";
    let record = jobs(&[("2010-03-01", "至今"), ("2007-07-02", "2010-01-31")]);
    assert_eq!(record.said(), [at("0", hole)], "whatever the order of the list");
    assert_eq!((record.only().rule, record.only().key), (Rule::Timeline, work::START));
    // What a side job covers is covered by no work.
    let mut beside = jobs(&[("2007-07-02", "2010-01-31"), ("2010-03-01", "至今"), ("2010-01-01", "2010-06-30")]);
    beside.rows[2].2.set(work::PART_TIME, codes::YES);
    assert_eq!(beside.said(), [at("1", hole)]);
    // One job goes on while another begins and ends.
    let within = jobs(&[("2000-01-01", "2020-12-31"), ("2021-01-15", "至今")]);
    assert_eq!(within.said(), []);
    let over = jobs(&[("2007-07-02", "2018-06-30")]);
    let says = "工作经历到 2018-06-30 为止，以后的时间还没有填写；还在这个单位的请把结束日期改为“至今”，\
                离开了的请补上以后的时间";
    assert_eq!(over.said(), [at("0", says)]);
    assert_eq!(jobs(&[("2007-07-02", "2026-10-31")]).said(), [], "less than a month ago");
}

/// §4.5: a hole is filled by one row, and the person chooses what it was.
#[test]
fn a_hole_is_filled_at_once() {
    let record = jobs(&[("2007-07-02", "2010-01-31"), ("2010-03-02", "至今")]);
    let fillers = record.only().fillers;
    let words: Vec<&str> = fillers.iter().map(|filler| filler.word.as_str()).collect();
    assert_eq!(words, ["待业", "求学", "创业"]);
    let times = |filler: &Filler| (filler.values.get(work::START).to_owned(), filler.values.get(work::END).to_owned());
    for filler in &fillers {
        assert_eq!(times(filler), ("2010-02-01".to_owned(), "2010-03-01".to_owned()), "{filler:?}");
        let mut filled = jobs(&[("2007-07-02", "2010-01-31"), ("2010-03-02", "至今")]);
        filled.rows.push((Work, "2".into(), filler.values.clone()));
        assert_eq!(filled.said(), [], "{filler:?}");
        assert_eq!(filled.whole().filler(Work, &filler.code), None, "it can be filled once");
        assert_eq!(record.whole().filler(Work, &filler.code).as_ref(), Some(filler));
        assert_eq!(record.whole().filler(Appraisal, &filler.code), None, "it belongs to its section");
    }
    assert_eq!(fillers[0].values.get(work::WORKPLACE), work::IDLE);
    assert_eq!(fillers[1].values.get(work::WORKPLACE), "", "which school is not known");
    let mut before = jobs(&[("2007-07-02", "2010-01-31"), ("2010-03-02", "至今")]);
    before.rows.push((Education, "2".into(), study("2003-09-01", "2007-06-30")));
    assert_eq!(before.only().fillers[1].values.get(work::WORKPLACE), "", "a study of another time");
    // A study in that time gives its school, and is no contradiction to being at school.
    let mut studied = jobs(&[("2007-07-02", "2010-01-31"), ("2012-08-01", "至今")]);
    studied.rows.push((Education, "2".into(), study("2010-02-20", "2012-07-01")));
    let school = studied.only().fillers[1].clone();
    assert_eq!(school.values.get(work::WORKPLACE), "五邑大学");
    studied.rows.push((Work, "3".into(), school.values));
    assert_eq!(studied.said(), []);
    // The last hole lasts until now.
    let open = jobs(&[("2007-07-02", "2018-06-30")]).only().fillers;
    assert_eq!(times(&open[0]), ("2018-07-01".to_owned(), "至今".to_owned()));
}

/// §4.5: overlaps; and a job beside another is said to be one.
#[test]
fn jobs_follow_each_other() {
    let mut record = jobs(&[("2007-07-02", "2015-06-30"), ("2008-01-01", "2009-01-01"), ("2015-07-01", "至今")]);
    let overlap = "工作经历在 2008-01-01 到 2015-06-30 之间有重叠，请核对日期；是兼职的请在“是否兼职”里选“是”";
    assert_eq!(record.said(), [at("1", overlap)]);
    record.rows[1].2.set(work::PART_TIME, codes::YES);
    assert_eq!(record.said(), []);
    record.rows[2].2.set(work::START, "2015-06-30");
    assert_eq!(record.said(), [], "the day of the change belongs to both");
    assert_eq!(record.findings(), [], "nothing to fill");
}

/// §4.5: 至今 only in the last row.
#[test]
fn only_the_last_job_goes_on() {
    let record = jobs(&[("2007-07-02", "至今"), ("2015-07-01", "2018-06-30"), ("2018-07-01", "至今")]);
    assert_eq!(record.said(), [at("0", "从 2007-07-02 开始的工作经历填了“至今”，但不是最后一条，请核对")]);
    assert_eq!(record.only().key, work::END);
    let record = jobs(&[("2001-01-01", "2005-12-31"), ("2006-01-01", "至今"), ("2015-07-01", "至今")]);
    assert_eq!(record.only().entry, "1", "what goes on leaves no hole");
}

/// §4.5: full-time study must not overlap another full-time study.
#[test]
fn full_time_studies_do_not_overlap() {
    let studies = |second: Values| record([(Education, study("2001-09-01", "2008-06-30")), (Education, second)]);
    let other = |start, end| study(start, end).with(education::SCHOOL, "电子科技大学");
    let says = "两段全日制学历的时间重叠（2003-09-01 到 2005-06-30），请核对日期和办学形式";
    assert_eq!(studies(other("2003-09-01", "2005-06-30")).said(), [at("1", says)], "one within the other");
    assert_eq!(studies(other("2008-06-30", "2012-06-30")).said(), [], "the day of the change belongs to both");
    let evening = other("2003-09-01", "2005-06-30").with(education::MODE, "07");
    assert_eq!(studies(evening).said(), []);
}

/// §4.5: full-time study and full-time work together for a month and more ask for an explanation.
#[test]
fn full_time_study_is_not_beside_work() {
    let both = |start: &str| record([(Education, study("2005-09-01", "2007-06-30")), (Work, job(start, "至今"))]);
    assert_eq!(both("2007-06-01").said(), [], "a day less than a month");
    let says = "全日制学习和工作在 2007-05-30 到 2007-06-30 之间重叠，请核对日期和办学形式；\
                确实同时进行的，请在“主要工作内容”里说明";
    assert_eq!(both("2007-05-30").said(), [at("0", says)]);
    let mut evening = both("2007-05-30");
    evening.rows[0].2.set(education::MODE, "07");
    assert_eq!(evening.said(), []);
    let mut side = both("2007-05-30");
    side.rows[1].2.set(work::PART_TIME, codes::YES);
    assert_eq!(side.said(), []);
}

/// §4.5: appraisal years without holes, from the first to the last.
#[test]
fn no_appraisal_is_missing() {
    let years = |years: &[&str]| record(years.iter().map(|one| (Appraisal, year(one))));
    assert_eq!(years(&["2025", "2024", "2023"]).said(), []);
    assert_eq!(years(&["2025", "不清楚"]).said(), [], "what does not read is no year");
    let hole = years(&["2025", "2023"]);
    let says = "年度考核缺少 2024 年度，请补上；没有参加考核的，结果选“未定等次”并说明原因";
    assert_eq!(hole.said(), [at("0", says)]);
    let filler = hole.only().fillers[0].clone();
    assert_eq!((filler.word.as_str(), filler.values), ("2024 年度", year("2024")));
    assert_eq!(hole.only().rule, Rule::Yearly);
    let long = years(&["2010", "2020"]).only();
    assert!(long.says.starts_with("年度考核缺少 2011 到 2019 年度"), "{}", long.says);
    assert_eq!(long.fillers.len(), 6, "so many at a time");
    let two = years(&["2010", "2012", "2014"]).findings();
    assert_eq!(two.iter().map(|one| one.entry.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(
        record([(Continuing, year("2010")), (Continuing, year("2012"))]).said(),
        [],
        "of other years nothing is said"
    );
}

/// §4.5: appraisal years and years of continuing education are unique.
#[test]
fn a_year_is_given_once() {
    for (section, title) in [(Appraisal, "年度考核信息"), (Continuing, "完成继续教育任务总体情况")] {
        let record = record([(section, year("2024")), (section, year("2025")), (section, year("２０２４"))]);
        let found = record.only();
        assert_eq!(found.says, format!("{title}第 3 条和第 1 条相同，是同一条的请留下一条"));
        assert_eq!((found.rule, found.key, found.twin.as_deref()), (Rule::Twins, YEAR, Some("0")));
    }
}

/// §3 item 14: the dates of achievements follow each other; it is no more than a hint.
#[test]
fn achievements_follow_each_other() {
    let deeds = |spans: &[(&str, &str)]| record(spans.iter().map(|(start, end)| (Achievement, deed(start, end))));
    assert_eq!(deeds(&[("2015-01-01", "2016-01-01"), ("2016-02-01", "至今"), ("2018-01-01", "2019-01-01")]).said(), []);
    let found =
        deeds(&[("2018-01-01", "2019-01-01"), ("2015-01-01", "2016-01-01"), ("2020-01-01", "2021-01-01")]).only();
    assert_eq!(found.rule, Rule::Hint);
    assert!(found.says.starts_with("业绩项目在 2016-01-01 到 2018-01-01 之间没有填写（另有 1 处）"), "{}", found.says);
}

/// §4.7: of every section, entries that are told to be the same are found, and others are not.
#[test]
fn each_section_tells_what_is_the_same() {
    for id in SectionId::ALL.iter().copied().filter(|id| id.many()) {
        let section = id.section();
        let sample = section.sample();
        assert!(!section.identity.is_empty(), "{id:?} cannot tell what is the same");
        for way in section.identity {
            // Only the fields of this way, so that no other one tells.
            let bare: Values = way.iter().map(|key| (*key, sample.get(key))).collect();
            assert!(way.iter().all(|key| bare.has(key)), "the sample of {id:?} fills {way:?}");
            let twins = record([(id, bare.clone()), (id, bare.clone())]);
            let of = |found: Vec<Finding>| found.into_iter().filter(|one| one.rule == Rule::Twins).count();
            assert_eq!(of(twins.findings()), 1, "{id:?} {way:?}");
            for key in *way {
                for other in ["另一个", ""] {
                    let differs = record([(id, bare.clone()), (id, bare.clone().with(key, other))]);
                    assert_eq!(of(differs.findings()), 0, "{id:?} {key} {other}");
                }
                let empty = record([(id, bare.clone().with(key, "")), (id, bare.clone().with(key, "，。"))]);
                assert_eq!(of(empty.findings()), 0, "what is empty is the same as nothing: {id:?} {key}");
            }
        }
    }
}

/// §4.7: NFKC, case, blanks and punctuation tell nothing apart; the rest does.
#[test]
fn what_is_written_otherwise_is_the_same() {
    let same = |a: &str, b: &str| twins::folded(a) == twins::folded(b);
    for (a, b) in [
        ("基于PLC的控制系统", "基于 ＰＬＣ 的控制系统"),
        ("基于PLC的控制系统", "《基于plc的控制系统》。"),
        ("10.1000/ABC-1", "10.1000/abc－1"),
        ("ZL 2018 1 0000001.X", "zl201810000001x"),
        ("示例大学（深圳）", "示例大学(深圳)"),
        ("①号机组", "1号机组"),
        ("é", "E\u{301}"),
        ("10㏁ 电阻", "10MΩ电阻"),
    ] {
        assert!(same(a, b), "{a} {b}: {} {}", twins::folded(a), twins::folded(b));
    }
    for (a, b) in [("C++程序设计", "C程序设计"), ("C#", "C"), ("一期工程", "二期工程"), ("李𬀩", "李")]
    {
        assert!(!same(a, b), "{a} {b}");
    }
    assert_eq!(twins::folded(" ，。“”—— "), "");
}

/// What is there twice is no overlap as well, until it is said to be two things.
#[test]
fn what_is_the_same_is_said_once() {
    let mut record =
        record([(Education, study("2001-09-01", "2005-06-30")), (Education, study("2001-09-01", "2005-06-30"))]);
    assert_eq!(record.only().rule, Rule::Twins);
    record.apart.push(at("0", "1"));
    assert_eq!(record.only().rule, Rule::Timeline);
}

/// §4.7: the person has the last word.
#[test]
fn what_is_kept_apart_is_not_said_again() {
    let mut record = record([(Appraisal, year("2024")), (Appraisal, year("2024")), (Appraisal, year("2024"))]);
    let pairs = |record: &Record| -> Vec<(String, String)> {
        record.findings().into_iter().map(|one| (one.entry, one.twin.unwrap_or_default())).collect()
    };
    assert_eq!(pairs(&record), [at("1", "0"), at("2", "0")], "each is said once");
    record.apart.push(at("0", "2"));
    assert_eq!(pairs(&record), [at("1", "0"), at("2", "1")]);
    record.apart.extend([at("2", "1"), at("1", "0")]);
    assert_eq!(pairs(&record), []);
}

proptest! {
    /// Whatever is typed, looking at it ends and finds the same again; folding twice is folding once.
    #[test]
    fn any_record_can_be_looked_at(
        spans in proptest::collection::vec(("(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|2[0-8])|至今|x", "(19|20)[0-9]{2}-0[1-9]-1[0-9]|至今|"), 0..12),
        text in ".{0,20}",
    ) {
        let all = spans.iter().flat_map(|(start, end)| {
            [(Work, job(start, end)), (Education, study(start, end)), (Achievement, deed(start, end)), (Appraisal, year(start.get(..4).unwrap_or("")))]
        });
        let record = record(all);
        let found = record.findings();
        prop_assert_eq!(&found, &record.findings());
        for finding in &found {
            prop_assert!(record.rows.iter().any(|(section, id, _)| *section == finding.section && *id == finding.entry));
            prop_assert!(finding.section.section().form.field(finding.key).is_some());
        }
        let folded = twins::folded(&text);
        prop_assert_eq!(twins::folded(&folded), folded);
    }

    /// Plain text takes a short way, to the same end: behind a letter that is not plain all of it takes the long one.
    #[test]
    fn plain_text_folds_as_all_text_does(text in "[ -~一-鿿]{0,20}") {
        let behind = format!("ж{text}");
        prop_assert_eq!(twins::folded(&behind), format!("ж{}", twins::folded(&text)));
    }
}
