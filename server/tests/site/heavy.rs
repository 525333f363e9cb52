//! A record as large as any: every list full to fifty entries. All pages and the paper are made of it, and
//! nothing of it is left out. `cargo test --release --test site heavy -- --nocapture` says how long each takes.

use std::time::Instant;

use backend::{
    Actor,
    accounts::{DEMO_PASSWORD, LogIn},
    applications::TrackFilter,
    ids,
    records::{Save, Saved},
};
use domain::{
    record::{Entries, SectionId, YEAR},
    values::Values,
};
use http::{Method, StatusCode};

use super::site::{Site, run};

const MANY: usize = 50;

/// The entry number `nth` of a section: a sample that says which one it is.
fn entry(section: SectionId, nth: usize) -> Values {
    let mut values = section.section().sample();
    for field in section.section().form.fields() {
        match field.kind {
            domain::field::Kind::Line { max } if max >= 40 => {
                let text = format!("{}·第{nth}条", values.get(field.key));
                values.set(field.key, text.chars().take(max).collect::<String>());
            }
            domain::field::Kind::Whole { .. } if field.key == YEAR => values.set(YEAR, (1976 + nth).to_string()),
            _ => {}
        }
    }
    values
}

async fn filled(site: &Site) -> (Actor, String, usize) {
    let backend = &site.backend;
    let LogIn::In { actor, .. } = backend.log_in("applicant3", DEMO_PASSWORD, "127.0.0.1").await.expect("it answers")
    else {
        panic!("the account is there");
    };
    let mut count = 0;
    for section in SectionId::ALL.iter().copied().filter(|section| section.section().when.is_none()) {
        let Entries::Many { max } = section.section().entries else { continue };
        let has = backend.section(&actor, section).await.expect("it answers").len();
        for nth in has..MANY.min(max) {
            let save = Save { id: ids::new(), version: 0, key: ids::new(), values: entry(section, nth) };
            let saved = backend.save_entry(&actor, section, save).await.expect("it is stored");
            assert!(matches!(saved, Saved::Stored { .. }));
        }
        count += MANY.min(max);
    }
    let id = backend.track(&actor, TrackFilter::default()).await.expect("it answers")[0].id.clone();
    (actor, id, count)
}

#[test]
fn a_full_record_is_shown_and_printed() {
    run(async {
        let site = Site::new().await;
        let (actor, id, count) = filled(&site).await;
        assert!(count > 800, "{count} entries");
        let browser = site.log_in("applicant3").await;
        for page in [
            "/record".to_owned(),
            "/record/publication".to_owned(),
            format!("/applications/{id}/record"),
            format!("/applications/{id}/details"),
            format!("/applications/{id}/preview"),
            format!("/applications/{id}/submit"),
            format!("/applications/{id}/form.pdf"),
        ] {
            let began = Instant::now();
            let reply = browser.send(Method::GET, &page, &[], Vec::new()).await;
            let name = page.replace(&id, "{id}");
            println!("{name}: {} ms, {} kB", began.elapsed().as_millis(), reply.body.len() / 1000);
            assert_eq!(reply.status, StatusCode::OK, "{page}");
            assert!(reply.body.len() > 1000, "{page}");
        }
        // Every entry that is printed can be found on the preview.
        let preview = browser.send(Method::GET, &format!("/applications/{id}/preview"), &[], Vec::new()).await;
        let text = String::from_utf8(preview.body.clone()).expect("a page is text");
        for section in SectionId::ALL.iter().copied().filter(|section| section.section().when.is_none()) {
            for entry in site.backend.section(&actor, section).await.expect("it answers").iter().take(MANY) {
                let named = section.section().form.columns().map(|field| entry.values.get(field.key));
                let longest = named.max_by_key(|text| text.len()).unwrap_or_default();
                assert!(text.contains(longest), "{section:?}: {longest}");
            }
        }
    });
}
