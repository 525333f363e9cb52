//! The applicant's pages, from 网上业务 to the receipt, drawn from sample data:
//! what is wrong is said where it is mended, nothing typed is lost, what cannot be
//! changed is not offered.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use app::{
    pages::{
        apply::{self, Apply, Conditions, Running},
        details::{self, Details},
        entry::{self, Editing},
        photo::{self, Photo},
        preview::{self, Preview},
        record::{self, Filled, Record},
        section::{self, Section},
        selection::{self, Selection},
        services,
        submit::{self, Submit},
        submitted, twins,
        wizard::{self, Done},
    },
    shell::{Frame, Html, Who},
    ui::{conflict::differences, field::Shown},
    url,
};
use backend::{
    applications::{Dossiered, Draft, Event, Underway},
    clock::Timestamp,
    records::Entry,
    store::records::Data,
    twins::Twins,
};
use domain::{
    access::Role,
    application,
    business::{Business, Step},
    check::{Context, Stage, check},
    date::Date,
    eligibility::{Verdict, guangdong_rules},
    plan::{Committee, Plan},
    policy::{
        self, Assessment, Counting, Policy,
        conditions::Text,
        judge::{Condition, Standing, What},
    },
    readiness::{self, Dossier, Place},
    recognition,
    record::{SectionId, basic, education, work},
    snapshot::{Given, Snapshot},
    values::{Labels, Values},
    whole::{Row, Whole},
    workflow::{Action, Level, Route, State},
};

const HOSTILE: &str = "\"><script>alert(1)</script>&amp;</textarea>";
const SENT_BACK: &str = "毕业院校与证书不一致，请改正";

fn day(text: &str) -> Date {
    Date::parse(text).expect("the date exists")
}

fn today() -> Date {
    day("2026-11-23")
}

fn frame() -> Frame {
    let who = Some(Who { name: "陈晓岚".to_owned(), role: Role::Applicant, organisation: None });
    Frame { who, here: "/services".to_owned(), token: "t0ken".to_owned(), ..Frame::default() }
}

fn stored(section: SectionId, id: &str, values: &[(&str, &str)]) -> Entry {
    let values: Values = values.iter().copied().collect();
    let issues = check(section.section().form, &values, &Context { today: today(), stage: Stage::Submit });
    Entry { values, version: 3, issues, ..Entry::blank(section, id.to_owned()) }
}

fn blank_basic() -> Entry {
    Entry { version: 0, issues: Vec::new(), ..stored(SectionId::Basic, "p1", &[]) }
}

/// The first has no school and ends before it begins, the second is verified.
fn educations() -> Vec<Entry> {
    let wrong = [
        (education::START, "2005-09-01"),
        (education::END, "2004-06-30"),
        (education::MAJOR, "计算机辅助设计与制造"),
        (education::LEVEL, "31"),
        (education::MODE, "01"),
    ];
    let right = [
        (education::START, "2001-09-01"),
        (education::END, "2004-06-30"),
        (education::SCHOOL, "五邑大学"),
        (education::MAJOR, "机械设计"),
        (education::LEVEL, "31"),
        (education::MODE, "01"),
    ];
    let verified = Some(("中山市人力资源和社会保障局".to_owned(), "2026-01-05T02:00:00.000Z".to_owned()));
    let right = Entry { verified, ..stored(SectionId::Education, "e2", &right) };
    vec![stored(SectionId::Education, "e1", &wrong), right]
}

/// An application with these entries and details, judged as the server judges it.
fn draft(basic: Entry, educations: Vec<Entry>, details: &[(&str, &str)], state: State) -> Draft {
    let values: Values = details.iter().copied().collect();
    let plan = Plan {
        year: 2026,
        levels: vec!["assistant".to_owned()],
        specialties: Vec::new(),
        person_types: Vec::new(),
        opens_on: day("2026-10-20"),
        submit_until: day("2026-12-10"),
        employer_until: day("2026-12-20"),
        accept_until: day("2026-12-31"),
        pay_until: day("2026-12-31"),
    };
    let committee = values.has(application::COMMITTEE).then(|| Committee {
        id: "c1".to_owned(),
        name: "中山市机电工程技术评审委员会".to_owned(),
        region: "442000".to_owned(),
        series: "05".to_owned(),
        series_name: "工程技术人才".to_owned(),
        region_name: "广东省中山市".to_owned(),
        own_staff_of: None,
        plan: Some(plan),
    });
    let reasons = vec!["大专满 3 年可认定助理级；你到 2027-07-01 满足".to_owned()];
    let eligibility = values.has(application::EDUCATION).then(|| Verdict { reasons, ..Verdict::default() });
    let entries =
        educations.iter().map(|entry| (SectionId::Education, entry.id.clone(), entry.values.clone())).collect();
    let dossier = Dossier {
        business: Business::Recognition,
        today: today(),
        basic: basic.values.clone(),
        entries,
        apart: Vec::new(),
        details: values.clone(),
        photo: Some(vec!["背景是白色，请换成红底或蓝底照片".to_owned()]),
        unit_open: true,
        unit_name: String::new(),
        unit_region: String::new(),
        specialty_name: "机械".to_owned(),
        committee: committee.clone(),
        eligibility: eligibility.clone(),
        assessment: Assessment::default(),
        holds_title: false,
        correction_until: None,
    };
    let labels = [
        (application::SPECIALTY, "机械"),
        (application::TITLE, "助理工程师"),
        (application::COMMITTEE, "中山市机电工程技术评审委员会"),
    ];
    let labels = labels.into_iter().filter(|(key, _)| values.has(key));
    let returned =
        matches!(state, State::Returned(_)).then(|| event(Action::Return, State::At(Level::Unit), SENT_BACK));
    let course = Underway {
        id: "a/1".to_owned(),
        business: Business::Recognition,
        state,
        number: returned.is_some().then(|| "SQ2026000001".to_owned()),
        version: 5,
        data: Data::of(&values),
        taken: educations.iter().map(|entry| entry.id.clone()).collect(),
        counting: None,
        correction_until: returned.is_some().then(|| day("2026-12-01")),
        returned,
        today: today(),
    };
    Draft {
        course,
        route: Route::full(),
        issues: check(&recognition::FORM, &values, &Context { today: today(), stage: Stage::Submit }),
        labels: labels.map(|(key, label)| (key.to_owned(), label.to_owned())).collect(),
        basic,
        educations: educations.iter().map(|entry| (entry.id.clone(), education::label(&entry.values))).collect(),
        lists: vec![
            (SectionId::Education, educations),
            (SectionId::Work, Vec::new()),
            (SectionId::Achievement, Vec::new()),
        ],
        lines: readiness::lines(&dossier),
        findings: readiness::whole(&dossier).findings(),
        committee,
        eligibility,
        verdict: None,
        no_recognition: None,
        conditions: None,
        photo: Some("f1".to_owned()),
        files: Vec::new(),
    }
}

