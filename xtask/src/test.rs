//! `cargo xtask test`: every check, one after the other, each named and timed.
//!
//! The client is built before the server is compiled for the first time, because the
//! server embeds it. To add a check: a `report.step`.

use std::process::ExitCode;

use crate::{
    Outcome,
    house::{House, follow, say, succeed},
    licences, packages,
    postgres::Postgres,
    report::{Count, Report},
    server, tidy, wasm,
};

/// What a page with an island may transfer in WebAssembly and JavaScript, in bytes of brotli.
const BUDGET: u64 = 100_000;

/// Runs everything; the exit code says whether it was right.
pub fn run(house: &House) -> ExitCode {
    let mut report = Report::default();
    report.step("prepare", || packages::install(house).map(|()| Count::default()));
    report.step("fmt", || {
        let wrong = "格式不对；请运行 cargo fmt --all";
        succeed(&mut house.cargo(&["fmt", "--all", "--check"]), wrong).map(|()| Count::default())
    });
    report.step("deny", || licences::check(house));
    report.step("tidy", || tidy::check(house));
    report.step("client", || client(house));
    report.step("clippy", || clippy(house));
    report.step("xtask", || tests(house, &["--package", "xtask"], None));
    report.step("tests", || backend(house));
    report.step("browser", || browser(house));
    report.finish()
}

fn client(house: &House) -> Outcome<Count> {
    let bytes = wasm::build(house)?.transferred()?;
    say(&format!("有填写助手的页面要传输 {bytes} 字节（brotli），上限 {BUDGET}"));
    Ok(Count::one(bytes <= BUDGET))
}

fn clippy(house: &House) -> Outcome<Count> {
    let wrong = "clippy 有意见，见上面";
    let browser = ["-p", "frontend", "-p", "app", "-p", "domain", "--target", "wasm32-unknown-unknown"];
    let mut count = Count::default();
    for selection in [&["--all-targets"][..], &["-p", "xtask", "--all-targets"], &browser] {
        let mut clippy = house.cargo(&["clippy", "--locked"]);
        clippy.args(selection).args(["--", "-D", "warnings"]);
        if let Err(sentence) = succeed(&mut clippy, wrong) {
            say(&sentence);
            count.failed += 1;
        }
    }
    Ok(count)
}

/// The tests of the default members, on SQLite and, where it can be had, on PostgreSQL.
fn backend(house: &House) -> Outcome<Count> {
    match Postgres::start() {
        Ok(Some(postgres)) => tests(house, &[], Some(&postgres.url)),
        Ok(None) => {
            say("没有 PostgreSQL，只在 SQLite 上测试；要一并测试请安装 Debian 软件包 postgresql");
            tests(house, &[], None)
        }
        Err(sentence) => {
            say(&sentence);
            let count = tests(house, &[], None)?;
            Ok(Count { failed: count.failed + 1, ..count })
        }
    }
}

fn tests(house: &House, selection: &[&str], postgres: Option<&str>) -> Outcome<Count> {
    let mut command = house.cargo(&["test", "--locked", "--no-fail-fast"]);
    command.args(selection);
    command.envs(postgres.map(|url| ("ZHICHENG_TEST_POSTGRES", url)));
    let mut count = Count::default();
    let succeeded = follow(&mut command, |line| count.add_line(line))?;
    Ok(count.of_runner(succeeded))
}

fn browser(house: &House) -> Outcome<Count> {
    let binary = server(house, false)?;
    let mut command = house.command("node");
    command.arg("run.mjs").current_dir(house.end2end()).env("ZHICHENG_BIN", binary);
    let mut count = Count::default();
    let succeeded = follow(&mut command, |line| count.add_line(line))?;
    Ok(count.of_runner(succeeded && count.passed > 0))
}
