//! Accounts: who may log in, how a session begins, lives and ends, and what is
//! done against guessing.
//!
//! A password is only ever hashed or compared in a turn of [`Backend::hashing`], one at a time, so that a
//! storm of log-ins occupies one core and pages keep the others. A session's token
//! goes to the browser; the table keeps its SHA-256. What an account may do is
//! decided in `domain::access`, what a cookie looks like in `server/src/http/session.rs`.
//!
//! To add one: a field of [`NewAccount`] and its column in `store/accounts.rs`.

use std::sync::{Mutex, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, PasswordHash, Version,
    password_hash::{self, Output, ParamsString, Salt, SaltString},
};
use domain::{access::Role, workflow::Level};
use rand::RngCore;
use unicode_normalization::UnicodeNormalization;

use crate::{
    Backend, Error, Result,
    apart::Turn,
    clock::Timestamp,
    db::{self, Tx},
    ids,
    store::{
        accounts::{self as store, AccountRow, ParkedRow, SessionRow, ThrottleRow},
        records,
    },
};

/// A session ends when nothing was asked for so many minutes.
pub const IDLE_MINUTES: i64 = 30;
/// A session ends so many hours after login, whatever happens.
pub const ABSOLUTE_HOURS: i64 = 12;
/// A form posted too late waits so long for its owner to log in again.
pub const PARKED_MINUTES: i64 = 10;
/// The longest form that is parked, in bytes.
pub const PARKED_BYTES: usize = 256 * 1024;

/// The password of every demo account.
pub const DEMO_PASSWORD: &str = "zhicheng-demo-2026";
/// The demo accounts with their roles, in the order of the journey.
pub const DEMO_ACCOUNTS: &[(Role, &str)] = &[
    (Role::Applicant, "applicant"),
    (Role::Applicant, "applicant2"),
    (Role::Applicant, "applicant3"),
    (Role::Unit, "unit"),
    (Role::Department, "department"),
    (Role::Hrss, "hrss"),
    (Role::Office, "office"),
    (Role::Expert, "expert1"),
    (Role::Expert, "expert2"),
    (Role::Expert, "expert3"),
    (Role::Expert, "expert4"),
    (Role::Expert, "expert5"),
    (Role::Expert, "expert6"),
    (Role::Expert, "expert7"),
    (Role::Admin, "admin"),
];

/// How often `seen_at` is written for one session.
const SEEN_SECONDS: u64 = 60;
/// Forms parked at once for one account: more would be somebody filling the disk with an old cookie.
const PARKED_AT_ONCE: i64 = 5;
/// Failures within the window before an account has to wait, for who comes from one address: a stranger's
/// guesses do not keep the owner out, who comes from another.
const FAILURES: i64 = 5;
/// The same for an account, wherever the guesses come from.
const ACCOUNT_FAILURES: i64 = 50;
/// The same for an address, behind which a whole office may sit.
const ADDRESS_FAILURES: i64 = 20;
const WINDOW_MINUTES: i64 = 15;
const FIRST_WAIT_SECONDS: i64 = 30;
const LONGEST_WAIT_SECONDS: i64 = 15 * 60;
const PASSWORD_CHARS: usize = 12;
/// No login or password is read beyond this many bytes.
const LONGEST_INPUT: usize = 1024;
/// What everybody would try first in this place, in lower case.
const CONTEXT_WORDS: &[&str] =
    &["zhicheng", "职称", "password", "密码", "admin", "guangdong", "广东", "123456", "111111", "888888", "qwerty"];

/// Compared with when there is no such account, so that the answer takes as long. Nobody knows a password for it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2V2ZW50ZWVuIGdyYWlucw$Zr0b2p4kq8J3l5s1mVQ9yq3u0oXxj7hP6dW2cT8eN4E";

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Account id.
    pub account: String,
    pub login: String,
    /// The person's or the office's name, for pages and events.
    pub name: String,
    pub role: Role,
    pub organisation: Option<Org>,
    /// Person id; only applicants have one.
    pub person: Option<String>,
}

impl Actor {
    /// What a browser keeps this account's unsaved texts under: the same at every login, and it says nothing of whose it is.
    pub fn mark(&self) -> String {
        let mut mark = ids::sha256(["texts kept for ", &self.account].concat());
        mark.truncate(32);
        mark
    }
}

