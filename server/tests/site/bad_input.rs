//! What people get wrong: for each the sentence that says how to mend it, where it
//! stands, and that nothing typed is lost.

use backend::db::{Tx, row, sql};
use domain::{
    application, recognition,
    record::{basic, education, work},
};

use super::{
    browser::{Browser, Sent},
    site::{Site, log_in, run},
    steps::{BASIC, DETAILS, EDUCATION, MOBILE, NAME, NUMBER, PHOTO, WORK, application, begin, fill, submit},
};

/// What stands in every field of the list, for a form on the page.
pub fn standing(browser: &Browser, labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| browser.value(label)).collect()
}

async fn new_entry(site: &Site, section: &str) -> Browser {
    let mut browser = site.log_in("applicant").await;
    browser.open(&format!("/record/{section}/new")).await;
    browser
}

/// The page is refused, and says the sentence at the field, in the summary and in its title.
#[track_caller]
pub fn refused_at(browser: &Browser, label: &str, says: &str) {
    browser.got(422);
    let said = browser.error_at(label);
    assert!(said.contains(says), "“{label}” says “{said}”");
    assert!(browser.title().starts_with("错误："), "{}", browser.title());
    let summary = browser.page().dom.by_id("error-summary").map(|id| browser.page().dom.text(id)).unwrap_or_default();
    assert!(summary.contains(&said), "the summary says “{summary}”");
}

#[test]
fn a_day_that_no_calendar_has() {
    run(async {
        let site = Site::new().await;
        let mut browser = new_entry(&site, "work").await;
        fill(&mut browser, &work::FORM, WORK).await;
        browser.fill("结束日期", "2021-02-29");
        browser.press("保存").await;
        refused_at(&browser, "结束日期", "2021 年 2 月只有 28 天");
        let left = standing(&browser, &["开始日期", "结束日期", "从事专业技术工作", "主要工作内容"]);
        assert_eq!(
            left,
            ["2014-07-01", "2021-02-29", "非标自动化设备设计", "承担上下料机构的设计。\n参加装配和调试。"]
        );
        // It was kept as a draft, and is still there after a reload.
        browser.open("/record/work").await;
        browser.click("修改第 1 条").await;
        assert_eq!(browser.value("结束日期"), "2021-02-29");
        browser.fill("结束日期", "２０２１年３月１日");
        browser.press("保存").await;
        browser.got(200).sees("2021-03-01");
    });
}

#[test]
fn an_end_before_its_beginning() {
    run(async {
        let site = Site::new().await;
        let mut browser = new_entry(&site, "education").await;
        fill(&mut browser, &education::FORM, EDUCATION).await;
        browser.fill("结束日期", "2009-06-30");
        browser.press("保存").await;
        refused_at(&browser, "结束日期", "结束日期不能早于开始日期，请改为 2010-09-01 之后的日期");
        assert_eq!(standing(&browser, &["毕业院校", "学历"]), ["示例理工大学（测试）", "大学本科"]);
    });
}

#[test]
fn an_identity_number_that_cannot_be() {
    run(async {
        let site = Site::new().await;
        let mut browser = site.log_in("applicant").await;
        let typed: Vec<(&str, &str)> = BASIC.iter().copied().filter(|(key, _)| *key != basic::UNIT).collect();
        browser.open("/record/basic").await;
        fill(&mut browser, &basic::FORM, &typed).await;
        let other = ["姓名", "户籍地址", "移动电话", "户口所在地", "民族"];
        let before = standing(&browser, &other);
        let cases = [
            ("证件号码", "440099199205200029", "证件号码", "校验"),
            ("证件号码", "44009919920520002", "证件号码", "17"),
            ("证件号码", "440099920520002", "证件号码", "15"),
            ("证件号码", "440099199202300025", "证件号码", "第 7 到 14 位不是有效的出生日期"),
            ("出生日期", "1992-05-21", "出生日期", "出生日期与身份证号码不一致：号码里是 1992-05-20"),
            ("性别", "男", "性别", "性别与身份证号码不一致：号码里是女"),
            ("移动电话", "1380000000", "移动电话", "11"),
            ("姓名", "李3", "姓名", "里有“3”"),
            ("参加工作时间", "2027-01-01", "参加工作时间", "不能晚于今天"),
        ];
        for (label, wrong, at, says) in cases {
            let right = browser.value(label);
            browser.fill(label, wrong);
            browser.press("保存").await;
            refused_at(&browser, at, says);
            assert_eq!(browser.value(label), wrong, "what was typed stays");
            browser.fill(label, &right);
        }
        assert_eq!(standing(&browser, &other), before);
        browser.press("保存").await;
        assert_eq!(browser.error_at("证件号码"), "");
        browser.sees_not("<script");
    });
}

