//! Numbers that are given once, and what a stranger learns.

use backend::{Error, both, certificates::TEMPLATE_SETTING, store};
use domain::workflow::{Action, State};

use crate::journey::{House, MAN, WOMAN, tally};

both! {
    async fn numbers_follow_the_template_and_are_given_once(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let ids = [house.filled(&chen, MAN).await, house.filled(&li, WOMAN).await];
        // Year, city, series and grade, serial.
        assert_eq!(house.to_the_end(&chen, &ids[0]).await, "2620052000001");
        assert_eq!(house.to_the_end(&li, &ids[1]).await, "2620052000002");
        let of_chen = house.backend.certificates(&chen).await.expect("it answers");
        assert_eq!(of_chen.len(), 1);
        let printed = &of_chen[0].printed;
        assert_eq!(
            (printed.name.as_str(), printed.title.as_str(), printed.level.as_str(), printed.id_masked.as_str()),
            ("陈测试", "助理工程师", "助理级", "4420**********0011")
        );
        assert_eq!(printed.committee, "中山市机电、广播电视工程技术工程师资格评审委员会");
        assert_eq!(printed.issuer, "中山市人力资源和社会保障局（测试）");
        assert_eq!(printed.obtained_on, house.today().to_string());
        house.sound().await;
    }

    async fn a_number_that_is_taken_is_passed_over(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let ids = [house.filled(&chen, MAN).await, house.filled(&li, WOMAN).await];
        let template = async |template: &'static str| {
            let set: Result<(), Error> =
                house.backend.db().write(async move |tx| Ok(store::catalogue::set(tx, TEMPLATE_SETTING, template).await?)).await;
            set.expect("a setting");
        };
        template("26{region2}{class3}{serial6}").await;
        assert_eq!(house.to_the_end(&chen, &ids[0]).await, "2620052000001");
        // Another template whose numbers are counted apart and look the same.
        template("{yy}20{class3}{serial6}").await;
        let counted: Result<(), Error> = house.backend.db().write(async |tx| {
            backend::db::sql("delete from serial where prefix <> $1").bind("SQ2026").run(tx).await?;
            Ok(())
        }).await;
        counted.expect("the count is lost");
        assert_eq!(house.to_the_end(&li, &ids[1]).await, "2620052000002");
        house.sound().await;
    }

    async fn a_confirmation_that_fails_gives_no_number_away(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        house.submit(&chen, &id).await;
        for login in ["unit", "department", "hrss"] {
            house.accept(login, &id).await;
        }
        house.vote(&id, tally(9, 9, 9, 0, 0)).await.expect("the vote stands");
        let wrong = house.decide("office", &id, Action::Confirm, "").await;
        assert!(matches!(wrong, Err(Error::Denied(_))), "{wrong:?}");
        let early = Err::<(), _>(Error::Conflict);
        let version = house.see(&chen, &id).await.version;
        let decision = backend::reviews::Decision { action: Action::Confirm, reason: String::new(), tally: None, version: version - 1 };
        assert_eq!(format!("{:?}", house.backend.decide(&house.who("hrss"), &id, decision).await.map(drop)), format!("{early:?}"));
        assert_eq!(house.see(&chen, &id).await.state, State::Confirming);
        assert!(house.backend.certificates(&chen).await.expect("it answers").is_empty());
        let number = house.decide("hrss", &id, Action::Confirm, "").await.expect("confirmed");
        assert_eq!(number.as_deref(), Some("2620052000001"));
        house.sound().await;
    }

    async fn a_stranger_learns_little_and_only_with_number_and_name(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        let number = house.to_the_end(&chen, &id).await;
        let ask = async |number: &str, name: &str| house.backend.verify_certificate(number, name).await.expect("it answers");
        for (number, name) in [(number.as_str(), "李测试"), (number.as_str(), ""), ("2620052000002", "陈测试"), ("", "")] {
            assert!(ask(number, name).await.is_none(), "{number} {name}");
        }
        // Full-width digits and blanks are no hindrance.
        let found = ask(" ２６２００５２０００００１ ", " 陈测试 ").await.expect("it is there");
        assert_eq!(found.printed.name, "陈**");
        assert_eq!(found.printed.birth, "1800");
        assert_eq!((found.photo, found.application.as_str()), (None, ""));
        assert!(!found.printed.id_masked.contains(&MAN[4..14]));
        // Only its holder has the certificate itself.
        assert!(house.backend.certificate(&chen, &number).await.expect("his own").1.is_some());
        let li = house.who("li");
        assert!(matches!(house.backend.certificate(&li, &number).await, Err(Error::NotFound)));
        for actor in house.all_but(&["chen", "li"]) {
            assert!(matches!(house.backend.certificate(&actor, &number).await, Err(Error::Denied(_))), "{}", actor.login);
        }
    }
}
