//! 主要专业技术工作经历 (`domain.md` §3 item 4): continuous from the first job on.

use super::{Entries, Printed, Section, SectionId, rules};
use crate::{
    codes,
    eligibility::Worked,
    field::{Field, Form, Group, Width},
    values::Values,
};

pub use super::{END, START};

pub const WORKPLACE: &str = "workplace";
pub const WORK: &str = "work";
pub const DUTIES: &str = "duties";
pub const PART_TIME: &str = "part_time";

/// What stands at [`WORK`] for a time without work.
pub const IDLE: &str = "待业";
/// What stands at [`WORK`] for a time at school.
pub const STUDY: &str = "求学";
/// What a time on one's own account is called; it is work.
pub const VENTURE: &str = "创业";

pub static FORM: Form = Form {
    key: "work",
    title: "工作经历信息",
    note: "从参加工作开始填写，重要兼职也要填写，所列时间应前后衔接。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "开始日期").needed().listed().hint("例如 2007-07-02"),
            Field::date_or_now(END, "结束日期").needed().listed().hint("还没有结束的填“至今”"),
            Field::choice(PART_TIME, "是否兼职", &codes::YES_NO),
            Field::line(WORKPLACE, "单位", 60).needed().listed().wide(Width::Half),
            Field::line(WORK, "从事专业技术工作", 60)
                .needed()
                .listed()
                .wide(Width::Half)
                .hint("没有工作的时间填“待业”或“求学”"),
            Field::line("position", "部门、职务", 60).wide(Width::Half),
            Field::name("witness", "证明人").wide(Width::Half),
            Field::long(DUTIES, "主要工作内容", 500, 4).listed(),
        ],
    }],
    rules: &[rules::ENDS_AFTER_START],
};

pub static SECTION: Section = Section {
    id: SectionId::Work,
    form: &FORM,
    entries: Entries::Many { max: 50 },
    chapter: "工作经历信息",
    order_by: START,
    noun: "工作经历",
    printed: &[Printed::on(1, "主要工作经历")],
    identity: &[&[START, WORKPLACE]],
    material: None,
    evidence: false,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (START, "2007-07-02"),
    (END, "至今"),
    (PART_TIME, "0"),
    (WORKPLACE, "示例机械制造有限公司"),
    (WORK, "机械设计"),
    ("position", "技术部技术员"),
    ("witness", "何示例"),
    (DUTIES, "负责夹具和自动送料装置的设计、试制和现场调试。"),
];

/// Whether it is work, rather than a time without work or at school that fills a hole.
pub fn at_work(values: &Values) -> bool {
    ![IDLE, STUDY].contains(&values.get(WORK).trim())
}

/// What the eligibility rules want to know of an entry.
pub fn worked(values: &Values) -> Worked {
    Worked { start: values.date(START), end: values.date(END) }
}
