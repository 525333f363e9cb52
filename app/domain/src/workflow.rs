//! The only place that knows what follows what, and whose move it is.
//!
//! [`step`] is a pure function of state, action and the unit's route; buttons,
//! permission, tests, the diagram and the audit trail derive from it. The whole
//! matrix is a reviewed file, `tests/workflow.txt`. Guards on facts (no open
//! problems, the votes) are not here: the use cases check them before.
//!
//! To add an action or a state: a variant, its arm in [`step`], its words; the
//! matrix test then shows the difference.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An authority that reviews an application on its way to the committee.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 人事管理单位.
    Unit,
    /// 主管部门.
    Department,
    /// 人社部门.
    Hrss,
    /// 评委会.
    Committee,
}

impl Level {
    pub const ALL: &[Level] = &[Level::Unit, Level::Department, Level::Hrss, Level::Committee];

    pub const fn key(self) -> &'static str {
        match self {
            Level::Unit => "unit",
            Level::Department => "department",
            Level::Hrss => "hrss",
            Level::Committee => "committee",
        }
    }

    pub fn from_key(key: &str) -> Option<Level> {
        Self::ALL.iter().copied().find(|level| level.key() == key)
    }

    /// The authority's name.
    pub const fn authority(self) -> &'static str {
        match self {
            Level::Unit => "人事管理单位",
            Level::Department => "主管部门",
            Level::Hrss => "人社部门",
            Level::Committee => "评委会",
        }
    }
}

/// The authorities an application passes, in order (`domain.md` §1.2: routes are data per unit).
/// Always ends with the committee.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Route(Vec<Level>);

impl Route {
    /// `None` unless the levels rise strictly and end with the committee.
    pub fn new(levels: Vec<Level>) -> Option<Route> {
        let rising = levels.windows(2).all(|pair| pair[0] < pair[1]);
        (rising && levels.last() == Some(&Level::Committee)).then_some(Route(levels))
    }

    /// 人事管理单位 → 主管部门 → 人社部门 → 评委会.
    pub fn full() -> Route {
        Route(Level::ALL.to_vec())
    }

    /// Reads `unit,hrss,committee`.
    pub fn parse(text: &str) -> Option<Route> {
        Route::new(text.split(',').map(|word| Level::from_key(word.trim())).collect::<Option<Vec<Level>>>()?)
    }

    pub fn levels(&self) -> &[Level] {
        &self.0
    }

    pub fn first(&self) -> Level {
        self.0.first().copied().unwrap_or(Level::Committee)
    }

    fn after(&self, level: Level) -> Option<Level> {
        self.0.iter().copied().find(|next| *next > level)
    }

    fn has(&self, level: Level) -> bool {
        self.0.contains(&level)
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|level| level.key()).collect();
        f.write_str(&words.join(","))
    }
}

/// How a closed application ended (结果).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 通过: a certificate was issued.
    Passed,
    /// 不通过: the committee voted against.
    Failed,
    /// 不予受理 by the committee's office.
    Refused,
    /// 撤销 by the applicant.
    Cancelled,
}

impl Outcome {
    pub const ALL: &[Outcome] = &[Outcome::Passed, Outcome::Failed, Outcome::Refused, Outcome::Cancelled];

    pub const fn label(self) -> &'static str {
        match self {
            Outcome::Passed => "通过",
            Outcome::Failed => "不通过",
            Outcome::Refused => "不予受理",
            Outcome::Cancelled => "撤销",
        }
    }
}

/// Where an application stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// Being filled in for the first time, or after a withdrawal.
    Draft,
    /// Sent back by an authority, being mended.
    Returned(Level),
    /// With an authority.
    At(Level),
    /// The committee has passed it; 人社部门 confirms.
    Confirming,
    Closed(Outcome),
}

impl State {
    pub fn all() -> Vec<State> {
        let mut all = vec![State::Draft];
        all.extend(Level::ALL.iter().map(|level| State::Returned(*level)));
        all.extend(Level::ALL.iter().map(|level| State::At(*level)));
        all.push(State::Confirming);
        all.extend(Outcome::ALL.iter().map(|outcome| State::Closed(*outcome)));
        all
    }

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Returned(Level::Unit) => "returned_unit",
            State::Returned(Level::Department) => "returned_department",
            State::Returned(Level::Hrss) => "returned_hrss",
            State::Returned(Level::Committee) => "returned_committee",
            State::At(Level::Unit) => "at_unit",
            State::At(Level::Department) => "at_department",
            State::At(Level::Hrss) => "at_hrss",
            State::At(Level::Committee) => "at_committee",
            State::Confirming => "confirming",
            State::Closed(Outcome::Passed) => "closed_passed",
            State::Closed(Outcome::Failed) => "closed_failed",
            State::Closed(Outcome::Refused) => "closed_refused",
            State::Closed(Outcome::Cancelled) => "closed_cancelled",
        }
    }

    pub fn from_key(key: &str) -> Option<State> {
        State::all().into_iter().find(|state| state.key() == key)
    }

    /// 当前环节. A closed application keeps the stage in which it was closed.
    pub const fn stage(self) -> &'static str {
        match self {
            State::Draft | State::Returned(_) | State::Closed(Outcome::Cancelled) => "个人申请",
            State::At(Level::Unit) => "人事管理单位审核",
            State::At(Level::Department) => "主管部门审核",
            State::At(Level::Hrss) | State::Confirming | State::Closed(Outcome::Passed) => "人社部门审核",
            State::At(Level::Committee) | State::Closed(Outcome::Failed | Outcome::Refused) => "评委会审核",
        }
    }

    /// 办理状态.
    pub const fn status(self) -> Status {
        match self {
            State::Draft | State::Returned(_) => Status::ToSubmit,
            State::At(_) | State::Confirming => Status::UnderReview,
            State::Closed(_) => Status::Closed,
        }
    }

    /// 结果, once there is one.
    pub const fn outcome(self) -> Option<Outcome> {
        match self {
            State::Closed(outcome) => Some(outcome),
            State::Draft | State::Returned(_) | State::At(_) | State::Confirming => None,
        }
    }

    /// 退回标志.
    pub const fn returned(self) -> bool {
        matches!(self, State::Returned(_))
    }

    /// The applicant may edit it.
    pub const fn editable(self) -> bool {
        matches!(self.status(), Status::ToSubmit)
    }

    /// The authority whose move it is.
    pub const fn waits_for(self) -> Option<Level> {
        match self {
            State::At(level) => Some(level),
            State::Confirming => Some(Level::Hrss),
            State::Draft | State::Returned(_) | State::Closed(_) => None,
        }
    }
}

