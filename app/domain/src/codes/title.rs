//! Titles: levels and series, and the kinds of application for them.
//!
//! To add one: see the parent module.

use super::{Code, Table, offered, table};

static TITLE_LEVELS: &[Code] = &[
    offered("senior", "正高级"),
    offered("associate_senior", "副高级"),
    offered("intermediate", "中级"),
    offered("assistant", "助理级"),
    offered("junior", "员级"),
];

/// 职称等级, highest first; the codes are ours.
pub static TITLE_LEVEL: Table = table("title_level", "职称等级", TITLE_LEVELS);

static SERIES_ROWS: &[Code] = &[
    offered("01", "高等学校教师"),
    offered("02", "哲学社会科学研究人员"),
    offered("03", "自然科学研究人员"),
    offered("04", "卫生技术人员"),
    offered("05", "工程技术人才"),
    offered("06", "农业技术人员"),
    offered("07", "新闻专业人员"),
    offered("08", "出版专业人员"),
    offered("09", "图书资料专业人员"),
    offered("10", "文物博物专业人员"),
    offered("11", "档案专业人员"),
    offered("12", "工艺美术专业人员"),
    offered("13", "技工院校教师"),
    offered("14", "体育专业人员"),
    offered("15", "翻译专业人员"),
    offered("16", "播音主持专业人员"),
    offered("17", "会计人员"),
    offered("18", "统计专业人员"),
    offered("19", "经济专业人员"),
    offered("20", "实验技术人才"),
    offered("21", "中等职业学校教师"),
    offered("22", "中小学教师"),
    offered("23", "艺术专业人员"),
    offered("24", "公共法律服务专业人员"),
    offered("25", "船舶专业技术人员"),
    offered("26", "民用航空飞行技术人员"),
    offered("27", "审计专业人员"),
];

/// 职称系列, in the order of the ministry's table of 2021-11-02 (`domain.md` §2.1); the codes are
/// ours. 05 is called as in the guide's form; the table calls it 工程技术人员. From 14 on the
/// order, and the names of 15–17, 20 and 21, are not verified.
pub static SERIES: Table = table("series", "专业系列", SERIES_ROWS);

static BUSINESSES: &[Code] = &[
    offered("recognition", "考核认定"),
    offered("review", "评审"),
    offered("reissue", "证书补换发"),
    offered("commissioned", "省外委托评审"),
    offered("unit_change", "人事管理单位变更"),
];

/// 业务类型, by the guide's short names.
pub static BUSINESS: Table = table("business", "业务类型", BUSINESSES);

/// The code of 评审 in [`TITLE_WAY`].
pub const BY_REVIEW: &str = "review";

static TITLE_WAYS: &[Code] = &[
    offered(BY_REVIEW, "评审"),
    offered("recognition", "考核认定"),
    offered("exam", "考试"),
    offered("confirmation", "确认"),
    offered("commissioned", "委托评审"),
];

/// 职称取得方式 (`domain.md` §1.7); the codes are ours. From it and the year follows how years count.
pub static TITLE_WAY: Table = table("title_way", "取得方式", TITLE_WAYS);

static TITLE_ORIGINS: &[Code] = &[offered("province", "外省"), offered("central", "中央单位")];

/// Where a title from outside the province was obtained.
pub static TITLE_ORIGIN: Table = table("title_origin", "取得地", TITLE_ORIGINS);

static APPLY_KINDS: &[Code] = &[
    offered("promotion", "晋升"),
    offered("change_series", "转系列"),
    offered("exceptional", "破格"),
    offered("green_channel", "绿色通道"),
    offered("skilled", "技能贯通"),
    offered("grassroots", "基层定向"),
    offered("commissioned", "委托"),
];

/// 申报类型 (`domain.md` §2.5); the codes are ours. What each waives and asks for is policy, see
/// [`crate::policy`].
pub static APPLY_KIND: Table = table("apply_kind", "申报类型", APPLY_KINDS);

static SKILL_LEVELS: &[Code] = &[
    offered("senior_worker", "高级工"),
    offered("technician", "技师"),
    offered("senior_technician", "高级技师"),
    offered("special_technician", "特级技师"),
    offered("chief_technician", "首席技师"),
];

/// 职业技能等级 from which a title can be applied for (`domain.md` §2.5), lowest first; the codes
/// are ours.
pub static SKILL_LEVEL: Table = table("skill_level", "职业技能等级", SKILL_LEVELS);

/// The code of 是 in [`YES_NO`].
pub const YES: &str = "1";

static YES_NO_ROWS: &[Code] = &[offered(YES, "是"), offered("0", "否")];

/// 是 and 否.
pub static YES_NO: Table = table("yes_no", "是否", YES_NO_ROWS);
