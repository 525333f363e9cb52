//! 初次职称考核认定: whether schooling and years of work are enough for a level
//! (`domain.md` §2.3). The rules are data with a region and a period of validity;
//! [`guangdong_rules`] is what is shipped, the server loads its own table.
//!
//! It looks at education and time only: the title already held, the yearly
//! appraisals, practice licences and what a committee thinks are not here.
//!
//! How years count: from the later of graduation and the first professional work
//! that goes on after graduation, to the same day so many years later. Gaps
//! between jobs are not subtracted; the unit and the committee judge those.
//! Without any work given (the public self-check) they count from graduation.
//!
//! To add a rule: a row of the table. To add a kind of education: a variant of
//! [`Education`], its codes in `Education::of` and its words.

use serde::{Deserialize, Serialize};

use crate::{
    codes::{self, Code},
    date::Date,
};

/// The code of 全日制 in [`codes::STUDY_MODE`]; the only mode that counts.
pub(crate) const FULL_TIME: &str = "01";
/// Modes of [`codes::STUDY_MODE`] that say where one studied and not how: military, abroad, other.
const UNTOLD_MODES: &[&str] = &["11", "12", "99"];

/// What the rules tell apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Education {
    /// 中专, 技工院校中级技工班.
    Secondary,
    /// 大专, 技工院校高级技工班.
    College,
    /// 本科, 技工院校预备技师（技师）班.
    Bachelor,
    /// 研究生班. 双学士 has no code of its own and gets the same by [`Education::Bachelor`].
    PostgraduateClass,
    Master,
    Doctor,
}

impl Education {
    pub const ALL: &[Education] = &[
        Education::Secondary,
        Education::College,
        Education::Bachelor,
        Education::PostgraduateClass,
        Education::Master,
        Education::Doctor,
    ];

    /// The word in the database and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Education::Secondary => "secondary",
            Education::College => "college",
            Education::Bachelor => "bachelor",
            Education::PostgraduateClass => "postgraduate_class",
            Education::Master => "master",
            Education::Doctor => "doctor",
        }
    }

    pub fn from_key(key: &str) -> Option<Education> {
        Self::ALL.iter().copied().find(|education| education.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Education::Secondary => "中专",
            Education::College => "大专",
            Education::Bachelor => "本科",
            Education::PostgraduateClass => "研究生班",
            Education::Master => "硕士研究生",
            Education::Doctor => "博士研究生",
        }
    }

    /// By a code of [`codes::EDUCATION_LEVEL`]; `None` for one that no rule names.
    /// 职业高中 and 大学普通班 are not named by the rules [OK-U].
    pub fn of(level_code: &str) -> Option<Education> {
        Some(match level_code {
            "11" => Education::Doctor,
            "14" => Education::Master,
            "17" => Education::PostgraduateClass,
            "21" | "473" => Education::Bachelor,
            "31" | "472" => Education::College,
            "41" | "47" | "471" => Education::Secondary,
            _ => return None,
        })
    }
}

/// One rule: who has this education and worked so many years may get this level.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Such as CR-2; one region's rule keeps its id through its revisions.
    pub id: String,
    /// Region code whose subtree it holds for (440000: the province), `""` for everywhere.
    pub region: String,
    /// First day on which it holds.
    pub valid_from: Date,
    /// Last day; `None`: no end is known.
    pub valid_to: Option<Date>,
    pub education: Education,
    /// Full years of professional work after graduation.
    pub years: u8,
    /// Code of [`codes::TITLE_LEVEL`].
    pub level: String,
}

impl Rule {
    /// Holds on a day, for a unit in a region (six digits, or nine of a town).
    pub fn holds(&self, region: &str, day: Date) -> bool {
        day >= self.valid_from
            && self.valid_to.is_none_or(|last| day <= last)
            && region.starts_with(subtree(&self.region))
    }
}

/// The part of a region code that all codes below it share: 440000 → 44, 442000 → 4420.
pub(crate) fn subtree(code: &str) -> &str {
    let mut shared = code;
    while shared.len() >= 2 && shared.ends_with("00") {
        shared = &shared[..shared.len() - 2];
    }
    shared
}

/// The rules of Guangdong, CR-1 to CR-7. The first day is [OK-U]: it is known
/// that an older sheet, from before 2020, said otherwise.
pub fn guangdong_rules() -> Vec<Rule> {
    const FIRST_DAY: Date = Date::new(2020, 1, 1).expect("1 January exists");
    let rows = [
        ("CR-1", Education::Secondary, 1, "junior"),
        ("CR-2", Education::College, 3, "assistant"),
        ("CR-3", Education::Bachelor, 1, "assistant"),
        ("CR-4", Education::PostgraduateClass, 1, "assistant"),
        ("CR-5", Education::Master, 0, "assistant"),
        ("CR-6", Education::Master, 3, "intermediate"),
        ("CR-7", Education::Doctor, 0, "intermediate"),
    ];
    rows.into_iter()
        .map(|(id, education, years, level)| Rule {
            id: id.to_owned(),
            region: "440000".to_owned(),
            valid_from: FIRST_DAY,
            valid_to: None,
            education,
            years,
            level: level.to_owned(),
        })
        .collect()
}

