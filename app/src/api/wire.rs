//! How questions and answers travel: numbers, texts and lists one after the
//! other, both ends knowing the type. A general format such as JSON would be a
//! fifth of the client.
//!
//! Nothing is guessed: a message of another [`FORMAT`], too short or too long, is
//! none. To add a type: its line in [`structs!`], or an `impl` that tells its variants apart.

use std::{collections::BTreeMap, convert::Infallible};

use domain::values::Values;
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};

use super::{ApiError, Pick, Picked, SaveDraft, SavedDraft, Stay};

/// The first byte of a message. It changes with every type that does: a page that was opened before
/// the site was renewed is then not understood, and keeps its text, rather than being misread.
const FORMAT: u8 = 3;

/// The codec of all functions here.
pub type Wire = Post<WireEncoding>;

pub struct WireEncoding;

impl ContentType for WireEncoding {
    const CONTENT_TYPE: &'static str = "application/octet-stream";
}

impl FormatType for WireEncoding {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Message> Encodes<T> for WireEncoding {
    type Error = Infallible;
    fn encode(message: &T) -> Result<Bytes, Infallible> {
        Ok(encode(message).into())
    }
}

/// The bytes are no message of this type.
#[derive(Debug, thiserror::Error)]
#[error("not a message of this format")]
pub struct Unreadable;

impl<T: Message> Decodes<T> for WireEncoding {
    type Error = Unreadable;
    fn decode(bytes: Bytes) -> Result<T, Unreadable> {
        decode(&bytes).ok_or(Unreadable)
    }
}

pub fn encode<T: Message>(message: &T) -> Vec<u8> {
    let mut bytes = vec![FORMAT];
    message.put(&mut bytes);
    bytes
}

pub fn decode<T: Message>(bytes: &[u8]) -> Option<T> {
    let mut rest = bytes.strip_prefix(&[FORMAT])?;
    let message = T::get(&mut rest)?;
    rest.is_empty().then_some(message)
}

/// What can be written and read back.
pub trait Message: Sized {
    fn put(&self, to: &mut Vec<u8>);
    fn get(from: &mut &[u8]) -> Option<Self>;
}

fn take<'a>(from: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(taken)
}

impl Message for u32 {
    fn put(&self, to: &mut Vec<u8>) {
        to.extend(self.to_le_bytes());
    }
    fn get(from: &mut &[u8]) -> Option<u32> {
        Some(u32::from_le_bytes(take(from, 4)?.try_into().ok()?))
    }
}

impl Message for i64 {
    fn put(&self, to: &mut Vec<u8>) {
        to.extend(self.to_le_bytes());
    }
    fn get(from: &mut &[u8]) -> Option<i64> {
        Some(i64::from_le_bytes(take(from, 8)?.try_into().ok()?))
    }
}

impl Message for () {
    fn put(&self, _: &mut Vec<u8>) {}
    fn get(_: &mut &[u8]) -> Option<()> {
        Some(())
    }
}

impl Message for bool {
    fn put(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }
    fn get(from: &mut &[u8]) -> Option<bool> {
        match take(from, 1)? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

/// A length; nothing here comes near the limit.
fn length(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Message for String {
    fn put(&self, to: &mut Vec<u8>) {
        length(self.len()).put(to);
        to.extend(self.as_bytes());
    }
    fn get(from: &mut &[u8]) -> Option<String> {
        let length = usize::try_from(u32::get(from)?).ok()?;
        String::from_utf8(take(from, length)?.to_vec()).ok()
    }
}

impl<T: Message> Message for Option<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.is_some().put(to);
        if let Some(value) = self {
            value.put(to);
        }
    }
    fn get(from: &mut &[u8]) -> Option<Option<T>> {
        Some(if bool::get(from)? { Some(T::get(from)?) } else { None })
    }
}

impl<T: Message> Message for Vec<T> {
    fn put(&self, to: &mut Vec<u8>) {
        length(self.len()).put(to);
        self.iter().for_each(|one| one.put(to));
    }
    fn get(from: &mut &[u8]) -> Option<Vec<T>> {
        // Grows as it is read: what a length claims is not believed beforehand.
        let mut list = Vec::new();
        for _ in 0..u32::get(from)? {
            list.push(T::get(from)?);
        }
        Some(list)
    }
}

impl<A: Message, B: Message> Message for (A, B) {
    fn put(&self, to: &mut Vec<u8>) {
        self.0.put(to);
        self.1.put(to);
    }
    fn get(from: &mut &[u8]) -> Option<(A, B)> {
        Some((A::get(from)?, B::get(from)?))
    }
}

impl Message for BTreeMap<String, String> {
    fn put(&self, to: &mut Vec<u8>) {
        length(self.len()).put(to);
        for (key, value) in self {
            key.put(to);
            value.put(to);
        }
    }
    fn get(from: &mut &[u8]) -> Option<BTreeMap<String, String>> {
        let mut map = BTreeMap::new();
        for _ in 0..u32::get(from)? {
            let (key, value) = Message::get(from)?;
            map.insert(key, value);
        }
        Some(map)
    }
}

impl Message for Values {
    fn put(&self, to: &mut Vec<u8>) {
        length(self.iter().count()).put(to);
        for (key, value) in self.iter() {
            key.to_owned().put(to);
            value.to_owned().put(to);
        }
    }
    fn get(from: &mut &[u8]) -> Option<Values> {
        Some(Vec::<(String, String)>::get(from)?.into_iter().collect())
    }
}

/// Structs, field after field.
macro_rules! structs {
    ($($name:ident { $($field:ident),* })*) => { $(
        impl $crate::api::wire::Message for $name {
            fn put(&self, _to: &mut Vec<u8>) {
                $( $crate::api::wire::Message::put(&self.$field, _to); )*
            }
            fn get(_from: &mut &[u8]) -> Option<$name> {
                Some($name { $( $field: $crate::api::wire::Message::get(_from)? ),* })
            }
        }
    )* };
}

pub(crate) use structs;

structs! {
    SaveDraft { account, form, id, version, key, values }
    SavedDraft { version, at, labels, findings, merged, conflicts }
    Pick { picker, question }
    Picked { title, note, said, filters, rows }
    Stay {}
}

impl Message for ApiError {
    fn put(&self, to: &mut Vec<u8>) {
        let (kind, words) = match self {
            ApiError::Unreached => (0, ""),
            ApiError::SignedOut => (1, ""),
            ApiError::Refused(sentence) => (2, sentence.as_str()),
            ApiError::Failed { reference } => (3, reference.as_str()),
        };
        to.push(kind);
        words.to_owned().put(to);
    }
    fn get(from: &mut &[u8]) -> Option<ApiError> {
        let kind = take(from, 1)?;
        let words = String::get(from)?;
        match kind {
            [0] => Some(ApiError::Unreached),
            [1] => Some(ApiError::SignedOut),
            [2] => Some(ApiError::Refused(words)),
            [3] => Some(ApiError::Failed { reference: words }),
            _ => None,
        }
    }
}
