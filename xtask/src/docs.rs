//! What the documents name is there: the tests and files of ARCHITECTURE.md's invariants, and
//! every setting in README.md. To add one: a function here, called in [`check`].

use std::fs;

use crate::{
    Outcome,
    house::{House, say},
    report::Count,
    tidy::files,
};

/// Looks at both documents; each is one case.
///
/// # Errors
/// When something cannot be read.
pub fn check(house: &House) -> Outcome<Count> {
    let read = |name: &str| {
        let file = house.root.join(name);
        fs::read_to_string(&file).map_err(|error| format!("不能读取 {}：{error}", file.display()))
    };
    let mut sources = String::new();
    for folder in ["app", "server"] {
        for file in files(&house.root.join(folder))? {
            if file.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&fs::read_to_string(&file).unwrap_or_default());
            }
        }
    }
    let there = |name: &str| match name.contains('/') {
        true => house.root.join(name).exists(),
        false => sources.contains(&format!("fn {name}(")),
    };
    let invariants = named(&read("ARCHITECTURE.md")?);
    let mut gone: Vec<String> = invariants.iter().filter(|name| !there(name)).cloned().collect();
    if invariants.is_empty() {
        gone.push("Invariants".to_owned());
    }
    let readme = read("README.md")?;
    let unsaid: Vec<String> =
        settings(&read("server/src/config.rs")?).into_iter().filter(|name| !readme.contains(name)).collect();
    gone.iter().for_each(|name| say(&format!("ARCHITECTURE.md 提到的 {name} 不存在")));
    unsaid.iter().for_each(|name| say(&format!("README.md 没有说明设置 {name}")));
    Ok(Count::one(gone.is_empty()) + Count::one(unsaid.is_empty()))
}

/// The tests and paths in the right column of the table under "Invariants".
fn named(architecture: &str) -> Vec<String> {
    let table = architecture.split("\n## ").find(|part| part.starts_with("Invariants")).unwrap_or_default();
    let rows = table.lines().filter_map(|line| line.trim_end_matches('|').rsplit_once('|').map(|(_, right)| right));
    let words = rows.flat_map(|right| right.split('`').skip(1).step_by(2));
    words.filter(|word| is_path(word) || is_test(word)).map(str::to_owned).collect()
}

fn is_path(word: &str) -> bool {
    word.contains('/') && !word.contains(' ')
}

/// Names of tests are sentences.
fn is_test(word: &str) -> bool {
    let letters = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    letters && word.matches('_').count() >= 2
}

/// The variables that the server reads.
fn settings(config: &str) -> Vec<String> {
    let quoted = config.split('"').skip(1).step_by(2);
    quoted.filter(|word| word.starts_with("ZHICHENG_")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_the_table_alone() {
        let text = "# A\n`not_in_the_table`\n\n## Invariants\n\n| true | by |\n|---|---|\n\
                    | `left_is_not_one` | `it_stays_true`; `cargo xtask test edges`, `a/b.rs`, `both!` |\n\n## Next\n| x | `not_here_any_more` |\n";
        assert_eq!(named(text), ["it_stays_true", "a/b.rs"]);
        assert!(named("# A\n").is_empty());
    }

    #[test]
    fn settings_are_the_variables_in_quotes() {
        assert_eq!(settings(r#"#[arg(env = "ZHICHENG_ADDR", value_name = "x")] // ZHICHENG_NOT"#), ["ZHICHENG_ADDR"]);
    }
}
