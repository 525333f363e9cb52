//! Rules about the text of the sources that no compiler knows. To add one: a line in [`RULES`].

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
    /// A file, or a folder with everything below it.
    place: &'static str,
    never: &'static str,
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        place: "app/src", never: "prop:value", why: "会清掉浏览器端启动之前填写的文字；改用 value"
    },
    Rule {
        place: "app/src", never: "bind:value", why: "会清掉浏览器端启动之前填写的文字；改用 value"
    },
    Rule {
        place: "end2end/package-lock.json", never: "\"resolved\"", why: "不要记下载地址；见 end2end/.npmrc"
    },
    Rule { place: "end2end/specs", never: "waitForTimeout", why: "测试不等时间，等页面上的事" },
    Rule { place: "app", never: "#[ignore", why: "测试不跳过" },
    Rule { place: "server", never: "#[ignore", why: "测试不跳过" },
];

/// Looks for all of it; each rule is one case.
///
/// # Errors
/// When sources cannot be read.
pub fn check(house: &House) -> Outcome<Count> {
    let mut count = Count::default();
    for rule in RULES {
        let found = places(&house.root.join(rule.place), rule.never)?;
        for place in &found {
            say(&format!("{place}：不能有 {}，{}", rule.never, rule.why));
        }
        count.passed += u64::from(found.is_empty());
        count.failed += u64::from(!found.is_empty());
    }
    Ok(count)
}

/// `FILE:LINE` of each line that has the text.
fn places(place: &Path, text: &str) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    for file in files(place)? {
        // Fonts and pictures are no text.
        let Ok(content) = fs::read_to_string(&file) else { continue };
        let lines = content.lines().enumerate().filter(|(_, line)| line.contains(text));
        found.extend(lines.map(|(nth, _)| format!("{}:{}", file.display(), nth + 1)));
    }
    Ok(found)
}

fn files(place: &Path) -> Outcome<Vec<PathBuf>> {
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
        fs::create_dir_all(folder.join("deep")).expect("a temporary folder");
        fs::write(folder.join("deep/a.rs"), "fine\nnot <input prop:value=x>\n").expect("a temporary file");
        fs::write(folder.join("picture"), [0xff, 0xd8]).expect("a temporary file");
        let found = places(&folder, "prop:value").expect("it can be read");
        assert_eq!(found, [format!("{}:2", folder.join("deep/a.rs").display())]);
        assert!(places(&folder, "bind:value").expect("it can be read").is_empty());
        fs::remove_dir_all(&folder).expect("a temporary folder");
    }
}
