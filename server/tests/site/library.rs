//! 入库状态 and 选择入库信息: what an application takes of the record, and what is confirmed of it.

use domain::record::education;

use super::{
    site::{Site, run},
    steps::{EDUCATION, application, begin, fill},
    world::World,
};

#[test]
fn what_a_passed_application_confirmed_is_in_the_library_and_locked() {
    run(async {
        let mut world = World::new().await;
        let owner = &mut world.owner;
        for section in ["education", "work", "achievement"] {
            owner.open(&format!("/record/{section}")).await;
            owner.sees("入库状态").sees("已入库").sees_not("未入库");
            owner.click("查看、更正第 1 条").await;
            owner.got(200).sees("入库，不能修改。内容有错或者有变化，请更正：新增一条替换它。");
            assert!(owner.page().dom.named(&["button"], "保存").is_empty());
        }
        owner.open("/record/education/new").await;
        fill(owner, &education::FORM, EDUCATION).await;
        owner.fill("毕业院校", "示例大学（测试）");
        owner.press("保存").await;
        owner.got(200).sees("已入库").sees("未入库");
    });
}

#[test]
fn an_application_takes_entries_in_and_out_and_the_record_keeps_them() {
    run(async {
        let site = Site::new().await;
        let mut browser = begin(&site).await;
        let application = application(&browser);
        browser.click("学历教育信息").await;
        browser.click("新增一条").await;
        fill(&mut browser, &education::FORM, EDUCATION).await;
        browser.press("保存").await;
        browser.click("选择入库信息：学历教育信息").await;
        browser.got(200).sees("没有其他").sees("未入库");
        browser.press("移出第 1 条").await;
        browser.got(200).sees("还没有选用").sees("示例理工大学（测试）");
        let missing = "学历教育信息：请至少填写 1 条，或用“选择入库信息”选用已有的";
        browser.open(&format!("{application}/submit")).await;
        browser.sees(missing);
        browser.open("/record/education").await;
        browser.sees("示例理工大学（测试）");
        browser.open(&format!("{application}/selection/education")).await;
        browser.press("选用第 1 条").await;
        browser.got(200).sees("没有其他");
        browser.open(&format!("{application}/submit")).await;
        browser.sees_not(missing);
    });
}
