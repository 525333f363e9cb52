//! The entries of a record among each other: order, what is missing, what repeats and what corrects what.

use backend::{
    Actor, Error, both,
    entries::Order,
    records::{Save, Saved},
    store,
    twins::Choice,
};
use domain::{
    business::Business,
    issue::Issue,
    record::{SectionId, YEAR, appraisal, education, work},
    values::Values,
    whole::Rule,
    workflow::Action,
};

use crate::journey::{House, MAN, education_values, values, work_values};

const EDUCATION: SectionId = SectionId::Education;
const WORK: SectionId = SectionId::Work;

fn refused<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    match done {
        Err(Error::Refused(said)) => said,
        other => panic!("{other:?}"),
    }
}

fn said(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| format!("{}: {issue}", issue.key)).collect()
}

fn job(start: &str, end: &str) -> Values {
    work_values().with(work::START, start).with(work::END, end)
}

fn year(year: &str) -> Values {
    values(&[(YEAR, year), (appraisal::RESULT, "competent"), ("unit", "某单位")])
}

impl House {
    async fn add_id(&self, actor: &Actor, section: SectionId, values: Values) -> String {
        self.add(actor, section, values).await.0
    }

    async fn list(&self, actor: &Actor, section: SectionId) -> Vec<String> {
        let list = self.backend.section(actor, section).await.expect("it answers");
        list.into_iter().map(|entry| entry.id).collect()
    }

    async fn verify(&self, id: &str) {
        let (id, at) = (id.to_owned(), self.backend.clock.now());
        let verified: Result<(), Error> = self
            .backend
            .db()
            .write(async move |tx| Ok(store::records::verify(tx, &id, "某局", &at.to_string()).await?))
            .await;
        verified.expect("it is there");
    }

    /// A running application without anything in its own form.
    async fn running(&self, actor: &Actor) -> String {
        self.backend.apply(actor, Business::Recognition).await.expect("an applicant applies")
    }

    async fn taken(&self, actor: &Actor, application: &str, section: SectionId) -> Vec<String> {
        let draft = self.course_is_the_same(actor, application).await;
        let (_, list) = draft.lists.into_iter().find(|(of, _)| *of == section).expect("a section of it");
        list.into_iter().map(|entry| entry.id).collect()
    }

    async fn says(&self, actor: &Actor) -> Vec<String> {
        let findings = self.backend.findings(actor).await.expect("it answers");
        findings.into_iter().map(|finding| finding.says).collect()
    }
}

