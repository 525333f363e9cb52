//! The magnifiers over the whole demo: what is found, what may be chosen, and why not.

use std::collections::BTreeMap;

use backend::{
    Actor, Backend, Error,
    accounts::{DEMO_PASSWORD, LogIn},
    both,
    clock::{Clock, Timestamp},
    db::Db,
    records::Saved,
};
use domain::{
    application,
    business::Business,
    pick::{ASKED, PARENT, PickAnswer, PickQuery, TOP, TYPED},
    recognition,
    record::basic,
};

use crate::journey::{House, NOW};

async fn demo(db: Db) -> (Backend, Actor) {
    db.migrate().await.expect("an empty database takes the schema");
    let backend = Backend::new(db, Clock::fixed(Timestamp::parse(NOW).expect("an instant")));
    backend.seed_demo(backend.clock.today()).await.expect("the demo fits");
    match backend.log_in("applicant", DEMO_PASSWORD, "192.0.2.1").await.expect("it answers") {
        LogIn::In { actor, .. } => (backend, actor),
        other => panic!("{other:?}"),
    }
}

fn query(picker: &str, form: &str, field: &str, owner: &str, filters: &[(&str, &str)]) -> PickQuery {
    PickQuery {
        picker: picker.to_owned(),
        form: form.to_owned(),
        field: field.to_owned(),
        owner: owner.to_owned(),
        filters: filters
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        page: 1,
    }
}

fn values(answer: &PickAnswer) -> Vec<&str> {
    answer.rows.iter().map(|row| row.value.as_str()).collect()
}

