//! The pages of what follows a form: photo, tracking, one application, certificates,
//! the public look-up. Exactly what may be done is offered, everything that
//! happened is told, what was typed stays, a stranger learns no more than he may.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use app::{
    pages::{
        act,
        application::{self, Application},
        certificate::{self, Code},
        certificates, content,
        photo::{self, Photo, Upload},
        tracking::{self, Bound, Tracking},
        verify::{self, Answer, Verify},
    },
    shell::{Frame, Html, Who},
    url,
};
use backend::{
    applications::{Dossiered, Event, TrackLine},
    certificates::{Certificate, Printed},
    clock::Timestamp,
    photo::{Background, Fault, Format},
    photos::Kept,
};
use domain::{
    access::Role,
    business::{Business, Step},
    certificate::Standing,
    date::Date,
    record::{SectionId, basic},
    snapshot::{Given, Snapshot},
    values::{Labels, Values},
    workflow::{Action, Level, Outcome, Route, State, Who as Whose, possible, step},
};

const HOSTILE: &str = "\"><script>alert(1)</script>&amp;</textarea>";
const NUMBER: &str = "2644003000128";

fn day(text: &str) -> Date {
    Date::parse(text).expect("the date exists")
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

fn frame() -> Frame {
    let who = Some(Who { name: "陈晓岚".to_owned(), role: Role::Applicant, organisation: None });
    Frame { who, here: "/tracking".to_owned(), token: "t0ken".to_owned(), ..Frame::default() }
}

fn stranger() -> Frame {
    Frame { who: None, ..frame() }
}

fn snapshot() -> Snapshot {
    let given = |id: &str, values: &[(&str, &str)]| Given {
        id: id.to_owned(),
        values: values.iter().copied().collect::<Values>(),
        labels: Labels::new(),
        files: Vec::new(),
    };
    let record = [(SectionId::Basic, vec![given("b1", &[(basic::NAME, "陈晓岚")])]), (SectionId::Work, Vec::new())];
    let own = given(
        "a1",
        &[(domain::application::CURRENT_WORK, "机械设计"), (domain::application::SUMMARY, "第一行\n第二行")],
    );
    Snapshot::take(Business::Recognition, day("2026-11-20"), Some("p1".to_owned()), &record, own)
}

fn event(action: Action, from: State, organisation: &str, reason: &str, round: i64) -> Event {
    let (_, to) = step(from, action, &Route::full()).expect("a step of the workflow");
    Event {
        at: at("2026-11-20T01:12:00.000Z"),
        who: "周敏".to_owned(),
        organisation: organisation.to_owned(),
        action,
        from,
        to,
        reason: reason.to_owned(),
        round,
    }
}

/// An application in a state, with what its applicant may do there.
fn dossier(state: State) -> Dossiered {
    let route = Route::full();
    let actions = possible(state, &route).into_iter().filter(|(_, who, _)| *who == Whose::Applicant);
    let submitted = state != State::Draft;
    Dossiered {
        id: "a1".to_owned(),
        business: Business::Recognition,
        state,
        actions: actions.map(|(action, ..)| action).collect(),
        route,
        number: submitted.then(|| "SQ2026000001".to_owned()),
        version: 7,
        applicant: "陈晓岚".to_owned(),
        applied_on: submitted.then(|| day("2026-11-20")),
        submit_until: Some(day("2026-12-10")),
        due: None,
        round: i64::from(submitted),
        snapshot: submitted.then(snapshot).map(Arc::new),
        hash: "9f2c64d1a0b37e5584c6f1d20e9ab773".to_owned(),
        events: if submitted { vec![event(Action::Submit, State::Draft, "", "", 1)] } else { Vec::new() },
        tally: None,
        certificate: (state == State::Closed(Outcome::Passed)).then(|| NUMBER.to_owned()),
        own: true,
        unmasked: true,
        reused: BTreeMap::new(),
        committee: "中山市机电工程技术评审委员会".to_owned(),
        unit: "中山市机电技术研究院".to_owned(),
    }
}

fn details(dossier: Dossiered) -> String {
    application::page(frame(), Application { dossier, done: None, today: day("2026-11-24") }).text
}

fn kept(warnings: &[&str]) -> Kept {
    Kept {
        id: "p1".to_owned(),
        width: 295,
        height: 413,
        warnings: warnings.iter().map(|warning| (*warning).to_owned()).collect(),
        created_at: "2026-11-20T01:12:00.000Z".to_owned(),
    }
}

fn line(state: State) -> TrackLine {
    let dossier = dossier(state);
    TrackLine {
        id: dossier.id,
        business: dossier.business,
        state,
        applied_on: dossier.applied_on,
        certificate: dossier.certificate,
        number: dossier.number,
        actions: dossier.actions,
    }
}

fn tracked(tracking: Tracking) -> String {
    let kinds = vec![(Business::Recognition.key().to_owned(), Business::Recognition.short().to_owned())];
    tracking::page(frame(), Tracking { kinds, page: 1, pages: 1, ..tracking }).text
}

fn held(standing: Standing) -> Certificate {
    Certificate {
        number: NUMBER.to_owned(),
        standing,
        issued_on: day("2026-12-01"),
        printed: Printed {
            name: "陈晓岚".to_owned(),
            sex: "女".to_owned(),
            birth: "1985-03-07".to_owned(),
            id_masked: "4420**********002X".to_owned(),
            series: "工程技术人员".to_owned(),
            specialty: "机械".to_owned(),
            title: "助理工程师".to_owned(),
            level: "助理级".to_owned(),
            route: "考核认定".to_owned(),
            committee: "中山市机电工程技术评审委员会".to_owned(),
            obtained_on: "2026-11-28".to_owned(),
            issuer: "中山市人力资源和社会保障局".to_owned(),
        },
        photo: Some("p1".to_owned()),
        application: "a1".to_owned(),
    }
}

fn one(standing: Standing, demo: bool) -> String {
    let code = Some(Code { side: 33, path: "M4 4h7v1h-7z".to_owned() });
    certificate::page(frame(), certificate::Page { certificate: held(standing), code, demo }).text
}

fn asked(answer: Answer) -> String {
    let verify = Verify { number: NUMBER.to_owned(), name: "陈晓岚".to_owned(), answer };
    verify::page(stranger(), verify).text
}

/// Every page in every state.
fn pages() -> Vec<(String, Html)> {
    let mut pages = Vec::new();
    let faults = vec![Fault::NotJpeg(Format::Unknown), Fault::Grey];
    for (name, kept, upload) in [
        ("no photo", None, Upload::None),
        ("photo", Some(kept(&["照片背景是白色"])), Upload::Saved),
        ("refused", Some(kept(&[])), Upload::Refused(faults)),
        ("unchosen", None, Upload::Unchosen),
    ] {
        pages.push((name.to_owned(), photo::page(frame(), Photo { kept, upload, application: None })));
    }
    for state in State::all() {
        let done = Some(Action::Submit);
        pages.push((
            format!("{state:?}"),
            application::page(frame(), Application { dossier: dossier(state), done, today: day("2026-11-24") }),
        ));
        pages.push((format!("content {state:?}"), content::page(frame(), dossier(state))));
    }
    for action in act::CONFIRMED {
        pages.push((format!("{action:?}"), act::page(frame(), &dossier(State::At(Level::Unit)), *action)));
    }
    let lines: Vec<TrackLine> = State::all().into_iter().map(line).collect();
    let list = Tracking { lines, page: 2, pages: 3, total: 47, ..Tracking::default() };
    pages.push(("tracking".to_owned(), tracking::page(frame(), list)));
    pages.push(("tracking nothing".to_owned(), tracking::page(frame(), Tracking::default())));
    pages.push(("certificates".to_owned(), certificates::page(frame(), vec![held(Standing::Valid)])));
    pages.push(("no certificates".to_owned(), certificates::page(frame(), Vec::new())));
    let page = certificate::Page { certificate: held(Standing::Revoked), code: None, demo: true };
    pages.push(("certificate".to_owned(), certificate::page(frame(), page)));
    for answer in [
        Answer::None,
        Answer::Incomplete { number: "请填写证书编号".to_owned(), name: "请填写持证人姓名".to_owned() },
        Answer::Unknown { at: at("2026-12-01T01:00:00.000Z") },
        Answer::Found { certificate: Box::new(held(Standing::Valid)), at: at("2026-12-01T01:00:00.000Z") },
    ] {
        let name = format!("verify {answer:?}");
        pages.push((name, verify::page(stranger(), Verify { answer, ..Verify::default() })));
    }
    pages
}

/// Values of an attribute.
fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn links(html: &str) -> BTreeSet<&str> {
    attribute(html, "href").into_iter().collect()
}

/// The text between two marks.
fn between<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    let rest = html.split(start).nth(1).unwrap_or_else(|| panic!("no {start}"));
    rest.split(end).next().expect("a split has a first part")
}

