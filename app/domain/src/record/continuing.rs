//! 完成继续教育任务总体情况 (`domain.md` §3 item 7).

use super::{Entries, Printed, Section, SectionId, YEAR, rules};
use crate::{
    check::{Context, Rule, at},
    codes,
    field::{Field, Form, Group, Width},
    issue::{Issue, What},
    values::Values,
};

pub const PUBLIC: &str = "public";
pub const PROFESSIONAL: &str = "professional";
pub const ELECTIVE: &str = "elective";
pub const COMPLETED: &str = "completed";

pub static FORM: Form = Form {
    key: "continuing",
    title: "完成继续教育任务总体情况",
    note: "每个年度填一条。学时以继续教育系统的登记为准，登记码按证书填写。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::whole(YEAR, "年度", 1980, 2100).needed().listed().hint("例如 2025"),
            Field::whole(PUBLIC, "公需科目学时", 0, 1000).needed().listed(),
            Field::whole(PROFESSIONAL, "专业科目学时", 0, 1000).needed().listed(),
            Field::whole(ELECTIVE, "选修科目学时", 0, 1000).needed().listed(),
            Field::choice(COMPLETED, "是否完成", &codes::YES_NO).needed().listed(),
            Field::line("registered", "继续教育登记码", 40).hint("没有登记码是常见的退回原因"),
            Field::line("auditor", "审核单位", 60).listed().wide(Width::Full),
        ],
    }],
    rules: &[rules::YEAR_HAS_COME, HOURS_AGREE],
};

pub static SECTION: Section = Section {
    id: SectionId::Continuing,
    form: &FORM,
    entries: Entries::Many { max: 40 },
    chapter: "继续教育及培训信息",
    order_by: YEAR,
    noun: "继续教育年度",
    printed: &[Printed::on(3, "任现资格以来完成继续教育任务情况")],
    identity: &[&[YEAR]],
    material: None,
    evidence: false,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (YEAR, "2025"),
    (PUBLIC, "30"),
    (PROFESSIONAL, "42"),
    (ELECTIVE, "18"),
    (COMPLETED, "1"),
    ("registered", "JX2025000001"),
    ("auditor", "示例市人力资源和社会保障局"),
];

pub const HOURS_AGREE: Rule = Rule::new("hours_agree", hours_agree);

/// 是否完成 is said to be so, and there is not a single hour.
fn hours_agree(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    let hours = [PUBLIC, PROFESSIONAL, ELECTIVE];
    (hours.into_iter().all(|key| values.whole(key) == Some(0)) && values.get(COMPLETED) == codes::YES)
        .then(|| at(form, COMPLETED, What::Say("各科目学时都是 0，却填了已经完成，请核对学时或改为“否”".to_owned())))
}
