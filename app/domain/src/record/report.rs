//! 专项技术分析报告、实例材料 (`domain.md` §3 item 19).

use super::{Entries, Printed, Section, SectionId};
use crate::field::{Field, Form, Group, Width};

const TITLE: &str = "title";
const DATE: &str = "date";

pub static FORM: Form = Form {
    key: "report",
    title: "专项技术分析报告、实例材料",
    note: "包括没有发表、为评审提交的，全文作为附件上传。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::line(TITLE, "题名", 150).needed().listed().wide(Width::Full),
            Field::line("kind", "类型", 30).needed().listed().hint("例如 技术分析报告、工程实例"),
            Field::date(DATE, "完成时间").needed().listed(),
            Field::line("role", "本人角色", 30).needed().listed(),
            Field::amount("words", "字数（万字）"),
            Field::line("adopted", "采用单位、效果", 100).listed().wide(Width::TwoThirds),
        ],
    }],
    rules: &[],
};

pub static SECTION: Section = Section {
    id: SectionId::Report,
    form: &FORM,
    entries: Entries::Many { max: 100 },
    chapter: "学术成果信息",
    order_by: DATE,
    noun: "报告材料",
    printed: &[Printed::on(10, "三、专项技术分析报告、实例材料(含未发表但提交评审用)")],
    identity: &[&[TITLE]],
    material: Some(DATE),
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (TITLE, "冲压车间噪声治理技术分析报告"),
    ("kind", "技术分析报告"),
    (DATE, "2024-04-30"),
    ("role", "执笔"),
    ("words", "1.2"),
    ("adopted", "示例机械制造有限公司采用，厂界噪声降低 6 分贝"),
];
