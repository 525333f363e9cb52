//! The lists of the record, by a browser without scripts: their order, copies, what is missing, what repeats, what
//! corrects.

use app::api::{SaveDraft, SavedDraft, wire};
use domain::{
    record::{YEAR, appraisal, education, work},
    values::Values,
};

use super::{
    browser::Browser,
    every_endpoint::{account, ask},
    site::{Site, run},
    steps::{EDUCATION, Typed, WORK, application, begin, fill},
    world::World,
};

/// The entries of the list on the page, by the text of one column.
fn column(browser: &Browser, title: &str) -> Vec<String> {
    let dom = &browser.page().dom;
    let cells = ["td", "th"].iter().flat_map(|tag| dom.all(tag));
    let cells = cells.filter(|id| dom.node(*id).attribute("data-label") == Some(title));
    cells.map(|id| dom.text(id)).collect()
}

/// A section of the record with these entries.
async fn with(site: &Site, section: &str, form: &'static domain::field::Form, entries: &[&Typed]) -> Browser {
    let mut browser = site.log_in("applicant").await;
    for typed in entries {
        browser.open(&format!("/record/{section}/new")).await;
        fill(&mut browser, form, typed).await;
        browser.press("保存").await;
    }
    browser.open(&format!("/record/{section}")).await;
    browser.got(200);
    browser
}

const FIRST: &Typed = &[
    (work::START, "2007-07-02"),
    (work::END, "2010-01-31"),
    (work::WORKPLACE, "甲公司（测试）"),
    (work::WORK, "机械设计"),
];
const SECOND: &Typed =
    &[(work::START, "2010-03-02"), (work::END, "至今"), (work::WORKPLACE, "乙公司（测试）"), (work::WORK, "机械设计")];

#[test]
fn a_list_is_put_in_another_order_and_back() {
    run(async {
        let site = Site::new().await;
        let mut browser = with(&site, "work", &work::FORM, &[FIRST, SECOND]).await;
        assert_eq!(column(&browser, "单位"), ["乙公司（测试）", "甲公司（测试）"], "newest first");
        browser.sees_not("现在是你排的顺序");
        let buttons = |browser: &Browser, words: &str| browser.page().dom.named(&["button"], words).len();
        assert_eq!(
            (buttons(&browser, "上移第 1 条"), buttons(&browser, "下移第 2 条")),
            (0, 0),
            "there is nothing beyond"
        );
        browser.press_twice("上移第 2 条").await;
        browser.got(200).sees("已调整顺序，申报表也按这个顺序打印。").sees("现在是你排的顺序");
        assert_eq!(column(&browser, "单位"), ["甲公司（测试）", "乙公司（测试）"], "twice is once");
        browser.press("下移第 1 条").await;
        assert_eq!(column(&browser, "单位"), ["乙公司（测试）", "甲公司（测试）"]);
        browser.press("上移第 2 条").await;
        browser.press("改回按日期从新到旧").await;
        browser.got(200).sees_not("现在是你排的顺序");
        assert_eq!(column(&browser, "单位"), ["乙公司（测试）", "甲公司（测试）"]);
        site.check().await;
    });
}

#[test]
fn the_order_of_the_record_is_that_of_the_application() {
    run(async {
        let site = Site::new().await;
        with(&site, "work", &work::FORM, &[FIRST, SECOND]).await;
        let mut browser = begin(&site).await;
        let application = application(&browser);
        browser.click("工作经历信息").await;
        browser.press("上移第 2 条").await;
        browser.got(200).sees("已调整顺序");
        assert!(browser.page().path.contains("application="), "it stays in the course of the application");
        browser.open(&format!("{application}/preview")).await;
        let text = browser.text();
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is printed"));
        assert!(at("甲公司（测试）") < at("乙公司（测试）"));
    });
}

#[test]
fn a_copy_is_a_new_entry_once_it_is_saved() {
    run(async {
        let site = Site::new().await;
        let mut browser = with(&site, "work", &work::FORM, &[FIRST]).await;
        browser.click("复制第 1 条").await;
        browser.got(200).sees("新增一条").sees_not("看起来是同一条").sees_not("相同");
        assert_eq!(browser.value("单位"), "甲公司（测试）");
        assert_eq!(browser.value("开始日期"), "2007-07-02");
        let mut other = browser.tab().await;
        other.open("/record/work").await;
        assert_eq!(column(&other, "单位").len(), 1, "looking has made none");
        browser.fill("开始日期", "2010-02-01").fill("结束日期", "至今");
        browser.press("保存").await;
        browser.got(200).sees("已保存");
        assert_eq!(column(&browser, "开始日期"), ["2010-02-01", "2007-07-02"]);
        site.check().await;
    });
}