#[test]
fn every_photo_of_the_fixtures() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("backend/tests/fixtures/photos");
    let list = std::fs::read_to_string(folder.join("expected.csv")).expect("the fixtures have a list");
    run(async {
        let site = Site::new().await;
        let mut browser = site.log_in("applicant").await;
        browser.open("/photo").await;
        browser.upload("选择照片文件", "photo.jpg", PHOTO);
        browser.press("上传并检查").await;
        browser.got(200).sees("照片已保存");
        let mut seen = 0;
        for line in list.lines().skip(1) {
            let (name, verdict) = line.split_once(',').expect("a line has cells");
            let verdict = verdict.split(',').next().unwrap_or_default();
            let bytes = std::fs::read(folder.join(name)).expect("a fixture is a file");
            let before = browser.send(http::Method::GET, "/photo/image", &[], Vec::new()).await.body;
            browser.open("/photo").await;
            browser.upload("选择照片文件", name, &bytes);
            browser.press("上传并检查").await;
            let now = browser.send(http::Method::GET, "/photo/image", &[], Vec::new()).await.body;
            seen += 1;
            match (verdict, name) {
                // The background is measured and said; whether it will do, the reviewer decides.
                ("reject", name) if name.starts_with("background_") => {
                    browser.got(200).sees("照片已保存，但有地方要留意").sees("请换成红底或蓝底照片");
                }
                ("reject", _) => {
                    browser.got(422).sees("照片没有保存");
                    let faults = backend::photo::check(&bytes, &backend::photo::Policy::default()).expect_err(name);
                    let said = browser.error_at("选择照片文件");
                    assert!(said.contains(&faults[0].to_string()) && said.contains('请'), "{name}: {said}");
                    assert_eq!(now, before, "{name} replaced the photo in use");
                }
                _ => {
                    browser.got(200).sees("照片已保存。");
                    assert!(now.starts_with(&[0xff, 0xd8, 0xff]), "{name} is shown as a JPEG");
                }
            }
        }
        assert_eq!(seen, 21, "all fixtures were tried");
        let mut nothing = site.log_in("applicant").await;
        nothing.open("/photo").await;
        nothing.press("上传并检查").await;
        nothing.got(422).sees("请选择照片文件后再上传");
    });
}

#[test]
fn a_renamed_picture_says_what_it_is() {
    run(async {
        let site = Site::new().await;
        let mut browser = site.log_in("applicant").await;
        browser.open("/photo").await;
        let png = include_bytes!("../../backend/tests/fixtures/photos/png_renamed.jpg");
        browser.upload("选择照片文件", "photo.jpg", png);
        browser.press("上传并检查").await;
        refused_at(&browser, "选择照片文件", "这个文件是 PNG 图片，只改文件名不会变成 JPG");
        // A photo of many megabytes is answered, not cut off.
        browser.upload("选择照片文件", "huge.jpg", &vec![0xff; 9 * 1024 * 1024]);
        browser.press("上传并检查").await;
        browser.got(413).sees("600 KB");
    });
}

#[test]
fn an_application_that_is_not_complete() {
    run(async {
        let site = Site::new().await;
        let mut browser = begin(&site).await;
        let application = application(&browser);
        browser.open(&format!("{application}/submit")).await;
        browser.press("提交审核").await;
        browser.got(422).sees("还不能提交，先解决下面").sees("证件照");
        assert!(browser.title().starts_with("错误："));
        // Each problem leads to the place that mends it.
        let page = browser.page();
        let summary = page.dom.by_id("error-summary").expect("a summary");
        let links: Vec<String> = page
            .dom
            .all("a")
            .into_iter()
            .filter(|id| page.dom.around(*id, "div").is_some_and(|div| div == summary))
            .filter_map(|id| page.dom.node(id).attribute("href").map(str::to_owned))
            .collect();
        assert!(links.len() > 3, "{links:?}");
        for link in links {
            browser.open(link.split('#').next().unwrap_or_default()).await;
            browser.got(200);
        }
    });
}

