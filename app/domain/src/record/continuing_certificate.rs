//! 我的继续教育证书 (`domain.md` §3 item 9).

use super::{Entries, Section, SectionId, YEAR, rules};
use crate::field::{Field, Form, Group, Width};

const NUMBER: &str = "number";

pub static FORM: Form = Form {
    key: "continuing_certificate",
    title: "我的继续教育证书",
    note: "继续教育合格证书，上传证书文件备查，不印在评审表上。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::whole(YEAR, "年度", 1980, 2100).needed().listed().hint("例如 2025"),
            Field::line(NUMBER, "证书编号", 40).needed().listed(),
            Field::whole("hours", "学时", 0, 1000).listed(),
            Field::name("holder", "证书上的姓名").hint("与本人姓名一致"),
            Field::line("issuer", "发证机构", 60).listed().wide(Width::TwoThirds),
        ],
    }],
    rules: &[rules::YEAR_HAS_COME],
};

pub static SECTION: Section = Section {
    id: SectionId::ContinuingCertificate,
    form: &FORM,
    entries: Entries::Many { max: 60 },
    chapter: "继续教育及培训信息",
    order_by: YEAR,
    noun: "继续教育证书",
    printed: &[],
    identity: &[&[NUMBER]],
    material: None,
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (YEAR, "2025"),
    (NUMBER, "JX2025000001"),
    ("hours", "90"),
    ("holder", "陈示例"),
    ("issuer", "示例市继续教育中心"),
];
