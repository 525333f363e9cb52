//! Licences and sources of everything that is built in, against `deny.toml`.
//!
//! cargo-deny does it where it is installed. Elsewhere the same lists are read here (`allow` and
//! `exceptions` of `[licenses]`, `deny` of `[bans]`), so that a bare machine checks them too;
//! advisories need cargo-deny and its data.

use std::{collections::BTreeMap, env, fs, path::PathBuf, process::Command};

use serde_json::Value;

use crate::{
    Outcome,
    house::{House, output, say, succeed},
    report::Count,
};

/// The one registry; see `allow-registry` in deny.toml.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
const TARGETS: [&str; 2] = ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"];

/// Checks with what is there.
///
/// # Errors
/// When something is not allowed, each thing having been named.
pub fn check(house: &House) -> Outcome<Count> {
    if output(house.command("cargo").args(["deny", "--version"])).is_none() {
        say("没有 cargo-deny：由本程序核对许可证和来源；跳过安全公告");
        return by_hand(house);
    }
    let wrong = "cargo-deny 有意见，见上面";
    succeed(&mut house.cargo(&["deny", "check", "licenses", "bans", "sources"]), wrong)?;
    if advisories() {
        succeed(&mut house.cargo(&["deny", "check", "--disable-fetch", "advisories"]), wrong)?;
    } else {
        say("没有安全公告的数据，跳过；联网运行一次 cargo deny fetch 即可");
        return Ok(Count { skipped: 1, ..Count::one(true) });
    }
    Ok(Count::one(true))
}

/// Has cargo-deny fetched its data?
fn advisories() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    home.is_some_and(|home| fs::read_dir(home.join("advisory-dbs")).is_ok_and(|mut entries| entries.next().is_some()))
}

fn by_hand(house: &House) -> Outcome<Count> {
    let rules =
        fs::read_to_string(house.root.join("deny.toml")).map_err(|error| format!("不能读取 deny.toml：{error}"))?;
    let rules = Rules::read(&rules);
    let mut wrong = Vec::new();
    for target in TARGETS {
        let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", target];
        wrong.extend(refused(&metadata(&mut house.cargo(&arguments))?, &rules)?);
    }
    wrong.sort();
    wrong.dedup();
    wrong.iter().for_each(|sentence| say(sentence));
    // The advisories.
    Ok(Count { skipped: 1, ..Count::one(wrong.is_empty()) })
}

