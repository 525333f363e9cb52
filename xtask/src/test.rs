//! `cargo xtask test`: every check, one after the other, each named and timed; with names, only those.
//!
//! The client is built before the server is compiled for the first time, because the server
//! embeds it. A step that needs what an earlier one makes asks for it, so each runs by itself too.
//!
//! To add a check: a line in [`STEPS`] and its function.

use std::{cell::OnceCell, process::ExitCode};

use crate::{
    Outcome, differential, docs, edges,
    house::{House, follow, say, succeed},
    licences, packages,
    postgres::Postgres,
    report::{Count, Report},
    server,
    suites::{self, Suite},
    tidy, wasm,
};

/// What a page with an island may transfer in WebAssembly and JavaScript, in bytes of brotli.
const BUDGET: u64 = 80_000;

/// One check.
struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Run) -> Outcome<Count>,
}

const fn step(name: &'static str, what: &'static str, run: fn(&Run) -> Outcome<Count>) -> Step {
    Step { name, what, run }
}

const STEPS: &[Step] = &[
    step("prepare", "安装测试需要而缺少的软件", |run| packages::install(run.house)),
    step("fmt", "代码格式", |run| fmt(run.house)),
    step("deny", "许可证、来源、安全公告", |run| licences::check(run.house)),
    step("tidy", "编译器不知道的约定", |run| tidy::check(run.house)),
    step("edges", "包之间的依赖关系", |run| edges::check(run.house)),
    step("docs", "文档里提到的测试、文件和设置都在", |run| docs::check(run.house)),
    step("client", "浏览器端的编译和大小", |run| client(run.house)),
    step("clippy", "服务端、xtask、浏览器端的静态检查", |run| clippy(run.house)),
    step("xtask", "xtask 自己的测试", |run| xtask(run.house)),
    step("compile", "编译服务端和全部测试", |run| run.suites().map(|_| Count::default())),
    step("domain", "规则、解析、环节和权限的测试", |run| {
        run.tests(&["app/domain", "end2end/differential"], None)
    }),
    step("pages", "页面和组件的测试", |run| run.tests(&["app"], None)),
    step("backend", "存储和业务的测试，SQLite 和 PostgreSQL", |run| run.stored(&["server/backend"])),
    step("pdf", "PDF 的测试", |run| run.tests(&["server/pdf"], None)),
    step("journeys", "不用浏览器的办事全程", |run| run.stored(&["server"])),
    step("faults", "崩溃、断电、满盘等等以后还剩什么，短的一遍", |run| {
        run.tests(&["server/measure", "server/measure/power"], None)
    }),
    step("differential", "同一批表单在服务端和浏览器端的检查结果", |run| {
        differential::check(run.house)
    }),
    step("browser", "浏览器里的办事全程、无障碍和外观", |run| browser(run.house)),
];

/// The names of the steps with what they check, for the help.
pub fn steps() -> String {
    STEPS.iter().map(|step| format!("\n    {:<13} {}", step.name, step.what)).collect()
}

/// Runs the named steps, or all; the exit code says whether it was right.
///
/// # Errors
/// When a name is no step's.
pub fn run(house: &House, names: &[&str]) -> Outcome<ExitCode> {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        return Err(format!("没有检查步骤 {unknown}；可以选：{}", steps()));
    }
    let run = Run { house, suites: OnceCell::new(), postgres: OnceCell::new() };
    let mut report = Report::default();
    for step in STEPS {
        if names.is_empty() || names.contains(&step.name) {
            report.step(step.name, || (step.run)(&run));
        } else {
            report.left_out(step.name);
        }
    }
    Ok(report.finish())
}

/// What several steps use, made when the first one asks.
struct Run<'a> {
    house: &'a House,
    suites: OnceCell<Outcome<Vec<Suite>>>,
    postgres: OnceCell<Outcome<Option<Postgres>>>,
}

impl Run<'_> {
    fn suites(&self) -> Outcome<&[Suite]> {
        let made = self.suites.get_or_init(|| {
            // The server's tests look at the client that is embedded.
            wasm::build(self.house)?;
            suites::compile(self.house)
        });
        made.as_deref().map_err(Clone::clone)
    }

    /// The tests of the packages in these folders.
    fn tests(&self, folders: &[&str], postgres: Option<&str>) -> Outcome<Count> {
        let suites = self.suites()?;
        suites::run(self.house, suites.iter().filter(|suite| folders.contains(&suite.folder.as_str())), postgres)
    }

    /// Tests on SQLite and, where it can be had, on PostgreSQL.
    fn stored(&self, folders: &[&str]) -> Outcome<Count> {
        self.suites()?;
        match self.postgres.get_or_init(Postgres::start) {
            Ok(Some(postgres)) => self.tests(folders, Some(&postgres.url)),
            Ok(None) => {
                say("没有 PostgreSQL，只在 SQLite 上测试；要一并测试请安装 Debian 软件包 postgresql");
                self.tests(folders, None)
            }
            Err(sentence) => {
                say(sentence);
                let count = self.tests(folders, None)?;
                Ok(Count { failed: count.failed + 1, ..count })
            }
        }
    }
}

fn fmt(house: &House) -> Outcome<Count> {
    succeed(&mut house.cargo(&["fmt", "--all", "--check"]), "格式不对；请运行 cargo fmt --all")?;
    Ok(Count::one(true))
}

fn client(house: &House) -> Outcome<Count> {
    let bytes = wasm::build(house)?.transferred()?;
    say(&format!("有填写助手的页面要传输 {bytes} 字节（brotli），上限 {BUDGET}"));
    Ok(Count::one(bytes <= BUDGET))
}

fn clippy(house: &House) -> Outcome<Count> {
    let mut count = Count::default();
    let browser = ["-p", "frontend", "-p", "differential", "-p", "app", "-p", "domain", "--target", wasm::TARGET];
    for selection in [&["--all-targets"][..], &["-p", "xtask", "--all-targets"], &browser] {
        let mut clippy = house.cargo(&["clippy", "--locked"]);
        clippy.args(selection).args(["--", "-D", "warnings"]);
        let clean = succeed(&mut clippy, "clippy 有意见，见上面");
        count = count + Count::one(clean.inspect_err(|sentence| say(sentence)).is_ok());
    }
    Ok(count)
}

fn xtask(house: &House) -> Outcome<Count> {
    let mut count = Count::default();
    let mut tests = house.cargo(&["test", "--locked", "--package", "xtask"]);
    let succeeded = follow(&mut tests, |line| count.add_line(line))?;
    Ok(count.of_runner(succeeded))
}

fn browser(house: &House) -> Outcome<Count> {
    let binary = server(house, false)?;
    let mut command = house.command("node");
    command.arg("run.mjs").current_dir(house.end2end()).env("ZHICHENG_BIN", binary);
    let mut count = Count::default();
    let succeeded = follow(&mut command, |line| count.add_line(line))?;
    Ok(count.of_runner(succeeded && count.passed > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_names_of_their_own() {
        for (nth, step) in STEPS.iter().enumerate() {
            assert!(STEPS[..nth].iter().all(|other| other.name != step.name), "{}", step.name);
        }
    }

    #[test]
    fn a_name_that_is_no_step_is_refused_with_the_names() {
        let house = House { root: "/nowhere".into(), target: "/nowhere".into() };
        let sentence = run(&house, &["fmt", "nonsense"]).expect_err("there is no such step");
        assert!(sentence.contains("nonsense") && sentence.contains("browser"), "{sentence}");
    }
}
