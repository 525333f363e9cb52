//! Policy as data, rule by rule: each test names the part of `domain.md` it holds to.

use std::sync::LazyLock;

use domain::{
    business::Business,
    codes,
    date::Date,
    eligibility::{Studied, Worked, guangdong_rules},
    policy::{
        InForce, Mode, Policy, Row, assess, assessment,
        facts::{Aim, Appraised, Facts, Held, Learned, Passed, Skilled},
        gather::{self, Around},
        judge::{Condition, Standing, Verdict, What, judge},
        period::{Counting, Counts, counting},
    },
    readiness::Result as Answer,
    record::SectionId,
    values::Values,
};
use proptest::prelude::*;

/// The unit of the examples is in Zhongshan.
const REGION: &str = "442000";

fn shipped() -> Policy {
    let rows = serde_json::from_str(include_str!("../../../server/backend/data/policy.json"));
    Policy { rows: rows.expect("the shipped rules read"), recognition: guangdong_rules() }
}

/// The shipped rules with a variant taken from the shelf.
fn with_variant(id: &str) -> Policy {
    let policy = shipped();
    let mut row = row(&policy, id).clone();
    row.in_use = true;
    policy.with(&[row])
}

fn row<'a>(policy: &'a Policy, id: &str) -> &'a Row {
    policy.rows.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("{id} is shipped"))
}

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date of the test")
}

fn today() -> Date {
    day("2026-11-24")
}

fn study(level: &str, degree: &str, end: &str) -> Studied {
    Studied {
        entry: "e".to_owned(),
        level_code: level.to_owned(),
        degree_code: degree.to_owned(),
        mode_code: "01".to_owned(),
        end: Date::parse(end).ok(),
        label: "学历".to_owned(),
    }
}

fn held(level: &str, way: &str, obtained: &str, review_year: Option<i32>) -> Held {
    Held {
        level: level.to_owned(),
        series: "05".to_owned(),
        obtained: Date::parse(obtained).ok(),
        review_year,
        way: way.to_owned(),
        ..Held::default()
    }
}

fn aim(kind: &str, level: &str) -> Aim {
    Aim { kind: kind.to_owned(), series: "05".to_owned(), specialty: "05001".to_owned(), level: level.to_owned() }
}

/// A person of the unit in Zhongshan who works since 2005 and whose years are all in order.
fn person(level: &str, degree: &str, titles: &[Held]) -> Facts {
    Facts {
        region: REGION.to_owned(),
        aim: aim("", ""),
        studies: vec![study(level, degree, "2005-06-30")],
        work: vec![Worked { start: Date::new(2005, 7, 1), end: None }],
        titles: titles.to_vec(),
        appraisals: (2006..2060).map(good_year).collect(),
        continuing: (2006..2060).map(full_hours).collect(),
        ..Facts::default()
    }
}

fn good_year(year: i32) -> Appraised {
    Appraised { year, result: "competent".to_owned(), label: "合格（称职）".to_owned() }
}

fn full_hours(year: i32) -> Learned {
    Learned { year, public: 30, professional: 42, elective: 18 }
}

fn ask(facts: &Facts, kind: &str, level: &str, today: &str) -> Verdict {
    judge(&shipped(), &Facts { aim: aim(kind, level), ..facts.clone() }, day(today))
}

#[track_caller]
fn of(verdict: &Verdict, what: What) -> &Condition {
    let found = verdict.conditions.iter().find(|condition| condition.what == what);
    found.unwrap_or_else(|| panic!("no {what:?} in {verdict:?}"))
}

/// §2.4, line by line: enough on the day, short the year before, by the rule that is named.
#[test]
fn every_line_of_the_review_conditions() {
    let title = |level| [held(level, "exam", "2015-03-01", None)];
    let none: [Held; 0] = [];
    for (rule, schooling, degree, titles, target, last_short, first) in [
        ("RV-1", "21", "4", &none[..], "junior", "2005-06-29", "2005-06-30"),
        ("RV-2", "31", "9", &none[..], "junior", "2005-12-31", "2006-01-01"),
        ("RV-2", "41", "9", &none[..], "junior", "2005-12-31", "2006-01-01"),
        ("RV-3", "14", "3", &none[..], "assistant", "2005-06-29", "2005-06-30"),
        ("RV-4", "21", "4", &none[..], "assistant", "2005-12-31", "2006-01-01"),
        ("RV-5", "31", "9", &title("junior")[..], "assistant", "2016-12-31", "2017-01-01"),
        ("RV-6", "41", "9", &title("junior")[..], "assistant", "2018-12-31", "2019-01-01"),
        ("RV-7", "11", "2", &none[..], "intermediate", "2005-06-29", "2005-06-30"),
        ("RV-8", "14", "3", &title("assistant")[..], "intermediate", "2016-12-31", "2017-01-01"),
        ("RV-9", "21", "4", &title("assistant")[..], "intermediate", "2018-12-31", "2019-01-01"),
        ("RV-9", "31", "9", &title("assistant")[..], "intermediate", "2018-12-31", "2019-01-01"),
        ("RV-10", "11", "2", &title("intermediate")[..], "associate_senior", "2016-12-31", "2017-01-01"),
        ("RV-11", "14", "3", &title("intermediate")[..], "associate_senior", "2019-12-31", "2020-01-01"),
        ("RV-11", "21", "4", &title("intermediate")[..], "associate_senior", "2019-12-31", "2020-01-01"),
        ("RV-12", "21", "4", &title("associate_senior")[..], "senior", "2019-12-31", "2020-01-01"),
    ] {
        // The rules are asked about days before they were written down.
        let mut policy = shipped();
        for row in &mut policy.rows {
            row.valid_from = day("2000-01-01");
        }
        let facts = Facts { aim: aim("", target), ..person(schooling, degree, titles) };
        let verdict = |today: &str| judge(&policy, &facts, day(today));
        let (before, on) = (verdict(last_short), verdict(first));
        assert!(before.short(), "{rule} {schooling} before: {before:?}");
        assert!(on.met(), "{rule} {schooling} on the day: {on:?}");
        assert_eq!(on.rule.as_ref().map(|(id, _)| id.as_str()), Some(rule), "{schooling} {target}");
        assert_eq!((before.earliest, on.earliest), (Some(day(first)), Some(day(first))), "{rule} {schooling}");
    }
}

