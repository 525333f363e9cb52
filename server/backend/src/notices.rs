//! 评审通知 and 通知公告 for the portal.

use domain::date::Date;

use crate::{
    Backend, Result,
    store::notices::{self, NoticeRow},
};

/// The kinds of notice, as in the portal's menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// 评审通知.
    Review,
    /// 通知公告.
    General,
}

impl Kind {
    pub const ALL: &[Kind] = &[Kind::Review, Kind::General];

    pub const fn key(self) -> &'static str {
        match self {
            Kind::Review => "review",
            Kind::General => "general",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Kind::Review => "评审通知",
            Kind::General => "通知公告",
        }
    }

    pub fn from_key(key: &str) -> Option<Kind> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }
}

#[derive(Clone, Debug)]
pub struct Notice {
    pub id: String,
    pub kind: Kind,
    pub title: String,
    pub body: String,
    pub pinned: bool,
    pub published_on: String,
    /// First and last day of the window, for a notice of a plan.
    pub window: Option<(Date, Date)>,
}

fn notice(row: NoticeRow) -> Notice {
    let date = |text: Option<String>| text.and_then(|text| Date::parse(&text).ok());
    Notice {
        window: date(row.opens_on).zip(date(row.submit_until)),
        kind: Kind::from_key(&row.kind).unwrap_or(Kind::General),
        id: row.id,
        title: row.title,
        body: row.body,
        pinned: row.pinned,
        published_on: row.published_on,
    }
}

impl Backend {
    /// Pinned ones first, then the newest.
    pub async fn notices(&self, kind: Kind, limit: i64) -> Result<Vec<Notice>> {
        self.db
            .read(async move |tx| Ok(notices::list(tx, kind.key(), limit).await?.into_iter().map(notice).collect()))
            .await
    }

    pub async fn notice(&self, id: &str) -> Result<Option<Notice>> {
        let id = id.to_owned();
        self.db.read(async move |tx| Ok(notices::find(tx, &id).await?.map(notice))).await
    }
}
