//! 主要专业技术工作经历 (`domain.md` §3 item 4): continuous from the first job on.

use super::{Entries, Section, SectionId};
use crate::{
    check::{Context, in_order},
    codes,
    eligibility::Worked,
    field::{Field, Form, Group, Width},
    issue::Issue,
    values::Values,
};

pub const START: &str = "start";
pub const END: &str = "end";
pub const WORKPLACE: &str = "workplace";
pub const WORK: &str = "work";
pub const DUTIES: &str = "duties";
pub const PART_TIME: &str = "part_time";

pub static FORM: Form = Form {
    key: "work",
    title: "主要专业技术工作经历",
    note: "从参加工作开始填写，重要兼职也要填写，所列时间应前后衔接。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "开始日期").needed().listed().hint("例如 2007-07-02"),
            Field::date_or_now(END, "结束日期").needed().listed().hint("还没有结束的填“至今”"),
            Field::choice(PART_TIME, "是否兼职", &codes::YES_NO),
            Field::line(WORKPLACE, "单位", 60).needed().listed().wide(Width::Half),
            Field::line(WORK, "从事专业技术工作", 60).needed().listed().wide(Width::Half),
            Field::line("position", "部门、职务", 60).wide(Width::Half),
            Field::name("witness", "证明人").wide(Width::Half),
            Field::long(DUTIES, "主要工作内容", 500, 4).listed(),
        ],
    }],
    rules: &[ends_after_start],
};

pub static SECTION: Section =
    Section {
        id: SectionId::Work, form: &FORM, entries: Entries::Many { max: 50 }, order_by: START, noun: "工作经历"
    };

fn ends_after_start(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    in_order(form, values, START, END)
}

/// What the eligibility rules want to know of an entry.
pub fn worked(values: &Values) -> Worked {
    Worked { start: values.date(START), end: values.date(END) }
}