/// What stands between the tags.
fn words(html: &str) -> String {
    html.split('<').filter_map(|piece| Some(piece.split_once('>')?.1)).collect()
}

#[test]
fn every_page_is_whole() {
    for (page, Html { text, nonce }) in pages() {
        let mut ids = BTreeSet::new();
        for id in attribute(&text, "id") {
            assert!(ids.insert(id), "{page}: id {id} twice");
        }
        for name in ["aria-describedby", "aria-labelledby", "for"] {
            for id in attribute(&text, name).into_iter().flat_map(str::split_whitespace) {
                assert!(ids.contains(id), "{page}: {name} names {id}, which is not there");
            }
        }
        for href in attribute(&text, "href").into_iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.contains(href), "{page}: a link to #{href}, which is not there");
        }
        assert_eq!(text.matches("<h1").count(), 1, "{page}");
        assert!(nonce.is_none() && !text.contains("<script") && !text.contains(" style="), "{page}");
        assert_eq!(text.matches("method=\"post\"").count(), text.matches("name=\"_token\"").count(), "{page}");
    }
}

#[test]
fn a_refused_photo_says_every_rule_and_keeps_the_one_in_use() {
    let faults =
        vec![Fault::TooManyBytes { bytes: 700_000, max: 614_400 }, Fault::TooNarrow { width: 90, min: (128, 180) }];
    let sentences: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let html =
        photo::page(frame(), Photo { kept: Some(kept(&[])), upload: Upload::Refused(faults), application: None }).text;
    assert!(html.contains("<title>错误：照片维护"));
    assert!(html.contains("照片没有保存，有 2 处不符合要求"));
    let summary = between(&html, "id=\"summary-slot\"", "</ul>");
    let field = between(&html, "id=\"file-error\"", "</p>");
    for sentence in &sentences {
        assert!(summary.contains(&format!("<a href=\"#file\">{sentence}</a>")), "{sentence}");
        assert!(field.contains(sentence), "{sentence}");
    }
    assert!(html.contains("刚才上传的文件，没有保存"));
    assert!(attribute(&html, "src").contains(&"/photo/image"), "the photo in use is still shown");
    let form = between(&html, "action=\"/photo\"", ">");
    assert!(form.contains("enctype=\"multipart/form-data\""));
}

