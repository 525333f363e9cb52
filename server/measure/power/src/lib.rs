//! What is left of a folder of databases when the power fails.
//!
//! [`Recording::begin`] puts a file system of its own (a VFS, sqlite.org/vfs.html) in front of SQLite's, for every
//! connection of this process, the product's own among them. What SQLite does to the files of one folder goes
//! through to the real ones and is written down in order: creations, writes, truncations, syncs, deletions, and the
//! marks that the workload sets when something was acknowledged.
//!
//! [`Disk`] then stands for the disk at any point of that list. All that had been synced is there. Of the rest a
//! crash keeps nothing, all, or what chance gives, sector by sector: the page cache writes sectors back in any
//! order, and each as it was at some moment since the last sync. A folder forgets what was created and deleted in
//! it since it was synced itself. A sector is never half of one state and half of another, and a write leaves the
//! bytes beside it alone (SQLite's “powersafe overwrite”, which it assumes of every disk by default).
//!
//! It does not know what the files mean. Reading order: [`journal`] → [`disk`] → `vfs`.

pub mod disk;
pub mod journal;
mod vfs;

pub use disk::{Disk, Image, Loss};
pub use journal::{Event, FileId, Journal, Recording};
