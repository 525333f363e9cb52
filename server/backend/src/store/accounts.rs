//! Accounts, sessions, failed attempts and forms that were posted too late.

use crate::db::{Result, Tx, row, sql};

row! { pub struct AccountRow {
    id: String, login: String, name: String, password_hash: String, role: String,
    organisation_id: Option<String>, person_id: Option<String>, active: bool
} }
row! { pub struct SessionRow {
    account_id: String, seen_at: String, expires_at: String,
    login: String, name: String, role: String, person_id: Option<String>, active: bool,
    organisation_id: Option<String>, organisation_name: Option<String>, organisation_kind: Option<String>,
    organisation_region: Option<String>
} }
row! { pub struct ThrottleRow { failures: i64, first_at: String, blocked_until: String } }
row! { pub struct ParkedRow { account_id: String, path: String, body: String, expires_at: String } }
row! { pub struct OrganisationId { id: String, kind: String } }

pub async fn insert(tx: &mut Tx, row: AccountRow, now: &str) -> Result<()> {
    sql("insert into account (id, login, name, password_hash, role, organisation_id, person_id, active, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(row.id)
        .bind(row.login)
        .bind(row.name)
        .bind(row.password_hash)
        .bind(row.role)
        .bind(row.organisation_id)
        .bind(row.person_id)
        .bind(row.active)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

pub async fn by_login(tx: &mut Tx, login: &str) -> Result<Option<AccountRow>> {
    sql("select id, login, name, password_hash, role, organisation_id, person_id, active from account where login = $1")
        .bind(login)
        .find(tx)
        .await
}

/// Rows changed: 0 when there is no such account.
pub async fn set_password_hash(tx: &mut Tx, account: &str, hash: &str) -> Result<u64> {
    sql("update account set password_hash = $2 where id = $1").bind(account).bind(hash).run(tx).await
}

/// Organisations of that id or that exact name; two rows are enough to see that a name is not unique.
pub async fn organisations(tx: &mut Tx, id_or_name: &str) -> Result<Vec<OrganisationId>> {
    sql("select id, kind from organisation where id = $1 or name = $1 limit 2").bind(id_or_name).all(tx).await
}

pub async fn open_session(tx: &mut Tx, token_hash: &str, account: &str, now: &str, expires_at: &str) -> Result<()> {
    sql("insert into session (token_hash, account_id, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $4)")
        .bind(token_hash)
        .bind(account)
        .bind(now)
        .bind(expires_at)
        .run(tx)
        .await
        .map(drop)
}

/// A session with its account and organisation, whether it still holds or not.
pub async fn session(tx: &mut Tx, token_hash: &str) -> Result<Option<SessionRow>> {
    sql("select s.account_id, s.seen_at, s.expires_at, a.login, a.name, a.role, a.person_id, a.active, \
         o.id as organisation_id, o.name as organisation_name, o.kind as organisation_kind, \
         o.region_code as organisation_region \
         from session s join account a on a.id = s.account_id left join organisation o on o.id = a.organisation_id \
         where s.token_hash = $1")
    .bind(token_hash)
    .find(tx)
    .await
}

pub async fn touch_session(tx: &mut Tx, token_hash: &str, now: &str) -> Result<()> {
    sql("update session set seen_at = $2 where token_hash = $1 and seen_at < $2")
        .bind(token_hash)
        .bind(now)
        .run(tx)
        .await
        .map(drop)
}

pub async fn close_session(tx: &mut Tx, token_hash: &str) -> Result<()> {
    sql("delete from session where token_hash = $1").bind(token_hash).run(tx).await.map(drop)
}

pub async fn close_sessions(tx: &mut Tx, account: &str) -> Result<()> {
    sql("delete from session where account_id = $1").bind(account).run(tx).await.map(drop)
}

pub async fn throttle(tx: &mut Tx, key: &str) -> Result<Option<ThrottleRow>> {
    sql("select failures, first_at, blocked_until from throttle where key = $1").bind(key).find(tx).await
}

pub async fn set_throttle(tx: &mut Tx, key: &str, row: ThrottleRow) -> Result<()> {
    sql("insert into throttle (key, failures, first_at, blocked_until) values ($1, $2, $3, $4) \
         on conflict (key) do update set failures = excluded.failures, first_at = excluded.first_at, \
         blocked_until = excluded.blocked_until")
    .bind(key)
    .bind(row.failures)
    .bind(row.first_at)
    .bind(row.blocked_until)
    .run(tx)
    .await
    .map(drop)
}

pub async fn clear_throttle(tx: &mut Tx, key: &str) -> Result<()> {
    sql("delete from throttle where key = $1").bind(key).run(tx).await.map(drop)
}

pub async fn park(tx: &mut Tx, token_hash: &str, row: ParkedRow) -> Result<()> {
    sql("insert into parked_post (token_hash, account_id, path, body, expires_at) values ($1, $2, $3, $4, $5)")
        .bind(token_hash)
        .bind(row.account_id)
        .bind(row.path)
        .bind(row.body)
        .bind(row.expires_at)
        .run(tx)
        .await
        .map(drop)
}

/// How many forms of the account are parked.
pub async fn parked_of(tx: &mut Tx, account: &str, now: &str) -> Result<i64> {
    row! { struct Count { n: i64 } }
    let count: Count = sql("select count(*) as n from parked_post where account_id = $1 and expires_at > $2")
        .bind(account)
        .bind(now)
        .one(tx)
        .await?;
    Ok(count.n)
}

pub async fn parked(tx: &mut Tx, token_hash: &str) -> Result<Option<ParkedRow>> {
    sql("select account_id, path, body, expires_at from parked_post where token_hash = $1")
        .bind(token_hash)
        .find(tx)
        .await
}

pub async fn unpark(tx: &mut Tx, token_hash: &str) -> Result<()> {
    sql("delete from parked_post where token_hash = $1").bind(token_hash).run(tx).await.map(drop)
}

/// Removes sessions that ended before `sessions_before`, parked forms past `now` and attempts forgotten since `attempts_before`.
pub async fn tidy(tx: &mut Tx, now: &str, sessions_before: &str, attempts_before: &str) -> Result<()> {
    sql("delete from session where expires_at < $1").bind(sessions_before).run(tx).await?;
    sql("delete from parked_post where expires_at < $1").bind(now).run(tx).await?;
    sql("delete from throttle where blocked_until < $1 and first_at < $1").bind(attempts_before).run(tx).await?;
    Ok(())
}