/// The organisation that an account acts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    pub id: String,
    pub name: String,
    /// `unit`, `department`, `hrss` or `office`.
    pub kind: String,
    pub region_code: String,
}

/// What became of an attempt to log in.
#[expect(clippy::large_enum_variant, reason = "made once a login and taken apart at once")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogIn {
    /// The token is for the browser's cookie; it is stored nowhere else.
    In { token: String, actor: Actor },
    /// The account or the password is wrong; which of them is not said to anybody.
    Wrong,
    /// Too many failures: the attempt was not even looked at.
    Wait { seconds: u64 },
}

/// What a token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Session {
    /// Nothing.
    Nobody,
    /// A session that timed out; it is still known whose it was.
    Ended { account: String },
    /// A living session and when it will end if nothing more is asked for.
    In { actor: Actor, ends: Timestamp },
}

/// A new account. An applicant gets a person of his own, everybody else acts for an organisation.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub login: String,
    pub name: String,
    pub role: Role,
    /// Id or exact name of the organisation.
    pub organisation: Option<String>,
    pub password: String,
}

/// A form that was posted after the session had ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// Where it was posted to, a local path.
    pub path: String,
    /// `application/x-www-form-urlencoded`.
    pub body: String,
}

impl Backend {
    /// Checks a login and begins a session. `address` is where it comes from; only its hash is kept.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many logins are waiting already.
    pub async fn log_in(&self, login: &str, password: &str, address: &str) -> Result<LogIn> {
        if login.len() > LONGEST_INPUT || password.len() > LONGEST_INPUT {
            return Ok(LogIn::Wrong);
        }
        // Before anything is looked up: who is refused costs nothing.
        let place = self.hashing.place()?;
        let login = normal_login(login);
        let keys = [
            (attacked("pair", &format!("{address} {login}")), FAILURES),
            (attacked("account", &login), ACCOUNT_FAILURES),
            (attacked("address", address), ADDRESS_FAILURES),
        ];
        let [pair_key, account_key, address_key] = keys.clone().map(|(key, _)| key);

        // The attempt counts before it is looked at: a hundred at once are counted as a hundred.
        let now = self.clock.now();
        let name = login.clone();
        let begun = self
            .db
            .write(async move |tx| -> Result<_> {
                let wait = attempt(tx, &keys, now).await?;
                Ok((wait, store::by_login(tx, &name).await?))
            })
            .await?;
        let (wait, row) = begun;
        if let Some(seconds) = wait {
            return Ok(LogIn::Wait { seconds });
        }

        let hash = row.as_ref().map_or_else(|| NOBODY.to_owned(), |row| row.password_hash.clone());
        let password = normal_password(password);
        let matches = place.run(move |turn| verify(turn, &password, &hash)).await?;
        let Some(row) = row.filter(|row| matches && row.active) else {
            return Ok(LogIn::Wrong);
        };

        let token = random_token();
        let token_hash = hashed(&token);
        let now = self.clock.now();
        let ends = now.plus_minutes(ABSOLUTE_HOURS * 60);
        let compared = row.password_hash;
        let actor = self
            .db
            .write(async move |tx| -> Result<_> {
                // Meanwhile the password may have been changed, which ends every session but not one that is to come.
                let now_is = store::by_login(tx, &row.login).await?;
                if now_is.is_none_or(|now_is| !now_is.active || now_is.password_hash != compared) {
                    return Ok(None);
                }
                store::clear_throttle(tx, &pair_key).await?;
                forgive(tx, &account_key).await?;
                forgive(tx, &address_key).await?;
                store::open_session(tx, &token_hash, &row.id, &now.to_string(), &ends.to_string()).await?;
                let session = store::session(tx, &token_hash).await?;
                actor(session.ok_or(Error::Internal("a session that was just opened is gone"))?).map(Some)
            })
            .await?;
        Ok(actor.map_or(LogIn::Wrong, |actor| LogIn::In { token, actor }))
    }

