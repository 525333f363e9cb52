//! P3: what other software needs for the same, in the same run. Only with `--peers`, and only what can be had.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use super::{Bench, pages};
use crate::{
    machine,
    report::{Bound, Row, number},
    stats::{interval, median},
};

/// A page of sixty fields by Django's template engine, compiled once, as often as the argument says.
const DJANGO: &str = "\
import sys
import django
from django.conf import settings
from django.template import Context, Engine
settings.configure()
django.setup()
template = Engine().from_string('''<!doctype html><title>{{ title }}</title><form method=post>
{% for f in fields %}<div class=field><label for={{ f.key }}>{{ f.label }}</label><p class=hint id={{ f.key }}-hint>{{ f.hint }}</p>
<input id={{ f.key }} name=\"v.{{ f.key }}\" value=\"{{ f.value }}\" aria-describedby={{ f.key }}-hint maxlength=100></div>
{% endfor %}{% for s in selects %}<select name={{ s }}>{% for o in options %}<option value={{ o }}>第 {{ o }} 个选项</option>{% endfor %}</select>
{% endfor %}</form>''')
fields = [dict(key=f'f{n}', label=f'第 {n} 项', hint=f'请按证书填写第 {n} 项', value=f'第 {n} 项的内容') for n in range(60)]
for _ in range(int(sys.argv[1])):
    template.render(Context(dict(title='表单', fields=fields, selects=['a', 'b', 'c'], options=range(40))))
";

/// A table of the size of 评审表, as WeasyPrint reads it.
fn document() -> String {
    let mut html = String::from(
        "<meta charset=utf-8><style>td{border:1px solid;padding:2mm} table{width:100%;border-collapse:collapse}</style>",
    );
    for section in 0..19 {
        html.push_str(&format!("<h2 style=\"page-break-before:always\">第 {section} 部分</h2><table>"));
        for row in 0..14 {
            html.push_str(&format!(
                "<tr><td>二〇二六年{row}月<td>机械设计制造及其自动化第{section}号<td>主持完成并通过验收<td>第一完成人"
            ));
        }
        html.push_str("</table>");
    }
    html
}

fn unmeasured(what: &str) -> Row {
    Row::unmeasured("P3", what)
}

/// CPU milliseconds of the children that have ended, to the hundredth of a second.
fn of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| behind.get(place).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(13) + ticks(14)) * 10.0
}

/// What a command costs, when it succeeds.
fn cost(command: &mut Command) -> Option<f64> {
    let before = of_children();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
    status.success().then(|| of_children() - before)
}

pub fn software(bench: &Bench) -> Vec<Row> {
    if !bench.peers {
        return vec![unmeasured("other software: left out without --peers")];
    }
    let pairs = pages::review_and_handwritten(bench);
    let review: Vec<f64> = pairs.iter().map(|(ours, _)| *ours).collect();
    let said = |ours: &[f64], theirs: &[f64]| {
        let reference = format!("bare axum, sixty fields written by hand {} µs", number(median(theirs)));
        (format!("{} µs CPU", number(median(ours))), reference)
    };
    let mut rows = vec![Row::of_pairs("P3", "page of a review".to_owned(), pairs, said, 2.5, "")];
    let Some(python) = python(bench) else {
        rows.push(unmeasured("other software: there is no Python in which Django and WeasyPrint can be installed"));
        return rows;
    };
    // Not named as the library: it would be found in its place.
    let script = bench.cache.join("sixty_fields.py");
    fs::write(&script, DJANGO).expect("the machine has room");
    let run = |times: u32| cost(Command::new(&python).arg(&script).arg(times.to_string()));
    let (short, long) = (50, 550);
    let django: Vec<f64> = (0..bench.rounds(5))
        .filter_map(|_| Some((run(long)? - run(short)?) / f64::from(long - short) * 1000.0))
        .collect();
    rows.push(compared("page of a review", &review, "Django's template of sixty fields", &django, "µs", 1.0 / 40.0));

    let (html, pdf) = (bench.cache.join("form.html"), bench.cache.join("form.pdf"));
    fs::write(&html, document()).expect("the machine has room");
    let weasy: Vec<f64> = (0..bench.rounds(5))
        .filter_map(|_| cost(Command::new(&python).args(["-m", "weasyprint"]).arg(&html).arg(&pdf)))
        .collect();
    let doc = pdf::sample::sample_review();
    let ours: Vec<f64> = (0..bench.rounds(20))
        .map(|_| {
            let before = machine::own_thread_cpu();
            pdf::review(&doc).expect("the sample can be printed");
            machine::own_thread_cpu().saturating_sub(before).as_secs_f64() * 1e3
        })
        .collect();
    rows.push(compared("评审表 of 19 sides", &ours, "WeasyPrint, 19 pages of tables", &weasy, "ms", 1.0 / 50.0));
    rows
}

fn compared(what: &str, ours: &[f64], peer: &str, theirs: &[f64], unit: &str, bound: f64) -> Row {
    if theirs.is_empty() {
        return unmeasured(&format!("{peer}: it did not run"));
    }
    let ratios: Vec<f64> = ours.iter().map(|own| own / median(theirs)).collect();
    Row {
        bar: "P3",
        what: what.to_owned(),
        figure: format!("{} {unit} CPU", number(median(ours))),
        reference: format!("{peer} {} {unit}", number(median(theirs))),
        judged: median(&ratios),
        interval: interval(&ratios),
        bound: Bound::AtMost(bound),
        goal: "",
    }
}

/// A Python with both libraries, made in the cache when it is missing.
fn python(bench: &Bench) -> Option<PathBuf> {
    let folder = bench.cache.join("python");
    let python = folder.join("bin/python");
    let ready = |python: &PathBuf| {
        let mut asked = Command::new(python);
        asked.args(["-c", "import django, weasyprint"]).stdout(Stdio::null()).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    };
    if !ready(&python) {
        (bench.say)("installing Django and WeasyPrint for the comparison");
        fs::create_dir_all(&bench.cache).ok()?;
        Command::new("python3").args(["-m", "venv"]).arg(&folder).status().ok()?;
        Command::new(&python).args(["-m", "pip", "install", "--quiet", "django", "weasyprint"]).status().ok()?;
    }
    ready(&python).then_some(python)
}
