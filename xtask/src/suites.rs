//! The test programs of the default members: compiled together, so that there is one set of
//! features, and run package by package, so that each has its time and its count.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{
    Outcome,
    house::{House, follow, output_of, say},
    report::Count,
};

/// One test program.
#[derive(Debug, PartialEq, Eq)]
pub struct Suite {
    /// Of the package, from the root: `server/backend`.
    pub folder: String,
    /// `db`, or the package's name for the tests inside its sources.
    pub name: String,
    pub program: PathBuf,
}

/// Compiles all of them.
///
/// # Errors
/// When that fails; cargo has said why.
pub fn compile(house: &House) -> Outcome<Vec<Suite>> {
    say("正在编译全部测试；第一次要几分钟");
    let mut cargo = house.cargo(&["test", "--locked", "--no-run", "--message-format=json-render-diagnostics"]);
    let messages = output_of(&mut cargo, "测试没有编译成功，原因见上面")?;
    let suites: Vec<Suite> = messages.lines().filter_map(|line| suite(&house.root, line)).collect();
    if suites.is_empty() { Err("没有找到测试".to_owned()) } else { Ok(suites) }
}

/// The test program that a message of cargo is about.
fn suite(root: &Path, message: &str) -> Option<Suite> {
    let message: Value = serde_json::from_str(message).ok()?;
    let tests = message["profile"]["test"].as_bool()?;
    let program = message["executable"].as_str().filter(|_| tests)?;
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?.strip_prefix(root).ok()?;
    let name = message["target"]["name"].as_str()?;
    Some(Suite { folder: folder.to_str()?.to_owned(), name: name.to_owned(), program: program.into() })
}

/// Runs some of them to their end, the ones behind a failed one too.
///
/// # Errors
/// When there are none, or one cannot be started.
pub fn run<'a>(house: &House, suites: impl Iterator<Item = &'a Suite>, postgres: Option<&str>) -> Outcome<Count> {
    let mut total = None;
    for Suite { folder, name, program } in suites {
        println!("-- {folder} {name}");
        let package = house.root.join(folder);
        let mut command = house.command(program);
        command.arg("--quiet").current_dir(&package).env("CARGO_MANIFEST_DIR", &package);
        command.envs(postgres.map(|url| ("ZHICHENG_TEST_POSTGRES", url)));
        let mut count = Count::default();
        let succeeded = follow(&mut command, |line| count.add_line(line))?;
        total = Some(total.unwrap_or_default() + count.of_runner(succeeded));
    }
    total.ok_or_else(|| "没有找到测试".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_programs_are_found_among_the_messages() {
        let message = |test: bool, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/root/server/backend/Cargo.toml","target":{{"name":"db"}},"profile":{{"test":{test}}},"executable":{executable}}}"#
            )
        };
        let root = Path::new("/root");
        let found = suite(root, &message(true, r#""/target/debug/deps/db-1""#));
        let expected =
            Suite { folder: "server/backend".into(), name: "db".into(), program: "/target/debug/deps/db-1".into() };
        assert_eq!(found, Some(expected));
        assert_eq!(suite(root, &message(false, r#""/target/debug/zhicheng""#)), None);
        assert_eq!(suite(root, &message(true, "null")), None);
        assert_eq!(suite(root, r#"{"reason":"build-finished","success":true}"#), None);
        assert_eq!(suite(root, "warning: not JSON"), None);
        assert_eq!(suite(Path::new("/elsewhere"), &message(true, r#""/x""#)), None);
    }
}
