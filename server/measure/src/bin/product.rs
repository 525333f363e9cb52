//! The product's program as the tests strike it: compiled with them, so that it is never an older one.

use std::process::ExitCode;

// As in the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    server::cli::main().await
}
