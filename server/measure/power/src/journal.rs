//! What happened to the files of one folder, in order.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::vfs;

/// A file, whatever it is called; a name that was deleted and made anew is another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FileId(pub(crate) u64);

impl FileId {
    fn new() -> FileId {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        FileId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

#[derive(Clone, Debug)]
pub enum Event {
    Created {
        file: FileId,
        name: String,
    },
    Written {
        file: FileId,
        at: u64,
        bytes: Arc<[u8]>,
    },
    Truncated {
        file: FileId,
        size: u64,
    },
    /// All that was written into the file until now is on the disk.
    Synced {
        file: FileId,
    },
    Deleted {
        name: String,
    },
    /// All that was created and deleted until now is on the disk.
    FolderSynced,
    /// Something was acknowledged.
    Marked(usize),
    /// What a harness puts in the place of a sync to see that it is missed.
    Nothing,
}

/// A recording that has ended.
#[derive(Debug)]
pub struct Journal {
    /// What lay in the folder before, on the disk: name and content.
    pub before: Vec<(FileId, String, Vec<u8>)>,
    pub events: Vec<Event>,
}

/// What is being written down now.
pub(crate) struct Log {
    folder: PathBuf,
    names: Vec<(String, FileId)>,
    journal: Journal,
}

static LOG: Mutex<Option<Log>> = Mutex::new(None);

fn log() -> MutexGuard<'static, Option<Log>> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The one recording of this process.
#[derive(Debug)]
pub struct Recording(());

impl Recording {
    /// Begins with the files that lie in the folder now, which must be closed.
    ///
    /// # Errors
    /// When they cannot be read.
    ///
    /// # Panics
    /// When a recording is under way.
    pub fn begin(folder: &Path) -> io::Result<Recording> {
        vfs::install();
        // As SQLite names it: without links.
        let folder = fs::canonicalize(folder)?;
        let mut before = Vec::new();
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                let name = entry.file_name().to_string_lossy().into_owned();
                before.push((FileId::new(), name, fs::read(entry.path())?));
            }
        }
        let names = before.iter().map(|(file, name, _)| (name.clone(), *file)).collect();
        let journal = Journal { before, events: Vec::new() };
        let mut log = log();
        assert!(log.is_none(), "one recording at a time");
        *log = Some(Log { folder, names, journal });
        Ok(Recording(()))
    }

    /// Notes that something was acknowledged: a crash from here on must keep it.
    pub fn mark(&self, what: usize) {
        if let Some(log) = log().as_mut() {
            log.journal.events.push(Event::Marked(what));
        }
    }

    /// What has happened. Connections that are still open go on unrecorded.
    ///
    /// # Panics
    /// Never: it was begun.
    pub fn end(self) -> Journal {
        log().take().expect("a recording was begun and only this ends it").journal
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        log().take();
    }
}

impl Log {
    /// The name of a file that is recorded.
    fn name(&self, path: &Path) -> Option<String> {
        let inside = path.parent() == Some(self.folder.as_path());
        path.file_name().filter(|_| inside).map(|name| name.to_string_lossy().into_owned())
    }

    fn found(&self, name: &str) -> Option<FileId> {
        self.names.iter().find(|(known, _)| known == name).map(|(_, file)| *file)
    }
}

/// Whether the files of this folder are recorded.
pub(crate) fn concerns(path: &Path) -> bool {
    log().as_ref().is_some_and(|log| log.name(path).is_some())
}

/// Opens a file and notes when that has made it. True when it was made.
pub(crate) fn opened(path: &Path, open: impl FnOnce() -> bool) -> Option<(FileId, bool)> {
    let mut guard = log();
    if !open() {
        return None;
    }
    let log = guard.as_mut()?;
    let name = log.name(path)?;
    if let Some(file) = log.found(&name) {
        return Some((file, false));
    }
    let file = FileId::new();
    log.names.push((name.clone(), file));
    log.journal.events.push(Event::Created { file, name });
    Some((file, true))
}

/// Does something to the files and, when it was done, notes it: both at once, so that the order is the true one.
pub(crate) fn noted<T>(act: impl FnOnce() -> T, events: impl FnOnce(&T) -> Vec<Event>) -> T {
    let mut log = log();
    let done = act();
    if let Some(log) = log.as_mut() {
        log.journal.events.extend(events(&done));
    }
    done
}

/// Deletes a file and notes it.
pub(crate) fn deleted(path: &Path, synced: bool, delete: impl FnOnce() -> bool) {
    let mut guard = log();
    if !delete() {
        return;
    }
    let Some(log) = guard.as_mut() else { return };
    let Some(name) = log.name(path) else { return };
    log.names.retain(|(known, _)| *known != name);
    log.journal.events.push(Event::Deleted { name });
    if synced {
        log.journal.events.push(Event::FolderSynced);
    }
}
