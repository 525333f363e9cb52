//! A statement: static text, bound values, and the four verbs that run it.
//!
//! Text comes in as `&'static str` only, so that no input can become SQL. It is
//! no query builder and knows no dialect. To add one: a verb is a method of
//! [`Sql`] over `rows` or [`Sql::run`].

use std::{
    borrow::Cow,
    fmt::Write,
    panic::Location,
    sync::{Arc, OnceLock},
    time::Instant,
};

use rusqlite::CachedStatement;
use sqlx::{Arguments, AssertSqlSafe, Column as _, Postgres, Row as _, postgres::PgArguments};

use super::{
    At, Bind, Error, FromRow, Result, Row, Tx,
    connection::Conn,
    value::{Type, Value},
};

/// A statement under construction.
#[derive(Clone, Debug)]
#[must_use = "a statement does nothing until it is run"]
pub struct Sql {
    text: Cow<'static, str>,
    values: Vec<Value>,
    /// Where it is written, for the log.
    from: &'static Location<'static>,
}

/// Starts a statement. Placeholders are `$1`, `$2` …, in the order of [`Sql::bind`].
#[track_caller]
pub fn sql(text: &'static str) -> Sql {
    Sql { text: Cow::Borrowed(text), values: Vec::new(), from: Location::caller() }
}

impl Sql {
    /// Gives the next placeholder its value.
    pub fn bind(mut self, value: impl Bind) -> Sql {
        self.values.push(value.value());
        self
    }

    /// Appends text without a value.
    pub fn push(mut self, piece: &'static str) -> Sql {
        self.text.to_mut().push_str(piece);
        self
    }

    /// Appends text with one `?`, which becomes the placeholder of the value.
    pub fn with(mut self, piece: &'static str, value: impl Bind) -> Sql {
        let (before, after) = piece.split_once('?').unwrap_or((piece, ""));
        debug_assert!(piece.matches('?').count() == 1, "one ? in {piece}");
        self.values.push(value.value());
        let text = self.text.to_mut();
        text.push_str(before);
        write!(text, "${}", self.values.len()).expect("writing to a String cannot fail");
        text.push_str(after);
        self
    }

    /// Appends the name of a table as the schema gives it, for those who do not know the tables.
    pub(super) fn table(mut self, name: &str) -> Sql {
        write!(self.text.to_mut(), "\"{}\"", name.replace('"', "\"\"")).expect("writing to a String cannot fail");
        self
    }

    /// [`Sql::with`] when there is a value, else nothing.
    pub fn with_some(self, piece: &'static str, value: Option<impl Bind>) -> Sql {
        match value {
            Some(value) => self.with(piece, value),
            None => self,
        }
    }

