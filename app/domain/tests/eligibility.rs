//! 初次职称考核认定 by `domain.md` §2.3: each rule, the example of the guide, and the days around a boundary.

use domain::{
    date::Date,
    eligibility::{Education, Rule, Studied, Verdict, Worked, guangdong_rules, recognition},
};
use proptest::prelude::*;

/// The unit of the examples is in Zhongshan.
const REGION: &str = "442000";
const FULL_TIME: &str = "01";
const ONLINE: &str = "07";

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date of the test")
}

fn today() -> Date {
    day("2026-11-24")
}

fn study(entry: &str, level: &str, mode: &str, end: &str) -> Studied {
    Studied {
        entry: entry.to_owned(),
        level_code: level.to_owned(),
        mode_code: mode.to_owned(),
        end: Date::parse(end).ok(),
        label: format!("学历{entry}"),
        ..Studied::default()
    }
}

fn worked(start: &str, end: &str) -> Worked {
    Worked { start: Date::parse(start).ok(), end: Date::parse(end).ok() }
}

fn judge(studies: &[Studied], chosen: Option<&str>, work: &[Worked], level: &str, today: &str) -> Verdict {
    recognition(&guangdong_rules(), REGION, studies, chosen, work, level, day(today))
}

/// One full-time study, no work given.
fn alone(level_code: &str, end: &str, level: &str, today: &str) -> Verdict {
    judge(&[study("e", level_code, FULL_TIME, end)], Some("e"), &[], level, today)
}

/// The guide's sample: 大专 of 2007, full-time; work since then; later 网络教育本科.
fn guide() -> ([Studied; 2], [Worked; 1]) {
    let college = Studied {
        label: "2007年大学专科（五邑大学，计算机辅助设计与制造）".to_owned(),
        ..study("college", "31", FULL_TIME, "2007-06-30")
    };
    let online = Studied {
        label: "2012年大学本科（测试大学，机械）".to_owned(),
        ..study("online", "21", ONLINE, "2012-01-10")
    };
    ([college, online], [worked("2007-07-02", "")])
}

#[test]
fn the_example_of_the_guide() {
    let (studies, work) = guide();
    let verdict = judge(&studies, Some("college"), &work, "assistant", "2026-11-24");
    assert!(verdict.met);
    assert_eq!(verdict.earliest, Some(day("2010-07-02")));
    assert_eq!(
        verdict.reasons,
        ["大专满 3 年可认定助理级；你已于 2010-07-02 满足（从毕业后参加工作的 2007-07-02 算起）"]
    );
    assert_eq!(verdict.others, [""; 0]);
}

#[test]
fn online_study_does_not_count() {
    let (studies, work) = guide();
    let verdict = judge(&studies, Some("online"), &work, "assistant", "2026-11-24");
    assert_eq!((verdict.met, verdict.earliest), (false, None));
    assert_eq!(verdict.reasons, ["你选的是2012年大学本科（测试大学，机械），网络教育不是全日制学历，不能作为认定依据"]);
    assert_eq!(
        verdict.others,
        ["现在可以认定助理级：依据2007年大学专科（五邑大学，计算机辅助设计与制造），大专满 3 年可认定助理级"]
    );
    let only_online = &studies[1..];
    let verdict = judge(only_online, None, &work, "assistant", "2026-11-24");
    assert_eq!(verdict.reasons, ["学历教育信息里没有全日制学历，初次认定只以全日制学历为依据"]);
    assert!(!verdict.met && verdict.others.is_empty());
}

/// Without a choice, the full-time study that is soonest decides.
#[test]
fn the_best_study_is_taken_when_none_is_chosen() {
    let college = study("college", "31", FULL_TIME, "2021-06-30");
    let work = [worked("2021-07-02", "")];
    let online = [college.clone(), study("online", "21", ONLINE, "2022-06-30")];
    let verdict = judge(&online, None, &work, "assistant", "2024-07-01");
    assert_eq!((verdict.met, verdict.earliest), (false, Some(day("2024-07-02"))));
    let full_time = [college, study("bachelor", "21", FULL_TIME, "2022-06-30")];
    let verdict = judge(&full_time, None, &work, "assistant", "2023-06-30");
    assert_eq!((verdict.met, verdict.earliest), (true, Some(day("2023-06-30"))));
    let verdict = judge(&full_time, Some("college"), &work, "assistant", "2023-06-30");
    assert_eq!((verdict.met, verdict.earliest), (false, Some(day("2024-07-02"))));
    assert_eq!(verdict.others, ["现在可以认定助理级：依据学历bachelor，本科满 1 年可认定助理级"]);
}

