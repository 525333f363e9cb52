//! The slot in the browser's own storage for a text that could not be saved.
//!
//! It is named by form and id; ids are random and belong to one person, so no
//! other account ever opens a page with the same name. It goes when the text is
//! saved and when the person logs out; the answer to that clears the storage, too
//! (`Clear-Site-Data`).

use std::collections::BTreeMap;

use domain::{
    field::{Form, Kind},
    values::{Labels, Values},
};
use web_sys::{Storage, UrlSearchParams};

use super::dom;
use crate::ui::field::name;

/// A text as it stood on a page.
pub struct Slot {
    pub version: i64,
    /// Of that page.
    pub key: String,
    pub values: Values,
    /// Of picked codes, as the page showed them.
    pub labels: Labels,
}

fn storage() -> Option<Storage> {
    dom::window().local_storage().ok()?
}

/// How all names begin.
const OURS: &str = "draft/";

fn place(form: &Form, id: &str) -> String {
    format!("{OURS}{}/{id}", form.key)
}

/// A full or forbidden storage keeps nothing; the text is still on the page.
pub fn put(form: &Form, id: &str, slot: &Slot) {
    let (Some(storage), Ok(pairs)) = (storage(), UrlSearchParams::new()) else { return };
    pairs.append("version", &slot.version.to_string());
    pairs.append("key", &slot.key);
    for (key, value) in slot.values.iter() {
        pairs.append(&name(key), value);
    }
    for (key, label) in &slot.labels {
        pairs.append(&said(key), label);
    }
    let _ = storage.set_item(&place(form, id), &String::from(pairs.to_string()));
}

pub fn take(form: &Form, id: &str) -> Option<Slot> {
    let text = storage()?.get_item(&place(form, id)).ok()??;
    let pairs = UrlSearchParams::new_with_str(&text).ok()?;
    let text = |name: &str| pairs.get(name).unwrap_or_default();
    let mut labels: Labels = BTreeMap::new();
    for field in form.fields().filter(|field| matches!(field.kind, Kind::Pick(_))) {
        labels.insert(field.key.to_owned(), text(&said(field.key)));
    }
    Some(Slot {
        version: text("version").parse().ok()?,
        key: text("key"),
        values: form.fields().map(|field| (field.key, text(&name(field.key)))).collect(),
        labels,
    })
}

pub fn remove(form: &Form, id: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&place(form, id));
    }
}

/// Forgets every text, of all forms.
pub fn clear() {
    let Some(storage) = storage() else { return };
    let places = 0..storage.length().unwrap_or_default();
    let names: Vec<String> = places.filter_map(|place| storage.key(place).ok()?).collect();
    for name in names.iter().filter(|name| name.starts_with(OURS)) {
        let _ = storage.remove_item(name);
    }
}

fn said(key: &str) -> String {
    format!("l.{key}")
}
