//! The file system that SQLite sees: the real one, with a pen.
//!
//! A VFS is a table of C functions. Each one here does what the real one does and notes what that changed on the
//! disk. Locks and shared memory are the real ones; shared memory is on no disk. Files that are not recorded are
//! opened by the real VFS and never seen again.

#![expect(unsafe_code, reason = "a VFS is a table of C functions over pointers that SQLite hands out")]

use std::{
    ffi::{CStr, OsStr, c_char, c_int, c_void},
    os::unix::ffi::OsStrExt,
    path::Path,
    ptr,
    sync::OnceLock,
};

use rusqlite::ffi::{
    SQLITE_IOERR, SQLITE_OK, SQLITE_OPEN_MAIN_JOURNAL, SQLITE_OPEN_WAL, sqlite3_file, sqlite3_int64,
    sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find, sqlite3_vfs_register,
};

use crate::journal::{self, Event, FileId};

/// The real VFS, which lives as long as the process.
struct Real(*mut sqlite3_vfs);

// SAFETY: SQLite calls a VFS from every thread; the unix VFS has no state that a caller could disturb.
unsafe impl Send for Real {}
// SAFETY: as above.
unsafe impl Sync for Real {}

static REAL: OnceLock<Real> = OnceLock::new();

/// A file as SQLite holds it; behind it, in the same block, lies the real one.
#[repr(C)]
struct Pen {
    base: sqlite3_file,
    file: FileId,
    /// A new log or journal: its first sync takes the folder along, as `unixSync` does.
    fresh: bool,
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    // Files are not mapped into memory: writes to a map could not be seen.
    xFetch: None,
    xUnfetch: None,
};

/// Makes this the VFS of every connection that names no other.
///
/// # Panics
/// When SQLite has none of its own.
pub(crate) fn install() {
    REAL.get_or_init(|| {
        // SAFETY: the default VFS is never unregistered; its table is copied before it is changed, and the copy is
        // never freed.
        unsafe {
            let real = sqlite3_vfs_find(ptr::null());
            assert!(!real.is_null(), "SQLite comes with a VFS");
            let size = c_int::try_from(size_of::<Pen>()).expect("a few bytes");
            let ours = sqlite3_vfs {
                szOsFile: size + (*real).szOsFile,
                pNext: ptr::null_mut(),
                zName: c"zhicheng-power".as_ptr(),
                xOpen: Some(open),
                xDelete: Some(delete),
                ..*real
            };
            let code = sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 1);
            assert_eq!(code, SQLITE_OK, "a VFS can be registered");
            Real(real)
        }
    });
}

fn real_vfs() -> *mut sqlite3_vfs {
    REAL.get().map_or(ptr::null_mut(), |real| real.0)
}

/// The path that SQLite names.
///
/// # Safety
/// `name` is null or ends with a zero byte.
unsafe fn path<'a>(name: *const c_char) -> Option<&'a Path> {
    // SAFETY: as the caller says.
    (!name.is_null()).then(|| Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes())))
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let vfs = real_vfs();
    // SAFETY: the arguments are SQLite's; `file` has room for a `Pen` and the real file behind it (`szOsFile`), and
    // a `Pen` is as aligned as any struct that begins with a pointer.
    unsafe {
        let Some(really) = (*vfs).xOpen else { return SQLITE_IOERR };
        let Some(path) = path(name).filter(|path| journal::concerns(path)) else {
            return really(vfs, name, file, flags, out);
        };
        let pen = file.cast::<Pen>();
        let inner = inner(file);
        (*inner).pMethods = ptr::null();
        (*pen).base.pMethods = ptr::null();
        let mut code = SQLITE_IOERR;
        let opened = journal::opened(path, || {
            code = really(vfs, name, inner, flags, out);
            code == SQLITE_OK
        });
        if let Some((file, fresh)) = opened {
            (*pen).file = file;
            (*pen).fresh = fresh && flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL) != 0;
            (*pen).base.pMethods = &raw const METHODS;
        } else if code == SQLITE_OK {
            // The recording has ended in this moment: what cannot be noted is not begun.
            if let Some(close) = (*inner).pMethods.as_ref().and_then(|methods| methods.xClose) {
                close(inner);
            }
            code = SQLITE_IOERR;
        }
        code
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    let vfs = real_vfs();
    // SAFETY: the arguments are SQLite's.
    unsafe {
        let Some(really) = (*vfs).xDelete else { return SQLITE_IOERR };
        let Some(path) = path(name) else { return really(vfs, name, sync_folder) };
        let mut code = SQLITE_IOERR;
        journal::deleted(path, sync_folder != 0, || {
            code = really(vfs, name, sync_folder);
            code == SQLITE_OK
        });
        code
    }
}

