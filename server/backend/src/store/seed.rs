//! What seeding asks of the database as a whole.

use crate::db::{Result, Tx, row, sql};

/// True when nobody has begun to use the database: no account, no organisation, no committee.
pub async fn is_empty(tx: &mut Tx) -> Result<bool> {
    row! { struct Count { n: i64 } }
    let count: Count = sql("select (select count(*) from account) + (select count(*) from organisation) + (select count(*) from committee) as n")
        .one(tx)
        .await?;
    Ok(count.n == 0)
}