/// §2.4: what is one level of schooling too low, or one title too low, lacks just that.
#[test]
fn schooling_and_title_are_both_asked_for() {
    let engineer = [held("intermediate", "exam", "2015-03-01", None)];
    let verdict = ask(&person("31", "9", &engineer), "", "associate_senior", "2026-11-24");
    assert_eq!(verdict.lacking().map(|condition| condition.what).collect::<Vec<_>>(), [What::Education]);
    assert_eq!(of(&verdict, What::Education).said, "要求本科以上学历（学位），你填写的最高学历是大学专科");
    assert_eq!(verdict.earliest, None, "time does not help");
    let assistant = [held("assistant", "exam", "2015-03-01", None)];
    let verdict = ask(&person("21", "4", &assistant), "", "associate_senior", "2026-11-24");
    assert_eq!(verdict.lacking().map(|condition| condition.what).collect::<Vec<_>>(), [What::Holding]);
    assert_eq!(
        of(&verdict, What::Holding).said,
        "要求持有中级职称，你持有的是 2015-03-01 考试取得的助理级职称，要逐级申报"
    );
    // A degree counts like the schooling of its level.
    let verdict = ask(&person("31", "4", &engineer), "", "associate_senior", "2026-11-24");
    assert!(verdict.met(), "{verdict:?}");
}

fn periods(held: &Held, target_year: i32) -> Counting {
    let policy = shipped();
    counting(&policy.on(REGION, today()), held, target_year).expect("it is told whole")
}

/// §2.6, first example: 评审年度 2022, passed in March or April 2023.
#[test]
fn a_title_of_2022_passed_in_2023() {
    for obtained in ["2023-03-15", "2023-04-20"] {
        let title = held("intermediate", "review", obtained, Some(2022));
        let counting = periods(&title, 2027);
        assert_eq!(
            (counting.years_from, counting.material_from, counting.until),
            (day("2023-01-01"), day("2023-01-01"), day("2027-12-31"))
        );
        let facts = person("21", "4", &[title]);
        assert!(ask(&facts, "", "associate_senior", "2026-12-31").short());
        let verdict = ask(&facts, "", "associate_senior", "2027-01-01");
        assert!(verdict.met(), "5 years are full on 2027-12-31, the cut-off of 2027: {verdict:?}");
        let verdict = ask(&facts, "", "associate_senior", "2026-11-24");
        assert_eq!(verdict.earliest, Some(day("2027-01-01")));
        assert_eq!(
            of(&verdict, What::Years).said,
            "要求取得中级满 5 年，从 2023-01-01 算起（2021 年度起评审取得的，从评审年度次年的 1 月 1 日起算），到 2027-12-31 才满，最早可以申报 2027 年度"
        );
    }
}

/// §2.6, second example: 年度 2017, passed in November 2017 or in March 2018.
#[test]
fn a_title_of_2017() {
    for obtained in ["2017-11-20", "2018-03-15"] {
        let counting = periods(&held("intermediate", "review", obtained, Some(2017)), 2026);
        assert_eq!((counting.years_from, counting.material_from), (day("2017-01-01"), day("2017-09-01")), "{obtained}");
    }
}

/// §2.6, the lines for 考试 and 认定, and §7: the dissenting text is a switch.
#[test]
fn a_title_by_examination_or_recognition() {
    let exam = periods(&held("intermediate", "exam", "2016-09-11", None), 2026);
    assert_eq!((exam.years_from, exam.material_from), (day("2016-09-11"), day("2016-09-11")));
    for obtained in ["2019-12-01", "2021-09-15"] {
        let title = held("assistant", "recognition", obtained, None);
        let recognised = periods(&title, 2026);
        assert_eq!((recognised.years_from, recognised.material_from), (day(obtained), day(obtained)));
        let dissenting = with_variant("CT-5B");
        let counting = counting(&dissenting.on(REGION, today()), &title, 2026).expect("it is told whole");
        let from = if obtained == "2019-12-01" { obtained } else { "2022-01-01" };
        assert_eq!((counting.years_from, counting.material_from), (day(from), day(from)), "{obtained}");
    }
}

/// §2.6: the years of a review cannot be told without its 评审年度, and nothing is guessed.
#[test]
fn what_cannot_be_counted_is_asked_for() {
    let policy = shipped();
    let missing = |held: &Held| counting(&policy.on(REGION, today()), held, 2026).expect_err("something is missing");
    assert_eq!(
        missing(&held("intermediate", "review", "2018-03-15", None)),
        "2018-03-15 评审取得的中级职称是评审取得的，还没有填写评审年度，年限算不出来，请补上（以证书或发文为准）"
    );
    assert_eq!(
        missing(&held("intermediate", "exam", "", None)),
        "考试取得的中级职称还没有填写取得时间，年限算不出来，请补上"
    );
    assert_eq!(
        missing(&held("intermediate", "", "2018-03-15", None)),
        "2018-03-15 取得的中级职称还没有填写取得方式，年限算不出来，请补上"
    );
    let facts = person("21", "4", &[held("intermediate", "review", "2018-03-15", None)]);
    let verdict = ask(&facts, "", "associate_senior", "2026-11-24");
    assert_eq!(of(&verdict, What::Years).standing, Standing::Open);
    assert!(verdict.met() && verdict.open().count() == 1, "open is not lacking: {verdict:?}");
    // No rule speaks of the place.
    let nowhere = counting(&policy.on("350100", today()), &held("junior", "exam", "2018-03-15", None), 2026);
    assert_eq!(nowhere, Err("当地还没有公布 2018 年考试取得的职称怎样计算年限，请向当地人社部门咨询".to_owned()));
}

