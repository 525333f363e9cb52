//! Before an application is withdrawn or cancelled: what will happen, to be confirmed.

use backend::applications::Dossiered;
use domain::workflow::Action;

use super::application;
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::confirm::{Confirm, confirm},
    url,
};

/// What the applicant does with a confirmation; everything else has a page of its own.
pub const CONFIRMED: &[Action] = &[Action::Withdraw, Action::Cancel];

pub fn page(frame: Frame, dossier: &Dossiered, action: Action) -> Html {
    let crumbs = vec![
        Crumb::link("网上业务", url::services()),
        Crumb::link("业务办理查询", url::tracking()),
        Crumb::link("申请详情", url::application(&dossier.id)),
        Crumb::here(action.label()),
    ];
    let which = match &dossier.number {
        Some(number) => format!("{}，申请编号 {number}。", application::title(dossier)),
        None => format!("{}，还没有提交。", application::title(dossier)),
    };
    let (title, happens, back, dangerous) = match action {
        Action::Cancel => (
            "撤销这件申请？",
            "撤销后这件申请办结，不能恢复，也不能再提交；个人信息和照片不受影响。要重新办理，需要重新申请。",
            "不撤销",
            true,
        ),
        _ => (
            "撤回这件申请？",
            "撤回后回到“个人申请”环节，填写的内容都在，可以修改后重新提交；重新提交后从第一个环节审核。",
            "不撤回",
            false,
        ),
    };
    let body = Confirm {
        title: title.to_owned(),
        says: vec![which, happens.to_owned()],
        action: url::act(&dossier.id, action),
        token: frame.token.clone(),
        hidden: Vec::new(),
        reason: None,
        button: action.label().to_owned(),
        dangerous,
        back: (url::application(&dossier.id), back.to_owned()),
    };
    let frame = frame.titled(action.label()).nav(Nav::Tracking).crumbs(crumbs);
    render(frame, move || confirm(body))
}
