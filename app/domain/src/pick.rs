//! What a magnifier (放大镜) asks and is answered, the same for every picker, for
//! the page without scripts and for the dialog.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::application;

/// The filter that holds the place in a tree: the code whose rows below are shown.
pub const PARENT: &str = "parent";
/// The [`PARENT`] of the topmost rows; without one, browsing begins where most people live.
pub const TOP: &str = "0";
/// The filter that says that somebody has filtered, be it by nothing: from then on nothing is narrowed down unasked.
pub const ASKED: &str = "asked";
/// Before the key of a field whose value is typed but not saved yet: the dialog sends it along as a filter.
pub const TYPED: &str = "typed.";
/// The fields that are sent along: an answer depends on them.
pub const ALONG: &[&str] = &[application::SERIES, application::SPECIALTY, application::TITLE];

/// A question: which field of which form wants a value, and the filters so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickQuery {
    /// [`crate::field::Picker::key`].
    pub picker: String,
    /// [`crate::field::Form::key`] of the form that asks.
    pub form: String,
    /// The field to be filled.
    pub field: String,
    /// Id of the application that is being filled in, `""` for the record.
    pub owner: String,
    /// Filter key → text or code.
    pub filters: BTreeMap<String, String>,
    /// From 1.
    pub page: u32,
}

/// The answer: one table of rows, chosen or not to be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickAnswer {
    pub title: String,
    /// For what is chosen, and that refused rows carry their reason.
    pub note: String,
    pub filters: Vec<Filter>,
    pub columns: Vec<String>,
    pub rows: Vec<PickRow>,
    /// Way from the top of a tree to the rows: value and name. With it, `rows` are all that lies below.
    pub path: Vec<(String, String)>,
    /// `共 20 个，第 1 至 8 个。可以选择 1 个`
    pub said: String,
    /// What to try when there are no rows.
    pub advice: String,
    pub page: u32,
    pub pages: u32,
}

/// One filter. Without options it is a text to type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    pub key: String,
    pub label: String,
    pub value: String,
    pub options: Vec<(String, String)>,
    /// A box to tick; its value is `1` or nothing.
    pub tick: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickRow {
    pub value: String,
    /// The name of what is chosen; the first column of a table.
    pub label: String,
    /// The other columns; in a tree, the name by itself and the code.
    pub cells: Vec<String>,
    /// What stands below the field once this is chosen; may be empty.
    pub note: String,
    /// Why it cannot be chosen.
    pub refusal: Option<String>,
    /// The value has rows below it in a tree.
    pub below: bool,
    /// Other fields that follow from the choice.
    pub fills: Vec<Fill>,
}

/// A field that the choice fills too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    pub key: String,
    pub value: String,
    pub label: String,
}

impl PickQuery {
    pub fn filter(&self, key: &str) -> &str {
        self.filters.get(key).map_or("", |text| text.trim())
    }

    /// The same question from its first page, with this filter and no other.
    pub fn anew(&self, filter: &str, value: &str) -> PickQuery {
        let mut query = PickQuery { page: 1, filters: BTreeMap::new(), ..self.clone() };
        query.filters.insert(filter.to_owned(), value.to_owned());
        query
    }

    /// What the page holds for a field without having saved it.
    pub fn typed(&self, field: &str) -> Option<&str> {
        self.filters.get(&format!("{TYPED}{field}")).map(|text| text.trim())
    }

    /// True once somebody has filtered.
    pub fn asked(&self) -> bool {
        self.filters.contains_key(ASKED)
    }
}