/// §4.5: material dates inside the valid period of §2.6, else 不计入.
#[test]
fn material_outside_the_period_does_not_count() {
    let counting = periods(&held("intermediate", "review", "2017-11-20", Some(2017)), 2024);
    let counts = |text: &str| counting.counts(day(text));
    assert_eq!(counts("2017-08-31"), Counts::Not("2017-08-31 早于 2017-09-01，不计入".to_owned()));
    assert_eq!(counts("2017-09-01"), Counts::Whole);
    assert_eq!(counts("2024-12-31"), Counts::Whole);
    let later = "2025-01-01 晚于 2024-12-31，不计入，可以用于以后年度的申报".to_owned();
    assert_eq!(counts("2025-01-01"), Counts::Not(later));
    let span = |start: &str, end: &str| counting.span(day(start), Date::parse(end).ok());
    assert!(matches!(span("2015-01-01", "2017-08-31"), Counts::Not(_)));
    assert!(matches!(span("2025-01-01", ""), Counts::Not(_)));
    assert_eq!(span("2018-01-01", "2024-12-31"), Counts::Whole);
    assert_eq!(span("2018-01-01", ""), Counts::Whole);
    assert_eq!(span("2015-01-01", "2017-09-01"), Counts::Part("2017-09-01 以前的部分不计入".to_owned()));
    assert_eq!(span("2018-01-01", "2025-06-30"), Counts::Part("2024-12-31 以后的部分不计入".to_owned()));
}

/// §2.2: what is by examination alone is refused, 考评结合 asks for the examination first.
#[test]
fn levels_by_examination() {
    let policy = shipped();
    let in_force = policy.on(REGION, today());
    for series in ["17", "18", "19", "27"] {
        for level in ["junior", "assistant", "intermediate"] {
            assert!(
                in_force.no_review(series, "", level).is_some_and(|said| said.contains("以考代评")),
                "{series} {level}"
            );
            assert!(in_force.no_recognition(series, "", level).is_some(), "{series} {level}");
        }
        assert_eq!(in_force.no_review(series, "", "associate_senior"), None, "{series}");
        assert!(in_force.no_recognition(series, "", "associate_senior").is_some_and(|said| said.contains("考评结合")));
        assert_eq!(in_force.no_review(series, "", "senior"), None, "{series}");
    }
    for (series, level) in [("04", "intermediate"), ("08", "assistant"), ("15", "intermediate")] {
        assert!(in_force.no_review(series, "", level).is_some(), "{series} {level}");
    }
    // Software and communications of the engineers; their machinery is not concerned.
    assert!(in_force.no_review("05", "05096", "associate_senior").is_some());
    assert!(in_force.no_review("05", "05038", "intermediate").is_some());
    assert_eq!(in_force.no_review("05", "05038", "associate_senior"), None);
    assert_eq!(in_force.no_review("05", "05001", "intermediate"), None);
    assert_eq!(in_force.no_recognition("05", "05001", "intermediate"), None);
    // A place may say otherwise for itself; the other levels stay.
    let own = r#"[{"kind":"level","id":"LV-KJ-1","region":"442000","valid_from":"2020-01-01","source":"of the test",
        "data":{"series":"17","levels":["intermediate","assistant","junior"],"mode":"recognise_or_review"}}]"#;
    let city = policy.with(&serde_json::from_str::<Vec<Row>>(own).expect("a rule"));
    let (here, there) = (city.on(REGION, today()), city.on("440300", today()));
    assert_eq!(here.no_review("17", "", "intermediate"), None);
    assert!(there.no_review("17", "", "intermediate").is_some());
    let special = |in_force: &InForce| in_force.special_levels().filter(|rule| rule.mode == Mode::Exam).count();
    assert_eq!((special(&here) + 1, special(&there)), (special(&in_force), special(&in_force)));

    let accountant = [Held { series: "17".to_owned(), ..held("intermediate", "exam", "2010-03-01", None) }];
    let mut facts = person("21", "4", &accountant);
    facts.aim = Aim { series: "17".to_owned(), specialty: "17001".to_owned(), ..aim("", "associate_senior") };
    let exam = |facts: &Facts| of(&judge(&policy, facts, today()), What::Exam).clone();
    assert_eq!(exam(&facts).said, "副高级要先考试合格再评审（考评结合），实践能力考试里还没有合格的成绩");
    let sat = |passed, until| Passed {
        name: "高级会计实务".to_owned(),
        level: "associate_senior".to_owned(),
        on: Date::new(2023, 5, 17),
        until: Date::parse(until).ok(),
        passed,
    };
    facts.exams = vec![sat(Some(false), "")];
    assert_eq!(exam(&facts).standing, Standing::Lacking);
    facts.exams = vec![sat(None, "")];
    assert_eq!(exam(&facts).standing, Standing::Open);
    facts.exams = vec![sat(Some(true), "2026-05-16")];
    assert_eq!(
        exam(&facts).said,
        "副高级要先考试合格，你的 2023-05-17 高级会计实务成绩到 2026-05-16 已经过了有效期，请重新参加考试"
    );
    facts.exams = vec![sat(Some(true), "2026-12-31")];
    assert_eq!(exam(&facts).standing, Standing::Held);
    facts.exams = vec![Passed { level: "intermediate".to_owned(), ..sat(Some(true), "2026-12-31") }];
    assert_eq!(exam(&facts).standing, Standing::Lacking, "of another level");
}

