//! What seeding asks of the database as a whole.

use crate::db::{Result, Tx, row, sql};

/// True when nobody has begun to use the database: no account, no organisation, no committee.
pub async fn is_empty(tx: &mut Tx) -> Result<bool> {
    row! { struct Any { id: String } }
    // By the primary keys: it finds the first row and counts none.
    let any: Option<Any> = sql("select id from account where id > $1 union all select id from organisation where id > $1 union all select id from committee where id > $1 limit 1")
        .bind("")
        .find(tx)
        .await?;
    Ok(any.is_none())
}