#[test]
fn a_refused_form_of_the_application_keeps_everything() {
    run(async {
        let site = Site::new().await;
        let mut browser = begin(&site).await;
        let application = application(&browser);
        browser.open(&format!("{application}/details")).await;
        let typed: Vec<(&str, &str)> = DETAILS
            .iter()
            .copied()
            .filter(|(key, _)| ![application::EDUCATION, application::COMMITTEE].contains(key))
            .collect();
        fill(&mut browser, &recognition::FORM, &typed).await;
        let hostile = "\n\"><script>alert(1)</script>\n　　&amp;</textarea> 李𬀩 张䶮 周㛃";
        browser.fill("个人专业技术工作小结", hostile).fill("从事本专业或相近专业技术工作年限", "八年");
        browser.press("保存").await;
        refused_at(&browser, "从事本专业或相近专业技术工作年限", "要填整数");
        assert_eq!(browser.value("从事本专业或相近专业技术工作年限"), "八年");
        let kept = browser.value("个人专业技术工作小结");
        assert!(kept.contains("<script>alert(1)</script>\n") && kept.ends_with("李𬀩 张䶮 周㛃"), "{kept}");
        assert_eq!(
            standing(&browser, &["申报专业名称", "申报职称名称", "申报职称等级"]),
            ["机械", "助理工程师", "助理级"]
        );
        let dom = &browser.page().dom;
        assert!(dom.all("script").into_iter().all(|id| dom.raw(id).is_empty()), "what was typed stays text");
        let long = "长".repeat(3001);
        browser.fill("个人专业技术工作小结", &long).fill("从事本专业或相近专业技术工作年限", "8");
        browser.press("保存").await;
        refused_at(&browser, "个人专业技术工作小结", "最多 3000 字，现在有 3001 字，请删去 1 字");
        assert_eq!(browser.value("个人专业技术工作小结"), long);
    });
}

/// Two tabs of one browser on the form of the same stored education.
async fn two_tabs(site: &Site) -> (Browser, Browser) {
    let mut first = new_entry(site, "education").await;
    fill(&mut first, &education::FORM, EDUCATION).await;
    first.press("保存").await;
    first.click("修改第 1 条").await;
    let second = first.tab().await;
    (first, second)
}

#[test]
fn an_entry_changed_in_two_tabs_shows_both_and_loses_neither() {
    run(async {
        let site = Site::new().await;
        let (mut first, mut second) = two_tabs(&site).await;
        first.fill("毕业院校", "甲大学");
        first.press("保存").await;
        first.got(200);
        second.fill("毕业院校", "乙大学").fill("专业", "材料成型");
        second.press("保存").await;
        second.got(409).sees("甲大学").sees("乙大学");
        assert_eq!(standing(&second, &["毕业院校", "专业"]), ["乙大学", "材料成型"]);
        // What only this tab has changed is saved.
        first.open("/record/education").await;
        first.sees("甲大学").sees_not("乙大学").sees("材料成型");
        // Having seen both, saving once more is a decision.
        second.press("保存").await;
        second.got(200).sees("乙大学").sees("材料成型");
    });
}

#[test]
fn of_two_texts_the_stored_one_can_be_chosen() {
    run(async {
        let site = Site::new().await;
        let (mut first, mut second) = two_tabs(&site).await;
        first.fill("毕业院校", "甲大学").fill("学制（年）", "4");
        first.press("保存").await;
        second.fill("毕业院校", "乙大学").fill("专业", "材料成型");
        second.press("保存").await;
        second.got(409).sees("有 1 项两个页面都改了");
        second.tick("用已经保存的").fill("专业", "材料成型及控制");
        second.press("保存").await;
        second.got(200).sees("甲大学").sees("材料成型及控制").sees_not("乙大学");
        second.click("修改第 1 条").await;
        assert_eq!(second.value("学制（年）"), "4", "what the first tab has changed besides");
        site.check().await;
    });
}

