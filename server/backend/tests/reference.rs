//! The shipped files: every row of every file is read, fits the others, and is found.

use std::collections::{BTreeMap, BTreeSet};

use backend::{
    accounts::DEMO_ACCOUNTS,
    clock::{Clock, Timestamp},
    notices::Kind,
    reference::{self, OrganisationKind, RegionFilter, RegionKind, RegionLevel, search},
};
use domain::{codes, credit_code::CreditCode, date::Date, eligibility::guangdong_rules};

fn today() -> Date {
    Clock::fixed(Timestamp::parse("2026-11-24T02:00:00Z").expect("an instant")).today()
}

/// Rows of a file below its heading.
fn lines(text: &str) -> usize {
    csv::Reader::from_reader(text.as_bytes()).records().inspect(|row| assert!(row.is_ok(), "{row:?}")).count()
}

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../data/", $name))
    };
}

fn once<T: Ord + std::fmt::Debug>(what: &str, keys: impl Iterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for key in keys {
        assert!(!seen.contains(&key), "{what} {key:?} stands there twice");
        seen.insert(key);
    }
}

#[test]
fn every_row_of_every_file_is_read() {
    for (file, text, read, expected) in [
        ("regions", file!("regions.csv"), reference::regions().len(), 44_728),
        ("title_levels", file!("title_levels.csv"), reference::levels().len(), 5),
        ("title_series", file!("title_series.csv"), reference::series().len(), 27),
        ("title_branches", file!("title_branches.csv"), reference::branches().len(), 65),
        ("titles", file!("titles.csv"), reference::titles().len(), 278),
        ("specialties", file!("specialties.csv"), reference::specialties().len(), 489),
        ("committees", file!("committees.csv"), reference::committees().len(), 20),
        ("recognition_rules", file!("recognition_rules.csv"), reference::recognition_rules().len(), 7),
        ("organisations", file!("demo/organisations.csv"), reference::units().len(), 84),
        ("plans", file!("demo/plans.csv"), reference::plans(today()).len(), 19),
        ("accounts", file!("demo/accounts.csv"), reference::accounts().len(), 15),
    ] {
        assert_eq!((lines(text), read), (expected, expected), "{file}");
    }
    assert_eq!(lines(file!("demo/notices.csv")), 7);
    let general = reference::notices(today()).into_iter().filter(|notice| notice.kind == Kind::General);
    assert_eq!(general.count(), 7);
    assert!(reference::records().is_some());
    assert_eq!((reference::policy::rows().len(), reference::policy::samples().len()), (74, 22));
}

#[test]
fn regions_are_a_tree_with_each_code_once() {
    let index = reference::index();
    let mut levels = BTreeMap::new();
    for region in reference::regions() {
        *levels.entry(region.level).or_insert(0) += 1;
        assert_eq!(index.find(&region.code), Some(region), "each code names one region");
        let way = index.path(&region.code);
        assert_eq!(way.last(), Some(&region));
        let shown: String = way
            .iter()
            .filter(|above| !above.placeholder() || above.code == region.code)
            .map(|r| r.name.as_str())
            .collect();
        assert_eq!(region.full_name, shown);
        match index.find(&region.parent) {
            Some(parent) => assert!(parent.level < region.level, "{} below {}", region.code, parent.code),
            None => assert_eq!((region.level, region.parent.as_str()), (RegionLevel::Province, "")),
        }
    }
    let expected = [
        (RegionLevel::Province, 34),
        (RegionLevel::City, 342),
        (RegionLevel::County, 3000),
        (RegionLevel::Town, 41_352),
    ];
    assert_eq!(levels, expected.into());
    // Cities without counties: towns right below them.
    for (city, towns) in [("442000", 23), ("441900", 36)] {
        let below: Vec<_> = index.children(city).collect();
        assert_eq!(below.len(), towns, "{city}");
        assert!(below.iter().all(|town| town.level == RegionLevel::Town));
    }
    assert_eq!(reference::region("442000002").map(|town| town.full_name.as_str()), Some("广东省中山市东区街道"));
    assert_eq!(index.children("").count(), 34);
    assert_eq!(index.children("999999").count(), 0);
}

#[test]
fn a_subtree_is_what_lies_below() {
    let index = reference::index();
    for code in [
        "110000",
        "440000",
        "440100",
        "440106",
        "441900",
        "442000",
        "442000003",
        "460400",
        "500000",
        "620200",
        "810000",
    ] {
        let (from, to) = index.subtree(code).expect("not everywhere");
        let below = |region: &reference::Region| index.path(&region.code).iter().any(|above| above.code == code);
        for region in reference::regions() {
            let within = region.code.as_str() >= from.as_str() && region.code.as_str() < to.as_str();
            assert_eq!(within, below(region), "{} in {code}", region.code);
        }
    }
    assert_eq!(index.subtree(""), None);
    let (from, to) = index.subtree("999999").expect("not everywhere");
    assert!(from >= to, "nothing lies in an unknown region");
}

