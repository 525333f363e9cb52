//! Who may depend on whom (ARCHITECTURE.md, "Dependency rules"), read from the manifests.
//!
//! To add a crate of ours: its line in [`OURS`]. To keep a library in one place: a line in [`KEPT`].

use serde_json::Value;

use crate::{
    Outcome,
    house::{House, output_of, say},
    report::Count,
};

/// Each crate with those of ours that it may see.
const OURS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("pdf", &[]),
    ("backend", &["domain"]),
    ("app", &["backend", "domain"]),
    ("server", &["app", "backend", "domain", "pdf"]),
    ("measure", &["app", "backend", "domain", "pdf", "power", "server"]),
    ("power", &[]),
    ("frontend", &["app"]),
    ("differential", &["domain"]),
    ("xtask", &[]),
];

/// Libraries with the crates that may use them; of `domain` all are named, it does no I/O.
const KEPT: &[(&str, &[&str])] = &[
    ("argon2", &["backend"]),
    ("axum", &["measure", "server"]),
    ("clap", &["measure", "server"]),
    ("fast_image_resize", &["backend"]),
    ("image", &["backend", "measure"]),
    ("leptos", &["app", "server"]),
    ("leptos_axum", &["app", "server"]),
    ("leptos_meta", &[]),
    ("leptos_router", &[]),
    ("lopdf", &["pdf"]),
    ("object_store", &["backend"]),
    ("printpdf", &["pdf"]),
    ("qrcode", &["pdf"]),
    ("rusqlite", &["backend", "measure", "power"]),
    ("sqlx", &["backend"]),
    ("tokio", &["backend", "measure", "server"]),
    ("web-sys", &["app"]),
    ("zune-jpeg", &["backend"]),
];

/// All that `domain` may use; in the browser its Unicode too.
const PURE: &[&str] = &["serde", "thiserror", "unicode-normalization"];
const PURE_IN_BROWSER: &str = "js-sys";

/// One dependency of one of our crates.
#[derive(Debug, PartialEq, Eq)]
struct Edge {
    from: String,
    to: String,
    /// For tests only: those may look at more.
    test: bool,
    /// For WebAssembly only.
    browser: bool,
}

/// Looks at every manifest; each crate is one case.
///
/// # Errors
/// When cargo does not give them.
pub fn check(house: &House) -> Outcome<Count> {
    let wrong = "cargo metadata 没有成功，原因见上面";
    let text = output_of(&mut house.cargo(&["metadata", "--format-version", "1", "--no-deps", "--locked"]), wrong)?;
    let edges = edges(&text).ok_or("cargo metadata 的输出看不懂")?;
    let mut count = Count::default();
    for (name, edges) in &edges {
        let wrong: Vec<String> = edges.iter().filter_map(refusal).chain(unknown(name)).collect();
        wrong.iter().for_each(|sentence| say(sentence));
        count = count + Count::one(wrong.is_empty());
    }
    Ok(count)
}

/// Every package with its dependencies.
fn edges(metadata: &str) -> Option<Vec<(String, Vec<Edge>)>> {
    let metadata: Value = serde_json::from_str(metadata).ok()?;
    let package = |package: &Value| {
        let from = package["name"].as_str()?;
        let edge = |dependency: &Value| {
            let to = dependency["name"].as_str()?.to_owned();
            let browser = dependency["target"].as_str().is_some_and(|target| target.contains("wasm32"));
            Some(Edge { from: from.to_owned(), to, test: dependency["kind"] == "dev", browser })
        };
        let edges = package["dependencies"].as_array()?.iter().map(edge).collect::<Option<Vec<Edge>>>()?;
        Some((from.to_owned(), edges))
    };
    metadata["packages"].as_array()?.iter().map(package).collect()
}

fn unknown(package: &str) -> Option<String> {
    let known = OURS.iter().any(|(name, _)| *name == package);
    (!known).then(|| format!("{package} 是新的包，请在 xtask/src/edges.rs 写明它可以依赖什么"))
}

/// Why a crate may not depend on another.
fn refusal(edge: &Edge) -> Option<String> {
    let Edge { from, to, test, browser } = edge;
    let ours = OURS.iter().any(|(name, _)| name == to);
    let may_see = OURS.iter().any(|(name, seen)| name == from && seen.contains(&to.as_str()));
    if ours && !may_see {
        return Some(format!("{from} 不能依赖 {to}，见 ARCHITECTURE.md 的依赖规则"));
    }
    if *test {
        return None;
    }
    if let Some((_, users)) = KEPT.iter().find(|(library, users)| library == to && !users.contains(&from.as_str())) {
        return Some(format!("{from} 不能用 {to}，它只用在：{}", users.join("、")));
    }
    let pure = PURE.contains(&to.as_str()) || (*browser && to == PURE_IN_BROWSER);
    let impure = from == "domain" && !ours && !pure;
    impure.then(|| format!("domain 不能用 {to}：它没有输入输出，两个编译目标都要能用"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str, test: bool) -> Edge {
        Edge { from: from.to_owned(), to: to.to_owned(), test, browser: false }
    }

    #[test]
    fn edges_against_the_rules_are_refused() {
        for (from, to) in [
            ("domain", "tokio"),
            ("domain", "leptos"),
            ("domain", "rand"),
            ("domain", "backend"),
            ("pdf", "domain"),
            ("backend", "app"),
            ("app", "axum"),
            ("app", "sqlx"),
            ("server", "sqlx"),
            ("server", "printpdf"),
            ("frontend", "domain"),
            ("app", "leptos_router"),
            ("domain", "js-sys"),
        ] {
            assert!(refusal(&edge(from, to, false)).is_some(), "{from} -> {to}");
        }
        for (from, to) in [("domain", "serde"), ("backend", "sqlx"), ("server", "pdf"), ("app", "backend")] {
            assert_eq!(refusal(&edge(from, to, false)), None, "{from} -> {to}");
        }
        assert_eq!(refusal(&Edge { browser: true, ..edge("domain", "js-sys", false) }), None);
    }

    #[test]
    fn tests_may_use_more_but_not_see_more_of_ours() {
        assert_eq!(refusal(&edge("domain", "proptest", true)), None);
        assert!(refusal(&edge("domain", "backend", true)).is_some());
        assert!(unknown("another").is_some() && unknown("app").is_none());
    }

    #[test]
    fn manifests_are_read() {
        let metadata = r#"{"packages":[{"name":"app","dependencies":[
            {"name":"domain","kind":null},{"name":"proptest","kind":"dev"},
            {"name":"js-sys","kind":null,"target":"cfg(target_arch = \"wasm32\")"}]}]}"#;
        let browser = Edge { browser: true, ..edge("app", "js-sys", false) };
        let expected = vec![edge("app", "domain", false), edge("app", "proptest", true), browser];
        assert_eq!(edges(metadata), Some(vec![("app".to_owned(), expected)]));
        assert_eq!(edges("{}"), None);
    }
}
