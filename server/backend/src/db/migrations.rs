//! The schema: its migrations, the runner, and the SQLite text made from PostgreSQL's.
//!
//! Each migration runs in one transaction and is recorded with its SHA-256 in
//! `schema_migration`; two programs that start together take turns. There is no way back:
//! a mistake is mended by the next migration. Never change one that has been released.
//!
//! To add one: `migrations/NNNN_name.sql` in PostgreSQL's words (`text`, `bigint`, `boolean`,
//! `double precision`, `bytea`; `collate "C"` on keys, ids and instants) and its line in
//! [`MIGRATIONS`]. Where the translation is not enough, `NNNN_name.sqlite.sql` replaces it.

use super::{Error, Kind, Result, Tx, row, sql};
use crate::{clock::Clock, ids};

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// From 1, without gaps.
    pub number: i64,
    pub name: &'static str,
    /// In PostgreSQL's words.
    pub text: &'static str,
    /// What SQLite runs instead of the translation.
    pub sqlite: Option<&'static str>,
}

macro_rules! migration {
    ($number:literal, $name:literal) => {
        Migration {
            number: $number,
            name: $name,
            text: include_str!(concat!("../../migrations/", $name, ".sql")),
            sqlite: None,
        }
    };
}

/// In order.
pub const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_core"),
    migration!(2, "0002_photo_bound"),
    migration!(3, "0003_attachment"),
    migration!(4, "0004_entry_history"),
    migration!(5, "0005_policy"),
    migration!(6, "0006_entry_order"),
    migration!(7, "0007_sweep"),
];

const HISTORY: &str = r#"create table if not exists schema_migration (
    number bigint primary key,
    name text collate "C" not null,
    sha256 text collate "C" not null,
    applied_at text collate "C" not null
);"#;

/// Any number, as long as nobody else uses it as a key of PostgreSQL's advisory locks.
const LOCK: &str = "select pg_advisory_xact_lock(7311840226)";

row! { struct Applied { number: i64, name: String, sha256: String } }
row! { struct Orphan { table: String, parent: String } }

/// Applies what is missing, on a connection of its own.
pub(super) async fn run(tx: &mut Tx, list: &[Migration]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    while let Some(migration) = step(tx, list).await? {
        tracing::info!(name = migration.name, "migration applied");
        names.push(migration.name.to_owned());
    }
    Ok(names)
}

/// The number of the newest migration that was applied; 0 when the database is none of ours.
///
/// # Errors
/// [`Error::NewerSchema`] when this program does not know it.
pub(super) async fn schema(tx: &mut Tx) -> Result<i64> {
    row! { struct Newest { number: i64 } }
    let ours: Newest =
        sql("select count(*) as number from sqlite_schema where name = 'schema_migration'").one(tx).await?;
    if ours.number == 0 {
        return Ok(0);
    }
    let newest: Newest = sql("select coalesce(max(number), 0) as number from schema_migration").one(tx).await?;
    let program = MIGRATIONS.last().map_or(0, |migration| migration.number);
    if newest.number > program {
        return Err(Error::NewerSchema { database: newest.number, program });
    }
    Ok(newest.number)
}

/// Applies the first migration that is missing; `None` when there is none.
async fn step<'l>(tx: &mut Tx, list: &'l [Migration]) -> Result<Option<&'l Migration>> {
    tx.exec(if tx.kind() == Kind::Sqlite { "begin immediate" } else { "begin" }).await?;
    tx.renew();
    let applied = apply_next(tx, list).await;
    let end = tx.exec(if matches!(applied, Ok(Some(_))) { "commit" } else { "rollback" }).await;
    let migration = applied?;
    end.map_err(|error| match migration {
        Some(migration) => Error::Migration { name: migration.name.to_owned(), reason: error.to_string() },
        None => error,
    })?;
    Ok(migration)
}

async fn apply_next<'l>(tx: &mut Tx, list: &'l [Migration]) -> Result<Option<&'l Migration>> {
    let kind = tx.kind();
    if kind == Kind::Postgres {
        tx.exec(LOCK).await?;
        tx.exec(HISTORY).await?;
    } else {
        tx.exec(&translate(HISTORY)).await?;
    }
    let history: Vec<Applied> =
        sql("select number, name, sha256 from schema_migration order by number").all(tx).await?;
    let program = list.last().map_or(0, |migration| migration.number);
    if let Some(newest) = history.last().filter(|newest| newest.number > program) {
        return Err(Error::NewerSchema { database: newest.number, program });
    }
    for applied in &history {
        let known = list.iter().find(|migration| migration.number == applied.number);
        if known.is_none_or(|migration| checksum(migration, kind) != applied.sha256) {
            return Err(Error::MigrationChanged(applied.name.clone()));
        }
    }
    let Some(migration) = list.iter().find(|migration| history.iter().all(|a| a.number != migration.number)) else {
        return Ok(None);
    };
    match apply(tx, migration).await {
        Ok(()) => Ok(Some(migration)),
        Err(error) => Err(Error::Migration { name: migration.name.to_owned(), reason: error.to_string() }),
    }
}