/// §2.5, 破格: neither schooling nor years, but the title and recommendations.
#[test]
fn the_exceptional_route() {
    let facts = person("31", "9", &[held("intermediate", "review", "2025-03-15", Some(2024))]);
    let verdict = ask(&facts, "exceptional", "associate_senior", "2026-11-24");
    assert!(verdict.met(), "{verdict:?}");
    assert_eq!(of(&verdict, What::Education).said, "破格申报不要求学历");
    assert_eq!(of(&verdict, What::Years).said, "破格申报不要求年限");
    assert_eq!(of(&verdict, What::Material).standing, Standing::Open);
    let without = ask(&person("31", "9", &[]), "exceptional", "associate_senior", "2026-11-24");
    assert_eq!(without.lacking().map(|condition| condition.what).collect::<Vec<_>>(), [What::Holding]);
    // 博士 alone is enough for 中级; without it nothing is left of that rule.
    let without = ask(&person("31", "9", &[]), "exceptional", "intermediate", "2026-11-24");
    assert!(without.short(), "{without:?}");
    // 员级 rests on schooling alone: nothing is left to go by.
    let without = ask(&person("31", "9", &[]), "exceptional", "junior", "2026-11-24");
    assert_eq!(of(&without, What::Rules).standing, Standing::Open);
}

/// §2.5, 转系列: the same level in another series, and a year in the new post.
#[test]
fn the_change_of_series() {
    let accountant = Held { series: "17".to_owned(), ..held("intermediate", "exam", "2016-09-11", None) };
    let mut facts = person("21", "4", std::slice::from_ref(&accountant));
    let change = |facts: &Facts, level: &str| ask(facts, "change_series", level, "2026-11-24");
    assert_eq!(of(&change(&facts, "intermediate"), What::Years).standing, Standing::Open, "since when is not told");
    facts.post_since = Some(day("2026-01-02"));
    let verdict = change(&facts, "intermediate");
    assert!(verdict.short() && verdict.earliest == Some(day("2027-01-01")), "{verdict:?}");
    facts.post_since = Some(day("2026-01-01"));
    assert!(change(&facts, "intermediate").met());
    assert_eq!(of(&change(&facts, "associate_senior"), What::Holding).standing, Standing::Lacking, "another level");
    facts.titles = vec![held("intermediate", "exam", "2016-09-11", None)];
    assert_eq!(
        of(&change(&facts, "intermediate"), What::Holding).said,
        "要求持有其他系列的中级职称，你没有其他系列的同级职称；同系列晋升请把申报类型改为“晋升”"
    );
    // The other way round: for a promotion the title has to be of the series.
    facts.titles = vec![accountant];
    let verdict = ask(&facts, "", "associate_senior", "2026-11-24");
    assert!(of(&verdict, What::Holding).said.contains("要先转评为申报系列的同级职称"), "{verdict:?}");
    assert!(verdict.others.iter().any(|other| other.contains("“转系列”申报中级")), "{:?}", verdict.others);
}

/// §2.5, 技能贯通: 高级工 + 2 → 助理级, 技师 + 3 → 中级, 高级技师 + 4 → 副高; 特级技师 is a switch.
#[test]
fn from_skills_to_titles() {
    let skilled = |skill: &str| Facts {
        skills: vec![Skilled { level: skill.to_owned(), obtained: Some(day("2020-07-01")) }],
        ..person("41", "9", &[])
    };
    for (skill, level, year) in [
        ("senior_worker", "assistant", 2022),
        ("technician", "intermediate", 2023),
        ("senior_technician", "associate_senior", 2024),
    ] {
        let first = Date::new(year, 1, 1).expect("a year");
        let before = ask(&skilled(skill), "skilled", level, &format!("{}-12-31", year - 1));
        assert_eq!((before.short(), before.earliest), (true, Some(first)), "{skill}");
        let verdict = ask(&skilled(skill), "skilled", level, &first.to_string());
        assert!(verdict.met() && verdict.rule.is_some_and(|(id, _)| id.starts_with("SK-")), "{skill}");
    }
    assert_eq!(
        of(&ask(&skilled("senior_worker"), "skilled", "intermediate", "2026-11-24"), What::Skill).said,
        "要求取得技师等级，你的技能等级还不够"
    );
    let special = Facts { aim: aim("skilled", "senior"), ..skilled("special_technician") };
    assert_eq!(of(&judge(&shipped(), &special, today()), What::Rules).standing, Standing::Open);
    assert!(judge(&with_variant("SK-4"), &special, today()).rule.is_some());
}

/// §2.5, 绿色通道: 港澳台 professionals by schooling and years; no continuing education for anybody.
#[test]
fn the_green_channel() {
    for (schooling, degree, level, years) in [
        ("21", "4", "associate_senior", 10),
        ("14", "3", "associate_senior", 7),
        ("11", "2", "associate_senior", 2),
        ("21", "4", "senior", 15),
        ("14", "3", "senior", 12),
        ("11", "2", "senior", 7),
    ] {
        let mut facts = person(schooling, degree, &[]);
        facts.continuing.clear();
        let offered = |today: &str| {
            let verdict = ask(&facts, "green_channel", level, today);
            assert!(verdict.met(), "{verdict:?}");
            assert_eq!(of(&verdict, What::Continuing).said, "绿色通道申报不要求继续教育");
            let words = format!("满 {years} 年，需要在内地工作的港澳台专业人士");
            verdict.others.iter().any(|other| other.contains(&words))
        };
        let mut policy_year = 2005 + years;
        // The rules begin in 2020; who was enough before is enough on their first day.
        policy_year = policy_year.max(2020);
        assert!(offered(&format!("{policy_year}-12-31")), "{schooling} {level}");
        if policy_year > 2020 {
            assert!(!offered(&format!("{}-12-31", policy_year - 2)), "{schooling} {level}");
        }
    }
}