#[test]
fn an_odd_background_warns_and_does_not_fail() {
    let odd = Fault::Background(Background::Mixed).to_string();
    let html = photo::page(frame(), Photo { kept: Some(kept(&[&odd])), upload: Upload::Saved, application: None }).text;
    assert!(html.contains("照片已保存，但有地方要留意"));
    assert!(html.matches(&odd).count() >= 2, "in the banner and in the list");
    assert!(!html.contains("is-fail") && html.contains("is-wait"));
    let fine = photo::page(frame(), Photo { kept: Some(kept(&[])), upload: Upload::Saved, application: None }).text;
    assert!(fine.contains("不用再保存一次基本信息"));
    let none = photo::page(frame(), Photo::default()).text;
    assert!(none.contains("还没有上传照片") && !none.contains("/photo/image"));
}

#[test]
fn tracking_offers_exactly_what_may_be_done() {
    for state in State::all() {
        let html = tracked(Tracking { lines: vec![line(state)], total: 1, ..Tracking::default() });
        let links = links(&html);
        let may = |action: Action| dossier(state).actions.contains(&action);
        let has = |href: String| links.contains(href.as_str());
        assert!(has(url::application("a1")), "{state:?}");
        assert_eq!(has(url::step("a1", Step::Record)), may(Action::Submit), "{state:?}: 修改");
        assert_eq!(has(url::act("a1", Action::Withdraw)), may(Action::Withdraw), "{state:?}: 撤回");
        assert!(has(url::paper("a1")), "{state:?}: 打印");
        assert_eq!(has(url::certificate(NUMBER)), state == State::Closed(Outcome::Passed), "{state:?}");
        for words in [state.stage(), state.status().label()] {
            assert!(html.contains(words), "{state:?}: {words}");
        }
    }
}