#[test]
fn what_different_tabs_change_in_different_fields_is_saved_together() {
    run(async {
        let site = Site::new().await;
        let (mut first, mut second) = two_tabs(&site).await;
        first.fill("毕业院校", "甲大学");
        first.press("保存").await;
        second.fill("专业", "材料成型");
        second.press("保存").await;
        second.got(200).sees("另一个页面在这期间做的修改也在里面").sees("甲大学").sees("材料成型");
    });
}

#[test]
fn a_new_entry_without_a_word_is_none() {
    run(async {
        let site = Site::new().await;
        let mut browser = new_entry(&site, "work").await;
        let path = browser.page().path.clone();
        assert!(path.contains("/record/work/new?id="), "{path}");
        browser.press("保存").await;
        browser.got(422).sees("请填写单位");
        browser.open("/record/work").await;
        browser.sees("还没有填写");
        // The page keeps its id, so that loading it anew finds what was stored under it.
        browser.open(&path).await;
        fill(&mut browser, &work::FORM, WORK).await;
        browser.press("保存").await;
        browser.got(200);
        browser.open(&path).await;
        browser.sees("修改第 1 条");
    });
}

#[test]
fn a_form_of_one_account_fills_nobody_else_s_record() {
    run(async {
        let site = Site::new().await;
        let mut first = new_entry(&site, "work").await;
        fill(&mut first, &work::FORM, WORK).await;
        let mut second = first.tab().await;
        second.press("退出").await;
        log_in(&mut second, "applicant2").await;
        let state = async || site.backend.state_lines().await.expect("the database answers");
        let before = state().await;
        first.press("保存").await;
        first.got(404);
        assert_eq!(state().await, before);
    });
}

#[test]
fn an_entry_saved_twice_is_one_entry() {
    run(async {
        let site = Site::new().await;
        let mut browser = new_entry(&site, "work").await;
        fill(&mut browser, &work::FORM, WORK).await;
        browser.press_twice("保存").await;
        browser.got(200);
        let page = browser.page();
        let rows = page.dom.all("a").into_iter().filter(|id| page.dom.name(*id).starts_with("修改第")).count();
        assert_eq!(rows, 1);
    });
}

#[test]
fn the_back_button_brings_the_form_back_with_its_text() {
    run(async {
        let site = Site::new().await;
        let mut browser = new_entry(&site, "work").await;
        fill(&mut browser, &work::FORM, WORK).await;
        browser.press("保存").await;
        browser.got(200);
        browser.back();
        assert_eq!(browser.value("单位"), WORK.iter().find(|(key, _)| *key == work::WORKPLACE).expect("typed").1);
        browser.fill("部门、职务", "设备室 主任");
        browser.press("保存").await;
        browser.got(200);
        let page = browser.page();
        let rows = page.dom.all("a").into_iter().filter(|id| page.dom.name(*id).starts_with("修改第")).count();
        assert_eq!(rows, 1, "the same entry, not a second one");
        browser.click("修改第 1 条").await;
        assert_eq!(browser.value("部门、职务"), "设备室 主任");
    });
}

#[test]
fn back_after_the_submit_changes_nothing_and_says_so() {
    run(async {
        let site = Site::new().await;
        let mut browser = begin(&site).await;
        super::steps::fill_in(&mut browser).await;
        let application = application(&browser);
        browser.open(&format!("{application}/details")).await;
        let mut other = browser.tab().await;
        submit(&mut browser).await;
        other.fill("个人专业技术工作小结", "提交以后才改的");
        other.press("保存").await;
        other.got(409).sees("申请已经提交，不能再修改");
        assert_eq!(other.value("个人专业技术工作小结"), "提交以后才改的");
        site.check().await;
    });
}

#[test]
fn a_session_that_ended_while_typing_gives_the_text_back() {
    run(async {
        let site = Site::new().await;
        let mut browser = new_entry(&site, "work").await;
        fill(&mut browser, &work::FORM, WORK).await;
        site.backend.clock.advance_minutes(31);
        browser.press("保存").await;
        browser.got(200).sees("登录已经结束");
        assert_eq!(browser.page().path, "/login?ended=1");
        browser.fill("账号", "applicant").fill("密码", backend::accounts::DEMO_PASSWORD);
        browser.press("登录").await;
        browser.got(200);
        assert_eq!(browser.heading(), "接着保存刚才填写的内容");
        browser.press("接着保存").await;
        browser.got(200).sees("非标自动化设备设计");
        browser.click("修改第 1 条").await;
        assert_eq!(browser.value("主要工作内容"), "承担上下料机构的设计。\n参加装配和调试。");
    });
}

