//! 基本信息 (`domain.md` §3 item 1): one entry per person.

use super::{Entries, Section, SectionId};
use crate::{
    check::{Context, Rule, Stage, at, in_order},
    codes,
    date::Date,
    field::{Field, Form, Group, Picker, Width},
    id_number::{IdNumber, Sex},
    issue::{Issue, What},
    values::Values,
};

pub const DOCUMENT_KIND: &str = "document_kind";
pub const DOCUMENT: &str = "document";
pub const NAME: &str = "name";
pub const SEX: &str = "sex";
pub const BIRTH: &str = "birth";
pub const MOBILE: &str = "mobile";
pub const WORK_SINCE: &str = "work_since";
pub const UNIT: &str = "unit";
pub const DEPARTMENT: &str = "department";
pub const WORKPLACE: &str = "workplace";

/// The code of 居民身份证（户口簿） in [`codes::ID_DOCUMENT_TYPE`].
pub const RESIDENT_ID: &str = "01";
/// Youngest age at which one may have begun to work (`domain.md` §4.5).
const WORKING_AGE: i32 = 14;
/// Youngest age of an applicant (`domain.md` §4.1).
const APPLICANT_AGE: i32 = 16;

pub static FORM: Form = Form {
    key: "basic",
    title: "基本信息",
    note: "人事管理单位是指现工作单位，与参保单位一致，和档案保管单位没有关系。主管单位由系统带出。",
    groups: &[
        Group {
            title: "身份信息",
            core: false,
            fields: &[
                Field::choice(DOCUMENT_KIND, "证件类型", &codes::ID_DOCUMENT_TYPE).needed(),
                Field::document(DOCUMENT, "证件号码", DOCUMENT_KIND)
                    .needed()
                    .hint("提交申请后不能自己更改，要更改请携带证件到所属人社部门办理"),
                Field::name(NAME, "姓名").needed().hint("与证件一致，生僻字和间隔号“·”照实填写"),
                Field::name("former_name", "曾用名"),
                Field::choice(SEX, "性别", &codes::SEX).needed(),
                Field::date(BIRTH, "出生日期").needed().hint("例如 1985-03-07"),
                Field::choice("ethnic_group", "民族", &codes::ETHNIC_GROUP).needed(),
                Field::choice("political_status", "政治面貌", &codes::POLITICAL_STATUS).needed(),
                Field::choice("culture_level", "文化程度", &codes::CULTURE_LEVEL).needed(),
            ],
        },
        Group {
            title: "户籍与籍贯",
            core: false,
            fields: &[
                Field::choice("household_type", "户口性质", &codes::HOUSEHOLD_TYPE).needed(),
                Field::pick("household_region", "户口所在地", Picker::Region).needed().wide(Width::TwoThirds),
                Field::line("household_address", "户籍地址", 100).needed().wide(Width::Full),
                Field::line("birthplace", "出生地", 50).needed().wide(Width::Half),
                Field::line("native_place", "籍贯", 50).needed().wide(Width::Half),
            ],
        },
        Group {
            title: "工作单位",
            core: false,
            fields: &[
                Field::line(WORKPLACE, "工作单位", 60).needed().wide(Width::TwoThirds),
                Field::date(WORK_SINCE, "参加工作时间").needed().hint("例如 2007-07-02"),
                Field::pick(UNIT, "人事管理单位", Picker::Unit)
                    .needed()
                    .wide(Width::TwoThirds)
                    .hint("选现工作单位；没有单位的选所在地的申报点"),
                Field::follows(DEPARTMENT, "主管单位", UNIT).hint("由人事管理单位自动带出"),
            ],
        },
        Group {
            title: "联系方式",
            core: false,
            fields: &[
                Field::mobile(MOBILE, "移动电话").needed(),
                Field::phone("phone", "固定电话").hint("例如 0760-88880000"),
                Field::postcode("postcode", "邮政编码"),
                Field::email("email", "电子邮箱"),
                Field::line("address", "通信地址", 100).needed().wide(Width::TwoThirds),
            ],
        },
    ],
    rules: &[BIRTH_AGREES, SEX_AGREES, OF_AGE, OLD_ENOUGH],
};

