//! Judges a review for one person: which condition holds, which lacks, since when or from when
//! on, and what else there is.
//!
//! It looks at what the record can tell. What a committee thinks, and what only material can
//! show, is said to be open and never counted as lacking.
//!
//! A day belongs to the 评审年度 of its year, and years count to that year's cut-off: a title of
//! 评审年度 2022 that asks for five years is enough for every day of 2027. Where the application
//! names a 评审年度, that one is judged, however early one asks.

use serde::{Deserialize, Serialize};

use super::{
    ApplyKind, InForce, Mode, Policy, Promotion, Row, exam, facts::Facts, kind::Waiver, level_label, routes, schooling,
    spaced, tenure, yearly,
};
use crate::{codes, date::Date};

/// What a condition is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Education,
    Holding,
    Skill,
    Years,
    Exam,
    Appraisals,
    Continuing,
    /// To be shown by material.
    Material,
    /// The conditions themselves are not known to the system.
    Rules,
}

impl What {
    pub const fn label(self) -> &'static str {
        match self {
            What::Education => "学历",
            What::Holding => "现职称",
            What::Skill => "技能等级",
            What::Years => "年限",
            What::Exam => "考试",
            What::Appraisals => "年度考核",
            What::Continuing => "继续教育",
            What::Material => "证明材料",
            What::Rules => "申报条件",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Held,
    /// The record does not say.
    Open,
    Lacking,
}

impl Standing {
    pub const fn label(self) -> &'static str {
        match self {
            Standing::Held => "符合",
            Standing::Open => "待核",
            Standing::Lacking => "不足",
        }
    }
}

/// One condition with its answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Condition {
    pub what: What,
    pub standing: Standing,
    /// A sentence that explains itself.
    pub said: String,
    /// First day on which it holds, past or to come; `None` where time has nothing to do with it.
    pub earliest: Option<Date>,
}

impl Condition {
    pub(super) fn held(what: What, said: String, since: Option<Date>) -> Condition {
        Condition { what, standing: Standing::Held, said, earliest: since }
    }

    pub(super) fn open(what: What, said: String) -> Condition {
        Condition { what, standing: Standing::Open, said, earliest: None }
    }

    pub(super) fn lacking(what: What, said: String, from: Option<Date>) -> Condition {
        Condition { what, standing: Standing::Lacking, said, earliest: from }
    }
}

/// Why something cannot be applied for at all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "about", content = "said", rename_all = "snake_case")]
pub enum Refusal {
    /// The level itself: none is chosen, or it is by examination alone.
    Level(String),
    /// The kind of application is not open.
    Kind(String),
}

impl Refusal {
    pub fn said(&self) -> &str {
        let (Refusal::Level(said) | Refusal::Kind(said)) = self;
        said
    }
}

/// The answer, with its reasons.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Verdict {
    /// Nothing else is judged then.
    pub refusal: Option<Refusal>,
    /// Id and sentence of the rule that was gone by: the nearest one.
    pub rule: Option<(String, String)>,
    /// That rule has been held against an official text.
    pub verified: bool,
    pub conditions: Vec<Condition>,
    /// First day on which nothing lacks, past or to come; `None` when time does not help.
    pub earliest: Option<Date>,
    /// What else the same person could apply for, now or later.
    pub others: Vec<String>,
}

impl Verdict {
    fn refused(refusal: Refusal) -> Verdict {
        Verdict { refusal: Some(refusal), ..Verdict::default() }
    }

    /// Something lacks, or it cannot be applied for at all.
    pub fn short(&self) -> bool {
        self.refusal.is_some() || lacks(&self.conditions)
    }

    /// Nothing lacks; what the record does not tell may still be open.
    pub fn met(&self) -> bool {
        !self.short()
    }

