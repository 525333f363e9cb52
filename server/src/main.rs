//! The binary `zhicheng`.

use std::process::ExitCode;

// A page is many small allocations: a quarter of its CPU time goes into the system's allocator otherwise.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    server::cli::main().await
}
