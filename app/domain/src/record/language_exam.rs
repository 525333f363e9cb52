//! 职称外语考试信息 (`domain.md` §3 item 11).

use super::{Entries, Printed, Section, SectionId, rules};
use crate::{
    codes,
    field::{Field, Form, Group, Width},
};

const LANGUAGE: &str = "language";
const GRADE: &str = "grade";
const DATE: &str = "date";

pub static FORM: Form = Form {
    key: "language_exam",
    title: "职称外语考试信息",
    note: "不是统一要求的条件，评审通知要求的才填写。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::choice(LANGUAGE, "语种", &codes::LANGUAGE).needed().listed(),
            Field::choice(GRADE, "级别", &codes::LANGUAGE_GRADE).needed().listed(),
            Field::amount("score", "成绩").listed(),
            Field::date(DATE, "考试日期").listed().hint("免试的可以不填"),
            Field::date_ahead("valid_until", "有效期至"),
            Field::line("number", "证书号", 40),
            Field::line("exempt", "免试理由", 100).hint("没有参加考试的填写").wide(Width::Full),
        ],
    }],
    rules: &[rules::PASSED_OR_EXEMPT],
};

pub static SECTION: Section = Section {
    id: SectionId::LanguageExam,
    form: &FORM,
    entries: Entries::Many { max: 30 },
    chapter: "考试成绩信息",
    order_by: DATE,
    noun: "外语考试",
    printed: &[Printed::on(2, "职称外语考试")],
    identity: &[&[LANGUAGE, GRADE, DATE]],
    material: None,
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] =
    &[(LANGUAGE, "english"), (GRADE, "b"), ("score", "72.5"), (DATE, "2016-03-26"), ("number", "样外 2016 第 0326 号")];