fn event(action: Action, from: State, reason: &str) -> Event {
    let (_, to) = domain::workflow::step(from, action, &Route::full()).expect("a step of the workflow");
    Event {
        at: Timestamp::parse("2026-11-20T01:12:00.000Z").expect("an instant"),
        who: "周敏".to_owned(),
        organisation: "中山市机电技术研究院".to_owned(),
        action,
        from,
        to,
        reason: reason.to_owned(),
        round: 1,
    }
}

fn untouched() -> Draft {
    draft(blank_basic(), Vec::new(), &[], State::Draft)
}

fn begun() -> Draft {
    let basic = stored(SectionId::Basic, "p1", &[(basic::NAME, "陈晓岚"), (basic::DOCUMENT_KIND, basic::RESIDENT_ID)]);
    let details = [
        (application::SERIES, "05"),
        (application::SPECIALTY, "0501"),
        (application::TITLE, "0504"),
        (application::LEVEL, "assistant"),
        (application::EDUCATION, "e2"),
        (application::COMMITTEE, "c1"),
        (application::YEARS, "8 年"),
    ];
    draft(basic, educations(), &details, State::Draft)
}

/// A review whose years are short, with an award from before the period.
fn reviewed() -> Draft {
    let text =
        |heading: &str| Text { heading: heading.to_owned(), paragraphs: vec!["主持过 2 项项目。".to_owned()] };
    let conditions = vec![
        Condition { what: What::Education, standing: Standing::Held, said: "要求本科".to_owned(), earliest: None },
        Condition {
            what: What::Years,
            standing: Standing::Lacking,
            said: "要求取得中级满 5 年，到 2027-12-31 才满".to_owned(),
            earliest: Some(day("2027-01-01")),
        },
    ];
    let verdict = policy::judge::Verdict {
        rule: Some(("RV-11".to_owned(), "取得中级职称满 5 年".to_owned())),
        earliest: Some(day("2027-01-01")),
        conditions,
        others: vec!["现在可以按“破格”申报副高级".to_owned()],
        ..policy::judge::Verdict::default()
    };
    let counting = Counting {
        years_from: day("2023-01-01"),
        material_from: day("2023-01-01"),
        until: day("2026-12-31"),
        why: "从次年起算".to_owned(),
        title: "2022 年度评审取得的工程师（中级）".to_owned(),
    };
    let texts = policy::Conditions {
        series: "05".to_owned(),
        level: String::new(),
        note: "这是示例文字".to_owned(),
        ability: text("工作经历（能力）条件"),
        achievement: text("业绩成果条件"),
    };
    let values: Values = [(application::SERIES, "05"), (application::LEVEL, "associate_senior")].into_iter().collect();
    let lists = vec![(SectionId::Award, awards())];
    let begun = begun();
    let course =
        Underway { business: Business::Review, data: Data::of(&values), counting: Some(counting), ..begun.course };
    Draft { course, issues: Vec::new(), verdict: Some(verdict), conditions: Some(texts), lists, ..begun }
}

fn awards() -> Vec<Entry> {
    let award = |id: &str, date: &str| stored(SectionId::Award, id, &[("award", "科技进步奖"), ("date", date)]);
    vec![award("w1", "2019-05-01"), award("w2", "2024-05-01")]
}

fn awards_page(within: Underway) -> Html {
    let section = Section {
        section: SectionId::Award,
        entries: awards(),
        within: Some(Box::new(within)),
        done: None,
        undo: None,
        banner: None,
        findings: Vec::new(),
    };
    section::page(frame(), section)
}

