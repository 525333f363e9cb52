//! What a person is: sex, people, party, household, papers, and the kinds of person.
//!
//! To add one: see the parent module.

use super::{Code, Table, known, offered, table};

static SEXES: &[Code] = &[known("0", "未知的性别"), offered("1", "男"), offered("2", "女"), known("9", "未说明的性别")];

/// 性别, GB/T 2261.1-2003.
pub static SEX: Table = table("sex", "性别", SEXES);

static ETHNIC_GROUPS: &[Code] = &[
    offered("01", "汉族"),
    offered("02", "蒙古族"),
    offered("03", "回族"),
    offered("04", "藏族"),
    offered("05", "维吾尔族"),
    offered("06", "苗族"),
    offered("07", "彝族"),
    offered("08", "壮族"),
    offered("09", "布依族"),
    offered("10", "朝鲜族"),
    offered("11", "满族"),
    offered("12", "侗族"),
    offered("13", "瑶族"),
    offered("14", "白族"),
    offered("15", "土家族"),
    offered("16", "哈尼族"),
    offered("17", "哈萨克族"),
    offered("18", "傣族"),
    offered("19", "黎族"),
    offered("20", "傈僳族"),
    offered("21", "佤族"),
    offered("22", "畲族"),
    offered("23", "高山族"),
    offered("24", "拉祜族"),
    offered("25", "水族"),
    offered("26", "东乡族"),
    offered("27", "纳西族"),
    offered("28", "景颇族"),
    offered("29", "柯尔克孜族"),
    offered("30", "土族"),
    offered("31", "达斡尔族"),
    offered("32", "仫佬族"),
    offered("33", "羌族"),
    offered("34", "布朗族"),
    offered("35", "撒拉族"),
    offered("36", "毛南族"),
    offered("37", "仡佬族"),
    offered("38", "锡伯族"),
    offered("39", "阿昌族"),
    offered("40", "普米族"),
    offered("41", "塔吉克族"),
    offered("42", "怒族"),
    offered("43", "乌孜别克族"),
    offered("44", "俄罗斯族"),
    offered("45", "鄂温克族"),
    offered("46", "德昂族"),
    offered("47", "保安族"),
    offered("48", "裕固族"),
    offered("49", "京族"),
    offered("50", "塔塔尔族"),
    offered("51", "独龙族"),
    offered("52", "鄂伦春族"),
    offered("53", "赫哲族"),
    offered("54", "门巴族"),
    offered("55", "珞巴族"),
    offered("56", "基诺族"),
    offered("97", "其他"),
    offered("98", "外国血统中国籍人士"),
];

/// 民族, GB/T 3304-1991 (01–56). 97 and 98 are practice outside the standard.
pub static ETHNIC_GROUP: Table = table("ethnic_group", "民族", ETHNIC_GROUPS);

static POLITICAL_STATUSES: &[Code] = &[
    offered("01", "中共党员"),
    offered("02", "中共预备党员"),
    offered("03", "共青团员"),
    offered("04", "民革会员"),
    offered("05", "民盟盟员"),
    offered("06", "民建会员"),
    offered("07", "民进会员"),
    offered("08", "农工党党员"),
    offered("09", "致公党党员"),
    offered("10", "九三学社社员"),
    offered("11", "台盟盟员"),
    offered("12", "无党派人士"),
    offered("13", "群众"),
];

/// 政治面貌, GB/T 4762-1984, with the short names in use.
pub static POLITICAL_STATUS: Table = table("political_status", "政治面貌", POLITICAL_STATUSES);

static HOUSEHOLD_TYPES: &[Code] = &[
    offered("10", "非农业户口（城镇）"),
    known("11", "本地非农业户口（本地城镇）"),
    known("12", "外地非农业户口（外地城镇）"),
    offered("20", "农业户口（农村）"),
    known("21", "本地农业户口（本地农村）"),
    known("22", "外地农业户口（外地农村）"),
    known("30", "港澳台侨人员"),
    offered("31", "香港特别行政区居民"),
    offered("32", "澳门特别行政区居民"),
    offered("33", "台湾地区居民"),
    offered("34", "华侨"),
    offered("40", "外国人"),
];

/// 户口性质, the code set of the personnel and social security systems.
/// Whether a household is local is known from its region and not asked for again.
pub static HOUSEHOLD_TYPE: Table = table("household_type", "户口性质", HOUSEHOLD_TYPES);

static ID_DOCUMENT_TYPES: &[Code] = &[
    offered("01", "居民身份证（户口簿）"),
    offered("02", "中国人民解放军军官证"),
    offered("03", "中国人民武装警察警官证"),
    offered("04", "香港特区护照/港澳居民来往内地通行证"),
    offered("05", "澳门特区护照/港澳居民来往内地通行证"),
    offered("06", "台湾居民来往大陆通行证"),
    offered("07", "外国人永久居留证"),
    offered("08", "外国人护照"),
    known("09", "残疾人证"),
    known("10", "军烈属证明"),
    known("11", "外国人就业证"),
    known("12", "外国专家证"),
    known("13", "外国人常驻记者证"),
    known("14", "台港澳人员就业证"),
    known("15", "回国（来华）定居专家证"),
    offered("16", "港澳台居民居住证"),
    offered("17", "中国护照"),
    known("90", "社会保障卡"),
    known("91", "保密人员证件"),
    offered("99", "其他身份证件"),
];

/// 证件类型, the code set of the personnel and social security systems; offered are
/// those that prove who a person is. Two public lists swap 16 and 17 [OK-U]: here they
/// are as in the personnel systems. [`crate::id_number::document`] has the rule of each.
pub static ID_DOCUMENT_TYPE: Table = table("id_document_type", "证件类型", ID_DOCUMENT_TYPES);

static PERSON_TYPES: &[Code] =
    &[offered("ordinary", "普通专业技术人员"), offered("senior", "高级专业技术人员"), offered("skilled", "高技能人才")];

/// 人员类型; the codes are ours. Only the first is in the guide, the others are [OK-U]
/// (`domain.md` §2.5).
pub static PERSON_TYPE: Table = table("person_type", "人员类型", PERSON_TYPES);
