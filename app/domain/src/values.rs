//! What was typed: key → raw text, kept exactly as it came until it reads well.
//!
//! Drafts hold raw text, right or wrong; [`normalised`] gives the tidy form of
//! what can be read and leaves the rest alone, so nothing typed is ever lost.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    contact,
    date::Date,
    field::{Field, Form, Kind},
    id_number::document,
    text,
};

/// The word for an end that has not come.
pub const NOW: &str = "至今";

/// Raw text by field key. A key without text is absent. Cheap to clone: many look at what one has read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(
    /// In the order of the keys, each once. A form has some dozens of fields at most, and most keys differ in their
    /// lengths: to look at one after the other is faster than a tree.
    Arc<Vec<(String, String)>>,
);

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Values, D::Error> {
        let read = BTreeMap::<String, String>::deserialize(deserializer)?;
        Ok(Values(Arc::new(read.into_iter().collect())))
    }
}

impl Values {
    pub fn new() -> Values {
        Values::default()
    }

    /// The raw text, `""` when absent.
    pub fn get(&self, key: &str) -> &str {
        self.found(key).unwrap_or_default()
    }

    fn found(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(of, _)| of == key).map(|(_, raw)| raw.as_str())
    }

    pub fn has(&self, key: &str) -> bool {
        !self.get(key).trim().is_empty()
    }

    pub fn set(&mut self, key: &str, raw: impl Into<String>) {
        let raw = raw.into();
        let values = Arc::make_mut(&mut self.0);
        match (values.binary_search_by(|(of, _)| of.as_str().cmp(key)), raw.is_empty()) {
            (Ok(place), true) => drop(values.remove(place)),
            (Ok(place), false) => values[place].1 = raw,
            (Err(_), true) => {}
            (Err(place), false) => values.insert(place, (key.to_owned(), raw)),
        }
    }

    pub fn with(mut self, key: &str, raw: impl Into<String>) -> Values {
        self.set(key, raw);
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, raw)| (key.as_str(), raw.as_str()))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The date at `key`, when it reads as one.
    pub fn date(&self, key: &str) -> Option<Date> {
        Date::parse(self.get(key)).ok()
    }

    /// The whole number at `key`, when it reads as one.
    pub fn whole(&self, key: &str) -> Option<u32> {
        whole(self.get(key))
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Values {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Values {
        // One by one: to build the list at once needs a sort, which the browser has no use for else.
        let mut values = Values::new();
        for (key, raw) in pairs {
            values.set(&key.into(), raw);
        }
        values
    }
}

/// Reads a whole number, with full-width digits too.
pub fn whole(raw: &str) -> Option<u32> {
    text::half_width(raw).trim().parse().ok()
}

/// Reads a decimal number of at most nine digits and two places, with full-width digits too; in hundredths.
pub fn amount(raw: &str) -> Option<u64> {
    let text = text::half_width(raw);
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let digits = |text: &str, max: usize| (1..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole, 9) || !digits(part, 2) {
        return None;
    }
    let tenths = if part.len() == 1 { 10 } else { 1 };
    Some(whole.parse::<u64>().ok()? * 100 + part.parse::<u64>().ok()? * tenths)
}

/// An amount as it is written: 12.5, 120, 0.25.
fn tidy_amount(hundredths: u64) -> String {
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
        (whole, part) => format!("{whole}.{part:02}"),
    }
}

/// The tidy form of one raw text, or the text itself (line ends and characters
/// that no database or page takes aside) when it does not read.
pub fn normal<'r>(field: &Field, raw: &'r str, all: &Values, today: Date) -> Cow<'r, str> {
    let clean = text::clean(raw);
    let read = match field.kind {
        Kind::Long { .. } | Kind::Choice(_) | Kind::Pick(_) | Kind::Entry | Kind::Follows { .. } => None,
        Kind::Line { .. } => clean.contains('\n').then(|| clean.replace('\n', " ")),
        Kind::Name => text::name(&clean).ok(),
        Kind::Document { kind_key } => document::check(all.get(kind_key), &clean, today).ok(),
        Kind::DateOrNow if clean.trim() == NOW => Some(NOW.to_owned()),
        Kind::Date | Kind::DateAhead | Kind::DateOrNow if Date::read(&clean).is_some() => None,
        Kind::Date | Kind::DateAhead | Kind::DateOrNow => Date::parse(&clean).ok().map(|date| date.to_string()),
        Kind::Amount => amount(&clean).map(tidy_amount),
        Kind::Entries => Some(tidy_ids(&clean)),
        Kind::Whole { .. } => whole(&clean).map(|n| n.to_string()),
        Kind::Mobile => contact::mobile(&clean).ok(),
        Kind::Phone => contact::phone(&clean).ok(),
        Kind::Postcode => contact::postcode(&clean).ok(),
        Kind::Email => contact::email(&clean).ok(),
        Kind::Tick { .. } => Some(if clean.is_empty() { String::new() } else { "1".to_owned() }),
    };
    read.map_or(clean, Cow::Owned)
}

/// Ids once each, a space between two.
fn tidy_ids(ids: &str) -> String {
    let mut tidy: Vec<&str> = Vec::new();
    for id in ids.split_whitespace() {
        if !tidy.contains(&id) {
            tidy.push(id);
        }
    }
    tidy.join(" ")
}

/// All of a form's values in tidy form. Keys the form does not have are dropped.
pub fn normalised(form: &Form, raw: &Values, today: Date) -> Values {
    form.fields().map(|field| (field.key, normal(field, raw.get(field.key), raw, today))).collect()
}

/// [`normalised`], without a copy of what is tidy already, as all is that is stored.
pub(crate) fn tidy<'v>(form: &Form, raw: &'v Values, today: Date) -> Cow<'v, Values> {
    let same = |field: &Field| {
        let typed = raw.found(field.key)?;
        Some(*normal(field, typed, raw, today) == *typed)
    };
    let mut known = 0;
    for field in form.fields() {
        match same(field) {
            Some(true) => known += 1,
            Some(false) => return Cow::Owned(normalised(form, raw, today)),
            None => {}
        }
    }
    if known == raw.0.len() { Cow::Borrowed(raw) } else { Cow::Owned(normalised(form, raw, today)) }
}

/// Labels that only the server knows: of picked codes and chosen entries, by field key.
pub type Labels = BTreeMap<String, String>;

/// What a person reads for a value: the label of a code, the text of the rest.
pub fn show<'v>(field: &Field, values: &'v Values, labels: &'v Labels) -> Cow<'v, str> {
    let raw = values.get(field.key);
    match field.kind {
        Kind::Choice(table) => table.label(raw).unwrap_or(raw).into(),
        Kind::Tick { .. } => (if raw.is_empty() { "否" } else { "是" }).into(),
        kind if kind.labelled() => labels.get(field.key).map_or(raw, String::as_str).into(),
        _ => raw.into(),
    }
}
