//! The rules of a review as the site has them: read whole, adopted row by row, said in the wizard.

use backend::{
    Error, both,
    db::{Tx, sql},
};
use domain::{
    application,
    business::Business,
    date::Date,
    policy::{
        Row, assessment,
        judge::{Standing, What},
        period::Counts,
    },
    readiness::{Line, Result as Judged},
    record::SectionId,
    review,
    values::Values,
};

use crate::journey::{House, MAN, basic_values, education_values, problems, values, work_values};

fn rows(text: &str) -> Vec<Row> {
    serde_json::from_str(text).expect("rows of the test")
}

/// 5 years become 7 from 2027 on.
const SEVEN: &str = r#"[{"kind":"promotion","id":"RV-11","region":"440000","valid_from":"2027-01-01","verified":true,
    "source":"of the test","data":{"kind":"promotion","level":"associate_senior","education":{"least":"bachelor"},
    "holding":"intermediate","years":7}}]"#;

/// An engineer by the review of 2022, who wants to be a senior one.
fn details(education: &str) -> Values {
    values(&[
        (review::PERSON_TYPE, "ordinary"),
        (review::APPLY_KIND, "promotion"),
        (review::CURRENT_SPECIALTY, "机械"),
        (review::CURRENT_TITLE, "工程师"),
        (review::CURRENT_LEVEL, "intermediate"),
        (review::OBTAINED, "2023-03-20"),
        (review::REVIEW_YEAR, "2022"),
        (review::WAY, "review"),
        (application::SERIES, "05"),
        (application::SPECIALTY, "05001"),
        (application::TITLE, "05002"),
        (application::EDUCATION, education),
    ])
}

fn titled<'a>(lines: &'a [Line], beginning: &str) -> &'a Line {
    lines.iter().find(|line| line.title.starts_with(beginning)).unwrap_or_else(|| panic!("no {beginning} in {lines:?}"))
}

