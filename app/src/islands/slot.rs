//! What of a form is not saved yet, in the browser's own storage: it outlives the
//! page, the tab and the session.
//!
//! A slot is named by the mark of its account, the form and the id, so no other
//! account ever finds it, and it holds all that a save needs, so any page can send
//! it. It goes when the text is saved, after [`DAYS`], and when the person logs
//! out; the answer to that clears the storage, too (`Clear-Site-Data`).

use domain::values::{Labels, Values};
use web_sys::Storage;

use super::dom;
use crate::api::{ApiError, SaveDraft, SavedDraft, ask, wire::Message};

/// A text as it stands on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// When it was kept, in milliseconds since 1970.
    pub at: i64,
    /// The form's title, and the page where it is filled in.
    pub title: String,
    pub page: String,
    pub version: i64,
    /// Of that page, see `backend::records::Save`.
    pub key: String,
    pub values: Values,
    /// Fields that another page has saved differently, with its text: the choice is open.
    pub others: Labels,
    /// Of picked codes, as the page showed them; for those in `others` by [`other`].
    pub labels: Labels,
}

/// Where the label stands of another page's text.
pub fn other(key: &str) -> String {
    format!("={key}")
}

crate::api::wire::structs! {
    Slot { at, title, page, version, key, values, others, labels }
}

/// Kept so long for its person to come back.
const DAYS: i64 = 7;
/// How all names begin.
const OURS: &str = "draft/";
/// The first character of a slot. It changes with the struct; what begins otherwise cannot be read any more.
const FORM: char = '1';

impl Slot {
    /// Saves it: where the choice is open, what is stored stays.
    pub async fn send(&self, place: &str) -> Result<SavedDraft, ApiError> {
        let mut values = self.values.clone();
        for (key, stored) in &self.others {
            values.set(key, stored.as_str());
        }
        let mut words = place.split('/').skip(1).map(str::to_owned);
        let mut word = || words.next().unwrap_or_default();
        let (account, form, id) = (word(), word(), word());
        ask(SaveDraft { account, form, id, version: self.version, key: self.key.clone(), values }).await
    }
}

fn storage() -> Option<Storage> {
    dom::window().local_storage().ok()?
}

/// The mark of who is logged in on this page.
fn account() -> String {
    dom::document().body().and_then(|body| body.get_attribute("data-account")).unwrap_or_default()
}

pub fn place(form: &str, id: &str) -> String {
    format!("{OURS}{}/{form}/{id}", account())
}

/// A full or forbidden storage keeps nothing; the text is still on the page.
pub fn put(place: &str, slot: &Slot) {
    let mut bytes = Vec::new();
    slot.put(&mut bytes);
    let text: String = std::iter::once(FORM).chain(bytes.into_iter().map(char::from)).collect();
    if let Some(storage) = storage() {
        let _ = storage.set_item(place, &text);
    }
}

pub fn take(place: &str) -> Option<Slot> {
    let text = storage()?.get_item(place).ok()??;
    let bytes: Vec<u8> = text.strip_prefix(FORM)?.chars().filter_map(|one| u8::try_from(one).ok()).collect();
    let slot = Slot::get(&mut &bytes[..])?;
    (dom::now() - slot.at <= DAYS * 86_400_000).then_some(slot)
}

pub fn remove(place: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(place);
    }
}

/// Every slot of the account that is logged in. What has become too old, of any account, is removed.
pub fn all() -> Vec<(String, Slot)> {
    let mine = format!("{OURS}{}/", account());
    let mut found = Vec::new();
    for name in names() {
        match take(&name) {
            Some(slot) if name.starts_with(&mine) => found.push((name, slot)),
            Some(_) => {}
            None => remove(&name),
        }
    }
    found
}

/// Forgets every text, of all forms.
pub fn clear() {
    names().iter().for_each(|name| remove(name));
}

fn names() -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let places = 0..storage.length().unwrap_or_default();
    let names = places.filter_map(|place| storage.key(place).ok()?);
    names.filter(|name| name.starts_with(OURS)).collect()
}
