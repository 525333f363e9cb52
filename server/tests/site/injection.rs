//! Text that is markup, script, a template, a header or an operator of a PDF somewhere else, through every field of every
//! form into every page and paper that shows it: it comes out as the text that it is. Everything dangerous bears one mark,
//! so that nothing else on a page is taken for it. The other papers are tested in `pdf` (`tests/pages/acts.rs`). The product
//! writes no table (CSV) in which it could be a formula.
//!
//! To add one: a line of [`TEXTS`].

use std::collections::BTreeSet;

use app::ui::field::name;
use backend::ids;
use domain::{
    field::{Form, Kind},
    record::SectionId,
};
use http::Method;
use lopdf::Document;
use server::http::routes;

use super::{
    browser::{Browser, Reply},
    dom::Dom,
    site::{Site, run},
    stages::{decision, say, version},
    steps::{begin, fill_in, review, submit},
};

/// In every text; no tag, attribute, address or header of ours has it.
const MARK: &str = "zqx";

/// Each ends whatever may stand around it and begins something new.
const TEXTS: &[&str] = &[
    "\"'></textarea></title></option></select></script></style><zqx zqx=1><img src=zqx onerror=zqx()>",
    "x' onzqx='1\" onzqx=\"1 onzqx=1 zqx=1 `${zqx}` {{zqx}} <%=zqx%> #{zqx}",
    "&lt;zqx&gt; &#60;zqx&#62; &quot; %3Czqx%3E \\u003czqx\\u003e ]]>",
    "<!--zqx",
    "javascript:zqx()//<svg/onload=zqx()>",
    "=zqx+1|' /C zqx'!A1\r\nSet-Cookie: zqx=1\r\n\r\n<zqx>",
    "zqx)) Tj ET /JS (zqx) /URI <</S/JavaScript>> \\) \\",
];
/// For fields of a few characters.
const SHORT: &str = "'\"><zqx>";

/// Tags with the names of their attributes.
type Parts = BTreeSet<String>;

fn parts(dom: &Dom) -> Parts {
    let mut parts = Parts::new();
    for node in dom.nodes.iter().filter(|node| !node.tag.is_empty()) {
        parts.insert(node.tag.clone());
        parts.extend(node.attributes.iter().map(|(name, _)| format!("{} {name}", node.tag)));
    }
    parts
}

/// A page on which the text has begun nothing; what it is made of.
#[track_caller]
fn inert(what: &str, reply: &Reply) -> Parts {
    for (name, value) in &reply.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        assert!(!name.as_str().contains(MARK) && !value.contains(&format!("{MARK}=1")), "{what}: {name}: {value}");
    }
    if !reply.header("content-type").starts_with("text/html") {
        return Parts::new();
    }
    let dom = Dom::parse(&reply.text());
    let parts = parts(&dom);
    for part in &parts {
        assert!(!part.contains(MARK) && !part.contains(" on"), "{what} has a {part}");
    }
    for node in &dom.nodes {
        for (name, value) in &node.attributes {
            let leads = ["href", "src", "action", "formaction", "content", "srcset"].contains(&name.as_str());
            let ours = !value.contains(MARK) || value.starts_with('/') || node.is("meta");
            assert!(!leads || ours, "{what}: {name}={value} of a {}", node.tag);
        }
        let code = ["script", "style"].contains(&node.tag.as_str());
        assert!(!code || !dom.raw(dom.all(&node.tag)[0]).contains(MARK), "{what}: in a {}", node.tag);
    }
    parts
}

/// What stands in a control, however it is drawn.
fn standing(dom: &Dom, key: &str) -> Vec<String> {
    let name = name(key);
    let mine = (0..dom.nodes.len()).filter(|id| dom.node(*id).attribute("name") == Some(&name));
    mine.map(|id| match dom.node(id).tag.as_str() {
        "textarea" => dom.raw(id),
        _ => dom.node(id).attribute("value").unwrap_or_default().to_owned(),
    })
    .collect()
}

async fn get(browser: &Browser, path: &str) -> Reply {
    browser.send(Method::GET, path, &[], Vec::new()).await
}

fn typed(form: &Form, text: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for field in form.fields() {
        pairs.append_pair(&name(field.key), text);
    }
    pairs.finish()
}

