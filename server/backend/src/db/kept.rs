//! What was made of rows that hardly ever change, kept until they do.
//!
//! A job names the state of the rows by a stamp that it has read in its own transaction, such as the number of
//! the last row, so it never sees what was made of another state. Only jobs that read keep anything: what a
//! write has seen may yet be rolled back. After a [`MINUTE`] it is made again in any case, so that rows changed
//! by hand, under the same stamp, show as well.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

const MINUTE: Duration = Duration::from_secs(60);

struct One {
    stamp: (i64, i64),
    made: Instant,
    what: Arc<dyn Any + Send + Sync>,
}

/// One thing of each type.
#[derive(Default)]
pub(super) struct Kept(Mutex<HashMap<TypeId, One>>);

impl Kept {
    pub(super) fn get<T: Any + Send + Sync>(&self, stamp: (i64, i64)) -> Option<Arc<T>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = all.get(&TypeId::of::<T>())?;
        let holds = one.stamp == stamp && one.made.elapsed() < MINUTE;
        holds.then(|| Arc::clone(&one.what).downcast().ok())?
    }

    pub(super) fn put<T: Any + Send + Sync>(&self, stamp: (i64, i64), what: Arc<T>) {
        let one = One { stamp, made: Instant::now(), what };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), one);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Kept;

    #[test]
    fn another_stamp_or_type_finds_nothing() {
        let kept = Kept::default();
        assert_eq!(kept.get::<String>((1, 0)), None);
        kept.put((1, 0), Arc::new("one".to_owned()));
        assert_eq!(kept.get::<String>((1, 0)).as_deref().map(String::as_str), Some("one"));
        assert_eq!(kept.get::<String>((1, 1)), None);
        assert_eq!(kept.get::<i64>((1, 0)), None);
        kept.put((2, 0), Arc::new("two".to_owned()));
        assert_eq!(kept.get::<String>((1, 0)), None);
        assert_eq!(kept.get::<String>((2, 0)).as_deref().map(String::as_str), Some("two"));
    }
}