    /// What a token stands for now; a living session is kept alive by asking.
    pub async fn session(&self, token: &str) -> Result<Session> {
        let Some(token_hash) = token_hash(token) else {
            return Ok(Session::Nobody);
        };
        let now = self.clock.now();
        let key = token_hash.clone();
        let Some(row) = self.db.ask(async move |tx| -> Result<_> { Ok(store::session(tx, &key).await?) }).await? else {
            return Ok(Session::Nobody);
        };
        let (seen, end) = times(&row)?;
        if !row.active {
            return Ok(Session::Nobody);
        }
        if now >= end || now >= seen.plus_minutes(IDLE_MINUTES) {
            return Ok(Session::Ended { account: row.account_id });
        }
        if seen.seconds_until(now) >= SEEN_SECONDS {
            let touched = self
                .db
                .write(async move |tx| -> Result<_> {
                    Ok(store::touch_session(tx, &token_hash, &now.to_string()).await?)
                })
                .await;
            // What was asked may need no writer, and the next question notes the time as well.
            touched.or_else(|error| if matches!(error, Error::Busy | Error::Full) { Ok(()) } else { Err(error) })?;
        }
        Ok(Session::In { actor: actor(row)?, ends: end.min(now.plus_minutes(IDLE_MINUTES)) })
    }

    /// Who a token stands for, if its session lives.
    pub async fn actor(&self, token: &str) -> Result<Option<Actor>> {
        Ok(match self.session(token).await? {
            Session::In { actor, .. } => Some(actor),
            Session::Nobody | Session::Ended { .. } => None,
        })
    }

    /// Ends a session for good; an unknown token is no mistake.
    pub async fn log_out(&self, token: &str) -> Result<()> {
        let Some(token_hash) = token_hash(token) else {
            return Ok(());
        };
        self.db.write(async move |tx| -> Result<_> { Ok(store::close_session(tx, &token_hash).await?) }).await
    }

    /// Adds an account and answers with its id.
    ///
    /// # Errors
    /// [`Error::Refused`] for a weak password, a login that is taken, an organisation that is missing or not found.
    pub async fn add_account(&self, new: NewAccount) -> Result<String> {
        if let Some(sentence) = weakness(&new.login, &new.name, &new.password) {
            return Err(Error::Refused(sentence));
        }
        let password = new.password.clone();
        let hash = self.hashing.run(move |turn| hash_password(turn, &password)).await??;
        let now = self.clock.now();
        self.db.write(async move |tx| insert(tx, &new, hash, now).await).await
    }

    /// Sets a new password and ends every session of the account.
    ///
    /// # Errors
    /// [`Error::Refused`] for a weak password, [`Error::NotFound`] when there is no such login.
    pub async fn set_password(&self, login: &str, password: &str) -> Result<()> {
        if let Some(sentence) = weakness(login, "", password) {
            return Err(Error::Refused(sentence));
        }
        let login = normal_login(login);
        let password = password.to_owned();
        let hash = self.hashing.run(move |turn| hash_password(turn, &password)).await??;
        self.db
            .write(async move |tx| {
                let row = store::by_login(tx, &login).await?.ok_or(Error::NotFound)?;
                store::set_password_hash(tx, &row.id, &hash).await?;
                store::close_sessions(tx, &row.id).await?;
                Ok(())
            })
            .await
    }

    /// Keeps a form that was posted too late; the token is for a cookie. `None` when it is too
    /// long or too many of the account wait already.
    pub async fn park(&self, account: &str, path: &str, body: &str) -> Result<Option<String>> {
        if body.len() > PARKED_BYTES || body.contains('\0') {
            return Ok(None);
        }
        let token = random_token();
        let token_hash = hashed(&token);
        let now = self.clock.now();
        let row = ParkedRow {
            account_id: account.to_owned(),
            path: path.to_owned(),
            body: body.to_owned(),
            expires_at: now.plus_minutes(PARKED_MINUTES).into(),
        };
        let kept = self
            .db
            .write(async move |tx| -> Result<_> {
                if store::parked_of(tx, &row.account_id, &now.to_string()).await? >= PARKED_AT_ONCE {
                    return Ok(false);
                }
                store::park(tx, &token_hash, row).await?;
                Ok(true)
            })
            .await?;
        Ok(kept.then_some(token))
    }

    /// The form parked under a token, for its owner only. It stays until [`Backend::unpark`] or its time is over.
    pub async fn parked(&self, actor: &Actor, token: &str) -> Result<Option<Parked>> {
        let Some(token_hash) = token_hash(token) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let row = self.db.ask(async move |tx| -> Result<_> { Ok(store::parked(tx, &token_hash).await?) }).await?;
        Ok(row
            .filter(|row| row.account_id == actor.account && row.expires_at > now.to_string())
            .map(|row| Parked { path: row.path, body: row.body }))
    }

