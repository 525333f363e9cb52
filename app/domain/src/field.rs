//! What a form is: groups of fields, each declared once as data.
//!
//! A [`Form`] gives the HTML form, the table, the checks, the stored JSON, the
//! snapshot and the printed page. It knows nothing of how any of them looks:
//! each layer that needs a facet has one exhaustive `match` on [`Kind`].
//!
//! To add a field: one line in the form's file. To add a kind: a variant here;
//! the compiler leads to `check.rs`, `values.rs` and the control that draws it.

use crate::{check::Rule, codes::Table};

/// When a field must have been filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// Never asked for.
    Never,
    /// Saving says that it is missing (the draft is kept all the same).
    Save,
    /// Only submitting an application says so.
    Submit,
}

/// The magnifier (放大镜) behind a field.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Picker {
    Region,
    Committee,
    Unit,
    Title,
    Specialty,
}

impl Picker {
    pub const ALL: &[Picker] = &[Picker::Region, Picker::Committee, Picker::Unit, Picker::Title, Picker::Specialty];

    /// The word in URLs and in the `pick` button.
    pub const fn key(self) -> &'static str {
        match self {
            Picker::Region => "region",
            Picker::Committee => "committee",
            Picker::Unit => "unit",
            Picker::Title => "title",
            Picker::Specialty => "specialty",
        }
    }

    pub fn from_key(key: &str) -> Option<Picker> {
        Self::ALL.iter().copied().find(|picker| picker.key() == key)
    }
}

/// What a value is; decides its control, its check and how it is shown.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One line of text, at most `max` characters.
    Line {
        max: usize,
    },
    /// Several lines, at most `max` characters, drawn `rows` high.
    Long {
        max: usize,
        rows: u8,
    },
    /// A person's name (`domain.md` §4.4).
    Name,
    /// The number of an identity document; which one says the field named here.
    Document {
        kind_key: &'static str,
    },
    Date,
    /// A date or 至今.
    DateOrNow,
    /// A date that may lie ahead, such as the end of a term.
    DateAhead,
    /// A whole number.
    Whole {
        min: u32,
        max: u32,
    },
    /// A decimal number that is not negative, of at most two places.
    Amount,
    Choice(&'static Table),
    /// Chosen in a magnifier; the value is a code, the server knows its label.
    Pick(Picker),
    /// One of the person's own record entries; the value is the entry's id.
    Entry,
    /// Some of the person's record entries; the value is their ids, a space between two.
    Entries,
    /// Set by the server from another field and never typed.
    Follows {
        of: &'static str,
    },
    Mobile,
    Phone,
    Postcode,
    Email,
    /// A promise or consent; the value is `1` or nothing.
    Tick {
        text: &'static str,
    },
}

impl Kind {
    /// True when a missing value is chosen rather than typed: 请选择 instead of 请填写.
    pub const fn chosen(&self) -> bool {
        matches!(self, Kind::Choice(_) | Kind::Pick(_) | Kind::Entry | Kind::Entries)
    }

    /// True when people read another text than the value, and only the server knows it.
    pub const fn labelled(&self) -> bool {
        matches!(self, Kind::Pick(_) | Kind::Entry | Kind::Entries | Kind::Follows { .. })
    }
}

/// The share of a row that a field takes on a wide screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    Quarter,
    Third,
    Half,
    TwoThirds,
    Full,
}

impl Width {
    /// Twelfths of a row.
    pub const fn twelfths(self) -> u8 {
        match self {
            Width::Quarter => 3,
            Width::Third => 4,
            Width::Half => 6,
            Width::TwoThirds => 8,
            Width::Full => 12,
        }
    }
}

/// One field. Keys are never renamed or reused.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub key: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub kind: Kind,
    pub need: Need,
    pub width: Width,
    /// A column of the section's list.
    pub listed: bool,
    /// Locked for the person: shown, never taken from a post.
    pub locked: bool,
}

impl Field {
    const fn new(key: &'static str, label: &'static str, kind: Kind) -> Field {
        Field { key, label, hint: "", kind, need: Need::Never, width: Width::Third, listed: false, locked: false }
    }
    pub const fn line(key: &'static str, label: &'static str, max: usize) -> Field {
        Field::new(key, label, Kind::Line { max })
    }
    pub const fn long(key: &'static str, label: &'static str, max: usize, rows: u8) -> Field {
        Field::new(key, label, Kind::Long { max, rows }).wide(Width::Full)
    }
    pub const fn name(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::Name)
    }
    pub const fn document(key: &'static str, label: &'static str, kind_key: &'static str) -> Field {
        Field::new(key, label, Kind::Document { kind_key })
    }
    pub const fn date(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::Date)
    }
    pub const fn date_or_now(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::DateOrNow)
    }
    pub const fn date_ahead(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::DateAhead)
    }
    pub const fn amount(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::Amount)
    }
    pub const fn entries(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::Entries).wide(Width::Full)
    }
    pub const fn whole(key: &'static str, label: &'static str, min: u32, max: u32) -> Field {
        Field::new(key, label, Kind::Whole { min, max })
    }
    pub const fn choice(key: &'static str, label: &'static str, table: &'static Table) -> Field {
        Field::new(key, label, Kind::Choice(table))
    }
    pub const fn pick(key: &'static str, label: &'static str, picker: Picker) -> Field {
        Field::new(key, label, Kind::Pick(picker))
    }
    pub const fn entry(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::Entry)
    }
    pub const fn follows(key: &'static str, label: &'static str, of: &'static str) -> Field {
        Field::new(key, label, Kind::Follows { of }).locked()
    }
    pub const fn mobile(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::Mobile)
    }
    pub const fn phone(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::Phone)
    }
    pub const fn postcode(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::Postcode)
    }
    pub const fn email(key: &'static str, label: &'static str) -> Field {
        Field::new(key, label, Kind::Email)
    }
    pub const fn tick(key: &'static str, label: &'static str, text: &'static str) -> Field {
        Field::new(key, label, Kind::Tick { text }).wide(Width::Full)
    }

    /// Asked for when saving.
    pub const fn needed(mut self) -> Field {
        self.need = Need::Save;
        self
    }
    /// Asked for when submitting.
    pub const fn at_submit(mut self) -> Field {
        self.need = Need::Submit;
        self
    }
    pub const fn hint(mut self, hint: &'static str) -> Field {
        self.hint = hint;
        self
    }
    pub const fn wide(mut self, width: Width) -> Field {
        self.width = width;
        self
    }
    pub const fn listed(mut self) -> Field {
        self.listed = true;
        self
    }
    pub const fn locked(mut self) -> Field {
        self.locked = true;
        self
    }
}

/// Fields under one heading. `core` draws the red frame of 核心数据.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    pub title: &'static str,
    pub core: bool,
    pub fields: &'static [Field],
}

/// One form.
#[derive(Clone, Copy)]
pub struct Form {
    pub key: &'static str,
    pub title: &'static str,
    /// A sentence above the form or list; may be empty.
    pub note: &'static str,
    pub groups: &'static [Group],
    /// Checks between fields.
    pub rules: &'static [Rule],
}

impl Form {
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.groups.iter().flat_map(|group| group.fields)
    }

    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.key == key)
    }

    /// The columns of the list of entries.
    pub fn columns(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields().filter(|field| field.listed)
    }
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}