both! {
    async fn a_row_that_nobody_can_have_written_is_named(db) {
        let house = House::build(db).await;
        house.backend.offer_catalogue().await.expect("it fits");
        assert_eq!(house.backend.policy().await.expect("it reads").rows, backend::reference::policy::rows());
        let spoil = async |statement: &'static str| {
            house.backend.db().write(async move |tx: &mut Tx| sql(statement).run(tx).await).await.expect("it is spoilt")
        };
        for (statement, column) in [
            ("update policy set data = '{' where id = 'RV-11'", "data"),
            ("update policy set data = '{\"kind\":\"promotion\",\"yaers\":5}' where id = 'RV-11'", "data"),
            ("update policy set data = '{\"kind\":\"promotion\",\"level\":\"chief\"}' where id = 'RV-11'", "data"),
            ("update policy set valid_from = '2020-02-30' where id = 'RV-11'", "valid_from"),
            ("update policy set kind = 'wish' where id = 'RV-11'", "kind"),
        ] {
            assert_eq!(spoil(statement).await, 1, "{statement}");
            match house.backend.policy().await {
                Err(Error::Corrupt { table, column: found, id }) => {
                    assert_eq!((table, found, id.as_str()), ("policy", column, "RV-11"), "{statement}");
                }
                other => panic!("{statement}: {other:?}"),
            }
            if column == "data" {
                continue;
            }
            spoil("update policy set kind = 'promotion', valid_from = '2020-01-01' where id = 'RV-11'").await;
        }
    }

    async fn a_changed_rule_is_a_new_row_and_the_old_one_stays(db) {
        let house = House::build(db).await;
        house.backend.offer_catalogue().await.expect("it fits");
        let count = backend::reference::policy::rows().len();
        assert_eq!(house.backend.adopt(rows(SEVEN)).await.expect("it is new"), count + 1);
        let policy = house.backend.policy().await.expect("it reads");
        let years = |on: &str| {
            let on = Date::parse(on).expect("a day");
            let in_force = policy.on("442000", on);
            let rules = in_force.promotions("promotion", "05", "associate_senior");
            rules.into_iter().find(|(row, _)| row.id == "RV-11").map(|(_, rule)| rule.years)
        };
        assert_eq!((years("2026-12-31"), years("2027-01-01")), (Some(5), Some(7)));
        match house.backend.adopt(rows(SEVEN)).await {
            Err(Error::Refused(said)) => assert_eq!(
                said,
                "规则 RV-11 从 2027-01-01 起的这一版已经有了；修改规则请用新的生效日期另写一行。规则没有改动"
            ),
            other => panic!("{other:?}"),
        }
        // One wrong row keeps the others out, too.
        let mut two = rows(&SEVEN.replace("2027-01-01", "2028-01-01"));
        two.extend(rows(&SEVEN.replace("associate_senior", "chief").replace("RV-11", "RV-99")));
        match house.backend.adopt(two).await {
            Err(Error::Refused(said)) => {
                assert_eq!(said, "规则 RV-99 的职称等级写的是 chief，没有这个代码，请改正；规则没有改动");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(house.backend.policy().await.expect("it reads").rows.len(), count + 1);
    }

    async fn a_review_that_is_short_needs_a_written_explanation(db) {
        let house = House::build(db).await;
        house.backend.offer_catalogue().await.expect("it fits");
        let chen = house.who("chen");
        house.add_as(&chen, SectionId::Basic, "person-chen", basic_values(MAN)).await;
        let (study, _) = house.add(&chen, SectionId::Education, education_values().with("level", "21")).await;
        house.add(&chen, SectionId::Work, work_values()).await;
        let award = values(&[("award", "科技进步奖"), ("date", "2019-05-01")]);
        let (old, _) = house.add(&chen, SectionId::Award, award.clone()).await;
        house.add(&chen, SectionId::Award, award.with("date", "2024-05-01")).await;
        let id = house.backend.apply(&chen, Business::Review).await.expect("it begins");
        let draft = house.backend.draft(&chen, &id).await.expect("it is there");
        assert!(draft.verdict.is_none(), "nothing has been chosen");
        let save = backend::records::Save {
            id: id.clone(),
            version: draft.course.version,
            key: "k".to_owned(),
            values: details(&study),
        };
        house.backend.save_details(&chen, save).await.expect("it is stored");

        let draft = house.backend.draft(&chen, &id).await.expect("it is there");
        let verdict = draft.verdict.clone().expect("a level is chosen");
        assert!(verdict.short() && verdict.earliest == Date::new(2027, 1, 1), "{verdict:?}");
        let lacking: Vec<What> = verdict.lacking().map(|condition| condition.what).collect();
        assert_eq!(lacking, [What::Years]);
        assert!(verdict.open().any(|condition| condition.what == What::Continuing && condition.standing == Standing::Open));
        let line = titled(&draft.lines, "申报条件：年限不足，最早 2027 年度可以申报");
        assert_eq!(line.result, Judged::Warn, "a shortfall of a review does not block");
        let explain = "申报条件有不足，可以继续申报，但要在“不符合条件的说明”里写明理由，例如破格的依据";
        assert!(problems(&draft.lines).iter().any(|said| said == explain), "{:?}", draft.lines);
        // What lies outside the period is kept and does not count.
        let material = titled(&draft.lines, "业绩材料在有效期内（2023-01-01 至 2026-12-31；");
        assert_eq!((material.result, material.problems.len()), (Judged::Warn, 1));
        assert!(material.problems[0].0.contains("2019-05-01 早于 2023-01-01，不计入"), "{material:?}");
        let counting = draft.course.counting.as_ref().expect("the title is told whole");
        let (_, awards) = draft.lists.iter().find(|(section, _)| *section == SectionId::Award).expect("a list");
        for entry in awards {
            let counts = counting.of_entry(SectionId::Award, &entry.values);
            assert_eq!(matches!(counts, Some(Counts::Not(_))), entry.id == old, "{counts:?}");
        }
        // A page of the record in its course reads less, and finds the same.
        let draft = house.course_is_the_same(&chen, &id).await;
        assert!(draft.lists.iter().any(|(_, list)| list.len() > 1) && draft.course.counting.is_some());

        // Whoever reviews and whoever prints it finds the same.
        let snapshot = house.backend.preview(&chen, &id).await.expect("it can be looked at");
        let part = snapshot.part(SectionId::Award.key()).expect("the section is part of it");
        for entry in &part.entries {
            let said = &entry.cell(assessment::PERIOD).expect("every entry says it").shown;
            assert_eq!(said.contains("不计入"), entry.id == old, "{said}");
        }
        let judged = snapshot.shown(review::FORM.key, assessment::JUDGED);
        assert!(judged.starts_with("年限不足，最早 2027 年度可以申报\n年限：要求取得中级满 5 年"), "{judged}");

        house.set(&chen, &id, review::SHORTFALL, "主持完成 2 项省级课题，申请按年限不足的情况审查").await;
        let draft = house.backend.draft(&chen, &id).await.expect("it is there");
        assert!(!problems(&draft.lines).iter().any(|said| said == explain), "{:?}", draft.lines);
        assert_eq!(titled(&draft.lines, "申报条件不足的，已写明理由").result, Judged::Pass);

        // The other route that the verdict offers asks for no years, and nothing lacks there.
        house.set(&chen, &id, review::APPLY_KIND, "exceptional").await;
        let verdict = house.backend.draft(&chen, &id).await.expect("it is there").verdict.expect("judged");
        assert!(verdict.met(), "{verdict:?}");

        // Whatever committee it goes to: its plan tells the 评审年度 up to whose end material counts.
        for committee in ["C001", "C003", "C006", "C015"] {
            house.set(&chen, &id, application::COMMITTEE, committee).await;
            let draft = house.course_is_the_same(&chen, &id).await;
            assert!(draft.committee.is_some_and(|committee| committee.plan.is_some()), "{committee}");
        }
    }

    async fn what_is_by_examination_alone_is_refused(db) {
        let house = House::build(db).await;
        house.backend.offer_catalogue().await.expect("it fits");
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        assert_eq!(house.blocked_by(&chen, &id).await, Vec::<String>::new());
        let exam = r#"[{"kind":"level","id":"LV-JX","region":"442000","valid_from":"2026-01-01","source":"of the test",
            "data":{"series":"05","specialties":["05001"],"name":"机械","levels":["assistant"],"mode":"exam"}}]"#;
        house.backend.adopt(rows(exam)).await.expect("it is new");
        assert_eq!(
            house.blocked_by(&chen, &id).await,
            ["工程技术人才的机械专业助理级只通过全国统一考试取得（以考代评），不受理认定和评审；请报名参加考试，或者改选申报专业、申报职称"]
        );
        assert_eq!(house.blocked(&chen, &id).await.len(), 1, "the submit is refused, too");
    }
}