#[test]
fn every_rule_to_the_day() {
    for (rule, code, level, before, on) in [
        ("CR-1", "41", "junior", "2024-06-30", "2024-07-01"),
        ("CR-1", "471", "junior", "2024-06-30", "2024-07-01"),
        ("CR-2", "31", "assistant", "2026-06-30", "2026-07-01"),
        ("CR-2", "472", "assistant", "2026-06-30", "2026-07-01"),
        ("CR-3", "21", "assistant", "2024-06-30", "2024-07-01"),
        ("CR-3", "473", "assistant", "2024-06-30", "2024-07-01"),
        ("CR-4", "17", "assistant", "2024-06-30", "2024-07-01"),
        ("CR-5", "14", "assistant", "2023-06-30", "2023-07-01"),
        ("CR-6", "14", "intermediate", "2026-06-30", "2026-07-01"),
        ("CR-7", "11", "intermediate", "2023-06-30", "2023-07-01"),
    ] {
        let verdict = |today: &str| alone(code, "2023-07-01", level, today);
        assert!(!verdict(before).met, "{rule} {code} before");
        assert!(verdict(on).met, "{rule} {code} on the day");
        assert!(verdict("2026-11-24").met, "{rule} {code} after");
        assert_eq!((verdict(before).earliest, verdict(on).earliest), (Some(day(on)), Some(day(on))), "{rule}");
    }
}

#[test]
fn what_is_missing_is_said() {
    let verdict = alone("31", "2024-07-01", "assistant", "2026-11-24");
    assert_eq!(verdict.reasons, ["大专满 3 年可认定助理级；你到 2027-07-01 满足（从毕业的 2024-07-01 算起）"]);
    let verdict = alone("11", "2020-07-01", "intermediate", "2026-11-24");
    assert_eq!(verdict.reasons, ["博士研究生毕业可认定中级；你已于 2020-07-01 满足"]);
    let reason = |verdict: Verdict| {
        assert!(!verdict.met && verdict.earliest.is_none(), "{verdict:?}");
        verdict.reasons.join("|")
    };
    assert_eq!(
        reason(alone("31", "2010-07-01", "intermediate", "2026-11-24")),
        "大专学历不能直接认定中级，可以认定助理级"
    );
    assert_eq!(
        reason(alone("14", "2010-07-01", "senior", "2026-11-24")),
        "硕士研究生学历不能直接认定正高级，可以认定助理级、中级"
    );
    assert_eq!(reason(alone("61", "2010-07-01", "junior", "2026-11-24")), "普通高中学历没有对应的初次认定条件");
    assert_eq!(
        reason(alone("31", "", "assistant", "2026-11-24")),
        "学历e还没有填好结束日期，工作年限算不出来，请补上毕业日期"
    );
    assert_eq!(reason(alone("31", "2010-07-01", "", "2026-11-24")), "还没有选定申报职称，请先选择申报职称名称");
    assert_eq!(
        reason(judge(&[study("e", "21", "12", "2010-07-01")], Some("e"), &[], "assistant", "2026-11-24")),
        "你选的是学历e，办学形式是国（境）外教育，初次认定只以全日制学历为依据；如果是全日制学习，请改正办学形式"
    );
    assert_eq!(
        reason(judge(&[study("e", "21", FULL_TIME, "2010-07-01")], Some("gone"), &[], "assistant", "2026-11-24")),
        "选定的学历已不在学历教育信息里，请重新选择"
    );
    assert_eq!(reason(judge(&[], None, &[], "assistant", "2026-11-24")), "还没有填写学历，请先填写学历教育信息");
}

#[test]
fn others_say_what_and_when() {
    let master = alone("14", "2024-07-01", "intermediate", "2026-11-24");
    assert_eq!((master.met, master.earliest), (false, Some(day("2027-07-01"))));
    assert_eq!(master.others, ["现在可以认定助理级：依据学历e，硕士研究生毕业可认定助理级"]);
    let master = alone("14", "2024-07-01", "assistant", "2026-11-24");
    assert!(master.met);
    assert_eq!(master.others, ["到 2027-07-01 可以认定中级：依据学历e，硕士研究生满 3 年可认定中级"]);
    let higher_met = alone("14", "2014-07-01", "intermediate", "2026-11-24");
    assert_eq!((higher_met.met, higher_met.others.len()), (true, 0));
}

#[test]
fn years_count_from_the_first_work_after_graduation() {
    let college = [study("e", "31", FULL_TIME, "2020-07-01")];
    let earliest = |work: &[Worked]| judge(&college, Some("e"), work, "assistant", "2026-11-24").earliest;
    assert_eq!(earliest(&[]), Some(day("2023-07-01")));
    assert_eq!(earliest(&[worked("2021-03-15", "")]), Some(day("2024-03-15")), "began later");
    assert_eq!(earliest(&[worked("2018-01-01", "")]), Some(day("2023-07-01")), "went on through the study");
    let before_and_after =
        [worked("2021-03-15", "2021-12-31"), worked("2015-01-01", "2017-08-31"), worked("2023-01-01", "")];
    assert_eq!(
        earliest(&before_and_after),
        Some(day("2024-03-15")),
        "gaps are not subtracted, earlier work does not count"
    );
    assert_eq!(earliest(&[worked("2015-01-01", "2020-07-01")]), None, "ended on the day of graduation");
    assert_eq!(earliest(&[worked("2015-01-01", "2020-07-02")]), Some(day("2023-07-01")));
    assert_eq!(earliest(&[worked("", "2020-01-01")]), Some(day("2023-07-01")), "a row that does not read is no work");
    let verdict = judge(&college, Some("e"), &[worked("2015-01-01", "2017-08-31")], "assistant", "2026-11-24");
    assert_eq!(verdict.reasons, ["毕业（2020-07-01）以后还没有工作经历，大专的工作年限从毕业后参加工作算起"]);
    let doctor = [study("d", "11", FULL_TIME, "2020-07-01")];
    let verdict = judge(&doctor, Some("d"), &[worked("2021-03-15", "")], "intermediate", "2020-07-01");
    assert_eq!((verdict.met, verdict.earliest), (true, Some(day("2020-07-01"))), "no years, no work asked for");
}