both! {
    async fn a_region_is_found_by_name_code_and_initials(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let ask = async |filters: &[(&str, &str)], page: u32| {
            let query = PickQuery { page, ..query("region", "basic", "household_region", "", filters) };
            house.backend.pick(&chen, query).await.expect("it answers")
        };
        for words in ["442000002", "中山市东区", "中山 东区", "中山 dqjd", "gdzsdqjd", "广东省中山市东区街道"] {
            let answer = ask(&[("q", words)], 1).await;
            assert!(values(&answer).contains(&"442000002"), "{words}: {:?}", answer.rows);
        }
        let answer = ask(&[("q", "中山市东区")], 1).await;
        assert_eq!(answer.rows[0].label, "广东省中山市东区街道");
        assert!(answer.path.is_empty());
        assert!(answer.rows[0].refusal.is_none() && !answer.rows[0].below);
        // Many, page by page: no row twice, and the last page is full of what is left.
        let first = ask(&[("q", "东区")], 1).await;
        let last = ask(&[("q", "东区")], first.pages).await;
        let total: usize = first.said.trim_start_matches("共 ").split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
        assert!(total > 10, "{}", first.said);
        assert_eq!(last.rows.len(), (total - 1) % 10 + 1);
        assert_eq!(ask(&[("q", "东区")], first.pages + 7).await, last, "behind the last page is the last page");
        // No name is as long, and every word of it would cost a search of its own.
        let long = query("region", "basic", "household_region", "", &[("q", &"东区 ".repeat(5000))]);
        match house.backend.pick(&chen, long).await {
            Err(Error::Refused(said)) => assert_eq!(said, "查询条件最多 100 个字，请只写名称里的两三个字"),
            other => panic!("{other:?}"),
        }
        let none = ask(&[("q", "没有这个地方")], 1).await;
        assert_eq!((none.rows.len(), none.said.as_str()), (0, "没有符合条件的地区"));
    }

    async fn regions_are_a_tree(db) {
        let house = House::build(db).await;
        let chen = house.who("chen");
        let ask = async |parent: &str| {
            let query = query("region", "basic", "household_region", "", &[(PARENT, parent)]);
            house.backend.pick(&chen, query).await.expect("it answers")
        };
        let home = ask("").await;
        assert_eq!(home.rows.len(), 21, "the cities of the province");
        assert_eq!(home.path, [(TOP.to_owned(), "全国".to_owned()), ("440000".to_owned(), "广东省".to_owned())]);
        assert_eq!(ask(TOP).await.rows.len(), 34);
        let zhongshan = ask("442000").await;
        assert_eq!(zhongshan.rows.len(), 23, "towns right under the city");
        assert!(zhongshan.rows.iter().any(|row| row.value == "442000002" && row.cells == ["东区街道", "442000002"]));
        let beijing = ask("110000").await;
        let placeholder = &beijing.rows[0];
        assert_eq!((placeholder.cells[0].as_str(), placeholder.refusal.as_deref()), ("市辖区", Some("请选择它的下一级")));
        assert!(placeholder.below);
    }

    async fn a_unit_is_found_by_code_name_and_region(db) {
        let (backend, actor) = demo(db).await;
        let ask = async |filters: &[(&str, &str)]| {
            backend.pick(&actor, query("unit", "basic", basic::UNIT, "", filters)).await.expect("it answers")
        };
        for filters in [
            [("code", "U101"), ("name", "")],
            [("code", "12442000XX000014XM"), ("name", "")],
            [("code", "12442000xx000014"), ("name", "研究院")],
            [("code", ""), ("name", "机电技术")],
            [("code", ""), ("name", "jdjsyjy")],
        ] {
            let answer = ask(&filters).await;
            assert_eq!(values(&answer), ["U101"], "{filters:?}");
            let row = &answer.rows[0];
            assert_eq!(row.cells, ["12442000XX000014XM", "广东省中山市东区街道", "中山市工业和信息化局（测试）"]);
            assert_eq!(row.fills[0].value, "D001");
        }
        assert!(ask(&[("code", "U101"), ("name", "小学")]).await.rows.is_empty());
        // Departments and offices are no units.
        assert!(ask(&[("code", "D001")]).await.rows.is_empty());
        // A district lies in its city, a city of its own in its province; neighbours do not mix.
        let in_region = async |region: &str| ask(&[("region", region)]).await;
        assert!(in_region("440106").await.rows.iter().all(|row| row.cells[1].starts_with("广东省广州市天河区")));
        assert_eq!(values(&in_region("440106").await), ["F004", "U128"]);
        assert_eq!(in_region("440100").await.said, "共 6 个");
        assert_eq!(in_region("441900").await.said, "共 5 个");
        assert_eq!(in_region("442000003").await.said, "共 2 个");
        assert!(in_region("110000").await.rows.is_empty());
        assert!(in_region("999999").await.rows.is_empty());
        assert_eq!(in_region("440000").await.said, ask(&[]).await.said, "all of them are in the province");
        let closed = ask(&[("name", "三角镇停用")]).await;
        assert_eq!(closed.rows[0].refusal.as_deref(), Some("还没有办理申报账号，请联系单位所属镇街"));
        assert_eq!(closed.said, "共 1 个。可以选择 0 个");
        // Page by page every unit once.
        let all = ask(&[]).await;
        let mut seen = Vec::new();
        for page in 1..=all.pages {
            let page = PickQuery { page, ..query("unit", "basic", basic::UNIT, "", &[]) };
            seen.extend(backend.pick(&actor, page).await.expect("it answers").rows.into_iter().map(|row| row.value));
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((seen.len(), all.said.starts_with(&format!("共 {count} 个"))), (count, true), "{}", all.said);
    }

    async fn a_chosen_unit_brings_its_department(db) {
        let (backend, actor) = demo(db).await;
        let asked = query("unit", "basic", basic::UNIT, "", &[]);
        let saved = backend.pick_choose(&actor, &asked, "U101").await.expect("it is there");
        assert!(matches!(saved, Saved::Stored { .. }));
        let entry = backend.entry(&actor, domain::record::SectionId::Basic, None).await.expect("it answers").expect("saved");
        assert_eq!((entry.values.get(basic::UNIT), entry.values.get(basic::DEPARTMENT)), ("U101", "D001"));
        let again = query("unit", "basic", basic::UNIT, "", &[("code", "U101")]);
        let answer = backend.pick(&actor, again).await.expect("it answers");
        assert_eq!(answer.rows[0].refusal.as_deref(), Some("与现单位相同"));
        assert_eq!(answer.said, "共 1 个。可以选择 0 个");
        assert!(matches!(backend.pick_choose(&actor, &asked, "D001").await, Err(Error::NotFound)));
    }

    async fn committees_that_cannot_be_chosen_say_why(db) {
        let (backend, actor) = demo(db).await;
        let id = backend.apply(&actor, Business::Recognition).await.expect("it begins");
        let ask = async |filters: &[(&str, &str)]| {
            let query = query("committee", "recognition", application::COMMITTEE, &id, filters);
            backend.pick(&actor, query).await.expect("it answers")
        };
        let typed = |key: &str| format!("{TYPED}{key}");
        let (series, specialty, title) = (typed(application::SERIES), typed(application::SPECIALTY), typed(application::TITLE));
        let wish = [(series.as_str(), "05"), (specialty.as_str(), "05001"), (title.as_str(), "05004")];
        // What stands in the form narrows the list, saved or not.
        let narrowed = ask(&wish).await;
        assert_eq!(narrowed.rows[0].value, "C001");
        assert!(narrowed.rows[0].refusal.is_none());
        assert_eq!(narrowed.filters[0].value, "05");
        assert!(narrowed.rows.iter().skip(1).all(|row| row.refusal.is_some()), "{:?}", narrowed.rows);

        let all = |extra: &[(&'static str, &'static str)]| {
            let mut filters: Vec<(&str, &str)> = wish.to_vec();
            filters.extend([(ASKED, "1"), ("region", "442000")]);
            filters.extend(extra);
            filters
        };
        let everyone = ask(&all(&[])).await;
        assert_eq!(everyone.said, "共 20 个，第 1 至 10 个。可以选择 1 个");
        let mut reasons = BTreeMap::new();
        for page in 1..=everyone.pages {
            let query = PickQuery { page, ..query("committee", "recognition", application::COMMITTEE, &id, &all(&[])) };
            for row in backend.pick(&actor, query).await.expect("it answers").rows {
                reasons.insert(row.value, row.refusal.unwrap_or_default());
            }
        }
        for (committee, expected) in [
            ("C001", ""),
            ("C002", "不受理机械专业"),
            ("C003", "只受理高等学校教师系列"),
            ("C006", "受理期已过"),
            ("C008", "不受理助理级"),
            ("C009", "只受理体育专业人员系列"),
            ("C015", "不受理助理级"),
        ] {
            assert!(reasons[committee].starts_with(expected) && reasons[committee].is_empty() == expected.is_empty(), "{committee}: {:?}", reasons[committee]);
        }
        assert_eq!(values(&ask(&all(&[("only", "1")])).await), ["C001"]);
        assert_eq!(values(&ask(&all(&[("name", "电力工程")])).await), ["C008"]);
        assert_eq!(values(&ask(&all(&[("name", "jdgbds")])).await), ["C001"]);
        // A filter looks for others and does not change what is applied for.
        let others = ask(&all(&[("series", "06")])).await;
        assert_eq!(others.rows[0].refusal.as_deref(), Some("只受理农业技术人员系列"));
        assert!(matches!(backend.pick_choose(&actor, &query("committee", "recognition", application::COMMITTEE, &id, &[]), "C001").await, Ok(Saved::Stored { .. })));
        assert_eq!(backend.draft(&actor, &id).await.expect("it is there").labels[application::COMMITTEE], "中山市机电、广播电视工程技术工程师资格评审委员会");
    }

    async fn titles_and_specialties_are_those_of_the_series(db) {
        let (backend, actor) = demo(db).await;
        let id = backend.apply(&actor, Business::Recognition).await.expect("it begins");
        let series = format!("{TYPED}{}", application::SERIES);
        let ask = async |picker: &str, field: &str, filters: &[(&str, &str)]| {
            backend.pick(&actor, query(picker, "recognition", field, &id, filters)).await.expect("it answers")
        };
        let titles = ask("title", application::TITLE, &[(&series, "05")]).await;
        let choices: Vec<(&str, bool)> = titles.rows.iter().map(|row| (row.label.as_str(), row.refusal.is_none())).collect();
        assert_eq!(choices, [("正高级工程师", false), ("高级工程师", false), ("工程师", true), ("助理工程师", true), ("技术员", true)]);
        assert_eq!(titles.rows[3].fills[0].value, "assistant");
        assert_eq!(values(&ask("title", application::TITLE, &[(&series, "05"), ("q", "zlgcs")]).await), ["05004"]);
        assert_eq!(values(&ask("title", application::TITLE, &[(&series, "05"), ("q", "05004")]).await), ["05004"]);
        assert_eq!(ask("title", application::TITLE, &[(&series, "05"), ("q", "（）")]).await.rows, titles.rows, "nothing is asked");
        assert!(ask("title", application::TITLE, &[(&series, "05"), ("q", "农艺")]).await.rows.is_empty(), "of another series");
        assert!(ask("title", application::TITLE, &[]).await.rows.is_empty(), "no series, no titles");
        let found = ask("specialty", application::SPECIALTY, &[(&series, "05"), ("q", "机械")]).await;
        assert!(values(&found).contains(&"05001") && found.rows.iter().all(|row| row.value.starts_with("05")));
    }

    async fn a_magnifier_belongs_to_its_field_and_its_owner(db) {
        let house = House::build(db).await;
        let (chen, li) = (house.who("chen"), house.who("li"));
        let id = house.backend.apply(&chen, Business::Recognition).await.expect("it begins");
        let committee = || query("committee", "recognition", application::COMMITTEE, &id, &[]);
        house.backend.pick(&chen, committee()).await.expect("his own");
        assert!(matches!(house.backend.pick(&li, committee()).await, Err(Error::Denied(_))));
        assert!(house.backend.pick_choose(&li, &committee(), "C001").await.is_err());
        assert!(matches!(house.backend.pick(&house.who("unit"), committee()).await, Err(Error::Denied(_))));
        for (picker, form, field) in [
            ("unit", "recognition", application::COMMITTEE),
            ("committee", "recognition", recognition::CONDUCT),
            ("committee", "nothing", "nothing"),
            ("nothing", "basic", basic::UNIT),
        ] {
            let asked = house.backend.pick(&chen, query(picker, form, field, &id, &[])).await;
            assert!(matches!(asked, Err(Error::NotFound)), "{picker} {form} {field}");
        }
    }
}
