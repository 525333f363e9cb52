//! 申报信息: the keys that the forms of all applications share. A form has them all or leaves some out;
//! what is called the same is the same.
//!
//! The forms themselves are [`crate::recognition`] and [`crate::review`].

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
