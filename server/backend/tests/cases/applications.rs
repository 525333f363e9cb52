//! An application from its beginning to its end, and every guard on the way.

use backend::{
    Error,
    applications::{Submitted, TrackFilter},
    both,
    db::sql,
    records::{Save, Saved},
    reviews::{Decision, Tab},
};
use domain::{
    access::Denied,
    application,
    business::Business,
    recognition,
    record::{SectionId, basic, education},
    review,
    workflow::{Action, Level, Outcome, Route, State},
};

use crate::journey::{House, MAN, WOMAN, details_values, education_values, tally};

fn steps(dossier: &backend::applications::Dossiered) -> Vec<(Action, State, State, String, String)> {
    dossier
        .events
        .iter()
        .map(|event| (event.action, event.from, event.to, event.organisation.clone(), event.reason.clone()))
        .collect()
}

both! {
    /// The form of a review begins with answers in it: a page that was opened on those has not changed them.
    async fn what_an_application_begins_with_is_its_first_version(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        for business in Business::ALL {
            house.backend.apply(&chen, *business).await.expect("it begins");
            house.sound().await;
        }
        let id = house.backend.apply(&chen, Business::Review).await.expect("it is found again");
        let page = house.backend.draft(&chen, &id).await.expect("it is there");
        house.set(&chen, &id, review::APPLY_KIND, "exceptional").await;
        let values = page.course.values().clone().with(application::CURRENT_WORK, "机械设计");
        let save = Save { id: id.clone(), version: page.course.version, key: backend::ids::new(), values };
        let saved = house.backend.save_details(&chen, save).await.expect("it is stored");
        let Saved::Stored { values, .. } = saved else { panic!("each has changed another field: {saved:?}") };
        assert_eq!((values.get(review::APPLY_KIND), values.get(application::CURRENT_WORK)), ("exceptional", "机械设计"));
    }

    async fn from_an_empty_record_to_a_certificate(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        assert_eq!(house.see(&chen, &id).await.actions, [Action::Submit, Action::Cancel]);
        let number = house.submit(&chen, &id).await;
        assert_eq!(number, "SQ2026000001");
        assert_eq!(house.submit(&chen, &id).await, number, "the second click of a double click");

        for (login, state) in [
            ("unit", State::At(Level::Unit)),
            ("department", State::At(Level::Department)),
            ("hrss", State::At(Level::Hrss)),
        ] {
            let seen = house.see(&house.who(login), &id).await;
            assert_eq!(seen.state, state);
            assert!(seen.actions.contains(&Action::Accept) && seen.actions.contains(&Action::Return), "{:?}", seen.actions);
            house.backend.clock.advance_minutes(60);
            house.accept(login, &id).await;
            house.sound().await;
        }
        assert_eq!(house.vote(&id, tally(9, 6, 4, 1, 1)).await.expect("the vote stands"), None);
        assert_eq!(house.see(&chen, &id).await.state, State::Confirming);
        house.sound().await;
        let certificate = house.decide("hrss", &id, Action::Confirm, "同意").await.expect("confirmed").expect("a number");

        let end = house.see(&chen, &id).await;
        assert_eq!(end.state, State::Closed(Outcome::Passed));
        assert_eq!(end.certificate.as_deref(), Some(certificate.as_str()));
        assert!(end.actions.is_empty(), "{:?}", end.actions);
        let committee = "中山市机电、广播电视工程技术工程师资格评审委员会办公室（测试）";
        let bureau = "中山市人力资源和社会保障局（测试）";
        let told = |organisation: &str, reason: &str| (organisation.to_owned(), reason.to_owned());
        let expected = [
            (Action::Submit, State::Draft, State::At(Level::Unit), told("", "")),
            (Action::Accept, State::At(Level::Unit), State::At(Level::Department), told("中山市机电技术研究院（测试）", "材料齐全")),
            (Action::Accept, State::At(Level::Department), State::At(Level::Hrss), told("中山市工业和信息化局（测试）", "材料齐全")),
            (Action::Accept, State::At(Level::Hrss), State::At(Level::Committee), told(bureau, "材料齐全")),
            (Action::Pass, State::At(Level::Committee), State::Confirming, told(committee, "")),
            (Action::Confirm, State::Confirming, State::Closed(Outcome::Passed), told(bureau, "同意")),
        ]
        .map(|(action, from, to, (organisation, reason))| (action, from, to, organisation, reason));
        assert_eq!(steps(&end), expected);

        let lines = house.backend.track(&chen, TrackFilter::default()).await.expect("it answers");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].certificate.as_deref(), Some(certificate.as_str()));
        // What was confirmed is in the library now, and locked.
        for section in [SectionId::Education, SectionId::Work, SectionId::Achievement] {
            let entries = house.backend.section(&chen, section).await.expect("it answers");
            assert!(entries.iter().all(|entry| entry.verified.as_ref().is_some_and(|(by, _)| by == bureau)), "{section:?}");
        }
        house.sound().await;
        // Who holds a title has no further initial recognition.
        let again = house.backend.apply(&chen, Business::Recognition).await.expect("a draft may be begun");
        assert_ne!(again, id);
        let blocked = house.blocked(&chen, &again).await;
        assert!(blocked.iter().any(|said| said.starts_with("你已经取得职称")), "{blocked:?}");
        house.sound().await;
    }

    async fn a_unit_without_a_department_skips_it(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.change(&chen, SectionId::Basic, "person-chen", basic::UNIT, "U113").await;
        house.submit(&chen, &id).await;
        house.decide("other-unit", &id, Action::Accept, "").await.expect("its own unit");
        let seen = house.see(&house.who("hrss"), &id).await;
        assert_eq!(seen.state, State::At(Level::Hrss));
        assert_eq!(seen.route, Route::parse("unit,hrss,committee").expect("a route"));
        house.sound().await;
    }

    async fn a_unit_without_a_bureau_is_confirmed_by_that_of_the_committee(db) {
        let house = House::build(db.clone()).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.change(&chen, SectionId::Basic, "person-chen", basic::UNIT, "U113").await;
        let changed: Result<u64, Error> = db
            .write(async |tx| {
                Ok(sql("update organisation set hrss_id = null where id = $1").bind("U113").run(tx).await?)
            })
            .await;
        assert_eq!(changed.expect("it is there"), 1);
        house.submit(&chen, &id).await;
        house.decide("other-unit", &id, Action::Accept, "").await.expect("its own unit");
        let seen = house.see(&house.who("office"), &id).await;
        assert_eq!((seen.state, seen.route.to_string().as_str()), (State::At(Level::Committee), "unit,committee"));
        // Until there is something to confirm it has not come to the bureau.
        let bureau = house.who("hrss");
        assert!(house.backend.queue(&bureau, Tab::Handled, None).await.expect("it answers").lines.is_empty());
        assert!(house.backend.application(&bureau, &id).await.is_err());
        house.vote(&id, tally(9, 9, 9, 0, 0)).await.expect("the vote stands");
        house.decide("hrss", &id, Action::Confirm, "").await.expect("confirmed").expect("a number");
        house.sound().await;
    }

    async fn one_runs_at_a_time(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let begun: Vec<_> = (0..8).map(|_| {
            let (backend, chen) = (house.backend.clone(), chen.clone());
            tokio::spawn(async move { backend.apply(&chen, Business::Recognition).await })
        }).collect();
        let mut ids = Vec::new();
        for id in begun {
            ids.push(id.await.expect("no panic").expect("it answers"));
        }
        ids.dedup();
        assert_eq!(ids.len(), 1, "a double click begins one");
        house.backend.take_back(&chen, &ids[0], Action::Cancel).await.expect("a draft may be cancelled");
        house.backend.take_back(&chen, &ids[0], Action::Cancel).await.expect("twice is once");
        let next = house.backend.apply(&chen, Business::Recognition).await.expect("the place is free");
        assert_ne!(next, ids[0]);
        assert_eq!(house.backend.track(&chen, TrackFilter::default()).await.expect("it answers").len(), 2);
        house.sound().await;
    }

    async fn twenty_submits_at_once_are_one(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let ids = [house.filled(&chen, MAN).await, house.filled(&li, WOMAN).await];
        let submits: Vec<_> = (0..40).map(|n| {
            let (backend, id) = (house.backend.clone(), ids[n % 2].clone());
            let actor = if n % 2 == 0 { chen.clone() } else { li.clone() };
            tokio::spawn(async move { (n % 2, backend.submit(&actor, &id).await) })
        }).collect();
        let mut numbers = [Vec::new(), Vec::new()];
        for submit in submits {
            let (whose, answer) = submit.await.expect("no panic");
            match answer.expect("it answers") {
                Submitted::In { number } => numbers[whose].push(number),
                Submitted::Blocked(lines) => panic!("{lines:?}"),
            }
        }
        for (whose, actor) in [(0, &chen), (1, &li)] {
            assert_eq!(numbers[whose].len(), 20);
            numbers[whose].dedup();
            assert_eq!(numbers[whose].len(), 1, "{numbers:?}");
            let seen = house.see(actor, &ids[whose]).await;
            assert_eq!((seen.events.len(), seen.round), (1, 1));
        }
        numbers.sort();
        assert_eq!(numbers.concat(), ["SQ2026000001", "SQ2026000002"]);
        house.sound().await;
    }

    async fn a_check_list_says_what_is_missing_and_where(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.backend.apply(&chen, Business::Recognition).await.expect("it begins");
        let blocked = house.blocked(&chen, &id).await;
        for expected in [
            "基本信息：还没有填写，请先填写",
            "学历教育信息：请至少填写 1 条，或用“选择入库信息”选用已有的",
            "申报信息：还没有填写，请先填写",
            "证件照：还没有上传照片，照片用于签发电子证书，请先上传",
        ] {
            assert!(blocked.iter().any(|said| said == expected), "{expected} in {blocked:#?}");
        }
        house.set(&chen, &id, application::CURRENT_WORK, "机械设计").await;
        let blocked = house.blocked(&chen, &id).await;
        for expected in ["申报信息：请选择申报专业系列", "申报信息：请阅读个人承诺并打勾确认"] {
            assert!(blocked.iter().any(|said| said == expected), "{expected} in {blocked:#?}");
        }
        assert_eq!(house.see(&chen, &id).await.state, State::Draft);
        assert!(house.see(&chen, &id).await.events.is_empty());
        house.sound().await;
    }

    async fn each_guard_alone_keeps_it_back(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        for (key, raw, expected) in [
            (application::PROMISE, "", "申报信息：请阅读个人承诺并打勾确认"),
            (application::YEARS, "30", "从事本专业年限填了 30 年，从第一条工作经历算起不到 20 年，请核对"),
            (application::COMMITTEE, "C006", "评审委员会不能受理这份申请：受理期已过"),
            (application::COMMITTEE, "C003", "评审委员会不能受理这份申请：只受理高等学校教师系列"),
            (application::COMMITTEE, "C999", "申报信息：评审委员会不在可选范围内，请重新选择"),
            (application::TITLE, "05003", "大专学历不能直接认定中级，可以认定助理级"),
            (application::SPECIALTY, "06001", "申报信息：申报专业名称不属于所选的专业系列，请重新选择申报专业名称"),
            (application::EDUCATION, "", "申报信息：请选择对应专业的全日制最高学历"),
        ] {
            let before = house.backend.draft(&chen, &id).await.expect("it is there").course.values().get(key).to_owned();
            house.set(&chen, &id, key, raw).await;
            let blocked = house.blocked(&chen, &id).await;
            assert!(blocked.iter().any(|said| said.starts_with(expected)), "{expected} in {blocked:#?}");
            house.set(&chen, &id, key, &before).await;
        }
        // A unit that takes no applications.
        house.change(&chen, SectionId::Basic, "person-chen", basic::UNIT, "U140").await;
        let blocked = house.blocked(&chen, &id).await;
        assert!(blocked.iter().any(|said| said == "基本信息：人事管理单位已停用，请重新选择人事管理单位"), "{blocked:#?}");
        house.change(&chen, SectionId::Basic, "person-chen", basic::UNIT, "U101").await;
        house.submit(&chen, &id).await;
        house.sound().await;
    }

    async fn an_entry_can_be_left_out_and_taken_in_again(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let id = house.filled(&chen, MAN).await;
        let backend = &house.backend;
        let draft = backend.draft(&chen, &id).await.expect("it is there");
        let entry = draft.lists[0].1[0].id.clone();
        backend.choose(&chen, &id, &entry, false).await.expect("his own");
        let blocked = house.blocked(&chen, &id).await;
        assert!(blocked.iter().any(|said| said.starts_with("学历教育信息：请至少填写 1 条")), "{blocked:#?}");
        let library = backend.library(&chen, &id, SectionId::Education).await.expect("it answers");
        assert_eq!(library.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), [entry.as_str()]);
        assert!(matches!(backend.choose(&li, &id, &entry, true).await, Err(Error::Denied(Denied::Unknown))));
        let (of_li, _) = house.add(&li, SectionId::Education, education_values()).await;
        assert!(matches!(backend.choose(&chen, &id, &of_li, true).await, Err(Error::NotFound)));
        for _ in 0..2 {
            backend.choose(&chen, &id, &entry, true).await.expect("twice is once");
        }
        house.submit(&chen, &id).await;
        assert!(matches!(backend.choose(&chen, &id, &entry, false).await, Err(Error::Denied(Denied::State(_)))));
        house.sound().await;
    }

    async fn what_was_submitted_stays_as_it_was(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.submit(&chen, &id).await;
        let before = house.see(&chen, &id).await;
        let entry = house.backend.section(&chen, SectionId::Education).await.expect("it answers")[0].id.clone();
        house.change(&chen, SectionId::Education, &entry, education::SCHOOL, "另一所大学").await;
        house.change(&chen, SectionId::Basic, "person-chen", "address", "别的地址").await;
        house.photo(&chen).await;
        let after = house.see(&chen, &id).await;
        assert_eq!(after.snapshot, before.snapshot);
        assert_eq!(after.hash, before.hash);
        let snapshot = after.snapshot.expect("submitted");
        assert_eq!(snapshot.part("education").expect("a part").entries[0].cell("school").expect("a cell").shown, "五邑大学");
        assert_eq!(snapshot.shown("recognition", application::EDUCATION), "2007年大学专科（五邑大学，计算机辅助设计与制造）");
        assert_eq!(snapshot.shown("recognition", recognition::STUDIED), "计算机辅助设计与制造");
        assert_eq!(snapshot.shown("recognition", application::LEVEL), "助理级");
        // It cannot be edited while it is under review.
        let save = Save { id: id.clone(), version: after.version, key: "k".to_owned(), values: details_values(&entry) };
        assert!(matches!(house.backend.save_details(&chen, save).await, Err(Error::Denied(Denied::State(_)))));
        // What has changed since was not confirmed with it.
        for login in ["unit", "department", "hrss"] {
            house.accept(login, &id).await;
        }
        house.vote(&id, tally(9, 9, 9, 0, 0)).await.expect("the vote stands");
        house.decide("hrss", &id, Action::Confirm, "").await.expect("confirmed");
        let education = house.backend.section(&chen, SectionId::Education).await.expect("it answers");
        assert!(education[0].verified.is_none());
        let work = house.backend.section(&chen, SectionId::Work).await.expect("it answers");
        assert!(work[0].verified.is_some());
        house.sound().await;
    }

    async fn two_tabs_of_the_application_lose_nothing(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        let draft = house.backend.draft(&chen, &id).await.expect("it is there");
        let save = |key: &str, conduct: &str| Save {
            id: id.clone(),
            version: draft.course.version,
            key: key.to_owned(),
            values: draft.course.values().clone().with(recognition::CONDUCT, conduct),
        };
        for _ in 0..2 {
            let first = house.backend.save_details(&chen, save("a", "甲")).await.expect("it answers");
            assert!(matches!(first, Saved::Stored { version, .. } if version == draft.course.version + 1), "{first:?}");
        }
        let second = house.backend.save_details(&chen, save("b", "乙")).await.expect("it answers");
        let Saved::Conflict { stored, conflicts, .. } = second else { panic!("{second:?}") };
        assert_eq!((stored.get(recognition::CONDUCT), conflicts), ("甲", vec![recognition::CONDUCT]));
        // What the other tab has not touched is put together with it.
        let third = Save {
            id: id.clone(),
            version: draft.course.version,
            key: "c".to_owned(),
            values: draft.course.values().clone().with(application::SUMMARY, "另一页写的"),
        };
        let third = house.backend.save_details(&chen, third).await.expect("it answers");
        let Saved::Stored { values, merged, .. } = third else { panic!("{third:?}") };
        assert_eq!((values.get(recognition::CONDUCT), values.get(application::SUMMARY)), ("甲", "另一页写的"));
        assert_eq!(merged, [recognition::CONDUCT]);
        house.sound().await;
    }

    async fn it_is_taken_back_only_before_the_first_decision(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        let backend = &house.backend;
        let withdrawn = backend.take_back(&chen, &id, Action::Withdraw).await;
        assert!(matches!(withdrawn, Err(Error::Denied(Denied::State(State::Draft)))), "{withdrawn:?}");
        let number = house.submit(&chen, &id).await;
        for _ in 0..2 {
            backend.take_back(&chen, &id, Action::Withdraw).await.expect("twice is once");
        }
        assert_eq!(house.see(&chen, &id).await.state, State::Draft);
        assert!(matches!(backend.application(&house.who("unit"), &id).await, Err(Error::Denied(Denied::Unknown))));
        house.days(1);
        assert_eq!(house.submit(&chen, &id).await, number, "it keeps its number");
        assert_eq!(house.see(&chen, &id).await.applied_on, Some(house.today()), "and is made anew");
        assert_eq!(house.see(&chen, &id).await.round, 2);
        house.accept("unit", &id).await;
        let withdrawn = backend.take_back(&chen, &id, Action::Withdraw).await;
        assert!(matches!(withdrawn, Err(Error::Denied(Denied::State(_)))), "{withdrawn:?}");
        house.sound().await;
        // Giving up altogether is possible until the committee has voted.
        backend.take_back(&chen, &id, Action::Cancel).await.expect("not voted on yet");
        assert_eq!(house.see(&chen, &id).await.state, State::Closed(Outcome::Cancelled));
        house.sound().await;
    }

    async fn no_action_gets_round_its_checks(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let id = house.backend.apply(&chen, Business::Recognition).await.expect("it begins");
        for action in [Action::Submit, Action::Accept, Action::Confirm, Action::Pass] {
            let done = house.backend.take_back(&chen, &id, action).await;
            assert!(matches!(done, Err(Error::Denied(_))), "{action:?}: {done:?}");
            let version = house.see(&chen, &id).await.version;
            let decision = Decision { action, reason: String::new(), tally: Some((tally(3, 3, 3, 0, 0), house.today())), version };
            let done = house.backend.decide(&chen, &id, decision).await;
            assert!(matches!(done, Err(Error::Denied(_))), "{action:?}: {done:?}");
        }
        assert!(matches!(house.backend.take_back(&li, &id, Action::Cancel).await, Err(Error::Denied(Denied::Unknown))));
        assert!(matches!(house.backend.submit(&li, &id).await, Err(Error::Denied(Denied::Unknown))));
        assert!(matches!(house.backend.draft(&li, &id).await, Err(Error::Denied(Denied::Unknown))));
        assert_eq!(house.see(&chen, &id).await.state, State::Draft);
        assert!(house.see(&chen, &id).await.events.is_empty());
        house.sound().await;
    }

    async fn the_office_may_refuse_and_the_committee_vote_against(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let refused = house.filled(&chen, MAN).await;
        let failed = house.filled(&li, WOMAN).await;
        for (actor, id) in [(&chen, &refused), (&li, &failed)] {
            house.submit(actor, id).await;
            for login in ["unit", "department", "hrss"] {
                house.accept(login, id).await;
            }
        }
        let without = house.decide("office", &refused, Action::Refuse, " ").await;
        assert!(matches!(&without, Err(Error::Refused(said)) if said.starts_with("请填写不予受理的原因")), "{without:?}");
        house.decide("office", &refused, Action::Refuse, "不属于受理范围").await.expect("with a reason");
        assert_eq!(house.see(&chen, &refused).await.state, State::Closed(Outcome::Refused));
        // 5 of 8 is less than two thirds, whichever button was pressed.
        house.vote(&failed, tally(9, 8, 5, 3, 0)).await.expect("the vote stands");
        let end = house.see(&li, &failed).await;
        assert_eq!(end.state, State::Closed(Outcome::Failed));
        assert_eq!(end.tally.map(|(tally, _)| tally), Some(tally(9, 8, 5, 3, 0)));
        assert!(house.backend.certificates(&li).await.expect("it answers").is_empty());
        house.sound().await;
    }

    async fn the_list_is_filtered_by_day_and_business(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.submit(&chen, &id).await;
        let today = house.today();
        let (yesterday, tomorrow) = (today.plus_days(-1), today.plus_days(1));
        for (from, to, expected) in [
            (None, None, 1),
            (Some(today), Some(today), 1),
            (yesterday, tomorrow, 1),
            (tomorrow, None, 0),
            (None, yesterday, 0),
        ] {
            let filter = TrackFilter { from, to, business: Some(Business::Recognition) };
            let lines = house.backend.track(&chen, filter).await.expect("it answers");
            assert_eq!(lines.len(), expected, "{from:?} {to:?}");
        }
    }
}
