//! Where the bytes of attachments lie: outside the database, each under the SHA-256 of its content.
//!
//! [`Files`] is the whole interface. What it is built on is chosen when it is made, a folder in the
//! product and memory in tests; another store of objects is another constructor. It knows no
//! person and no name, and decides nothing.
//!
//! Bytes are written, and on the disk, before the row that names them; they are removed after it.
//! So the database never names what is not there, and a crash leaves at most a file that
//! nobody names, which [`Backend::sweep`](crate::Backend::sweep) removes.

mod look;
mod pdf;
mod png;

use std::{io::ErrorKind, path::Path, sync::Arc};

use object_store::{
    Error as StoreError, ObjectMeta, ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, memory::InMemory,
    path::Path as Key,
};

use crate::{Error, Result};

pub use look::{Looked, look};

/// A store of files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// In a folder, which is made. Every write is on the disk before it is answered.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn folder(folder: &Path) -> std::io::Result<Files> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(std::io::Error::other)?;
        Ok(Files(Arc::new(store.with_fsync(true))))
    }

    /// In memory, gone with the process.
    pub fn memory() -> Files {
        Files(Arc::new(InMemory::new()))
    }

    /// Writes the content of a hash, or writes it again, which makes it young.
    ///
    /// # Errors
    /// When it may not be on the disk.
    pub async fn put(&self, sha256: &str, bytes: Vec<u8>) -> Result<()> {
        self.0.put(&key(sha256)?, PutPayload::from(bytes)).await.map(drop).map_err(|error| lost(&error))
    }

    /// The content of a hash; `None` when it is not there.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>> {
        match self.0.get(&key(sha256)?).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(|error| lost(&error))?.to_vec())),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(lost(&error)),
        }
    }

    /// How many bytes there are of a hash; `None` when it is not there.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn size(&self, sha256: &str) -> Result<Option<u64>> {
        match self.0.head(&key(sha256)?).await {
            Ok(found) => Ok(Some(found.size)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(lost(&error)),
        }
    }

    /// Removes the content of a hash. What is not there is removed already.
    ///
    /// # Errors
    /// When it may still be there.
    pub async fn delete(&self, sha256: &str) -> Result<()> {
        match self.0.delete(&key(sha256)?).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(lost(&error)),
        }
    }

    /// Every hash with when it was last written, in milliseconds since 1970.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn list(&self) -> Result<Vec<(String, i64)>> {
        let mut found = Vec::new();
        // A step at a time: one folder of the second level holds few files even where there are millions.
        for first in self.folders(None).await? {
            for second in self.folders(Some(&first)).await? {
                let inside = self.0.list_with_delimiter(Some(&second)).await.map_err(|error| lost(&error))?;
                found.extend(inside.objects.iter().filter_map(written));
            }
        }
        Ok(found)
    }

    async fn folders(&self, within: Option<&Key>) -> Result<Vec<Key>> {
        Ok(self.0.list_with_delimiter(within).await.map_err(|error| lost(&error))?.common_prefixes)
    }
}

fn written(meta: &ObjectMeta) -> Option<(String, i64)> {
    let name = meta.location.filename().filter(|name| hash(name))?;
    Some((name.to_owned(), meta.last_modified.timestamp_millis()))
}

/// Sixty-four lower-case hexadecimal digits.
fn hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `ab/cd/abcd…`: no folder holds too many.
fn key(sha256: &str) -> Result<Key> {
    if !hash(sha256) {
        return Err(Error::Internal("a file was asked for by what is no hash"));
    }
    Ok(Key::from_iter([&sha256[..2], &sha256[2..4], sha256]))
}

/// The store's own words name paths of the machine, which go to the log and not to a page.
fn lost(error: &StoreError) -> Error {
    if full(error) {
        return Error::Full;
    }
    tracing::error!(%error, "the store of files did not answer");
    Error::Internal("the store of files did not answer")
}

/// Whether the disk had no room, somewhere below what the store says.
fn full(error: &StoreError) -> bool {
    let mut below: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = below {
        let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if matches!(kind, Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) {
            return true;
        }
        below = error.source();
    }
    false
}
