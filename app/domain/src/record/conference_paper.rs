//! 学术会议宣读的论文 (`domain.md` §3 item 18).

use super::{Entries, Printed, RANK, Section, SectionId};
use crate::{
    codes,
    field::{Field, Form, Group, Width},
};

const TITLE: &str = "title";
const CONFERENCE: &str = "conference";
const DATE: &str = "date";

pub static FORM: Form = Form {
    key: "conference_paper",
    title: "学术会议宣读的论文",
    note: "在学术会议上宣读的论文，没有的可以不填。",
    groups: &[Group {
        title: "",
        core: false,
        fields: &[
            Field::line(TITLE, "题名", 150).needed().listed().wide(Width::Full),
            Field::line(CONFERENCE, "会议名称", 100).needed().listed().wide(Width::TwoThirds),
            Field::date(DATE, "会议时间").needed().listed(),
            Field::line("host", "会议级别、主办单位", 60).listed(),
            Field::line("place", "地点", 40),
            Field::whole(RANK, "本人排名", 1, 100).needed().listed(),
            Field::choice("collected", "是否收入论文集", &codes::YES_NO),
        ],
    }],
    rules: &[],
};

pub static SECTION: Section = Section {
    id: SectionId::ConferencePaper,
    form: &FORM,
    entries: Entries::Many { max: 100 },
    chapter: "学术成果信息",
    order_by: DATE,
    noun: "会议论文",
    printed: &[Printed::on(10, "二、学术会议宣读的论文")],
    identity: &[&[TITLE, CONFERENCE]],
    material: Some(DATE),
    evidence: true,
    when: None,
    sample: SAMPLE,
};

const SAMPLE: &[(&str, &str)] = &[
    (TITLE, "柔性生产线节拍平衡的一种方法"),
    (CONFERENCE, "示例省机械工程学会学术年会"),
    (DATE, "2022-11-18"),
    ("host", "省级，示例省机械工程学会"),
    ("place", "广东省中山市"),
    (RANK, "1"),
    ("collected", "1"),
];