/// Takes a text into every field of a section and looks at every page of it; what they are made of.
async fn through(browser: &Browser, section: SectionId, text: &str) -> Parts {
    let (key, id) = (section.key(), ids::new());
    let form = section.section().form;
    let many = section.many();
    let list = format!("/record/{key}");
    let page = if many { format!("{list}/{id}") } else { list.clone() };
    let to = if many { format!("{list}/new") } else { list.clone() };
    // Of what there is once, the page says which version it was drawn from.
    let dom = Dom::parse(&get(browser, &list).await.text());
    let hidden = dom.all("input").into_iter().find(|id| dom.node(*id).attribute("name") == Some("version"));
    let version = hidden.filter(|_| !many).and_then(|id| dom.node(id).attribute("value")).unwrap_or("0").to_owned();
    let body = format!("id={id}&key={id}&version={version}&{}", typed(form, text));
    let mut all = inert(&to, &say(browser, &to, &body).await);
    let stored = get(browser, &page).await;
    assert_eq!(stored.status, 200, "{page} is stored as it was typed");
    let dom = Dom::parse(&stored.text());
    let kept = |kind: &Kind| matches!(kind, Kind::Line { .. } | Kind::Long { .. });
    for field in form.fields().filter(|field| !field.locked && kept(&field.kind)) {
        for value in standing(&dom, field.key) {
            let said = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(said(&value), said(text), "{page}: {} as it was typed", field.label);
        }
    }
    all.extend(inert(&page, &stored));
    for path in [format!("{page}/delete"), format!("{page}/files"), list, "/record".to_owned()] {
        all.extend(inert(&path, &get(browser, &path).await));
    }
    if many {
        say(browser, &format!("{page}/delete"), "").await;
    }
    all
}

#[test]
fn no_field_of_the_record_begins_anything() {
    run(async {
        let site = Site::new().await;
        let browser = site.log_in("applicant2").await;
        for section in SectionId::ALL.iter().copied() {
            // The same pages with a text that is nothing anywhere, as wrong in all fields that are no text.
            let harmless = through(&browser, section, "无害文字一二三四五六七八九十").await;
            for text in TEXTS {
                let with = through(&browser, section, text).await;
                let new: Vec<&String> = with.difference(&harmless).collect();
                assert!(new.is_empty(), "{} with {text}: {new:?}", section.key());
            }
        }
    });
}

/// Everything that stands in an address or a form beside the record.
#[test]
fn nothing_else_that_is_typed_begins_anything() {
    run(async {
        let site = Site::new().await;
        let mut applicant = begin(&site).await;
        fill_in(&mut applicant).await;
        let application = super::steps::application(&applicant);
        let stranger = site.stranger();
        for text in TEXTS {
            let said: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
            for (who, path) in [
                (&stranger, format!("/login?next={said}")),
                (&stranger, format!("/login?ended={said}")),
                (&stranger, format!("/verify?number={said}")),
                (&stranger, format!("/text-size?next={said}&to={said}")),
                (&stranger, format!("/notices?page={said}")),
                (&stranger, format!("/{said}")),
                (&applicant, format!("/tracking?from={said}&to={said}&business={said}&page={said}")),
                (&applicant, format!("/record/education?done={said}&undo={said}&application={said}")),
                (&applicant, format!("{application}/files?done={said}&undo={said}")),
                (&applicant, format!("{application}/details?check={said}&done={said}")),
                (&applicant, format!("/pick/unit?form=basic&field=unit&word={said}&q={said}&back={said}&owner={said}")),
                (&applicant, format!("/pick/committee?form=recognition&field=committee&word={said}&q={said}")),
                (&applicant, format!("/reviews?tab={said}&done={said}&since={said}&line={said}")),
            ] {
                inert(&path, &get(who, &path).await);
            }
            for (path, body) in [
                ("/login", format!("account={said}&password={said}&next={said}")),
                ("/verify", format!("number={said}&name={said}")),
                // Kept on a page for who is not logged in: names and values of everything.
                ("/record/basic", format!("v.name={said}&{said}={said}&pick={said}")),
                ("/record/education/new", format!("id={said}&key={said}&v.school={said}")),
            ] {
                inert(path, &say(&stranger, path, &body).await);
            }
            let details = format!("{application}/details");
            let form = &domain::recognition::FORM;
            let stale = format!("version=1&key={}&{}", ids::new(), typed(form, text));
            inert(&details, &say(&applicant, &details, &stale).await);
            inert(&details, &get(&applicant, &details).await);
        }
        // A server fault keeps what was typed, too.
        site.backend.db().clone().close().await;
        let said: String = form_urlencoded::byte_serialize(TEXTS[0].as_bytes()).collect();
        inert("a fault", &say(&applicant, "/record/basic", &format!("v.name={said}&{said}={said}")).await);
    });
}

