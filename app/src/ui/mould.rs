//! Views that are drawn once and filled many times: most of what a form costs is to draw what is the same
//! on every page. A view is drawn with [gaps](gap) in the places of its values, cut there, and kept.
//!
//! What fills a gap is markup: whoever fills it escapes. Gaps are written in characters of a private plane,
//! which no text of a view holds.

use std::{hash::Hash, sync::LazyLock};

use arc_swap::ArcSwap;
use leptos::{prelude::*, tachys::view::Position};
use rustc_hash::FxHashMap;

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

/// What is made once and then kept for ever, by all that it depends on; such as a [`Mould`] by what differs beside its
/// gaps. Every page asks for dozens of them: a lock, or a count of who holds what, would make cores wait for each other.
pub struct Made<K: 'static, V: 'static = Mould>(LazyLock<ArcSwap<FxHashMap<K, &'static V>>>);

impl<K: Clone + Eq + Hash, V> Default for Made<K, V> {
    fn default() -> Made<K, V> {
        Made::new()
    }
}

impl<K: Clone + Eq + Hash, V> Made<K, V> {
    pub const fn new() -> Made<K, V> {
        Made(LazyLock::new(ArcSwap::default))
    }

    /// Made the first time that it is asked for.
    pub fn get(&self, key: &K, make: impl FnOnce() -> V) -> &'static V {
        let known = self.0.load().get(key).copied();
        known.unwrap_or_else(|| {
            let made: &'static V = Box::leak(Box::new(make()));
            self.0.rcu(|known| {
                let mut known = FxHashMap::clone(known);
                known.insert(key.clone(), made);
                known
            });
            made
        })
    }
}

/// Writes a piece of markup behind what is there.
pub type Draw<'d> = Box<dyn FnOnce(&mut String) + 'd>;

/// What writes a view.
pub fn draw<'d>(view: impl IntoView + 'd) -> Draw<'d> {
    Box::new(move |html| write(html, view))
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
