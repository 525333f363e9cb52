//! What the shipped rules say of the shipped samples: every change of a rule shows as a changed
//! line. `UPDATE_EXPECT=1 cargo test --test promotion` renews the file.

use std::fmt::Write as _;

use domain::{
    codes,
    date::Date,
    eligibility::guangdong_rules,
    policy::{
        Policy, Row,
        judge::Verdict,
        trial::{Sample, changed, dry_run},
    },
};
use expect_test::expect_file;

fn shipped() -> Policy {
    let rows = serde_json::from_str(include_str!("../../../server/backend/data/policy.json"));
    Policy { rows: rows.expect("the shipped rules read"), recognition: guangdong_rules() }
}

fn samples() -> Vec<Sample> {
    serde_json::from_str(include_str!("../../../server/backend/data/samples.json")).expect("the shipped samples read")
}

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date of the test")
}

fn write(text: &mut String, verdict: &Verdict) {
    let _ = writeln!(text, "    {}", verdict.said());
    if let Some((id, said)) = &verdict.rule {
        let _ = writeln!(text, "    依据 {id}：{said}");
    }
    for condition in &verdict.conditions {
        let since = condition.earliest.map(|day| format!(" [{day}]")).unwrap_or_default();
        let _ = writeln!(
            text,
            "      {} {}：{}{since}",
            condition.standing.label(),
            condition.what.label(),
            condition.said
        );
    }
    if let Some(earliest) = verdict.earliest {
        let _ = writeln!(text, "    最早 {earliest}");
    }
    for other in &verdict.others {
        let _ = writeln!(text, "    其他途径：{other}");
    }
}

#[test]
fn samples_by_the_shipped_rules() {
    let mut text = String::new();
    let mut name = String::new();
    for outcome in dry_run(&shipped(), &samples(), None, day("2026-11-24")) {
        if outcome.sample != name {
            let _ = writeln!(text, "{}", outcome.sample);
            name.clone_from(&outcome.sample);
        }
        let aim = &outcome.aim;
        let kind = codes::APPLY_KIND.label(&aim.kind).expect("a kind of the samples");
        let series = codes::SERIES.label(&aim.series).expect("a series of the samples");
        let level = codes::TITLE_LEVEL.label(&aim.level).expect("a level of the samples");
        let _ = writeln!(text, "  {kind} {series}{} {level}", aim.specialty);
        write(&mut text, &outcome.verdict);
    }
    expect_file!["./promotion.txt"].assert_eq(&text);
}

/// Every row in one sentence: what an office reads to check it.
#[test]
fn rows_in_words() {
    let mut text = String::new();
    for row in &shipped().rows {
        let place = if row.region.is_empty() { "全国" } else { &row.region };
        let shelf = if row.in_use { "" } else { "（备用）" };
        let _ = writeln!(text, "{} {place} {} {}{shelf}：{}", row.id, row.valid_from, row.rule.label(), row.said());
    }
    expect_file!["./policy.txt"].assert_eq(&text);
}

#[test]
fn ids_are_unique_and_codes_known() {
    let rows = shipped().rows;
    for (place, row) in rows.iter().enumerate() {
        assert_eq!(row.unknown_code(), None, "{}", row.id);
        assert!(!row.source.is_empty(), "{} comes from somewhere", row.id);
        let twin = |other: &Row| other.revises(row) && other.valid_from == row.valid_from;
        assert!(!rows[..place].iter().any(twin), "{} is there twice", row.id);
        if let Some(replaced) = &row.instead_of {
            assert!(rows.iter().any(|other| other.id == *replaced), "{} stands instead of {replaced}", row.id);
        }
        let json = serde_json::to_string(row).expect("plain data");
        assert_eq!(serde_json::from_str::<Row>(&json).ok().as_ref(), Some(row), "{json}");
    }
    let mut strange = rows[0].clone();
    strange.rule = serde_json::from_str(r#"{"kind":"promotion","data":{"kind":"promotion","holding":"chief"}}"#)
        .expect("codes are texts");
    assert_eq!(strange.unknown_code(), Some(("职称等级", "chief".to_owned())));
    let typo = r#"{"kind":"promotion","data":{"kind":"promotion","yaers":5}}"#;
    assert!(serde_json::from_str::<domain::policy::Rule>(typo).is_err(), "a misspelt key is no rule");
}

/// `domain.md` §7: each contradiction is a switch, and turning it is one row.
#[test]
fn a_variant_is_taken_from_the_shelf_by_one_row() {
    let policy = shipped();
    let on = day("2026-11-24");
    let before = dry_run(&policy, &samples(), None, on);
    for (id, sample, level, earliest) in [
        ("RV-11B", "工程师，本科，2022 年度 2023 年 3 月评审通过", "associate_senior", Some("2029-01-01")),
        ("RV-5B", "大专 2007 年毕业，没有职称", "assistant", Some("2010-01-01")),
        ("RV-7B", "博士 2026 年毕业，没有职称", "intermediate", Some("2027-01-01")),
        ("RV-8B", "硕士 2025 年毕业，没有职称", "intermediate", Some("2028-01-01")),
        ("RV-10B", "博士 2026 年毕业，没有职称", "associate_senior", Some("2028-01-01")),
        ("CT-5B", "工程师（认定），本科", "associate_senior", Some("2026-01-01")),
    ] {
        let mut row = policy.rows.iter().find(|row| row.id == id).expect("it is on the shelf").clone();
        assert!(!row.in_use, "{id}");
        row.in_use = true;
        let after = dry_run(&policy.with(&[row]), &samples(), None, on);
        let changes = changed(&before, &after);
        let of =
            |(_, after): &&(_, &domain::policy::trial::Outcome)| after.sample == sample && after.aim.level == level;
        let (_, after) = changes.iter().find(of).unwrap_or_else(|| panic!("{id} changes nothing for {sample}"));
        assert_eq!(after.verdict.earliest, earliest.map(day), "{id}");
        assert!(changes.len() < before.len() / 2, "{id} changes {} answers", changes.len());
    }
}