/// Puts a text into every field of the form on the page that takes it, as far as it takes it.
async fn filled(browser: &mut Browser, form: &'static Form, text: &str) {
    let page = browser.page().path.clone();
    let mut taken = 0;
    for field in form.fields() {
        let max = match field.kind {
            Kind::Line { max } | Kind::Long { max, .. } => max,
            _ => continue,
        };
        browser.open(&page).await;
        let dom = &browser.page().dom;
        let free = dom.labelled(field.label).filter(|id| dom.node(*id).attribute("readonly").is_none());
        if free.is_none_or(|id| dom.node(id).is("select")) {
            continue;
        }
        let whole = if text.chars().count() <= max { text } else { SHORT };
        let before = browser.value(field.label);
        browser.fill(field.label, &whole.chars().take(max).collect::<String>());
        browser.press("保存").await;
        // Some texts have a shape of their own.
        if browser.page().status != 200 {
            browser.fill(field.label, &before);
            browser.press("保存").await;
        } else {
            taken += 1;
        }
        browser.got(200);
    }
    assert!(taken > 0, "{} has a field for any text", form.key);
    inert(&page, &get(browser, &page).await);
}

/// The paper has the text and nothing that acts.
async fn paper(browser: &Browser, path: &str) {
    let reply = get(browser, path).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/pdf"), "{path}");
    let document = Document::load_mem(&reply.body).expect("the paper can be read");
    for (id, object) in &document.objects {
        let Ok(dictionary) = object.as_dict() else { continue };
        for key in ["JS", "JavaScript", "OpenAction", "AA", "URI", "Launch", "EmbeddedFile"] {
            assert!(!dictionary.has(key.as_bytes()), "{path}: {id:?} has {key}");
        }
        let annotations = dictionary.get(b"Annots").and_then(|list| list.as_array());
        assert!(annotations.map_or(true, Vec::is_empty), "{path}: {id:?} has annotations");
    }
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text: String = document.extract_text(&pages).expect("it has a text").split_whitespace().collect();
    assert!(text.contains("<zqx>"), "{path} shows what was typed: {text}");
}

#[test]
fn what_is_submitted_begins_nothing_with_those_who_review_nor_on_paper() {
    run(async {
        let site = Site::new().await;
        let mut applicant = begin(&site).await;
        fill_in(&mut applicant).await;
        let path = super::steps::application(&applicant);
        let id = path.rsplit('/').next().unwrap_or_default().to_owned();
        for section in [SectionId::Basic, SectionId::Education, SectionId::Work, SectionId::Achievement] {
            applicant.open(&format!("{path}/record")).await;
            let form = section.section().form;
            applicant.click(form.title).await;
            if section.many() {
                applicant.click("修改第 1 条").await;
            }
            filled(&mut applicant, form, TEXTS[0]).await;
        }
        applicant.open(&format!("{path}/files")).await;
        applicant.upload("选择文件", "'><zqx onzqx=1>.pdf", &backend::testing::pdf(1, ""));
        applicant.press("上传").await;
        applicant.got(200).sees("附件已上传").sees("zqx onzqx=1");
        for page in ["", "/record", "/details", "/preview", "/submit", "/files"] {
            let page = format!("{path}{page}");
            inert(&page, &get(&applicant, &page).await);
        }
        paper(&applicant, &format!("{path}/form.pdf")).await;
        applicant.open(&format!("{path}/submit")).await;
        submit(&mut applicant).await;
        for page in ["", "/content", "/submitted", "/actions/withdraw"] {
            let page = format!("{path}{page}");
            inert(&page, &get(&applicant, &page).await);
        }
        let unit = review(&site, "unit").await;
        let address = format!("/reviews/{id}");
        let seen = get(&unit, &address).await;
        inert(&address, &seen);
        let dom = Dom::parse(&seen.text());
        assert!(dom.text(0).contains("<zqx>"), "the text stands on the page of who reviews");
        paper(&unit, &format!("{address}/form.pdf")).await;
        // The reason of who reviews goes the other way.
        for text in TEXTS {
            let said: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
            let body = format!("decision=return&version=0&reason={said}");
            inert(&address, &say(&unit, &address, &body).await);
        }
        let said: String = form_urlencoded::byte_serialize(TEXTS[0].as_bytes()).collect();
        let body = decision("return", version(&site, &id).await).replace("%E8%AF%B7%E6%94%B9%E6%AD%A3", &said);
        assert_eq!(say(&unit, &address, &body).await.status, 303);
        for page in ["", "/record", "/details", "/submit"] {
            let page = format!("{path}{page}");
            inert(&page, &get(&applicant, &page).await);
        }
        for page in ["/tracking", "/services", "/record"] {
            inert(page, &get(&applicant, page).await);
        }
        for page in ["/reviews", "/reviews?tab=handled"] {
            inert(page, &get(&unit, page).await);
        }
        site.check().await;
    });
}

/// Should there be a table one day, its cells need a test against formulas here.
#[test]
fn no_address_writes_a_table() {
    let tables: Vec<&str> = routes().list.iter().map(|route| route.path).filter(|path| path.contains("csv")).collect();
    assert!(tables.is_empty(), "{tables:?}");
}
