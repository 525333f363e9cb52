//! The suffix table of the magnifiers: a prefix range scan answers any substring
//! of a name, its pinyin initials, or a code.
//!
//! What a magnifier shows is written into it by the same function that stores the thing itself.
//! To add one: a kind here, [`index`] where the thing is inserted, and its count in `invariants.rs`.

use std::collections::BTreeSet;

use crate::{
    db::{Result, Sql, Tx, row, sql},
    reference::search,
};

pub const UNIT: &str = "unit";
pub const COMMITTEE: &str = "committee";
pub const TITLE: &str = "title";
pub const SPECIALTY: &str = "specialty";

/// Keys that are written with one statement.
const TOGETHER: usize = 64;

/// Writes every key of one thing.
pub async fn index(tx: &mut Tx, kind: &'static str, id: &str, name: &str, codes: &[&str]) -> Result<()> {
    for keys in search::keys(name, codes).chunks(TOGETHER) {
        let mut insert = sql("insert into search_key (kind, key, id) values ");
        for (place, key) in keys.iter().enumerate() {
            let begin = if place == 0 { "(?" } else { ", (?" };
            insert = insert.with(begin, kind).with(", ?", key.as_str()).with(", ?)", id);
        }
        insert.push(" on conflict (kind, key, id) do nothing").run(tx).await?;
    }
    Ok(())
}

/// The things of a kind that a question names, by their ids; `None` when nothing is asked.
pub async fn named(tx: &mut Tx, kind: &'static str, question: &str) -> Result<Option<BTreeSet<String>>> {
    row! { struct Found { id: String } }
    if search::normalise_query(question).is_empty() {
        return Ok(None);
    }
    let rows: Vec<Found> = among(sql(""), kind, question).all(tx).await?;
    Ok(Some(rows.into_iter().map(|row| row.id).collect()))
}

/// Appends the select of the ids that a question names.
pub fn among(query: Sql, kind: &'static str, question: &str) -> Sql {
    let from = search::normalise_query(question);
    let to = search::upper_bound(&from);
    query
        .with("select k.id from search_key k where k.kind = ?", kind)
        .with(" and k.key >= ?", from)
        .with(" and k.key < ?", to)
}