    /// Runs it and counts the rows affected.
    ///
    /// # Errors
    /// [`Error::Taken`] for a unique constraint, [`Error::Database`] for most others. The transaction is lost then.
    pub async fn run(self, tx: &mut Tx) -> Result<u64> {
        let known = self.known(tx, &[]);
        self.check(tx, &known)?;
        let (begun, said, from) = (Instant::now(), self.text.clone(), self.from);
        let done = match &mut tx.conn {
            Conn::Sqlite(conn) => self.bound(conn, &known).and_then(|mut statement| {
                let rows = statement.raw_execute()?;
                Ok(u64::try_from(rows).unwrap_or(u64::MAX))
            }),
            Conn::Postgres(conn) => {
                let query = sqlx::query_with::<Postgres, _>(AssertSqlSafe(self.text), postgres(self.values)?);
                query.execute(conn).await.map(|done| done.rows_affected()).map_err(Error::from)
            }
        };
        tx.stats.statement(begun.elapsed(), &said, from);
        tx.note(done)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Sql::run`], and [`Error::Column`].
    pub async fn find<T: FromRow>(self, tx: &mut Tx) -> Result<Option<T>> {
        Ok(self.all(tx).await?.into_iter().next())
    }

    /// The row that must be there.
    ///
    /// # Errors
    /// As [`Sql::find`], and [`Error::NotFound`].
    pub async fn one<T: FromRow>(self, tx: &mut Tx) -> Result<T> {
        self.find(tx).await?.ok_or(Error::NotFound)
    }

    /// All rows.
    ///
    /// # Errors
    /// As [`Sql::find`].
    pub async fn all<T: FromRow>(self, tx: &mut Tx) -> Result<Vec<T>> {
        let known = self.known(tx, T::COLUMNS);
        self.check(tx, &known)?;
        let (begun, said, from) = (Instant::now(), self.text.clone(), self.from);
        let done = match &mut tx.conn {
            Conn::Sqlite(conn) => self.bound(conn, &known).and_then(|mut statement| {
                let find = || {
                    At::all(T::COLUMNS, |nth, name| {
                        // As a rule a statement names its columns in the order of the row.
                        if statement.column_name(nth) == Ok(name) {
                            return Ok(nth);
                        }
                        statement.column_index(name).map_err(|error| error.to_string())
                    })
                };
                let at = match known.at.get() {
                    Some(at) => at,
                    None => {
                        let at = find()?;
                        known.at.get_or_init(|| at)
                    }
                };
                let (mut found, mut unread) = (Vec::new(), None);
                let mut rows = statement.raw_query();
                // To the end, whatever a row holds: a statement left half way would hold SQLite's lock.
                while let Some(row) = rows.next()? {
                    match T::from_row(&Row::Sqlite(row), at) {
                        Ok(row) => found.push(row),
                        Err(error) => unread = unread.or(Some(error)),
                    }
                }
                Ok(unread.map_or(Ok(found), Err))
            }),
            Conn::Postgres(conn) => {
                let query = sqlx::query_with::<Postgres, _>(AssertSqlSafe(self.text), postgres(self.values)?);
                let rows = query.fetch_all(conn).await.map_err(Error::from);
                rows.and_then(|rows| {
                    let Some(first) = rows.first() else { return Ok(Ok(Vec::new())) };
                    let place = |name: &str| first.columns().iter().position(|column| column.name() == name);
                    let at = At::all(T::COLUMNS, |_, name| place(name).ok_or_else(|| "no such column".to_owned()))?;
                    Ok(rows.iter().map(|row| T::from_row(&Row::Postgres(row), &at)).collect())
                })
            }
        };
        tx.stats.statement(begun.elapsed(), &said, from);
        tx.note(done)?
    }

    /// What is known of the statement, since it was first run on this connection if it is written out in the program.
    fn known(&self, tx: &mut Tx, columns: &'static [&'static str]) -> Arc<Known> {
        tx.ran += 1;
        let Cow::Borrowed(text) = self.text else { return Arc::new(Known::of(&self.text)) };
        let written = [text.as_ptr().addr(), text.len(), columns.as_ptr().addr()];
        Arc::clone(tx.known.entry(written).or_insert_with(|| Arc::new(Known::of(text))))
    }

    /// SQLite's statement with its values.
    fn bound<'c>(&self, conn: &'c rusqlite::Connection, known: &Known) -> Result<CachedStatement<'c>> {
        let mut statement = conn.prepare_cached(&known.sqlite)?;
        for (place, value) in (1..).zip(&self.values) {
            statement.raw_bind_parameter(place, value)?;
        }
        Ok(statement)
    }

    /// SQLite would run on after an error, take a missing value for NULL and store U+0000; PostgreSQL would not.
    fn check(&self, tx: &Tx, known: &Known) -> Result<()> {
        if let Some(failed) = &tx.failed {
            return Err(failed.again());
        }
        let expected = known.placeholders;
        if expected != self.values.len() {
            return Err(Error::Arguments { expected, given: self.values.len() });
        }
        if self.values.iter().any(|value| matches!(value, Value::Text(text) if text.contains('\0'))) {
            return Err(Error::Nul);
        }
        Ok(())
    }
}

/// What of a statement is the same every time that it is run.
#[derive(Debug)]
pub(super) struct Known {
    /// `$1` is a name to SQLite, numbered by where it comes first; `?1` is the first value.
    sqlite: String,
    placeholders: usize,
    /// Where SQLite's answer has the columns of a row.
    at: OnceLock<Vec<At>>,
}

impl Known {
    fn of(text: &str) -> Known {
        Known { sqlite: text.replace('$', "?"), placeholders: placeholders(text), at: OnceLock::new() }
    }
}

/// The highest `$n` of a text.
fn placeholders(text: &str) -> usize {
    text.split('$')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .max()
        .unwrap_or(0)
}

fn postgres(values: Vec<Value>) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        match value {
            Value::Text(text) => arguments.add(text),
            Value::Int(number) => arguments.add(number),
            Value::Bool(truth) => arguments.add(truth),
            Value::Real(number) => arguments.add(number),
            Value::Blob(bytes) => arguments.add(bytes),
            Value::Null(Type::Text) => arguments.add(None::<String>),
            Value::Null(Type::Int) => arguments.add(None::<i64>),
            Value::Null(Type::Bool) => arguments.add(None::<bool>),
            Value::Null(Type::Real) => arguments.add(None::<f64>),
            Value::Null(Type::Blob) => arguments.add(None::<Vec<u8>>),
        }
        .map_err(Error::Database)?;
    }
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use super::{placeholders, sql};

    #[test]
    fn pieces_number_their_placeholders() {
        let statement = sql("select id from t where a = $1")
            .bind("x")
            .with_some(" and b = ?", None::<i64>)
            .with_some(" and c = ?", Some(true))
            .with(" and (d, e) < (?", 1_i64)
            .with(", ?)", "id")
            .push(" order by d");
        assert_eq!(statement.text, "select id from t where a = $1 and c = $2 and (d, e) < ($3, $4) order by d");
        assert_eq!(statement.values.len(), 4);
    }

    #[test]
    fn placeholders_are_counted_by_their_highest_number() {
        assert_eq!(placeholders("select 1"), 0);
        assert_eq!(placeholders("set a = $3, b = $3 where id = $1 and v = $2"), 3);
        assert_eq!(placeholders("limit $12"), 12);
    }
}