fn metadata(command: &mut Command) -> Outcome<Value> {
    let output = command.output().map_err(|error| format!("不能运行 cargo metadata：{error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata 没有成功：{}", String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata 的输出看不懂：{error}"))
}

/// A sentence for each package that may not be built in.
fn refused(metadata: &Value, rules: &Rules) -> Outcome<Vec<String>> {
    let list = |value: &'_ Value| value.as_array().cloned();
    let nodes = list(&metadata["resolve"]["nodes"]).ok_or("cargo metadata 里没有依赖关系")?;
    let packages = list(&metadata["packages"]).ok_or("cargo metadata 里没有软件包")?;
    let used = packages.iter().filter(|package| nodes.iter().any(|node| node["id"] == package["id"]));
    let mut wrong = Vec::new();
    for package in used {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or_default();
        if !rules.allow(name, licence) {
            wrong.push(format!("{name} 的许可证“{licence}”不在 deny.toml 的 allow 里"));
        }
        if let Some(wrappers) = rules.banned.get(name) {
            let users =
                nodes.iter().filter(|node| list(&node["dependencies"]).is_some_and(|ids| ids.contains(&package["id"])));
            let names =
                users.filter_map(|node| packages.iter().find(|user| user["id"] == node["id"])?["name"].as_str());
            let others: Vec<&str> = names.filter(|user| wrappers.iter().all(|wrapper| wrapper != user)).collect();
            if !others.is_empty() {
                wrong.push(format!("{name} 在 deny.toml 的 bans 里，不能由 {} 使用", others.join("、")));
            }
        }
        if let Some(source) = package["source"].as_str().filter(|source| *source != REGISTRY) {
            wrong.push(format!("{name} 来自 {source}，只能来自 crates.io"));
        }
    }
    Ok(wrong)
}

/// Of deny.toml.
#[derive(Debug, Default)]
struct Rules {
    allow: Vec<String>,
    exceptions: BTreeMap<String, Vec<String>>,
    /// With those that may bring it in all the same.
    banned: BTreeMap<String, Vec<String>>,
}

impl Rules {
    /// Reads the file's own style only: one exception, one ban per line.
    fn read(text: &str) -> Rules {
        let mut rules = Rules::default();
        let (mut section, mut key) = ("", "");
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            if line.starts_with('[') && line.ends_with(']') {
                section = line;
            }
            if let Some((name, _)) = line.split_once(" = ").filter(|(name, _)| !name.starts_with('{')) {
                key = name;
            }
            let mut quoted = line.split('"').skip(1).step_by(2).map(str::to_owned);
            match (section, key) {
                ("[licenses]", "allow") => rules.allow.extend(quoted),
                ("[licenses]", "exceptions") => {
                    rules.exceptions.extend(quoted.next().map(|name| (name, quoted.collect())));
                }
                ("[bans]", "deny") => rules.banned.extend(quoted.next().map(|name| (name, quoted.collect()))),
                _ => {}
            }
        }
        rules
    }

    /// Is there a choice in the expression (SPDX, or cargo's older `A/B`) that is allowed throughout?
    fn allow(&self, package: &str, expression: &str) -> bool {
        let own = self.exceptions.get(package).map_or(&[][..], Vec::as_slice);
        let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let mut words = spaced.split_whitespace().peekable();
        let allowed = any(&mut words, &|licence| self.allow.iter().chain(own).any(|known| known == licence));
        allowed == Some(true) && words.next().is_none()
    }
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

/// `A OR B`; `None` when the expression is malformed.
fn any(words: &mut Words, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = every(words, allowed)?;
    while words.next_if_eq(&"OR").is_some() {
        result |= every(words, allowed)?;
    }
    Some(result)
}

/// `A AND B`.
fn every(words: &mut Words, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = one(words, allowed)?;
    while words.next_if_eq(&"AND").is_some() {
        result &= one(words, allowed)?;
    }
    Some(result)
}

/// `A`, `A WITH B` or `( … )`.
fn one(words: &mut Words, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    match words.next()? {
        "(" => {
            let result = any(words, allowed)?;
            words.next_if_eq(&")").map(|_| result)
        }
        "OR" | "AND" | "WITH" | ")" => None,
        licence => match words.next_if_eq(&"WITH") {
            Some(_) => Some(allowed(&format!("{licence} WITH {}", words.next()?))),
            None => Some(allowed(licence)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = include_str!("../../deny.toml");

    #[test]
    fn the_lists_of_deny_toml_are_read() {
        let rules = Rules::read(OURS);
        assert!(rules.allow.iter().any(|licence| licence == "MIT"));
        assert!(rules.allow.iter().all(|licence| !licence.contains("GPL") && !licence.contains("MPL")));
        assert!(!rules.exceptions.is_empty());
        assert!(rules.exceptions.values().all(|licences| !licences.is_empty()));
        assert!(!rules.exceptions.contains_key("leptos_router"));
        assert!(rules.banned.contains_key("leptos_router"));
    }

    #[test]
    fn expressions_are_weighed() {
        let rules =
            Rules::read("[licenses]\nallow = [\n  \"MIT\",\n  \"Zlib\",\n  \"Apache-2.0 WITH LLVM-exception\",\n]\n");
        for (expression, expected) in [
            ("MIT", true),
            ("MIT OR GPL-3.0", true),
            ("GPL-3.0/MIT", true),
            ("GPL-3.0 AND MIT", false),
            ("(GPL-3.0 OR MIT) AND Zlib", true),
            ("(GPL-3.0 OR MIT) AND BSL-1.0", false),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("Apache-2.0", false),
            ("GPL-3.0 WITH MIT", false),
            ("", false),
            ("MIT OR", false),
            ("(MIT", false),
            ("MIT Zlib", false),
        ] {
            assert_eq!(rules.allow("any", expression), expected, "{expression}");
        }
    }

    #[test]
    fn an_exception_is_for_one_package() {
        let rules = Rules::read(
            "[licenses]\nexceptions = [\n  # why\n  { crate = \"a\", allow = [\"MPL-2.0\"] },\n]\n[bans]\ndeny = [\n  { crate = \"MIT\" },\n]\n",
        );
        assert!(rules.allow("a", "MPL-2.0"));
        assert!(!rules.allow("b", "MPL-2.0"));
        assert!(!rules.allow("a", "MIT"));
    }

    #[test]
    fn packages_are_refused_by_licence_and_by_source() {
        let metadata = serde_json::json!({
            "resolve": { "nodes": [
                { "id": "1", "dependencies": ["5"] },
                { "id": "2", "dependencies": ["5", "6"] },
                { "id": "3", "dependencies": [] },
                { "id": "5", "dependencies": [] },
                { "id": "6", "dependencies": [] },
            ] },
            "packages": [
                { "id": "1", "name": "fine", "license": "MIT", "source": REGISTRY },
                { "id": "2", "name": "sour", "license": "GPL-3.0", "source": REGISTRY },
                { "id": "3", "name": "far", "license": "MIT", "source": "git+https://example.com/far" },
                { "id": "4", "name": "unused", "license": "GPL-3.0", "source": REGISTRY },
                { "id": "5", "name": "banned", "license": "MIT", "source": REGISTRY },
                { "id": "6", "name": "wrapped", "license": "MIT", "source": REGISTRY },
            ],
        });
        let rules = "[licenses]\nallow = [\"MIT\"]\n[bans]\nmultiple-versions = \"allow\"\ndeny = [\n  { crate = \"banned\" },\n  { crate = \"wrapped\", wrappers = [\"sour\"] },\n]\n";
        let wrong = refused(&metadata, &Rules::read(rules)).expect("it is metadata");
        let named: Vec<&str> = wrong.iter().filter_map(|sentence| sentence.split(' ').next()).collect();
        assert_eq!(named, ["sour", "far", "banned"], "{wrong:?}");
        assert!(wrong[2].contains("fine、sour"), "{wrong:?}");
    }
}
