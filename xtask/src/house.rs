//! Where things lie, and how other programs are run.

use std::{
    env,
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::Outcome;

/// The folders of one checkout.
#[derive(Debug)]
pub struct House {
    /// Of the workspace.
    pub root: PathBuf,
    /// Cargo's target directory, wherever it was set.
    pub target: PathBuf,
}

impl House {
    /// # Errors
    /// When this program was not started by `cargo xtask`.
    pub fn find() -> Outcome<House> {
        let own = || "请用 cargo xtask 启动这个程序".to_owned();
        // Read now and not while compiling: checkouts may share a target directory.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).ok_or_else(own)?;
        let root = manifest.parent().ok_or_else(own)?.to_owned();
        // This program lies at <target>/<profile>/xtask.
        let own_path = env::current_exe().map_err(|_| own())?;
        let target = own_path.ancestors().nth(2).ok_or_else(own)?.to_owned();
        Ok(House { root, target })
    }

    /// A program that runs in the root. What cargo told this program about itself is not passed on: build scripts
    /// that look at such variables would see a change and compile everything once more.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO_BIN_NAME" {
                command.env_remove(name);
            }
        }
        command
    }

    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = self.command("cargo");
        cargo.args(arguments);
        cargo
    }

    /// The folder of the browser tests.
    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }
}

/// Says what is going on. Not on standard output, which is for results.
pub fn say(sentence: &str) {
    eprintln!("{sentence}");
}

/// Runs a program to its end, its output shown.
///
/// # Errors
/// `otherwise` when it fails, or that it is missing.
pub fn succeed(command: &mut Command, otherwise: &str) -> Outcome {
    let status = command.status().map_err(|error| missing(command, &error))?;
    if status.success() { Ok(()) } else { Err(otherwise.to_owned()) }
}

/// Runs a program, shows its standard output and hands each line of it to `each`. Returns whether it succeeded.
///
/// # Errors
/// When it cannot be run.
pub fn follow(command: &mut Command, mut each: impl FnMut(&str)) -> Outcome<bool> {
    let spawned = command.stdout(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| missing(command, &error))?;
    let output = child.stdout.take().ok_or("没有读到输出")?;
    for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        each(&line);
    }
    Ok(child.wait().map_err(|error| missing(command, &error))?.success())
}

/// What a program prints to its end; what it says beside that is shown.
///
/// # Errors
/// `otherwise` when it fails, or that it is missing.
pub fn output_of(command: &mut Command, otherwise: &str) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| missing(command, &error))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(text) } else { Err(otherwise.to_owned()) }
}

/// What a program printed, when it succeeded.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where a program is, if anywhere.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn missing(command: &Command, error: &std::io::Error) -> String {
    format!("不能运行 {}：{error}", Path::new(command.get_program()).display())
}
