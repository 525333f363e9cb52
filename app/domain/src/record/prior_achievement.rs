//! 任现资格之前主要专业技术工作及取得的业绩成果情况 (`domain.md` §3 item 13).

use super::{END, Entries, Printed, START, Section, SectionId, rules};
use crate::field::{Field, Form, Group, Width};

const PROJECT: &str = "project";

pub static FORM: Form = Form {
    key: "prior_achievement",
    title: "任现资格之前主要专业技术工作及取得的业绩成果情况",
    note: "取得现职称以前的主要工作和成果，时间前后衔接。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "开始日期").needed().listed().hint("例如 2016-10-01"),
            Field::date(END, "结束日期").needed().listed(),
            Field::line("role", "本人角色", 30).listed().hint("例如 主持、主要参加"),
            Field::line(PROJECT, "项目、工作", 100).needed().listed().wide(Width::Full),
            Field::line("state", "完成情况", 100).needed().listed().wide(Width::Full),
            Field::long("effect", "效果及评价", 500, 4).listed(),
        ],
    }],
    rules: &[rules::ENDS_AFTER_START],
};

pub static SECTION: Section = Section {
    id: SectionId::PriorAchievement,
    form: &FORM,
    entries: Entries::Many { max: 100 },
    chapter: "资格信息",
    order_by: START,
    noun: "以前的业绩",
    printed: &[Printed::on(4, "任现资格之前主要专业技术工作及取得的业绩成果情况")],
    identity: &[&[START, PROJECT]],
    material: None,
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (START, "2014-03-01"),
    (END, "2015-11-30"),
    ("role", "主要参加"),
    (PROJECT, "冲压件自动送料装置改造"),
    ("state", "已完成，验收合格"),
    ("effect", "单班产量由 1200 件提高到 1650 件。"),
];