    /// Forgets a parked form of the actor.
    pub async fn unpark(&self, actor: &Actor, token: &str) -> Result<()> {
        let Some(token_hash) = token_hash(token) else {
            return Ok(());
        };
        let account = actor.account.clone();
        self.db
            .write(async move |tx| -> Result<_> {
                if store::parked(tx, &token_hash).await?.is_some_and(|row| row.account_id == account) {
                    store::unpark(tx, &token_hash).await?;
                }
                Ok(())
            })
            .await
    }

    /// Removes what nobody can use any more: sessions a day after their end, parked forms, old failures.
    pub async fn tidy_accounts(&self) -> Result<()> {
        let now = self.clock.now();
        let day_ago = now.plus_minutes(-24 * 60);
        self.db
            .write(async move |tx| -> Result<_> {
                Ok(store::tidy(tx, &now.to_string(), &day_ago.to_string(), &day_ago.to_string()).await?)
            })
            .await
    }

    /// Logins of demo accounts that still have the password everybody knows.
    pub async fn open_demo_accounts(&self) -> Result<Vec<&'static str>> {
        let mut open = Vec::new();
        for (_, login) in DEMO_ACCOUNTS {
            let row = self.db.ask(async move |tx| -> Result<_> { Ok(store::by_login(tx, login).await?) }).await?;
            if let Some(row) = row.filter(|row| row.active)
                && self.hashing.run(move |turn| verify(turn, DEMO_PASSWORD, &row.password_hash)).await?
            {
                open.push(*login);
            }
        }
        Ok(open)
    }
}

/// Adds an account within a transaction, whatever its password: the seed's way in.
pub(crate) async fn insert(tx: &mut Tx, new: &NewAccount, hash: String, now: Timestamp) -> Result<String> {
    let login = normal_login(&new.login);
    if login.is_empty() || login.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Error::Refused("账号不能是空的，也不能有空格，请改用字母、数字或汉字".to_owned()));
    }
    if store::by_login(tx, &login).await?.is_some() {
        return Err(Error::Refused(format!("账号 {login} 已经有了，请换一个")));
    }
    let organisation = match (&new.organisation, new.role) {
        (Some(_), Role::Applicant) => {
            return Err(Error::Refused("个人账号不属于任何单位，请去掉所属单位".to_owned()));
        }
        (Some(asked), _) => Some(match store::organisations(tx, asked).await?.as_slice() {
            [only] if new.role.level().is_some_and(|level| only.kind != kind_of(level)) => {
                return Err(Error::Refused(format!("“{asked}”不是{}，请核对角色和单位", new.role.label())));
            }
            [only] => only.id.clone(),
            [] => return Err(Error::Refused(format!("没有找到单位“{asked}”，请核对编号或全称"))),
            _ => return Err(Error::Refused(format!("叫“{asked}”的单位不止一个，请改用编号"))),
        }),
        (None, role) if role.level().is_some() => {
            return Err(Error::Refused(format!("{}账号要写明所属单位", role.label())));
        }
        (None, _) => None,
    };
    let person = match new.role {
        Role::Applicant => {
            let person = ids::new();
            records::insert_person(tx, &person, &now.to_string()).await?;
            Some(person)
        }
        _ => None,
    };
    let id = ids::new();
    let row = AccountRow {
        id: id.clone(),
        login,
        name: new.name.trim().nfc().collect(),
        password_hash: hash,
        role: new.role.key().to_owned(),
        organisation_id: organisation,
        person_id: person,
        active: true,
    };
    store::insert(tx, row, &now.to_string()).await?;
    Ok(id)
}

/// The kind of organisation that stands at a level.
fn kind_of(level: Level) -> &'static str {
    match level {
        Level::Unit => "unit",
        Level::Department => "department",
        Level::Hrss => "hrss",
        Level::Committee => "office",
    }
}

