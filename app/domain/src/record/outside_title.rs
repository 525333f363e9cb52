//! 外省、中央单位职称证书资料: the certificate that 评审申请 asks for when 职称是否是外省、中央单位取得 is 是
//! (the guide's 4-2 note 3, `domain.md` §2.5). No item of the guide's table, and none of 评审表.

use super::{Entries, Section, SectionId};
use crate::{
    codes,
    field::{Field, Form, Group, Picker, Width},
    review,
};

const NUMBER: &str = "number";
const OBTAINED: &str = "obtained";

pub static FORM: Form = Form {
    key: "outside_title",
    title: "外省、中央单位职称证书资料",
    note: "按证书填写，并把证书的扫描件作为附件上传。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::choice("origin", "取得地", &codes::TITLE_ORIGIN).needed().listed(),
            Field::pick("region", "发证地区", Picker::Region).wide(Width::TwoThirds).hint("中央单位取得的不填"),
            Field::line("issuer", "发证单位", 80).needed().listed().wide(Width::Half),
            Field::line("assessor", "评审组织", 80).wide(Width::Half),
            Field::line("title", "证书上的职称名称", 60).needed().listed(),
            Field::line("specialty", "证书上的专业", 60).needed().listed(),
            Field::choice("level", "职称等级", &codes::TITLE_LEVEL).needed(),
            Field::choice("way", "取得方式", &codes::TITLE_WAY).needed(),
            Field::date(OBTAINED, "取得时间").needed().listed().hint("例如 2018-12-20"),
            Field::line(NUMBER, "证书编号", 60).needed().listed(),
            Field::line("verify", "查询网址、核验方式", 120).wide(Width::Full),
        ],
    }],
    rules: &[],
};

pub static SECTION: Section = Section {
    id: SectionId::OutsideTitle,
    form: &FORM,
    entries: Entries::Many { max: 5 },
    chapter: "外省、中央单位职称",
    order_by: OBTAINED,
    noun: "外省职称证书",
    printed: &[],
    identity: &[&[NUMBER]],
    material: None,
    evidence: true,
    when: Some((review::OUTSIDE, codes::YES)),
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    ("origin", "province"),
    ("region", "430100"),
    ("issuer", "示例省人力资源和社会保障厅"),
    ("assessor", "示例省机械工程评审委员会"),
    ("title", "助理工程师"),
    ("specialty", "机械"),
    ("level", "assistant"),
    ("way", "review"),
    (OBTAINED, "2018-12-20"),
    (NUMBER, "样证 2018-001"),
    ("verify", "https://example.com/verify"),
];
