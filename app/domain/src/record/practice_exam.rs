//! 实践能力考试信息 (`domain.md` §3 item 12).

use super::{Entries, Printed, Section, SectionId};
use crate::{
    check::{Context, Rule, in_order},
    codes,
    field::{Field, Form, Group, Width},
    issue::Issue,
    values::Values,
};

pub const NAME: &str = "exam";
pub const LEVEL: &str = "level";
pub const DATE: &str = "date";
pub const SCORE: &str = "score";
pub const PASS: &str = "pass";
pub const VALID_UNTIL: &str = "valid_until";

pub static FORM: Form = Form {
    key: "practice_exam",
    title: "实践能力考试信息",
    note: "只有考评结合的专业需要填写。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::line(NAME, "考试名称", 60).needed().listed().wide(Width::TwoThirds),
            Field::choice(LEVEL, "级别", &codes::TITLE_LEVEL).listed(),
            Field::line("specialty", "专业", 60).needed().listed().wide(Width::TwoThirds),
            Field::date(DATE, "考试日期").needed().listed(),
            Field::amount(SCORE, "成绩").needed().listed(),
            Field::amount(PASS, "合格线"),
            Field::date_ahead("valid_until", "有效期至"),
            Field::line("number", "准考证、证书号", 40).wide(Width::TwoThirds),
        ],
    }],
    rules: &[VALID_AFTER_EXAM],
};

pub static SECTION: Section = Section {
    id: SectionId::PracticeExam,
    form: &FORM,
    entries: Entries::Many { max: 30 },
    chapter: "考试成绩信息",
    order_by: DATE,
    noun: "实践能力考试",
    printed: &[Printed::on(2, "专业实践能力考试成绩(属于考评结合专业方需填写)")],
    identity: &[&[NAME, DATE]],
    material: None,
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (NAME, "高级会计实务"),
    (LEVEL, "associate_senior"),
    ("specialty", "会计"),
    (DATE, "2025-05-17"),
    (SCORE, "68"),
    (PASS, "60"),
    ("valid_until", "2028-05-16"),
    ("number", "样考 20250517"),
];

pub const VALID_AFTER_EXAM: Rule = Rule::new("valid_after_exam", valid_after_exam);

fn valid_after_exam(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    in_order(form, values, DATE, VALID_UNTIL)
}
