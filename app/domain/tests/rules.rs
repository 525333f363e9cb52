//! Rules between fields, votes, plans, numbers and the check list, each named by its source.

use domain::{
    application,
    business::Business,
    certificate::{DEFAULT_TEMPLATE, Numbering, masked_name},
    check::{Context, Stage, check},
    date::Date,
    field::{Form, Kind, Need},
    forms,
    plan::{Committee, Plan, Wish},
    policy::Assessment,
    readiness::{self, Dossier, Place},
    recognition,
    record::{SectionId, achievement, basic, education, work},
    snapshot::{Given, Snapshot},
    values::{Labels, Values, normalised, show},
    vote::{Tally, TallyError, two_thirds},
};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date of the test")
}

fn today() -> Date {
    day("2026-11-24")
}

fn sentences(form: &Form, values: &Values, stage: Stage) -> Vec<String> {
    check(form, values, &Context { today: today(), stage }).iter().map(ToString::to_string).collect()
}

fn education() -> Values {
    [
        (education::START, "2005-09-01"),
        (education::END, "2007-06-30"),
        (education::SCHOOL, "五邑大学"),
        (education::MAJOR, "计算机辅助设计与制造"),
        (education::LEVEL, "31"),
        (education::MODE, education::FULL_TIME),
    ]
    .into_iter()
    .collect()
}

fn job() -> Values {
    [
        (work::START, "2007-07-02"),
        (work::END, "至今"),
        (work::WORKPLACE, "中山市测试机械有限公司（测试）"),
        (work::WORK, "机械设计"),
    ]
    .into_iter()
    .collect()
}

fn deed() -> Values {
    [
        (achievement::START, "2016-10-01"),
        (achievement::END, "2016-11-01"),
        (achievement::KIND, "alone"),
        ("role", "主持"),
        (achievement::PROJECT, "注塑机合模机构改进"),
        (achievement::STATE, "完成"),
    ]
    .into_iter()
    .collect()
}

fn person() -> Values {
    [
        (basic::DOCUMENT_KIND, basic::RESIDENT_ID),
        (basic::DOCUMENT, "442000180001010011"),
        (basic::NAME, "张䶮"),
        (basic::SEX, "1"),
        (basic::BIRTH, "1800-01-01"),
    ]
    .into_iter()
    .collect()
}

/// `domain.md` §4.5: the guide's own sample row ends on a day that does not exist.
#[test]
fn the_day_that_does_not_exist() {
    let said = sentences(&work::FORM, &job().with(work::END, "2021-02-29"), Stage::Save);
    assert_eq!(said, ["结束日期不存在：2021 年 2 月只有 28 天，请改正日期"]);
}

#[test]
fn the_end_follows_the_start() {
    let said = sentences(&education::FORM, &education().with(education::END, "2005-08-31"), Stage::Save);
    assert_eq!(said, ["结束日期不能早于开始日期，请改为 2005-09-01 之后的日期"]);
    let said = sentences(&achievement::FORM, &deed().with(achievement::END, "2016-09-30"), Stage::Save);
    assert_eq!(said, ["结束日期不能早于开始日期，请改为 2016-10-01 之后的日期"]);
}

#[test]
fn dates_do_not_lie_in_the_future() {
    let said = sentences(&work::FORM, &job().with(work::START, "2026-11-25"), Stage::Save);
    assert_eq!(said, ["开始日期不能晚于今天（2026-11-24），请改正"]);
    assert_eq!(sentences(&work::FORM, &job().with(work::START, "2026/11/24"), Stage::Save), [""; 0]);
}

/// `domain.md` §4.1: birth date and sex agree with the number.
#[test]
fn birth_and_sex_agree_with_the_number() {
    let has =
        |values: &Values, wanted: &str| sentences(&basic::FORM, values, Stage::Save).iter().any(|said| said == wanted);
    let born = person().with(basic::DOCUMENT, "11010519491231002X").with(basic::BIRTH, "1949-12-30");
    assert!(has(&born, "出生日期与身份证号码不一致：号码里是 1949-12-31，请核对这两项"));
    assert!(has(&born, "性别与身份证号码不一致：号码里是女，请核对这两项"));
    let right = born.with(basic::BIRTH, "1949-12-31").with(basic::SEX, "2");
    assert!(!sentences(&basic::FORM, &right, Stage::Save).iter().any(|said| said.contains("不一致")));
}

