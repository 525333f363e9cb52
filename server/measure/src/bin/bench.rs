//! The bench: `cargo xtask bench` builds and starts it.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use measure::{
    bars::{self, BARS, Bar, Bench},
    faulty, hot, peers,
    report::{self, Row, Verdict},
};

// As in the product, so that a peer in this program is treated alike.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures how far the product is from its bars.
#[derive(Parser)]
struct Cli {
    /// The product's program
    #[arg(long, default_value = "target/release/zhicheng")]
    product: PathBuf,
    /// Where large data is kept from run to run
    #[arg(long, default_value = "target/bench")]
    cache: PathBuf,
    /// The checkout
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// A tenth of the rounds, to see that it works; nothing is recorded
    #[arg(long)]
    short: bool,
    /// What a page with an island transfers in WebAssembly and JavaScript, brotli
    #[arg(long, default_value_t = 0)]
    client_bytes: u64,
    /// Compare with what other software needs for the same, where it is installed
    #[arg(long)]
    peers: bool,
    /// Plant a fault in each bar: it has to fall short
    #[arg(long)]
    planted: bool,
    /// Hold later runs against the instructions that this one counts
    #[arg(long)]
    accept: bool,
    /// Only these bars, such as P9; all of them when none is named
    bars: Vec<String>,
    #[command(subcommand)]
    peer: Option<Peer>,
}

#[derive(Subcommand)]
enum Peer {
    /// A bare axum server, as a reference
    Hello { address: SocketAddr },
    /// One of the hot paths, walked so many times
    Walk { folder: PathBuf, path: String, times: usize },
    /// The product with faults that the bars have to find, called as the product is
    Serve {
        #[arg(long)]
        data_dir: PathBuf,
        #[arg(long)]
        addr: SocketAddr,
        #[arg(long)]
        behind_proxy: bool,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.peer {
        Some(Peer::Hello { address }) => {
            peers::hello(address);
            return ExitCode::SUCCESS;
        }
        Some(Peer::Walk { folder, path, times }) => {
            hot::walk(&folder, &path, times);
            return ExitCode::SUCCESS;
        }
        Some(Peer::Serve { data_dir, addr, behind_proxy }) => {
            faulty::slow(&data_dir, addr, behind_proxy);
            return ExitCode::SUCCESS;
        }
        None => {}
    }
    if let Some(unknown) = cli.bars.iter().find(|asked| BARS.iter().all(|bar| bar.id != **asked)) {
        let known: Vec<String> = BARS.iter().map(|bar| format!("  {:<4} {}", bar.id, bar.what)).collect();
        say(&format!("there is no bar {unknown}; there are\n{}", known.join("\n")));
        return ExitCode::FAILURE;
    }
    let own = std::env::current_exe().expect("this program is a file");
    let bench = Bench {
        product: cli.product,
        own,
        cache: cli.cache,
        root: cli.root,
        planted: cli.planted,
        short: cli.short || cli.planted,
        accept: cli.accept && !cli.planted,
        client_bytes: cli.client_bytes,
        peers: cli.peers,
        say,
    };
    let mut rows: Vec<Row> = Vec::new();
    let wanted = |bar: &&Bar| cli.bars.is_empty() || cli.bars.iter().any(|asked| asked == bar.id);
    let asked: Vec<&Bar> = BARS.iter().filter(wanted).collect();
    for bar in &asked {
        say(&format!("{}: {}", bar.id, bar.what));
        let found = bars::measure(bar, &bench, say);
        found.iter().for_each(|row| say(&report::line(row)));
        rows.extend(found);
    }
    print(&report::table(&rows));
    if cli.planted {
        bars::record_planted(&bench.root, &rows);
        let unseen = asked.iter().filter(|bar| !found(&rows, bar)).map(|bar| bar.id).collect::<Vec<_>>();
        if unseen.is_empty() {
            say("each bar has found what was planted");
            return ExitCode::SUCCESS;
        }
        say(&format!("not found by {} what was planted", unseen.join(", ")));
        return ExitCode::FAILURE;
    }
    if !cli.short {
        bars::record(&bench.root, &rows);
    }
    let all = rows.iter().all(|row| row.verdict() == Verdict::Holds);
    if all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether a bar says of anything that it falls short.
fn found(rows: &[Row], bar: &Bar) -> bool {
    rows.iter().any(|row| row.bar == bar.id && row.verdict() == Verdict::FallsShort)
}

#[expect(clippy::print_stderr, reason = "the terminal is this command's page")]
fn say(sentence: &str) {
    eprintln!("{sentence}");
}

#[expect(clippy::print_stdout, reason = "the terminal is this command's page")]
fn print(text: &str) {
    println!("{text}");
}
