//! The dump by which two databases are compared.

use backend::both;
use domain::workflow::Action;

use crate::journey::{House, MAN};

async fn journey(house: &House, pause: i64) -> Vec<String> {
    let chen = house.who("chen");
    let id = house.filled(&chen, MAN).await;
    house.submit(&chen, &id).await;
    house.backend.clock.advance_minutes(pause);
    house.decide("unit", &id, Action::Return, "请补充").await.expect("with a reason");
    let number = house.to_the_end(&chen, &id).await;
    assert_eq!(number, "2620052000001");
    house.backend.state_lines().await.expect("it answers")
}

both! {
    async fn the_same_journey_gives_the_same_lines(db, guard) {
        let first = journey(&House::build(db.clone()).await, 0).await;
        let (other, _guard) = backend::testing::fresh(db.kind()).await;
        let second = journey(&House::build(other.clone()).await, 77).await;
        other.close().await;
        assert_eq!(first, second);

        let text = first.join("\n");
        assert!(!text.contains(MAN), "the number is masked");
        assert!(!text.contains("2026-11-24"), "no instants");
        let hyphens = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
        assert!(!text.split(|c: char| c.is_whitespace() || c == '=').any(hyphens), "no ids: {text}");
        for expected in [
            "person chen document 01:4420**********0011",
            "  education#1 problems 0 verified by 中山市人力资源和社会保障局（测试）",
            "    school=五邑大学",
            "    education=education#1",
            "    event return round 1 at_unit -> returned_unit by unit 的姓名 of 中山市机电技术研究院（测试）: 请补充",
            "    event confirm round 2 confirming -> closed_passed by hrss 的姓名 of 中山市人力资源和社会保障局（测试）: ",
            "    tally round 2 size 9 present 8 yes 7 no 1 abstain 0",
            "    certificate 2620052000001 valid 陈测试",
            "    selected achievement#1 education#1 work#1",
        ] {
            assert!(first.iter().any(|line| line == expected), "{expected:?} in\n{text}");
        }
        assert!(guard.url().contains("://"));
    }

    async fn another_journey_gives_other_lines(db) {
        let house = House::build(db).await;
        let before = house.backend.state_lines().await.expect("it answers");
        assert_eq!(before, ["person chen document :", "  photos 0", "person li document :", "  photos 0"]);
        let chen = house.who("chen");
        let id = house.filled(&chen, MAN).await;
        let filled = house.backend.state_lines().await.expect("it answers");
        house.set(&chen, &id, "conduct", "另一句").await;
        let changed = house.backend.state_lines().await.expect("it answers");
        let new: Vec<&String> = changed.iter().filter(|line| !filled.contains(line)).collect();
        assert_eq!(new, ["    conduct=另一句"]);
    }
}