pub static SECTION: Section = Section {
    id: SectionId::Basic,
    form: &FORM,
    entries: Entries::One,
    chapter: "基本信息",
    order_by: "",
    noun: "基本信息",
    printed: &[],
    identity: &[],
    material: None,
    evidence: false,
    when: None,
    sample: SAMPLE,
};

/// A person whom nobody is: the order code 990–999 is never given out.
const SAMPLE: &[(&str, &str)] = &[
    (DOCUMENT_KIND, RESIDENT_ID),
    (DOCUMENT, "440524188001010014"),
    (NAME, "陈示例"),
    (SEX, "1"),
    (BIRTH, "1880-01-01"),
    ("ethnic_group", "01"),
    ("political_status", "13"),
    ("culture_level", "21"),
    ("household_type", "10"),
    ("household_region", "442000"),
    ("household_address", "示例路 1 号"),
    ("birthplace", "广东省中山市"),
    ("native_place", "广东省中山市"),
    (WORKPLACE, "示例机械制造有限公司"),
    (WORK_SINCE, "1900-07-02"),
    (MOBILE, "15400000000"),
    ("address", "示例路 1 号"),
];

pub const BIRTH_AGREES: Rule = Rule::new("birth_agrees", birth_agrees);
pub const SEX_AGREES: Rule = Rule::new("sex_agrees", sex_agrees);
pub const OF_AGE: Rule = Rule::new("of_age", of_age);
pub const OLD_ENOUGH: Rule = Rule::new("old_enough", old_enough);

/// The number of a resident identity card, when that is the document and it reads.
fn id_number(values: &Values, today: Date) -> Option<IdNumber> {
    (values.get(DOCUMENT_KIND) == RESIDENT_ID).then(|| IdNumber::parse(values.get(DOCUMENT), today).ok()).flatten()
}

/// Digits 7–14 of the number are the birth date (GB 11643, `domain.md` §4.1).
fn birth_agrees(form: &Form, values: &Values, context: &Context) -> Option<Issue> {
    let number = id_number(values, context.today)?;
    let birth = values.date(BIRTH)?;
    (birth != number.birth()).then(|| {
        let said = format!("出生日期与身份证号码不一致：号码里是 {}，请核对这两项", number.birth());
        at(form, BIRTH, What::Say(said))
    })
}

/// Digit 17 is odd for men and even for women.
fn sex_agrees(form: &Form, values: &Values, context: &Context) -> Option<Issue> {
    let number = id_number(values, context.today)?;
    let expected = match number.sex() {
        Sex::Male => "1",
        Sex::Female => "2",
    };
    let sex = values.get(SEX);
    (!sex.is_empty() && sex != expected).then(|| {
        let label = codes::SEX.label(expected).unwrap_or_default();
        at(form, SEX, What::Say(format!("性别与身份证号码不一致：号码里是{label}，请核对这两项")))
    })
}

/// Asked of applicants only: a record may be begun earlier.
fn of_age(form: &Form, values: &Values, context: &Context) -> Option<Issue> {
    let earliest = values.date(BIRTH)?.plus_years(APPLICANT_AGE)?;
    (context.stage == Stage::Submit && context.today < earliest).then(|| {
        let said = format!("年满 {APPLICANT_AGE} 岁（{earliest}）才能申报，请核对出生日期");
        at(form, BIRTH, What::Say(said))
    })
}

/// Work begins at 14 at the earliest.
fn old_enough(form: &Form, values: &Values, _: &Context) -> Option<Issue> {
    if let Some(issue) = in_order(form, values, BIRTH, WORK_SINCE) {
        return Some(issue);
    }
    let earliest = values.date(BIRTH)?.plus_years(WORKING_AGE)?;
    (values.date(WORK_SINCE)? < earliest).then(|| {
        let said = format!("参加工作时间早于 {WORKING_AGE} 岁（{earliest}），请核对出生日期和参加工作时间");
        at(form, WORK_SINCE, What::Say(said))
    })
}