fn sent_back() -> Draft {
    Draft { ..draft(begun().basic, educations(), &[(application::SERIES, "05")], State::Returned(Level::Unit)) }
}

fn editing(section: SectionId, entry: Option<Entry>, within: Option<Underway>) -> Editing {
    let entries = if section.many() { educations() } else { Vec::new() };
    let stored = entry.clone();
    let (id, version, shown, new) = match entry {
        Some(entry) => {
            let locked = entry.verified.is_some();
            let shown = Shown { values: entry.values, issues: entry.issues, locked, ..Shown::default() };
            (entry.id, entry.version, shown, false)
        }
        None => ("n1".to_owned(), 0, Shown::default(), section.many()),
    };
    let key = "k3y".to_owned();
    Editing {
        section,
        id,
        new,
        version,
        key,
        shown,
        today: today(),
        entries,
        within: within.map(Box::new),
        banner: None,
        conflict: None,
        twins: None,
        stored,
    }
}

fn educating(within: Option<Underway>) -> Editing {
    editing(SectionId::Education, educations().into_iter().next(), within)
}

fn details_of(draft: Draft, all: bool) -> Details {
    let shown = details::shown(&draft, all);
    Details { version: draft.course.version, key: "k3y".to_owned(), shown, draft, banner: None, conflict: None }
}

fn dossiered(state: State) -> Dossiered {
    let own = Given { id: "a/1".to_owned(), values: Values::new(), labels: Labels::new(), files: Vec::new() };
    Dossiered {
        id: "a/1".to_owned(),
        business: Business::Recognition,
        state,
        route: Route::full(),
        number: Some("SQ2026000001".to_owned()),
        version: 7,
        applicant: "陈晓岚".to_owned(),
        applied_on: Some(today()),
        submit_until: Some(day("2026-12-10")),
        due: None,
        round: 1,
        snapshot: Some(Arc::new(Snapshot::take(Business::Recognition, today(), None, &[], own))),
        hash: "0".repeat(64),
        events: vec![event(Action::Submit, State::Draft, "")],
        tally: None,
        certificate: None,
        actions: if state == State::At(Level::Unit) { vec![Action::Withdraw] } else { Vec::new() },
        own: true,
        unmasked: true,
        reused: BTreeMap::new(),
        committee: "中山市机电工程技术评审委员会".to_owned(),
        unit: "中山市机电技术研究院".to_owned(),
    }
}

fn apply_page(running: Option<Running>) -> Html {
    let conditions = Conditions::Recognition(guangdong_rules());
    apply::page(frame(), Apply { business: Business::Recognition, conditions, running, today: today() })
}

/// The rules as they are shipped.
fn review_page() -> Html {
    let rows = backend::reference::policy::rows().to_vec();
    let conditions = Conditions::Review(Policy { rows, recognition: Vec::new() });
    apply::page(frame(), Apply { business: Business::Review, conditions, running: None, today: today() })
}

fn section_page(entries: Vec<Entry>, within: Option<Underway>, done: Option<Done>) -> Html {
    let undo = done.map(|_| "e9".to_owned());
    let rows: Vec<Row> =
        entries.iter().map(|one| Row { section: one.section, id: &one.id, values: &one.values }).collect();
    let findings = Whole { basic: &Values::new(), rows, apart: &[], today: today() }.findings();
    let section = SectionId::Education;
    section::page(
        frame(),
        Section { section, entries, within: within.map(Box::new), done, undo, banner: None, findings },
    )
}

fn submit_page(draft: Draft, refused: bool) -> Html {
    submit::page(frame(), Submit { lines: draft.lines.clone(), draft, refused })
}

fn preview_page(draft: Draft) -> Html {
    let own = Given {
        id: draft.course.id.clone(),
        values: draft.course.values().clone(),
        labels: draft.labels.clone(),
        files: Vec::new(),
    };
    let snapshot = Snapshot::take(Business::Recognition, today(), None, &[(SectionId::Work, Vec::new())], own);
    preview::page(frame(), Preview { draft, snapshot, at: "2026-11-23 15:20".to_owned() })
}

