//! 非学历教育信息 (`domain.md` §3 item 3).

use super::{END, Entries, Printed, START, Section, SectionId, rules};
use crate::field::{Field, Form, Group, Width};

const COURSE: &str = "course";

pub static FORM: Form = Form {
    key: "training",
    title: "非学历教育信息",
    note: "不授予学历的进修、培训和课程，没有的可以不填。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::date(START, "开始日期").needed().listed().hint("例如 2016-10-01"),
            Field::date(END, "结束日期").needed().listed(),
            Field::whole("hours", "学时", 1, 5000),
            Field::line(COURSE, "项目、课程", 100).needed().listed().wide(Width::Half),
            Field::line("institution", "培训机构", 60).listed().wide(Width::Half),
            Field::line("certificate", "证书名称、编号", 60).wide(Width::Half),
            Field::name("witness", "证明人").wide(Width::Half),
        ],
    }],
    rules: &[rules::ENDS_AFTER_START],
};

pub static SECTION: Section = Section {
    id: SectionId::Training,
    form: &FORM,
    entries: Entries::Many { max: 50 },
    chapter: "教育信息",
    order_by: START,
    noun: "非学历教育",
    printed: &[Printed::on(1, "非学历教育情况")],
    identity: &[&[START, COURSE]],
    material: None,
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (START, "2018-03-05"),
    (END, "2018-03-16"),
    ("hours", "80"),
    (COURSE, "数控加工工艺与编程高级研修"),
    ("institution", "示例市继续教育中心"),
    ("certificate", "结业证书 样字第 0018 号"),
    ("witness", "何示例"),
];
