//! 计算机应用能力考试信息 (`domain.md` §3 item 10).

use super::{Entries, Printed, Section, SectionId, rules};
use crate::field::{Field, Form, Group, Width};

const SUBJECT: &str = "subject";
const DATE: &str = "date";

pub static FORM: Form = Form {
    key: "computer_exam",
    title: "计算机应用能力考试信息",
    note: "不是统一要求的条件，评审通知要求的才填写。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::line(SUBJECT, "科目、模块", 60).needed().listed().wide(Width::TwoThirds),
            Field::date(DATE, "合格日期").listed().hint("免试的可以不填"),
            Field::line("grade", "级别", 20).listed(),
            Field::line("number", "证书号", 40).listed().wide(Width::TwoThirds),
            Field::line("exempt", "免试理由", 100).hint("没有参加考试的填写").wide(Width::Full),
        ],
    }],
    rules: &[rules::PASSED_OR_EXEMPT],
};

pub static SECTION: Section = Section {
    id: SectionId::ComputerExam,
    form: &FORM,
    entries: Entries::Many { max: 30 },
    chapter: "考试成绩信息",
    order_by: DATE,
    noun: "计算机考试",
    printed: &[Printed::on(2, "计算机应用能力考试")],
    identity: &[&[SUBJECT, DATE]],
    material: None,
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] =
    &[(SUBJECT, "计算机辅助绘图"), (DATE, "2015-06-20"), ("grade", "中级"), ("number", "样计 2015 第 0620 号")];
