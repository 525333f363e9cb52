//! New ids: UUIDv7 text, so that ids grow with time and stay together in an index.

/// A new id.
#[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn new() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// True for text that may be an id made elsewhere, such as by a page for a new entry:
/// 36 characters of a UUID.
pub fn plausible(id: &str) -> bool {
    uuid::Uuid::try_parse(id).is_ok() && id.len() == 36
}