#[test]
fn a_hole_is_filled_with_one_press() {
    run(async {
        let site = Site::new().await;
        let mut browser = with(&site, "work", &work::FORM, &[FIRST, SECOND]).await;
        let hole = "工作经历在 2010-01-31 到 2010-03-02 之间中断超过 1 个月，请补上这段时间";
        browser.sees("请核对 1 处").sees(hole);
        browser.open("/record").await;
        browser.sees("请核对：工作经历在 2010-01-31").sees_not("需修改");
        browser.click("工作经历信息").await;
        let full = format!("补一条“求学”：{hole}");
        browser.press_twice(&full).await;
        browser.got(200);
        browser.open("/record/work").await;
        assert_eq!(column(&browser, "单位").len(), 3, "twice is once");
        browser.click("修改第 2 条").await;
        browser.got(200).sees("修改第 2 条");
        assert_eq!(browser.value("开始日期"), "2010-02-01");
        assert_eq!(browser.value("结束日期"), "2010-03-01");
        assert_eq!(browser.error_at("单位"), "请填写单位");
        browser.fill("单位", "示例大学（测试）");
        browser.press("保存").await;
        browser.got(200).sees("已保存").sees_not("请核对");
        site.check().await;
    });
}

#[test]
fn a_missing_year_is_filled_with_its_year() {
    run(async {
        let site = Site::new().await;
        let typed =
            |year: &'static str| [(YEAR, year), (appraisal::RESULT, "合格（称职）"), ("unit", "某单位（测试）")];
        let mut browser =
            with(&site, "appraisal", &appraisal::FORM, &[typed("2025").as_slice(), typed("2023").as_slice()]).await;
        browser.sees("年度考核缺少 2024 年度");
        let says = "年度考核缺少 2024 年度，请补上；没有参加考核的，结果选“未定等次”并说明原因";
        browser.press(&format!("补一条“2024 年度”：{says}")).await;
        browser.got(200).sees("已补上一条，请核对，缺少的内容填好以后保存。");
        assert_eq!(browser.value("年度"), "2024");
        browser.fill("考核结果", "优秀").fill("考核单位", "某单位（测试）");
        browser.press("保存").await;
        browser.got(200).sees_not("缺少");
        assert_eq!(column(&browser, "年度"), ["2025", "2024", "2023"]);
    });
}

/// Two studies that are one; ends on the form of the second.
async fn twins(site: &Site) -> Browser {
    let mut browser = with(site, "education", &education::FORM, &[EDUCATION]).await;
    browser.open("/record/education/new").await;
    fill(&mut browser, &education::FORM, EDUCATION).await;
    browser.fill("毕业院校", "示例理工大学(测试)").fill("学历证书编号", "另一个编号");
    browser.press("保存").await;
    browser
}

#[test]
fn what_is_given_twice_is_shown_beside_the_first_and_kept_if_it_is_meant_so() {
    run(async {
        let site = Site::new().await;
        let mut browser = twins(&site).await;
        browser.got(422).sees("已保存，有 1 处请核对").sees("看起来是同一条，请选择").sees("不同");
        assert!(browser.error_at("毕业院校").starts_with("与第 "), "{}", browser.error_at("毕业院校"));
        assert_eq!(browser.value("学历证书编号"), "另一个编号", "nothing typed is lost");
        browser.press_twice("都保留（不是同一条）").await;
        browser.got(200).sees("已记住这两条不是同一条，都保留，以后不再提示。");
        assert_eq!(column(&browser, "毕业院校").len(), 2);
        browser.sees_not("相同");
        browser.click("修改第 1 条").await;
        browser.sees_not("看起来是同一条");
        browser.press("保存").await;
        browser.got(200).sees("已保存");
        site.check().await;
    });
}

#[test]
fn what_is_given_twice_is_said_while_it_is_typed() {
    run(async {
        let site = Site::new().await;
        let mut browser = with(&site, "education", &education::FORM, &[EDUCATION]).await;
        browser.click("复制第 1 条").await;
        let values: Values = education::FORM.fields().map(|field| (field.key, posted(&browser, field.key))).collect();
        let id = posted_as(&browser, "id");
        let save = SaveDraft {
            account: account(&browser),
            form: education::FORM.key.to_owned(),
            id,
            version: 0,
            key: "k".repeat(36),
            values: values.with("diploma_number", "另一个编号"),
        };
        let reply = ask(&browser, &save).await;
        assert_eq!(reply.status, 200);
        let saved: SavedDraft = wire::decode(&reply.body).expect("an answer");
        let [(key, says)] = saved.findings.as_slice() else { panic!("{:?}", saved.findings) };
        assert_eq!(key, education::SCHOOL);
        assert!(says.starts_with("与第 1 条相同（2014年大学本科（"), "{says}");
        browser.open("/record/education").await;
        browser.sees("草稿").sees("共 1 条").sees_not("看起来是同一条");
    });
}

/// What a field of the form on the page would post.
fn posted(browser: &Browser, key: &str) -> String {
    posted_as(browser, &format!("v.{key}"))
}

