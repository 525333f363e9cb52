//! 承担已完成或结项的科研项目（课题）信息 (`domain.md` §3 item 15).

use super::{END, Entries, PEOPLE, Printed, RANK, START, Section, SectionId, rules};
use crate::{
    codes,
    field::{Field, Form, Group, Width},
};

const NAME: &str = "name";
const NUMBER: &str = "number";

pub static FORM: Form = Form {
    key: "project",
    title: "承担已完成或结项的科研项目（课题）信息",
    note: "按立项书和验收、结项文件填写。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::line(NAME, "项目（课题）名称", 100).needed().listed().wide(Width::Full),
            Field::date(START, "开始日期").needed().listed().hint("例如 2016-10-01"),
            Field::date_or_now(END, "结束日期").needed().listed().hint("还没有结束的填“至今”"),
            Field::choice("status", "状态", &codes::PROJECT_STATUS).needed().listed(),
            Field::choice("source", "来源、级别", &codes::PROJECT_LEVEL).needed().listed(),
            Field::line(NUMBER, "项目编号", 40).listed(),
            Field::amount("funds", "经费（万元）").listed(),
            Field::whole(RANK, "本人排名", 1, 200).needed().listed(),
            Field::whole(PEOPLE, "总人数", 1, 200),
            Field::line("role", "角色", 30),
            Field::line("acceptance", "验收结论", 100).wide(Width::TwoThirds),
            Field::date("accepted_on", "验收日期"),
        ],
    }],
    rules: &[rules::ENDS_AFTER_START, rules::RANK_WITHIN],
};

pub static SECTION: Section = Section {
    id: SectionId::Project,
    form: &FORM,
    entries: Entries::Many { max: 100 },
    chapter: "学术成果信息",
    order_by: START,
    noun: "科研项目",
    printed: &[Printed::on(5, "任现资格以来承担已完成或结项的科研项目情况")],
    identity: &[&[NUMBER], &[NAME, START]],
    material: Some(END),
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (NAME, "高速冲床自动化柔性生产线研究"),
    (START, "2020-01-01"),
    (END, "2022-12-31"),
    ("status", "concluded"),
    ("source", "city"),
    (NUMBER, "样科 2020-017"),
    ("funds", "120.5"),
    (RANK, "2"),
    (PEOPLE, "6"),
    ("role", "主要完成人"),
    ("acceptance", "通过验收"),
    ("accepted_on", "2023-02-20"),
];
