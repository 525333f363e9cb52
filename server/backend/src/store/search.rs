//! The suffix table of the magnifiers (`quality-bars.md` §0.5): a prefix range
//! scan answers any substring of a name, its pinyin initials, or a code.

use crate::{
    db::{Result, Tx, row, sql},
    reference::search,
};

row! { pub struct Found { id: String } }

/// Writes every key of one thing.
pub async fn index(tx: &mut Tx, kind: &'static str, id: &str, name: &str, codes: &[&str]) -> Result<()> {
    for key in search::keys(name, codes) {
        sql("insert into search_key (kind, key, id) values ($1, $2, $3) on conflict (kind, key, id) do nothing")
            .bind(kind)
            .bind(key)
            .bind(id)
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Ids of the things whose keys begin with `text`, at most `limit`, by id.
pub async fn find(tx: &mut Tx, kind: &'static str, text: &str, limit: i64) -> Result<Vec<String>> {
    let from = search::normalise_query(text);
    let to = search::upper_bound(&from);
    let found: Vec<Found> =
        sql("select distinct id from search_key where kind = $1 and key >= $2 and key < $3 order by id limit $4")
            .bind(kind)
            .bind(from)
            .bind(to)
            .bind(limit)
            .all(tx)
            .await?;
    Ok(found.into_iter().map(|found| found.id).collect())
}