/// Every page in the states that differ.
fn pages() -> Vec<(&'static str, Html)> {
    let running = |editable| Some(Running { id: "a/1".to_owned(), editable, stage: "人事管理单位审核" });
    let record = || Record {
        filled: vec![
            Filled::new(SectionId::Education, educations(), &[]),
            Filled::new(SectionId::Work, Vec::new(), &[]),
        ],
        photo: None,
        done: Some(Done::Saved),
    };
    let [first, second]: [Entry; 2] = educations().try_into().expect("two");
    let selection =
        |draft: Draft, library| Selection { draft, section: SectionId::Education, library, done: Some(Done::Taken) };
    let stored = Values::new().with(education::SCHOOL, "中山大学");
    let mut both = educating(Some(begun().course));
    let labels = Labels::new();
    both.conflict =
        Some(differences(&education::FORM, &[education::SCHOOL], (&both.shown.values, &labels), (&stored, &labels)));
    vec![
        ("services", services::page(frame(), Vec::new())),
        ("services with drafts", services::page(frame(), vec![begun()])),
        ("apply", apply_page(None)),
        ("apply, draft", apply_page(running(true))),
        ("apply, running", apply_page(running(false))),
        ("apply for a review", review_page()),
        ("record", record::page(frame(), record())),
        ("step 1, untouched", record::step(frame(), untouched(), None)),
        ("step 1", record::step(frame(), begun(), Some(Done::Saved))),
        ("step 1, returned", record::step(frame(), sent_back(), None)),
        ("section, empty", section_page(Vec::new(), None, None)),
        ("section", section_page(educations(), Some(sent_back().course), Some(Done::Deleted))),
        ("delete", section::deletion(frame(), &first, Some(&begun().course))),
        ("basic, new", entry::page(frame(), &editing(SectionId::Basic, None, None))),
        ("basic", entry::page(frame(), &editing(SectionId::Basic, Some(begun().basic), Some(begun().course)))),
        ("entry, new", entry::page(frame(), &editing(SectionId::Education, None, Some(begun().course)))),
        ("entry", entry::page(frame(), &educating(None))),
        ("entry, verified", entry::page(frame(), &editing(SectionId::Education, Some(second.clone()), None))),
        ("entry, conflict", entry::page(frame(), &both)),
        ("selection", selection::page(frame(), selection(begun(), vec![second]))),
        ("selection, empty", selection::page(frame(), selection(untouched(), Vec::new()))),
        ("details", details::page(frame(), details_of(untouched(), false))),
        ("details, checked", details::page(frame(), details_of(begun(), true))),
        ("details, returned", details::page(frame(), details_of(sent_back(), false))),
        ("details of a review", details::page(frame(), details_of(reviewed(), false))),
        ("section of a review", awards_page(reviewed().course)),
        ("preview", preview_page(begun())),
        ("preview, returned", preview_page(sent_back())),
        ("submit", submit_page(begun(), false)),
        ("submit, refused", submit_page(begun(), true)),
        ("receipt", submitted::page(frame(), dossiered(State::At(Level::Unit)))),
        ("receipt, later", submitted::page(frame(), dossiered(State::Confirming))),
    ]
}

fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The opening tag that has this attribute and value.
fn tag_with<'a>(html: &'a str, attribute: &str, value: &str) -> &'a str {
    let wanted = format!(" {attribute}=\"{value}\"");
    let at = html.find(&wanted).unwrap_or_else(|| panic!("no {wanted}"));
    let start = html[..at].rfind('<').expect("an attribute lies in a tag");
    let end = html[at..].find('>').expect("a tag ends") + at;
    &html[start..=end]
}

#[test]
fn ids_are_unique_and_every_reference_has_its_target() {
    for (page, Html { text, .. }) in pages() {
        let mut ids = BTreeSet::new();
        for id in attribute(&text, "id") {
            assert!(ids.insert(id), "{page}: id {id} twice");
        }
        for name in ["aria-describedby", "aria-labelledby", "for"] {
            for id in attribute(&text, name).into_iter().flat_map(str::split_whitespace) {
                // The dialog's heading comes with its content.
                assert!(ids.contains(id) || id == "pick-title", "{page}: {name} names {id}, which is not there");
            }
        }
        for href in attribute(&text, "href").into_iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.contains(href), "{page}: a link to #{href}, which is not there");
        }
    }
}

#[test]
fn every_page_has_one_heading_its_way_and_a_token_in_every_form() {
    for (page, Html { text, .. }) in pages() {
        assert_eq!(text.matches("<h1").count(), 1, "{page}");
        assert!(text.contains("aria-label=\"当前位置\""), "{page}");
        let forms = text.matches("method=\"post\"").count();
        assert_eq!(text.matches("name=\"_token\" value=\"t0ken\"").count(), forms, "{page}: a form without a token");
        assert!(!text.contains(" disabled"), "{page}: a button is never disabled");
    }
}

#[test]
fn titles_tell_the_pages_of_a_step_apart() {
    let title = |html: &Html| {
        html.text.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).map(str::to_owned)
    };
    let steps = [
        record::step(frame(), begun(), None),
        details::page(frame(), details_of(untouched(), false)),
        preview_page(begun()),
        submit_page(begun(), false),
    ];
    let titles: BTreeSet<_> = steps.iter().map(title).collect();
    assert_eq!(titles.len(), steps.len(), "{titles:?}");
    let refused = submit_page(begun(), true);
    assert!(title(&refused).is_some_and(|title| title.starts_with("错误：")));
}

#[test]
fn scripts_come_with_the_forms_of_the_record_and_where_unsaved_texts_are_named() {
    let naming = ["record", "step 1", "section", "preview", "submit"];
    for (page, Html { nonce, text }) in pages() {
        let form = text.contains("data-form=") || page == "entry, verified";
        let names = naming.iter().any(|begin| page.starts_with(begin));
        assert_eq!(nonce.is_some(), form || names, "{page}");
        assert_eq!(text.matches("id=\"waiting\"").count(), usize::from(form || names), "{page}");
        let picks = text.contains("name=\"pick\"");
        assert!(!picks || text.contains("<dialog"), "{page}: a magnifier without its dialog");
    }
}

/// What stands between the tags.
fn words(html: &str) -> String {
    html.split('<').filter_map(|piece| Some(piece.split_once('>')?.1)).collect()
}

