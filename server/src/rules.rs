//! `zhicheng rules`: the rules in force in words, what they say of sample records, and whose answer
//! a new rule would change, before it takes effect.
//!
//! It prints; the answers come from `domain::policy`.

use std::path::{Path, PathBuf};

use backend::{Backend, reference};
use clap::Args;
use domain::{
    codes,
    date::Date,
    policy::{
        InForce, Row,
        judge::{Standing, Verdict},
        trial::{Outcome, Sample, changed, dry_run},
    },
};
use serde::de::DeserializeOwned;

use crate::failure::Failure;

#[derive(Args, Clone, Debug)]
pub struct Rules {
    /// 哪一天的规则，默认今天
    #[arg(long, value_parser = day)]
    on: Option<Date>,
    /// 哪个地区的规则（行政区划代码）；试算时代替样本自己的地区
    #[arg(long)]
    region: Option<String>,
    /// 用样本试算，不写数据库
    #[arg(long)]
    dry_run: bool,
    /// 加上这个文件里的规则再试算一遍，列出结论改变的样本
    #[arg(long, value_name = "FILE", requires = "dry_run")]
    against: Option<PathBuf>,
    /// 用这个文件里的样本，代替自带的
    #[arg(long, value_name = "FILE", requires = "dry_run")]
    samples: Option<PathBuf>,
    /// 把这个文件里的规则加入数据库
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    adopt: Option<PathBuf>,
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|error| error.to_string())
}

/// What the command says, line by line.
///
/// # Errors
/// A file that does not read, or rules that the database does not take.
pub async fn run(backend: &Backend, asked: Rules) -> Result<Vec<String>, Failure> {
    let day = asked.on.unwrap_or(backend.clock.today());
    if let Some(path) = &asked.adopt {
        let rows: Vec<Row> = file(path)?;
        let count = rows.len();
        let all = backend.adopt(rows).await?;
        return Ok(vec![format!("已加入 {count} 条规则，现在共有 {all} 条")]);
    }
    let policy = backend.policy().await?;
    let region = asked.region.as_deref();
    if !asked.dry_run {
        return Ok(listed(&policy.on(region.unwrap_or("440000"), day)));
    }
    let own: Vec<Sample>;
    let samples = match &asked.samples {
        Some(path) => {
            own = file(path)?;
            &own
        }
        None => reference::policy::samples(),
    };
    let before = dry_run(&policy, samples, region, day);
    let Some(path) = &asked.against else { return Ok(table(&before)) };
    let candidates: Vec<Row> = file(path)?;
    if let Some((table, code)) = candidates.iter().find_map(Row::unknown_code) {
        return Err(Failure::Say(format!("规则文件里的{table}写的是 {code}，没有这个代码，请改正")));
    }
    let after = dry_run(&policy.with(&candidates), samples, region, day);
    Ok(compared(&before, &after))
}

fn file<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Say(format!("文件 {} 打不开：{error}", path.display())))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::Say(format!("文件 {} 读不懂：{error}。格式见 server/backend/data/README.md", path.display()))
    })
}

/// The rules in force, each in one sentence.
fn listed(in_force: &InForce) -> Vec<String> {
    let line = |row: &&Row| {
        let place = if row.region.is_empty() { "全国" } else { &row.region };
        let until = row.valid_to.map(|last| format!(" 至 {last}")).unwrap_or_default();
        let verified = if row.verified { "" } else { "（未核实）" };
        format!("{} {place} {}{until}{verified} {}：{}", row.id, row.valid_from, row.rule.label(), row.said())
    };
    in_force.rows.iter().map(line).collect()
}

/// A Chinese character takes two columns of a terminal.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Rows of cells, each column as wide as its widest cell.
fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|n| rows.iter().filter_map(|row| row.get(n)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, columns)| padded(cell, *columns)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn aim(outcome: &Outcome) -> String {
    let aim = &outcome.aim;
    let kind = codes::APPLY_KIND.label(&aim.kind).unwrap_or("晋升");
    let series = codes::SERIES.label(&aim.series).unwrap_or_default();
    let level = codes::TITLE_LEVEL.label(&aim.level).unwrap_or_default();
    format!("{kind} {series}{}{level}", aim.specialty)
}

fn answer(verdict: &Verdict) -> &'static str {
    match (&verdict.refusal, verdict.short()) {
        (Some(_), _) => "不受理",
        (None, true) => "不足",
        (None, false) if verdict.open().next().is_some() => "待核",
        (None, false) => "符合",
    }
}

fn cells(outcome: &Outcome) -> Vec<String> {
    let verdict = &outcome.verdict;
    vec![
        aim(outcome),
        answer(verdict).to_owned(),
        verdict.earliest.map(|day| day.to_string()).unwrap_or_default(),
        verdict.rule.as_ref().map(|(id, _)| id.clone()).unwrap_or_default(),
        verdict.named(Standing::Held),
        verdict.named(Standing::Lacking),
        verdict.named(Standing::Open),
    ]
}

/// Why, and what else there is.
fn reasons(verdict: &Verdict) -> Vec<String> {
    let mut lines: Vec<String> = verdict.refusal.iter().map(|refusal| format!("不受理：{}", refusal.said())).collect();
    let told = verdict.conditions.iter().filter(|condition| condition.standing != Standing::Held);
    lines.extend(
        told.map(|condition| format!("{}{}：{}", condition.what.label(), condition.standing.label(), condition.said)),
    );
    lines.extend(verdict.others.iter().map(|other| format!("其他途径：{other}")));
    lines
}

/// One line an aim under each sample, and the reasons below it.
fn table(outcomes: &[Outcome]) -> Vec<String> {
    let heading = ["申报", "结论", "最早", "依据", "符合", "不足", "待核"].map(str::to_owned).to_vec();
    let mut rows = vec![heading];
    rows.extend(outcomes.iter().map(cells));
    let mut aligned = aligned(&rows).into_iter();
    let mut lines: Vec<String> = aligned.next().map(|heading| format!("  {heading}")).into_iter().collect();
    let mut sample = "";
    for (outcome, line) in outcomes.iter().zip(aligned) {
        if outcome.sample != sample {
            sample = &outcome.sample;
            lines.push(sample.to_owned());
        }
        lines.push(format!("  {line}"));
        lines.extend(reasons(&outcome.verdict).into_iter().map(|reason| format!("      {reason}")));
    }
    lines
}

/// Whose answer becomes another one, and how.
fn compared(before: &[Outcome], after: &[Outcome]) -> Vec<String> {
    let changes = changed(before, after);
    let mut lines = Vec::new();
    for (old, new) in &changes {
        lines.push(format!("{} · {}", old.sample, aim(old)));
        for (word, outcome) in [("现在", old), ("改后", new)] {
            let verdict = &outcome.verdict;
            let earliest = verdict.earliest.map(|day| format!("，最早 {day}")).unwrap_or_default();
            let rule = verdict.rule.as_ref().map(|(id, said)| format!("，依据 {id}：{said}")).unwrap_or_default();
            lines.push(format!("  {word} {}{earliest}{rule}", answer(verdict)));
            let other = if word == "现在" { new } else { old };
            let known = reasons(&other.verdict);
            let fresh = reasons(verdict).into_iter().filter(|reason| !known.contains(reason));
            lines.extend(fresh.map(|reason| format!("       {reason}")));
        }
    }
    lines.push(format!("试算 {} 项，{} 项的结论或说明会改变", before.len(), changes.len()));
    lines
}
