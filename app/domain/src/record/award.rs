//! 获奖信息 (`domain.md` §3 item 20).

use super::{Entries, PEOPLE, Printed, RANK, Section, SectionId, rules};
use crate::{
    codes,
    field::{Field, Form, Group, Width},
};

const AWARD: &str = "award";
const DATE: &str = "date";

pub static FORM: Form = Form {
    key: "award",
    title: "获奖信息",
    note: "按获奖证书填写。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::line("project", "获奖项目", 100).needed().listed().wide(Width::Half),
            Field::line(AWARD, "奖项名称", 80).needed().listed().wide(Width::Half),
            Field::choice("grade", "等级", &codes::AWARD_GRADE).needed().listed(),
            Field::choice("level", "级别", &codes::AWARD_LEVEL).needed().listed(),
            Field::date(DATE, "获奖日期").needed().listed(),
            Field::line("issuer", "授予单位", 60).needed().listed().wide(Width::TwoThirds),
            Field::whole(RANK, "本人排名", 1, 200).needed().listed(),
            Field::whole(PEOPLE, "总人数", 1, 200),
            Field::line("number", "证书号", 40).wide(Width::TwoThirds),
        ],
    }],
    rules: &[rules::RANK_WITHIN],
};

pub static SECTION: Section = Section {
    id: SectionId::Award,
    form: &FORM,
    entries: Entries::Many { max: 100 },
    chapter: "荣誉信息",
    order_by: DATE,
    noun: "获奖",
    printed: &[Printed::on(5, "任现资格以来获奖情况")],
    identity: &[&[AWARD, DATE, RANK]],
    material: Some(DATE),
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    ("project", "高速冲床自动化柔性生产线"),
    (AWARD, "示例市科学技术进步奖"),
    ("grade", "second"),
    ("level", "city"),
    (DATE, "2023-12-08"),
    ("issuer", "示例市科学技术局"),
    (RANK, "2"),
    (PEOPLE, "6"),
    ("number", "样奖 2023-2-02"),
];
