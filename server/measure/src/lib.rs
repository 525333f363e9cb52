//! How fast the product is and what it survives, as figures that anybody can have printed again:
//! `cargo xtask bench` (the bars) and `cargo xtask faults` (the faults).
//!
//! Nothing here is part of the product. A bar is a goal with a method and a reference that is
//! measured in the same run; it is no timed test. What must always hold is a test; the short
//! versions of the faults are tests too.
//!
//! Reading order: [`machine`] → [`stats`] → [`report`] → [`bars`]; [`town`] → [`faults`].

pub mod bars;
pub mod client;
pub mod crowd;
pub mod faults;
pub mod faulty;
pub mod grown;
pub mod harvest;
pub mod hot;
pub mod inside;
pub mod machine;
pub mod peers;
pub mod post;
pub mod record;
pub mod report;
pub mod savers;
pub mod site;
pub mod stats;
pub mod town;
pub mod world;

/// Runs something that waits on a thread and a runtime of its own.
///
/// # Panics
/// When it does.
pub fn apart<T: Send + 'static>(what: impl Future<Output = T> + Send + 'static) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("the machine gives two threads");
    std::thread::spawn(move || runtime.block_on(what)).join().expect("it does not panic")
}