both! {
    async fn a_list_stands_as_it_was_put(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let [a, b, c] = ["2001", "2005", "2009"].map(|from| job(&format!("{from}-01-01"), &format!("{from}-06-30")));
        let (a, b, c) = (house.add_id(&chen, WORK, a).await, house.add_id(&chen, WORK, b).await, house.add_id(&chen, WORK, c).await);
        let backend = &house.backend;
        assert_eq!(house.list(&chen, WORK).await, [&c, &b, &a].map(Clone::clone), "newest first");
        let application = house.running(&chen).await;
        for _ in 0..2 {
            backend.reorder(&chen, WORK, Order::Before(&a, &b)).await.expect("both are there");
            assert_eq!(house.list(&chen, WORK).await, [&c, &a, &b].map(Clone::clone), "twice is once");
        }
        backend.reorder(&chen, WORK, Order::After(&c, &b)).await.expect("both are there");
        assert_eq!(house.list(&chen, WORK).await, [&a, &b, &c].map(Clone::clone));
        // The application, its printed form and its snapshot follow.
        assert_eq!(house.taken(&chen, &application, WORK).await, [&a, &b, &c].map(Clone::clone));
        let snapshot = backend.preview(&chen, &application).await.expect("it is there");
        let printed: Vec<&str> = snapshot.part(WORK.key()).expect("a part").entries.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(printed, [&a, &b, &c]);
        // What is new comes before what is older than it; here that is the first.
        let new = house.add_id(&chen, WORK, job("2012-01-01", "至今")).await;
        assert_eq!(house.list(&chen, WORK).await[0], new);
        backend.reorder(&chen, WORK, Order::Newest).await.expect("it is a list");
        assert_eq!(house.list(&chen, WORK).await, [&new, &c, &b, &a].map(Clone::clone));
        for (actor, section, order) in [
            (&li, WORK, Order::Before(a.as_str(), b.as_str())),
            (&chen, EDUCATION, Order::Before(a.as_str(), b.as_str())),
            (&chen, WORK, Order::Before(a.as_str(), a.as_str())),
            (&chen, WORK, Order::After("nothing", a.as_str())),
        ] {
            assert!(matches!(backend.reorder(actor, section, order).await, Err(Error::NotFound)), "{order:?}");
        }
        assert_eq!(house.list(&chen, WORK).await, [&new, &c, &b, &a].map(Clone::clone));
        house.sound().await;
    }

    async fn years_are_newest_first(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        for one in ["2023", "2025", "2024"] {
            house.add(&chen, SectionId::Appraisal, year(one)).await;
        }
        let list = house.backend.section(&chen, SectionId::Appraisal).await.expect("it answers");
        let years: Vec<&str> = list.iter().map(|entry| entry.values.get(YEAR)).collect();
        assert_eq!(years, ["2025", "2024", "2023"]);
    }

    async fn what_is_missing_is_added_once(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        house.add(&chen, WORK, job("2007-07-02", "2010-01-31")).await;
        let later = house.add_id(&chen, WORK, job("2010-03-02", "至今")).await;
        let application = house.running(&chen).await;
        let hole = "工作经历在 2010-01-31 到 2010-03-02 之间中断超过 1 个月，请补上这段时间";
        assert_eq!(house.says(&chen).await, [hole]);
        // Two clicks at once add one entry.
        let at_once: Vec<_> = (0..4).map(|_| {
            let (backend, chen) = (house.backend.clone(), chen.clone());
            tokio::spawn(async move { backend.fill(&chen, WORK, "idle-2010-02-01").await })
        }).collect();
        let mut added = Vec::new();
        for one in at_once {
            added.extend(one.await.expect("no panic").expect("it answers"));
        }
        assert_eq!(added.len(), 1, "{added:?}");
        let entry = house.backend.entry(&chen, WORK, Some(&added[0])).await.expect("it answers").expect("it is there");
        assert_eq!((entry.values.get(work::START), entry.values.get(work::END)), ("2010-02-01", "2010-03-01"));
        assert!(!entry.draft && entry.issues.is_empty(), "{:?}", entry.issues);
        assert_eq!(house.says(&chen).await, [""; 0]);
        assert!(house.taken(&chen, &application, WORK).await.contains(&added[0]), "running applications take it");
        // What an application has just not taken is not made once more.
        house.backend.choose(&chen, &application, &added[0], false).await.expect("it is there");
        let draft = house.backend.draft(&chen, &application).await.expect("it is there");
        let [found] = draft.findings.as_slice() else { panic!("{:?}", draft.findings) };
        assert_eq!((found.entry.as_str(), found.says.as_str()), (later.as_str(), format!("{hole}；个人信息里已经有的，用“选择入库信息”选用").as_str()));
        assert_eq!(found.fillers, []);
        // Nobody else's, and nothing that is not missing.
        assert_eq!(house.backend.fill(&house.who("li"), WORK, "idle-2010-02-01").await.expect("it answers"), None);
        assert_eq!(house.backend.fill(&chen, WORK, "idle-2001-02-01").await.expect("it answers"), None);
        house.sound().await;
    }

    async fn a_missing_year_is_added(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        for one in ["2023", "2025"] {
            house.add(&chen, SectionId::Appraisal, year(one)).await;
        }
        let id = house.backend.fill(&chen, SectionId::Appraisal, "year-2024").await.expect("it answers").expect("it was missing");
        let entry = house.backend.entry(&chen, SectionId::Appraisal, Some(&id)).await.expect("it answers").expect("it is there");
        assert_eq!(entry.values, values(&[(YEAR, "2024")]));
        assert!(!entry.issues.is_empty(), "the rest is still to be filled in");
    }

    /// `domain.md` §4.7, on every save: said at the field, stored all the same.
    async fn what_repeats_another_is_said_and_stored(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let (first, issues) = house.add(&chen, EDUCATION, education_values()).await;
        assert!(issues.is_empty(), "{issues:?}");
        let school = education_values().get(education::SCHOOL).to_owned();
        let (second, issues) = house.add(&chen, EDUCATION, education_values().with(education::SCHOOL, format!(" {school}。"))).await;
        let name = education::label(&education_values());
        assert_eq!(said(&issues), [format!("school: 与第 1 条相同（{name}），是同一条的请留下一条，不是的可以都保留")]);
        assert_eq!(house.list(&chen, EDUCATION).await.len(), 2, "it is stored");
        // While typing it is said too, and a complete entry of that kind waits for the person as a draft.
        let blank = house.backend.new_entry(&chen, EDUCATION).expect("an applicant");
        let save = Save { id: blank.id.clone(), version: 0, key: "page".to_owned(), values: education_values() };
        let Saved::Stored { issues, .. } = house.backend.save_typed(&chen, EDUCATION, save).await.expect("it answers") else {
            panic!("nobody else saves")
        };
        assert_eq!(said(&issues).len(), 1, "{issues:?}");
        assert!(house.change(&chen, EDUCATION, &second, education::LEVEL, "21").await.is_empty(), "another level is another study");
        let issues = house.change(&chen, EDUCATION, &first, education::LEVEL, "21").await;
        assert!(said(&issues)[0].starts_with("school: 与第 1 条相同") || said(&issues)[0].starts_with("school: 与第 2 条相同"), "{issues:?}");
        // A draft is no entry yet that others could repeat.
        assert_eq!(house.says(&chen).await.len(), 1);
        assert_eq!(house.backend.opened(&house.who("li"), EDUCATION, &first, None).await.expect("it answers").map(|opened| opened.place), None);
        house.sound().await;
    }

    /// The number is that of the list as it is once the entry is stored.
    async fn what_is_repeated_is_named_by_its_place(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let paper = |date: &str| values(&[("doi", "10.1000/1"), ("title", date), ("date", date), ("journal", "某刊")]);
        let section = SectionId::Publication;
        house.add(&chen, section, paper("2020-01-01")).await;
        let (newer, issues) = house.add(&chen, section, paper("2022-01-01")).await;
        assert!(said(&issues).iter().any(|one| one.starts_with("doi: 与第 2 条相同（2020-01-01，")), "{issues:?}");
        let opened = house.backend.opened(&chen, section, &newer, None).await.expect("it answers").expect("it is there");
        let twins = opened.twins.expect("it repeats");
        assert_eq!((twins.this.0, twins.other.0), (1, 2));
        // A correction that is still a draft takes the place of the old one, and its number goes.
        let old = house.list(&chen, section).await.remove(0);
        house.verify(&old).await;
        let new = house.backend.correct(&chen, section, &old).await.expect("it is verified");
        let issues = house.change(&chen, section, &new, "title", "2021").await;
        let opened = house.backend.opened(&chen, section, &new, None).await.expect("it answers").expect("it is there");
        let twins = opened.twins.expect("it repeats");
        let number = format!("doi: 与第 {} 条相同", twins.other.0);
        assert!(said(&issues).iter().any(|one| one.starts_with(&number)), "{number} {issues:?}");
    }

    async fn what_is_kept_apart_never_nags_again(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let evening = education_values().with(education::MODE, "07");
        let one = house.add_id(&chen, EDUCATION, evening.clone()).await;
        let two = house.add_id(&chen, EDUCATION, evening).await;
        let backend = &house.backend;
        let opened = backend.opened(&chen, EDUCATION, &two, None).await.expect("it answers").expect("it is there");
        let twins = opened.twins.expect("it repeats the first");
        assert_eq!((twins.other.1.id.as_str(), twins.apart), (one.as_str(), false));
        assert!(matches!(backend.settle(&li, EDUCATION, &two, &one, Choice::Both).await, Err(Error::NotFound)));
        assert!(matches!(backend.settle(&chen, WORK, &two, &one, Choice::Both).await, Err(Error::NotFound)));
        assert!(matches!(backend.settle(&chen, EDUCATION, &one, &one, Choice::Both).await, Err(Error::NotFound)));
        assert_eq!(house.says(&chen).await.len(), 1);
        for (this, other) in [(&two, &one), (&one, &two)] {
            assert_eq!(backend.settle(&chen, EDUCATION, this, other, Choice::Both).await.expect("both are there"), None);
        }
        assert_eq!(house.says(&chen).await, [""; 0]);
        assert!(house.change(&chen, EDUCATION, &two, education::DEGREE, "4").await.is_empty(), "saving says nothing either");
        let opened = backend.opened(&chen, EDUCATION, &two, None).await.expect("it answers").expect("it is there");
        assert!(opened.twins.is_none());
        assert!(backend.twins(&chen, EDUCATION, &one, &two).await.expect("they can be looked at").apart);
        let application = house.running(&chen).await;
        let draft = backend.draft(&chen, &application).await.expect("it is there");
        assert!(draft.findings.iter().all(|finding| finding.rule != Rule::Twins), "{:?}", draft.findings);
        assert!(backend.state_lines().await.expect("it answers").contains(&"  kept apart 1".to_owned()));
        house.sound().await;
    }

    async fn of_two_that_are_one_the_other_takes_the_place(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let stays = house.add_id(&chen, EDUCATION, education_values()).await;
        let goes = house.add_id(&chen, EDUCATION, education_values()).await;
        let application = house.running(&chen).await;
        house.backend.choose(&chen, &application, &stays, false).await.expect("it is there");
        assert_eq!(house.taken(&chen, &application, EDUCATION).await, std::slice::from_ref(&goes));
        for _ in 0..2 {
            let gone = house.backend.settle(&chen, EDUCATION, &goes, &stays, Choice::Other).await.expect("twice is once");
            assert_eq!(gone.as_deref(), Some(goes.as_str()));
        }
        assert_eq!(house.list(&chen, EDUCATION).await, std::slice::from_ref(&stays));
        assert_eq!(house.taken(&chen, &application, EDUCATION).await, std::slice::from_ref(&stays));
        house.backend.restore_entry(&chen, &goes).await.expect("it can be brought back");
        let gone = house.backend.settle(&chen, EDUCATION, &stays, &goes, Choice::This).await.expect("both are there");
        assert_eq!(gone.as_deref(), Some(goes.as_str()));
        house.sound().await;
    }

    async fn a_verified_entry_is_corrected_by_a_new_one(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let old = house.add_id(&chen, EDUCATION, education_values()).await;
        let backend = &house.backend;
        assert_eq!(refused(backend.correct(&chen, EDUCATION, &old).await), "这一条还没有入库，可以直接修改");
        house.verify(&old).await;
        let takes = house.running(&chen).await;
        assert!(matches!(backend.correct(&li, EDUCATION, &old).await, Err(Error::NotFound)));
        assert!(matches!(backend.correct(&chen, WORK, &old).await, Err(Error::NotFound)));
        let new = backend.correct(&chen, EDUCATION, &old).await.expect("it is verified");
        assert_eq!(backend.correct(&chen, EDUCATION, &old).await.expect("it was begun"), new, "twice is once");
        let begun = backend.entry(&chen, EDUCATION, Some(&new)).await.expect("it answers").expect("it is there");
        assert_eq!((begun.values.clone(), begun.draft, begun.supersedes.as_deref()), (education_values(), true, Some(old.as_str())));
        // What is typed does not take its place yet, be it ever so complete, nor is it said to repeat the old one.
        let typed = education_values().with(education::DEGREE, "4");
        let save = |version, values| Save { id: new.clone(), version, key: "page".to_owned(), values };
        let saved = backend.save_typed(&chen, EDUCATION, save(1, typed.clone())).await.expect("it answers");
        assert!(matches!(&saved, Saved::Stored { issues, version: 2, .. } if issues.is_empty()), "{saved:?}");
        assert_eq!(house.taken(&chen, &takes, EDUCATION).await, std::slice::from_ref(&old));
        assert_eq!(house.says(&chen).await, [""; 0]);
        let saved = backend.save_entry(&chen, EDUCATION, save(2, typed)).await.expect("it answers");
        assert!(matches!(&saved, Saved::Stored { issues, .. } if issues.is_empty()), "{saved:?}");
        assert_eq!(house.taken(&chen, &takes, EDUCATION).await, std::slice::from_ref(&new));
        let list = backend.section(&chen, EDUCATION).await.expect("it answers");
        let states: Vec<(&str, Option<&str>)> =
            list.iter().map(|entry| (entry.id.as_str(), entry.superseded_by.as_deref())).collect();
        assert_eq!(states, [(new.as_str(), None), (old.as_str(), Some(new.as_str()))], "it stays in the record, last");
        assert_eq!(house.says(&chen).await, [""; 0], "they are no twins");
        // 选择入库信息 does not offer it, and it cannot be taken.
        assert!(backend.library(&chen, &takes, EDUCATION).await.expect("it answers").is_empty());
        assert_eq!(refused(backend.choose(&chen, &takes, &old, true).await), "这一条已经更正，请选用更正以后的那一条");
        // Without the correction the old one is back, in the application too; and so is the correction when it is.
        backend.delete_entry(&chen, EDUCATION, &new).await.expect("it is not verified");
        assert_eq!(house.taken(&chen, &takes, EDUCATION).await, std::slice::from_ref(&old));
        backend.restore_entry(&chen, &new).await.expect("it can be brought back");
        assert_eq!(house.taken(&chen, &takes, EDUCATION).await, std::slice::from_ref(&new));
        house.sound().await;
    }

    async fn what_an_application_left_out_stays_out_when_it_is_corrected(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let old = house.add_id(&chen, EDUCATION, education_values()).await;
        house.verify(&old).await;
        let application = house.running(&chen).await;
        house.backend.choose(&chen, &application, &old, false).await.expect("it is there");
        let new = house.backend.correct(&chen, EDUCATION, &old).await.expect("it is verified");
        assert!(house.change(&chen, EDUCATION, &new, education::DEGREE, "4").await.is_empty());
        assert_eq!(house.taken(&chen, &application, EDUCATION).await, [""; 0]);
        let offered = house.backend.library(&chen, &application, EDUCATION).await.expect("it answers");
        assert_eq!(offered.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>(), [new.as_str()]);
        house.sound().await;
    }

    async fn a_submitted_application_keeps_what_it_froze(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let application = house.filled(&chen, MAN).await;
        let old = house.list(&chen, EDUCATION).await.remove(0);
        house.verify(&old).await;
        house.submit(&chen, &application).await;
        let frozen = async || {
            let seen = house.backend.application(&chen, &application).await.expect("it is there");
            (seen.hash, seen.snapshot.and_then(|one| Some(one.part(EDUCATION.key())?.entries.first()?.id.clone())))
        };
        let before = frozen().await;
        assert_eq!(before.1.as_deref(), Some(old.as_str()));
        let new = house.backend.correct(&chen, EDUCATION, &old).await.expect("it is verified");
        assert!(house.change(&chen, EDUCATION, &new, "diploma_number", "更正后的编号").await.is_empty());
        assert_eq!(frozen().await, before);
        // Taken back, it is filled in with the correction.
        house.backend.take_back(&chen, &application, Action::Withdraw).await.expect("it waits at the unit");
        assert_eq!(house.taken(&chen, &application, EDUCATION).await, [new]);
        house.sound().await;
    }

    async fn a_twin_of_a_verified_entry_can_take_its_place(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let old = house.add_id(&chen, EDUCATION, education_values()).await;
        house.verify(&old).await;
        let new = house.add_id(&chen, EDUCATION, education_values().with(education::DEGREE, "4")).await;
        let backend = &house.backend;
        let says = "已经入库的一条不能删除；要改正它，请用另一条更正它，或者两条都保留";
        assert_eq!(refused(backend.settle(&chen, EDUCATION, &new, &old, Choice::This).await), says);
        let says = "只能用没有入库的一条更正已经入库、还没有更正过的一条，请核对";
        assert_eq!(refused(backend.settle(&chen, EDUCATION, &old, &new, Choice::Corrects).await), says);
        for _ in 0..2 {
            backend.settle(&chen, EDUCATION, &new, &old, Choice::Corrects).await.expect("twice is once");
        }
        assert_eq!(house.says(&chen).await, [""; 0]);
        let third = house.add_id(&chen, EDUCATION, education_values().with("diploma_number", "3")).await;
        assert_eq!(refused(backend.settle(&chen, EDUCATION, &third, &old, Choice::Corrects).await), says);
        house.sound().await;
    }
}
