//! Values on their way into a statement and out of a row.
//!
//! It knows the six types that both databases share and nothing of the tables.
//! To add one: a newtype's [`Bind`] (through its base) and [`Column`] (read the
//! base, convert, answer [`Error::Column`]).

use std::borrow::Cow;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use sqlx::{Column as _, Row as _, TypeInfo as _, postgres::PgRow};

use super::{Error, Result};

/// The type of a NULL: PostgreSQL refuses an untyped one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    Text,
    Int,
    Bool,
    Real,
    Blob,
}

/// A value to be bound.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    Null(Type),
    Text(String),
    Int(i64),
    Bool(bool),
    Real(f64),
    Blob(Vec<u8>),
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null(_) => ValueRef::Null,
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// What can be bound to a placeholder.
pub trait Bind {
    /// What a NULL in its place would be.
    const TYPE: Type;

    fn value(self) -> Value;
}

macro_rules! bind {
    ($($type:ty => $kind:ident by $convert:expr),* $(,)?) => { $(
        impl Bind for $type {
            const TYPE: Type = Type::$kind;

            fn value(self) -> Value {
                Value::$kind($convert(self))
            }
        }
    )* };
}

bind! {
    String => Text by std::convert::identity,
    &String => Text by String::clone,
    &str => Text by str::to_owned,
    Cow<'_, str> => Text by Cow::into_owned,
    i64 => Int by std::convert::identity,
    bool => Bool by std::convert::identity,
    f64 => Real by std::convert::identity,
    Vec<u8> => Blob by std::convert::identity,
    &[u8] => Blob by <[u8]>::to_vec,
}

impl<T: Bind> Bind for Option<T> {
    const TYPE: Type = T::TYPE;

    fn value(self) -> Value {
        self.map_or(Value::Null(T::TYPE), Bind::value)
    }
}

/// One row of an answer.
pub enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r PgRow),
}

/// A column of a row: its place in the answer, found once for all rows, and its name.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub(super) place: usize,
    pub(super) name: &'static str,
}

impl At {
    pub(crate) fn unreadable(self, error: &impl std::fmt::Display) -> Error {
        Error::Column { column: self.name.to_owned(), reason: error.to_string() }
    }

    /// Where the columns of a row are; `of` tells the place of a name, which is the nth of them.
    pub(super) fn all(names: &[&'static str], of: impl Fn(usize, &str) -> Result<usize, String>) -> Result<Vec<At>> {
        let at = |(nth, name): (usize, &&'static str)| {
            let name = name.strip_prefix("r#").unwrap_or(name);
            let place = of(nth, name).map_err(|reason| Error::Column { column: name.to_owned(), reason })?;
            Ok(At { place, name })
        };
        names.iter().enumerate().map(at).collect()
    }
}

/// What can be read from a column.
pub trait Column: Sized {
    /// # Errors
    /// [`Error::Column`].
    fn read(row: &Row<'_>, at: At) -> Result<Self>;
}

fn present<T>(at: At, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| at.unreadable(&"unexpected NULL"))
}

macro_rules! column {
    ($($type:ty),*) => { $(
        impl Column for Option<$type> {
            fn read(row: &Row<'_>, at: At) -> Result<Self> {
                match row {
                    Row::Sqlite(row) => row.get(at.place).map_err(|error| at.unreadable(&error)),
                    Row::Postgres(row) => row.try_get(at.place).map_err(|error| at.unreadable(&error)),
                }
            }
        }

        impl Column for $type {
            fn read(row: &Row<'_>, at: At) -> Result<Self> {
                Option::<$type>::read(row, at).and_then(|value| present(at, value))
            }
        }
    )* };
}

column!(String, bool, f64, Vec<u8>);

/// What is made of the bytes of a text, without a copy of them and without a look at whether they are one.
pub(crate) fn bytes<T>(row: &Row<'_>, at: At, make: impl FnOnce(&[u8]) -> T) -> Result<T> {
    match row {
        Row::Sqlite(row) => {
            let value = row.get_ref(at.place).map_err(|error| at.unreadable(&error))?;
            value.as_bytes().map(make).map_err(|error| at.unreadable(&error))
        }
        Row::Postgres(_) => text(row, at, |text| make(text.as_bytes())),
    }
}

/// What is made of a text without a copy of it.
pub(crate) fn text<T>(row: &Row<'_>, at: At, make: impl FnOnce(&str) -> T) -> Result<T> {
    match row {
        Row::Sqlite(row) => {
            let value = row.get_ref(at.place).map_err(|error| at.unreadable(&error))?;
            value.as_str().map(make).map_err(|error| at.unreadable(&error))
        }
        Row::Postgres(row) => row.try_get(at.place).map(make).map_err(|error| at.unreadable(&error)),
    }
}

impl Column for Option<i64> {
    fn read(row: &Row<'_>, at: At) -> Result<Self> {
        match row {
            Row::Sqlite(row) => return row.get(at.place).map_err(|error| at.unreadable(&error)),
            // A literal in a `case` is an int4 to PostgreSQL.
            Row::Postgres(row) => match row.try_column(at.place).map(|column| column.type_info().name()) {
                Ok("INT4") => row.try_get::<Option<i32>, _>(at.place).map(|n| n.map(i64::from)),
                _ => row.try_get(at.place),
            },
        }
        .map_err(|error| at.unreadable(&error))
    }
}

impl Column for i64 {
    fn read(row: &Row<'_>, at: At) -> Result<Self> {
        Option::<i64>::read(row, at).and_then(|value| present(at, value))
    }
}

/// What can be made of a row; see [`row!`](crate::row).
pub trait FromRow: Sized {
    /// The names of its columns.
    const COLUMNS: &'static [&'static str];

    /// `at` tells for each of [`FromRow::COLUMNS`] where it is.
    ///
    /// # Errors
    /// [`Error::Column`].
    fn from_row(row: &Row<'_>, at: &[At]) -> Result<Self>;
}

/// A struct whose fields are the columns of a query, by name; all fields are public:
/// `row! { pub struct Line { id: String, score: Option<i64>, ok: bool } }`.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Debug)]
        $vis struct $name { $($(#[$field_meta])* pub $field: $type),* }

        impl $crate::db::FromRow for $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn from_row(row: &$crate::db::Row<'_>, at: &[$crate::db::At]) -> $crate::db::Result<Self> {
                let mut at = at.iter().copied();
                let mut next = || at.next().expect("there is one for each column");
                Ok(Self { $($field: $crate::db::Column::read(row, next())?),* })
            }
        }
    };
}
