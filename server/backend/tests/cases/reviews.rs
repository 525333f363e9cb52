//! Who sees and decides what, and that nobody decides on what he has not seen.

use backend::{
    Error, both,
    reviews::{Decision, Tab},
};
use domain::{
    access::Denied,
    record::basic,
    workflow::{Action, Level, State},
};

use crate::journey::{House, MAN, WOMAN, tally};

async fn listed(house: &House, login: &str, tab: Tab) -> Vec<String> {
    let queue = house.backend.queue(&house.who(login), tab, None).await.expect("it answers");
    queue.lines.into_iter().map(|line| line.id).collect()
}

both! {
    async fn an_application_is_there_only_for_those_it_has_come_to(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        let mut reached = vec!["chen"];
        let gone = async |reached: &[&str]| {
            for actor in house.all_but(reached) {
                let seen = house.backend.application(&actor, &id).await;
                let photo = house.backend.application_photo(&actor, &id).await;
                let decision = Decision { action: Action::Accept, reason: String::new(), tally: None, version: 2 };
                let decided = house.backend.decide(&actor, &id, decision).await;
                // Experts and administrators have no business with any dossier; for the others it does not exist.
                let denied = if actor.role.level().is_some() || actor.person.is_some() { Denied::Unknown } else { Denied::Role };
                let same = |error: Error| matches!(error, Error::Denied(why) if why == denied);
                assert!(seen.is_err_and(same) && photo.is_err_and(same) && decided.is_err_and(same), "{}", actor.login);
                if actor.role.level().is_some() {
                    for tab in [Tab::Waiting, Tab::Handled] {
                        let queue = house.backend.queue(&actor, tab, None).await.expect("it answers");
                        assert!(queue.lines.is_empty(), "{} {tab:?}", actor.login);
                    }
                } else {
                    assert!(house.backend.queue(&actor, Tab::Waiting, None).await.is_err());
                }
            }
        };
        gone(&reached).await;
        house.submit(&chen, &id).await;
        for (login, with) in [("unit", Some("unit-too")), ("department", None), ("hrss", None)] {
            reached.push(login);
            reached.extend(with);
            gone(&reached).await;
            assert_eq!(listed(&house, login, Tab::Waiting).await, [id.as_str()]);
            assert!(listed(&house, login, Tab::Handled).await.is_empty());
            house.accept(login, &id).await;
            assert_eq!(listed(&house, login, Tab::Handled).await, [id.as_str()]);
            assert!(listed(&house, login, Tab::Waiting).await.is_empty());
        }
        reached.push("office");
        gone(&reached).await;
        // Sent back: those it had come to may read it, and nobody has it in hand.
        house.decide("office", &id, Action::Return, "请补充").await.expect("with a reason");
        gone(&reached).await;
        assert!(listed(&house, "office", Tab::Waiting).await.is_empty());
        // Handed in again: it has not come to the others yet.
        house.submit(&chen, &id).await;
        gone(&["chen", "unit", "unit-too"]).await;
        house.sound().await;
    }

    async fn numbers_are_masked_for_those_who_do_not_verify_them(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.submit(&chen, &id).await;
        for (login, whole) in [("unit", true), ("department", false), ("hrss", true), ("office", false)] {
            let seen = house.see(&house.who(login), &id).await;
            let snapshot = seen.snapshot.expect("submitted");
            let shown = (snapshot.shown("basic", basic::DOCUMENT), snapshot.shown("basic", basic::MOBILE));
            let text = serde_json::to_string(&*snapshot).expect("a snapshot is text");
            assert_eq!(seen.unmasked, whole, "{login}");
            assert_eq!(text.contains(MAN), whole, "{login}: {shown:?}");
            assert_eq!(text.contains("15400000001"), whole, "{login}: {shown:?}");
            if login != "office" {
                house.accept(login, &id).await;
            }
        }
    }

    async fn a_return_needs_a_reason(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.submit(&chen, &id).await;
        for empty in ["", " \n "] {
            match house.decide("unit", &id, Action::Return, empty).await {
                Err(Error::Refused(said)) => assert_eq!(said, "请填写退回修改的原因，申报人要照着它修改"),
                other => panic!("{other:?}"),
            }
        }
        match house.decide("unit", &id, Action::Return, &"长".repeat(1001)).await {
            Err(Error::Refused(said)) => assert_eq!(said, "审核意见最多 1000 字，现在有 1001 字，请删去 1 字"),
            other => panic!("{other:?}"),
        }
        assert_eq!(house.see(&chen, &id).await.events.len(), 1, "nothing has happened");
        house.decide("unit", &id, Action::Return, &"长".repeat(1000)).await.expect("it fits");
        house.sound().await;
    }

    async fn two_reviewers_do_not_decide_twice(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let ids = [house.filled(&chen, MAN).await, house.filled(&li, WOMAN).await];
        house.submit(&chen, &ids[0]).await;
        house.submit(&li, &ids[1]).await;
        // One after the other, from pages that both were loaded before.
        let version = house.see(&house.who("unit-too"), &ids[0]).await.version;
        house.accept("unit", &ids[0]).await;
        let late = Decision { action: Action::Return, reason: "不同意".to_owned(), tally: None, version };
        let late = house.backend.decide(&house.who("unit-too"), &ids[0], late).await;
        assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
        assert_eq!(house.see(&chen, &ids[0]).await.state, State::At(Level::Department));
        // Both at the same moment.
        let version = house.see(&house.who("unit"), &ids[1]).await.version;
        let both: Vec<_> = [("unit", Action::Accept), ("unit-too", Action::Return)].into_iter().map(|(login, action)| {
            let (backend, id, actor) = (house.backend.clone(), ids[1].clone(), house.who(login));
            let decision = Decision { action, reason: "理由".to_owned(), tally: None, version };
            tokio::spawn(async move { backend.decide(&actor, &id, decision).await })
        }).collect();
        let mut done = 0;
        for decided in both {
            match decided.await.expect("no panic") {
                Ok(_) => done += 1,
                Err(error) => assert!(matches!(error, Error::Conflict), "{error:?}"),
            }
        }
        assert_eq!(done, 1);
        assert_eq!(house.see(&li, &ids[1]).await.events.len(), 2);
        house.sound().await;
    }

    async fn a_vote_needs_two_thirds_present_and_two_thirds_of_those(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.submit(&chen, &id).await;
        for login in ["unit", "department", "hrss"] {
            house.accept(login, &id).await;
        }
        let version = house.see(&chen, &id).await.version;
        for (size, present, yes, no, abstain, expected) in [
            (0, 0, 0, 0, 0, "评委总人数要大于 0"),
            (9, 10, 10, 0, 0, "出席人数 10 多于评委总人数 9"),
            (9, 8, 5, 1, 1, "赞成、反对、弃权合计 7 票，与出席人数 8 不一致"),
            (7, 4, 4, 0, 0, "出席 4 人，不到评委总人数 7 的三分之二（至少 5 人）"),
            (25, 16, 16, 0, 0, "出席 16 人，不到评委总人数 25 的三分之二（至少 17 人）"),
        ] {
            match house.vote(&id, tally(size, present, yes, no, abstain)).await {
                Err(Error::Refused(said)) => assert!(said.starts_with(expected), "{said}"),
                other => panic!("{expected}: {other:?}"),
            }
        }
        let office = house.who("office");
        let no_tally = Decision { action: Action::Pass, reason: String::new(), tally: None, version };
        assert!(matches!(house.backend.decide(&office, &id, no_tally).await, Err(Error::Refused(_))));
        let tomorrow = house.today().plus_days(1).expect("there is a tomorrow");
        let early = Decision { action: Action::Pass, reason: String::new(), tally: Some((tally(7, 5, 4, 1, 0), tomorrow)), version };
        assert!(matches!(house.backend.decide(&office, &id, early).await, Err(Error::Refused(_))));
        // An office cannot wave an application through without a vote.
        let waved = house.decide("office", &id, Action::Accept, "").await;
        assert!(matches!(waved, Err(Error::Denied(Denied::State(_)))), "{waved:?}");
        assert_eq!(house.see(&chen, &id).await.version, version, "nothing has happened");
        house.vote(&id, tally(7, 5, 4, 1, 0)).await.expect("four of five");
        assert_eq!(house.see(&chen, &id).await.state, State::Confirming);
        house.sound().await;
    }

    async fn a_queue_goes_on_where_its_page_ended(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.submit(&chen, &id).await;
        let template = id.clone();
        let copied: Result<(), Error> = house.backend.db().write(async move |tx| {
            let row = backend::store::applications::find(tx, &template).await?.expect("it is there");
            for n in 0..24 {
                let copy = backend::store::applications::ApplicationRow {
                    id: format!("copy-{n:02}"),
                    number: Some(format!("SQ-{n:02}")),
                    open_key: Some(format!("copy-{n:02}")),
                    ..row.clone()
                };
                backend::store::applications::insert(tx, copy.clone()).await?;
                backend::store::applications::update(tx, &copy, row.version).await?;
            }
            Ok(())
        }).await;
        copied.expect("twenty-four more");
        let unit = house.who("unit");
        let first = house.backend.queue(&unit, Tab::Waiting, None).await.expect("it answers");
        assert_eq!((first.lines.len(), first.waiting), (20, 25));
        let second = house.backend.queue(&unit, Tab::Waiting, first.next).await.expect("it answers");
        assert_eq!(second.lines.len(), 5);
        assert!(second.next.is_none());
        let mut all: Vec<String> = first.lines.into_iter().chain(second.lines).map(|line| line.id).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 25);
    }
}
