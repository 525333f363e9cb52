//! The printed forms, as they come out of the address.

use expect_test::expect_file;
use http::Method;
use lopdf::Document;

use super::{
    browser::Browser,
    site::{Site, run},
};

/// The text of each side of a form.
async fn sides(browser: &Browser, path: &str) -> Vec<String> {
    let reply = browser.send(Method::GET, path, &[], Vec::new()).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/pdf"), "{path}");
    let document = Document::load_mem(&reply.body).expect("the file can be read");
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    numbers.iter().map(|number| document.extract_text(&[*number]).expect("text can be extracted")).collect()
}

#[test]
fn a_filled_in_record_prints_as_the_form_of_sixteen_pages() {
    run(async {
        let site = Site::new().await;
        let browser = site.log_in("applicant3").await;
        let dom = &browser.page().dom;
        let mut links = dom.all("a").into_iter().filter_map(|id| dom.node(id).attribute("href"));
        let link = links.find(|href| href.starts_with("/applications/")).expect("an application is in the making");
        let id = link.split('/').nth(2).expect("the address has an id");
        let sides = sides(&browser, &format!("/applications/{id}/form.pdf")).await;
        let mut text = String::new();
        for (index, side) in sides.iter().enumerate() {
            assert!(side.starts_with("草稿"), "side {} is not marked as a draft", index + 1);
            text.push_str(&format!("==== 第 {} 面 ====\n{}\n", index + 1, side.trim_end()));
        }
        expect_file!["review.txt"].assert_eq(&text);
    });
}