    pub fn lacking(&self) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().filter(|condition| condition.standing == Standing::Lacking)
    }

    pub fn open(&self) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().filter(|condition| condition.standing == Standing::Open)
    }

    /// What stands so, by name and each once: 学历、年限.
    pub fn named(&self, standing: Standing) -> String {
        let mut names: Vec<&str> = Vec::new();
        for condition in self.conditions.iter().filter(|condition| condition.standing == standing) {
            if !names.contains(&condition.what.label()) {
                names.push(condition.what.label());
            }
        }
        names.join("、")
    }

    /// The whole answer in one sentence.
    pub fn said(&self) -> String {
        if let Some(refusal) = &self.refusal {
            return refusal.said().to_owned();
        }
        if self.short() {
            let lacking = self.named(Standing::Lacking);
            return match self.earliest {
                Some(day) => format!("{lacking}不足，最早 {} 年度可以申报", day.year()),
                None => format!("{lacking}不足"),
            };
        }
        match self.named(Standing::Open) {
            open if open.is_empty() => "符合申报条件".to_owned(),
            open => format!("没有发现不足；{open}还要核对"),
        }
    }
}

fn lacks(conditions: &[Condition]) -> bool {
    conditions.iter().any(|condition| condition.standing == Standing::Lacking)
}

/// One person and one aim, with what holds there and then.
pub(super) struct Case<'a> {
    pub in_force: &'a InForce<'a>,
    pub facts: &'a Facts,
    pub kind: &'a ApplyKind,
    pub mode: Mode,
    pub series: &'a str,
    pub level: &'a str,
    pub day: Date,
    /// 评审年度.
    pub year: i32,
}

/// One rule held against the person.
pub(super) struct Way<'a> {
    pub row: &'a Row,
    pub rule: &'a Promotion,
    pub conditions: Vec<Condition>,
    /// Nothing is known of the schooling.
    unschooled: bool,
}

impl Way<'_> {
    pub fn short(&self) -> bool {
        lacks(&self.conditions)
    }

    /// First day on which nothing lacks; the latest of its conditions, each of which may have none.
    pub fn earliest(&self) -> Option<Date> {
        let mut latest = None;
        for condition in &self.conditions {
            if condition.standing == Standing::Lacking && condition.earliest.is_none() {
                return None;
            }
            latest = latest.max(condition.earliest);
        }
        latest
    }

    fn count(&self, standing: Standing) -> usize {
        self.conditions.iter().filter(|condition| condition.standing == standing).count()
    }

    /// The less the nearer: what does not lack, what time will bring; of what time will not bring,
    /// what fits the schooling best. Where no schooling is known, what asks for the least.
    fn distance(&self) -> impl Ord + use<> {
        let never = self.short() && self.earliest().is_none();
        let asked = schooling::asked(self.rule).map_or(0, |education| education as i8);
        let education = self.conditions.iter().find(|condition| condition.what == What::Education);
        let fit = match education.map_or(Standing::Held, |condition| condition.standing) {
            Standing::Open => (true, asked),
            Standing::Lacking if never => (true, asked),
            Standing::Held if never => (false, -asked),
            Standing::Lacking | Standing::Held => (false, 0),
        };
        let least = self.unschooled.then_some(asked);
        (
            least,
            self.short(),
            never,
            fit,
            self.count(Standing::Open),
            self.earliest(),
            self.count(Standing::Lacking),
            asked,
        )
    }
}

/// Which day is judged: today, or the nearest day of the 评审年度 that is applied for.
pub fn judged_day(year: Option<i32>, today: Date) -> Date {
    let bounds = year.and_then(|year| Some((Date::new(year, 1, 1)?, Date::new(year, 12, 31)?)));
    bounds.map_or(today, |(first, last)| today.clamp(first, last))
}