/// An entry of the education section.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Studied {
    /// Id of the entry.
    pub entry: String,
    /// Code of [`codes::EDUCATION_LEVEL`].
    pub level_code: String,
    /// Code of [`codes::DEGREE`]. The rules go by the level of schooling and do not ask for it.
    pub degree_code: String,
    /// Code of [`codes::STUDY_MODE`].
    pub mode_code: String,
    /// Graduation.
    pub end: Option<Date>,
    /// One line that names it: 2007年大学专科（五邑大学，计算机辅助设计与制造）.
    pub label: String,
}

/// An entry of the work section.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Worked {
    pub start: Option<Date>,
    /// `None`: 至今.
    pub end: Option<Date>,
}

/// The answer, with its reasons.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Verdict {
    pub met: bool,
    /// First day on which the conditions are met, past or to come; `None` when time does not help.
    pub earliest: Option<Date>,
    /// Sentences that explain themselves.
    pub reasons: Vec<String>,
    /// What else the same person could get now or later, with the schooling to choose for it.
    pub others: Vec<String>,
}

/// Where the years begin.
#[derive(Clone, Copy)]
pub(crate) struct Start {
    pub(crate) day: Date,
    pub(crate) by_work: bool,
}

/// A rule that fits a study, and the day on which it is met.
struct Way<'a> {
    rule: &'a Rule,
    study: &'a Studied,
    /// `None` for rules that ask for no years.
    start: Option<Start>,
    day: Date,
}

/// Judges one level for one person.
///
/// `region` is that of the person's unit. `chosen` is the entry that the
/// application names; without it the best full-time study is taken. `work` may be
/// empty when no work was given.
pub fn recognition(
    rules: &[Rule],
    region: &str,
    studies: &[Studied],
    chosen: Option<&str>,
    work: &[Worked],
    target_level: &str,
    today: Date,
) -> Verdict {
    let rules: Vec<&Rule> = rules.iter().filter(|rule| rule.holds(region, today)).collect();
    let ways: Vec<Way> = studies.iter().flat_map(|study| ways(&rules, study, work)).collect();
    let soonest = |level: &str, entry: Option<&str>| {
        ways.iter()
            .filter(|way| way.rule.level == level && entry.is_none_or(|entry| way.study.entry == entry))
            .min_by_key(|way| way.day)
    };
    let found = soonest(target_level, chosen);
    let met = found.is_some_and(|way| way.day <= today);
    let reason = match (found, chosen) {
        (Some(way), _) => way.reason(today),
        _ if target_level.is_empty() => "还没有选定申报职称，请先选择申报职称名称".to_owned(),
        _ if rules.is_empty() => "你所在的地区还没有公布初次认定的学历和年限条件，请向当地人社部门咨询".to_owned(),
        (None, Some(entry)) => match studies.iter().find(|study| study.entry == entry) {
            Some(study) => refusal(study, &rules, work, target_level),
            None => "选定的学历已不在学历教育信息里，请重新选择".to_owned(),
        },
        (None, None) => {
            match studies.iter().filter(|study| study.mode_code == FULL_TIME).max_by_key(|study| rank(study)) {
                Some(study) => refusal(study, &rules, work, target_level),
                None if studies.is_empty() => "还没有填写学历，请先填写学历教育信息".to_owned(),
                None => "学历教育信息里没有全日制学历，初次认定只以全日制学历为依据".to_owned(),
            }
        }
    };
    // Once a level is met, those below it are of no interest.
    let higher = |level: &Code| !met || place(level.code) < place(target_level);
    let others = codes::TITLE_LEVEL
        .rows
        .iter()
        .filter(
            |level| if level.code == target_level { found.is_none_or(|way| way.day > today) } else { higher(level) },
        )
        .filter_map(|level| soonest(level.code, None))
        .filter(|way| found.is_none_or(|found| way.rule.level != target_level || way.day < found.day))
        .map(|way| way.offer(today))
        .collect();
    Verdict { met, earliest: found.map(|way| way.day), reasons: vec![reason], others }
}

