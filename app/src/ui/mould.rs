//! Views that are drawn once and filled many times: most of what a form costs is to draw what is the same
//! on every page. A view is drawn with [gaps](gap) in the places of its values, cut there, and kept.
//!
//! What fills a gap is markup: whoever fills it escapes. Gaps are written in characters of a private plane,
//! which no text of a view holds.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use leptos::{prelude::*, tachys::view::Position};

/// Around the number of a gap.
const OPENS: char = '\u{F0000}';
const CLOSES: char = '\u{F0001}';

/// Stands in a view for what goes there.
pub fn gap(number: usize) -> String {
    format!("{OPENS}{number}{CLOSES}")
}

/// The markup between gaps.
#[derive(Clone, Debug, Default)]
pub struct Mould {
    first: String,
    /// Each gap with the markup behind it.
    rest: Vec<(usize, String)>,
}

impl Mould {
    /// Of a view that was drawn with gaps.
    ///
    /// # Panics
    /// When what stands between the two characters is no number: it was not written by [`gap`].
    pub fn cast(html: &str) -> Mould {
        let mut pieces = html.split(OPENS);
        let first = pieces.next().unwrap_or_default().to_owned();
        let rest = pieces.map(|piece| {
            let (number, behind) = piece.split_once(CLOSES).expect("a gap ends");
            (number.parse().expect("a gap has a number"), behind.to_owned())
        });
        Mould { rest: rest.collect(), first }
    }

    /// Writes it with each gap filled.
    pub fn fill(&self, html: &mut String, mut filling: impl FnMut(usize, &mut String)) {
        html.push_str(&self.first);
        for (gap, behind) in &self.rest {
            filling(*gap, html);
            html.push_str(behind);
        }
    }
}

/// What is made once and then kept, by all that it depends on; such as a [`Mould`] by what differs beside its gaps.
pub struct Made<K, V = Mould>(LazyLock<RwLock<HashMap<K, Arc<V>>>>);

impl<K: Eq + Hash, V> Default for Made<K, V> {
    fn default() -> Made<K, V> {
        Made::new()
    }
}

impl<K: Eq + Hash, V> Made<K, V> {
    pub const fn new() -> Made<K, V> {
        Made(LazyLock::new(RwLock::default))
    }

    /// Made the first time that it is asked for.
    pub fn get(&self, key: K, make: impl FnOnce() -> V) -> Arc<V> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let made = Arc::new(make());
            self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&made));
            made
        })
    }
}

/// A view as markup, behind what is there. To measure it first, as `to_html` does, is half of the work once more.
pub fn write(html: &mut String, view: impl IntoView) {
    view.into_view().to_html_with_buf(html, &mut Position::FirstChild, true, false, Vec::new());
}

#[cfg(test)]
mod tests {
    use super::{Mould, gap};

    #[test]
    fn gaps_are_filled_in_their_places() {
        let mould = Mould::cast(&format!("<p title=\"{}\">一{}二{}</p>", gap(7), gap(0), gap(7)));
        let mut html = "…".to_owned();
        mould.fill(&mut html, |gap, html| html.push_str(if gap == 7 { "seven" } else { "" }));
        assert_eq!(html, "…<p title=\"seven\">一二seven</p>");
    }
}