/// §2.5, 基层定向 and 委托: no schooling there, a letter here; the years of the lowest rule stay.
#[test]
fn the_other_routes() {
    let facts = person("31", "9", &[held("intermediate", "exam", "2023-01-01", None)]);
    let verdict = ask(&facts, "grassroots", "associate_senior", "2026-11-24");
    assert_eq!(of(&verdict, What::Education).said, "基层定向申报不要求学历");
    assert_eq!(verdict.earliest, Some(day("2027-01-01")), "the five years of 本科, not the two of 博士");
    let facts = person("21", "4", &[held("intermediate", "exam", "2015-01-01", None)]);
    let verdict = ask(&facts, "commissioned", "associate_senior", "2026-11-24");
    assert_eq!(of(&verdict, What::Material).said.split('；').next(), Some("需要人社部门出具的委托评审函"));
    // Every kind that the form offers has its row.
    let policy = shipped();
    let kinds: Vec<&str> = policy.on(REGION, today()).kinds().map(|kind| kind.code.as_str()).collect();
    assert_eq!(kinds, codes::APPLY_KIND.offered().map(|code| code.code).collect::<Vec<_>>());
}

/// §2.4: the yearly appraisals of the last years are 合格 or better.
#[test]
fn yearly_appraisals() {
    let mut facts = person("21", "4", &[held("intermediate", "exam", "2015-01-01", None)]);
    let asked = |facts: &Facts, today: &str| of(&ask(facts, "", "associate_senior", today), What::Appraisals).clone();
    assert_eq!(asked(&facts, "2026-11-24").said, "要求 2023 至 2025 年度考核都在合格（称职）以上，都符合");
    facts.appraisals.retain(|appraisal| appraisal.year != 2024);
    let missing = asked(&facts, "2026-11-24");
    assert_eq!(missing.standing, Standing::Open);
    assert!(missing.said.ends_with("还没有填写 2024 年度的，请在年度考核信息里补上"), "{}", missing.said);
    facts.appraisals.push(Appraised { year: 2024, result: "barely".to_owned(), label: "基本合格".to_owned() });
    let bad = asked(&facts, "2026-11-24");
    assert_eq!((bad.standing, bad.earliest), (Standing::Lacking, Some(day("2028-01-01"))));
    assert!(bad.said.ends_with("2024 年度是基本合格"), "{}", bad.said);
    assert_eq!(asked(&facts, "2027-12-31").standing, Standing::Lacking);
    assert_eq!(asked(&facts, "2028-01-01").standing, Standing::Held);
    // Nobody is asked about years before the first whole year of work.
    let fresh = Facts { work: vec![Worked { start: Date::new(2025, 9, 1), end: None }], ..person("11", "2", &[]) };
    let verdict = ask(&fresh, "", "intermediate", "2026-11-24");
    assert!(!verdict.conditions.iter().any(|condition| condition.what == What::Appraisals), "{verdict:?}");
}

/// §3 item 7: 90 = 30 + 42 + 18 in Guangdong, two thirds 专业 by the national rule; §7: the split is a switch.
#[test]
fn hours_of_continuing_education() {
    let policy = shipped();
    let guangdong = policy.on(REGION, today()).continuing().expect("it is shipped").clone();
    let elsewhere = policy.on("350100", today()).continuing().expect("the national rule").clone();
    let switched = with_variant("CE-GD-25");
    let switched = switched.on(REGION, today()).continuing().expect("the variant").clone();
    let year = |public, professional, elective| Learned { year: 2025, public, professional, elective };
    let none: [&str; 0] = [];
    assert_eq!(guangdong.lacks(&year(30, 42, 18)), none);
    assert_eq!(guangdong.lacks(&year(30, 30, 30)), ["专业科目差 12 学时"]);
    assert_eq!(guangdong.lacks(&year(0, 60, 30)), ["公需科目差 30 学时"]);
    assert_eq!(guangdong.lacks(&year(29, 41, 17)), ["公需科目差 1 学时", "专业科目差 1 学时", "选修科目差 1 学时"]);
    for national in [elsewhere, switched] {
        assert_eq!(national.lacks(&year(30, 60, 0)), none);
        assert_eq!(national.lacks(&year(30, 42, 18)), ["专业科目差 18 学时"]);
        assert_eq!(national.lacks(&year(0, 89, 0)), ["总学时差 1 学时"]);
    }
    // Every year since the title, up to the one before.
    let mut facts = person("21", "4", &[held("intermediate", "exam", "2019-05-01", None)]);
    facts.continuing.retain(|learned| learned.year != 2019);
    assert!(ask(&facts, "", "associate_senior", "2026-11-24").met(), "2019 is no whole year of the title");
    facts.continuing.retain(|learned| learned.year != 2020);
    assert_eq!(of(&ask(&facts, "", "associate_senior", "2026-11-24"), What::Continuing).standing, Standing::Open);
    facts.continuing.push(year(30, 42, 18));
    facts.continuing.push(Learned { year: 2020, ..year(30, 40, 18) });
    assert_eq!(
        of(&ask(&facts, "", "associate_senior", "2026-11-24"), What::Continuing).said,
        "要求 2020 至 2025 年度每年不少于 90 学时（公需 30、专业 42、选修 18），2020 年度专业科目差 2 学时；补学以后请更正继续教育记录"
    );
}

/// A place that no rule speaks of refuses nobody; a kind that a place has closed is refused there.
#[test]
fn what_is_not_known_is_left_to_people() {
    let facts = Facts { aim: aim("exceptional", "senior"), ..person("21", "4", &[]) };
    let verdict = judge(&Policy::default(), &facts, today());
    assert!(verdict.met(), "{verdict:?}");
    assert_eq!(
        of(&verdict, What::Rules).said,
        "破格申报正高级的学历、资历条件还没有录入系统，由单位和评委会按当地公布的条件审查"
    );
    let mut policy = shipped();
    policy.rows.retain(|row| row.id != "AK-3");
    let verdict = judge(&policy, &facts, today());
    assert!(verdict.short());
    assert_eq!(verdict.said(), "当地没有开放“破格”这种申报类型，请改选申报类型");
}