/// Every rule that fits one full-time study, in the order of the rules.
fn ways<'a>(rules: &[&'a Rule], study: &'a Studied, work: &[Worked]) -> Vec<Way<'a>> {
    let (Some(education), Some(graduation)) = (Education::of(&study.level_code), study.end) else { return Vec::new() };
    if study.mode_code != FULL_TIME {
        return Vec::new();
    }
    let start = first_work(graduation, work);
    let way = |rule: &'a Rule| {
        let start = if rule.years == 0 { None } else { Some(start?) };
        let day = start.map_or(graduation, |start| start.day).plus_years(i32::from(rule.years))?;
        // A rule that ends before it is met never will be.
        rule.valid_to.is_none_or(|last| day <= last).then_some(Way { rule, study, start, day })
    };
    rules.iter().copied().filter(|rule| rule.education == education).filter_map(way).collect()
}

/// Where the years begin; `None` when there was work and none of it after graduation.
pub(crate) fn first_work(graduation: Date, work: &[Worked]) -> Option<Start> {
    let begun = || work.iter().filter_map(|row| Some((row.start?, row.end)));
    if begun().next().is_none() {
        return Some(Start { day: graduation, by_work: false });
    }
    let (first, _) = begun().filter(|(_, end)| end.is_none_or(|end| end > graduation)).min()?;
    Some(Start { day: first.max(graduation), by_work: first > graduation })
}

/// Why no rule gives `target` for this study.
fn refusal(study: &Studied, rules: &[&Rule], work: &[Worked], target: &str) -> String {
    if study.mode_code != FULL_TIME {
        let mode = codes::STUDY_MODE.label(&study.mode_code).unwrap_or("没有选定的办学形式");
        return if UNTOLD_MODES.contains(&study.mode_code.as_str()) {
            format!(
                "你选的是{}，办学形式是{mode}，初次认定只以全日制学历为依据；如果是全日制学习，请改正办学形式",
                study.label
            )
        } else {
            format!("你选的是{}，{mode}不是全日制学历，不能作为认定依据", study.label)
        };
    }
    let Some(education) = Education::of(&study.level_code) else {
        let level = codes::EDUCATION_LEVEL.label(&study.level_code).unwrap_or("这种");
        return format!("{level}学历没有对应的初次认定条件");
    };
    let said = schooling(study, education);
    let fitting = || rules.iter().filter(|rule| rule.education == education);
    if !fitting().any(|rule| rule.level == target) {
        let level = level_label(target);
        let mut given: Vec<&str> = fitting().map(|rule| level_label(&rule.level)).collect();
        given.dedup();
        return if given.is_empty() {
            format!("{said}学历没有对应的初次认定条件")
        } else {
            format!("{said}学历不能直接认定{level}，可以认定{}", given.join("、"))
        };
    }
    match study.end {
        None => format!("{}还没有填好结束日期，工作年限算不出来，请补上毕业日期", study.label),
        Some(graduation) if first_work(graduation, work).is_none() => {
            format!("毕业（{graduation}）以后还没有工作经历，{said}的工作年限从毕业后参加工作算起")
        }
        Some(_) => format!("{said}认定{}的条件在你满足年限以前就不再有效", level_label(target)),
    }
}

impl Way<'_> {
    /// 大专满 3 年可认定助理级.
    fn rule_said(&self) -> String {
        let said = schooling(self.study, self.rule.education);
        let level = level_label(&self.rule.level);
        match self.rule.years {
            0 => format!("{said}毕业可认定{level}"),
            years => format!("{said}满 {years} 年可认定{level}"),
        }
    }

    fn reason(&self, today: Date) -> String {
        let rule = self.rule_said();
        let met = if self.day <= today {
            format!("你已于 {} 满足", self.day)
        } else {
            format!("你到 {} 满足", self.day)
        };
        match self.start {
            None => format!("{rule}；{met}"),
            Some(Start { day, by_work: true }) => format!("{rule}；{met}（从毕业后参加工作的 {day} 算起）"),
            Some(Start { day, by_work: false }) => format!("{rule}；{met}（从毕业的 {day} 算起）"),
        }
    }

    fn offer(&self, today: Date) -> String {
        let when = if self.day <= today { "现在".to_owned() } else { format!("到 {} ", self.day) };
        format!("{when}可以认定{}：依据{}，{}", level_label(&self.rule.level), self.study.label, self.rule_said())
    }
}

/// The words of the rules for a study; the classes of technical institutes have their own.
fn schooling(study: &Studied, education: Education) -> &'static str {
    match study.level_code.as_str() {
        "471" => "中级技工班",
        "472" => "高级技工班",
        "473" => "预备技师（技师）班",
        _ => education.label(),
    }
}

fn level_label(code: &str) -> &'static str {
    codes::TITLE_LEVEL.label(code).unwrap_or("这个等级")
}

/// 0 is the highest level.
fn place(level: &str) -> usize {
    codes::TITLE_LEVEL.rows.iter().position(|row| row.code == level).unwrap_or(usize::MAX)
}

/// The higher the schooling, the later; unknown first.
fn rank(study: &Studied) -> Option<(Education, Option<Date>)> {
    Some((Education::of(&study.level_code)?, study.end))
}
