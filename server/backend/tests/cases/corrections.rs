//! What is sent back: who says why, until when it may be mended, and what that lets pass.

use backend::{Error, both};
use domain::{
    application,
    record::{SectionId, education},
    workflow::{Action, Level, State},
};

use crate::journey::{House, MAN, education_values};

/// A submitted application that the office has sent back when its window had 60 days to go still.
async fn sent_back(house: &House) -> String {
    let chen = house.who("chen");
    let id = house.filled(&chen, MAN).await;
    house.submit(&chen, &id).await;
    for login in ["unit", "department", "hrss"] {
        house.accept(login, &id).await;
    }
    id
}

both! {
    async fn a_return_says_who_when_and_why_and_is_mended(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = sent_back(&house).await;
        house.decide("office", &id, Action::Return, "毕业证书\n与学历不一致").await.expect("with a reason");
        let draft = house.backend.draft(&chen, &id).await.expect("it is there");
        let returned = draft.course.returned.expect("it was sent back");
        assert_eq!(returned.reason, "毕业证书\n与学历不一致");
        assert_eq!(returned.organisation, "中山市机电、广播电视工程技术工程师资格评审委员会办公室（测试）");
        assert_eq!(returned.at, house.backend.clock.now());
        assert_eq!(draft.course.state, State::Returned(Level::Committee));
        house.sound().await;

        let entry = house.backend.section(&chen, SectionId::Education).await.expect("it answers")[0].id.clone();
        house.change(&chen, SectionId::Education, &entry, education::SCHOOL, "五邑大学（江门）").await;
        let applied_on = house.see(&chen, &id).await.applied_on;
        house.days(1);
        house.submit(&chen, &id).await;
        let seen = house.see(&chen, &id).await;
        assert_eq!(seen.applied_on, applied_on, "it is the same application still");
        assert_eq!((seen.state, seen.round), (State::At(Level::Unit), 2), "it goes the whole way again");
        let snapshot = seen.snapshot.expect("submitted");
        assert_eq!(snapshot.shown("recognition", application::EDUCATION), "2007年大学专科（五邑大学（江门），计算机辅助设计与制造）");
        assert!(house.backend.draft(&chen, &id).await.expect("it is there").course.returned.is_none());
        house.sound().await;
    }

    async fn the_window_may_close_while_it_is_mended(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = sent_back(&house).await;
        house.days(59);
        house.decide("office", &id, Action::Return, "请补充").await.expect("with a reason");
        house.days(5);
        // The window closed four days ago, and seven days from the return have not passed.
        assert_eq!(house.backend.draft(&chen, &id).await.expect("it is there").course.correction_until, house.today().plus_days(2));
        house.submit(&chen, &id).await;
        house.sound().await;
        // Whoever takes it back to mend more still may.
        house.backend.take_back(&chen, &id, Action::Withdraw).await.expect("nobody has decided");
        house.days(1);
        house.submit(&chen, &id).await;
        house.backend.take_back(&chen, &id, Action::Withdraw).await.expect("nobody has decided");
        house.days(2);
        let blocked = house.blocked(&chen, &id).await;
        assert!(blocked.iter().any(|said| said.contains("受理期已过")), "{blocked:?}");
        house.sound().await;
    }

    async fn mending_lets_nothing_pass_but_the_window(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = sent_back(&house).await;
        house.days(59);
        house.decide("office", &id, Action::Return, "请补充").await.expect("with a reason");
        house.days(5);
        for (key, raw, expected) in [
            // Another committee, whose window has closed, too.
            (application::COMMITTEE, "C015", "受理期已过"),
            (application::COMMITTEE, "C003", "只受理高等学校教师系列"),
            // The same committee, which does not take this specialty.
            (application::SPECIALTY, "05006", "不受理建筑专业"),
        ] {
            let before = house.backend.draft(&chen, &id).await.expect("it is there").course.values().get(key).to_owned();
            house.set(&chen, &id, key, raw).await;
            let blocked = house.blocked(&chen, &id).await;
            assert!(blocked.iter().any(|said| said.contains(expected)), "{expected} in {blocked:?}");
            house.set(&chen, &id, key, &before).await;
        }
        house.submit(&chen, &id).await;
        house.sound().await;
    }

    async fn mending_has_an_end(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = sent_back(&house).await;
        house.days(59);
        house.decide("office", &id, Action::Return, "请补充").await.expect("with a reason");
        house.days(8);
        let blocked = house.blocked(&chen, &id).await;
        assert!(blocked.iter().any(|said| said.contains("受理期已过")), "{blocked:?}");
        assert_eq!(house.see(&chen, &id).await.state, State::Returned(Level::Committee));
        house.sound().await;
    }

    async fn a_new_application_after_the_window_is_too_late(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.days(60);
        house.submit(&chen, &id).await;
        house.backend.take_back(&chen, &id, Action::Withdraw).await.expect("nobody has decided");
        house.days(1);
        let blocked = house.blocked(&chen, &id).await;
        assert!(blocked.iter().any(|said| said.contains("受理期已过")), "{blocked:?}");
    }

    async fn what_is_added_while_mending_goes_in(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = sent_back(&house).await;
        let under_review = house.add(&chen, SectionId::Education, education_values().with("end", "2010-06-30").with("years", "6")).await.0;
        house.decide("office", &id, Action::Return, "请补充").await.expect("with a reason");
        let mended = house.add(&chen, SectionId::Education, education_values().with("end", "2008-06-30").with("years", "4")).await.0;
        let chosen = |draft: &backend::applications::Draft| -> Vec<String> { draft.lists[0].1.iter().map(|entry| entry.id.clone()).collect() };
        let draft = house.backend.draft(&chen, &id).await.expect("it is there");
        assert!(chosen(&draft).contains(&mended));
        assert!(!chosen(&draft).contains(&under_review), "what came while it could not be edited waits to be chosen");
        let draft = house.course_is_the_same(&chen, &id).await;
        assert!(draft.course.returned.is_some() && draft.course.correction_until.is_some());
        let empty = house.decide("unit", &id, Action::Accept, "").await;
        assert!(matches!(empty, Err(Error::Denied(_))), "{empty:?}");
    }
}