/// Judges what `facts` aims at.
pub fn judge(policy: &Policy, facts: &Facts, today: Date) -> Verdict {
    let aim = &facts.aim;
    if !codes::TITLE_LEVEL.has(&aim.level) {
        return Verdict::refused(Refusal::Level("还没有选定申报职称，请先选择申报职称名称".to_owned()));
    }
    let day = judged_day(facts.year, today);
    let in_force = policy.on(&facts.region, day);
    if let Some(refusal) = in_force.no_review(&aim.series, &aim.specialty, &aim.level) {
        let mut verdict = Verdict::refused(Refusal::Level(refusal));
        verdict.others = routes::others(&in_force, facts, day, None);
        return verdict;
    }
    let code = if aim.kind.is_empty() { "promotion" } else { &aim.kind };
    let label = codes::APPLY_KIND.label(code).unwrap_or(code);
    let Some(kind) = in_force.kind(code) else {
        if in_force.kinds().next().is_none() {
            // Nothing is known of the place; that is no reason to refuse.
            return unknown(label, &aim.level, Vec::new());
        }
        return Verdict::refused(Refusal::Kind(format!("当地没有开放“{label}”这种申报类型，请改选申报类型")));
    };
    let case = Case::new(&in_force, facts, kind, &aim.level, day);
    let ways = case.ways();
    // A way that nothing lacks and that no day is known of has always been open.
    let since = ways.iter().filter(|way| !way.short()).map(Way::earliest).min().flatten();
    let nearest = ways.iter().enumerate().min_by_key(|(_, way)| way.distance()).map(|(place, _)| place);
    let Some(place) = nearest else {
        return unknown(label, &aim.level, routes::others(&in_force, facts, day, None));
    };
    let way = &ways[place];
    let mut others: Vec<String> = Vec::new();
    // On other grounds of the same kind, which other material has to show.
    for other in ways.iter().filter(|other| !other.short() && other.rule.asks != way.rule.asks) {
        others.push(format!("也可以依据另一条条件：{}", other.rule.said(&aim.level)));
    }
    others.extend(routes::others(&in_force, facts, day, Some((kind, way))));
    Verdict {
        refusal: None,
        rule: Some((way.row.id.clone(), way.rule.said(&aim.level))),
        verified: way.row.verified,
        earliest: if way.short() { way.earliest() } else { since },
        others,
        conditions: way.conditions.clone(),
    }
}

/// No rule of the kind is known for the level.
fn unknown(kind: &str, level: &str, others: Vec<String>) -> Verdict {
    let level = level_label(level);
    let said = format!("{kind}申报{level}的学历、资历条件还没有录入系统，由单位和评委会按当地公布的条件审查");
    Verdict { conditions: vec![Condition::open(What::Rules, said)], others, ..Verdict::default() }
}

impl<'a> Case<'a> {
    pub fn new(
        in_force: &'a InForce<'a>,
        facts: &'a Facts,
        kind: &'a ApplyKind,
        level: &'a str,
        day: Date,
    ) -> Case<'a> {
        let aim = &facts.aim;
        let mode = in_force.mode(&aim.series, &aim.specialty, level);
        let year = facts.year.unwrap_or(day.year());
        Case { in_force, facts, kind, mode, series: &aim.series, level, day, year }
    }

    /// Every rule of the kind for the level.
    pub fn ways(&self) -> Vec<Way<'a>> {
        let mut rules = self.in_force.promotions(&self.kind.rules_of, self.series, self.level);
        if self.kind.waives(Waiver::Education) {
            // What rests on schooling alone is nothing without it, and a waiver does not make up
            // for the schooling that would shorten the years.
            rules.retain(|(_, rule)| !rule.holding.is_empty());
            let least = rules.iter().map(|(_, rule)| schooling::asked(rule)).min();
            rules.retain(|(_, rule)| Some(schooling::asked(rule)) == least || schooling::met(self, rule));
        }
        let unschooled = self.facts.studies.is_empty();
        let way = |(row, rule)| Way { row, rule, conditions: self.conditions(rule), unschooled };
        rules.into_iter().map(way).collect()
    }

    /// The nearest way.
    pub fn nearest(&self) -> Option<Way<'a>> {
        self.ways().into_iter().min_by_key(Way::distance)
    }

    /// Said of what this kind of application does not ask for.
    pub fn waived(&self, what: What, waiver: Waiver) -> Option<Condition> {
        let said = || format!("{}申报不要求{}", self.kind.label(), waiver.label());
        self.kind.waives(waiver).then(|| Condition::held(what, said(), None))
    }

    fn conditions(&self, rule: &Promotion) -> Vec<Condition> {
        let (education, graduated) = schooling::condition(self, rule);
        let mut conditions: Vec<Condition> = education.into_iter().collect();
        conditions.extend(tenure::conditions(self, rule, graduated));
        conditions.extend(exam::condition(self));
        conditions.extend(yearly::appraisals(self));
        conditions.extend(yearly::continuing(self));
        let asked = self.kind.asks.iter().chain(&rule.asks);
        conditions.extend(asked.map(|ask| {
            Condition::open(
                What::Material,
                format!("需要{}；系统里没有这项资料，请附上证明材料，由单位和评委会审查", spaced(ask)),
            )
        }));
        conditions
    }
}
