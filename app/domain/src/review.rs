//! 评审申请: the application's own form (`domain.md` §3, 评审 application core data; the guide's 4-2).

use crate::{
    application::{self, EDUCATION, SUMMARY},
    check::{Context, Rule, Stage, at},
    codes,
    field::{Field, Form, Group, Width},
    issue::{Issue, What},
    record::SectionId,
    values::Values,
};

/// 人员类型; it also decides which committees can be chosen.
pub const PERSON_TYPE: &str = "person_type";
/// 申报类型: 晋升, 转系列, 破格 …
pub const APPLY_KIND: &str = "apply_kind";
pub const CURRENT_SPECIALTY: &str = "current_specialty";
pub const CURRENT_TITLE: &str = "current_title";
pub const CURRENT_LEVEL: &str = "current_level";
pub const OBTAINED: &str = "obtained";
/// 评审年度 of the current title, kept apart from the day on which it was obtained (`domain.md` §2.6).
pub const REVIEW_YEAR: &str = "review_year";
pub const WAY: &str = "way";
/// 职称是否是外省、中央单位取得.
pub const OUTSIDE: &str = "outside";
/// 本专业最高学位; follows from the chosen education.
pub const DEGREE: &str = "degree";
/// 职业技能等级, of who applies by 技能贯通.
pub const SKILL_LEVEL: &str = "skill_level";
pub const SKILL_OBTAINED: &str = "skill_obtained";
pub const POST: &str = "post";
pub const POST_SINCE: &str = "post_since";
pub const EXPERIENCE_PROOF: &str = "experience_proof";
pub const EXPERIENCE: &str = "experience";
pub const RESULTS_PROOF: &str = "results_proof";
pub const RESULTS: &str = "results";
/// Why one applies all the same, where a condition is not met.
pub const SHORTFALL: &str = "shortfall";

pub static FORM: Form = Form {
    key: "review",
    title: "申报信息",
    note: "",
    groups: &[
        Group {
            title: "核心数据",
            core: true,
            fields: &[
                Field::choice(PERSON_TYPE, "人员类型", &codes::PERSON_TYPE).at_submit(),
                Field::choice(APPLY_KIND, "申报类型", &codes::APPLY_KIND)
                    .at_submit()
                    .wide(Width::TwoThirds)
                    .hint("一般选“晋升”；换了岗位、同级转到另一个系列的选“转系列”"),
                Field::line(CURRENT_SPECIALTY, "现专业名称", 60).hint("还没有职称的不填"),
                Field::line(CURRENT_TITLE, "现职称名称", 60).hint("与证书一致，例如 助理工程师"),
                Field::choice(CURRENT_LEVEL, "现职称等级", &codes::TITLE_LEVEL),
                Field::date(OBTAINED, "现职称取得时间").hint("以证书为准，例如 2019-06-30"),
                Field::whole(REVIEW_YEAR, "现职称评审年度", 1980, 2100).hint("评审取得的填写，例如 2019"),
                Field::choice(WAY, "现职称取得方式", &codes::TITLE_WAY),
                application::SERIES_FIELD,
                application::SPECIALTY_FIELD,
                application::TITLE_FIELD,
                application::LEVEL_FIELD,
                application::COMMITTEE_FIELD,
            ],
        },
        Group {
            title: "现任职务和工作",
            core: false,
            fields: &[
                Field::line(POST, "现行政职务", 60).hint("没有的填“无”"),
                Field::date(POST_SINCE, "任现行政职务时间"),
                Field::line("society", "参加学术团体", 100),
                Field::line("society_post", "学术团体中任现职", 60),
                application::CURRENT_WORK_FIELD,
                application::YEARS_FIELD,
                Field::entry(EDUCATION, "本专业最高学历")
                    .at_submit()
                    .wide(Width::TwoThirds)
                    .hint("从学历教育信息中选择，不能直接填写"),
                Field::follows(DEGREE, "本专业最高学位", EDUCATION).hint("由选定的学历自动带出"),
                Field::choice(OUTSIDE, "职称是否是外省、中央单位取得", &codes::YES_NO)
                    .at_submit()
                    .wide(Width::Half)
                    .hint("选“是”的，保存后还要填写外省职称证书资料"),
                Field::line("language_proof", "职称外语考试成绩合格证明材料", 100).wide(Width::Half),
                Field::line("computer_proof", "计算机应用能力考试成绩合格证明", 100).wide(Width::Half),
                Field::choice(SKILL_LEVEL, "职业技能等级", &codes::SKILL_LEVEL)
                    .wide(Width::Half)
                    .hint("申报类型是“技能贯通”的填写"),
                Field::date(SKILL_OBTAINED, "技能等级证书取得时间").wide(Width::Half).hint("以证书为准"),
            ],
        },
        Group {
            title: "自评符合申报条件中工作经历（能力）条件",
            core: false,
            fields: &[
                Field::entries(EXPERIENCE_PROOF, "证明材料").hint("从已填写的个人信息中选定，条件的内容见旁边的说明"),
                Field::long(EXPERIENCE, "符合上述规定的具体经历（能力）", 2000, 8)
                    .at_submit()
                    .hint("逐条对照条件，写清经历和能力"),
            ],
        },
        Group {
            title: "自评符合申报条件中业绩成果条件",
            core: false,
            fields: &[
                Field::entries(RESULTS_PROOF, "业绩成果证明材料").hint("从已填写的个人信息中选定"),
                Field::long(RESULTS, "符合上述规定的具体业绩成果", 2000, 8)
                    .at_submit()
                    .hint("逐条对照条件，写清业绩成果"),
            ],
        },
        Group {
            title: "不符合条件的说明",
            core: false,
            fields: &[Field::long(SHORTFALL, "不符合条件的说明", 1000, 4)
                .hint("学历、年限等条件不足时填写理由，例如破格的依据；符合条件的不用填")],
        },
        Group {
            title: "个人述评",
            core: false,
            fields: &[Field::long(SUMMARY, "个人述评", 3000, 12)
                .at_submit()
                .hint("任现资格以来的专业技术工作小结，印在评审表第 11 页")],
        },
        application::PROMISE_GROUP,
    ],
    rules: &[CURRENT_WHOLE, YEAR_OF_REVIEW, PROVEN_EXPERIENCE, PROVEN_RESULTS],
};

