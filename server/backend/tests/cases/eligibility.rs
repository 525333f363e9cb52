//! The seeded rules of initial recognition, as the wizard explains them.

use backend::both;
use domain::{
    application,
    record::{SectionId, education},
};

use crate::journey::{House, MAN, basic_values, details_values, education_values, work_values};

both! {
    async fn the_wizard_says_when_the_conditions_are_met(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        house.add_as(&chen, SectionId::Basic, "person-chen", basic_values(MAN)).await;
        let later = education_values().with("start", "2021-09-01").with("end", "2024-06-30");
        let (study, _) = house.add(&chen, SectionId::Education, later).await;
        let (job, _) = house.add(&chen, SectionId::Work, work_values().with("start", "2024-07-01")).await;
        let id = house.backend.apply(&chen, domain::business::Business::Recognition).await.expect("it begins");
        let draft = house.backend.draft(&chen, &id).await.expect("it is there");
        assert!(draft.eligibility.is_none(), "nothing has been chosen");
        let save = backend::records::Save {
            id: id.clone(),
            version: draft.course.version,
            key: "k".to_owned(),
            values: details_values(&study).with(application::YEARS, "2"),
        };
        house.backend.save_details(&chen, save).await.expect("it is stored");
        let said = async || {
            let verdict = house.backend.draft(&chen, &id).await.expect("it is there").eligibility.expect("both are chosen");
            (verdict.met, verdict.reasons.join("；"))
        };
        assert_eq!(
            said().await,
            (false, "大专满 3 年可认定助理级；你到 2027-07-01 满足（从毕业后参加工作的 2024-07-01 算起）".to_owned())
        );
        for (level, mode, expected) in [
            ("21", "01", "本科满 1 年可认定助理级；你已于 2025-07-01 满足（从毕业后参加工作的 2024-07-01 算起）"),
            ("14", "01", "硕士研究生毕业可认定助理级；你已于 2024-06-30 满足"),
            ("41", "01", "中专学历不能直接认定助理级，可以认定员级"),
            ("21", "07", "你选的是2024年大学本科（五邑大学，计算机辅助设计与制造），网络教育不是全日制学历，不能作为认定依据"),
        ] {
            house.change(&chen, SectionId::Education, &study, education::LEVEL, level).await;
            house.change(&chen, SectionId::Education, &study, education::MODE, mode).await;
            let (met, reasons) = said().await;
            assert_eq!(reasons, expected);
            assert_eq!(met, expected.contains("你已于"));
        }
        house.change(&chen, SectionId::Education, &study, education::MODE, "01").await;
        // Without any work after graduation the years do not begin.
        house.change(&chen, SectionId::Work, &job, "end", "2024-01-31").await;
        house.change(&chen, SectionId::Work, &job, "start", "2020-01-01").await;
        let (met, reasons) = said().await;
        assert!(!met && reasons.contains("以后还没有工作经历"), "{reasons}");
    }
}
