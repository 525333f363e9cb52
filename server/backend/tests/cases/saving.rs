//! Several pages of one form: nothing typed is lost, nobody's change is undone, and only what a
//! person meant to be an entry is one.

use backend::{
    Actor, Error, both,
    db::{Db, row, sql},
    records::{Save, Saved},
};
use domain::{
    business::Business,
    record::{SectionId, basic},
    values::Values,
};

use crate::journey::{House, basic_values, education_values, values};

const EDUCATION: SectionId = SectionId::Education;

row! { struct Kept { n: i64 } }

/// How many versions are kept of a thing.
async fn versions(db: &Db, id: &str) -> i64 {
    let id = id.to_owned();
    let kept: Result<Kept, backend::db::Error> = db
        .read(async move |tx| {
            sql("select count(*) as n from saved_version where thing_id = $1").bind(id.as_str()).one(tx).await
        })
        .await;
    kept.expect("it answers").n
}

/// The pages of one entry.
struct Pages<'h> {
    house: &'h House,
    chen: Actor,
    id: String,
}

impl Pages<'_> {
    fn save(&self, version: i64, key: &str, changes: &[(&str, &str)]) -> Save {
        let values = changes.iter().fold(education_values(), |values, (key, raw)| values.with(key, *raw));
        Save { id: self.id.clone(), version, key: key.to_owned(), values }
    }

    async fn saves(&self, version: i64, key: &str, changes: &[(&str, &str)]) -> Saved {
        let save = self.save(version, key, changes);
        self.house.backend.save_entry(&self.chen, EDUCATION, save).await.expect("it answers")
    }

    async fn stored(&self, key: &str) -> String {
        let entry = self.house.backend.entry(&self.chen, EDUCATION, Some(&self.id)).await.expect("it answers");
        entry.expect("it is there").values.get(key).to_owned()
    }
}

async fn pages(house: &House) -> Pages<'_> {
    let chen = house.who("chen");
    let (id, _) = house.add(&chen, EDUCATION, education_values()).await;
    Pages { house, chen, id }
}

#[track_caller]
fn is_stored(saved: Saved) -> (i64, Vec<&'static str>) {
    let Saved::Stored { version, merged, .. } = saved else { panic!("{saved:?}") };
    (version, merged)
}

#[track_caller]
fn conflicts(saved: Saved) -> (i64, Vec<&'static str>, Vec<&'static str>) {
    let Saved::Conflict { version, merged, conflicts, .. } = saved else { panic!("{saved:?}") };
    (version, merged, conflicts)
}