async fn apply(tx: &mut Tx, migration: &Migration) -> Result<()> {
    let kind = tx.kind();
    match (kind, migration.sqlite) {
        (Kind::Postgres, _) => tx.exec(migration.text).await?,
        (Kind::Sqlite, Some(text)) => tx.exec(text).await?,
        (Kind::Sqlite, None) => tx.exec(&translate(migration.text)).await?,
    }
    if kind == Kind::Sqlite {
        // Foreign keys are off while tables are rebuilt; what is left over must be right.
        let orphans: Vec<Orphan> = sql("pragma foreign_key_check").all(tx).await?;
        if let Some(orphan) = orphans.first() {
            let reason = format!("rows of {} point to missing rows of {}", orphan.table, orphan.parent);
            return Err(Error::Commit(reason));
        }
    }
    sql("insert into schema_migration (number, name, sha256, applied_at) values ($1, $2, $3, $4)")
        .bind(migration.number)
        .bind(migration.name)
        .bind(checksum(migration, kind))
        .bind(Clock::system().now().to_string())
        .run(tx)
        .await
        .map(drop)
}

/// Of the text as it was written; how it is translated may get better.
fn checksum(migration: &Migration, kind: Kind) -> String {
    let text = migration.sqlite.filter(|_| kind == Kind::Sqlite).unwrap_or(migration.text);
    ids::sha256(text)
}

/// The SQLite text of a migration: token by token, so that texts, comments and quoted names stay as they are.
pub fn translate(text: &str) -> String {
    let tokens = tokens(text);
    let mut out = String::with_capacity(text.len());
    let mut start: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            Token::Word(word) => {
                let word = word.to_ascii_lowercase();
                if start.len() < 2 {
                    start.push(word.clone());
                }
                match (word.as_str(), after_space(&tokens, at)) {
                    ("collate", Some((Token::Other("\"C\""), next))) => {
                        // Bytes are SQLite's own order.
                        out.truncate(out.trim_end().len());
                        at = next;
                    }
                    ("double", Some((Token::Word("precision"), next))) => {
                        out.push_str("real");
                        at = next;
                    }
                    ("bytea", _) => out.push_str("blob"),
                    ("bigint" | "boolean", _) => out.push_str("integer"),
                    _ => out.push_str(token.text()),
                }
            }
            Token::Other(";") => {
                if start == ["create", "table"] {
                    out.push_str(" strict");
                }
                out.push(';');
                start.clear();
            }
            other => out.push_str(other.text()),
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token<'t> {
    /// Blanks and comments.
    Space(&'t str),
    /// A keyword, name or number without quotes.
    Word(&'t str),
    /// A text or a name in quotes, or one character.
    Other(&'t str),
}

impl<'t> Token<'t> {
    fn text(self) -> &'t str {
        let (Token::Space(text) | Token::Word(text) | Token::Other(text)) = self;
        text
    }
}

/// The next token that is no space, and the place after it.
fn after_space<'t>(tokens: &[Token<'t>], from: usize) -> Option<(Token<'t>, usize)> {
    let place = from + tokens.get(from..)?.iter().position(|token| !matches!(token, Token::Space(_)))?;
    Some((tokens[place], place + 1))
}

fn tokens<'t>(text: &'t str) -> Vec<Token<'t>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let until = |end: Option<usize>| end.unwrap_or(rest.len());
        let (length, make): (usize, fn(&'t str) -> Token<'t>) = match first {
            _ if first.is_whitespace() => (until(rest.find(|c: char| !c.is_whitespace())), Token::Space),
            '-' if rest.starts_with("--") => (until(rest.find('\n')), Token::Space),
            '/' if rest.starts_with("/*") => (until(rest.find("*/").map(|end| end + 2)), Token::Space),
            '\'' | '"' => (until(rest[1..].find(first).map(|end| end + 2)), Token::Other),
            _ if word(first) => (until(rest.find(|c: char| !word(c))), Token::Word),
            _ => (first.len_utf8(), Token::Other),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(make(token));
        rest = after;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::{MIGRATIONS, translate};

    #[test]
    fn postgresql_words_become_sqlite_words() {
        let text = r#"-- a bigint; in a comment
create table person (
    id text collate "C" primary key, -- boolean
    note text not null default 'bytea; boolean collate "C"',
    photo bytea, active boolean not null, score double precision, "bigint" bigint
);
create unique index person_note_key on person (note collate "C");
CREATE TABLE b (x BIGINT);
alter table b add column y boolean;
"#;
        let expected = r#"-- a bigint; in a comment
create table person (
    id text primary key, -- boolean
    note text not null default 'bytea; boolean collate "C"',
    photo blob, active integer not null, score real, "bigint" integer
) strict;
create unique index person_note_key on person (note);
CREATE TABLE b (x integer) strict;
alter table b add column y integer;
"#;
        assert_eq!(translate(text), expected);
    }

    #[test]
    fn every_file_is_in_the_list_and_numbers_have_no_gap() {
        let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
            .expect("the folder is part of the source")
            .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
            .filter(|name| !name.ends_with(".sqlite.sql"))
            .collect();
        files.sort();
        let listed: Vec<String> = MIGRATIONS.iter().map(|migration| format!("{}.sql", migration.name)).collect();
        assert_eq!(listed, files);
        for (place, migration) in (1..).zip(MIGRATIONS) {
            assert_eq!(migration.number, place);
            assert!(migration.name.starts_with(&format!("{place:04}_")), "{}", migration.name);
        }
    }
}
