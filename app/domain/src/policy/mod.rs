//! Policy as data: what a region asks of a review, from one day to another (`domain.md` §2.2,
//! §2.4–2.6, §3 item 7).
//!
//! A [`Row`] is one rule with its region and its days; [`Policy`] is all of them; [`InForce`] is
//! what holds at a place on a day. Nothing here knows a number: how many years, hours and
//! appraisals comes from the rows. What is shipped is `server/backend/data/policy.json`; the
//! server loads its own table. Initial recognition is [`crate::eligibility`].
//!
//! Which of several rows holds: of one region's rows with the same id the latest; a row that is
//! not in use is on the shelf and holds nowhere, it is how a known but not adopted variant is
//! kept; a row in use takes the place of the one it names in `instead_of`; the rows of a place
//! outrank those of a larger area.
//!
//! Reading order: [`Row`] → [`facts`] and [`gather`] → [`judge`] (with `schooling`, `tenure`,
//! `exam`, `yearly`) → `routes` → [`assessment`] → [`trial`].
//!
//! To add a kind of rule: a variant of [`Rule`] with its type in a file of its own, and what
//! holds of it in [`InForce`].

pub mod assessment;
pub mod conditions;
pub mod continuing;
mod exam;
pub mod facts;
pub mod gather;
pub mod judge;
pub mod kind;
pub mod level;
pub mod period;
pub mod promotion;
mod routes;
mod schooling;
mod tenure;
pub mod trial;
mod yearly;

use serde::{Deserialize, Serialize};

use crate::{
    codes::{self, Table},
    date::Date,
    eligibility::{self, subtree},
};

pub use assessment::{Assessment, assess};
pub use conditions::Conditions;
pub use continuing::{Appraisals, Continuing};
pub use kind::ApplyKind;
pub use level::{LevelRule, Mode};
pub use period::{Counting, CountingRule, CutOff};
pub use promotion::Promotion;

/// One rule with its region and its days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Such as RV-11; one region's rule keeps its id through its revisions.
    pub id: String,
    /// Region code whose subtree it holds for (440000: the province), `""` for everywhere.
    pub region: String,
    /// First day on which it holds.
    pub valid_from: Date,
    /// Last day; `None`: no end is known.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// A variant that is known and not adopted is not in use.
    #[serde(default = "yes")]
    pub in_use: bool,
    /// Id of the row of its kind that does not hold while this one does.
    #[serde(default)]
    pub instead_of: Option<String>,
    /// Whether somebody has held it against an official text.
    #[serde(default)]
    pub verified: bool,
    /// Where it comes from.
    pub source: String,
    #[serde(flatten)]
    pub rule: Rule,
}

const fn yes() -> bool {
    true
}

/// What a row says, by its kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Rule {
    /// 申报类型.
    ApplyKind(ApplyKind),
    /// Exam, review or recognition.
    Level(LevelRule),
    /// 申报条件.
    Promotion(Promotion),
    /// Where the years and the material of a title begin.
    Counting(CountingRule),
    /// Until when years and material count.
    CutOff(CutOff),
    /// 继续教育.
    Continuing(Continuing),
    /// 年度考核.
    Appraisals(Appraisals),
    /// The text beside the self-assessment.
    Conditions(Conditions),
}

impl Rule {
    /// The words of the kinds in the database and in files, in the order of [`Rule`].
    pub const KEYS: &[&str] =
        &["apply_kind", "level", "promotion", "counting", "cut_off", "continuing", "appraisals", "conditions"];

    pub const fn key(&self) -> &'static str {
        match self {
            Rule::ApplyKind(_) => "apply_kind",
            Rule::Level(_) => "level",
            Rule::Promotion(_) => "promotion",
            Rule::Counting(_) => "counting",
            Rule::CutOff(_) => "cut_off",
            Rule::Continuing(_) => "continuing",
            Rule::Appraisals(_) => "appraisals",
            Rule::Conditions(_) => "conditions",
        }
    }

    /// What kind of rule it is, for people.
    pub const fn label(&self) -> &'static str {
        match self {
            Rule::ApplyKind(_) => "申报类型",
            Rule::Level(_) => "取得途径",
            Rule::Promotion(_) => "申报条件",
            Rule::Counting(_) => "年限和材料的起算",
            Rule::CutOff(_) => "年限和材料的截止",
            Rule::Continuing(_) => "继续教育",
            Rule::Appraisals(_) => "年度考核",
            Rule::Conditions(_) => "条件说明",
        }
    }
}