#[test]
fn logging_out_forgets_what_was_kept() {
    row! { struct Kept { n: i64 } }
    async fn kept(site: &Site) -> i64 {
        let count = async |tx: &mut Tx| sql("select count(*) as n from parked_post").one::<Kept>(tx).await;
        site.backend.db().read(count).await.expect("it answers").n
    }
    run(async {
        let site = Site::new().await;
        let mut browser = new_entry(&site, "work").await;
        fill(&mut browser, &work::FORM, WORK).await;
        site.backend.clock.advance_minutes(31);
        browser.press("保存").await;
        log_in(&mut browser, "applicant").await;
        assert_eq!((browser.heading(), kept(&site).await), ("接着保存刚才填写的内容".to_owned(), 1));
        browser.press("退出").await;
        assert_eq!(kept(&site).await, 0);
    });
}

#[test]
fn what_one_person_typed_is_not_given_to_another() {
    run(async {
        let site = Site::new().await;
        let mut browser = new_entry(&site, "work").await;
        fill(&mut browser, &work::FORM, WORK).await;
        site.backend.clock.advance_minutes(31);
        browser.press("保存").await;
        log_in(&mut browser, "applicant2").await;
        browser.sees_not("接着保存");
        browser.open("/login/continue").await;
        browser.sees_not("非标自动化设备设计");
    });
}

#[test]
fn a_browser_that_says_nothing_of_itself_is_known_by_its_forms() {
    run(async {
        let site = Site::new().await;
        let mut old = site.stranger();
        old.sent = Sent::Silently;
        log_in(&mut old, "applicant").await;
        old.open("/record/work/new").await;
        fill(&mut old, &work::FORM, WORK).await;
        old.press("保存").await;
        old.got(200).sees("已保存");
        old.open("/photo").await;
        old.upload("选择照片文件", "photo.jpg", PHOTO);
        old.press("上传并检查").await;
        old.got(200).sees("照片已保存");
    });
}

#[test]
fn a_login_that_fails_says_the_same_whatever_was_wrong() {
    run(async {
        let site = Site::new().await;
        let mut stranger = site.stranger();
        let mut said = Vec::new();
        for (account, password) in [("applicant", "wrong-wrong-wrong"), ("nobody-at-all", "zhicheng-demo-2026")] {
            stranger.open("/login").await;
            stranger.fill("账号", account).fill("密码", password);
            stranger.press("登录").await;
            stranger.got(422).sees("账号或密码不对");
            assert_eq!(stranger.value("账号"), account);
            assert_eq!(stranger.value("密码"), "", "a password is never sent back");
            said.push(stranger.text());
        }
        assert_eq!(said[0], said[1]);
        stranger.fill("账号", "").fill("密码", "");
        stranger.press("登录").await;
        stranger.got(422).sees("请填写账号");
    });
}

#[test]
fn a_look_up_that_finds_nothing_says_one_thing() {
    run(async {
        let site = Site::new().await;
        let mut stranger = site.stranger();
        stranger.open("/verify").await;
        stranger.press("查询").await;
        stranger.got(422).sees("证书编号");
        stranger.fill("证书编号", "2620053000001").fill("持证人姓名", NAME);
        stranger.press("查询").await;
        stranger.got(200).sees("没有查到");
        stranger.sees_not(NUMBER).sees_not(MOBILE);
    });
}

#[test]
fn a_filter_with_a_bad_day_says_so_and_keeps_it() {
    run(async {
        let site = Site::new().await;
        let mut browser = site.log_in("applicant2").await;
        browser.open("/tracking").await;
        browser.fill("申请日期从", "2021-02-29");
        browser.press("查询").await;
        let said = browser.error_at("申请日期从");
        assert!(said.contains("2 月只有 28 天"), "{said}");
        assert_eq!(browser.value("申请日期从"), "2021-02-29");
        browser.fill("申请日期从", "2026/1/1");
        browser.press("查询").await;
        browser.got(200).sees("共 1 条");
    });
}