/// §4.7: not the same series and level that is already held.
#[test]
fn what_is_held_is_not_applied_for_again() {
    let facts = person("21", "4", &[held("associate_senior", "exam", "2015-01-01", None)]);
    let verdict = ask(&facts, "", "associate_senior", "2026-11-24");
    assert!(
        of(&verdict, What::Holding).said.starts_with("你已经持有同系列的 2015-01-01 考试取得的副高级职称"),
        "{verdict:?}"
    );
}

/// Other routes: initial recognition for who holds no title, 破格 where schooling and years lack, higher levels later.
#[test]
fn other_routes_are_offered() {
    let others = |facts: &Facts, level: &str| ask(facts, "", level, "2026-11-24").others.join("\n");
    let college = person("31", "9", &[]);
    assert!(others(&college, "assistant").contains("现在可以走初次职称考核认定取得助理级"));
    let engineer = person("31", "9", &[held("intermediate", "exam", "2010-01-01", None)]);
    assert!(others(&engineer, "associate_senior").contains("现在可以按“破格”申报副高级"));
    let young = person("21", "4", &[held("intermediate", "review", "2023-03-01", Some(2022))]);
    assert!(others(&young, "senior").contains("2027 年度起可以按“晋升”申报副高级"));
    assert_eq!(
        others(&young, "intermediate"),
        "2027 年度起可以按“晋升”申报副高级：本科以上学历（学位），取得中级职称满 5 年，可以申报副高级"
    );
}

/// Which row holds: by region, day, revision and shelf; a series with rules of its own has only those.
#[test]
fn rows_have_their_place_and_time() {
    let policy = shipped();
    let ids = |policy: &Policy, region: &str, on: &str, series: &str| -> Vec<String> {
        let in_force = policy.on(region, day(on));
        in_force.promotions("promotion", series, "senior").into_iter().map(|(row, _)| row.id.clone()).collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(ids(&policy, "442000", "2026-11-24", "05"), ["RV-12"]);
    assert_eq!(ids(&policy, "350100", "2026-11-24", "05"), none);
    assert_eq!(ids(&policy, "442000", "2019-12-31", "05"), none);
    let old = row(&policy, "RV-12");
    // The next revision of the same rule ends the old one by itself.
    let revised = policy.with(&[Row { valid_from: day("2027-01-01"), verified: true, ..old.clone() }]);
    assert_eq!(revised.rows.len(), policy.rows.len() + 1);
    let verified = |on: &str| revised.on(REGION, day(on)).promotions("promotion", "05", "senior")[0].0.verified;
    assert!(!verified("2026-12-31") && verified("2027-01-01"));
    // A candidate with the same first day takes the place of the old text.
    assert_eq!(policy.with(&[Row { in_use: false, ..old.clone() }]).rows.len(), policy.rows.len());
    assert_eq!(ids(&policy.with(&[Row { in_use: false, ..old.clone() }]), REGION, "2026-11-24", "05"), none);
    // A city's own rule outranks the province's, there and nowhere else.
    let city = policy.with(&[Row { id: "ZS-1".to_owned(), region: "442000".to_owned(), ..old.clone() }]);
    assert_eq!(ids(&city, "442000002", "2026-11-24", "05"), ["ZS-1"]);
    assert_eq!(ids(&city, "440300", "2026-11-24", "05"), ["RV-12"]);
    // Of the ways of counting only the one that the city counts otherwise.
    let exam = r#"{"kind":"counting","data":{"ways":["exam"],"years_from":{"day":{"plus_years":1,"month":1,"day":1}},
        "material_from":"obtained","why":"考试取得的，从次年起算"}}"#;
    let row = Row { region: "442000".to_owned(), ..row(&policy, "CT-3").clone() };
    let city = policy.with(&[Row { rule: serde_json::from_str(exam).expect("a rule"), ..row }]);
    let from = |held: &Held, region: &str| {
        counting(&city.on(region, today()), held, 2026).expect("it is told whole").years_from
    };
    let by_exam = held("intermediate", "exam", "2016-09-11", None);
    assert_eq!((from(&by_exam, "442000"), from(&by_exam, "440300")), (day("2017-01-01"), day("2016-09-11")));
    assert_eq!(from(&held("intermediate", "review", "2017-11-20", Some(2017)), "442000"), day("2017-01-01"));
    // A series' own rule outranks the general one.
    let mut own = Row { id: "FY-1".to_owned(), ..old.clone() };
    let text = r#"{"kind":"promotion","data":{"kind":"promotion","series":"15","level":"senior","years":6,"holding":"associate_senior"}}"#;
    own.rule = serde_json::from_str(text).expect("a rule");
    let own = policy.with(&[own]);
    assert_eq!(ids(&own, REGION, "2026-11-24", "15"), ["FY-1"]);
    assert_eq!(ids(&own, REGION, "2026-11-24", "05"), ["RV-12"]);
}

/// The texts beside the self-assessment: of the level, of any, and marked as samples.
#[test]
fn texts_of_the_conditions() {
    let policy = shipped();
    let in_force = policy.on(REGION, today());
    for level in ["assistant", "intermediate", "associate_senior", "senior"] {
        let (row, text) = in_force.conditions("05", level).expect("engineers have their own");
        assert!(row.id.starts_with("CD-05-"), "{level}");
        assert!(text.note.contains("以当地公布的申报条件为准"));
        for part in [&text.ability, &text.achievement] {
            assert!(part.paragraphs.len() >= 3 && !part.heading.is_empty());
        }
    }
    assert_eq!(in_force.conditions("23", "senior").expect("the general one").0.id, "CD-0");
    assert_eq!(in_force.conditions("05", "junior").expect("the general one").0.id, "CD-0");
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().copied().collect()
}

