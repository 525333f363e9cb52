//! The pages of the authorities: exactly the decisions that are allowed, what may not
//! be seen is not there, what was typed stays, findings stand at their fields.

use std::{collections::BTreeMap, sync::Arc};

use app::{
    pages::{
        decision::{self, Choice, Typed},
        review::{self, Page},
        reviews,
    },
    shell::{Frame, Html, Who},
    url,
};
use backend::{
    applications::{Dossiered, Event},
    clock::Timestamp,
    reviews::{Next, Queue, QueueLine, REASON, Tab},
};
use domain::{
    access::Role,
    application,
    business::Business,
    check::{Context, Stage},
    date::Date,
    issue::{Issue, What},
    record::{SectionId, basic},
    snapshot::{Given, Snapshot},
    values::{Labels, Values},
    vote::{self, Tally},
    workflow::{Action, Level, Outcome, Route, State, step},
};

const HOSTILE: &str = "\"><script>alert(1)</script>&amp;</textarea>";
const NUMBER: &str = "440524188001010014";
const MOBILE: &str = "13800000000";

fn today() -> Date {
    day("2026-11-23")
}

fn day(text: &str) -> Date {
    Date::parse(text).expect("the date exists")
}

fn context() -> Context {
    Context { today: today(), stage: Stage::Submit }
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

fn frame(role: Role) -> Frame {
    let organisation = Some("中山市工业和信息化局".to_owned());
    let who = Some(Who { name: "周敏".to_owned(), role, organisation });
    Frame { who, here: "/reviews".to_owned(), token: "t0ken".to_owned(), ..Frame::default() }
}

fn snapshot(unmasked: bool) -> Snapshot {
    let given = |id: &str, values: &[(&str, &str)]| Given {
        id: id.to_owned(),
        values: values.iter().copied().collect::<Values>(),
        labels: Labels::new(),
        files: Vec::new(),
    };
    let record = [
        (
            SectionId::Basic,
            vec![given("b1", &[(basic::NAME, "陈晓岚"), (basic::DOCUMENT, NUMBER), (basic::MOBILE, MOBILE)])],
        ),
        (SectionId::Education, vec![given("e1", &[("school", "五邑大学"), ("diploma_number", "XL-1")])]),
        (SectionId::Work, Vec::new()),
    ];
    let own = given("a1", &[(application::CURRENT_WORK, "机械设计"), (application::SUMMARY, "第一行\n第二行")]);
    let taken = Snapshot::take(Business::Recognition, today(), Some("p1".to_owned()), &record, own);
    if unmasked { taken } else { taken.masked() }
}

fn event(action: Action, from: State, organisation: &str, reason: &str) -> Event {
    let (_, to) = step(from, action, &Route::full()).expect("a step of the workflow");
    Event {
        at: at("2026-11-20T01:12:00.000Z"),
        who: "周敏".to_owned(),
        organisation: organisation.to_owned(),
        action,
        from,
        to,
        reason: reason.to_owned(),
        round: 1,
    }
}

fn dossier(state: State, actions: &[Action]) -> Dossiered {
    Dossiered {
        id: "a1".to_owned(),
        business: Business::Recognition,
        state,
        route: Route::full(),
        number: Some("SQ2026000001".to_owned()),
        version: 7,
        applicant: "陈晓岚".to_owned(),
        applied_on: Some(day("2026-11-20")),
        submit_until: Some(day("2026-12-10")),
        due: Some(day("2026-12-01")),
        round: 1,
        snapshot: Some(Arc::new(snapshot(true))),
        hash: "0".repeat(64),
        events: vec![event(Action::Submit, State::Draft, "", "")],
        tally: None,
        certificate: None,
        actions: actions.to_vec(),
        own: false,
        unmasked: true,
        reused: BTreeMap::new(),
        committee: "中山市机电工程技术评审委员会".to_owned(),
        unit: "中山市机电技术研究院".to_owned(),
    }
}

fn shown(role: Role, dossier: Dossiered, typed: Typed, issues: Vec<Issue>) -> Html {
    let next = Next { id: "a2".to_owned(), number: "SQ2026000002".to_owned(), applicant: "冯建业".to_owned() };
    review::page(frame(role), Page { dossier, typed, issues, banner: None, next: Some(next), today: today() })
}

fn plainly(role: Role, dossier: Dossiered) -> String {
    shown(role, dossier, Typed::default(), Vec::new()).text
}

/// Text between two marks.
fn between<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    let rest = html.split(start).nth(1).unwrap_or_else(|| panic!("no {start}"));
    rest.split(end).next().expect("a split has a first part")
}