#[test]
fn work_begins_at_fourteen_at_the_earliest() {
    let values =
        person().with(basic::DOCUMENT, "").with(basic::BIRTH, "1990-05-01").with(basic::WORK_SINCE, "2004-04-30");
    let said = sentences(&basic::FORM, &values, Stage::Save);
    assert!(
        said.iter().any(|said| said == "参加工作时间早于 14 岁（2004-05-01），请核对出生日期和参加工作时间"),
        "{said:?}"
    );
    let values = values.with(basic::WORK_SINCE, "2004-05-01");
    assert!(!sentences(&basic::FORM, &values, Stage::Save).iter().any(|said| said.contains("14 岁")));
}

#[test]
fn applicants_are_sixteen() {
    let young = |born: &str, stage| {
        sentences(&basic::FORM, &person().with(basic::DOCUMENT, "").with(basic::BIRTH, born), stage)
            .contains(&"年满 16 岁（2026-11-25）才能申报，请核对出生日期".to_owned())
    };
    assert!(young("2010-11-25", Stage::Submit));
    assert!(!young("2010-11-25", Stage::Save), "a record may be begun earlier");
    assert!(!young("2010-11-24", Stage::Submit));
}

#[test]
fn years_of_the_programme_agree_with_its_dates() {
    let said = sentences(&education::FORM, &education().with(education::YEARS, "5"), Stage::Save);
    assert_eq!(said, ["学制填的是 5 年，开始到结束约 2 年，请核对学制和日期"]);
    assert_eq!(sentences(&education::FORM, &education().with(education::YEARS, "3"), Stage::Save), [""; 0]);
}

/// A draft asks for what saving needs; submitting asks for the rest.
#[test]
fn drafts_may_be_incomplete() {
    assert_eq!(sentences(&recognition::FORM, &Values::new(), Stage::Save), [""; 0]);
    let all = sentences(&recognition::FORM, &Values::new(), Stage::Submit);
    let needed = recognition::FORM.fields().filter(|field| field.need == Need::Submit).count();
    assert_eq!(all.len(), needed);
    assert!(
        all.contains(&"请选择评审委员会".to_owned()) && all.contains(&"请阅读个人承诺并打勾确认".to_owned()),
        "{all:?}"
    );
    let said = sentences(&education::FORM, &Values::new(), Stage::Save);
    assert!(said.contains(&"请填写毕业院校".to_owned()) && said.contains(&"请选择学历".to_owned()), "{said:?}");
}

#[test]
fn too_long_says_how_much() {
    let said = sentences(&education::FORM, &education().with(education::SCHOOL, "校".repeat(61)), Stage::Save);
    assert_eq!(said, ["毕业院校最多 60 字，现在有 61 字，请删去 1 字"]);
}

#[test]
fn whole_numbers() {
    let said = |raw: &str| sentences(&education::FORM, &education().with(education::YEARS, raw), Stage::Save);
    for good in ["2", " 2 ", "２", "02"] {
        assert_eq!(said(good), [""; 0], "{good}");
    }
    for bad in ["两年", "2.5", "-1", "99999999999", "-9223372036854775808"] {
        assert_eq!(said(bad), ["学制（年）要填整数，例如 8"], "{bad}");
    }
    assert_eq!(said("11"), ["学制（年）要在 1 到 10 之间，请改正"]);
}

/// A date out of range names the range that the calendar has.
#[test]
fn years_out_of_range() {
    let said = sentences(&work::FORM, &job().with(work::START, "1799-12-31"), Stage::Save);
    assert_eq!(said, ["开始日期的年份要在 1800 到 2200 之间，请改正"]);
}