/// From the forms to the facts, and from the verdict to the check list (§4.8): a shortfall of a
/// review warns and asks for an explanation, what is by examination alone blocks.
#[test]
fn an_application_is_assessed() {
    let entry = |section: SectionId, pairs: &[(&str, &str)]| (section, format!("{section:?}"), values(pairs));
    let entries = [
        entry(SectionId::Education, &[("level", "21"), ("degree", "4"), ("mode", "01"), ("end", "2010-06-30")]),
        entry(SectionId::Work, &[("start", "2010-07-01"), ("end", "至今")]),
        entry(SectionId::Appraisal, &[("year", "2025"), ("result", "excellent")]),
        entry(SectionId::Appraisal, &[("year", "2024"), ("result", "")]),
        entry(SectionId::Continuing, &[("year", "2025"), ("public", "30"), ("professional", "42"), ("elective", "18")]),
        entry(SectionId::Continuing, &[("year", "2024"), ("public", "30")]),
        entry(
            SectionId::PracticeExam,
            &[("exam", "高级会计实务"), ("date", "2025-05-17"), ("score", "60"), ("pass", "60")],
        ),
        entry(
            SectionId::PracticeExam,
            &[("exam", "高级会计实务"), ("date", "2024-05-18"), ("score", "59.5"), ("pass", "60")],
        ),
        entry(SectionId::PracticeExam, &[("exam", "高级会计实务"), ("date", "2023-05-13"), ("score", "61")]),
        entry(SectionId::Appointment, &[("start", "2019-01-01")]),
        entry(SectionId::Appointment, &[("start", "2025-03-01"), ("level", "associate_senior")]),
        entry(SectionId::Award, &[("date", "2019-05-01")]),
        entry(SectionId::Achievement, &[("start", "2015-01-01"), ("end", "至今")]),
    ];
    let details = values(&[
        ("series", "05"),
        ("specialty", "05001"),
        ("level", "associate_senior"),
        ("apply_kind", "promotion"),
        ("current_title", "工程师"),
        ("current_level", "intermediate"),
        ("obtained", "2023-03-20"),
        ("review_year", "2022"),
        ("way", "review"),
        ("outside", "1"),
        ("skill_level", "technician"),
        ("skill_obtained", "2020-01-02"),
    ]);
    let around = Around { region: REGION.to_owned(), year: Some(2026), current_series: "05".to_owned() };
    let facts = gather::facts(&around, &details, &entries);
    assert_eq!(facts.exams.iter().map(|exam| exam.passed).collect::<Vec<_>>(), [Some(true), Some(false), None]);
    assert_eq!((facts.appraisals.len(), facts.continuing.as_slice()), (1, &[full_hours(2025)][..]));
    assert_eq!((facts.post_since, facts.year), (Some(day("2025-03-01")), Some(2026)));
    assert_eq!(facts.skills, [Skilled { level: "technician".to_owned(), obtained: Some(day("2020-01-02")) }]);
    assert!(facts.titles[0].outside && facts.titles[0].review_year == Some(2022));

    let judged = |details: &Values| assess(&shipped(), Business::Review, &around, details, &entries, today());
    let lines = |details: &Values| -> Vec<(Answer, String)> {
        let lines = assessment::lines(&judged(details), details, &entries);
        lines.into_iter().map(|line| (line.result, line.title)).collect()
    };
    let counting = judged(&details).counting.expect("the title is told whole");
    let whole =
        |start: &str, end: &str| counting.of_entry(SectionId::Achievement, &values(&[("start", start), ("end", end)]));
    assert!(matches!(whole("2015-01-01", "至今"), Some(Counts::Part(_))));
    assert!(matches!(whole("2015-01-01", "2022-12-31"), Some(Counts::Not(_))));
    assert_eq!((whole("2024-01-01", "至今"), whole("2024-01-01", "")), (Some(Counts::Whole), None));
    assert_eq!(counting.of_entry(SectionId::Work, &entries[1].2), None, "work is no material");
    let short = "申报条件：年限不足，最早 2027 年度可以申报".to_owned();
    let explained = "申报条件不足的，已写明理由".to_owned();
    let material =
        "业绩材料在有效期内（2023-01-01 至 2026-12-31；2021 年度起评审取得的，从评审年度次年的 1 月 1 日起算）"
            .to_owned();
    assert_eq!(
        lines(&details),
        [(Answer::Warn, short.clone()), (Answer::Block, explained.clone()), (Answer::Warn, material.clone())]
    );
    let with_reason = details.clone().with("shortfall", "理由");
    assert_eq!(lines(&with_reason), [(Answer::Warn, short), (Answer::Pass, explained), (Answer::Warn, material)]);
    let exam = details.clone().with("series", "17").with("level", "intermediate");
    assert_eq!(lines(&exam)[0], (Answer::Block, "所报的等级和类型可以评审".to_owned()));
    assert!(lines(&Values::new()).is_empty(), "nothing is chosen, nothing is judged");
    // Initial recognition: only what cannot be recognised at all is said here.
    let recognised = |details: &Values| {
        let assessment = assess(&shipped(), Business::Recognition, &around, details, &entries, today());
        assessment::lines(&assessment, details, &entries).len()
    };
    assert_eq!((recognised(&details.clone().with("level", "assistant")), recognised(&exam)), (0, 1));
}

/// A review year that the plan names is judged however early one asks.
#[test]
fn the_year_that_is_applied_for_is_judged() {
    let mut facts = person("21", "4", &[held("intermediate", "review", "2023-03-15", Some(2022))]);
    facts.year = Some(2027);
    assert!(ask(&facts, "", "associate_senior", "2026-11-24").met());
    facts.year = Some(2026);
    assert!(ask(&facts, "", "associate_senior", "2027-02-01").short(), "the window of 2026 may still be open in 2027");
}

