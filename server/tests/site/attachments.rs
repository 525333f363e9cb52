//! Attachments without scripts: uploaded, looked at, deleted and brought back, and what is refused in which words.

use backend::testing::{pdf, png};
use http::{Method, StatusCode, header::CONTENT_TYPE};

use super::{
    browser::{Browser, Reply, Sent},
    site::{Site, log_in, run},
    steps::{
        EDUCATION, NAME, accept, application, attach, begin, fill, fill_in, open_review, review, submit, submitted,
    },
    world::{World, tells_nothing},
};

/// The addresses of attachments on the page.
fn files(browser: &Browser) -> Vec<String> {
    let page = browser.page();
    let hrefs = page.dom.all("a").into_iter().filter_map(|id| page.dom.node(id).attribute("href"));
    let mut found: Vec<String> = hrefs.filter(|href| href.contains("/files/")).map(str::to_owned).collect();
    found.dedup();
    found
}

async fn get(browser: &Browser, path: &str) -> Reply {
    browser.send(Method::GET, path, &[], Vec::new()).await
}

/// An applicant on the page of attachments of a new entry.
async fn entry(site: &Site) -> Browser {
    let mut browser = site.log_in("applicant").await;
    browser.open("/record/education/new").await;
    browser.sees("保存以后，可以上传这一条的附件");
    fill(&mut browser, &domain::record::education::FORM, EDUCATION).await;
    browser.press("保存").await;
    browser.got(200);
    browser.click("第 1 条的附件：上传").await;
    browser.got(200).sees("还没有附件").sees("每个不超过 10 MB").sees("示例理工大学");
    browser
}

#[test]
fn from_an_upload_to_those_who_review() {
    run(async {
        let site = Site::new().await;
        let mut applicant = begin(&site).await;
        fill_in(&mut applicant).await;
        let application = application(&applicant);
        applicant.open(&format!("{application}/record")).await;
        applicant.click("学历教育信息").await;
        applicant.click("第 1 条的附件：上传").await;
        let page = applicant.page().path.clone();
        attach(&mut applicant, &page, "毕业证书.pdf", &pdf(2, "")).await;
        applicant.click("查看这一条").await;
        applicant.got(200).sees("附件（1 个）").sees("毕业证书.pdf");
        attach(&mut applicant, &format!("{application}/files"), "推荐信.png", &png(30, 40)).await;
        applicant.open(&format!("{application}/record")).await;
        applicant.sees("推荐信.png");
        applicant.open(&format!("{application}/preview")).await;
        applicant.sees("毕业证书.pdf").sees("推荐信.png");
        let preview = files(&applicant);
        assert_eq!(get(&applicant, &preview[0]).await.body, pdf(2, ""));
        applicant.open(&format!("{application}/submit")).await;
        applicant.sees("附件 2 个");
        submit(&mut applicant).await;
        applicant.open(&format!("{application}/files")).await;
        assert_eq!(applicant.page().path, application, "what is submitted is followed and not changed");

        // What the record loses afterwards stays with the application.
        applicant.open(page.split('?').next().unwrap_or_default()).await;
        applicant.press("删除附件“毕业证书.pdf”").await;
        applicant.got(200).sees("还没有附件");
        applicant.open(&format!("{application}/content")).await;
        applicant.sees("毕业证书.pdf");
        assert_eq!(get(&applicant, &files(&applicant)[0]).await.body, pdf(2, ""));

        let mut unit = review(&site, "unit").await;
        unit.sees(NAME).sees("毕业证书.pdf").sees("PDF，1 KB，2 页").sees("推荐信.png").sees_not("用过同一个文件");
        let seen = files(&unit);
        assert_eq!(seen.len(), 2, "{seen:?}");
        for file in &seen {
            assert!(file.starts_with("/reviews/"), "{file}");
            assert_eq!(get(&unit, file).await.status, StatusCode::OK);
        }
        let department = site.log_in("department").await;
        assert_eq!(get(&department, &seen[0]).await.status, StatusCode::NOT_FOUND, "it has not come there yet");
        accept(&mut unit, "审核通过，报送主管部门").await;
        assert_eq!(get(&department, &seen[0]).await.body, get(&unit, &seen[0]).await.body);
        site.check().await;
    });
}