#[test]
fn one_line_stays_one_line() {
    let tidy = normalised(&education::FORM, &education().with(education::SCHOOL, "五邑\r\n大学"), today());
    assert_eq!(tidy.get(education::SCHOOL), "五邑 大学");
}

/// Reading and tidying again changes nothing, and what does not read is kept.
#[test]
fn tidying_keeps_what_does_not_read() {
    let typed = education().with(education::START, " 2005/9/1 ").with(education::END, "零七年夏");
    let once = normalised(&education::FORM, &typed, today());
    assert_eq!((once.get(education::START), once.get(education::END)), ("2005-09-01", "零七年夏"));
    assert_eq!(normalised(&education::FORM, &once, today()), once);
}

/// Keys, labels and groups of every form are in order.
#[test]
fn forms_are_well_made() {
    for form in forms::all() {
        let keys: Vec<&str> = form.fields().map(|field| field.key).collect();
        let mut unique = keys.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), keys.len(), "{form:?} names a key twice");
        for field in form.fields() {
            assert!(
                !field.label.is_empty() && field.key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{field:?}"
            );
            if let Kind::Follows { of } | Kind::Document { kind_key: of } = field.kind {
                assert!(form.field(of).is_some(), "{}.{} follows nothing", form.key, field.key);
            }
        }
        assert_eq!(forms::form(form.key).map(|found| found.title), Some(form.title));
    }
    for section in SectionId::ALL {
        assert_eq!(SectionId::from_key(section.key()), Some(*section));
        let order = section.section().order_by;
        assert!(order.is_empty() || section.section().form.field(order).is_some());
    }
    for business in Business::ALL {
        assert_eq!(Business::from_key(business.key()), Some(*business));
    }
}

/// `domain.md` §1.2, the table of sizes, quorums and votes.
#[test]
fn the_table_of_votes() {
    for (size, quorum, at_quorum, at_full) in
        [(7, 5, 4, 5), (9, 6, 4, 6), (11, 8, 6, 8), (13, 9, 6, 9), (15, 10, 7, 10), (17, 12, 8, 12), (25, 17, 12, 17)]
    {
        assert_eq!(two_thirds(size), quorum, "quorum of {size}");
        let vote = |present: u32, yes: u32| Tally { size, present, yes, no: present - yes, abstain: 0 }.passed();
        assert_eq!(vote(quorum, at_quorum), Ok(true), "{size}");
        assert_eq!(vote(quorum, at_quorum - 1), Ok(false), "{size}");
        assert_eq!(vote(size, at_full), Ok(true), "{size}");
        assert_eq!(vote(size, at_full - 1), Ok(false), "{size}");
        assert!(matches!(vote(quorum - 1, 0), Err(TallyError::NoQuorum { .. })), "{size}");
    }
}

#[test]
fn abstentions_count_among_those_present() {
    let tally = Tally { size: 9, present: 9, yes: 5, no: 0, abstain: 4 };
    assert_eq!(tally.passed(), Ok(false));
    assert_eq!(Tally { yes: 6, abstain: 3, ..tally }.passed(), Ok(true));
    assert!(matches!(Tally { abstain: 3, ..tally }.passed(), Err(TallyError::Sum { .. })));
    assert!(matches!(Tally { present: 10, ..tally }.passed(), Err(TallyError::TooManyPresent { .. })));
    assert_eq!(Tally { size: 0, ..tally }.passed(), Err(TallyError::NoCommittee));
}

#[test]
fn certificate_numbers() {
    let numbering = Numbering { template: DEFAULT_TEMPLATE, date: today(), region: "442000", series: "05", rank: 2 };
    assert_eq!(numbering.number(17), "2620052000017");
    assert_eq!(numbering.prefix(), "2620052");
    assert_eq!(masked_name("李𬀩"), "李*");
    assert_eq!(masked_name("古丽·阿卜杜"), "古*****");
}

