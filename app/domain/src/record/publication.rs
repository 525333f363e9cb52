//! 公开发表的论文、著作、译著 (`domain.md` §3 item 17).

use super::{Entries, Printed, RANK, Section, SectionId};
use crate::{
    codes,
    field::{Field, Form, Group, Width},
};

const TITLE: &str = "title";
const JOURNAL: &str = "journal";
const DATE: &str = "date";
const DOI: &str = "doi";

pub static FORM: Form = Form {
    key: "publication",
    title: "公开发表的论文、著作、译著",
    note: "只填公开发表、出版的。代表作请上传全文。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::line(TITLE, "题名", 150).needed().listed().wide(Width::Full),
            Field::choice("kind", "类别", &codes::PUBLICATION_KIND).needed().listed(),
            Field::date(DATE, "发表日期").needed().listed(),
            Field::whole(RANK, "作者排名", 1, 100).needed().listed(),
            Field::line(JOURNAL, "刊物、出版社", 80).needed().listed().wide(Width::Half),
            Field::line("serial", "CN、ISSN 或 ISBN", 40).listed().wide(Width::Half),
            Field::line("issue", "卷、期、页", 40),
            Field::amount("words", "本人撰写字数（万字）"),
            Field::choice("index", "收录", &codes::INDEXED).listed(),
            Field::choice("corresponding", "是否通讯作者", &codes::YES_NO),
            Field::choice("representative", "是否代表作", &codes::YES_NO),
            Field::line(DOI, "DOI", 80),
        ],
    }],
    rules: &[],
};

pub static SECTION: Section = Section {
    id: SectionId::Publication,
    form: &FORM,
    entries: Entries::Many { max: 200 },
    chapter: "学术成果信息",
    order_by: DATE,
    noun: "论文著作",
    printed: &[Printed::on(9, "一、公开发表(出版)的论文、著作、译著")],
    identity: &[&[DOI], &[TITLE, JOURNAL]],
    material: Some(DATE),
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (TITLE, "高速冲床送料精度的误差分析与补偿"),
    ("kind", "paper"),
    (DATE, "2023-06-15"),
    (RANK, "1"),
    (JOURNAL, "示例机械工程"),
    ("serial", "ISSN 0000-0000"),
    ("issue", "第 12 卷第 6 期 45–51 页"),
    ("words", "0.8"),
    ("index", "core"),
    ("corresponding", "1"),
    ("representative", "1"),
    (DOI, "10.0000/example.2023.06"),
];
