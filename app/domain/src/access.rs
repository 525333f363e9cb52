//! Who may do what: one pure function, [`may`]. Pages draw a button iff it says
//! `Ok`, every use case begins with it. The whole matrix is a reviewed file,
//! `tests/access.txt`. It knows no database: the caller says how the actor
//! stands to the thing ([`Standing`]).
//!
//! To add a role or verb: a variant, its arms here; the matrix test shows the difference.

use std::fmt;

use crate::workflow::{Action, Level, Outcome, Route, State, Who, step};

/// What an account is for (`domain.md` §1.8).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// 申报人.
    Applicant,
    /// 人事管理单位.
    Unit,
    /// 主管部门.
    Department,
    /// 人社部门.
    Hrss,
    /// 评委会办公室.
    Office,
    /// 评审专家.
    Expert,
    /// 系统管理: sees no dossier.
    Admin,
}

impl Role {
    pub const ALL: &[Role] =
        &[Role::Applicant, Role::Unit, Role::Department, Role::Hrss, Role::Office, Role::Expert, Role::Admin];

    pub const fn key(self) -> &'static str {
        match self {
            Role::Applicant => "applicant",
            Role::Unit => "unit",
            Role::Department => "department",
            Role::Hrss => "hrss",
            Role::Office => "office",
            Role::Expert => "expert",
            Role::Admin => "admin",
        }
    }

    pub fn from_key(key: &str) -> Option<Role> {
        Self::ALL.iter().copied().find(|role| role.key() == key)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Role::Applicant => "个人",
            Role::Unit => "人事管理单位",
            Role::Department => "主管部门",
            Role::Hrss => "人社部门",
            Role::Office => "评委会办公室",
            Role::Expert => "评审专家",
            Role::Admin => "系统管理",
        }
    }

    /// The authority for which the role reviews.
    pub const fn level(self) -> Option<Level> {
        match self {
            Role::Unit => Some(Level::Unit),
            Role::Department => Some(Level::Department),
            Role::Hrss => Some(Level::Hrss),
            Role::Office => Some(Level::Committee),
            Role::Applicant | Role::Expert | Role::Admin => None,
        }
    }
}

/// How the actor stands to the thing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// It is about the actor himself.
    Own,
    /// It is within the scope of the actor's organisation, at the actor's level.
    Scope,
    /// Neither.
    Other,
}

impl Standing {
    pub const ALL: &[Standing] = &[Standing::Own, Standing::Scope, Standing::Other];
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verb {
    /// Read and write the person's record and photo.
    KeepRecord,
    /// Begin an application.
    Apply,
    /// Change an application's own form.
    Edit,
    /// Read an application, its history and printed form.
    View,
    /// Do something to an application.
    Act(Action),
    /// See the queue of an authority.
    Queue,
    /// Hold certificates.
    Hold,
    /// Keep accounts, dictionaries, calendars.
    Administer,
}

impl Verb {
    pub fn all() -> Vec<Verb> {
        let mut all = vec![Verb::KeepRecord, Verb::Apply, Verb::Edit, Verb::View];
        all.extend(Action::ALL.iter().map(|action| Verb::Act(*action)));
        all.extend([Verb::Queue, Verb::Hold, Verb::Administer]);
        all
    }
}

/// Why not. `Display` is the sentence shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Denied {
    /// Not for this role.
    Role,
    /// Not one's own and not in one's scope: to be answered as if it did not exist.
    Unknown,
    /// Not in this state.
    State(State),
    /// Somebody else's move.
    Turn(State),
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Denied::Role => f.write_str("当前账号不办理这项业务，请换用相应的账号登录"),
            Denied::Unknown => f.write_str("没有找到这项内容，或者它不属于当前账号"),
            Denied::State(state) => {
                write!(f, "申请现在的办理状态是“{}”（{}），不能这样操作", state.status().label(), state.stage())
            }
            Denied::Turn(state) => write!(f, "申请现在处于“{}”，请等这个环节办理完", state.stage()),
        }
    }
}

/// Whether `role`, standing so to the thing, may do it now.
///
/// `state` and `route` matter only for applications; give `State::Draft` and
/// the full route elsewhere.
///
/// # Errors
/// Why not; [`Denied::Unknown`] must be answered as "not found".
pub fn may(role: Role, verb: Verb, standing: Standing, state: State, route: &Route) -> Result<(), Denied> {
    match verb {
        Verb::KeepRecord | Verb::Apply | Verb::Hold => match (role, standing) {
            (Role::Applicant, Standing::Own) => Ok(()),
            (Role::Applicant, _) => Err(Denied::Unknown),
            _ => Err(Denied::Role),
        },
        Verb::Edit => match (role, standing) {
            (Role::Applicant, Standing::Own) if state.editable() => Ok(()),
            (Role::Applicant, Standing::Own) => Err(Denied::State(state)),
            (Role::Applicant, _) => Err(Denied::Unknown),
            _ => Err(Denied::Role),
        },
        Verb::View => match (role, standing) {
            (Role::Applicant, Standing::Own) => Ok(()),
            // An authority sees what has been submitted and has reached it, never a draft.
            (_, Standing::Scope) if role.level().is_some_and(|level| reached(state, level, route)) => Ok(()),
            (Role::Expert | Role::Admin, _) => Err(Denied::Role),
            _ => Err(Denied::Unknown),
        },
        Verb::Act(action) => act(role, action, standing, state, route),
        Verb::Queue => match (role.level(), standing) {
            (Some(_), Standing::Scope) => Ok(()),
            (Some(_), _) => Err(Denied::Unknown),
            (None, _) => Err(Denied::Role),
        },
        Verb::Administer => match role {
            Role::Admin => Ok(()),
            _ => Err(Denied::Role),
        },
    }
}

/// The application has come to this authority. One that was sent back stays
/// readable for those it had reached; a draft and a cancelled one do not.
fn reached(state: State, level: Level, route: &Route) -> bool {
    let on_route = route.levels().contains(&level);
    match state {
        State::Draft | State::Closed(Outcome::Cancelled) => false,
        State::At(now) | State::Returned(now) => on_route && level <= now,
        // 人社部门 confirms what the committee has passed, also where it was not on the way there.
        State::Confirming | State::Closed(Outcome::Passed) => on_route || level == Level::Hrss,
        State::Closed(Outcome::Failed | Outcome::Refused) => on_route,
    }
}

fn act(role: Role, action: Action, standing: Standing, state: State, route: &Route) -> Result<(), Denied> {
    let who = step(state, action, route).map(|(who, _)| who);
    match (role, standing) {
        (Role::Applicant, Standing::Own) => match who {
            Some(Who::Applicant) => Ok(()),
            Some(Who::Reviewer(_)) => Err(Denied::Role),
            None => Err(Denied::State(state)),
        },
        (Role::Expert | Role::Admin, _) => Err(Denied::Role),
        // Nobody reviews his own dossier; and what has not come to an authority is not there for it.
        (_, Standing::Scope) => match role.level().filter(|level| reached(state, *level, route)) {
            Some(level) => match who {
                Some(Who::Reviewer(needed)) if needed == level => Ok(()),
                Some(Who::Reviewer(_)) => Err(Denied::Turn(state)),
                Some(Who::Applicant) => Err(Denied::Role),
                None => Err(Denied::State(state)),
            },
            None => Err(Denied::Unknown),
        },
        _ => Err(Denied::Unknown),
    }
}