fn committee() -> Committee {
    Committee {
        id: "C001".into(),
        name: "中山市机电、广播电视工程技术工程师资格评审委员会".into(),
        region: "442000".into(),
        region_name: "广东省中山市".into(),
        series: "05".into(),
        series_name: "工程技术人才".into(),
        own_staff_of: None,
        plan: Some(Plan {
            year: 2026,
            levels: vec!["assistant".into()],
            specialties: vec!["05001".into()],
            person_types: Vec::new(),
            opens_on: day("2026-10-20"),
            submit_until: day("2026-12-10"),
            employer_until: day("2026-12-20"),
            accept_until: day("2026-12-25"),
            pay_until: day("2026-12-31"),
        }),
    }
}

/// `domain.md` §4.8: every refusal says its reason; the window's two days belong to it.
#[test]
fn why_a_committee_cannot_be_chosen() {
    let wish = Wish { series: "05".into(), specialty: "05001".into(), level: "assistant".into(), ..Wish::default() };
    let committee = committee();
    assert_eq!(committee.refusal(&wish, day("2026-10-20")), None);
    assert_eq!(committee.refusal(&wish, day("2026-12-10")), None);
    let refused = |committee: &Committee, wish: &Wish, on: &str| committee.refusal(wish, day(on)).unwrap_or_default();
    assert_eq!(refused(&committee, &wish, "2026-12-11"), "受理期已过（2026-12-10 截止）");
    assert_eq!(refused(&committee, &wish, "2026-10-19"), "尚未开始受理（2026-10-20 开始）");
    let other = Wish { region: "440106".into(), ..wish.clone() };
    assert_eq!(refused(&committee, &other, "2026-11-01"), "只受理广东省中山市的单位");
    let town = Wish { region: "442000002".into(), ..wish.clone() };
    assert_eq!(committee.refusal(&town, day("2026-11-01")), None);
    let other = Wish { series: "22".into(), ..wish.clone() };
    assert_eq!(refused(&committee, &other, "2026-11-24"), "只受理工程技术人才系列");
    let other = Wish { specialty: "05004".into(), specialty_name: "电力".into(), ..wish.clone() };
    assert_eq!(refused(&committee, &other, "2026-11-24"), "不受理电力专业");
    let other = Wish { level: "none".into(), ..wish.clone() };
    assert_eq!(refused(&committee, &other, "2026-11-24"), "不受理这个等级");
    let own = Committee { own_staff_of: Some("中山市技师学院".into()), ..committee.clone() };
    assert_eq!(refused(&own, &wish, "2026-11-24"), "只受理中山市技师学院的人员");
    let none = Committee { plan: None, ..committee };
    assert_eq!(refused(&none, &wish, "2026-11-24"), "本年度尚未公布受理计划");
}

fn dossier() -> Dossier {
    Dossier {
        business: Business::Recognition,
        today: today(),
        basic: person(),
        entries: vec![
            (SectionId::Education, "e1".into(), education()),
            (SectionId::Work, "w1".into(), job()),
            (SectionId::Achievement, "a1".into(), deed()),
        ],
        apart: Vec::new(),
        details: Values::new(),
        photo: Some(Vec::new()),
        unit_open: true,
        unit_name: String::new(),
        unit_region: String::new(),
        specialty_name: String::new(),
        committee: None,
        eligibility: None,
        assessment: Assessment::default(),
        holds_title: false,
        correction_until: None,
    }
}

fn problems(dossier: &Dossier) -> Vec<(readiness::Result, String)> {
    readiness::lines(dossier)
        .into_iter()
        .flat_map(|line| line.problems.into_iter().map(move |(said, _)| (line.result, said)))
        .collect()
}

