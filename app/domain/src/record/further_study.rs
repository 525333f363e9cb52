//! 国内外研修（学习培训）信息 (`domain.md` §3 item 8).

use super::{END, Entries, Printed, START, Section, SectionId, rules};
use crate::field::{Field, Form, Group, Width};

const WHERE: &str = "place";
const CONTENT: &str = "content";

pub static FORM: Form = Form {
    key: "further_study",
    title: "国内外研修（学习培训）信息",
    note: "国内外进修、访学和较长时间的学习培训，没有的可以不填。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "开始日期").needed().listed().hint("例如 2016-10-01"),
            Field::date_or_now(END, "结束日期").needed().listed().hint("还没有结束的填“至今”"),
            Field::line("amount", "学时、天数", 20).hint("例如 80 学时、30 天"),
            Field::line(WHERE, "国家（地区）、地点", 60).needed().listed().wide(Width::Half),
            Field::line("institution", "单位、院校", 60).needed().listed().wide(Width::Half),
            Field::line(CONTENT, "研修内容", 100).needed().listed().wide(Width::TwoThirds),
            Field::line("certificate", "结业证书编号", 40),
        ],
    }],
    rules: &[rules::ENDS_AFTER_START],
};

pub static SECTION: Section = Section {
    id: SectionId::FurtherStudy,
    form: &FORM,
    entries: Entries::Many { max: 50 },
    chapter: "继续教育及培训信息",
    order_by: START,
    noun: "研修",
    printed: &[Printed::on(2, "国内外进修情况")],
    identity: &[&[START, WHERE, CONTENT]],
    material: None,
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (START, "2022-05-09"),
    (END, "2022-06-03"),
    ("amount", "160 学时"),
    (WHERE, "广东省广州市"),
    ("institution", "示例工业大学"),
    (CONTENT, "智能制造与工业机器人应用"),
    ("certificate", "样研 2022-0609"),
];
