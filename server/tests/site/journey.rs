//! The whole way of an application, without scripts, each authority in its own browser.

use expect_test::expect_file;

use super::{
    site::{Site, run},
    steps::{
        COMMITTEE, NAME, NUMBER, accept, application, begin, fill_in, open_review, review, send_back, submit,
        submitted, vote,
    },
};

#[test]
fn from_login_to_a_certificate_that_a_stranger_can_verify() {
    run(async {
        let site = Site::new().await;
        let (mut applicant, application) = submitted(&site).await;
        applicant.sees("申请编号");

        let mut unit = review(&site, "unit").await;
        unit.sees(NUMBER).sees("轴类零件自动上下料单元");
        accept(&mut unit, "审核通过，报送主管部门").await;
        let mut department = review(&site, "department").await;
        accept(&mut department, "审核通过，报送人社部门").await;
        let mut hrss = review(&site, "hrss").await;
        accept(&mut hrss, "审核通过，报送评委会").await;
        let mut office = review(&site, "office").await;
        vote(&mut office, ["9", "9", "6", "2", "1"], "2026-11-23").await;
        office.got(200).sees("赞成 6 票，达到出席人数 9 的三分之二（6 票）");
        office.press("确认评审通过").await;
        office.got(200).sees("评审通过：李");

        applicant.open(&application).await;
        applicant.sees("人社部门确认");
        open_review(&mut hrss).await;
        hrss.press("核对证书内容").await;
        hrss.got(200).sees("证书一经核发就不能更改").sees("4400**********0028").sees(COMMITTEE);
        hrss.press("确认无误，核发证书").await;
        hrss.got(200).sees("证书已核发，编号");

        applicant.open("/tracking").await;
        applicant.sees("办结").sees("通过");
        applicant.open("/certificates").await;
        applicant.sees("助理工程师").sees("有效");
        let page = applicant.page();
        let link = page.dom.all("a").into_iter().map(|id| page.dom.name(id)).find(|name| name.starts_with("查看："));
        applicant.click(&link.expect("the certificate has its page")).await;
        let number = applicant.page().path.rsplit('/').next().unwrap_or_default().to_owned();
        applicant.got(200).sees(NAME).sees("2026-11-23");
        applicant.click(&format!("下载电子证书 {number}（PDF）")).await;
        assert!(applicant.got(200).page().body.starts_with(b"%PDF-"));

        let mut stranger = site.stranger();
        stranger.open("/verify").await;
        stranger.fill("证书编号", &number).fill("持证人姓名", NAME);
        stranger.press("查询").await;
        stranger.got(200).sees("证书有效").sees("李*").sees_not(NAME).sees_not("0028");

        site.check().await;
        let state = site.backend.state_lines().await.expect("the database answers").join("\n") + "\n";
        expect_file!["journey.txt"].assert_eq(&state);
    });
}

#[test]
fn what_was_sent_back_is_mended_and_comes_again() {
    run(async {
        let site = Site::new().await;
        let (mut applicant, application) = submitted(&site).await;
        let mut unit = review(&site, "unit").await;
        send_back(&mut unit, "毕业院校与证书不一致，\n请更正。").await;

        applicant.open("/tracking").await;
        applicant.sees("已退回");
        applicant.open(&application).await;
        applicant.sees("毕业院校与证书不一致，");
        applicant.open(&format!("{application}/record")).await;
        applicant.sees("退回原因：毕业院校与证书不一致，").sees("2026-11-23 10:3");
        applicant.click("学历教育信息").await;
        applicant.click("修改第 1 条").await;
        applicant.fill("毕业院校", "示例理工大学（更正）");
        applicant.press("保存").await;
        applicant.got(200).sees("已保存");
        applicant.open(&format!("{application}/submit")).await;
        applicant.press("提交审核").await;
        applicant.got(200);

        open_review(&mut unit).await;
        unit.sees("第 2 次提交。").sees("退回：毕业院校与证书不一致，").sees("示例理工大学（更正）");
        accept(&mut unit, "审核通过，报送主管部门").await;
        let mut department = review(&site, "department").await;
        send_back(&mut department, "请补充继续教育情况").await;
        applicant.open(&format!("{application}/submit")).await;
        applicant.press("提交审核").await;
        applicant.got(200);
        // From the first authority on again, whoever sent it back.
        open_review(&mut unit).await;
        unit.sees("第 3 次提交。").sees("请补充继续教育情况");
        site.check().await;
    });
}

