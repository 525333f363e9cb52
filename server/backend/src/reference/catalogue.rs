//! What can be applied for, where and by whom: levels, series, titles, specialties,
//! committees, rules of initial recognition.
//!
//! Codes of levels and series are those of `domain::codes`; all others are the
//! files' own (`data/README.md`).
//! To add one: a row in the file; codes are never given a second meaning.

use std::sync::LazyLock;

use domain::{
    codes,
    date::Date,
    eligibility::{Education, Rule},
};
use serde::{Deserialize, de::DeserializeOwned};

/// The rows of a shipped CSV file that can be read as `T`.
pub(super) fn rows<T: DeserializeOwned>(text: &str) -> impl Iterator<Item = T> + use<'_, T> {
    csv::Reader::from_reader(text.as_bytes()).into_deserialize().filter_map(Result::ok)
}

/// The parts of a cell, separated by semicolons.
pub(super) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// Code of `codes::TITLE_LEVEL` for the words 正高级 to 员级.
pub(super) fn level_code(word: &str) -> Option<&'static str> {
    codes::TITLE_LEVEL.rows.iter().find(|row| row.label == word).map(|row| row.code)
}

/// One of the five grades.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Level {
    /// Of `codes::TITLE_LEVEL`.
    pub code: &'static str,
    pub name: &'static str,
    /// 5 正高级, 4 副高级, 3 中级, 2 助理级, 1 员级.
    pub rank: u8,
}

/// The grades, highest first.
pub fn levels() -> &'static [Level] {
    #[derive(Deserialize)]
    struct Row {
        level: String,
        rank: u8,
    }
    static LEVELS: LazyLock<Vec<Level>> = LazyLock::new(|| {
        rows(include_str!("../../data/title_levels.csv"))
            .filter_map(|row: Row| {
                let code = codes::TITLE_LEVEL.rows.iter().find(|code| code.label == row.level)?;
                Some(Level { code: code.code, name: code.label, rank: row.rank })
            })
            .collect()
    });
    &LEVELS
}

/// One of the 27 series.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    /// Of `codes::SERIES`.
    pub code: &'static str,
    /// As in `codes::SERIES`.
    pub name: &'static str,
    /// Other names in use, by which it is found, too.
    pub aliases: Vec<String>,
    /// The national reform notice, where known.
    pub notice: Option<String>,
}

/// The series in the order of the ministry's table.
pub fn series() -> &'static [Series] {
    #[derive(Deserialize)]
    struct Row {
        series_code: String,
        series_name: String,
        aliases: String,
        notice_no: String,
    }
    static SERIES: LazyLock<Vec<Series>> = LazyLock::new(|| {
        rows(include_str!("../../data/title_series.csv"))
            .filter_map(|row: Row| {
                let code = codes::SERIES.rows.iter().find(|code| code.code == row.series_code)?;
                let aliases = std::iter::once(row.series_name.as_str()).chain(list(&row.aliases));
                Some(Series {
                    code: code.code,
                    name: code.label,
                    aliases: aliases.filter(|alias| *alias != code.label).map(str::to_owned).collect(),
                    notice: Some(row.notice_no).filter(|notice| !notice.is_empty()),
                })
            })
            .collect()
    });
    &SERIES
}

/// A part of a series with titles of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Branch {
    pub code: String,
    pub series: String,
    pub name: String,
}

/// The branches, by series.
pub fn branches() -> &'static [Branch] {
    #[derive(Deserialize)]
    struct Row {
        branch_code: String,
        series_code: String,
        branch_name: String,
    }
    static BRANCHES: LazyLock<Vec<Branch>> = LazyLock::new(|| {
        rows(include_str!("../../data/title_branches.csv"))
            .map(|row: Row| Branch { code: row.branch_code, series: row.series_code, name: row.branch_name })
            .collect()
    });
    &BRANCHES
}

/// A title, such as 助理工程师.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Title {
    pub code: String,
    pub series: String,
    /// Code of the [`Branch`].
    pub branch: String,
    pub name: String,
    /// Of `codes::TITLE_LEVEL`.
    pub level: &'static str,
}

/// The titles, by series and branch, highest grade first.
pub fn titles() -> &'static [Title] {
    #[derive(Deserialize)]
    struct Row {
        title_code: String,
        series_code: String,
        branch_code: String,
        title_name: String,
        level: String,
    }
    static TITLES: LazyLock<Vec<Title>> = LazyLock::new(|| {
        rows(include_str!("../../data/titles.csv"))
            .filter_map(|row: Row| {
                Some(Title {
                    level: level_code(&row.level)?,
                    code: row.title_code,
                    series: row.series_code,
                    branch: row.branch_code,
                    name: row.title_name,
                })
            })
            .collect()
    });
    &TITLES
}

/// A specialty within a series, such as 机械.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Specialty {
    pub code: String,
    pub series: String,
    /// The specialty it is a part of; empty for most.
    pub parent: String,
    pub name: String,
}

impl Specialty {
    /// Names repeat within a series (语文 in 高中 and 初中); this one does not.
    pub fn full_name(&self) -> String {
        match self.parent.as_str() {
            "" => self.name.clone(),
            parent => format!("{}（{parent}）", self.name),
        }
    }
}

/// The specialties, by series.
pub fn specialties() -> &'static [Specialty] {
    #[derive(Deserialize)]
    struct Row {
        specialty_code: String,
        series_code: String,
        parent_name: String,
        specialty_name: String,
    }
    static SPECIALTIES: LazyLock<Vec<Specialty>> = LazyLock::new(|| {
        rows(include_str!("../../data/specialties.csv"))
            .map(|row: Row| Specialty {
                code: row.specialty_code,
                series: row.series_code,
                parent: row.parent_name,
                name: row.specialty_name,
            })
            .collect()
    });
    &SPECIALTIES
}

/// A committee of the guide's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Committee {
    pub id: String,
    /// To the letter of the guide.
    pub name: String,
    pub region: String,
    /// Series code, inferred from the name.
    pub series: String,
    /// Level codes where the name says them; empty where it does not.
    pub levels: Vec<&'static str>,
}

/// The committees of the guide, in its order.
pub fn committees() -> &'static [Committee] {
    #[derive(Deserialize)]
    struct Row {
        committee_id: String,
        name: String,
        region_code: String,
        series_code: String,
        levels: String,
    }
    static COMMITTEES: LazyLock<Vec<Committee>> = LazyLock::new(|| {
        rows(include_str!("../../data/committees.csv"))
            .map(|row: Row| Committee {
                levels: list(&row.levels).filter_map(level_code).collect(),
                id: row.committee_id,
                name: row.name,
                region: row.region_code,
                series: row.series_code,
            })
            .collect()
    });
    &COMMITTEES
}

/// The rules of initial recognition, each with its region and its days.
pub fn recognition_rules() -> &'static [Rule] {
    #[derive(Deserialize)]
    struct Row {
        rule_id: String,
        region_code: String,
        valid_from: String,
        valid_to: String,
        education: String,
        years: u8,
        level: String,
    }
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        rows(include_str!("../../data/recognition_rules.csv"))
            .filter_map(|row: Row| {
                Some(Rule {
                    valid_from: Date::parse(&row.valid_from).ok()?,
                    valid_to: match row.valid_to.as_str() {
                        "" => None,
                        last => Some(Date::parse(last).ok()?),
                    },
                    education: Education::from_key(&row.education)?,
                    years: row.years,
                    level: level_code(&row.level)?.to_owned(),
                    id: row.rule_id,
                    region: row.region_code,
                })
            })
            .collect()
    });
    &RULES
}
