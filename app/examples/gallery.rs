//! Writes a few pages with the stylesheet beside them, to be looked at in a
//! browser and held against the design: `cargo run -p app --features ssr
//! --example gallery -- FOLDER`.

use std::{env, error::Error, fs, path::PathBuf};

use app::{
    pages::{
        design, error, guide, home,
        login::{self, Login},
        notices::{self, Kind, Notice},
    },
    shell::{Assets, Crumb, Frame, Html, Nav, Who, render},
    ui::{
        field::Shown,
        form::{self, actions},
        heading, mould, summary,
    },
    url,
};
use domain::{
    access::Role,
    check::{Context, Stage, check},
    date::Date,
    record::basic,
    values::Values,
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned()));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("style.css"), include_str!("../../style/style.css"))?;
    fs::write(folder.join("favicon.svg"), include_str!("../../public/favicon.svg"))?;
    for (name, html) in pages(Date::parse("2026-11-23").map_err(|_| "a date")?) {
        fs::write(folder.join(format!("{name}.html")), html.text)?;
    }
    println!("{}", folder.display());
    Ok(())
}

fn frame(signed_in: bool) -> Frame {
    let who = Who { name: "陈晓岚".to_owned(), role: Role::Applicant, organisation: None };
    Frame {
        who: signed_in.then_some(who),
        here: url::home(),
        token: "token".to_owned(),
        assets: Assets { css: "style.css", icon: "favicon.svg", ..Assets::default() },
        demo: true,
        ..Frame::default()
    }
}

fn pages(today: Date) -> Vec<(&'static str, Html)> {
    let login = || Login { demo: true, ..Login::default() };
    let home = home::Home { login: login(), review: review(today), news: news(today), today };
    let large = Frame { large: true, ..frame(false) };
    let large_home = home::Home { login: login(), review: review(today), news: news(today), today };
    let list = notices::List { kind: Kind::Review, notices: review(today), today, page: 1, pages: 1, total: 2 };
    let trouble = error::Trouble::Internal { reference: "8F3A-21".to_owned() };
    vec![
        ("home", home::page(frame(false), home)),
        ("home-large", home::page(large, large_home)),
        ("login", login::page(frame(false), Login { error: "账号或密码不对，请重新填写".to_owned(), ..login() })),
        ("notices", notices::list_page(frame(false), list)),
        ("guide", guide::page(frame(false), guide::Topic::Apply)),
        ("accessibility", guide::page(frame(false), guide::Topic::Accessibility)),
        ("error", error::page(frame(true), trouble)),
        ("design", design::page(frame(true), today)),
        ("confirm", design::confirmation(frame(true))),
        ("basic", basic_form(today)),
    ]
}

fn basic_form(today: Date) -> Html {
    let values: Values = [("name", "陈晓岚"), ("birth", "1986-04-12"), ("workplace", "中山市人力资源和社会保障局")]
        .into_iter()
        .collect();
    let issues = check(&basic::FORM, &values, &Context { today, stage: Stage::Save });
    let crumbs = vec![Crumb::link("网上业务", url::services()), Crumb::here("基本信息")];
    let frame = frame(true).titled("基本信息").nav(Nav::Services).crumbs(crumbs).errors(!issues.is_empty());
    let form = form::Frame {
        form: &basic::FORM,
        action: "/record/basic".to_owned(),
        token: frame.token.clone(),
        account: frame.account.clone(),
        conflict: Vec::new(),
        version: 1,
        key: "k".to_owned(),
        today,
        banner: None,
        summary: summary::kept(issues.len()),
        head: mould::draw(heading::page("基本信息", "", basic::FORM.note)),
        hidden: Vec::new(),
        actions: actions(&[("save", "保存")], &[(url::record(), "返回一览表".to_owned())], ""),
    };
    let shown = Shown { values, issues, ..Shown::default() };
    render(frame, move || form::frame(form, &shown))
}

fn review(today: Date) -> Vec<Notice> {
    let window = Date::parse("2026-10-20").ok().zip(Date::parse("2026-12-10").ok());
    let title = "中山市机电、广播电视工程技术工程师资格评审委员会 2026 年度评审通知".to_owned();
    vec![
        Notice { id: "r1".to_owned(), title: title.clone(), published: today, top: false, window },
        Notice { id: "r2".to_owned(), title, published: today, top: false, window: Some((today, today)) },
    ]
}

fn news(today: Date) -> Vec<Notice> {
    let title = "关于严肃规范职称评审行为、整治中介机构“代办”“包过”的提示".to_owned();
    vec![
        Notice { id: "n1".to_owned(), title: title.clone(), published: today, top: true, window: None },
        Notice { id: "n2".to_owned(), title, published: today, top: false, window: None },
    ]
}
