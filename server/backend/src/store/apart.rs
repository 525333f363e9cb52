//! Pairs of entries that look the same and are two things.

use crate::db::{Result, Tx, row, sql};

row! { pub struct PairRow { one_id: String, other_id: String } }

/// Remembers a pair, whichever of them is named first.
pub async fn keep(tx: &mut Tx, person: &str, pair: (&str, &str), now: &str) -> Result<()> {
    let (one, other) = if pair.0 < pair.1 { pair } else { (pair.1, pair.0) };
    sql("insert into entry_apart (one_id, other_id, person_id, kept_at) values ($1, $2, $3, $4) on conflict (one_id, other_id) do nothing")
        .bind(one)
        .bind(other)
        .bind(person)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

/// Every pair of a person's record.
pub async fn of_person(tx: &mut Tx, person: &str) -> Result<Vec<(String, String)>> {
    let rows: Vec<PairRow> =
        sql("select one_id, other_id from entry_apart where person_id = $1 order by one_id, other_id")
            .bind(person)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|row| (row.one_id, row.other_id)).collect())
}