/// `domain.md` §4.8: what shows only when all entries are looked at together is on the list, and blocks nothing.
#[test]
fn what_is_found_in_the_whole_is_on_the_check_list() {
    let mut dossier = dossier();
    let line = |dossier: &Dossier, title: &str| readiness::lines(dossier).into_iter().find(|line| line.title == title);
    for title in ["时间前后衔接", "没有重复填写"] {
        assert_eq!(line(&dossier, title).map(|line| line.result), Some(readiness::Result::Pass), "{title}");
    }
    assert_eq!(line(&dossier, "年度考核没有空缺"), None, "there is nothing to look at");
    dossier.entries[1].2 = job().with(work::END, "2010-01-31");
    dossier.entries.push((SectionId::Work, "w2".into(), job().with(work::START, "2010-03-02")));
    dossier.entries.push((SectionId::Education, "e2".into(), education().with("diploma_number", "１")));
    for year in ["2023", "2025"] {
        dossier.entries.push((SectionId::Appraisal, year.into(), Values::new().with("year", year)));
    }
    let warned = |title: &str| {
        let line = line(&dossier, title).expect("there is something to look at");
        assert_eq!(line.result, readiness::Result::Warn, "{title}");
        line.problems.last().cloned().expect("a warning")
    };
    let (said, place) = warned("时间前后衔接");
    assert_eq!(said, "工作经历在 2010-01-31 到 2010-03-02 之间中断超过 1 个月，请补上这段时间");
    assert_eq!(place, Place::Section { section: SectionId::Work, entry: Some("w2".into()), key: work::START });
    let (said, place) = warned("没有重复填写");
    assert_eq!(said, "学历教育信息第 2 条和第 1 条相同，是同一条的请留下一条");
    let twins = Place::Twins { section: SectionId::Education, entry: "e2".into(), other: "e1".into() };
    assert_eq!((place.section(), &place), (Some(SectionId::Education), &twins));
    assert_eq!(
        warned("年度考核没有空缺").0,
        "年度考核缺少 2024 年度，请补上；没有参加考核的，结果选“未定等次”并说明原因"
    );
    dossier.apart.push(("e2".into(), "e1".into()));
    assert_eq!(line(&dossier, "没有重复填写").map(|line| line.result), Some(readiness::Result::Pass));
}

/// A time without work is no year of work.
#[test]
fn years_are_counted_from_the_first_work() {
    let mut dossier = dossier();
    let idle = job().with(work::START, "1990-01-01").with(work::END, "2007-07-01").with(work::WORK, work::IDLE);
    dossier.entries.push((SectionId::Work, "w0".into(), idle));
    dossier.details.set(application::YEARS, "30");
    assert!(problems(&dossier).iter().any(|(_, said)| said.contains("从第一条工作经历算起不到 20 年")));
}

/// Every problem names the item and leads to the place that mends it.
#[test]
fn problems_lead_to_their_place() {
    let mut dossier = dossier();
    dossier.entries[0].2 = education().with(education::SCHOOL, "");
    dossier.entries.retain(|(section, ..)| *section != SectionId::Achievement);
    dossier.photo = None;
    dossier.details.set(application::YEARS, "8");
    let lines = readiness::lines(&dossier);
    let blocking: Vec<&(String, Place)> = readiness::blocking(&lines).collect();
    let place = |wanted: &str| {
        blocking.iter().find(|(said, _)| said == wanted).map(|(_, place)| place.clone()).unwrap_or(Place::None)
    };
    let entry = Some("e1".to_owned());
    assert_eq!(
        place("学历教育信息第 1 条：请填写毕业院校"),
        Place::Section { section: SectionId::Education, entry, key: education::SCHOOL }
    );
    assert!(matches!(
        place("完成专业技术工作及取得业绩成果信息：请至少填写 1 条，或用“选择入库信息”选用已有的"),
        Place::Section { section: SectionId::Achievement, entry: None, .. }
    ));
    assert_eq!(place("证件照：还没有上传照片，照片用于签发电子证书，请先上传"), Place::Photo);
    assert_eq!(place("申报信息：请选择评审委员会"), Place::Details { key: application::COMMITTEE });
}

