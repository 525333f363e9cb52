//! `cargo xtask`: the commands that build, start and check zhicheng.
//!
//! It knows tools and folders, nothing of the product. Everything runs through plain
//! `cargo` in one target directory and with one set of features, so that no
//! command throws away what another one compiled.
//!
//! To add a command: a line in [`COMMANDS`] and its arm in [`run`].
//! To add a check: a line in `test::STEPS`.

mod bench;
mod differential;
mod docs;
mod edges;
mod glue;
mod house;
mod licences;
mod module;
mod packages;
mod postgres;
mod report;
mod suites;
mod test;
mod tidy;
mod wasm;

use std::{env, os::unix::process::CommandExt, path::PathBuf, process::ExitCode};

use house::{House, say};

/// What a command that cannot go on says: a sentence for the terminal.
type Outcome<T = ()> = Result<T, String>;

const COMMANDS: &str = "\
用法：cargo xtask 命令

  serve [-- 参数]     编译并启动演示站；参数交给 zhicheng serve，例如 -- --addr 127.0.0.1:4000
  build [--release]   编译；最后一行是程序 zhicheng 的路径
  faults [--long] [R1…]  让程序遭遇断电、崩溃、满盘等等，数出它经不起的；--long 做完整的一遍，写进 docs/reliability.md
  test [步骤…]        全部检查，或者只做写出的步骤；最后一行是 N passed, N failed
  bench [P1…]         测量离各项指标还有多远，结果写入 docs/benchmarks.md；--short 只试运行，--peers 加上可选的对照，--planted 埋一个错看它查不查得出
  wasm                只编译浏览器端";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match House::find().and_then(|house| run(&house, &arguments)) {
        Ok(code) => code,
        Err(sentence) => {
            say(&sentence);
            ExitCode::FAILURE
        }
    }
}

fn run(house: &House, arguments: &[String]) -> Outcome<ExitCode> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["serve", ref rest @ ..] => {
            let passed = rest.strip_prefix(&["--"]).unwrap_or(rest);
            packages::optimiser(house);
            let binary = server(house, false)?;
            say("正在启动，按 Ctrl-C 停止");
            // Replaced, not wrapped: Ctrl-C and the exit code are the server's own.
            let error = house.command(&binary).args(["serve", "--demo"]).args(passed).exec();
            Err(format!("{} 不能启动：{error}", binary.display()))
        }
        ["build", ref rest @ ..] if matches!(rest, [] | ["--release"]) => {
            println!("{}", server(house, !rest.is_empty())?.display());
            Ok(ExitCode::SUCCESS)
        }
        ["wasm"] => {
            println!("{}", wasm::build(house)?.pkg.display());
            Ok(ExitCode::SUCCESS)
        }
        ["bench", ref rest @ ..] => bench::run(house, rest),
        ["faults", ref rest @ ..] => faults(house, rest),
        ["test", ref names @ ..] => test::run(house, names),
        _ => Err(format!("{COMMANDS}\n\n检查步骤：{}", test::steps())),
    }
}

/// Strikes the product's program with faults: the short ones on the debug build of the tests, the long ones for the record.
fn faults(house: &House, arguments: &[&str]) -> Outcome<ExitCode> {
    let release = arguments.contains(&"--long");
    let product = server(house, release)?;
    let harness = program(house, "zhicheng-faults", release)?;
    let mut command = house.command(harness);
    command.arg("--product").arg(product).arg("--root").arg(&house.root).args(arguments);
    let status = command.status().map_err(|error| format!("不能运行 zhicheng-faults：{error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Compiles the client and the binary `zhicheng` that embeds it, and returns the binary's path.
fn server(house: &House, release: bool) -> Outcome<PathBuf> {
    wasm::build(house)?;
    say("正在编译服务端；第一次要几分钟，以后几秒");
    program(house, "zhicheng", release)
}

/// Compiles one program of the default members and returns its path.
fn program(house: &House, name: &str, release: bool) -> Outcome<PathBuf> {
    let profile = if release { "release" } else { "debug" };
    // Not `-p server`: the default members together are the one feature set.
    let mut build = house.cargo(&["build", "--locked", "--bin", name]);
    build.args(release.then_some("--release"));
    house::succeed(&mut build, &format!("{name} 没有编译成功，原因见上面"))?;
    Ok(house.target.join(profile).join(name))
}