/// The real file behind ours.
fn inner(file: *mut sqlite3_file) -> *mut sqlite3_file {
    file.cast::<Pen>().wrapping_add(1).cast()
}

/// Calls the real method with the real file.
macro_rules! really {
    ($method:ident($file:expr $(, $argument:expr)*) else $otherwise:expr) => {{
        let real = inner($file);
        // SAFETY: SQLite calls methods of open files only, and behind an open file of ours lies an open real one.
        unsafe {
            match (*real).pMethods.as_ref().and_then(|methods| methods.$method) {
                Some(method) => method(real $(, $argument)*),
                None => $otherwise,
            }
        }
    }};
}

/// Which file it is.
///
/// # Safety
/// `file` was opened by [`open`].
unsafe fn known(file: *mut sqlite3_file) -> FileId {
    // SAFETY: as the caller says.
    unsafe { (*file.cast::<Pen>()).file }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, data: *const c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    journal::noted(
        || really!(xWrite(file, data, amount, at) else SQLITE_IOERR),
        |code| {
            if *code != SQLITE_OK {
                return Vec::new();
            }
            let length = usize::try_from(amount).unwrap_or(0);
            // SAFETY: SQLite asks for so many bytes from there to be written, and has just seen it done.
            let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), length) };
            // SAFETY: the methods are those of files that `open` has opened.
            let file = unsafe { known(file) };
            vec![Event::Written { file, at: u64::try_from(at).unwrap_or(0), bytes: bytes.into() }]
        },
    )
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    journal::noted(
        || really!(xTruncate(file, size) else SQLITE_IOERR),
        |code| {
            // SAFETY: the methods are those of files that `open` has opened.
            let file = unsafe { known(file) };
            let event = Event::Truncated { file, size: u64::try_from(size).unwrap_or(0) };
            if *code == SQLITE_OK { vec![event] } else { Vec::new() }
        },
    )
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    journal::noted(
        || really!(xSync(file, flags) else SQLITE_IOERR),
        |code| {
            if *code != SQLITE_OK {
                return Vec::new();
            }
            // SAFETY: the methods are those of files that `open` has opened; SQLite uses a file on one thread at a time.
            let pen = unsafe { &mut *file.cast::<Pen>() };
            let mut events = vec![Event::Synced { file: pen.file }];
            if std::mem::take(&mut pen.fresh) {
                events.push(Event::FolderSynced);
            }
            events
        },
    )
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    really!(xClose(file) else SQLITE_IOERR)
}

unsafe extern "C" fn read(file: *mut sqlite3_file, data: *mut c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    really!(xRead(file, data, amount, at) else SQLITE_IOERR)
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    really!(xFileSize(file, size) else SQLITE_IOERR)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    really!(xLock(file, level) else SQLITE_IOERR)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    really!(xUnlock(file, level) else SQLITE_IOERR)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, held: *mut c_int) -> c_int {
    really!(xCheckReservedLock(file, held) else SQLITE_IOERR)
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    really!(xFileControl(file, what, argument) else SQLITE_IOERR)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    really!(xSectorSize(file) else 0)
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    really!(xDeviceCharacteristics(file) else 0)
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    really!(xShmMap(file, region, size, extend, out) else SQLITE_IOERR)
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    really!(xShmLock(file, offset, count, flags) else SQLITE_IOERR)
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    really!(xShmBarrier(file) else ());
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    really!(xShmUnmap(file, delete) else SQLITE_IOERR)
}