fn any_title() -> impl Strategy<Value = Held> {
    let level = prop::sample::select(vec!["junior", "assistant", "intermediate", "associate_senior"]);
    let way = prop::sample::select(vec!["review", "exam", "recognition", "confirmation", "commissioned"]);
    (level, way, 12_000_i64..18_200, prop::bool::weighted(0.8)).prop_map(|(level, way, on, same)| {
        let obtained = Date::from_days(on).expect("in range");
        let series = if same { "05" } else { "17" };
        let review_year = matches!(way, "review" | "commissioned").then(|| obtained.year());
        Held { series: series.to_owned(), review_year, ..held(level, way, &obtained.to_string(), None) }
    })
}

fn any_study() -> impl Strategy<Value = Studied> {
    let level = prop::sample::select(vec!["11", "14", "17", "21", "31", "41", "61", "472"]);
    let degree = prop::sample::select(vec!["2", "3", "4", "9", ""]);
    (level, degree, 10_957_i64..18_200).prop_map(|(level, degree, end)| {
        let end = Date::from_days(end).expect("in range").to_string();
        study(level, degree, &end)
    })
}

/// Someone whose records all lie before 2020, when the rules begin.
fn anybody() -> impl Strategy<Value = Facts> {
    let skill = prop::sample::select(vec!["senior_worker", "technician", "senior_technician", "special_technician"]);
    let job = (9_000_i64..18_200, prop::option::of(1_i64..4_000));
    (
        prop::sample::select(vec!["", "change_series", "exceptional", "green_channel", "skilled", "grassroots"]),
        prop::sample::select(vec!["junior", "assistant", "intermediate", "associate_senior", "senior"]),
        prop::collection::vec(any_study(), 0..3),
        prop::collection::vec(job, 0..4),
        prop::collection::vec(any_title(), 0..3),
        prop::collection::vec((2010_i32..2020, prop::bool::weighted(0.9)), 0..6),
        prop::collection::vec((2010_i32..2020, 20_u32..60), 0..6),
        prop::option::of((skill, 12_000_i64..18_200)),
        prop::option::of(15_000_i64..18_200),
    )
        .prop_map(|(kind, level, studies, jobs, titles, appraised, learned, skill, post)| Facts {
            region: REGION.to_owned(),
            aim: aim(kind, level),
            studies,
            work: jobs
                .into_iter()
                .map(|(start, length)| Worked {
                    start: Date::from_days(start),
                    end: length.and_then(|length| Date::from_days(start + length)),
                })
                .collect(),
            titles,
            appraisals: appraised
                .into_iter()
                .map(|(year, good)| {
                    let result = if good { "excellent" } else { "incompetent" };
                    Appraised { year, result: result.to_owned(), label: result.to_owned() }
                })
                .collect(),
            continuing: learned
                .into_iter()
                .map(|(year, professional)| Learned { professional, ..full_hours(year) })
                .collect(),
            skills: skill
                .map(|(level, on)| Skilled { level: level.to_owned(), obtained: Date::from_days(on) })
                .into_iter()
                .collect(),
            post_since: post.and_then(Date::from_days),
            ..Facts::default()
        })
}

static SHIPPED: LazyLock<Policy> = LazyLock::new(shipped);

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    /// What is met stays met while nothing is added, and the earliest day is the first day of it.
    #[test]
    fn time_only_helps(facts in anybody(), later in 0_i64..9_000) {
        let policy = &SHIPPED;
        let first = day("2020-01-01");
        let verdict = judge(policy, &facts, first);
        let after = judge(policy, &facts, first.plus_days(later).expect("in range"));
        prop_assert!(!(verdict.met() && after.short()), "{:?}\n{:?}", verdict, after);
        match verdict.earliest {
            _ if verdict.met() => prop_assert!(verdict.earliest.is_none_or(|day| day <= first)),
            None => prop_assert!(judge(policy, &facts, day("2190-06-01")).short()),
            Some(earliest) => {
                prop_assert!(earliest > first);
                prop_assert!(judge(policy, &facts, earliest).met());
                prop_assert!(judge(policy, &facts, earliest.plus_days(-1).expect("in range")).short());
            }
        }
    }

    /// One more record takes nothing away, unless the sentence names it.
    #[test]
    fn one_more_record_never_hurts_in_silence(
        facts in anybody(),
        study in any_study(),
        title in any_title(),
        job in 9_000_i64..18_200,
        year in 2016_i32..2020,
        which in 0_usize..5,
    ) {
        let policy = &SHIPPED;
        let on = day("2020-06-01");
        let before = judge(policy, &facts, on);
        let mut more = facts.clone();
        let name = match which {
            0 => { more.studies.push(study); String::new() }
            1 => { more.work.push(Worked { start: Date::from_days(job), end: None }); String::new() }
            2 => { let label = title.label(); more.titles.push(title); label }
            3 => {
                more.appraisals.push(Appraised { year, result: "barely".to_owned(), label: "基本合格".to_owned() });
                format!("{year} 年度是基本合格")
            }
            _ => { more.continuing.push(Learned { professional: 1, ..full_hours(year) }); format!("{year} 年度专业科目差") }
        };
        let after = judge(policy, &more, on);
        let held = before.conditions.iter().filter(|condition| condition.standing == Standing::Held);
        for what in held.map(|condition| condition.what) {
            // A title also changes which years are looked at; the years are named then.
            let named = |condition: &&Condition| {
                (!name.is_empty() && condition.said.contains(&name)) || (which == 2 && condition.said.contains(" 年度"))
            };
            let lacking = after.lacking().find(|condition| condition.what == what);
            prop_assert!(lacking.as_ref().is_none_or(named), "{}\n{:?}\n{:?}", name, before, after);
        }
    }
}