fn posted_as(browser: &Browser, name: &str) -> String {
    let dom = &browser.page().dom;
    let named = |tag: &str| dom.all(tag).into_iter().find(|id| dom.node(*id).attribute("name") == Some(name));
    match (named("input"), named("select")) {
        (Some(input), _) => dom.node(input).attribute("value").unwrap_or_default().to_owned(),
        (None, Some(select)) => {
            let options = dom.all("option").into_iter().filter(|id| dom.around(*id, "select") == Some(select));
            let chosen = options.into_iter().find(|id| dom.node(*id).attribute("selected").is_some());
            chosen.and_then(|id| dom.node(id).attribute("value")).unwrap_or_default().to_owned()
        }
        (None, None) => panic!("{name} is not on the page"),
    }
}

#[test]
fn what_is_given_twice_is_made_one() {
    run(async {
        let site = Site::new().await;
        let mut browser = twins(&site).await;
        // Without a choice it stays as it is, and is found again: in the overview, on the list, on the form.
        browser.open("/record").await;
        browser.sees("请核对：第 2 条和第 1 条相同");
        browser.click("学历教育信息").await;
        browser.click("学历教育信息第 2 条和第 1 条相同，是同一条的请留下一条").await;
        browser
            .got(200)
            .sees("这两条是同一条学历吗？")
            .sees("这一条是列表的第 2 条（未入库），另一条是第 1 条（未入库）。");
        browser.press_twice("删除这一条").await;
        browser.got(200).sees("已删除一条学历");
        assert_eq!(column(&browser, "毕业院校").len(), 1);
        browser.press("撤销删除").await;
        assert_eq!(column(&browser, "毕业院校").len(), 2);
        browser.click("修改第 2 条").await;
        browser.click("比较这两条").await;
        browser.press("保留这一条，删除另一条").await;
        browser.got(200).sees("已删除一条学历").sees_not("请核对");
        assert_eq!(column(&browser, "毕业院校").len(), 1);
        site.check().await;
    });
}

#[test]
fn a_verified_entry_is_corrected_and_stays_in_the_record() {
    run(async {
        let mut world = World::new().await;
        let owner = &mut world.owner;
        owner.open("/record/education").await;
        owner.sees("已入库 中山市人力资源和社会保障局");
        owner.click("查看、更正第 1 条").await;
        owner.got(200).sees("入库，不能修改。内容有错或者有变化，请更正：新增一条替换它。");
        assert!(owner.page().dom.named(&["button"], "保存").is_empty());
        owner.press_twice("更正：新增一条替换它").await;
        owner.got(200).sees("已复制入库的内容。").sees_not("看起来是同一条");
        let school = owner.value("毕业院校");
        owner.fill("学历证书编号", "100001201405000002");
        owner.open("/record/education").await;
        owner.sees("已入库").sees("草稿，更正已入库的一条").sees_not("已被替换");
        assert_eq!(column(owner, "毕业院校").len(), 2, "twice is once");
        owner.click("继续填写第 2 条，草稿").await;
        owner.sees("更正已入库的一条");
        owner.fill("学历证书编号", "100001201405000002");
        owner.press("保存").await;
        owner.got(200).sees("已保存").sees("已被替换").sees("未入库，更正已入库的一条").sees_not("请核对");
        assert!(column(owner, "毕业院校").iter().all(|one| one.contains(&school)));
        owner.click("查看第 2 条").await;
        owner.got(200).sees("后来已经更正").sees_not("更正：新增一条替换它");
        owner.click("查看更正以后的一条").await;
        owner.got(200);
        assert_eq!(owner.value("学历证书编号"), "100001201405000002");
        world.site.check().await;
    });
}

#[test]
fn nothing_of_it_can_be_done_by_a_post_that_no_page_sends() {
    run(async {
        let site = Site::new().await;
        let mut browser = with(&site, "work", &work::FORM, &[WORK]).await;
        let before = site.backend.state_lines().await.expect("the database answers");
        let token = super::world::token(&browser);
        for (path, body) in [
            ("/record/work/order", "up=x"),
            ("/record/work/order", "up=x+y"),
            ("/record/work/order", ""),
            ("/record/basic/order", "newest=1"),
            ("/record/work/x/twin/y", "choice=both"),
            ("/record/work/x/twin/y", "choice=all"),
            ("/record/work/x/correct", ""),
            ("/record/nothing/fill", "fill=idle-2010-02-01"),
        ] {
            let headers = [("sec-fetch-site", "same-origin"), ("content-type", super::world::FORM)];
            let body = format!("_token={token}&{body}");
            let reply = browser.send(http::Method::POST, path, &headers, body.into_bytes()).await;
            assert_eq!(reply.status, 404, "{path}");
        }
        browser.open("/record/work/x/twin/y").await;
        browser.got(404);
        assert_eq!(site.backend.state_lines().await.expect("the database answers"), before);
    });
}
