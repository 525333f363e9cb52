//! The suffix table of the magnifiers: a prefix range scan answers any substring
//! of a name, its pinyin initials, or a code.

use crate::{
    db::{Result, Tx, sql},
    reference::search,
};

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
