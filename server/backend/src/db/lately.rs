//! What was made of texts of the database lately, so that it need not be made again as long as it is looked at.
//!
//! It goes by the text itself, or by something that names one text for ever: nothing here can be out of date, and a
//! job that is rolled back leaves nothing wrong behind.

use std::hash::Hash;

use quick_cache::{Equivalent, Weighter, sync::Cache};

/// Bytes of text of one kind whose making is kept; what is made of a text takes some times its size.
const BYTES: u64 = 8 << 20;
/// Texts of this many bytes are expected, on the average.
const USUAL: u64 = 1024;
/// What a short text takes beside its bytes.
const LEAST: u64 = 128;

/// How long the text is that something was made of.
pub trait Weight {
    fn bytes(&self) -> usize;
}

#[derive(Clone)]
struct Text;

impl<K, V: Weight> Weighter<K, V> for Text {
    fn weight(&self, _: &K, made: &V) -> u64 {
        LEAST + u64::try_from(made.bytes()).unwrap_or(BYTES)
    }
}

/// What was made lately, by what it was made of.
pub struct Lately<K, V>(Cache<K, V, Text>);

impl<K: Eq + Hash, V: Weight + Clone> Default for Lately<K, V> {
    fn default() -> Lately<K, V> {
        Lately(Cache::with_weighter(usize::try_from(BYTES / USUAL).unwrap_or(0), BYTES, Text))
    }
}

impl<K: Eq + Hash, V: Weight + Clone> Lately<K, V> {
    pub fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, of: &Q) -> Option<V> {
        self.0.get(of)
    }

    pub fn put(&self, of: K, made: V) {
        self.0.insert(of, made);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, PartialEq, Debug)]
    struct Long(usize);

    impl Weight for Long {
        fn bytes(&self) -> usize {
            self.0
        }
    }

    #[test]
    fn what_is_kept_has_an_end() {
        let lately = Lately::<String, Long>::default();
        assert_eq!(lately.get("one"), None);
        lately.put("one".to_owned(), Long(3));
        assert_eq!(lately.get("one"), Some(Long(3)));
        let many = usize::try_from(BYTES).expect("small") / 1000 * 4;
        (0..many).for_each(|nth| lately.put(nth.to_string(), Long(1000)));
        let kept = (0..many).filter(|nth| lately.get(nth.to_string().as_str()).is_some()).count();
        assert!((many / 16..=many / 4).contains(&kept), "{kept} of {many}");
    }
}