both! {
    async fn two_tabs_lose_nothing(db) {
        let house = House::build(db).await;
        let pages = pages(&house).await;
        assert_eq!(is_stored(pages.saves(1, "a", &[("school", "甲大学")]).await), (2, vec![]));
        // The other tab has changed something else as well: that is saved, and the school is asked about.
        let met = pages.saves(1, "b", &[("school", "乙大学"), ("major", "机械")]).await;
        assert_eq!(conflicts(met), (3, vec![], vec!["school"]));
        assert_eq!((pages.stored("school").await, pages.stored("major").await), ("甲大学".into(), "机械".into()));
        // The first tab goes on and does not undo the second one's change.
        assert_eq!(is_stored(pages.saves(2, "a", &[("school", "甲大学二")]).await), (4, vec!["major"]));
        assert_eq!(pages.stored("major").await, "机械");
        // Whoever has seen both texts may decide for the own one.
        assert_eq!(is_stored(pages.saves(4, "b", &[("school", "乙大学"), ("major", "机械")]).await), (5, vec![]));
        assert_eq!(pages.stored("school").await, "乙大学");
        house.sound().await;
    }

    async fn an_answer_that_was_lost_is_no_conflict_with_oneself(db) {
        let house = House::build(db).await;
        let pages = pages(&house).await;
        is_stored(pages.saves(1, "a.1", &[("school", "甲")]).await);
        // Page b has seen what a saved; a has not heard that it is saved, and goes on.
        is_stored(pages.saves(2, "b.1", &[("school", "甲"), ("major", "机械")]).await);
        assert_eq!(is_stored(pages.saves(1, "a.2", &[("school", "甲大")]).await), (4, vec!["major"]));
        // Nor does it hear of that, and the page is opened anew with what it had kept.
        assert_eq!(is_stored(pages.saves(1, "c.1 a", &[("school", "甲大学")]).await), (5, vec!["major"]));
        assert_eq!((pages.stored("school").await, pages.stored("major").await), ("甲大学".into(), "机械".into()));
        house.sound().await;
    }

    async fn a_conflict_stays_one_when_its_answer_was_lost(db) {
        let house = House::build(db).await;
        let pages = pages(&house).await;
        is_stored(pages.saves(1, "a.1", &[("school", "甲大学")]).await);
        for (nth, version) in [(1, 3), (1, 3), (2, 3)] {
            let key = format!("b.{nth}");
            let met = pages.saves(1, &key, &[("school", "乙大学"), ("major", "机械")]).await;
            assert_eq!(conflicts(met), (version, vec![], vec!["school"]));
        }
        assert_eq!(pages.stored("school").await, "甲大学");
        // What it has typed meanwhile in the other field is its own to change.
        let met = pages.saves(1, "b.3", &[("school", "乙大学"), ("major", "机械设计")]).await;
        assert_eq!(conflicts(met), (4, vec![], vec!["school"]));
        assert_eq!((pages.stored("school").await, pages.stored("major").await), ("甲大学".into(), "机械设计".into()));
    }

    async fn a_save_that_was_overtaken_by_a_later_one_of_its_page_changes_nothing(db) {
        let house = House::build(db).await;
        let pages = pages(&house).await;
        is_stored(pages.saves(1, "a.2", &[("school", "甲大学")]).await);
        assert_eq!(is_stored(pages.saves(1, "a.1", &[("school", "甲")]).await).0, 2);
        assert_eq!(pages.stored("school").await, "甲大学");
        // The post of the form itself, which does not wait for what is under way, is the latest.
        is_stored(pages.saves(1, "a.3", &[("school", "甲大")]).await);
        assert_eq!(pages.stored("school").await, "甲大");
    }

    async fn pages_that_type_the_same_agree(db) {
        let house = House::build(db).await;
        let pages = pages(&house).await;
        is_stored(pages.saves(1, "a", &[("school", "甲大学")]).await);
        assert_eq!(is_stored(pages.saves(1, "b", &[("school", "甲大学")]).await), (2, vec![]));
        assert_eq!(is_stored(pages.saves(2, "c", &[("school", "甲大学")]).await), (2, vec![]), "nothing new to store");
    }

    async fn two_first_pages_of_the_basic_information_come_together(db) {
        let house = House::build(db).await;
        let li = house.who("li");
        let all = basic_values("");
        let save = |key: &str, keys: &[&str]| Save {
            id: String::new(),
            version: 0,
            key: key.to_owned(),
            values: keys.iter().map(|key| (*key, all.get(key))).collect(),
        };
        let first = save("a", &[basic::DOCUMENT_KIND, basic::NAME]);
        is_stored(house.backend.save_entry(&li, SectionId::Basic, first).await.expect("it answers"));
        let second = save("b", &[basic::DOCUMENT_KIND, "address"]);
        let met = house.backend.save_entry(&li, SectionId::Basic, second).await.expect("it answers");
        assert_eq!(is_stored(met), (2, vec![basic::NAME]));
        let kept = house.backend.entry(&li, SectionId::Basic, None).await.expect("it answers").expect("it is there");
        assert_eq!((kept.values.get(basic::NAME), kept.values.get("address")), (all.get(basic::NAME), all.get("address")));
    }

    async fn what_was_merged_is_checked_and_followed_as_a_whole(db) {
        let house = House::build(db).await;
        let pages = pages(&house).await;
        is_stored(pages.saves(1, "a", &[("start", "2008-09-01"), ("end", "2011-06-30")]).await);
        let saved = pages.saves(1, "b", &[("end", "2007-06-29")]).await;
        // Only the start came from the other page, and the two do not fit.
        let Saved::Conflict { issues, conflicts, .. } = saved else { panic!("{saved:?}") };
        assert_eq!(conflicts, ["end"]);
        assert!(issues.is_empty(), "what is stored fits: {issues:?}");
        let saved = pages.saves(3, "b", &[("start", "2008-09-01"), ("end", "2007-06-29")]).await;
        let Saved::Stored { issues, .. } = saved else { panic!("{saved:?}") };
        assert!(issues.iter().any(|issue| issue.key == "end"), "{issues:?}");
    }

    async fn the_history_has_an_end_and_then_every_difference_is_asked_about(db) {
        let house = House::build(db.clone()).await;
        let pages = pages(&house).await;
        for n in 1..=150_i64 {
            is_stored(pages.saves(n, "a", &[("school", &format!("第 {n} 稿"))]).await);
        }
        let kept = versions(&db, &pages.id).await;
        assert!((100..120).contains(&kept), "{kept}");
        let met = pages.saves(3, "b", &[("school", "乙大学"), ("major", "机械")]).await;
        assert_eq!(conflicts(met), (151, vec![], vec!["school", "major"]));
        assert_eq!(pages.stored("major").await, education_values().get("major"));
        house.sound().await;
    }

    async fn what_only_the_page_has_saved_is_a_draft(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let backend = &house.backend;
        let application = backend.apply(&chen, Business::Recognition).await.expect("it begins");
        let id = backend.new_entry(&chen, EDUCATION).expect("an applicant").id;
        let save = |nth: i64, version: i64, values: Values| {
            Save { id: id.clone(), version, key: format!("page.{nth}"), values }
        };
        let listed = async || backend.section(&chen, EDUCATION).await.expect("it answers");
        let taken = async || {
            let draft = backend.draft(&chen, &application).await.expect("it is there");
            draft.lists.into_iter().find(|(section, _)| *section == EDUCATION).expect("it takes them").1.len()
        };

        // Opened and left.
        let saved = backend.save_typed(&chen, EDUCATION, save(1, 0, Values::new())).await.expect("it answers");
        assert_eq!(is_stored(saved).0, 0);
        assert!(listed().await.is_empty());

        // Begun: it is kept, and stands in nobody's way.
        let begun = values(&[("school", "五邑大学")]);
        let saved = backend.save_typed(&chen, EDUCATION, save(2, 0, begun.clone())).await.expect("it answers");
        assert_eq!(is_stored(saved).0, 1);
        assert_eq!(listed().await.iter().map(|entry| entry.draft).collect::<Vec<_>>(), [true]);
        assert_eq!(taken().await, 0);
        assert!(backend.library(&chen, &application, EDUCATION).await.expect("it answers").is_empty());
        let chosen = backend.choose(&chen, &application, &id, true).await;
        assert!(matches!(&chosen, Err(Error::Refused(says)) if says.contains("还是草稿")), "{chosen:?}");
        assert_eq!(backend.apply(&chen, Business::Recognition).await.expect("the same"), application);
        house.sound().await;

        // Emptied again: nothing is left of it.
        let saved = backend.save_typed(&chen, EDUCATION, save(3, 1, Values::new())).await.expect("it answers");
        assert_eq!(is_stored(saved).0, 0);
        assert!(listed().await.is_empty());
        house.sound().await;

        // Begun once more, and saved by hand as it is: an entry that wants mending.
        let saved = backend.save_typed(&chen, EDUCATION, save(4, 0, begun.clone())).await.expect("it answers");
        assert_eq!(is_stored(saved).0, 1);
        let saved = backend.save_entry(&chen, EDUCATION, save(4, 1, begun.clone())).await.expect("it answers");
        let Saved::Stored { version: 2, issues, .. } = saved else { panic!("{saved:?}") };
        assert!(!issues.is_empty());
        assert_eq!(listed().await.iter().map(|entry| entry.draft).collect::<Vec<_>>(), [false]);
        assert_eq!(taken().await, 1);
        // From then on it stays one, whatever the page does.
        backend.save_typed(&chen, EDUCATION, save(5, 2, Values::new())).await.expect("it answers");
        assert_eq!((listed().await.len(), taken().await), (1, 1));
        house.sound().await;
    }

    async fn a_draft_that_is_complete_is_an_entry(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let backend = &house.backend;
        let application = backend.apply(&chen, Business::Recognition).await.expect("it begins");
        let id = backend.new_entry(&chen, EDUCATION).expect("an applicant").id;
        for (nth, missing) in [(1, "school"), (2, "")] {
            let values = education_values().with(missing, "");
            let save = Save { id: id.clone(), version: nth - 1, key: format!("page.{nth}"), values };
            backend.save_typed(&chen, EDUCATION, save).await.expect("it answers");
            let draft = backend.draft(&chen, &application).await.expect("it is there");
            let taken = draft.lists.iter().any(|(_, entries)| entries.iter().any(|entry| entry.id == id));
            assert_eq!(taken, missing.is_empty(), "{missing}");
        }
        house.sound().await;
    }

    async fn an_empty_form_is_no_entry_when_it_is_saved_by_hand(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.backend.new_entry(&chen, EDUCATION).expect("an applicant").id;
        let save = Save { id, version: 0, key: "page".to_owned(), values: Values::new() };
        let saved = house.backend.save_entry(&chen, EDUCATION, save).await.expect("it answers");
        let Saved::Stored { version: 0, issues, .. } = saved else { panic!("{saved:?}") };
        assert!(!issues.is_empty());
        assert!(house.backend.section(&chen, EDUCATION).await.expect("it answers").is_empty());
    }
}
