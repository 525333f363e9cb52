//! Two changes of one form, put together field by field: what one page holds and
//! what another has saved in between, seen from the text that both began with.
//!
//! It never mixes the words of one field and never chooses between two of them:
//! such a field keeps the stored text, and the person is asked.

use crate::{
    field::{Field, Form, Kind},
    values::Values,
};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    pub values: Values,
    /// Fields that only the other side has changed.
    pub taken: Vec<&'static str>,
    /// Fields that both have changed, to different texts. `values` holds the other side's.
    pub conflicts: Vec<&'static str>,
}

/// Whether a page may change the field at all; the rest is the server's alone.
pub const fn open(field: &Field) -> bool {
    !field.locked && !matches!(field.kind, Kind::Follows { .. })
}

/// Puts `mine` and `theirs` together. Without `base` nobody knows who changed what, and every difference is a conflict.
pub fn merge(form: &Form, base: Option<&Values>, mine: &Values, theirs: &Values) -> Merged {
    let mut merged = Merged::default();
    for field in form.fields() {
        let key = field.key;
        let (own, other) = (mine.get(key), theirs.get(key));
        let before = base.map(|base| base.get(key));
        let value = if !open(field) || own == other {
            other
        } else if before == Some(other) {
            own
        } else {
            let which = if before == Some(own) { &mut merged.taken } else { &mut merged.conflicts };
            which.push(key);
            other
        };
        merged.values.set(key, value);
    }
    merged
}
