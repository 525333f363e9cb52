//! 申报信息: the keys that the forms of all applications share. A form has them all or leaves some out;
//! what is called the same is the same.
//!
//! The forms themselves are [`crate::recognition`] and [`crate::review`].

use crate::{
    codes,
    field::{Field, Group, Picker, Width},
};

/// 申报专业系列.
pub const SERIES: &str = "series";
/// 申报专业名称.
pub const SPECIALTY: &str = "specialty";
/// 申报职称名称.
pub const TITLE: &str = "title";
/// 申报职称等级; follows from the title.
pub const LEVEL: &str = "level";
/// 评审委员会.
pub const COMMITTEE: &str = "committee";
/// 现从事专业技术工作.
pub const CURRENT_WORK: &str = "current_work";
/// 从事本专业或相近专业技术工作年限.
pub const YEARS: &str = "years";
/// The chosen entry of 学历教育信息.
pub const EDUCATION: &str = "education";
/// 个人小结, 个人述评.
pub const SUMMARY: &str = "summary";
/// 个人承诺.
pub const PROMISE: &str = "promise";

/// The promise, word for word as on the official form.
pub const PROMISE_TEXT: &str =
    "本人对所填写的内容及提交的申报材料真实性负责。如有虚假或不真实之处，愿意接受包括撤销资格等处理决定。";

pub const SERIES_FIELD: Field = Field::choice(SERIES, "申报专业系列", &codes::SERIES).at_submit();
pub const SPECIALTY_FIELD: Field = Field::pick(SPECIALTY, "申报专业名称", Picker::Specialty).at_submit();
pub const TITLE_FIELD: Field = Field::pick(TITLE, "申报职称名称", Picker::Title).at_submit();
pub const LEVEL_FIELD: Field = Field::follows(LEVEL, "申报职称等级", TITLE).hint("由申报职称名称自动带出");
pub const CURRENT_WORK_FIELD: Field = Field::line(CURRENT_WORK, "现从事专业技术工作", 60).at_submit();
pub const YEARS_FIELD: Field =
    Field::whole(YEARS, "从事本专业或相近专业技术工作年限", 0, 60).at_submit().hint("整数，单位是年");
pub const COMMITTEE_FIELD: Field = Field::pick(COMMITTEE, "评审委员会", Picker::Committee)
    .at_submit()
    .wide(Width::TwoThirds)
    .hint("选错了申请会到不了评委会。先查阅评审通知里的受理范围，在中山参评请在所属地区内选中山市");
pub const PROMISE_GROUP: Group =
    Group {
        title: "个人承诺", core: false, fields: &[Field::tick(PROMISE, "个人承诺", PROMISE_TEXT).at_submit()]
    };