/// A form without a word in it is one thing to do; nothing is ticked that nobody could look at.
#[test]
fn what_has_not_been_begun_is_said_once_and_ticks_nothing() {
    let empty = Dossier { basic: Values::new(), entries: Vec::new(), photo: None, ..dossier() };
    let lines = readiness::lines(&empty);
    let blocking: Vec<(&str, &Place)> = readiness::blocking(&lines).map(|(said, at)| (said.as_str(), at)).collect();
    let basic = Place::Section { section: SectionId::Basic, entry: None, key: "" };
    assert_eq!(blocking[0], ("基本信息：还没有填写，请先填写", &basic));
    assert!(blocking.contains(&("申报信息：还没有填写，请先填写", &Place::Details { key: "" })));
    assert_eq!(blocking.len(), 2 + 3 + 2, "both forms, the three lists, eligibility and photo: {blocking:?}");
    assert!(lines.iter().all(|line| line.result == readiness::Result::Block), "{lines:?}");
}

#[test]
fn claimed_years_are_not_more_than_those_worked() {
    let mut dossier = dossier();
    dossier.details.set(application::YEARS, "30");
    let said = problems(&dossier).into_iter().map(|(_, said)| said).find(|said| said.contains("从事本专业年限"));
    assert_eq!(said.as_deref(), Some("从事本专业年限填了 30 年，从第一条工作经历算起不到 20 年，请核对"));
    dossier.details.set(application::YEARS, "19");
    assert!(!problems(&dossier).iter().any(|(_, said)| said.contains("从事本专业年限填了")));
}

/// A snapshot keeps labels: what the record says later does not change it.
#[test]
fn a_snapshot_keeps_what_was_signed() {
    let given = |id: &str, values: Values| Given { id: id.into(), values, labels: Labels::new(), files: Vec::new() };
    let record = [(SectionId::Education, vec![given("e1", education())])];
    let own = Given {
        id: "app".into(),
        values: Values::new().with(application::COMMITTEE, "C001"),
        labels: [(application::COMMITTEE.to_owned(), "中山市某评审委员会".to_owned())].into(),
        files: Vec::new(),
    };
    let snapshot = Snapshot::take(Business::Recognition, today(), None, &record, own);
    assert_eq!(snapshot.shown("recognition", application::COMMITTEE), "中山市某评审委员会");
    let frozen = &snapshot.part("education").expect("a part").entries[0];
    assert_eq!(frozen.cell(education::SCHOOL).map(|cell| cell.shown.as_str()), Some("五邑大学"));
    let text = serde_json::to_string(&snapshot).expect("plain data");
    let back: Snapshot = serde_json::from_str(&text).expect("its own text");
    assert_eq!(back, snapshot);
}

/// Texts for any field: near to right for some kind, or anything at all.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9０-９+ -]{0,20}",
        "[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日? ?",
        "(01|16|1|0|31|至今| 至今 |全日制)",
        "(442000180001010011|44200018000101002X|440524188001010014)",
        "[张三𠮷·\u{301} \r\n]{0,40}",
        "[a-z.]{1,6}@[a-z.]{1,8}",
        "字{58,64}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    /// Whatever was typed into any form: it can be checked, tidied and shown; tidying twice is tidying once; and what is
    /// stored has the findings of what was typed.
    #[test]
    fn any_form_takes_any_text(texts in prop::collection::vec(typed(), 1..30), submit in any::<bool>()) {
        let context = Context { today: today(), stage: if submit { Stage::Submit } else { Stage::Save } };
        for form in forms::all() {
            let keys = form.fields().map(|field| field.key);
            let typed: Values = keys.zip(texts.iter().cycle().cloned()).collect();
            let tidy = normalised(form, &typed, today());
            prop_assert_eq!(&normalised(form, &tidy, today()), &tidy);
            prop_assert_eq!(check(form, &tidy, &context), check(form, &typed, &context));
            for field in form.fields() {
                let lines = show(field, &tidy, &Labels::new()).lines().count();
                let one_line = matches!(field.kind, Kind::Line { .. });
                prop_assert!(!one_line || lines <= 1, "{} lines in {}", lines, field.key);
            }
        }
    }
}
