//! 完成专业技术工作及取得业绩成果信息 (`domain.md` §3 item 14). Its kind decides the page of 评审表.

pub use super::{END, START};
use super::{Entries, PEOPLE, Printed, RANK, Section, SectionId, rules};
use crate::{
    codes,
    field::{Field, Form, Group, Width},
};

pub const KIND: &str = "kind";
pub const PROJECT: &str = "project";
pub const STATE: &str = "state";
pub const EFFECT: &str = "effect";

pub static FORM: Form = Form {
    key: "achievement",
    title: "完成专业技术工作及取得业绩成果信息",
    note: "从第一个业绩项目开始填写，所列时间应前后衔接。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "开始日期").needed().listed().hint("例如 2016-10-01"),
            Field::date_or_now(END, "结束日期").needed().listed().hint("还没有完成的填“至今”"),
            Field::choice(KIND, "类型", &codes::ACHIEVEMENT_KIND).needed().listed().hint("决定印在评审表的哪一页"),
            Field::line(PROJECT, "承担专业技术工作项目", 100).needed().listed().wide(Width::Full),
            Field::line("role", "本人角色", 30).needed().hint("例如 主持、主要参加"),
            Field::whole(RANK, "本人排名", 1, 500),
            Field::whole(PEOPLE, "总人数", 1, 500),
            Field::line(STATE, "完成情况", 100).needed().listed().wide(Width::TwoThirds),
            Field::line("share", "贡献比例", 20).hint("例如 40%"),
            Field::line("scale", "规模、金额", 60).hint("例如 合同额 120 万元"),
            Field::line("client", "委托方、发包方（甲方）", 60),
            Field::line("contractor", "承揽方（乙方）", 60),
            Field::choice("side", "本人所在方", &codes::CONTRACT_SIDE),
            Field::line("acceptance", "验收、审核情况", 100),
            Field::name("witness", "证明人"),
            Field::long(EFFECT, "效果及评价", 500, 4).listed(),
        ],
    }],
    rules: &[rules::ENDS_AFTER_START, rules::RANK_WITHIN],
};

pub static SECTION: Section = Section {
    id: SectionId::Achievement,
    form: &FORM,
    entries: Entries::Many { max: 100 },
    chapter: "专业技术工作及业绩成果",
    order_by: START,
    noun: "业绩",
    printed: &[
        Printed::of(6, "任现资格以来独立完成专业技术工作及取得的业绩成果情况", KIND, "alone"),
        Printed::of(7, "任现资格以来多方(多人)合作完成的专业技术工作及取得的业绩成果", KIND, "joint"),
        Printed::of(8, "任现资格以来完成发包承揽关系甲乙双方项目的专业技术工作及取得的业绩成果", KIND, "contract"),
        Printed::of(8, "任现资格以来取得其他类型的专业技术工作业绩成果", KIND, "other"),
    ],
    identity: &[&[PROJECT, START]],
    material: Some(END),
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (START, "2020-03-01"),
    (END, "2021-11-30"),
    (KIND, "joint"),
    (PROJECT, "高速冲床自动化柔性生产线"),
    ("role", "主要参加"),
    (RANK, "2"),
    (PEOPLE, "6"),
    (STATE, "已完成，验收合格"),
    ("share", "30%"),
    ("scale", "合同额 120 万元"),
    ("client", "示例电器有限公司"),
    ("contractor", "示例机械制造有限公司"),
    ("side", "b"),
    ("acceptance", "甲方组织验收，一次通过"),
    ("witness", "何示例"),
    (EFFECT, "换模时间由 45 分钟缩短到 12 分钟，产品合格率 99.6%。"),
];
