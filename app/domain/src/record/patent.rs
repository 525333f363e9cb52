//! 发明专利信息 (`domain.md` §3 item 16).

use super::{Entries, Printed, RANK, Section, SectionId};
use crate::{
    check::{Context, Rule, in_order},
    codes,
    field::{Field, Form, Group, Width},
    issue::Issue,
    values::Values,
};

const NUMBER: &str = "number";
const APPLIED: &str = "applied";
const GRANTED: &str = "granted";

pub static FORM: Form = Form {
    key: "patent",
    title: "发明专利信息",
    note: "按专利证书填写，已授权的填授权日。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::line("name", "名称", 100).needed().listed().wide(Width::Full),
            Field::choice("kind", "类型", &codes::PATENT_KIND).needed().listed(),
            Field::line(NUMBER, "专利号", 40).needed().listed(),
            Field::line("country", "授权国家（地区）", 30),
            Field::date(APPLIED, "申请日"),
            Field::date(GRANTED, "授权日").needed().listed(),
            Field::whole(RANK, "发明人排名", 1, 100).needed().listed(),
            Field::line("owner", "权利人", 60).listed().wide(Width::Full),
            Field::long("benefit", "转化情况与效益", 300, 3),
        ],
    }],
    rules: &[GRANTED_AFTER_APPLIED],
};

pub static SECTION: Section = Section {
    id: SectionId::Patent,
    form: &FORM,
    entries: Entries::Many { max: 100 },
    chapter: "学术成果信息",
    order_by: GRANTED,
    noun: "专利",
    printed: &[Printed::on(5, "任现资格以来发明专利情况")],
    identity: &[&[NUMBER]],
    material: Some(GRANTED),
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    ("name", "一种自动送料夹具"),
    ("kind", "invention"),
    (NUMBER, "ZL 2020 1 0000000.0"),
    ("country", "中国"),
    (APPLIED, "2020-03-12"),
    (GRANTED, "2022-08-09"),
    (RANK, "1"),
    ("owner", "示例机械制造有限公司"),
    ("benefit", "已用于两条生产线，年节约工时约 1800 小时。"),
];

pub const GRANTED_AFTER_APPLIED: Rule = Rule::new("granted_after_applied", granted_after_applied);

fn granted_after_applied(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    in_order(form, values, APPLIED, GRANTED)
}