/// The hash that is stored: argon2id, m = 19 456 KiB, t = 2, p = 1 (the OWASP floor), 30 ms of one core.
///
/// # Errors
/// [`Error::Internal`] when there is no memory for it.
pub(crate) fn hash_password(_: &Turn, password: &str) -> Result<String> {
    let mut salt = [0; 16];
    rand::rng().fill_bytes(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(|_| Error::Internal("16 bytes are a valid salt"))?;
    let params = Params::new(19_456, 2, 1, None).expect("the parameters are within argon2's limits");
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    filled(&argon, normal_password(password).as_bytes(), salt.as_salt(), Params::DEFAULT_OUTPUT_LEN)
        .and_then(|hash| {
            let params = ParamsString::try_from(argon.params())?;
            let (algorithm, version) = (Algorithm::Argon2id.ident(), Some(Version::V0x13.into()));
            Ok(PasswordHash { algorithm, version, params, salt: Some(salt.as_salt()), hash: Some(hash) }.to_string())
        })
        .map_err(|_| Error::Internal("password hashing failed"))
}

/// Why a password is not taken, with what to do; `None` when it is good.
pub fn weakness(login: &str, name: &str, password: &str) -> Option<String> {
    let password = normal_password(password).to_lowercase();
    let count = password.chars().count();
    if count < PASSWORD_CHARS {
        return Some(format!("密码至少 {PASSWORD_CHARS} 个字，现在有 {count} 个，请加长，例如用几个不相干的词连起来"));
    }
    if password.len() > LONGEST_INPUT {
        return Some(format!("密码太长，请缩短到 {} 个字以内", LONGEST_INPUT / 4));
    }
    if password.chars().any(char::is_control) {
        return Some("密码里有换行等看不见的字符，请去掉".to_owned());
    }
    let mut seen: Vec<char> = password.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < 5 {
        return Some("密码里不同的字太少，容易被猜中，请换一个".to_owned());
    }
    let login = normal_login(login);
    let name = name.trim().to_lowercase();
    let own = [login.as_str(), name.as_str()];
    let words = CONTEXT_WORDS.iter().copied().chain(own.into_iter().filter(|word| word.chars().count() >= 2));
    words
        .filter(|word| password.contains(word))
        .map(|word| format!("密码里有“{word}”，容易被猜中，请去掉这个词"))
        .next()
}

/// The memory of the last hash. To take so much from the system each time and give it back makes the other threads
/// wait: their pages are in the same tables.
static MEMORY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// As [`Argon2`] hashes, in memory that is used again.
fn filled(argon: &Argon2, password: &[u8], salt: Salt, bytes: usize) -> password_hash::Result<Output> {
    let mut space = [0; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut space)?;
    let memory = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    // Whoever hashes meanwhile takes other memory.
    let mut blocks = std::mem::take(&mut *memory());
    blocks.resize(argon.params().block_count(), Block::default());
    let output =
        Output::init_with(bytes, |out| Ok(argon.hash_password_into_with_memory(password, salt, out, &mut blocks)?));
    *memory() = blocks;
    output
}

fn verify(_: &Turn, password: &str, hash: &str) -> bool {
    let same = || {
        let known = PasswordHash::new(hash).ok()?;
        let version = known.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
        let argon = Argon2::new(Algorithm::try_from(known.algorithm).ok()?, version, Params::try_from(&known).ok()?);
        let output = known.hash?;
        // Takes as long wherever they differ.
        Some(filled(&argon, password.as_bytes(), known.salt?, output.len()).ok()? == output)
    };
    same().unwrap_or(false)
}

/// Counts an attempt against every key, or says how many seconds to wait, and then counts nothing.
async fn attempt(tx: &mut Tx, keys: &[(String, i64)], now: Timestamp) -> db::Result<Option<u64>> {
    let mut counted = Vec::new();
    let mut wait = 0;
    for (key, allowed) in keys {
        let row = store::throttle(tx, key).await?;
        let stored = row.as_ref().and_then(|row| {
            let (first, until) = Timestamp::parse(&row.first_at).zip(Timestamp::parse(&row.blocked_until))?;
            Some((row.failures, first, until))
        });
        let (failures, first) = match stored {
            Some((failures, first, until)) => {
                wait = wait.max(now.seconds_until(until));
                // The window is counted from the end of the last wait, so that patience does not reset the delay.
                if now < first.max(until).plus_minutes(WINDOW_MINUTES) { (failures, first) } else { (0, now) }
            }
            None => (0, now),
        };
        let failures = failures + 1;
        let blocked_until = now.plus_seconds(delay(failures, *allowed));
        counted.push((key, ThrottleRow { failures, first_at: first.into(), blocked_until: blocked_until.into() }));
    }
    if wait > 0 {
        return Ok(Some(wait));
    }
    for (key, row) in counted {
        store::set_throttle(tx, key, row).await?;
    }
    Ok(None)
}

/// Seconds to wait after so many failures: 0, then 30, 60, 120 … at most 15 minutes; never for ever.
fn delay(failures: i64, allowed: i64) -> i64 {
    match u32::try_from(failures - allowed) {
        Ok(beyond) => FIRST_WAIT_SECONDS.saturating_mul(1 << beyond.min(10)).min(LONGEST_WAIT_SECONDS),
        Err(_) => 0,
    }
}

/// Takes one counted attempt back: it was the right password.
async fn forgive(tx: &mut Tx, key: &str) -> db::Result<()> {
    match store::throttle(tx, key).await? {
        Some(row) if row.failures > 1 => {
            let row = ThrottleRow { failures: row.failures - 1, blocked_until: row.first_at.clone(), ..row };
            store::set_throttle(tx, key, row).await
        }
        Some(_) => store::clear_throttle(tx, key).await,
        None => Ok(()),
    }
}

fn actor(row: SessionRow) -> Result<Actor> {
    let Some(role) = Role::from_key(&row.role) else {
        return Err(Error::Corrupt { table: "account", column: "role", id: row.account_id });
    };
    let organisation =
        match (row.organisation_id, row.organisation_name, row.organisation_kind, row.organisation_region) {
            (Some(id), Some(name), Some(kind), Some(region_code)) => Some(Org { id, name, kind, region_code }),
            _ => None,
        };
    Ok(Actor { account: row.account_id, login: row.login, name: row.name, role, organisation, person: row.person_id })
}

/// When a session was last seen and when it ends at the latest.
fn times(row: &SessionRow) -> Result<(Timestamp, Timestamp)> {
    let corrupt = |column| Error::Corrupt { table: "session", column, id: row.account_id.clone() };
    let seen = Timestamp::parse(&row.seen_at).ok_or_else(|| corrupt("seen_at"))?;
    let end = Timestamp::parse(&row.expires_at).ok_or_else(|| corrupt("expires_at"))?;
    Ok((seen, end))
}

fn normal_login(login: &str) -> String {
    login.trim().nfc().collect::<String>().to_lowercase()
}

fn normal_password(password: &str) -> String {
    password.nfc().collect()
}

/// 256 random bits in hexadecimal.
fn random_token() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

fn hashed(token: &str) -> String {
    ids::sha256(token)
}

/// The hash of what looks like one of our tokens; anything else needs no look into the table.
fn token_hash(token: &str) -> Option<String> {
    (token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit())).then(|| hashed(token))
}

