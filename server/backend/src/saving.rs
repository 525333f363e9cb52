//! What becomes of a save that meets what is stored, for entries and for an application's own form alike
//! (ARCHITECTURE.md, "Saving"): where it was made from an older version, it is put together with what
//! has been saved since, field by field.
//!
//! It decides about texts alone: not about permission, nor about what is right or wrong with a text.

use domain::{
    field::Form,
    issue::Issue,
    merge::{Merged, merge},
    values::Values,
};

use crate::{
    Error, Result,
    db::Tx,
    store::history::{self, VersionRow},
};

/// A save as it comes from a page.
#[derive(Clone, Debug)]
pub struct Save {
    /// The entry, or the application whose own form is saved.
    pub id: String,
    /// The version that the page was made from.
    pub version: i64,
    /// Whose save it is: see [`Page`].
    pub key: String,
    pub values: Values,
}

/// Who saves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    Person,
    /// The page alone, while the person types.
    Page,
}

/// What became of a save. `merged` are the fields that another page has changed meanwhile and this save has not.
#[derive(Clone, Debug, PartialEq)]
pub enum Saved {
    /// All of it is stored: what is wrong with it at this stage, and the version it has now.
    Stored { version: i64, issues: Vec<Issue>, values: Values, merged: Vec<&'static str> },
    /// Another page has changed the same fields to another text: these stay as they are stored, the rest is saved.
    Conflict {
        version: i64,
        issues: Vec<Issue>,
        stored: Values,
        merged: Vec<&'static str>,
        conflicts: Vec<&'static str>,
    },
}

/// Versions kept of one thing; a page that was made from an older one conflicts in every field that differs.
pub const VERSIONS_KEPT: i64 = 100;
/// Versions that are forgotten together.
const BATCH: i64 = 20;
/// Pages that a page can have taken a text over from: it was closed without network, opened, closed again …
const PAGES: usize = 6;

/// A save's key taken apart: the page's random key, where scripts run the place of this save among the page's
/// own, and the keys of pages whose unsaved text it has taken over: `PAGE.7 BEFORE BEFORE`.
struct Page<'k> {
    own: &'k str,
    /// 0 without scripts.
    nth: i64,
    all: Vec<&'k str>,
}

impl Page<'_> {
    fn of(key: &str) -> Page<'_> {
        let mut words = key.split_whitespace();
        let first = words.next().unwrap_or_default();
        let (own, nth) = first.split_once('.').unwrap_or((first, ""));
        let all = std::iter::once(own).chain(words).take(PAGES).collect();
        Page { own, nth: nth.parse().unwrap_or(0), all }
    }
}

/// What is to be stored, and what has to be said about it.
pub(crate) struct Meeting {
    pub values: Values,
    merged: Vec<&'static str>,
    conflicts: Vec<&'static str>,
    /// What the page's next save is to be seen from, should it never hear of what was merged.
    accepted: Option<Values>,
}

/// A text that meets nothing.
pub(crate) const fn alone(values: Values) -> Meeting {
    Meeting { values, merged: Vec::new(), conflicts: Vec::new(), accepted: None }
}

/// Puts what is saved together with what is stored. `blank` is what a page begins with where nothing is stored yet.
pub(crate) async fn meet(
    tx: &mut Tx,
    form: &Form,
    save: &Save,
    mine: Values,
    stored: (i64, &Values),
    blank: &Values,
) -> Result<Meeting> {
    let (version, theirs) = stored;
    if save.version == version {
        return Ok(alone(mine));
    }
    let page = Page::of(&save.key);
    // The newest text that the page can know. What it saved itself comes first: what a page before it has
    // saved later than that was on its way for long, and tells nothing of this page.
    let mut known = None;
    for before in &page.all {
        known = history::later(tx, &save.id, save.version, before).await?;
        if known.is_some() {
            break;
        }
    }
    if known.as_ref().is_some_and(|row| row.page == page.own && row.nth > page.nth) {
        // It was overtaken by a later save of its own page.
        return Ok(alone(theirs.clone()));
    }
    let base = match known {
        Some(row) => Some(read(&save.id, row.accepted.as_ref().unwrap_or(&row.data))?),
        None => match history::at(tx, &save.id, save.version).await? {
            // This one it has seen as it was stored.
            Some(row) => Some(read(&save.id, &row.data)?),
            None => (save.version == 0).then(|| blank.clone()),
        },
    };
    let Merged { values, taken, conflicts } = merge(form, base.as_ref(), &mine, theirs);
    let accepted = (!taken.is_empty() || !conflicts.is_empty()).then(|| {
        let mut accepted = mine;
        for key in &conflicts {
            accepted.set(key, base.as_ref().unwrap_or(theirs).get(key));
        }
        accepted
    });
    Ok(Meeting { values, merged: taken, conflicts, accepted })
}

/// Keeps a version that was stored just now.
pub(crate) async fn remember(
    tx: &mut Tx,
    save: &Save,
    version: i64,
    data: String,
    meeting: &Meeting,
    now: &str,
) -> Result<()> {
    let page = Page::of(&save.key);
    let accepted = meeting.accepted.as_ref().map(encode).transpose()?;
    let row = VersionRow { version, data, accepted, page: page.own.to_owned(), nth: page.nth };
    history::insert(tx, &save.id, row, now).await?;
    if version > VERSIONS_KEPT && version % BATCH == 0 {
        history::forget(tx, &save.id, version - VERSIONS_KEPT).await?;
    }
    Ok(())
}

impl Meeting {
    /// The answer, once `values` are stored as this version.
    pub(crate) fn answer(self, version: i64, issues: Vec<Issue>, values: Values) -> Saved {
        let Meeting { merged, conflicts, .. } = self;
        if conflicts.is_empty() {
            Saved::Stored { version, issues, values, merged }
        } else {
            Saved::Conflict { version, issues, stored: values, merged, conflicts }
        }
    }
}

fn encode(values: &Values) -> Result<String> {
    serde_json::to_string(values).map_err(|_| Error::Internal("values are no text"))
}

fn read(id: &str, data: &str) -> Result<Values> {
    let corrupt = |_| Error::Corrupt { table: "saved_version", column: "data", id: id.to_owned() };
    serde_json::from_str(data).map_err(corrupt)
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn a_key_says_whose_save_it_is() {
        let page = Page::of("018f.7 018e 018d");
        assert_eq!((page.own, page.nth, page.all), ("018f", 7, vec!["018f", "018e", "018d"]));
        let plain = Page::of("018f");
        assert_eq!((plain.own, plain.nth, plain.all), ("018f", 0, vec!["018f"]));
        assert_eq!(Page::of("a b c d e f g h").all.len(), 6);
    }
}
