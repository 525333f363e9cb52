//! `cargo xtask bench`: builds the product as it is shipped and the bench beside it, and starts the bench.

use std::{env, process::ExitCode};

use crate::{
    Outcome,
    house::{House, say, succeed},
    packages, server, wasm,
};

/// # Errors
/// When something does not build.
pub fn run(house: &House, arguments: &[&str]) -> Outcome<ExitCode> {
    packages::optimiser(house);
    let client = wasm::build(house)?.transferred()?;
    let product = server(house, true)?;
    say("正在编译测量程序");
    let mut build = house.cargo(&["build", "--release", "--locked", "--bin", "zhicheng-bench"]);
    succeed(&mut build, "测量程序没有编译成功，原因见上面")?;
    let mut bench = house.command(product.with_file_name("zhicheng-bench"));
    bench.arg("--product").arg(&product).arg("--cache").arg(cache(house)).arg("--root").arg(&house.root);
    bench.args(["--client-bytes", &client.to_string()]).args(arguments);
    let status = bench.status().map_err(|error| format!("测量程序不能运行：{error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Databases of many gigabytes are made once; they lie beside what is compiled.
fn cache(house: &House) -> std::path::PathBuf {
    env::var_os("ZHICHENG_BENCH_CACHE").map_or_else(|| house.target.join("bench"), Into::into)
}