#[test]
fn a_leap_day_is_met_at_the_end_of_february() {
    assert!(!alone("21", "2024-02-29", "assistant", "2025-02-27").met);
    assert!(alone("21", "2024-02-29", "assistant", "2025-02-28").met);
}

#[test]
fn rules_hold_in_their_region_and_period() {
    let college = [study("e", "31", FULL_TIME, "2010-07-01")];
    let met = |rules: &[Rule], region: &str, today: &str| {
        recognition(rules, region, &college, Some("e"), &[], "assistant", day(today)).met
    };
    let mut rules = guangdong_rules();
    assert!(
        met(&rules, "440300", "2026-11-24")
            && met(&rules, "442000002", "2026-11-24")
            && met(&rules, "440000", "2026-11-24")
    );
    assert!(!met(&rules, "350100", "2026-11-24") && !met(&rules, "", "2026-11-24"));
    assert!(met(&rules, REGION, "2020-01-01") && !met(&rules, REGION, "2019-12-31"));
    for rule in &mut rules {
        rule.valid_to = Some(day("2026-11-24"));
    }
    assert!(met(&rules, REGION, "2026-11-24") && !met(&rules, REGION, "2026-11-25"));
    for rule in &mut rules {
        rule.region = "440300".to_owned();
    }
    assert!(met(&rules, "440305", "2026-11-24") && !met(&rules, REGION, "2026-11-24"));
    for rule in &mut rules {
        rule.region = String::new();
    }
    assert!(met(&rules, "350100", "2026-11-24"));
    let elsewhere = recognition(&guangdong_rules(), "350100", &college, Some("e"), &[], "assistant", today());
    assert_eq!(elsewhere.reasons, ["你所在的地区还没有公布初次认定的学历和年限条件，请向当地人社部门咨询"]);
}

/// A rule that will end before the years are full is no promise.
#[test]
fn a_rule_that_ends_too_soon() {
    let mut rules = guangdong_rules();
    for rule in &mut rules {
        rule.valid_to = Some(day("2027-06-30"));
    }
    let college = [study("e", "31", FULL_TIME, "2024-07-01")];
    let verdict = recognition(&rules, REGION, &college, Some("e"), &[], "assistant", today());
    assert_eq!((verdict.met, verdict.earliest), (false, None));
    assert_eq!(verdict.reasons, ["大专认定助理级的条件在你满足年限以前就不再有效"]);
}

#[test]
fn rules_are_rows() {
    let rules = guangdong_rules();
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["CR-1", "CR-2", "CR-3", "CR-4", "CR-5", "CR-6", "CR-7"]);
    let json = serde_json::to_string(&rules).expect("plain data");
    assert!(json.contains(r#""education":"postgraduate_class""#), "{json}");
    assert_eq!(serde_json::from_str::<Vec<Rule>>(&json).ok(), Some(rules));
    for education in Education::ALL {
        assert_eq!(Education::from_key(education.key()), Some(*education));
        assert_eq!(serde_json::to_string(education).ok(), Some(format!("\"{}\"", education.key())));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    /// The answer changes on the earliest day and never back, whatever the history.
    #[test]
    fn once_met_always_met(
        level in prop::sample::select(vec!["11", "14", "17", "21", "31", "41", "61", "472"]),
        target in prop::sample::select(vec!["junior", "assistant", "intermediate", "senior"]),
        end in 10_957_i64..25_000,
        jobs in prop::collection::vec((9_000_i64..26_000, prop::option::of(1_i64..4_000)), 0..5),
    ) {
        let studies = [Studied { end: Date::from_days(end), ..study("e", level, FULL_TIME, "") }];
        let work: Vec<Worked> = jobs
            .iter()
            .map(|(start, length)| Worked {
                start: Date::from_days(*start),
                end: length.and_then(|length| Date::from_days(start + length)),
            })
            .collect();
        let judge = |on: Date| recognition(&guangdong_rules(), REGION, &studies, Some("e"), &work, target, on);
        let first = day("2020-01-01");
        let verdict = judge(first);
        prop_assert_eq!(verdict.reasons.len(), 1);
        match verdict.earliest {
            None => prop_assert!(!judge(day("2190-01-01")).met),
            Some(earliest) => {
                prop_assert!(earliest >= studies[0].end.expect("given"));
                prop_assert_eq!(verdict.met, earliest <= first);
                let on = earliest.max(first);
                prop_assert!(judge(on).met && judge(on.plus_years(9).expect("in range")).met);
                if on > first {
                    prop_assert!(!judge(on.plus_days(-1).expect("in range")).met);
                }
            }
        }
    }
}
