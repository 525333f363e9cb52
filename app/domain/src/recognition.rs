//! 初次职称考核认定: the application's own form (`domain.md` §3, 认定 application core data).

use crate::{
    application::{
        COMMITTEE, CURRENT_WORK, EDUCATION, LEVEL, PROMISE, PROMISE_TEXT, SERIES, SPECIALTY, SUMMARY, TITLE, YEARS,
    },
    codes,
    field::{Field, Form, Group, Picker, Width},
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
                Field::choice(SERIES, "申报专业系列", &codes::SERIES).at_submit(),
                Field::pick(SPECIALTY, "申报专业名称", Picker::Specialty).at_submit(),
                Field::pick(TITLE, "申报职称名称", Picker::Title).at_submit(),
                Field::follows(LEVEL, "申报职称等级", TITLE).hint("由申报职称名称自动带出"),
                Field::line(CURRENT_WORK, "现从事专业技术工作", 60).at_submit(),
                Field::whole(YEARS, "从事本专业或相近专业技术工作年限", 0, 60).at_submit().hint("整数，单位是年"),
                Field::entry(EDUCATION, "对应专业的全日制最高学历")
                    .at_submit()
                    .wide(Width::TwoThirds)
                    .hint("从学历教育信息中选择，不能直接填写"),
                Field::follows(STUDIED, "与认定资格对应的所学专业", EDUCATION).hint("即毕业证上的专业"),
                Field::pick(COMMITTEE, "评审委员会", Picker::Committee)
                    .at_submit()
                    .wide(Width::TwoThirds)
                    .hint("选错了申请会到不了评委会。先查阅评审通知里的受理范围，在中山参评请在所属地区内选中山市"),
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
        Group {
            title: "个人承诺", core: false, fields: &[Field::tick(PROMISE, "个人承诺", PROMISE_TEXT).at_submit()]
        },
    ],
    rules: &[],
};
