//! What a person has done: examinations, achievements, publications, awards, appraisals.
//! The codes are ours; the words are those of the printed headings, completed where these are silent [OK-U].
//!
//! To add one: see the parent module.

use super::{Code, Table, offered, table};

static MENTORING_KINDS: &[Code] = &[
    offered("postgraduate", "研究生"),
    offered("visitor", "进修人员"),
    offered("backbone", "青年骨干"),
    offered("apprentice", "徒弟"),
    offered("other", "其他"),
];

/// 指导类型 (`domain.md` §3 item 6).
pub static MENTORING_KIND: Table = table("mentoring_kind", "指导类型", MENTORING_KINDS);

static LANGUAGES: &[Code] = &[
    offered("english", "英语"),
    offered("japanese", "日语"),
    offered("russian", "俄语"),
    offered("german", "德语"),
    offered("french", "法语"),
    offered("spanish", "西班牙语"),
    offered("medical_chinese", "医古文"),
    offered("classical_chinese", "古汉语"),
    offered("other", "其他"),
];

/// 语种 (`domain.md` §3 item 11).
pub static LANGUAGE: Table = table("language", "语种", LANGUAGES);

static LANGUAGE_GRADES: &[Code] = &[offered("a", "A 级"), offered("b", "B 级"), offered("c", "C 级")];

/// 职称外语级别.
pub static LANGUAGE_GRADE: Table = table("language_grade", "外语级别", LANGUAGE_GRADES);

static ACHIEVEMENT_KINDS: &[Code] = &[
    offered("alone", "独立完成"),
    offered("joint", "多方（多人）合作完成"),
    offered("contract", "发包承揽关系甲乙双方项目"),
    offered("other", "其他类型"),
];

/// 业绩类型 (`domain.md` §3 item 14): each has a place of its own on 评审表.
pub static ACHIEVEMENT_KIND: Table = table("achievement_kind", "业绩类型", ACHIEVEMENT_KINDS);

static CONTRACT_SIDES: &[Code] = &[offered("a", "甲方（发包方）"), offered("b", "乙方（承揽方）")];

/// 本人所在方.
pub static CONTRACT_SIDE: Table = table("contract_side", "本人所在方", CONTRACT_SIDES);

static PROJECT_LEVELS: &[Code] = &[
    offered("national", "国家级"),
    offered("province", "省部级"),
    offered("city", "市厅级"),
    offered("commissioned", "横向"),
    offered("employer", "单位自立"),
];

/// 科研项目来源、级别 (`domain.md` §3 item 15).
pub static PROJECT_LEVEL: Table = table("project_level", "项目来源、级别", PROJECT_LEVELS);

static PROJECT_STATUSES: &[Code] =
    &[offered("completed", "已完成"), offered("concluded", "已结项"), offered("running", "在研")];

/// 科研项目状态; what is still running is not printed as completed.
pub static PROJECT_STATUS: Table = table("project_status", "项目状态", PROJECT_STATUSES);

static PATENT_KINDS: &[Code] = &[
    offered("invention", "发明"),
    offered("utility", "实用新型"),
    offered("design", "外观设计"),
    offered("software", "软件著作权"),
    offered("other", "其他"),
];

/// 专利类型 (`domain.md` §3 item 16).
pub static PATENT_KIND: Table = table("patent_kind", "专利类型", PATENT_KINDS);

static PUBLICATION_KINDS: &[Code] =
    &[offered("paper", "论文"), offered("book", "著作"), offered("translation", "译著"), offered("textbook", "教材")];

/// 论文、著作类别 (`domain.md` §3 item 17).
pub static PUBLICATION_KIND: Table = table("publication_kind", "论著类别", PUBLICATION_KINDS);

static INDEXES: &[Code] = &[
    offered("sci", "SCI"),
    offered("ei", "EI"),
    offered("ssci", "SSCI"),
    offered("cssci", "CSSCI"),
    offered("cscd", "CSCD"),
    offered("core", "北大核心"),
    offered("other", "其他"),
];

/// 收录.
pub static INDEXED: Table = table("indexed", "收录", INDEXES);

static AWARD_GRADES: &[Code] = &[
    offered("special", "特等奖"),
    offered("first", "一等奖"),
    offered("second", "二等奖"),
    offered("third", "三等奖"),
    offered("other", "不分等级、其他"),
];

/// 获奖等级 (`domain.md` §3 item 20).
pub static AWARD_GRADE: Table = table("award_grade", "获奖等级", AWARD_GRADES);

static AWARD_LEVELS: &[Code] = &[
    offered("national", "国家级"),
    offered("province", "省部级"),
    offered("city", "市厅级"),
    offered("trade", "行业"),
    offered("employer", "单位"),
];

/// 获奖级别.
pub static AWARD_LEVEL: Table = table("award_level", "获奖级别", AWARD_LEVELS);

static APPRAISAL_RESULTS: &[Code] = &[
    offered("excellent", "优秀"),
    offered("competent", "合格（称职）"),
    offered("barely", "基本合格（基本称职）"),
    offered("incompetent", "不合格（不称职）"),
    offered("ungraded", "未定等次"),
];

/// 年度考核结果 (`domain.md` §3 item 21).
pub static APPRAISAL_RESULT: Table = table("appraisal_result", "考核结果", APPRAISAL_RESULTS);