#[test]
fn an_application_is_withdrawn_until_the_first_decision_and_not_after() {
    run(async {
        let site = Site::new().await;
        let (mut applicant, application) = submitted(&site).await;
        applicant.open(&format!("{application}/actions/withdraw")).await;
        applicant.press("撤回申请").await;
        applicant.got(200).sees("申请已撤回。");
        let mut unit = site.log_in("unit").await;
        unit.open("/reviews").await;
        unit.sees_not(NAME);
        unit.open("/reviews?tab=handled").await;
        unit.sees_not(NAME);

        applicant.open(&format!("{application}/submit")).await;
        assert_eq!(submit(&mut applicant).await, application);
        applicant.open(&format!("{application}/actions/withdraw")).await;
        open_review(&mut unit).await;
        accept(&mut unit, "审核通过，报送主管部门").await;
        applicant.press("撤回申请").await;
        let status = applicant.page().status.as_u16();
        assert!([403, 409].contains(&status), "{status}");
        applicant.sees("主管部门审核");
        site.check().await;
    });
}

#[test]
fn a_refused_application_is_closed_and_another_may_begin() {
    run(async {
        let site = Site::new().await;
        let (mut applicant, first) = submitted(&site).await;
        for (account, words) in [
            ("unit", "审核通过，报送主管部门"),
            ("department", "审核通过，报送人社部门"),
            ("hrss", "审核通过，报送评委会"),
        ] {
            accept(&mut review(&site, account).await, words).await;
        }
        let mut office = review(&site, "office").await;
        office.tick("不予受理").fill("审核意见", "所学专业与申报专业不相近");
        office.press("提交审核结论").await;
        office.got(200).sees("不予受理李𬀩的申请？").sees("所学专业与申报专业不相近");
        office.press("返回修改").await;
        assert_eq!(office.value("审核意见"), "所学专业与申报专业不相近");
        office.press("提交审核结论").await;
        office.press("确认不予受理").await;
        office.got(200).sees("不予受理：李").sees("申请已办结");

        applicant.open(&first).await;
        applicant.sees("不予受理").sees("所学专业与申报专业不相近");
        applicant.open("/services").await;
        applicant.click("业务申请：考核认定").await;
        applicant.press("开始申报").await;
        assert_ne!(application(&applicant), first);
        site.check().await;
    });
}

#[test]
fn a_vote_that_fails_closes_the_application() {
    run(async {
        let site = Site::new().await;
        let (mut applicant, application) = submitted(&site).await;
        for (account, words) in [
            ("unit", "审核通过，报送主管部门"),
            ("department", "审核通过，报送人社部门"),
            ("hrss", "审核通过，报送评委会"),
        ] {
            accept(&mut review(&site, account).await, words).await;
        }
        let mut office = review(&site, "office").await;
        vote(&mut office, ["9", "9", "5", "4", "0"], "2026-11-23").await;
        office.sees("赞成 5 票，不到出席人数 9 的三分之二（6 票）");
        office.press("确认评审不通过").await;
        office.got(200).sees("评审不通过：李");
        applicant.open(&application).await;
        applicant.sees("不通过");
        site.check().await;
    });
}

#[test]
fn a_double_click_begins_and_submits_one_application() {
    run(async {
        let site = Site::new().await;
        let mut applicant = site.log_in("applicant").await;
        applicant.open("/applications/new/recognition").await;
        applicant.press_twice("开始申报").await;
        let first = application(&applicant);
        fill_in(&mut applicant).await;
        applicant.open(&format!("{first}/submit")).await;
        applicant.press_twice("提交审核").await;
        applicant.got(200).sees("申请编号");
        applicant.open("/tracking").await;
        applicant.sees("共 1 条");
        // A second one cannot begin while the first is under way.
        applicant.open("/applications/new/recognition").await;
        applicant.sees("正在办理").sees_not("开始申报");
        site.check().await;
    });
}

#[test]
fn beginning_does_not_happen_by_looking() {
    run(async {
        let site = Site::new().await;
        let mut applicant = site.log_in("applicant").await;
        applicant.open("/applications/new/recognition").await;
        applicant.open("/tracking").await;
        applicant.sees("还没有申请");
        begin(&site).await;
    });
}
