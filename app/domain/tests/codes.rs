//! The code tables: what was once given out stays, with its meaning.
//!
//! After adding a code: `UPDATE_EXPECT=1 cargo test --test codes`. A line
//! of `codes.txt` is never deleted.

use std::{collections::BTreeSet, fmt::Write as _};

use domain::codes::{
    ALL, BUSINESS, CULTURE_LEVEL, DEGREE, EDUCATION_LEVEL, ETHNIC_GROUP, POLITICAL_STATUS, SERIES, SEX, STUDY_MODE,
    TITLE_LEVEL,
};
use expect_test::expect_file;

#[test]
fn every_code() {
    let mut text = String::new();
    for table in ALL {
        let _ = writeln!(text, "{} {}", table.key, table.title);
        for row in table.rows {
            let _ = writeln!(text, "  {} {}{}", row.code, row.label, if row.retired { " -" } else { "" });
        }
    }
    expect_file!["./codes.txt"].assert_eq(&text);
}

/// Renewing the snapshot cannot take a code away: the file as it was compiled in still holds.
#[test]
fn codes_are_only_added() {
    let mut table = None;
    for line in include_str!("codes.txt").lines() {
        match line.strip_prefix("  ") {
            None => {
                let key = line.split(' ').next().unwrap_or_default();
                table = ALL.iter().find(|table| table.key == key);
                assert!(table.is_some(), "the table {key} is gone");
            }
            Some(row) => {
                let code = row.split(' ').next().unwrap_or_default();
                assert!(table.is_some_and(|table| table.has(code)), "{code} of {:?} is gone", table.map(|t| t.key));
            }
        }
    }
}

#[test]
fn tables_are_well_made() {
    let keys: BTreeSet<&str> = ALL.iter().map(|table| table.key).collect();
    assert_eq!(keys.len(), ALL.len());
    for table in ALL {
        let codes: BTreeSet<&str> = table.rows.iter().map(|row| row.code).collect();
        assert_eq!(codes.len(), table.rows.len(), "{} gives a code twice", table.key);
        let labels: BTreeSet<&str> = table.offered().map(|row| row.label).collect();
        assert_eq!(labels.len(), table.offered().count(), "{} offers a label twice", table.key);
        assert!(table.offered().count() > 1);
        for row in table.rows {
            assert!(!row.label.is_empty() && row.label.trim() == row.label);
            assert!(row.code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
            assert_eq!(table.label(row.code), Some(row.label));
        }
    }
}

/// As the standards and the guide have them.
#[test]
fn well_known_codes() {
    let offered = |table: &'static domain::codes::Table| table.offered().count();
    assert_eq!((ETHNIC_GROUP.rows.len(), POLITICAL_STATUS.rows.len(), SERIES.rows.len()), (58, 13, 27));
    assert_eq!((offered(&SEX), offered(&TITLE_LEVEL), offered(&STUDY_MODE)), (2, 5, 13));
    assert_eq!((SEX.label("1"), SEX.label("2")), (Some("男"), Some("女")));
    assert_eq!((ETHNIC_GROUP.label("01"), ETHNIC_GROUP.label("56")), (Some("汉族"), Some("基诺族")));
    assert_eq!((EDUCATION_LEVEL.label("21"), EDUCATION_LEVEL.label("31")), (Some("大学本科"), Some("大学专科")));
    assert_eq!(CULTURE_LEVEL.rows, EDUCATION_LEVEL.rows);
    assert_eq!((STUDY_MODE.label("01"), STUDY_MODE.label("07")), (Some("全日制"), Some("网络教育")));
    assert_eq!((SERIES.label("05"), BUSINESS.label("recognition")), (Some("工程技术人才"), Some("考核认定")));
    assert_eq!(TITLE_LEVEL.label("assistant"), Some("助理级"));
    // Known, and not offered: not completed, or not studied for.
    for (table, code) in [(&EDUCATION_LEVEL, "22"), (&EDUCATION_LEVEL, "81"), (&DEGREE, "1"), (&SEX, "9")] {
        assert!(table.has(code) && table.offered().all(|row| row.code != code), "{code}");
    }
    assert!(!SEX.has("3") && SEX.label("").is_none());
}
