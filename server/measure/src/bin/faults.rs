//! The faults: `cargo xtask faults` builds and starts them.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Instant};

use clap::{Parser, Subcommand};
use measure::{
    faults::{FAULTS, Fault, Ground, Outcome, find, record, table},
    faulty,
};

// As in the product: what runs here in process is to be treated alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Strikes the product with faults and counts what it does not survive.
#[derive(Parser)]
struct Cli {
    /// The product's program
    #[arg(long, default_value = "target/debug/zhicheng")]
    product: PathBuf,
    /// The checkout
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// All of it, recorded in docs/reliability.md; else as much as the tests do
    #[arg(long)]
    long: bool,
    /// Only these faults, such as R2; all of them when none is named
    faults: Vec<String>,
    #[command(subcommand)]
    faulty: Option<Faulty>,
}

/// A product with a fault, started as the product is
#[derive(Subcommand)]
enum Faulty {
    Serve {
        #[arg(long)]
        data_dir: PathBuf,
        #[arg(long)]
        addr: SocketAddr,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Some(Faulty::Serve { data_dir, addr }) = cli.faulty {
        faulty::serve(&data_dir, addr);
        return ExitCode::SUCCESS;
    }
    if let Some(unknown) = cli.faults.iter().find(|asked| find(asked).is_none()) {
        let known: Vec<String> = FAULTS.iter().map(|fault| format!("  {:<4} {}", fault.id, fault.what)).collect();
        say(&format!("there is no fault {unknown}; there are\n{}", known.join("\n")));
        return ExitCode::FAILURE;
    }
    let own = std::env::current_exe().expect("this program is a file");
    let mut all = true;
    let asked = |fault: &&Fault| cli.faults.is_empty() || cli.faults.iter().any(|asked| asked == fault.id);
    for fault in FAULTS.iter().filter(asked) {
        say(&format!("{}: {}", fault.id, fault.what));
        let ground = Ground { product: cli.product.clone(), own: own.clone(), long: cli.long, plant: None };
        let begun = Instant::now();
        let outcome = (fault.run)(&ground);
        let seconds = begun.elapsed().as_secs();
        print(&format!("{} {}, {seconds} s\n\n{}", fault.id, outcome.verdict(), table(&outcome)));
        if matches!(outcome, Outcome::NotRun(_)) {
            continue;
        }
        let planted: Vec<Outcome> = fault.plants.iter().map(|plant| plant_and_run(fault, &ground, plant)).collect();
        all &= outcome.holds() && planted.iter().all(|planted| !planted.broken().is_empty());
        if cli.long {
            record::write(&cli.root, fault, &outcome, &planted, seconds);
        }
    }
    if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn plant_and_run(fault: &Fault, ground: &Ground, plant: &'static str) -> Outcome {
    let outcome = (fault.run)(&Ground { plant: Some(plant), ..ground.clone() });
    let found: Vec<String> =
        outcome.broken().iter().map(|figure| format!("{}: {}", figure.what, figure.found)).collect();
    let found = if found.is_empty() { "NOT FOUND".to_owned() } else { format!("found, {}", found.join("; ")) };
    print(&format!("planted: {plant}\n  {found}\n"));
    outcome
}

#[expect(clippy::print_stderr, reason = "the terminal is this command's page")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}

#[expect(clippy::print_stdout, reason = "the terminal is this command's page")]
fn print(text: &str) {
    println!("{text}");
}
