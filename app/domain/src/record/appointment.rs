//! 聘任情况 (`domain.md` §3 item 5).

use super::{END, Entries, Printed, START, Section, SectionId, rules};
use crate::{
    codes,
    field::{Field, Form, Group, Width},
};

pub const LEVEL: &str = "level";
const UNIT: &str = "employer";
const POST: &str = "post";

pub static FORM: Form = Form {
    key: "appointment",
    title: "聘任情况",
    note: "现在和以前聘任的专业技术职务，按聘书填写。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "聘期开始").needed().listed().hint("例如 2016-10-01"),
            Field::date_ahead(END, "聘期结束").needed().listed().hint("以聘书为准，可以是以后的日期"),
            Field::choice(LEVEL, "级别", &codes::TITLE_LEVEL).listed(),
            Field::line(UNIT, "聘任单位", 60).needed().listed().wide(Width::Half),
            Field::line("specialty", "聘任专业（学科）", 60).needed().listed().wide(Width::Half),
            Field::line(POST, "聘任职务", 60).needed().listed(),
            Field::line("document", "聘书文号", 40),
            Field::whole("years", "累计年", 0, 60).hint("任现专业职务累计几年，整数"),
        ],
    }],
    rules: &[rules::ENDS_AFTER_START],
};

pub static SECTION: Section = Section {
    id: SectionId::Appointment,
    form: &FORM,
    entries: Entries::Many { max: 50 },
    chapter: "工作经历信息",
    order_by: START,
    noun: "聘任",
    printed: &[Printed::on(1, "现聘任专业(学科)")],
    identity: &[&[START, POST, UNIT]],
    material: None,
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (START, "2019-07-01"),
    (END, "2029-06-30"),
    (LEVEL, "assistant"),
    (UNIT, "示例机械制造有限公司"),
    ("specialty", "机械设计"),
    (POST, "助理工程师"),
    ("document", "样聘字〔2019〕7号"),
    ("years", "7"),
];
