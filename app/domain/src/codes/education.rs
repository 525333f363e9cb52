//! Schooling: levels, degrees and modes of study.
//!
//! To add one: see the parent module.

use super::{Code, Table, known, offered, table};

static EDUCATION_LEVELS: &[Code] = &[
    known("10", "研究生教育"),
    offered("11", "博士研究生"),
    known("12", "博士研究生结业"),
    known("13", "博士研究生肄业"),
    offered("14", "硕士研究生"),
    known("15", "硕士研究生结业"),
    known("16", "硕士研究生肄业"),
    offered("17", "研究生班"),
    known("18", "研究生班结业"),
    known("19", "研究生班肄业"),
    known("20", "大学本科教育"),
    offered("21", "大学本科"),
    known("22", "大学本科结业"),
    known("23", "大学本科肄业"),
    offered("28", "大学普通班"),
    known("30", "大学专科教育"),
    offered("31", "大学专科"),
    known("32", "大学专科结业"),
    known("33", "大学专科肄业"),
    known("40", "中等职业教育"),
    offered("41", "中等专科"),
    known("42", "中等专科结业"),
    known("43", "中等专科肄业"),
    offered("44", "职业高中"),
    known("45", "职业高中结业"),
    known("46", "职业高中肄业"),
    known("47", "技工学校毕业"),
    offered("471", "技工院校中级技工班"),
    offered("472", "技工院校高级技工班"),
    offered("473", "技工院校预备技师（技师）班"),
    known("48", "技工学校结业"),
    known("49", "技工学校肄业"),
    known("60", "普通高级中学教育"),
    offered("61", "普通高中"),
    known("62", "普通高中结业"),
    known("63", "普通高中肄业"),
    known("70", "初级中学教育"),
    offered("71", "初中"),
    known("73", "初中肄业"),
    known("80", "小学教育"),
    known("81", "小学毕业"),
    known("83", "小学肄业"),
    known("90", "其他"),
];

/// 学历, GB/T 4658-2006. Offered is what was completed, from 初中 up, in the words of the guide.
///
/// 471, 472 and 473 are ours: the classes of 技工学校 (47) that the recognition rules tell apart
/// (`domain.md` §2.3). Their first two digits are the code of the standard.
pub static EDUCATION_LEVEL: Table = table("education_level", "学历", EDUCATION_LEVELS);

/// 文化程度: the codes of [`EDUCATION_LEVEL`].
pub static CULTURE_LEVEL: Table = table("culture_level", "文化程度", EDUCATION_LEVELS);

static DEGREES: &[Code] =
    &[known("1", "名誉博士"), offered("2", "博士"), offered("3", "硕士"), offered("4", "学士"), offered("9", "无学位")];

/// 学位, the levels of GB/T 6864-2003; 9 is ours. The standard's list by discipline is
/// not checked and lacks the newer professional degrees, so it is left out. An honorary
/// doctorate is no degree that one has studied for.
pub static DEGREE: Table = table("degree", "学位", DEGREES);

static STUDY_MODES: &[Code] = &[
    offered("01", "全日制"),
    offered("02", "非全日制"),
    offered("03", "自学考试"),
    offered("04", "成人教育（脱产）"),
    offered("05", "函授"),
    offered("06", "业余"),
    offered("07", "网络教育"),
    offered("08", "开放教育"),
    offered("09", "电大"),
    offered("10", "党校"),
    offered("11", "军队院校"),
    offered("12", "国（境）外教育"),
    offered("99", "其他"),
];

/// 办学形式; the codes are ours. 全日制 and 网络教育 are in the guide, the others [OK-U].
pub static STUDY_MODE: Table = table("study_mode", "办学形式", STUDY_MODES);
