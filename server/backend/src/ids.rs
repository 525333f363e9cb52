//! New ids: UUIDv7 text, so that ids grow with time and stay together in an index; and the names of what is known by
//! its content.

use sha2::{Digest, Sha256};
use uuid::{ContextV7, Timestamp, Uuid, timestamp::context::ThreadLocalContext};

thread_local! {
    /// What was counted within the millisecond. Ids of one thread grow one by one, and so do those of one writer; to
    /// count for all threads together would make each request wait for the others.
    static COUNTED: ContextV7 = const { ContextV7::new() };
}

/// A new id.
#[expect(clippy::disallowed_methods, reason = "the one place that makes ids")]
pub fn new() -> String {
    Uuid::new_v7(Timestamp::now(ThreadLocalContext::new(&COUNTED))).to_string()
}

/// The SHA-256 of bytes, in 64 hexadecimal digits.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    let mut digits = [0; 64];
    hex::encode_to_slice(Sha256::digest(bytes), &mut digits).expect("two digits a byte");
    String::from_utf8(digits.to_vec()).expect("digits are text")
}

/// True for text that may be an id made elsewhere, such as by a page for a new entry:
/// 36 characters of a UUID.
pub fn plausible(id: &str) -> bool {
    Uuid::try_parse(id).is_ok() && id.len() == 36
}
