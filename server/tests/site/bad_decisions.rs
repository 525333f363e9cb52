//! What authorities get wrong, or do at the same moment: the sentence at its field, and
//! nothing typed is lost.

use super::{
    bad_input::{refused_at, standing},
    browser::Browser,
    site::{Site, run},
    steps::{accept, review, submitted, vote},
};

#[test]
fn a_decision_without_what_it_needs() {
    run(async {
        let site = Site::new().await;
        submitted(&site).await;
        let mut unit = review(&site, "unit").await;
        unit.press("提交审核结论").await;
        unit.got(422).sees("请选择审核结论");
        unit.tick("退回修改");
        unit.press("提交审核结论").await;
        refused_at(&unit, "审核意见", "请填写退回修改的原因");
        assert_eq!(unit.value("退回修改"), "1", "the choice stays");
        let long = "改".repeat(1001);
        unit.fill("审核意见", &long);
        unit.press("提交审核结论").await;
        refused_at(&unit, "审核意见", "最多 1000 字，现在有 1001 字，请删去 1 字");
        assert_eq!(unit.value("审核意见"), long);
        unit.fill("审核意见", "　 \n ");
        unit.press("提交审核结论").await;
        refused_at(&unit, "审核意见", "请填写退回修改的原因");
        site.check().await;
    });
}

/// An application that waits for the committee.
async fn at_committee(site: &Site) -> Browser {
    submitted(site).await;
    for (account, words) in
        [("unit", "审核通过，报送主管部门"), ("department", "审核通过，报送人社部门"), ("hrss", "审核通过，报送评委会")]
    {
        accept(&mut review(site, account).await, words).await;
    }
    review(site, "office").await
}

#[test]
fn a_tally_that_does_not_stand() {
    run(async {
        let site = Site::new().await;
        let mut office = at_committee(&site).await;
        let day = "2026-11-23";
        let cases = [
            (["", "9", "6", "2", "1"], day, "评委总人数", "请填写评委总人数"),
            (["0", "0", "0", "0", "0"], day, "评委总人数", "要在 1 到 999 之间"),
            (["9", "10", "10", "0", "0"], day, "出席人数", "多于评委总人数 9"),
            (["9", "5", "5", "0", "0"], day, "出席人数", "不到评委总人数 9 的三分之二（至少 6 人），表决无效"),
            (["9", "9", "6", "2", "0"], day, "赞成票", "合计 8 票，与出席人数 9 不一致"),
            (["9", "9", "六", "2", "1"], day, "赞成票", "要填整数"),
            (["9", "9", "-6", "2", "1"], day, "赞成票", "要填整数"),
            (["9", "9", "6", "2", "1"], "2026-11-24", "表决日期", "不能晚于今天"),
            (["9", "9", "6", "2", "1"], "2026-11-22", "表决日期", "不能早于申请日期 2026-11-23"),
            (["9", "9", "6", "2", "1"], "2021-02-29", "表决日期", "2021 年 2 月只有 28 天"),
        ];
        for (votes, day, at, says) in cases {
            vote(&mut office, votes, day).await;
            refused_at(&office, at, says);
            let left = standing(&office, &["评委总人数", "出席人数", "赞成票", "反对票", "弃权票", "表决日期"]);
            assert_eq!(left, [&votes[..], &[day]].concat(), "{says}");
            assert_eq!(office.value("录入表决结果"), "1");
        }
        site.check().await;
    });
}

#[test]
fn two_clerks_of_one_office_decide_at_once() {
    run(async {
        let site = Site::new().await;
        submitted(&site).await;
        let mut first = review(&site, "unit").await;
        let mut second = first.tab().await;
        accept(&mut first, "审核通过，报送主管部门").await;
        second.tick("退回修改").fill("审核意见", "学历与证书不一致");
        second.press("提交审核结论").await;
        second.got(409).sees("这次没有办理。").sees("办理“审核通过”");
        assert_eq!(second.value("你刚才填写的意见"), "学历与证书不一致");
        site.check().await;
    });
}

#[test]
fn a_double_click_on_a_decision_is_one_decision() {
    run(async {
        let site = Site::new().await;
        submitted(&site).await;
        let mut unit = review(&site, "unit").await;
        unit.tick("审核通过，报送主管部门");
        unit.press_twice("提交审核结论").await;
        unit.got(200).sees("审核通过：李");
        site.check().await;
        let mut department = site.log_in("department").await;
        department.open("/reviews").await;
        department.sees("待办 1");
    });
}