#[test]
fn what_was_never_submitted_and_is_cancelled_has_no_form() {
    let line = TrackLine { number: None, applied_on: None, ..line(State::Closed(Outcome::Cancelled)) };
    let html = tracked(Tracking { lines: vec![line], total: 1, ..Tracking::default() });
    assert!(!links(&html).contains(url::paper("a1").as_str()));
    let html = details(Dossiered { snapshot: None, number: None, ..dossier(State::Closed(Outcome::Cancelled)) });
    assert!(!links(&html).contains(url::paper("a1").as_str()));
}

#[test]
fn a_day_that_is_none_stays_typed_and_says_so() {
    let error = Date::parse("2021-02-29").expect_err("there is no such day").to_string();
    let from = Bound { typed: "2021-02-29".to_owned(), error: error.clone() };
    let to = Bound { typed: HOSTILE.to_owned(), error: "日期要写成年-月-日".to_owned() };
    let html = tracked(Tracking { from, to, lines: vec![line(State::Draft)], total: 1, ..Tracking::default() });
    assert!(html.contains("value=\"2021-02-29\"") && between(&html, "id=\"from-error\"", "</p>").contains(&error));
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"));
    assert!(!html.contains("查看详情"), "nothing is listed under a filter that was not understood");
    assert!(links(&html).contains("/tracking"), "the way to clear the filter");
}

#[test]
fn pages_of_the_list_keep_the_filter() {
    let bound = |typed: &str| Bound { typed: typed.to_owned(), error: String::new() };
    let tracking = Tracking {
        from: bound("2026-01-01"),
        business: "recognition".to_owned(),
        lines: vec![line(State::Draft)],
        page: 1,
        pages: 2,
        total: 21,
        ..Tracking::default()
    };
    let html = tracking::page(frame(), tracking).text;
    assert!(html.contains("/tracking?from=2026-01-01&amp;business=recognition&amp;page=2"), "{html}");
}

#[test]
fn an_empty_list_says_what_to_do() {
    let fresh = tracked(Tracking::default());
    assert!(fresh.contains("还没有申请") && links(&fresh).contains("/services"));
    let filtered = tracked(Tracking { business: "recognition".to_owned(), ..Tracking::default() });
    assert!(filtered.contains("没有符合条件的申请") && filtered.contains("清空条件"));
}

#[test]
fn details_offer_exactly_what_may_be_done_and_say_what_is_next() {
    for state in State::all() {
        let dossier = dossier(state);
        let html = details(dossier.clone());
        let links = links(&html);
        let may = |action: Action| dossier.actions.contains(&action);
        let has = |href: String| links.contains(href.as_str());
        assert_eq!(has(url::step("a1", Step::Record)), may(Action::Submit), "{state:?}");
        assert_eq!(has(url::act("a1", Action::Withdraw)), may(Action::Withdraw), "{state:?}");
        assert_eq!(has(url::act("a1", Action::Cancel)), may(Action::Cancel), "{state:?}");
        assert_eq!(has(url::content("a1")), state != State::Draft, "{state:?}");
        let next = application::next(&dossier, day("2026-11-24"));
        assert!(words(&html).contains(&next), "{state:?}");
        if let Some(level) = state.waits_for() {
            assert!(next.contains(level.authority()), "{state:?}");
        }
    }
}

#[test]
fn everything_that_happened_is_told_with_who_when_and_why() {
    let unit = "中山市机电技术研究院";
    let events = vec![
        event(Action::Submit, State::Draft, "", "", 1),
        event(Action::Return, State::At(Level::Unit), unit, "请补充毕业证书编号", 1),
        event(Action::Submit, State::Returned(Level::Unit), "", "", 2),
        event(Action::Accept, State::At(Level::Unit), unit, HOSTILE, 2),
    ];
    let html = details(Dossiered { events: events.clone(), round: 2, ..dossier(State::At(Level::Department)) });
    assert!(!html.contains("<script>"));
    let timeline = between(&html, "class=\"stages\"", "</ol>");
    for words in ["退回修改：请补充毕业证书编号", "重新提交", unit, "2026-11-20 09:12", "收到于"] {
        assert!(timeline.contains(words), "{words}");
    }
    let history = between(&html, "id=\"history\"", "</section>");
    assert_eq!(history.matches("role=\"row\"").count(), 1 + events.len());
    for words in ["周敏", "请补充毕业证书编号", "人事管理单位审核", "主管部门审核"] {
        assert!(history.contains(words), "{words}");
    }
    assert!(html.contains("人事管理单位已经审核，不能自己撤回。需要修改请联系主管部门退回。"));
}

