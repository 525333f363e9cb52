//! The binary `zhicheng`.

use std::{process::ExitCode, thread};

use backend::db::Options;
use tokio::runtime;

// A page is many small allocations: a quarter of its CPU time goes into the system's allocator otherwise.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Reads of the database run on these threads, on as many at once as there are connections for it: the others
    // are left for everything else, however long a read takes.
    let threads = thread::available_parallelism().map_or(1, usize::from) + Options::default().here;
    let runtime = runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    runtime.expect("the system gives threads").block_on(server::cli::main())
}