fn attacked(what: &str, name: &str) -> String {
    ids::sha256(format!("{what}:{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{apart::Apart, testing::block_on};

    /// Otherwise an unknown login would be answered sooner than a wrong password.
    #[test]
    fn comparing_with_nobody_takes_as_long_as_with_somebody() {
        let apart = Apart::new("test", 1, 1);
        let somebody = block_on(apart.run(|turn| hash_password(turn, "any password at all")));
        let somebody = somebody.expect("it has its turn").expect("there is memory for it");
        let read = |hash: &str| {
            let hash = PasswordHash::new(hash).expect("a hash in its usual form");
            let lengths = (hash.salt.map(|salt| salt.as_str().len()), hash.hash.map(|hash| hash.len()));
            (hash.algorithm.to_string(), hash.version, hash.params.to_string(), lengths)
        };
        assert_eq!(read(NOBODY), read(&somebody));
    }

    #[test]
    fn weak_passwords_are_refused_with_what_to_do() {
        let said = |password: &str| weakness("zhang", "张测试", password).unwrap_or_default();
        assert_eq!(said("elevenchars"), "密码至少 12 个字，现在有 11 个，请加长，例如用几个不相干的词连起来");
        assert_eq!(said("aaaaaaaabbbb"), "密码里不同的字太少，容易被猜中，请换一个");
        assert_eq!(said("my name is ZHANG ok"), "密码里有“zhang”，容易被猜中，请去掉这个词");
        assert_eq!(said("我叫张测试今年二十岁了呀"), "密码里有“张测试”，容易被猜中，请去掉这个词");
        assert_eq!(said("Zhicheng horse 77"), "密码里有“zhicheng”，容易被猜中，请去掉这个词");
        assert!(said("line one\nline two").starts_with("密码里有换行"));
        assert!(said(&"horse staple ".repeat(100)).starts_with("密码太长"));
        assert_eq!(said("horse battery staple 9"), "");
    }
}