#[test]
fn several_files_at_once_and_each_that_fails_says_why() {
    run(async {
        let site = Site::new().await;
        let mut browser = entry(&site).await;
        browser.press("上传").await;
        browser.got(422).sees("请先选择文件，再点“上传”");
        assert!(browser.title().starts_with("错误："), "{}", browser.title());
        let (good, picture) = (pdf(3, ""), png(800, 600));
        let files: [(&str, &[u8]); 4] =
            [("毕业证书.pdf", &good), ("病毒.pdf", b"MZ\x90\0"), ("成绩单.png", &picture), ("空.jpg", b"")];
        browser.upload_all("选择文件", &files);
        browser.press("上传").await;
        browser.got(422).sees("已上传 2 个，另有 2 个没有上传").sees("毕业证书.pdf").sees("PDF，1 KB，3 页");
        assert!(browser.error_at("选择文件").contains("“病毒.pdf”是别的文件"), "{}", browser.error_at("选择文件"));
        assert!(browser.error_at("选择文件").contains("“空.jpg”是空的"));
        // The same again is no second attachment.
        browser.upload("选择文件", "毕业证书（副本）.pdf", &good);
        browser.press("上传").await;
        browser.got(200).sees("原来就在这里").sees_not("副本");
        browser.sees("共 2 个，最多 20 个");
        site.check().await;
    });
}

#[test]
fn a_deletion_is_taken_back_on_the_spot() {
    run(async {
        let site = Site::new().await;
        let mut browser = entry(&site).await;
        let page = browser.page().path.clone();
        attach(&mut browser, &page, "证书.pdf", &pdf(1, "")).await;
        let file = files(&browser).remove(0);
        browser.press("删除附件“证书.pdf”").await;
        browser.got(200).sees("已删除一个附件").sees("还没有附件");
        assert_eq!(get(&browser, &file).await.status, StatusCode::NOT_FOUND);
        browser.press("撤销删除").await;
        browser.got(200).sees("已恢复").sees("证书.pdf");
        assert_eq!(get(&browser, &file).await.status, StatusCode::OK);
    });
}

#[test]
fn the_same_file_elsewhere_is_said_and_not_refused() {
    run(async {
        let site = Site::new().await;
        let mut browser = entry(&site).await;
        let page = browser.page().path.clone();
        attach(&mut browser, &page, "证书.pdf", &pdf(1, "")).await;
        browser.sees_not("同一个文件还用在");
        browser.open("/record/education/new").await;
        fill(&mut browser, &domain::record::education::FORM, EDUCATION).await;
        browser.fill("毕业院校", "另一所大学（测试）");
        browser.press("保存").await;
        browser.open("/record/education").await;
        let first = page.split('/').nth(3).unwrap_or_default().to_owned();
        let dom = &browser.page().dom;
        let hrefs = dom.all("a").into_iter().filter_map(|id| dom.node(id).attribute("href"));
        let other = hrefs.filter(|href| href.ends_with("/files")).find(|href| !href.contains(&first));
        let other = other.expect("the second entry").to_owned();
        attach(&mut browser, &other, "又一份.pdf", &pdf(1, "")).await;
        browser.sees("同一个文件还用在：学历教育信息“示例理工大学（测试）”");
    });
}

