//! 从事专业技术工作及取得业绩成果 (`domain.md` §3 item 14).

use super::{Entries, Section, SectionId};
use crate::{
    check::{Context, in_order},
    field::{Field, Form, Group, Width},
    issue::Issue,
    values::Values,
};

pub const START: &str = "start";
pub const END: &str = "end";
pub const PROJECT: &str = "project";
pub const STATE: &str = "state";
pub const EFFECT: &str = "effect";

pub static FORM: Form = Form {
    key: "achievement",
    title: "从事专业技术工作及取得业绩成果",
    note: "从第一个业绩项目开始填写，所列时间应前后衔接。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "开始日期").needed().listed().hint("例如 2016-10-01"),
            Field::date_or_now(END, "结束日期").needed().listed().hint("还没有完成的填“至今”"),
            Field::line("role", "本人角色", 30).hint("例如 主持、主要参加"),
            Field::line(PROJECT, "承担专业技术工作项目", 100).needed().listed().wide(Width::Full),
            Field::line(STATE, "完成情况", 100).needed().listed().wide(Width::Half),
            Field::name("witness", "证明人").wide(Width::Half),
            Field::long(EFFECT, "效果及评价", 500, 4).listed(),
        ],
    }],
    rules: &[ends_after_start],
};

pub static SECTION: Section = Section {
    id: SectionId::Achievement,
    form: &FORM,
    entries: Entries::Many { max: 100 },
    order_by: START,
    noun: "业绩",
};

fn ends_after_start(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    in_order(form, values, START, END)
}