#[test]
fn every_problem_of_the_check_list_leads_to_what_mends_it() {
    let draft = begun();
    let problems: Vec<_> = readiness::blocking(&draft.lines).cloned().collect();
    assert!(problems.len() > 10, "a sample with little to mend shows little");
    let html = submit_page(begun(), true).text;
    let summary =
        html.split("id=\"error-summary\"").nth(1).and_then(|rest| rest.split("</ul>").next()).expect("a summary");
    assert!(summary.contains(&format!("先解决下面 {} 个问题", problems.len())));
    for (says, place) in &problems {
        let href = wizard::mend(&draft.course.id, place);
        assert_eq!(href.is_none(), *place == Place::None, "{says}");
        let href = href.unwrap_or_default();
        assert!(summary.contains(&format!("<a href=\"{}\">{says}</a>", href.replace('&', "&amp;"))), "{says}: {href}");
        assert_eq!(words(&html).matches(says.as_str()).count(), 2, "{says}: in the summary and in the list");
    }
    let school = Place::Section { section: SectionId::Education, entry: Some("e1".to_owned()), key: education::SCHOOL };
    assert_eq!(wizard::mend("a/1", &school).as_deref(), Some("/record/education/e1?application=a%2F1#school"));
    let years = Place::Details { key: application::YEARS };
    assert_eq!(wizard::mend("a/1", &years).as_deref(), Some("/applications/a%2F1/details?check=1#years"));
}

#[test]
fn a_problem_that_is_followed_stands_at_its_field() {
    let html = details::page(frame(), details_of(begun(), true)).text;
    for issue in &begun().issues {
        let control = tag_with(&html, "id", issue.key);
        assert!(control.contains("aria-invalid=\"true\""), "{issue}");
    }
    // What is merely missing is not held against a draft that is being filled in; what is wrong is.
    let html = details::page(frame(), details_of(begun(), false)).text;
    assert!(!html.contains("请填写现从事专业技术工作"));
    assert!(html.contains("从事本专业或相近专业技术工作年限要填整数"));
    let fresh = details::page(frame(), details_of(untouched(), false)).text;
    assert!(!fresh.contains("aria-invalid"));
}

#[test]
fn the_task_list_says_what_is_missing_and_what_wants_mending() {
    let html = record::step(frame(), begun(), None).text;
    let row =
        html.split("<tr").find(|row| row.contains(">学历教育信息</a>") && row.contains("tasks__name")).expect("a row");
    assert!(
        row.contains("需修改")
            && row.contains("2 条")
            && row.contains("第 1 条：结束日期不能早于开始日期，请改为 2005-09-01 之后的日期，另有 1 处"),
        "{row}"
    );
    let row =
        html.split("<tr").find(|row| row.contains(">工作经历信息</a>") && row.contains("tasks__name")).expect("a row");
    assert!(row.contains("未填写") && row.contains("必填"), "{row}");
    let row = html.split("<tr").find(|row| row.contains(">证件照</a>")).expect("a row");
    assert!(row.contains("已填写") && row.contains("背景是白色"), "{row}");
    assert!(html.contains("必填 5 项，<b>已完成 1 项</b>，需修改 2 项"));
}