impl Row {
    /// Its period covers the day and its region covers the place (six digits, or nine of a town).
    fn covers(&self, region: &str, day: Date) -> bool {
        day >= self.valid_from
            && self.valid_to.is_none_or(|last| day <= last)
            && region.starts_with(subtree(&self.region))
    }

    /// How small the area is that it is for.
    fn locality(&self) -> usize {
        subtree(&self.region).len()
    }

    /// Two revisions of the same rule.
    pub fn revises(&self, other: &Row) -> bool {
        self.id == other.id && self.rule.key() == other.rule.key() && self.region == other.region
    }

    /// The rule in one sentence.
    pub fn said(&self) -> String {
        match &self.rule {
            Rule::ApplyKind(kind) => kind.said(),
            Rule::Level(level) => level.said(),
            Rule::Promotion(promotion) => promotion.said(""),
            Rule::Counting(counting) => counting.why.clone(),
            Rule::CutOff(cut_off) => cut_off.said(),
            Rule::Continuing(standard) => standard.said(),
            Rule::Appraisals(appraisals) => appraisals.said(),
            Rule::Conditions(text) => text.said(),
        }
    }

    /// A code that no table has, with what it was meant for; such a row holds nowhere it should.
    pub fn unknown_code(&self) -> Option<(&'static str, String)> {
        let mut named: Vec<(&'static Table, &str)> = Vec::new();
        match &self.rule {
            Rule::ApplyKind(kind) => {
                named.extend([(&codes::APPLY_KIND, &*kind.code), (&codes::APPLY_KIND, &*kind.rules_of)]);
            }
            Rule::Level(level) => {
                named.push((&codes::SERIES, &level.series));
                named.extend(level.levels.iter().map(|code| (&codes::TITLE_LEVEL, code.as_str())));
            }
            Rule::Promotion(promotion) => named.extend(promotion.codes()),
            Rule::Counting(counting) => named.extend(counting.ways.iter().map(|way| (&codes::TITLE_WAY, way.as_str()))),
            Rule::Conditions(text) => {
                named.extend([(&codes::SERIES, &*text.series), (&codes::TITLE_LEVEL, &*text.level)]);
            }
            Rule::Appraisals(rule) => {
                named.extend(rule.accepted.iter().map(|result| (&codes::APPRAISAL_RESULT, result.as_str())));
            }
            Rule::CutOff(_) | Rule::Continuing(_) => {}
        }
        let strange = named.into_iter().find(|(table, code)| !code.is_empty() && !table.has(code))?;
        Some((strange.0.title, strange.1.to_owned()))
    }
}

/// Every rule there is, of every place and time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Policy {
    pub rows: Vec<Row>,
    /// Initial recognition, to say what else there is for who holds no title.
    pub recognition: Vec<eligibility::Rule>,
}

impl Policy {
    /// What holds at a place on a day.
    pub fn on<'a>(&'a self, region: &'a str, day: Date) -> InForce<'a> {
        self.of(region, day, |_| true)
    }

    /// [`Policy::on`] of some kinds of rules; a rule never stands in for one of another kind.
    pub(crate) fn of<'a>(&'a self, region: &'a str, day: Date, wanted: impl Fn(&Rule) -> bool) -> InForce<'a> {
        let covering = self.rows.iter().filter(|row| wanted(&row.rule) && row.covers(region, day));
        let covering: Vec<&Row> = covering.collect();
        let newer = |other: &Row, row: &Row| other.valid_from > row.valid_from && other.revises(row);
        let newest = |row: &&Row| row.in_use && !covering.iter().any(|other| newer(other, row));
        let used: Vec<&Row> = covering.iter().copied().filter(newest).collect();
        let replaced = |row: &&Row| {
            used.iter().any(|other| {
                other.instead_of.as_ref() == Some(&row.id) && other.rule.key() == row.rule.key() && other.id != row.id
            })
        };
        let rows = used.iter().copied().filter(|row| !replaced(row)).collect();
        InForce { rows, recognition: &self.recognition, region }
    }

