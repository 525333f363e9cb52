//! Rules about the text of the sources that no compiler knows: what must not stand where, and
//! the one place of what has one place. Which crate may depend on which is in `edges.rs`.
//!
//! To add one: a line in [`RULES`].

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Outcome,
    house::{House, say},
    report::Count,
};

/// What must not stand in which files.
struct Rule {
    /// Files, or folders with everything below them.
    places: &'static [&'static str],
    never: &'static str,
    /// Files or folders in which it may stand.
    except: &'static [&'static str],
    why: &'static str,
}

const fn rule(places: &'static [&'static str], never: &'static str, why: &'static str) -> Rule {
    Rule { places, never, except: &[], why }
}

impl Rule {
    const fn except(mut self, except: &'static [&'static str]) -> Rule {
        self.except = except;
        self
    }
}

/// All that is compiled.
const SOURCES: &[&str] = &["app", "server", "frontend", "end2end/differential"];
const ENTER: &str = "会清掉浏览器端启动之前填写的文字；改用 value";
/// Where SQL stands; nobody else writes any.
const STORE: &[&str] = &["server/backend/src/store", "server/backend/src/db", "server/backend/src/invariants.rs"];
const SQL: &str = "SQL 只写在 server/backend/src/store";

const STARTED: &str = "浏览器端不启动 Leptos 的响应式部分，见 frontend/src/lib.rs；听事件，直接改页面";

const LIKE: &str = "查找只走 search_key 的后缀表，见 server/backend/src/store/search.rs";

const RULES: &[Rule] = &[
    // Drawn on the server, kept by the browser.
    rule(&["app/src"], "prop:value", ENTER),
    rule(&["app/src"], "bind:value", ENTER),
    rule(&["app/src"], " style=", "内容安全策略不许页内样式；写进 style/style.css"),
    rule(&["app/src"], "<Suspense", "页面一次写完，数据在处理函数里先取好"),
    // Islands listen and write; what they would need of Leptos beyond that is not started.
    rule(&["app/src/islands"], "Children", STARTED),
    rule(&["app/src/islands"], "Effect", STARTED),
    rule(&["app/src/islands"], "Resource", STARTED),
    rule(&["app/src/islands"], "Signal", STARTED),
    // Borders that manifests cannot draw.
    rule(&["app", "server"], "axum::", "axum 只用在 server/src/http 和它的两个入口").except(&[
        "server/src/http",
        "server/src/assets.rs",
        "server/src/listen.rs",
        "server/measure/src",
        "server/src/serve.rs",
        "server/tests",
        "app/src/api/server.rs",
    ]),
    rule(&["server/backend/src"], "sqlx::", "sqlx 只用在 server/backend/src/db")
        .except(&["server/backend/src/db", "server/backend/src/testing.rs"]),
    rule(&["server/backend/src"], "rusqlite::", "rusqlite 只用在 server/backend/src/db")
        .except(&["server/backend/src/db"]),
    rule(&["server/backend/src", "server/src", "app/src"], "\"select ", SQL).except(STORE),
    rule(&["server/backend/src", "server/src", "app/src"], "\"insert ", SQL).except(STORE),
    rule(&["server/backend/src", "server/src", "app/src"], "\"update ", SQL).except(STORE),
    rule(&["server/backend/src", "server/src", "app/src"], "\"delete ", SQL).except(STORE),
    rule(&["server/backend/src"], " like $", LIKE),
    rule(&["server/backend/src"], " like '", LIKE),
    rule(&["server/backend/src"], " like ?", LIKE),
    rule(&["server/backend/src"], "search::keys(", LIKE)
        .except(&["server/backend/src/store/search.rs", "server/backend/src/reference/regions.rs"]),
    rule(SOURCES, "cfg(feature", "特性只在 app 的两个入口区分；别处需要，说明代码放错了包")
        .except(&["app/src/lib.rs", "app/src/api"]),
    // The exception: the browser has its own tables of normal forms, and the differential test compares.
    rule(SOURCES, "cfg(target_arch", "服务端和浏览器端要算出同样的结果")
        .except(&["app/domain/src/text.rs", "app/domain/Cargo.toml"]),
    // Tests that mean something.
    rule(SOURCES, "#[ignore", "测试不跳过"),
    rule(SOURCES, "#[should_panic", "测试不等程序崩溃；检查返回的结果"),
    rule(&["end2end/specs"], "waitForTimeout", "测试不等时间，等页面上的事"),
    rule(&["end2end/package-lock.json"], "\"resolved\"", "不要记下载地址；见 end2end/.npmrc"),
    rule(SOURCES, "TODO", "做完，或者写成待办事项"),
    rule(SOURCES, "FIXME", "改好，或者写成待办事项"),
];

/// Looks for all of it; each rule is one case.
///
/// # Errors
/// When sources cannot be read.
pub fn check(house: &House) -> Outcome<Count> {
    let mut count = Count::default();
    for rule in RULES {
        let mut found = Vec::new();
        for place in rule.places {
            found.extend(places(&house.root, place, rule)?);
        }
        for place in &found {
            say(&format!("{place}：不能有 {}，{}", rule.never.trim(), rule.why));
        }
        count = count + Count::one(found.is_empty());
    }
    Ok(count)
}

/// `FILE:LINE` of each line that breaks the rule.
fn places(root: &Path, place: &str, rule: &Rule) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    for file in files(&root.join(place))? {
        let name = file.strip_prefix(root).unwrap_or(&file);
        if rule.except.iter().any(|except| name.starts_with(except)) {
            continue;
        }
        // Fonts and pictures are no text.
        let Ok(content) = fs::read_to_string(&file) else { continue };
        let lines = content.lines().enumerate().filter(|(_, line)| line.contains(rule.never));
        found.extend(lines.map(|(nth, _)| format!("{}:{}", name.display(), nth + 1)));
    }
    Ok(found)
}

/// Every file below a place, or the file that it is.
///
/// # Errors
/// When a folder cannot be read.
pub fn files(place: &Path) -> Outcome<Vec<PathBuf>> {
    if place.is_file() {
        return Ok(vec![place.to_owned()]);
    }
    let entries = fs::read_dir(place).map_err(|error| format!("不能读取 {}：{error}", place.display()))?;
    let mut found = Vec::new();
    for entry in entries.map_while(Result::ok) {
        found.extend(files(&entry.path())?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_text_is_found_with_its_line() {
        let folder = std::env::temp_dir().join(format!("xtask-tidy-{}", std::process::id()));
        fs::create_dir_all(folder.join("app/deep")).expect("a temporary folder");
        fs::write(folder.join("app/deep/a.rs"), "fine\nnot <input prop:value=x>\n").expect("a temporary file");
        fs::write(folder.join("app/may.rs"), "prop:value").expect("a temporary file");
        fs::write(folder.join("app/picture"), [0xff, 0xd8]).expect("a temporary file");
        let found = |rule: Rule| places(&folder, "app", &rule).expect("it can be read");
        assert_eq!(found(rule(&[], "prop:value", "").except(&["app/may.rs"])), ["app/deep/a.rs:2"]);
        assert_eq!(found(rule(&[], "prop:value", "")).len(), 2);
        assert!(found(rule(&[], "bind:value", "")).is_empty());
        assert!(places(&folder, "elsewhere", &RULES[0]).is_err(), "a rule about nothing is no rule");
        fs::remove_dir_all(&folder).expect("a temporary folder");
    }
}
