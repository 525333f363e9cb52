//! 初次职称考核认定: the application's own form (`domain.md` §3, 认定 application core data).

use crate::{
    application::{self, EDUCATION, SUMMARY},
    field::{Field, Form, Group, Width},
};

pub const STUDIED: &str = "studied";
pub const CONDUCT: &str = "conduct";

pub static FORM: Form = Form {
    key: "recognition",
    title: "申报信息",
    note: "",
    groups: &[
        Group {
            title: "核心数据",
            core: true,
            fields: &[
                application::SERIES_FIELD,
                application::SPECIALTY_FIELD,
                application::TITLE_FIELD,
                application::LEVEL_FIELD,
                application::CURRENT_WORK_FIELD,
                application::YEARS_FIELD,
                Field::entry(EDUCATION, "对应专业的全日制最高学历")
                    .at_submit()
                    .wide(Width::TwoThirds)
                    .hint("从学历教育信息中选择，不能直接填写"),
                Field::follows(STUDIED, "与认定资格对应的所学专业", EDUCATION).hint("即毕业证上的专业"),
                application::COMMITTEE_FIELD,
            ],
        },
        Group {
            title: "工作期间奖惩情况",
            core: false,
            fields: &[Field::long(CONDUCT, "工作期间奖惩情况", 1000, 4).at_submit().hint("没有的填“无”")],
        },
        Group {
            title: "个人专业技术工作小结",
            core: false,
            fields: &[Field::long(SUMMARY, "个人专业技术工作小结", 3000, 12)
                .at_submit()
                .hint("写清承担的工作、取得的成绩和专业能力，可以换行")],
        },
        application::PROMISE_GROUP,
    ],
    rules: &[],
};
