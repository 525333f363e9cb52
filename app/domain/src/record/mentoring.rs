//! 指导研究生和专业技术人员情况 (`domain.md` §3 item 6).

use super::{END, Entries, Printed, START, Section, SectionId, rules};
use crate::{
    codes,
    field::{Field, Form, Group, Width},
};

const WHO: &str = "who";
const CONTENT: &str = "content";

pub static FORM: Form = Form {
    key: "mentoring",
    title: "指导研究生和专业技术人员情况",
    note: "指导研究生、进修人员、青年骨干或者带徒弟的情况，没有的可以不填。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "开始日期").needed().listed().hint("例如 2016-10-01"),
            Field::date_or_now(END, "结束日期").needed().listed().hint("还没有结束的填“至今”"),
            Field::choice("kind", "指导类型", &codes::MENTORING_KIND).needed().listed(),
            Field::line(WHO, "指导对象（姓名或人数）", 60).needed().listed().wide(Width::Half),
            Field::line("hours", "学时、工作量", 40).wide(Width::Half),
            Field::line(CONTENT, "内容、课题", 100).needed().listed().wide(Width::Full),
            Field::long("result", "指导结果", 300, 3),
        ],
    }],
    rules: &[rules::ENDS_AFTER_START],
};

pub static SECTION: Section = Section {
    id: SectionId::Mentoring,
    form: &FORM,
    entries: Entries::Many { max: 50 },
    chapter: "工作经历信息",
    order_by: START,
    noun: "指导情况",
    printed: &[Printed::on(2, "指导研究生和专业技术人员进修情况")],
    identity: &[&[START, WHO, CONTENT]],
    material: None,
    evidence: false,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (START, "2021-03-01"),
    (END, "2022-02-28"),
    ("kind", "apprentice"),
    (WHO, "示例一、示例二，共 2 人"),
    ("hours", "每周 4 学时"),
    (CONTENT, "夹具设计与数控加工"),
    ("result", "两人均能独立完成中等复杂程度夹具的设计。"),
];
