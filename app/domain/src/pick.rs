//! What a magnifier (放大镜) asks and is answered, the same for every picker, for
//! the page without scripts and for the dialog.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// Way from the top of a tree to the rows: value and label.
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
    /// The name of what is chosen; the first column.
    pub label: String,
    /// The other columns.
    pub cells: Vec<String>,
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
}
