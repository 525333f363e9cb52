//! Why a use case did not do what was asked.
//!
//! What a person did wrong and can mend is data ([`Issue`], [`Denied`], a sentence);
//! what he cannot mend is logged by the edge and shown as a reference number.
//! It is not where sentences for fields are made: those come from `domain`.
//!
//! To add one: a variant, and its status in `server/src/http/respond.rs`.

use domain::{access::Denied, issue::Issue};

use crate::db;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or is none of the actor's business.
    #[error("没有找到这项内容")]
    NotFound,
    /// Not allowed; the sentence says why.
    #[error("{0}")]
    Denied(Denied),
    /// Refused by a rule that concerns no single field; the sentence says what to do.
    #[error("{0}")]
    Refused(String),
    /// Findings at fields: nothing was changed.
    #[error("有 {} 项要改正", .0.len())]
    Invalid(Vec<Issue>),
    /// Somebody else was faster; nothing was changed.
    #[error("内容已经被更新，请刷新页面后再操作")]
    Conflict,
    /// Too much to do just now; nothing was changed.
    #[error("现在办理的人比较多，请稍后再试")]
    Busy,
    /// There is no room on the disk; nothing was changed.
    #[error("存放数据的磁盘满了，内容没有保存，请过一会儿再试")]
    Full,
    /// A row that this program cannot have written.
    #[error("{table}.{column} of row {id} cannot be read")]
    Corrupt { table: &'static str, column: &'static str, id: String },
    /// A step of the server itself failed, such as a lost thread.
    #[error("internal: {0}")]
    Internal(&'static str),
    #[error(transparent)]
    Db(db::Error),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Denied> for Error {
    fn from(denied: Denied) -> Error {
        Error::Denied(denied)
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Error {
        match error {
            db::Error::Busy | db::Error::Retry | db::Error::Timeout => Error::Busy,
            db::Error::Full => Error::Full,
            // No row can hold such a text: an address made by hand, or a form that no page has sent.
            db::Error::Nul => Error::NotFound,
            db::Error::Conflict => Error::Conflict,
            other => Error::Db(other),
        }
    }
}