/// Whether entries of a section can prove what a field claims: results are proven by what was achieved, experience by the rest.
pub fn proves(key: &str, section: SectionId) -> bool {
    let result = matches!(
        section,
        SectionId::Achievement
            | SectionId::Project
            | SectionId::Patent
            | SectionId::Publication
            | SectionId::ConferencePaper
            | SectionId::Report
            | SectionId::Award
    );
    match key {
        RESULTS_PROOF => result,
        EXPERIENCE_PROOF => !result,
        _ => false,
    }
}

pub const CURRENT_WHOLE: Rule = Rule::new("current_whole", current_whole);
pub const YEAR_OF_REVIEW: Rule = Rule::new("year_of_review", year_of_review);
pub const PROVEN_EXPERIENCE: Rule = Rule::new("proven_experience", proven_experience);
pub const PROVEN_RESULTS: Rule = Rule::new("proven_results", proven_results);

/// A title that is held has a name, a level, a day and a way; the first of them that is missing is asked for.
fn current_whole(form: &Form, values: &Values, context: &Context) -> Option<Issue> {
    let keys = [CURRENT_TITLE, CURRENT_LEVEL, OBTAINED, WAY];
    let begun = keys.iter().chain(&[CURRENT_SPECIALTY]).any(|key| values.has(key));
    let missing = keys.into_iter().find(|key| !values.has(key))?;
    (context.stage == Stage::Submit && begun).then(|| {
        let label = form.field(missing).map_or("", |field| field.label);
        at(form, missing, What::Say(format!("现职称没有填全：请补上{label}；还没有职称的，请把现职称各项清空")))
    })
}

/// A title that a review gave bears the year of that review (`domain.md` §2.6): of the day or the year before.
fn year_of_review(form: &Form, values: &Values, context: &Context) -> Option<Issue> {
    if values.get(WAY) != codes::BY_REVIEW {
        return None;
    }
    let obtained = values.date(OBTAINED)?.year();
    match values.whole(REVIEW_YEAR) {
        None if context.stage == Stage::Submit && !values.has(REVIEW_YEAR) => {
            let said = "请填写现职称评审年度，以评审通知或证书为准；年限从评审年度算起";
            Some(at(form, REVIEW_YEAR, What::Say(said.to_owned())))
        }
        None => None,
        Some(year) => {
            let year = i32::try_from(year).ok()?;
            (!(obtained - 2..=obtained).contains(&year)).then(|| {
                let said = format!("现职称评审年度（{year}）和取得时间（{obtained} 年）不相符，请核对");
                at(form, REVIEW_YEAR, What::Say(said))
            })
        }
    }
}

fn proven_experience(form: &Form, values: &Values, context: &Context) -> Option<Issue> {
    proven(form, values, context, EXPERIENCE_PROOF)
}

fn proven_results(form: &Form, values: &Values, context: &Context) -> Option<Issue> {
    proven(form, values, context, RESULTS_PROOF)
}

/// What one claims for oneself is proven by something of the record.
fn proven(form: &Form, values: &Values, context: &Context, key: &'static str) -> Option<Issue> {
    (context.stage == Stage::Submit && !values.has(key))
        .then(|| at(form, key, What::Say("请至少选定一条证明材料，没有的先到个人信息里填写".to_owned())))
}