fn panel(html: &str) -> &str {
    between(html, "id=\"decide\"", "</section>")
}

const OFFICE: &[Action] = &[Action::Return, Action::Refuse, Action::Pass, Action::Fail];

#[test]
fn the_panel_offers_exactly_what_is_allowed() {
    let cases: [(State, &[Action], &[&str]); 4] = [
        (State::At(Level::Unit), &[Action::Accept, Action::Return], &["accept", "return"]),
        (State::At(Level::Committee), OFFICE, &["vote", "return", "refuse"]),
        (State::At(Level::Hrss), &[Action::Accept], &["accept"]),
        (State::At(Level::Department), &[], &[]),
    ];
    for (state, actions, expected) in cases {
        let html = plainly(Role::Unit, dossier(state, actions));
        let panel = panel(&html);
        let offered: Vec<&str> =
            panel.split("name=\"decision\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(offered, expected, "{state:?}");
        assert_eq!(panel.contains("<form"), !expected.is_empty(), "{state:?}");
        assert_eq!(panel.contains("id=\"present\""), expected.contains(&"vote"), "{state:?}: the tally");
        assert!(!panel.contains(" checked"), "{state:?}: nothing is decided beforehand");
    }
    let html = plainly(Role::Unit, dossier(State::At(Level::Unit), &[Action::Accept]));
    assert!(html.contains("审核通过，报送主管部门"), "accepting says where it goes");
}

#[test]
fn who_may_not_see_numbers_gets_a_page_without_them() {
    let whole = plainly(Role::Unit, dossier(State::At(Level::Unit), &[Action::Accept]));
    assert!(whole.contains(NUMBER) && whole.contains(MOBILE));
    let masked = Dossiered {
        snapshot: Some(Arc::new(snapshot(false))),
        unmasked: false,
        ..dossier(State::At(Level::Committee), OFFICE)
    };
    let masked = plainly(Role::Office, masked);
    assert!(!masked.contains(NUMBER) && !masked.contains(MOBILE));
    assert!(masked.contains("4405**********0014"));
}

#[test]
fn everything_frozen_is_on_the_page() {
    let html = plainly(Role::Unit, dossier(State::At(Level::Unit), &[Action::Accept]));
    for text in ["机械设计", "第一行\n第二行", "五邑大学", "学历证书编号 XL-1", "没有填写"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(html.contains(&format!("src=\"{}\"", url::review_photo("a1"))));
    assert!(html.contains(&format!("href=\"{}\"", url::review_paper("a1"))));
    assert!(html.contains(&format!("href=\"{}\"", url::review("a2"))), "the next one is a link");
}

#[test]
fn a_refused_decision_keeps_what_was_typed_and_says_why_at_the_field() {
    let typed = Typed {
        choice: "vote".to_owned(),
        reason: format!("\n{HOSTILE}"),
        vote: [("size", "9"), ("present", "１２"), ("yes", "八")].into_iter().collect(),
    };
    let issues = typed.read(Choice::Vote, 7, None, today()).expect_err("the tally is incomplete");
    let html = shown(Role::Office, dossier(State::At(Level::Committee), OFFICE), typed, issues.clone()).text;
    assert!(html.contains("<title>错误："));
    assert!(html.contains("还没有办理，有"));
    assert!(issues.len() >= 4, "{issues:?}");
    for issue in &issues {
        assert!(html.contains(&format!("<a href=\"#{}\">{issue}</a>", issue.key)), "{issue}");
        assert!(html.contains(&format!("<span class=\"vh\">错误：</span>{issue}</p>")), "{issue}");
    }
    for value in ["value=\"9\"", "value=\"１２\"", "value=\"八\"", "value=\"vote\" checked"] {
        assert!(html.contains(value), "{value}");
    }
    assert!(html.contains("\n\n&quot;&gt;&lt;script&gt;"), "the reason with its first line break");
    assert!(!html.contains("<script"));
}

#[test]
fn each_finding_about_a_vote_stands_at_its_field() {
    let tally = |size: &str, present: &str, yes: &str, no: &str, abstain: &str, day: &str| Typed {
        choice: "vote".to_owned(),
        reason: String::new(),
        vote: [
            (vote::SIZE, size),
            (vote::PRESENT, present),
            (vote::YES, yes),
            (vote::NO, no),
            (vote::ABSTAIN, abstain),
            (vote::VOTED_ON, day),
        ]
        .into_iter()
        .collect(),
    };
    let found = |typed: Typed| match typed.read(Choice::Vote, 7, Some(day("2026-11-20")), today()) {
        Ok(_) => Vec::new(),
        Err(issues) => issues.into_iter().map(|issue| (issue.key, issue.to_string())).collect(),
    };
    assert_eq!(found(tally("9", "7", "5", "1", "1", "2026-11-23")), []);
    let cases = [
        (tally("0", "0", "0", "0", "0", "2026-11-23"), "size", "评委总人数要在 1 到 999 之间"),
        (tally("9", "10", "9", "1", "0", "2026-11-23"), "present", "多于评委总人数"),
        (tally("9", "5", "5", "0", "0", "2026-11-23"), "present", "不到评委总人数 9 的三分之二（至少 6 人）"),
        (tally("9", "7", "5", "1", "0", "2026-11-23"), "yes", "合计 6 票，与出席人数 7 不一致"),
        (tally("9", "7", "5", "", "1", "2026-11-23"), "no", "请填写反对票"),
        (tally("9", "七", "5", "1", "1", "2026-11-23"), "present", "要填整数"),
        (tally("9", "7", "5", "1", "1", "2026-11-24"), "voted_on", "不能晚于今天"),
        (tally("9", "7", "5", "1", "1", "2026-11-19"), "voted_on", "不能早于申请日期 2026-11-20"),
        (tally("9", "7", "5", "1", "1", "2021-02-29"), "voted_on", "2 月只有 28 天"),
    ];
    for (typed, key, says) in cases {
        let found = found(typed);
        let [(at, sentence)] = found.as_slice() else { panic!("{says}: {found:?}") };
        assert_eq!(*at, key, "{sentence}");
        assert!(sentence.contains(says), "{sentence}");
    }
}

#[test]
fn what_cannot_be_taken_back_is_shown_once_more() {
    let refusal = Typed { choice: "refuse".to_owned(), reason: format!("不符合\n{HOSTILE}"), ..Typed::default() };
    let committee = dossier(State::At(Level::Committee), OFFICE);
    let look = |dossier: &Dossiered, typed: &Typed| {
        let choice = typed.choice().expect("a choice");
        let decision = typed.read(choice, 7, None, today()).expect("a decision without a finding");
        decision::look(frame(Role::Office), dossier, choice, &decision, typed).text
    };
    let html = look(&committee, &refusal);
    assert!(html.contains("不予受理陈晓岚的申请？") && html.contains("申请将就此办结"));
    assert!(html.contains("name=\"reason\"") && html.contains("name=\"sure\"") && html.contains("name=\"back\""));
    assert!(html.contains("name=\"version\" value=\"7\""));
    assert!(!html.contains("<script"));

    let voted = |yes: &str, no: &str| Typed {
        choice: "vote".to_owned(),
        reason: String::new(),
        vote: [("size", "9"), ("present", "9"), ("yes", yes), ("no", no), ("abstain", "0"), ("voted_on", "20261120")]
            .into_iter()
            .collect(),
    };
    let passed = look(&committee, &voted("6", "3"));
    assert!(passed.contains("赞成 6 票，达到出席人数 9 的三分之二（6 票）") && passed.contains("确认评审通过"));
    assert!(passed.contains("name=\"v.voted_on\" value=\"20261120\""), "as it was typed");
    let failed = look(&committee, &voted("5", "4"));
    assert!(failed.contains("赞成 5 票，不到出席人数 9 的三分之二（6 票）") && failed.contains("确认评审不通过"));

    let tally = Tally { size: 9, present: 9, yes: 6, no: 3, abstain: 0 };
    let confirming =
        Dossiered { tally: Some((tally, day("2026-11-21"))), ..dossier(State::Confirming, &[Action::Confirm]) };
    assert!(panel(&plainly(Role::Hrss, confirming.clone())).contains("核对证书内容"));
    let html = look(&confirming, &Typed { choice: "confirm".to_owned(), ..Typed::default() });
    assert!(html.contains("4405**********0014") && !html.contains(NUMBER), "as it will be printed");
    assert!(html.contains(&url::review_photo("a1")) && html.contains("2026-11-21"));
}

#[test]
fn who_was_faster_is_said_and_the_text_stays() {
    let mut dossier = dossier(State::Returned(Level::Unit), &[]);
    dossier.events.push(event(Action::Return, State::At(Level::Unit), "中山市机电技术研究院", "缺盖章页"));
    let banner = review::overtaken(&dossier);
    let typed =
        Typed { choice: "return".to_owned(), reason: "学历与证书不一致".to_owned(), ..Typed::default() };
    let page = Page { dossier, typed, issues: Vec::new(), banner: Some(banner), next: None, today: today() };
    let html = review::page(frame(Role::Unit), page).text;
    assert!(html.contains("中山市机电技术研究院已于 2026-11-20 09:12 办理“退回修改”"), "{html}");
    assert!(html.contains("学历与证书不一致"));
    assert!(html.contains("缺盖章页"), "the history");
}

#[test]
fn a_second_round_shows_what_was_asked_for() {
    let mut second = dossier(State::At(Level::Unit), &[Action::Accept]);
    second.round = 2;
    second.events.push(event(Action::Return, State::At(Level::Unit), "中山市机电技术研究院", "缺盖章页"));
    let html = plainly(Role::Unit, second);
    assert!(html.contains("第 2 次提交。") && html.contains("退回：缺盖章页"));
}

#[test]
fn what_was_done_is_said_only_of_ones_own_doing() {
    let office = "评委会办公室";
    let said = |events: Vec<Event>, certificate: Option<&str>| {
        let dossier = Dossiered {
            events,
            certificate: certificate.map(str::to_owned),
            ..dossier(State::Closed(Outcome::Passed), &[])
        };
        reviews::done(&dossier, office).map(|banner| format!("{}{}", banner.lead, banner.text))
    };
    let one = |action, from| vec![event(action, from, office, "原因")];
    let before =
        Dossiered { events: one(Action::Accept, State::At(Level::Department)), ..dossier(State::At(Level::Hrss), &[]) };
    assert!(reviews::done_before(&before, office).is_some_and(|said| said.text.ends_with("下面是下一件待办。")));
    let expected = "审核通过：陈晓岚（SQ2026000001）。已报送人社部门。";
    assert_eq!(said(one(Action::Accept, State::At(Level::Department)), None).as_deref(), Some(expected));
    assert!(said(one(Action::Return, State::At(Level::Unit)), None).is_some_and(|said| said.starts_with("退回修改：")));
    let issued = said(one(Action::Confirm, State::Confirming), Some("2620051000001"));
    assert!(issued.is_some_and(|said| said.contains("编号 2620051000001")));
    assert_eq!(said(vec![event(Action::Accept, State::At(Level::Unit), "别的单位", "")], None), None);
}

fn line(due: &str) -> QueueLine {
    QueueLine {
        id: "a/1".to_owned(),
        number: "SQ2026000001".to_owned(),
        business: Business::Recognition,
        state: State::At(Level::Department),
        applicant: HOSTILE.to_owned(),
        specialty: "机械".to_owned(),
        title: "助理工程师".to_owned(),
        round: 2,
        unit: "中山市机电技术研究院".to_owned(),
        committee: "中山市机电工程技术评审委员会".to_owned(),
        applied_on: Some(day("2026-11-01")),
        since: Some(at("2026-11-20T16:30:00.000Z")),
        due: Some(day(due)),
    }
}

fn queue(role: Role, tab: Tab, lines: Vec<QueueLine>, next: Option<(String, String)>, continued: bool) -> String {
    let queue = Queue { lines, next, waiting: 41 };
    let page = reviews::Page { tab, queue, continued, done: None, today: today() };
    reviews::page(frame(role), page).text
}

#[test]
fn the_queue_says_how_long_there_is_and_leads_on() {
    let next = Some(("2026-11-20T16:30:00.000Z".to_owned(), "a/1".to_owned()));
    let lines = vec![line("2026-11-22"), line("2026-11-23"), line("2026-11-26"), line("2026-12-20")];
    let html = queue(Role::Department, Tab::Waiting, lines, next, false);
    for text in
        ["逾期 1 天", "今天到期", "还有 3 天", "还有 27 天", "1 件已经逾期，1 件今天到期。", "待办 41", "修改后重报"]
    {
        assert!(html.contains(text), "{text}");
    }
    assert!(html.contains("datetime=\"2026-11-21\""), "the day of arrival in the eighth zone");
    assert!(html.contains("href=\"/reviews?since=2026-11-20T16%3A30%3A00.000Z&amp;line=a%2F1\""), "{html}");
    assert!(html.contains("href=\"/reviews/a%2F1\""));
    assert!(!html.contains("<script"));
    assert!(html.contains("人事管理单位</th>"), "a department sees several units");
    assert!(!queue(Role::Unit, Tab::Waiting, vec![line("2026-12-01")], None, false).contains("人事管理单位</th>"));
}

#[test]
fn an_empty_queue_says_why() {
    assert!(queue(Role::Unit, Tab::Waiting, Vec::new(), None, false).contains("没有等待审核的申请"));
    assert!(queue(Role::Unit, Tab::Handled, Vec::new(), None, false).contains("还没有办理过申请"));
    assert!(queue(Role::Unit, Tab::Waiting, Vec::new(), None, true).contains("回到待办"));
}

#[test]
fn ids_are_unique_and_every_reference_has_its_target() {
    let reason = Issue { key: REASON, label: "审核意见", what: What::Fill };
    let mut issues = vec![decision::unchosen(), reason];
    issues.extend(vote::read(&Values::new(), &context()).expect_err("nothing was typed"));
    let pages = [
        queue(Role::Department, Tab::Waiting, vec![line("2026-12-01")], None, false),
        queue(Role::Department, Tab::Handled, vec![line("2026-12-01")], None, true),
        shown(Role::Office, dossier(State::At(Level::Committee), OFFICE), Typed::default(), issues).text,
        plainly(Role::Hrss, dossier(State::Confirming, &[Action::Confirm])),
    ];
    for html in pages {
        let values = |name: &str| -> Vec<String> {
            let start = format!(" {name}=\"");
            html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
        };
        let ids = values("id");
        let mut unique = ids.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "{ids:?}");
        let targets = ["aria-describedby", "aria-labelledby", "for"].iter().flat_map(|name| values(name));
        let links = values("href").into_iter().filter_map(|href| href.strip_prefix('#').map(str::to_owned));
        for id in targets.flat_map(|list| list.split(' ').map(str::to_owned).collect::<Vec<_>>()).chain(links) {
            assert!(ids.contains(&id), "{id} is not there");
        }
        assert_eq!(html.matches("<h1").count(), 1);
        assert!(!html.contains("<script") && !html.contains(" style="));
    }
}