/// Whether a region is found by a question: what the index must agree with, written the slow way.
fn contains(region: &reference::Region, question: &str) -> bool {
    let question = search::normalise_query(question);
    let name: Vec<char> = search::normalise_query(&region.name).chars().collect();
    let asked: Vec<char> = question.chars().collect();
    let by_name = |from: usize| name[from..].starts_with(&asked);
    let by_initials = |from: usize| {
        name.len() - from >= asked.len()
            && name[from..].iter().zip(&asked).all(|(known, asked)| search::initials(*known).contains(asked))
    };
    region.code.starts_with(&question) || (0..name.len()).any(|from| by_name(from) || by_initials(from))
}

#[test]
fn a_search_finds_what_looking_at_every_region_finds() {
    let filter = RegionFilter { placeholders: true, ..RegionFilter::default() };
    for question in [
        "东区",
        "中山",
        "dq",
        "zs",
        "4420",
        "442000002",
        "石岐",
        "牡丹",
        "xj",
        "重庆",
        "cq",
        "长安",
        "ca",
        "（",
        "Ｚｓ",
    ] {
        let (total, found) = reference::index().search(question, filter, usize::MAX, 0);
        let mut found: Vec<&str> = found.iter().map(|region| region.code.as_str()).collect();
        found.sort_unstable();
        let mut expected: Vec<&str> = match search::normalise_query(question).as_str() {
            "" => Vec::new(),
            _ => reference::regions().iter().filter(|r| contains(r, question)).map(|r| r.code.as_str()).collect(),
        };
        expected.sort_unstable();
        assert_eq!(total, expected.len(), "{question}");
        assert_eq!(found, expected, "{question}");
    }
}

#[test]
fn the_best_fit_comes_first_and_pages_join() {
    let index = reference::index();
    let (_, found) = index.search("中山市", RegionFilter::default(), 1, 0);
    assert_eq!(found[0].code, "442000");
    let (total, all) = index.search("东区", RegionFilter::default(), usize::MAX, 0);
    let pages: Vec<_> =
        (0..total.div_ceil(7)).flat_map(|page| index.search("东区", RegionFilter::default(), 7, page * 7).1).collect();
    assert_eq!(pages, all);
    let placeholder = |filter| index.search("市辖区", filter, usize::MAX, 0).0;
    assert_eq!(placeholder(RegionFilter::default()), 0);
    assert!(placeholder(RegionFilter { placeholders: true, ..RegionFilter::default() }) > 0);
    let within = RegionFilter { under: "442000", level: Some(RegionLevel::Town), placeholders: false };
    assert_eq!(index.search("东区", within, 9, 0).1.iter().map(|r| r.code.as_str()).collect::<Vec<_>>(), ["442000002"]);
}

#[test]
fn keys_are_suffixes_of_name_and_initials() {
    let mut expected = ["442000", "zs", "s", "中山", "山"];
    expected.sort_unstable();
    assert_eq!(search::keys("中山", &["442000"]), expected);
    // A character with two readings is found by either.
    let keys = search::keys("重庆", &[]);
    assert!(keys.contains(&"cq".to_owned()) && keys.contains(&"zq".to_owned()), "{keys:?}");
    assert_eq!(search::normalise_query(" 机电、广播（电视）Ａ "), "机电广播电视a");
    assert!(search::upper_bound("东").as_str() > "东\u{9fff}");
}

#[test]
fn titles_belong_to_series_branches_and_levels() {
    once("title", reference::titles().iter().map(|title| &title.code));
    once("specialty", reference::specialties().iter().map(|specialty| &specialty.code));
    once("specialty of a series", reference::specialties().iter().map(|one| (&one.series, one.full_name())));
    for series in reference::series() {
        assert_eq!(codes::SERIES.label(series.code), Some(series.name));
        assert!(reference::titles().iter().any(|title| title.series == series.code), "{} has no title", series.name);
    }
    let branches: BTreeSet<(&str, &str)> =
        reference::branches().iter().map(|branch| (branch.code.as_str(), branch.series.as_str())).collect();
    for title in reference::titles() {
        assert!(branches.contains(&(title.branch.as_str(), title.series.as_str())), "{title:?}");
        assert!(codes::TITLE_LEVEL.has(title.level));
    }
    assert!(reference::specialties().iter().all(|specialty| codes::SERIES.has(&specialty.series)));
    let ranks: Vec<u8> = reference::levels().iter().map(|level| level.rank).collect();
    assert_eq!(ranks, [5, 4, 3, 2, 1]);
}