#[test]
fn what_was_done_is_said_only_when_it_is_so() {
    let said = |state, done| {
        let html = application::page(
            frame(),
            Application { dossier: dossier(state), done: Some(done), today: day("2026-11-24") },
        )
        .text;
        html.contains("role=\"status\"")
    };
    assert!(said(State::At(Level::Unit), Action::Submit));
    assert!(said(State::Draft, Action::Withdraw));
    assert!(said(State::Closed(Outcome::Cancelled), Action::Cancel));
    assert!(!said(State::Draft, Action::Submit), "an old address says nothing");
    assert!(!said(State::At(Level::Unit), Action::Cancel));
    assert!(!said(State::At(Level::Unit), Action::Accept), "nor somebody else's doing");
}

#[test]
fn a_step_back_is_confirmed_by_a_post_that_names_it() {
    for action in act::CONFIRMED {
        let html = act::page(frame(), &dossier(State::At(Level::Unit)), *action).text;
        let form = between(&html, "method=\"post\" action=\"/applications", "</form>");
        assert!(form.starts_with(&format!("/a1/actions/{}", action.key())));
        assert!(form.contains(action.label()) && form.contains("SQ2026000001") && form.contains("t0ken"));
        assert!(form.contains(&url::application("a1")), "the way back");
    }
}

#[test]
fn the_frozen_content_is_shown_with_its_number_and_checksum() {
    let html = content::page(frame(), dossier(State::At(Level::Unit))).text;
    for words in ["SQ2026000001", "9f2c64d1a0b37e55", "第 1 次提交", "机械设计", "第二行"] {
        assert!(html.contains(words), "{words}");
    }
    assert!(html.contains("only-sheet"), "the sheet is printed alone");
    let draft = content::page(frame(), dossier(State::Draft)).text;
    assert!(draft.contains("还没有提交") && !draft.contains("class=\"sheet\""));
}

#[test]
fn a_holder_sees_the_certificate_with_photo_code_and_standing() {
    let list = certificates::page(frame(), vec![held(Standing::Valid)]).text;
    assert!(links(&list).contains(url::certificate(NUMBER).as_str()));
    assert!(links(&list).contains(url::certificate_pdf(NUMBER).as_str()));
    let html = one(Standing::Valid, false);
    assert!(attribute(&html, "src").contains(&url::certificate_photo(NUMBER).as_str()));
    assert!(html.contains("d=\"M4 4h7v1h-7z\"") && html.contains("viewBox=\"0 0 33 33\""));
    assert!(!html.contains("不具备证明效力") && one(Standing::Valid, true).contains("不具备证明效力"));
    for standing in Standing::ALL {
        assert!(one(*standing, false).contains(standing.label()));
    }
}

#[test]
fn the_look_up_posts_the_name_and_keeps_what_was_typed() {
    let html = asked(Answer::Unknown { at: at("2026-12-01T01:00:00.000Z") });
    assert!(between(&html, "<form", ">").contains("method=\"post\""), "a name stands in no address");
    assert!(html.contains(&format!("value=\"{NUMBER}\"")) && html.contains("value=\"陈晓岚\""));
    assert!(html.contains("没有查到") && html.contains("2026-12-01 09:00"));
    let missing = Answer::Incomplete { number: String::new(), name: "请填写持证人姓名".to_owned() };
    let html =
        verify::page(stranger(), Verify { number: HOSTILE.to_owned(), name: String::new(), answer: missing }).text;
    assert!(html.contains("<title>错误：证书查询") && html.contains("<a href=\"#name\">请填写持证人姓名</a>"));
    assert!(!html.contains("<script>"));
}

#[test]
fn a_stranger_learns_the_standing_and_no_personal_data() {
    let mut masked = held(Standing::Revoked);
    masked.printed.name = "陈**".to_owned();
    let verify = Verify {
        number: NUMBER.to_owned(),
        name: String::new(),
        answer: Answer::Found { certificate: Box::new(masked), at: at("2026-12-01T01:00:00.000Z") },
    };
    let html = verify::page(stranger(), verify).text;
    assert!(html.contains("证书已撤销") && html.contains("陈**") && html.contains("助理工程师"));
    for hidden in ["4420", "002X", "1985", "/photo", "陈晓岚"] {
        assert!(!html.contains(hidden), "{hidden}");
    }
}