#[test]
fn the_step_bar_says_where_something_is_to_be_mended() {
    let bar = |html: &Html| {
        let items = html.text.split("class=\"steps__state\">").skip(1);
        items.filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(bar(&record::step(frame(), untouched(), None)), ["正在填写", "未开始", "未开始", "未开始"]);
    let record = record::left(&begun());
    let details = wizard::wrong_in(&begun(), Step::Details);
    let submit = bar(&submit_page(begun(), false));
    assert_eq!(
        submit,
        [format!("{record} 项要补齐"), format!("{details} 项要补齐"), "已完成".to_owned(), "待提交".to_owned()]
    );
}

#[test]
fn whoever_sent_it_back_stands_at_the_head_of_every_step() {
    let pages = [
        record::step(frame(), sent_back(), None),
        details::page(frame(), details_of(sent_back(), false)),
        preview_page(sent_back()),
        submit_page(sent_back(), false),
        entry::page(frame(), &educating(Some(sent_back().course))),
        section_page(educations(), Some(sent_back().course), None),
    ];
    for page in pages {
        for words in [SENT_BACK, "中山市机电技术研究院（周敏）", "2026-11-20 09:12", "2026-12-01"] {
            assert!(page.text.contains(words), "{words}");
        }
    }
    assert!(!record::step(frame(), begun(), None).text.contains("退回原因"));
}

#[test]
fn an_entry_posts_its_id_its_version_and_its_key_to_its_own_address() {
    let html = entry::page(frame(), &educating(Some(begun().course))).text;
    let form = tag_with(&html, "id", "record");
    assert_eq!(attribute(form, "action"), ["/record/education/e1?application=a%2F1"]);
    for (name, value) in [("id", "e1"), ("version", "3"), ("key", "k3y")] {
        assert_eq!(attribute(tag_with(&html, "name", name), "value"), [value]);
    }
    let html = entry::page(frame(), &editing(SectionId::Education, None, None)).text;
    assert_eq!(attribute(tag_with(&html, "id", "record"), "action"), ["/record/education/new?id=n1"]);
    assert_eq!(attribute(tag_with(&html, "name", "id"), "value"), ["n1"]);
    assert!(html.contains("新增一条") && !html.contains("aria-invalid"));
    let html = details::page(frame(), details_of(begun(), false)).text;
    assert_eq!(attribute(tag_with(&html, "name", "id"), "value"), ["a/1"]);
    assert_eq!(attribute(tag_with(&html, "id", "record"), "action"), ["/applications/a%2F1/details"]);
}

#[test]
fn a_conflict_shows_both_texts_and_the_form_holds_the_own_one() {
    let (_, Html { text, .. }) = pages().into_iter().find(|(page, _)| *page == "entry, conflict").expect("it is there");
    assert!(text.contains("中山大学"), "what is stored");
    assert!(text.contains("<title>错误："));
    assert_eq!(attribute(tag_with(&text, "id", education::MAJOR), "value"), ["计算机辅助设计与制造"]);
    let form = &text[text.find("<form").expect("a form")..];
    assert!(form.contains("name=\"c.school\" value=\"=中山大学\""), "a way to drop the own text");
    assert!(form.contains("name=\"c.school\" value=\"-\""), "and to keep it");
}

#[test]
fn a_verified_entry_is_shown_and_offers_no_change() {
    let [_, verified]: [Entry; 2] = educations().try_into().expect("two");
    let html = entry::page(frame(), &editing(SectionId::Education, Some(verified), None)).text;
    assert!(html.contains("2026-01-05 10:00") && html.contains("五邑大学"));
    assert!(!html.contains("name=\"v.") && !html.contains("name=\"intent\""));
    let html = section_page(educations(), None, None).text;
    let [first, second]: [&str; 2] = html.split("<tr").skip(2).collect::<Vec<_>>().try_into().expect("two rows");
    assert!(first.contains("修改第 1 条") && first.contains("删除第 1 条"));
    assert!(second.contains("查看、更正第 2 条") && second.contains("已入库"));
    assert!(!second.contains("修改第 2 条") && !second.contains("删除第 2 条"));
}

#[test]
fn a_deletion_can_be_taken_back_by_a_post() {
    let html = section_page(educations(), Some(begun().course), Some(Done::Deleted)).text;
    let form = tag_with(&html, "action", "/record/education/e9/restore?application=a%2F1");
    assert!(form.contains("method=\"post\""));
    assert!(!section_page(educations(), None, Some(Done::Saved)).text.contains("撤销删除"));
}

#[test]
fn the_selection_takes_entries_in_and_out() {
    let [first, second]: [Entry; 2] = educations().try_into().expect("two");
    let draft = draft(blank_basic(), vec![first], &[], State::Draft);
    let page = Selection { draft, section: SectionId::Education, library: vec![second], done: None };
    let html = selection::page(frame(), page).text;
    assert_eq!(attribute(tag_with(&html, "name", selection::DROP), "value"), ["e1"]);
    assert_eq!(attribute(tag_with(&html, "name", selection::TAKE), "value"), ["e2"]);
}

#[test]
fn whether_the_schooling_is_enough_is_said_beside_it() {
    let html = details::page(frame(), details_of(begun(), false)).text;
    let note = html.split("id=\"education--note\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a note");
    assert!(note.contains("还不符合认定条件：大专满 3 年可认定助理级；你到 2027-07-01 满足"), "{note}");
    assert!(html.contains("受理期 2026-10-20 至 2026-12-10，还有 17 天"));
}

#[test]
fn a_draft_to_continue_says_what_it_is_and_how_far() {
    let html = services::page(frame(), vec![begun()]).text;
    assert!(html.contains("初次职称考核认定申请（机械 · 助理工程师）尚未提交"));
    let says = "个人信息必填 5 项已完成 1 项，2 项需修改。评委会受理期至 2026-12-10，还有 17 天。";
    assert!(words(&html).contains(says));
    assert!(html.contains("href=\"/applications/a%2F1/record\""));
    let html = services::page(frame(), vec![sent_back()]).text;
    assert!(html.contains("被退回"));
    assert!(words(&html).contains("按退回意见修改后重新提交。提交期限 2026-12-01，还有 8 天。"));
    for business in Business::ALL {
        assert!(html.contains(&url::application_new(*business)));
    }
}

#[test]
fn looking_at_the_conditions_begins_nothing_and_a_running_one_is_said() {
    let post = "method=\"post\" action=\"/applications/new/recognition\"";
    assert!(apply_page(None).text.contains(post));
    for editable in [true, false] {
        let running = Running { id: "a/1".to_owned(), editable, stage: "人事管理单位审核" };
        let html = apply_page(Some(running)).text;
        assert!(!html.contains(post));
        let href = if editable { "/applications/a%2F1/record" } else { "/applications/a%2F1" };
        assert!(html.contains(&format!("href=\"{href}\"")));
    }
}

#[test]
fn the_conditions_are_those_that_hold_today() {
    let mut rules = guangdong_rules();
    let count = rules.len();
    rules[0].valid_to = Some(day("2026-11-22"));
    let conditions = Conditions::Recognition(rules);
    let page = Apply { business: Business::Recognition, conditions, running: None, today: today() };
    let html = apply::page(frame(), page).text;
    assert_eq!(html.matches("<th role=\"rowheader\"").count(), count - 1);
    assert!(html.contains("满 3 年") && html.contains("不要求年限"));
}

#[test]
fn the_receipt_says_number_time_and_whose_move_it_is() {
    let html = submitted::page(frame(), dossiered(State::At(Level::Unit))).text;
    for words in ["SQ2026000001", "2026-11-20 09:12", "人事管理单位审核", "/applications/a%2F1/form.pdf", "撤回"]
    {
        assert!(html.contains(words), "{words}");
    }
    let later = submitted::page(frame(), dossiered(State::Confirming)).text;
    assert!(!later.contains(&url::act("a/1", Action::Withdraw)));
}

#[test]
fn the_photo_leads_back_to_the_application_it_was_opened_from() {
    let page = |application| photo::page(frame(), Photo { application, ..Photo::default() }).text;
    let html = page(Some("a/1".to_owned()));
    assert!(html.contains("href=\"/applications/a%2F1/record\""));
    assert!(html.contains("action=\"/photo?application=a%2F1\""));
    assert!(!page(None).contains("/applications/"));
}

#[test]
fn hostile_text_stays_text() {
    let nasty: Vec<(&str, &str)> = education::FORM.fields().map(|field| (field.key, HOSTILE)).collect();
    let entry = stored(SectionId::Education, "e1", &nasty);
    let mut draft = draft(blank_basic(), vec![entry.clone()], &[(application::SUMMARY, HOSTILE)], State::Draft);
    draft.course.returned = Some(event(Action::Return, State::At(Level::Unit), HOSTILE));
    draft.labels.insert(application::TITLE.to_owned(), HOSTILE.to_owned());
    let editing = Editing { entries: vec![entry.clone()], ..editing(SectionId::Education, Some(entry.clone()), None) };
    let pages = [
        services::page(frame(), vec![draft.clone()]),
        record::step(frame(), draft.clone(), None),
        section_page(vec![entry.clone()], Some(draft.course.clone()), None),
        section::deletion(frame(), &entry, None),
        twins::page(frame(), twins_of(entry.clone(), Entry { id: "e2".to_owned(), ..entry.clone() })),
        entry::page(frame(), &editing),
        details::page(frame(), details_of(draft.clone(), false)),
        preview_page(draft.clone()),
        submit_page(draft, true),
    ];
    for Html { text, .. } in pages {
        assert!(!text.contains("<script>alert"), "{text}");
        assert_eq!(text.matches("</textarea>").count(), text.matches("<textarea").count());
    }
}

fn twins_of(this: Entry, other: Entry) -> twins::Page {
    twins::Page { twins: Twins { this: (2, this), other: (1, other), apart: false }, within: None, refused: None }
}

/// The words of every button of a page.
fn buttons(html: &str) -> Vec<&str> {
    let found = html.split("<button").skip(1).filter_map(|piece| piece.split_once('>')?.1.split('<').next());
    found.collect()
}

#[test]
fn what_can_be_done_about_two_entries_depends_on_what_is_verified() {
    let [free, verified]: [Entry; 2] = educations().try_into().expect("two");
    let offered = |this: &Entry, other: &Entry| {
        let html = twins::page(frame(), twins_of(this.clone(), other.clone())).text;
        buttons(html.split("<main").nth(1).expect("a page")).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let both = "都保留（不是同一条）";
    assert_eq!(offered(&free, &free), [both, "保留这一条，删除另一条", "删除这一条"]);
    assert_eq!(offered(&free, &verified), [both, "这一条是更正，替换已入库的另一条", "删除这一条"]);
    assert_eq!(offered(&verified, &free), [both, "保留这一条，删除另一条"]);
    assert_eq!(offered(&verified, &verified), [both]);
    let html = twins::page(frame(), twins_of(free, verified)).text;
    let row = |label: &str| {
        let rows: Vec<&str> = html.split("<tr").filter(|row| row.contains(&format!(">{label}"))).collect();
        rows.first().map(|row| (row.contains("is-open"), row.contains("不同"))).expect("a row")
    };
    assert_eq!((row("毕业院校"), row("学历")), ((true, true), (false, false)), "differences are marked, and in words");
}

#[test]
fn what_shows_in_the_whole_stands_above_the_list_and_leads_to_its_place() {
    let job = |id: &str, start: &str, end: &str| {
        stored(SectionId::Work, id, &[(work::START, start), (work::END, end), (work::WORKPLACE, HOSTILE)])
    };
    let entries = vec![job("w2", "2010-03-02", "至今"), job("w1", "2007-07-02", "2010-01-31")];
    let rows = entries.iter().map(|one| Row { section: one.section, id: &one.id, values: &one.values }).collect();
    let findings = Whole { basic: &Values::new(), rows, apart: &[], today: today() }.findings();
    let section = Section {
        section: SectionId::Work,
        entries: entries.clone(),
        within: Some(Box::new(begun().course)),
        done: None,
        undo: None,
        banner: None,
        findings: findings.clone(),
    };
    let html = section::page(frame(), section).text;
    assert!(html.find("请核对 1 处") < html.find("<table"), "above the list");
    assert!(html.contains("href=\"/record/work/w2?application=a%2F1#start\""), "{html}");
    assert!(html.contains("action=\"/record/work/fill?application=a%2F1\""));
    for filler in &findings[0].fillers {
        let button = tag_with(&html, "value", &filler.code);
        assert!(button.contains("name=\"fill\"") && button.contains("aria-label=\"补一条“"), "{button}");
    }
    // In the overview it is no more than a look.
    let filled = vec![Filled::new(SectionId::Work, entries, &findings)];
    let html = record::page(frame(), Record { filled, photo: Some(Vec::new()), done: None }).text;
    assert!(html.contains("请核对：工作经历在 2010-01-31 到 2010-03-02"), "{html}");
}

#[test]
fn entries_are_moved_by_buttons_that_say_which() {
    let [first, second]: [Entry; 2] = educations().try_into().expect("two");
    let corrected = Entry {
        id: "e3".to_owned(),
        superseded_by: Some("e1".to_owned()),
        verified: second.verified.clone(),
        ..first.clone()
    };
    let entries = vec![first, second, corrected];
    let html = section_page(entries.clone(), None, None).text;
    let named: Vec<&str> = html.split("aria-label=\"").filter_map(|piece| piece.split('"').next()).collect();
    let moves: Vec<&&str> = named.iter().filter(|name| name.contains("移第")).collect();
    assert_eq!(moves, [&"下移第 1 条", &"上移第 2 条"], "nor is what has been corrected moved");
    assert_eq!(tag_with(&html, "name", "up").matches("e2 e1").count(), 1);
    assert!(!html.contains("现在是你排的顺序"));
    let placed = entries.into_iter().map(|entry| Entry { placed: true, ..entry }).collect();
    assert!(section_page(placed, None, None).text.contains("现在是你排的顺序"));
    assert!(html.contains("已被替换") && html.contains("中山市人力资源和社会保障局"), "by whom it was verified");
    assert!(words(&html).contains("共 2 条。另有 1 条已经更正，不再使用。"));
}

#[test]
fn what_was_done_is_a_fixed_word() {
    for done in Done::ALL {
        assert_eq!(Done::from_key(done.key()), Some(*done));
    }
    assert_eq!(Done::from_key("<b>"), None);
    assert_eq!(Done::Saved.at("/record?application=a"), "/record?application=a&done=saved");
}

#[test]
fn a_review_says_condition_by_condition_what_lacks() {
    let html = details::page(frame(), details_of(reviewed(), false)).text;
    let panel = html.split("id=\"record\"").next().expect("the panel stands before the form");
    for said in [
        "年限不足，最早 2027 年度可以申报",
        "取得中级职称满 5 年",
        "这条规则还没有和公布的文件核对，以当地公布的申报条件为准",
        "现在可以按“破格”申报副高级",
        "年限从 ",
        "href=\"#shortfall\"",
    ] {
        assert!(panel.contains(said), "{said}: {panel}");
    }
    let told: Vec<usize> = ["学历", "符合", "年限", "不足"].iter().filter_map(|word| panel.find(word)).collect();
    assert_eq!(told.len(), 4);
    // Explained: nothing more is asked for.
    let mut explained = reviewed();
    explained.course.data = Data::of(&explained.course.values().clone().with("shortfall", "理由"));
    let html = details::page(frame(), details_of(explained, false)).text;
    assert!(!html.contains("href=\"#shortfall\""));
    let recognition = details::page(frame(), details_of(begun(), false)).text;
    assert!(!recognition.contains("id=\"conditions\""), "a recognition has its own words");
}

/// The conditions stand beside the fields in which one judges oneself by them.
#[test]
fn texts_stand_beside_the_self_assessment() {
    let html = details::page(frame(), details_of(reviewed(), false)).text;
    let group = html.split("<legend>").find(|part| part.contains("id=\"experience\"")).expect("the group of the field");
    let beside = group.split("class=\"beside\"").nth(1).expect("the text is in the group");
    assert!(
        beside.contains("工作经历（能力）条件")
            && beside.contains("主持过 2 项项目。")
            && beside.contains("这是示例文字")
    );
}

/// `domain.md` §4.5: what lies outside the valid period is kept, with 不计入 and the reason.
#[test]
fn entries_outside_the_period_are_marked() {
    let html = awards_page(reviewed().course).text;
    assert_eq!(html.matches(">不计入<").count(), 1, "{html}");
    assert!(html.contains("早于 ") && html.contains("，不计入"));
    let page = Selection { draft: reviewed(), section: SectionId::Award, library: awards(), done: None };
    assert_eq!(selection::page(frame(), page).text.matches(">不计入<").count(), 2, "taken and not taken");
    assert!(!awards_page(begun().course).text.contains("不计入"), "a recognition has no period");
}

#[test]
fn the_conditions_of_a_review_are_the_rules_in_force() {
    let html = review_page().text;
    for said in [
        "取得现职称满 5 年",
        "从事专业技术工作满 1 年",
        "专业 42",
        "破格：",
        "以当地公布的申报条件为准",
        "会计人员中级",
    ] {
        assert!(html.contains(said), "{said}");
    }
    assert!(!html.contains("满 7 年"), "what lies on the shelf is not shown");
    assert!(!html.contains("可以认定"), "these are not the conditions of a recognition");
}
