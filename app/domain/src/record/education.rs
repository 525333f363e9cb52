//! 学历教育信息 (`domain.md` §3 item 2): one entry per degree.

use super::{Entries, Printed, Section, SectionId, rules};
use crate::{
    check::{Context, Rule, at},
    codes,
    date::Date,
    eligibility::Studied,
    field::{Field, Form, Group, Width},
    issue::{Issue, What},
    values::Values,
};

pub use super::{END, START};

pub const SCHOOL: &str = "school";
pub const MAJOR: &str = "major";
pub const LEVEL: &str = "level";
pub const DEGREE: &str = "degree";
pub const YEARS: &str = "years";
pub const MODE: &str = "mode";

/// The code of 全日制 in [`codes::STUDY_MODE`].
pub const FULL_TIME: &str = "01";
/// Schooling may differ from the years of the programme by this much (`domain.md` §4.5).
const YEARS_SLACK: i64 = 1;

pub static FORM: Form = Form {
    key: "education",
    title: "学历教育信息",
    note: "由中专开始填报，没有中专以上学历的从初中开始填报。请自行与教育部门的学籍信息核对。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "开始日期").needed().listed().hint("例如 2005-09-01"),
            Field::date(END, "结束日期").needed().listed().hint("以毕业证书的日期为准"),
            Field::choice(MODE, "办学形式", &codes::STUDY_MODE).needed().listed(),
            Field::line(SCHOOL, "毕业院校", 60).needed().listed().wide(Width::Half).hint("填全称，与毕业证书一致"),
            Field::line(MAJOR, "专业", 60).needed().listed().wide(Width::Half).hint("与毕业证书一致"),
            Field::choice(LEVEL, "学历", &codes::EDUCATION_LEVEL).needed().listed(),
            Field::choice(DEGREE, "学位", &codes::DEGREE),
            Field::whole(YEARS, "学制（年）", 1, 10),
            Field::line("diploma_number", "学历证书编号", 40).wide(Width::Half),
            Field::line("degree_number", "学位证书编号", 40).wide(Width::Half),
        ],
    }],
    rules: &[rules::ENDS_AFTER_START, YEARS_PLAUSIBLE],
};

pub static SECTION: Section = Section {
    id: SectionId::Education,
    form: &FORM,
    entries: Entries::Many { max: 20 },
    chapter: "教育信息",
    order_by: END,
    noun: "学历",
    printed: &[Printed::on(1, "学历(学位)教育情况")],
    identity: &[&[SCHOOL, MAJOR, LEVEL, END]],
    material: None,
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (START, "2003-09-01"),
    (END, "2007-06-30"),
    (MODE, FULL_TIME),
    (SCHOOL, "示例工业大学"),
    (MAJOR, "机械设计制造及其自动化"),
    (LEVEL, "21"),
    (DEGREE, "4"),
    (YEARS, "4"),
    ("diploma_number", "100001200705000001"),
    ("degree_number", "1000042007000001"),
];

pub const YEARS_PLAUSIBLE: Rule = Rule::new("years_plausible", years_plausible);

/// 学制 and the two dates agree within a year.
fn years_plausible(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    let claimed = i64::from(values.whole(YEARS)?);
    let days = values.date(START)?.until(values.date(END)?);
    let studied = (days + 182) / 365;
    (days > 0 && (studied - claimed).abs() > YEARS_SLACK).then(|| {
        let said = format!("学制填的是 {claimed} 年，开始到结束约 {studied} 年，请核对学制和日期");
        at(form, YEARS, What::Say(said))
    })
}

/// One line that names an entry: 2007年大学专科（五邑大学，计算机辅助设计与制造）.
pub fn label(values: &Values) -> String {
    let year = values.date(END).map(|date| format!("{}年", date.year())).unwrap_or_default();
    let level = codes::EDUCATION_LEVEL.label(values.get(LEVEL)).unwrap_or("学历未选");
    format!("{year}{level}（{}，{}）", values.get(SCHOOL), values.get(MAJOR))
}

/// What the eligibility rules want to know of an entry.
pub fn studied(entry: &str, values: &Values) -> Studied {
    Studied {
        entry: entry.to_owned(),
        level_code: values.get(LEVEL).to_owned(),
        degree_code: values.get(DEGREE).to_owned(),
        mode_code: values.get(MODE).to_owned(),
        end: values.date(END),
        label: label(values),
    }
}

/// The day a full-time study covers, for overlaps with other full-time studies.
pub fn full_time_span(values: &Values) -> Option<(Date, Date)> {
    (values.get(MODE) == FULL_TIME).then(|| Some((values.date(START)?, values.date(END)?))).flatten()
}