#[test]
fn a_file_is_served_as_what_it_is_and_may_do_nothing() {
    run(async {
        let site = Site::new().await;
        let mut browser = entry(&site).await;
        let page = browser.page().path.clone();
        for (name, bytes, kind) in [
            ("证 书\";x=.pdf", pdf(1, ""), "application/pdf"),
            ("图.png", png(3, 4), "image/png"),
            ("照片.html", super::steps::PHOTO.to_vec(), "image/jpeg"),
        ] {
            browser.open(&page).await;
            browser.upload("选择文件", &name.replace('"', "%22"), &bytes);
            browser.press("上传").await;
            browser.got(200);
            let file = files(&browser).pop().expect("it is listed");
            let reply = get(&browser, &file).await;
            assert_eq!((reply.status, reply.header(CONTENT_TYPE.as_str())), (StatusCode::OK, kind));
            assert_eq!(reply.body, bytes);
            let policy = reply.header("content-security-policy");
            // Readers of PDF are stopped by a sandbox in many browsers.
            let alone = policy.contains("default-src 'none'") && policy.contains("sandbox");
            assert_eq!(alone, kind != "application/pdf", "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.header("cache-control"), "private, no-store");
            let disposition = reply.header("content-disposition");
            assert!(disposition.starts_with("inline; filename=\"") && disposition.is_ascii(), "{disposition}");
            assert!(disposition.contains("; filename*=UTF-8''%"), "{disposition}");
            assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
            let id = file.rsplit('/').next().unwrap_or_default();
            assert!(id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'), "{file}");
        }
    });
}

/// A page inside a picture: as a comment of it, behind it, or in front of it.
#[test]
fn a_picture_that_is_a_page_too_is_a_picture_or_nothing() {
    run(async {
        let site = Site::new().await;
        let mut browser = entry(&site).await;
        let page = browser.page().path.clone();
        let html = b"<!doctype html><script>alert(document.cookie)</script>".as_slice();
        let photo = super::steps::PHOTO;
        let length = u16::try_from(html.len() + 2).expect("short").to_be_bytes();
        let comment = [&photo[..2], &[0xff, 0xfe], &length, html, &photo[2..]].concat();
        let behind = [photo, html].concat();
        for (name, bytes) in [("a.html", &comment), ("b.svg", &behind), ("c.jpg", &[&png(9, 9), html].concat())] {
            browser.open(&page).await;
            browser.upload("选择文件", name, bytes);
            browser.press("上传").await;
            if browser.page().status == StatusCode::UNPROCESSABLE_ENTITY {
                continue;
            }
            let file = files(&browser).pop().expect("it is listed");
            let reply = get(&browser, &file).await;
            assert!(["image/jpeg", "image/png"].contains(&reply.header("content-type")), "{name}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{name}");
            let policy = reply.header("content-security-policy");
            assert!(policy.contains("sandbox;") && policy.contains("default-src 'none'"), "{name}: {policy}");
            assert!(!policy.contains("allow-"), "{name}: {policy}");
            let called = reply.header("content-disposition");
            assert!([".jpg", ".png"].iter().any(|end| called.ends_with(end)), "{name} is called by its kind: {called}");
        }
        browser.open(&page).await;
        let front = [html, photo].concat();
        browser.upload("选择文件", "d.jpg", &front);
        browser.press("上传").await;
        browser.got(422);
        assert!(browser.error_at("选择文件").contains("网页"), "{}", browser.error_at("选择文件"));
        // Of a photo for the certificate nothing but the pixels is kept.
        browser.open("/photo").await;
        browser.upload("选择照片文件", "photo.html", &comment);
        browser.press("上传并检查").await;
        browser.got(200).sees("照片已保存");
        let kept = get(&browser, "/photo/image").await;
        assert_eq!((kept.header("content-type"), kept.header("x-content-type-options")), ("image/jpeg", "nosniff"));
        assert!(!kept.text().contains("script"), "the comment is gone");
    });
}

#[test]
fn what_one_may_not_know_of_answers_like_what_is_not_there() {
    run(async {
        let world = World::new().await;
        let missing = "0199aaaa-0000-7000-8000-000000000000";
        let of_entry = format!("/record/education/{}/files", world.entry);
        let own = format!("/applications/{}/files", world.application);
        let reviewed = format!("/reviews/{}/files", world.application);
        let shape = |reply: &Reply, path: &str| {
            // The page repeats its own address and the token of who asks.
            let text = reply.text().replace(path, "PATH").replace(&path.replace('/', "%2F"), "PATH");
            (reply.status, text)
        };
        for login in ["applicant2", "unit2", "hrss2", "office2", "expert1", "admin"] {
            let other = world.log_in(login).await;
            for base in [&of_entry, &own, &reviewed] {
                let (there, absent) = (format!("{base}/{}", world.file), format!("{base}/{missing}"));
                let (real, none) = (get(&other, &there).await, get(&other, &absent).await);
                assert!(!real.status.is_success(), "{login} at {there}");
                tells_nothing(login, &there, &real);
                assert_eq!(shape(&real, &there), shape(&none, &absent), "{login} at {base}");
            }
        }
        // Its owner finds no file that is not there, either.
        for base in [&of_entry, &own] {
            assert_eq!(get(&world.owner, &format!("{base}/{missing}")).await.status, StatusCode::NOT_FOUND);
            assert_eq!(get(&world.owner, &format!("{base}/{}", world.file)).await.status, StatusCode::OK);
        }
    });
}

#[test]
fn what_has_passed_shows_its_attachments_and_changes_none() {
    run(async {
        let mut world = World::new().await;
        let page = format!("/record/education/{}/files", world.entry);
        world.owner.open(&page).await;
        world.owner.got(200).sees("已经入库，附件不能增减").sees("毕业证书.pdf").sees_not("上传附件");
        let delete = format!("{page}/{}/delete", world.file);
        let headers = [("sec-fetch-site", "same-origin"), (CONTENT_TYPE.as_str(), super::world::FORM)];
        let reply = world.owner.send(Method::POST, &delete, &headers, Vec::new()).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.text().contains("已经入库"), "{}", reply.text());
        world.owner.open(&page).await;
        world.owner.sees("毕业证书.pdf");
    });
}

/// The page has no chooser any more, to which a complaint about the file could lead.
#[test]
fn what_was_submitted_takes_no_file_whatever_is_wrong_with_it() {
    run(async {
        let site = Site::new().await;
        let (applicant, application) = submitted(&site).await;
        let page = format!("{application}/files");
        let headers = [(CONTENT_TYPE.as_str(), "multipart/form-data; boundary=x"), ("sec-fetch-site", "same-origin")];
        let file = |bytes: &str| {
            let head = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n";
            format!("{head}{bytes}\r\n--x--\r\n").into_bytes()
        };
        for body in [Vec::new(), b"--x--\r\n".to_vec(), file("no file of any kind"), b"--x\r\ncut".to_vec()] {
            let reply = applicant.send(Method::POST, &page, &headers, body).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
            let text = reply.text();
            assert!(text.contains("没有办理：") && !text.contains("href=\"#file\""), "{text}");
        }
    });
}

#[test]
fn an_old_browser_uploads_more_than_a_form_is_long() {
    run(async {
        let site = Site::new().await;
        let mut old = site.stranger();
        old.sent = Sent::Silently;
        log_in(&mut old, "applicant").await;
        old.open("/record/education/new").await;
        fill(&mut old, &domain::record::education::FORM, EDUCATION).await;
        old.press("保存").await;
        old.click("第 1 条的附件：上传").await;
        let long = pdf(1, &"x".repeat(9 * 1024 * 1024));
        let page = old.page().path.clone();
        attach(&mut old, &page, "扫描件.pdf", &long).await;
        let file = files(&old).remove(0);
        assert_eq!(get(&old, &file).await.body.len(), long.len(), "nothing is lost between the token and the file");
        // Too long by a little, and by much: both are read to their end and answered on the page.
        for size in [11, 40] {
            old.upload("选择文件", "太大.pdf", &pdf(1, &"x".repeat(size * 1024 * 1024)));
            old.press("上传").await;
            old.got(422);
            let said = old.error_at("选择文件");
            assert!(said.contains(&format!("“太大.pdf”有 {size}")) && said.contains("超过了 10 MB"), "{said}");
        }
    });
}

#[test]
fn another_person_with_the_same_file_is_shown_to_those_who_review() {
    run(async {
        let site = Site::new().await;
        let mut applicant = begin(&site).await;
        fill_in(&mut applicant).await;
        let application = application(&applicant);
        attach(&mut applicant, &format!("{application}/files"), "推荐信.pdf", &pdf(1, "shared")).await;
        submit(&mut applicant).await;
        let mut other = site.log_in("applicant2").await;
        other.open("/record/education").await;
        let dom = &other.page().dom;
        let hrefs = dom.all("a").into_iter().filter_map(|id| dom.node(id).attribute("href"));
        let page = hrefs.filter(|href| href.ends_with("/files")).map(str::to_owned).next().expect("the demo's entry");
        attach(&mut other, &page, "别的名字.pdf", &pdf(1, "shared")).await;
        other.sees_not("用过同一个文件");
        let mut unit = site.log_in("unit").await;
        open_review(&mut unit).await;
        unit.sees("推荐信.pdf").sees("另有 1 人用过同一个文件").sees_not("别的名字");
        applicant.open(&format!("{application}/content")).await;
        applicant.sees("推荐信.pdf").sees_not("用过同一个文件");
    });
}