#[test]
fn the_rules_are_those_of_the_domain() {
    assert_eq!(reference::recognition_rules(), guangdong_rules());
}

#[test]
fn organisations_fit_together() {
    let units = reference::units();
    once("organisation", units.iter().map(|unit| &unit.id));
    once("credit code", units.iter().filter_map(|unit| unit.credit_code.as_ref()));
    let place: BTreeMap<&str, usize> =
        units.iter().enumerate().map(|(place, unit)| (unit.id.as_str(), place)).collect();
    for (own, unit) in units.iter().enumerate() {
        assert!(
            reference::region(&unit.region).is_some_and(|region| region.kind != RegionKind::Placeholder),
            "{unit:?}"
        );
        // Those it refers to stand before it, so that they can go into the database in this order.
        for other in unit.department.iter().chain(&unit.hrss) {
            assert!(place[other.as_str()] < own, "{unit:?}");
        }
        let kind = |id: &Option<String>| id.as_ref().map(|id| units[place[id.as_str()]].kind);
        assert!(matches!(kind(&unit.hrss), None | Some(OrganisationKind::Hrss)));
        if unit.open {
            assert!(unit.name.contains("（测试）"), "{} is real and could be chosen", unit.name);
            let code = unit.credit_code.as_deref().expect("invented ones have a code");
            assert!(CreditCode::parse(code).is_ok() && code[8..].starts_with("XX"), "{code}");
            if unit.kind == OrganisationKind::Unit {
                assert!(
                    unit.hrss.is_some() && matches!(kind(&unit.department), None | Some(OrganisationKind::Department))
                );
            }
        }
    }
    for committee in reference::committees() {
        let offices = units.iter().filter(|unit| unit.committees.contains(&committee.id));
        assert_eq!(
            offices.map(|office| office.kind).collect::<Vec<_>>(),
            [OrganisationKind::Office],
            "{}",
            committee.id
        );
    }
}

#[test]
fn plans_are_in_season_whenever_the_demo_is_seeded() {
    for today in [today(), Date::parse("2027-02-28").expect("a day"), Date::parse("2028-12-31").expect("a day")] {
        let plans = reference::plans(today);
        once("plan", plans.iter().map(|plan| &plan.id));
        let mut open = 0;
        for made in &plans {
            let plan = &made.plan;
            let cuts = [plan.opens_on, plan.submit_until, plan.employer_until, plan.accept_until, plan.pay_until];
            assert!(cuts.is_sorted(), "{made:?}");
            open += usize::from(plan.opens_on <= today && today <= plan.submit_until);
            let committee = reference::committees().iter().find(|known| known.id == made.committee).expect("shipped");
            for code in &plan.specialties {
                let known = reference::specialties().iter().find(|known| known.code == *code).expect("shipped");
                assert_eq!(known.series, committee.series, "{code} of {}", made.committee);
            }
            // The name of a committee may say which levels it takes; a plan goes no further than that.
            let first = made.committee == "C001";
            let said = |level: &String| {
                committee.levels.is_empty() || first || committee.levels.iter().any(|known| known == level)
            };
            assert!(!plan.levels.is_empty() && plan.levels.iter().all(said), "{made:?}");
        }
        assert_eq!(open, 15, "on {today}");
        let first = &plans.iter().find(|plan| plan.committee == "C001").expect("the journey's committee").plan;
        assert_eq!(today.until(first.submit_until), 60);
        assert!(
            first.levels.iter().any(|level| level == "assistant")
                && first.specialties.iter().any(|code| code == "05001")
        );
        let notices = reference::notices(today);
        once("notice", notices.iter().map(|notice| &notice.id));
        assert!(notices.iter().all(|notice| notice.published_on <= today && !notice.body.is_empty()));
        assert!(
            notices
                .iter()
                .filter_map(|notice| notice.plan.as_ref())
                .all(|plan| plans.iter().any(|made| made.id == *plan))
        );
    }
}

#[test]
fn demo_accounts_act_for_organisations_of_their_kind() {
    let logins: Vec<&str> = reference::accounts().iter().map(|account| account.login.as_str()).collect();
    assert_eq!(logins, DEMO_ACCOUNTS.iter().map(|(_, login)| *login).collect::<Vec<_>>());
    for (account, (role, _)) in reference::accounts().iter().zip(DEMO_ACCOUNTS) {
        let organisation =
            account.organisation.as_ref().and_then(|id| reference::units().iter().find(|unit| unit.id == *id));
        assert_eq!(organisation.is_some(), role.level().is_some(), "{account:?}");
    }
}