/// 办理状态.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    ToSubmit,
    UnderReview,
    Closed,
}

impl Status {
    pub const fn label(self) -> &'static str {
        match self {
            Status::ToSubmit => "待提交",
            Status::UnderReview => "审核中",
            Status::Closed => "办结",
        }
    }
}

/// What somebody does to an application.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Action {
    Submit,
    Withdraw,
    Cancel,
    Accept,
    Return,
    Refuse,
    /// The committee's vote, by its tally.
    Pass,
    Fail,
    /// 人社部门 confirms and the certificate is issued.
    Confirm,
}

impl Action {
    pub const ALL: &[Action] = &[
        Action::Submit,
        Action::Withdraw,
        Action::Cancel,
        Action::Accept,
        Action::Return,
        Action::Refuse,
        Action::Pass,
        Action::Fail,
        Action::Confirm,
    ];

    pub const fn key(self) -> &'static str {
        match self {
            Action::Submit => "submit",
            Action::Withdraw => "withdraw",
            Action::Cancel => "cancel",
            Action::Accept => "accept",
            Action::Return => "return",
            Action::Refuse => "refuse",
            Action::Pass => "pass",
            Action::Fail => "fail",
            Action::Confirm => "confirm",
        }
    }

    pub fn from_key(key: &str) -> Option<Action> {
        Self::ALL.iter().copied().find(|action| action.key() == key)
    }

    /// The verb on the button and in the history.
    pub const fn label(self) -> &'static str {
        match self {
            Action::Submit => "提交审核",
            Action::Withdraw => "撤回申请",
            Action::Cancel => "撤销申请",
            Action::Accept => "审核通过",
            Action::Return => "退回修改",
            Action::Refuse => "不予受理",
            Action::Pass => "评审通过",
            Action::Fail => "评审不通过",
            Action::Confirm => "审核确认",
        }
    }

    /// A reason must be given.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Action::Return | Action::Refuse)
    }
}

/// Whose move an action is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Who {
    Applicant,
    Reviewer(Level),
}

/// The state after an action, and who may do it. `None`: not possible here.
///
/// A withdrawal is possible while the first authority has not decided; a
/// cancellation until the committee has voted (`domain.md` §1.2, rows 4 and 20).
pub fn step(state: State, action: Action, route: &Route) -> Option<(Who, State)> {
    use Action::{Accept, Cancel, Confirm, Fail, Pass, Refuse, Return, Submit, Withdraw};
    use State::{At, Closed, Confirming, Draft, Returned};
    if let At(level) | Returned(level) = state
        && !route.has(level)
    {
        return None;
    }
    Some(match (state, action) {
        (Draft | Returned(_), Submit) => (Who::Applicant, At(route.first())),
        (At(level), Withdraw) if level == route.first() => (Who::Applicant, Draft),
        (Draft | Returned(_) | At(_), Cancel) => (Who::Applicant, Closed(Outcome::Cancelled)),
        (At(Level::Committee), Pass) => (Who::Reviewer(Level::Committee), Confirming),
        (At(Level::Committee), Fail) => (Who::Reviewer(Level::Committee), Closed(Outcome::Failed)),
        (At(Level::Committee), Refuse) => (Who::Reviewer(Level::Committee), Closed(Outcome::Refused)),
        (At(Level::Committee), Accept) => return None,
        (At(level), Accept) => (Who::Reviewer(level), At(route.after(level)?)),
        (At(level), Return) => (Who::Reviewer(level), Returned(level)),
        (Confirming, Confirm) => (Who::Reviewer(Level::Hrss), Closed(Outcome::Passed)),
        (Draft | Returned(_), Withdraw | Accept | Return | Refuse | Pass | Fail | Confirm)
        | (At(_), Submit | Withdraw | Refuse | Pass | Fail | Confirm)
        | (Confirming, Submit | Withdraw | Cancel | Accept | Return | Refuse | Pass | Fail)
        | (Closed(_), _) => return None,
    })
}

/// Every action possible in a state, with whose move it is.
pub fn possible(state: State, route: &Route) -> Vec<(Action, Who, State)> {
    Action::ALL
        .iter()
        .filter_map(|action| step(state, *action, route).map(|(who, next)| (*action, who, next)))
        .collect()
}

/// The state diagram as text (Mermaid), for one route.
pub fn diagram(route: &Route) -> String {
    let mut text = String::from("stateDiagram-v2\n    [*] --> draft\n");
    for state in State::all() {
        for (action, who, next) in possible(state, route) {
            let who = match who {
                Who::Applicant => "申报人",
                Who::Reviewer(level) => level.authority(),
            };
            text.push_str(&format!("    {} --> {} : {who} {}\n", state.key(), next.key(), action.label()));
        }
        if state.outcome().is_some() {
            text.push_str(&format!("    {} --> [*]\n", state.key()));
        }
    }
    text
}
