//! 年度考核信息 (`domain.md` §3 item 21).

use super::{Entries, Printed, Section, SectionId, YEAR, rules};
use crate::{
    codes,
    field::{Field, Form, Group, Width},
};

pub const RESULT: &str = "result";

pub static FORM: Form = Form {
    key: "appraisal",
    title: "年度考核信息",
    note: "每个年度填一条，年度之间不要有空缺。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::whole(YEAR, "年度", 1980, 2100).needed().listed().hint("例如 2025"),
            Field::choice(RESULT, "考核结果", &codes::APPRAISAL_RESULT).needed().listed(),
            Field::line("unit", "考核单位", 60).needed().listed(),
            Field::line("note", "说明", 200).listed().wide(Width::Full),
        ],
    }],
    rules: &[rules::YEAR_HAS_COME],
};

pub static SECTION: Section = Section {
    id: SectionId::Appraisal,
    form: &FORM,
    entries: Entries::Many { max: 40 },
    chapter: "考核信息",
    order_by: YEAR,
    noun: "年度考核",
    printed: &[Printed::on(12, "年度考核及综合评价")],
    identity: &[&[YEAR]],
    material: None,
    evidence: false,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] =
    &[(YEAR, "2025"), (RESULT, "competent"), ("unit", "示例机械制造有限公司"), ("note", "按期完成各项工作")];
