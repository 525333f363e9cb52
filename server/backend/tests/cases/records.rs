//! The record: what is typed is kept, what is wrong is said, and nobody overwrites anybody.

use backend::{
    Error, both,
    records::{Save, Saved},
    store,
};
use domain::{
    access::Denied,
    business::Business,
    record::{Entries, SectionId, basic, education},
};

use crate::journey::{House, MAN, WOMAN, basic_values, education_values, values, work_values};

const EDUCATION: SectionId = SectionId::Education;

fn said(issues: &[domain::issue::Issue], key: &str) -> String {
    issues.iter().find(|issue| issue.key == key).map(ToString::to_string).unwrap_or_default()
}

fn refused<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    match done {
        Err(Error::Refused(said)) => said,
        other => panic!("{other:?}"),
    }
}

both! {
    async fn a_draft_keeps_what_does_not_read(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let wrong = education_values().with("end", "2021-02-29").with("years", "三").with("school", "");
        let (id, issues) = house.add(&chen, EDUCATION, wrong).await;
        assert_eq!(said(&issues, "end"), "结束日期不存在：2021 年 2 月只有 28 天，请改正日期");
        assert_eq!(said(&issues, "years"), "学制（年）要填整数，例如 8");
        assert_eq!(said(&issues, "school"), "请填写毕业院校");
        let kept = house.backend.entry(&chen, EDUCATION, Some(&id)).await.expect("it answers").expect("it is there");
        assert_eq!((kept.values.get("end"), kept.values.get("years")), ("2021-02-29", "三"));
        assert_eq!(kept.version, 1);
        assert!(house.change(&chen, EDUCATION, &id, "end", "2007/6/30").await.iter().all(|issue| issue.key != "end"));
        let kept = house.backend.entry(&chen, EDUCATION, Some(&id)).await.expect("it answers").expect("it is there");
        assert_eq!(kept.values.get("end"), "2007-06-30", "a date that reads is stored in one form");
        assert_eq!(kept.values.get("years"), "三");
    }

    async fn the_same_post_twice_is_one_entry(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let blank = house.backend.new_entry(&chen, EDUCATION).expect("an applicant");
        let save = || Save { id: blank.id.clone(), version: 0, key: "page".to_owned(), values: education_values() };
        for _ in 0..2 {
            let saved = house.backend.save_entry(&chen, EDUCATION, save()).await.expect("it answers");
            assert!(matches!(saved, Saved::Stored { version: 1, .. }), "{saved:?}");
        }
        let at_once: Vec<_> = (0..8).map(|_| {
            let (backend, chen) = (house.backend.clone(), chen.clone());
            let save = save();
            tokio::spawn(async move { backend.save_entry(&chen, EDUCATION, save).await })
        }).collect();
        for saved in at_once {
            let saved = saved.await.expect("no panic").expect("it answers");
            assert!(matches!(saved, Saved::Stored { version: 1, .. }), "{saved:?}");
        }
        assert_eq!(house.backend.section(&chen, EDUCATION).await.expect("it answers").len(), 1);
    }

    async fn number_birth_and_sex_agree(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let person = chen.person.clone().expect("an applicant");
        let wrong = basic_values(MAN).with(basic::BIRTH, "1985-03-07").with(basic::SEX, "2");
        let issues = house.add_as(&chen, SectionId::Basic, &person, wrong).await;
        assert_eq!(said(&issues, basic::BIRTH), "出生日期与身份证号码不一致：号码里是 1800-01-01，请核对这两项");
        assert_eq!(said(&issues, basic::SEX), "性别与身份证号码不一致：号码里是男，请核对这两项");
        let issues = house.change(&chen, SectionId::Basic, &person, basic::DOCUMENT, "442000180001010012").await;
        assert_eq!(said(&issues, basic::DOCUMENT), "证件号码校验不通过，有一位填错了，请逐位核对");
    }

    async fn one_account_per_document(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let (of_chen, of_li) = (chen.person.clone().expect("a person"), li.person.clone().expect("a person"));
        assert!(house.add_as(&chen, SectionId::Basic, &of_chen, basic_values(MAN)).await.is_empty());
        let issues = house.add_as(&li, SectionId::Basic, &of_li, basic_values(MAN)).await;
        assert_eq!(
            said(&issues, basic::DOCUMENT),
            "这个证件号码已经登记在另一个账号上，请核对号码，或改用原来的账号登录"
        );
        // Whoever mistyped lets the number go, and it is free for its owner.
        for gone in ["", WOMAN] {
            house.change(&chen, SectionId::Basic, &of_chen, basic::DOCUMENT, gone).await;
            assert!(house.change(&li, SectionId::Basic, &of_li, basic::DOCUMENT, MAN).await.is_empty());
            house.change(&li, SectionId::Basic, &of_li, basic::DOCUMENT, "").await;
            assert!(house.change(&chen, SectionId::Basic, &of_chen, basic::DOCUMENT, MAN).await.is_empty());
        }
        house.sound().await;
    }

    async fn what_is_deleted_comes_back(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let (id, _) = house.add(&chen, EDUCATION, education_values()).await;
        let backend = &house.backend;
        assert!(matches!(backend.delete_entry(&li, EDUCATION, &id).await, Err(Error::NotFound)));
        assert!(matches!(backend.delete_entry(&chen, SectionId::Work, &id).await, Err(Error::NotFound)));
        for _ in 0..2 {
            backend.delete_entry(&chen, EDUCATION, &id).await.expect("twice is once");
        }
        assert!(backend.section(&chen, EDUCATION).await.expect("it answers").is_empty());
        // A tab that is still open does not bring it back behind its owner's back.
        let save = Save { id: id.clone(), version: 1, key: "tab".to_owned(), values: education_values() };
        let said = refused(backend.save_entry(&chen, EDUCATION, save).await);
        assert_eq!(said, "这一条已经在别的页面删除，没有保存。请先恢复它再保存，或者新增一条");
        assert!(matches!(backend.restore_entry(&li, &id).await, Err(Error::NotFound)));
        for _ in 0..2 {
            backend.restore_entry(&chen, &id).await.expect("twice is once");
        }
        let back = backend.entry(&chen, EDUCATION, Some(&id)).await.expect("it answers").expect("it is back");
        assert_eq!(back.values, education_values());
    }

    async fn a_list_has_an_end(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let Entries::Many { max } = EDUCATION.section().entries else { panic!("a list") };
        let mut last = String::new();
        for _ in 0..max {
            last = house.add(&chen, EDUCATION, education_values()).await.0;
        }
        let full = format!("学历教育信息最多 {max} 条，请先删去不用的");
        let blank = house.backend.new_entry(&chen, EDUCATION).expect("an applicant");
        let save = Save { id: blank.id, version: 0, key: "k".to_owned(), values: education_values() };
        assert_eq!(refused(house.backend.save_entry(&chen, EDUCATION, save).await), full);
        house.backend.delete_entry(&chen, EDUCATION, &last).await.expect("it is there");
        house.add(&chen, EDUCATION, education_values()).await;
        assert_eq!(refused(house.backend.restore_entry(&chen, &last).await), full);
    }

    async fn what_is_verified_is_locked(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (id, _) = house.add(&chen, EDUCATION, education_values()).await;
        let entry = id.clone();
        let at = house.backend.clock.now();
        let verified: Result<(), Error> = house
            .backend
            .db()
            .write(async move |tx| Ok(store::records::verify(tx, &entry, "某局", &at.to_string()).await?))
            .await;
        verified.expect("it is there");
        let save = Save { id: id.clone(), version: 1, key: "k".to_owned(), values: education_values() };
        assert_eq!(
            refused(house.backend.save_entry(&chen, EDUCATION, save).await),
            "这一条已经入库，不能修改；要改正请更正它：新增一条替换它"
        );
        assert_eq!(
            refused(house.backend.delete_entry(&chen, EDUCATION, &id).await),
            "这一条已经入库，不能删除；不想用在这次申请里，可以移出"
        );
        let entry = house.backend.entry(&chen, EDUCATION, Some(&id)).await.expect("it answers").expect("it is there");
        assert_eq!(entry.verified.map(|(by, _)| by).as_deref(), Some("某局"));
    }

    async fn the_department_follows_the_unit(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let person = chen.person.clone().expect("an applicant");
        house.add_as(&chen, SectionId::Basic, &person, basic_values(MAN).with(basic::DEPARTMENT, "D002")).await;
        let entry = async || house.backend.entry(&chen, SectionId::Basic, None).await.expect("it answers").expect("it is there");
        let kept = entry().await;
        assert_eq!(kept.values.get(basic::DEPARTMENT), "D001", "not what was posted");
        assert_eq!(kept.labels[basic::DEPARTMENT], "中山市工业和信息化局（测试）");
        assert_eq!(kept.labels["household_region"], "广东省中山市东区街道");
        // A unit without a department is supervised by the bureau of its place.
        assert!(house.change(&chen, SectionId::Basic, &person, basic::UNIT, "U113").await.is_empty());
        assert_eq!(entry().await.values.get(basic::DEPARTMENT), "H001");
        for no_unit in ["D001", "U999"] {
            let issues = house.change(&chen, SectionId::Basic, &person, basic::UNIT, no_unit).await;
            assert_eq!(said(&issues, basic::UNIT), "人事管理单位不在可选范围内，请重新选择");
            assert_eq!(entry().await.values.get(basic::DEPARTMENT), "");
        }
    }

    async fn identity_and_unit_are_locked_once_it_matters(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let person = chen.person.clone().expect("an applicant");
        let application = house.filled(&chen, MAN).await;
        house.submit(&chen, &application).await;
        let issues = house.change(&chen, SectionId::Basic, &person, basic::DOCUMENT, WOMAN).await;
        assert!(said(&issues, basic::DOCUMENT).starts_with("已经提交过申请，证件不能自己更改"), "{issues:?}");
        let issues = house.change(&chen, SectionId::Basic, &person, basic::UNIT, "U113").await;
        assert_eq!(said(&issues, basic::UNIT), "有正在审核的申请，办结以后才能变更人事管理单位");
        let kept = house.backend.entry(&chen, SectionId::Basic, None).await.expect("it answers").expect("it is there");
        assert_eq!((kept.values.get(basic::DOCUMENT), kept.values.get(basic::UNIT)), (MAN, "U101"));
        // The number is still his: nobody else can take it.
        let li = house.who("li");
        let issues = house.add_as(&li, SectionId::Basic, "person-li", basic_values(MAN)).await;
        assert!(said(&issues, basic::DOCUMENT).contains("已经登记在另一个账号上"), "{issues:?}");
        house.sound().await;
    }

    async fn nobody_reaches_the_record_of_another(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let (id, _) = house.add(&chen, EDUCATION, education_values()).await;
        let backend = &house.backend;
        assert!(backend.entry(&li, EDUCATION, Some(&id)).await.expect("it answers").is_none());
        let save = Save { id: id.clone(), version: 1, key: "k".to_owned(), values: values(&[("school", "x")]) };
        assert!(matches!(backend.save_entry(&li, EDUCATION, save).await, Err(Error::NotFound)));
        let wrong = Save { id, version: 1, key: "k".to_owned(), values: work_values() };
        assert!(matches!(backend.save_entry(&chen, SectionId::Work, wrong).await, Err(Error::NotFound)));
        let odd = Save { id: "no id".to_owned(), version: 0, key: "k".to_owned(), values: education_values() };
        assert!(matches!(backend.save_entry(&chen, EDUCATION, odd).await, Err(Error::NotFound)));
        // What is kept of each save goes by the id alone, and an application has one too.
        let application = backend.apply(&chen, Business::Recognition).await.expect("it begins");
        let taken = Save { id: application, version: 0, key: "k".to_owned(), values: education_values() };
        assert!(matches!(backend.save_entry(&chen, EDUCATION, taken).await, Err(Error::NotFound)));
        for actor in house.all_but(&["chen", "li"]) {
            let section = backend.section(&actor, EDUCATION).await;
            assert!(matches!(section, Err(Error::Denied(Denied::Role))), "{}: {section:?}", actor.login);
        }
    }

    async fn lists_are_newest_first_and_codes_have_words(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        house.add(&chen, EDUCATION, education_values()).await;
        let later = education_values().with("start", "2010-09-01").with("end", "2013-06-30").with("level", "21");
        house.add(&chen, EDUCATION, later).await;
        house.add(&chen, EDUCATION, education_values().with("end", "没有写完")).await;
        let ends: Vec<String> = house
            .backend
            .section(&chen, EDUCATION)
            .await
            .expect("it answers")
            .iter()
            .map(|entry| entry.values.get(education::END).to_owned())
            .collect();
        assert_eq!(ends, ["2013-06-30", "2007-06-30", "没有写完"]);
    }
}