    /// With candidate rows beside its own: one of the same rule and first day takes the other's place.
    pub fn with(&self, candidates: &[Row]) -> Policy {
        let replaced = |row: &Row| candidates.iter().any(|new| new.revises(row) && new.valid_from == row.valid_from);
        let mut rows: Vec<Row> = self.rows.iter().filter(|row| !replaced(row)).cloned().collect();
        rows.extend_from_slice(candidates);
        Policy { rows, recognition: self.recognition.clone() }
    }
}

/// What holds at a place on a day.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    pub rows: Vec<&'a Row>,
    pub(crate) recognition: &'a [eligibility::Rule],
    pub(crate) region: &'a str,
}

/// Of rows that say something of the same thing, those of the smallest area.
fn most_local<'a, T>(found: Vec<(&'a Row, &'a T)>) -> Vec<(&'a Row, &'a T)> {
    let locality = found.iter().map(|(row, _)| row.locality()).max();
    found.into_iter().filter(|(row, _)| Some(row.locality()) == locality).collect()
}

macro_rules! of_kind {
    ($rows:expr, $variant:ident) => {
        $rows.iter().filter_map(|row| match &row.rule {
            Rule::$variant(rule) => Some((*row, rule)),
            _ => None,
        })
    };
}

impl<'a> InForce<'a> {
    /// An 申报类型 that is open here.
    pub fn kind(&self, code: &str) -> Option<&'a ApplyKind> {
        let found = of_kind!(self.rows, ApplyKind).filter(|(_, kind)| kind.code == code).collect();
        most_local(found).first().map(|(_, kind)| *kind)
    }

    /// The kinds that are open here, in official order.
    pub fn kinds(&self) -> impl Iterator<Item = &'a ApplyKind> {
        codes::APPLY_KIND.offered().filter_map(|code| self.kind(code.code))
    }

    fn level_rule(&self, series: &str, specialty: &str, level: &str) -> Option<&'a LevelRule> {
        let found: Vec<(&Row, &LevelRule)> =
            of_kind!(self.rows, Level).filter(|(_, rule)| rule.is_about(series, specialty, level)).collect();
        let detail = found.iter().map(|(_, rule)| rule.detail()).max();
        let found = found.into_iter().filter(|(_, rule)| Some(rule.detail()) == detail).collect();
        most_local(found).first().map(|(_, rule)| *rule)
    }

    /// How a level is reached; what no row speaks of, by the level alone.
    pub fn mode(&self, series: &str, specialty: &str, level: &str) -> Mode {
        self.level_rule(series, specialty, level).map_or(Mode::usual(level), |rule| rule.mode)
    }

    /// Why a level cannot be had by review at all; `None` when it can, or no row speaks of it.
    pub fn no_review(&self, series: &str, specialty: &str, level: &str) -> Option<String> {
        let rule = self.level_rule(series, specialty, level)?;
        level::no_review(rule.mode, &format!("{}{}", rule.about(), level_label(level)))
    }

    /// The same of initial recognition.
    pub fn no_recognition(&self, series: &str, specialty: &str, level: &str) -> Option<String> {
        let rule = self.level_rule(series, specialty, level)?;
        level::no_recognition(rule.mode, &format!("{}{}", rule.about(), level_label(level)))
    }

    /// The rules of a kind for a level: those of the series where it has its own, else the general ones.
    pub fn promotions(&self, kind: &str, series: &str, level: &str) -> Vec<(&'a Row, &'a Promotion)> {
        let fits =
            |rule: &Promotion| rule.kind == kind && (rule.level.is_empty() || rule.level == level) && !level.is_empty();
        let found: Vec<(&Row, &Promotion)> = of_kind!(self.rows, Promotion).filter(|(_, rule)| fits(rule)).collect();
        let own: Vec<_> =
            found.iter().copied().filter(|(_, rule)| !rule.series.is_empty() && rule.series == series).collect();
        let general = || found.iter().copied().filter(|(_, rule)| rule.series.is_empty()).collect();
        most_local(if own.is_empty() { general() } else { own })
    }

    /// The general conditions of 晋升, lowest level first.
    pub fn general(&self) -> Vec<(&'a Row, &'a Promotion)> {
        let levels = codes::TITLE_LEVEL.rows.iter().rev();
        levels.flat_map(|level| self.promotions("promotion", "", level.code)).collect()
    }

    /// The levels that have a way of their own, such as by examination alone.
    pub fn special_levels(&self) -> impl Iterator<Item = &'a LevelRule> {
        let rules: Vec<&LevelRule> = of_kind!(self.rows, Level).map(|(_, rule)| rule).collect();
        let holds = |rule: &&LevelRule| {
            let specialty = rule.specialties.first().map_or("", String::as_str);
            rule.levels.iter().any(|level| self.level_rule(&rule.series, specialty, level) == Some(*rule))
        };
        rules.into_iter().filter(holds)
    }

    /// The rule that tells where the years of a title begin that was got in this way and year.
    fn counting_rule(&self, way: &str, year: i32) -> Option<&'a CountingRule> {
        let found = of_kind!(self.rows, Counting).filter(|(_, rule)| rule.is_about(way, year)).collect();
        most_local(found).first().map(|(_, rule)| *rule)
    }

    fn cut_off(&self) -> CutOff {
        let found = most_local(of_kind!(self.rows, CutOff).collect());
        found.first().map_or(CutOff::END_OF_YEAR, |(_, cut_off)| **cut_off)
    }

    /// What continuing education is asked for.
    pub fn continuing(&self) -> Option<&'a Continuing> {
        most_local(of_kind!(self.rows, Continuing).collect()).first().map(|(_, standard)| *standard)
    }

    /// What appraisals are asked for.
    pub fn appraisals(&self) -> Option<&'a Appraisals> {
        most_local(of_kind!(self.rows, Appraisals).collect()).first().map(|(_, rule)| *rule)
    }

    /// The text beside the self-assessment: of the series and level, else of the series, else any.
    pub fn conditions(&self, series: &str, level: &str) -> Option<(&'a Row, &'a Conditions)> {
        let fits = |own: &str, wanted: &str| own.is_empty() || own == wanted;
        let found: Vec<(&Row, &Conditions)> = of_kind!(self.rows, Conditions)
            .filter(|(_, text)| fits(&text.series, series) && fits(&text.level, level))
            .collect();
        let detail = |text: &Conditions| (!text.series.is_empty(), !text.level.is_empty());
        let most = found.iter().map(|(_, text)| detail(text)).max();
        let found = found.into_iter().filter(|(_, text)| Some(detail(text)) == most).collect();
        most_local(found).first().copied()
    }
}

/// The words for a level code.
fn level_label(code: &str) -> &'static str {
    codes::TITLE_LEVEL.label(code).unwrap_or("这个等级")
}

/// The higher the greater; 0 for what is no level.
fn rank(level: &str) -> usize {
    let rows = codes::TITLE_LEVEL.rows;
    rows.iter().position(|row| row.code == level).map_or(0, |place| rows.len() - place)
}

/// With a blank before what begins with a digit or a letter.
fn spaced(text: &str) -> String {
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) { format!(" {text}") } else { text.to_owned() }
}

/// 5 年, 6 个月, 1 年 6 个月.
fn duration(months: u16) -> String {
    match (months / 12, months % 12) {
        (0, months) => format!("{months} 个月"),
        (years, 0) => format!("{years} 年"),
        (years, months) => format!("{years} 年 {months} 个月"),
    }
}
