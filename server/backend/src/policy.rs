//! Policy: the rules of a review as the site has them, read whole and typed, and how an office
//! adopts a new one.
//!
//! What holds and what follows is decided in `domain::policy`. Rows are only added: a changed rule
//! is a new row with a later first day, so what held on any day can still be told.

use std::sync::Arc;

use domain::{
    date::Date,
    policy::{Policy, Row, Rule, gather::Around},
    review,
    values::Values,
};
use serde_json::{Value, json};

use crate::{
    Backend, Error, Result,
    db::Tx,
    dossier, reference,
    store::{
        catalogue,
        policy::{self, PolicyRow},
    },
};

impl Backend {
    /// Every rule, of every region and time.
    ///
    /// # Errors
    /// A row that this program cannot have written is named.
    pub async fn policy(&self) -> Result<Policy> {
        self.db.read(async move |tx| every(tx).await).await
    }

    /// Adds rows to the rules; all of them or none. Says how many there are now.
    ///
    /// # Errors
    /// Refused for a code that does not exist, and for a revision that is already there.
    pub async fn adopt(&self, rows: Vec<Row>) -> Result<usize> {
        self.db
            .write(async move |tx| {
                for row in &rows {
                    if let Some((table, code)) = row.unknown_code() {
                        let said =
                            format!("规则 {} 的{table}写的是 {code}，没有这个代码，请改正；规则没有改动", row.id);
                        return Err(Error::Refused(said));
                    }
                    let (kind, first) = (row.rule.key(), row.valid_from.to_string());
                    if policy::has(tx, kind, &row.region, &row.id, &first).await? {
                        let said = format!(
                            "规则 {} 从 {first} 起的这一版已经有了；修改规则请用新的生效日期另写一行。规则没有改动",
                            row.id
                        );
                        return Err(Error::Refused(said));
                    }
                    policy::insert(tx, stored(row)?).await?;
                }
                Ok(policy::rows(tx).await?.len())
            })
            .await
    }
}

/// The rules that are shipped, unless the site has its own.
pub(crate) async fn offered(tx: &mut Tx) -> Result<()> {
    if policy::has_rows(tx).await? {
        return Ok(());
    }
    for row in reference::policy::rows() {
        policy::insert(tx, stored(row)?).await?;
    }
    Ok(())
}

/// Every rule. They are read once and then kept until there is a new one; rows are only ever added.
pub(crate) async fn policy_in(tx: &mut Tx) -> Result<Arc<Policy>> {
    let stamp = (policy::last(tx).await?, catalogue::count_rules(tx).await?);
    if let Some(kept) = tx.kept(stamp) {
        return Ok(kept);
    }
    let policy = Arc::new(every(tx).await?);
    tx.keep(stamp, &policy);
    Ok(policy)
}

async fn every(tx: &mut Tx) -> Result<Policy> {
    let rows = policy::rows(tx).await?.iter().map(read).collect::<Result<_>>()?;
    Ok(Policy { rows, recognition: dossier::rules(tx).await? })
}

/// What the rules look at around an application: where, in which 评审年度, and the series of the title that is held.
pub(crate) async fn around(tx: &mut Tx, region: &str, year: Option<i64>, details: &Values) -> Result<Around> {
    let name = details.get(review::CURRENT_TITLE);
    let series = catalogue::series_of_title(tx, name, details.get(review::CURRENT_LEVEL)).await?;
    Ok(Around { current_series: series.unwrap_or_default(), ..place(region, year) })
}

/// [`around`] but for the title that is held.
pub(crate) fn place(region: &str, year: Option<i64>) -> Around {
    Around {
        region: region.to_owned(),
        year: year.and_then(|year| i32::try_from(year).ok()),
        current_series: String::new(),
    }
}

fn stored(row: &Row) -> Result<PolicyRow> {
    let said = serde_json::to_value(&row.rule).map_err(|_| Error::Internal("a rule has no text"))?;
    let data = said.get("data").ok_or(Error::Internal("a rule has no data"))?;
    Ok(PolicyRow {
        kind: row.rule.key().to_owned(),
        id: row.id.clone(),
        region_code: row.region.clone(),
        valid_from: row.valid_from.to_string(),
        valid_to: row.valid_to.map(|last| last.to_string()),
        in_use: row.in_use,
        instead_of: row.instead_of.clone(),
        verified: row.verified,
        source: row.source.clone(),
        data: data.to_string(),
    })
}

fn read(row: &PolicyRow) -> Result<Row> {
    let corrupt = |column| Error::Corrupt { table: "policy", column, id: row.id.clone() };
    let date = |column, text: &str| Date::parse(text).map_err(|_| corrupt(column));
    if !Rule::KEYS.contains(&row.kind.as_str()) {
        return Err(corrupt("kind"));
    }
    let data: Value = serde_json::from_str(&row.data).map_err(|_| corrupt("data"))?;
    let rule: Rule = serde_json::from_value(json!({ "kind": row.kind, "data": data })).map_err(|_| corrupt("data"))?;
    let valid_from = date("valid_from", &row.valid_from)?;
    let valid_to = row.valid_to.as_deref().map(|text| date("valid_to", text)).transpose()?;
    let (id, in_use, verified) = (row.id.clone(), row.in_use, row.verified);
    let read = Row {
        id,
        region: row.region_code.clone(),
        valid_from,
        valid_to,
        in_use,
        instead_of: row.instead_of.clone(),
        verified,
        source: row.source.clone(),
        rule,
    };
    match read.unknown_code() {
        Some(_) => Err(corrupt("data")),
        None => Ok(read),
    }
}
