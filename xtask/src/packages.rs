//! What the tests need beside Rust: a browser, Chinese fonts, PDF tools, PostgreSQL, npm packages.
//!
//! Missing Debian packages are installed where that can be done (root and apt-get);
//! elsewhere one sentence says which. To add one: a line in [`NEEDS`].

use std::{env, fs, os::unix::fs::MetadataExt, path::Path, process::Command};

use crate::{
    Outcome,
    house::{House, on_path, output, say, succeed},
    postgres,
    report::Count,
};

/// A Debian package.
struct Need {
    package: &'static str,
    what_for: &'static str,
    there: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need { package: "chromium", what_for: "浏览器测试", there: chromium },
    Need { package: "fonts-noto-cjk", what_for: "浏览器测试中的汉字", there: chinese_font },
    Need { package: "poppler-utils", what_for: "PDF 的测试", there: || on_path("pdftotext").is_some() },
    Need { package: "postgresql", what_for: "PostgreSQL 上的测试", there: || postgres::programs().is_some() },
];

fn chromium() -> bool {
    env::var_os("CHROMIUM").is_some_and(|path| Path::new(&path).is_file()) || Path::new("/usr/bin/chromium").is_file()
}

fn chinese_font() -> bool {
    let listed = output(Command::new("fc-list").arg(":lang=zh-cn"));
    match listed {
        Some(list) => !list.trim().is_empty(),
        None => Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").is_file(),
    }
}

/// Is this process root?
pub fn root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Installs what is missing.
///
/// # Errors
/// Which packages could not be installed; tests that do without run all the same.
pub fn install(house: &House) -> Outcome<Count> {
    let debian = debian(house);
    let npm = npm(house);
    debian.and(npm).map(|()| Count::default())
}

/// Installs the optimiser of the client where npm is there. Without it the client is the same, only larger.
pub fn optimiser(house: &House) {
    if on_path("npm").is_some()
        && let Err(sentence) = npm(house)
    {
        say(&sentence);
    }
}

fn debian(house: &House) -> Outcome {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let list = packages.join(" ");
    if !root() || on_path("apt-get").is_none() {
        for need in &missing {
            say(&format!("缺少 {}，{}会受影响；请安装 Debian 软件包 {}", need.package, need.what_for, need.package));
        }
        return Ok(());
    }
    say(&format!("正在安装 {list}"));
    let apt = |arguments: &[&str]| {
        let mut command = house.command("apt-get");
        command.arg("-qq").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let failed = format!("{list} 没有安装成功，原因见上面");
    succeed(&mut apt(&["update"]), &failed)?;
    let mut install = apt(&["install", "--yes", "--no-install-recommends"]);
    succeed(install.args(&packages), &failed)
}

/// Installs exactly what the lockfile names, unless that was done before.
fn npm(house: &House) -> Outcome {
    if on_path("npm").is_none() {
        return Err("缺少 Node.js 和 npm，浏览器测试不能运行；请安装 Node.js 20 或更新的版本".to_owned());
    }
    let folder = house.end2end();
    let lock = folder.join("package-lock.json");
    let done = folder.join("node_modules").join(".installed-lock");
    let wanted = fs::read(&lock).map_err(|error| format!("不能读取 {}：{error}", lock.display()))?;
    if fs::read(&done).is_ok_and(|before| before == wanted) {
        return Ok(());
    }
    let mut npm = house.command("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&folder);
    succeed(&mut npm, "npm 软件包没有安装成功，原因见上面；请在 end2end 目录运行 npm ci")?;
    fs::write(&done, wanted).map_err(|error| format!("不能写入 {}：{error}", done.display()))
}
