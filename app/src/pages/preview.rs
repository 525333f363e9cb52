//! The third step: the form as it would be frozen now, beside what is still to be
//! mended. It is made anew every time it is looked at.

use backend::applications::Draft;
use domain::{application, business::Step, snapshot::Snapshot};
use leptos::prelude::*;

use super::wizard;
use crate::{
    islands::RecordForm,
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        checks::{self, Answer, Check},
        sheet::sheet,
        time,
    },
    url,
};

pub struct Preview {
    pub draft: Draft,
    pub snapshot: Snapshot,
    /// When it was made: `2026-11-23 15:20`.
    pub at: String,
}

pub fn page(frame: Frame, preview: Preview) -> Html {
    let words = preview.draft.course.business.step(Step::Preview);
    let crumbs = wizard::crumbs(Some(&preview.draft.course), vec![Crumb::here(words)]);
    let title = format!("{words} - {}", preview.draft.course.business.title());
    let frame = Frame { only_sheet: true, ..frame.titled(title).nav(Nav::Services).crumbs(crumbs) };
    render(frame, move || {
        let Preview { draft, snapshot, at } = preview;
        let paper = draft.course.business.paper();
        let bar = view! {
            <div class="sheet-bar">
                <span>{paper}"（草稿）"</span>
                <span class="sheet-bar__r">
                    <a href=url::paper(&draft.course.id)>"打开 PDF，下载或打印"</a>
                </span>
            </div>
        };
        let lead = "申报表由前两步填写的内容生成，和提交时冻结的内容相同。发现错误请回到对应项目修改，再回到这里核对。";
        view! {
            <RecordForm/>
            {wizard::head(&draft, Step::Preview)}
            <div class="page-head page-head--s"><h2>"核对申报表"</h2><p class="lead">{lead}</p></div>
            <div class="cols cols--aside">
                <div class="cols__main">{bar}{sheet(&snapshot, paper, draft.course.number.as_deref().unwrap_or_default(), &at, &url::application_files(&draft.course.id))}</div>
                <div class="cols__side">{aside(&draft, at)}</div>
            </div>
            {wizard::ways(
                wizard::way(&draft, Step::Submit, "下一步："),
                vec![wizard::way(&draft, Step::Details, "上一步：")],
                "",
            )}
        }
    })
}

fn aside(draft: &Draft, at: String) -> AnyView {
    let mut list = wizard::checks(&draft.course.id, &draft.lines);
    let core = url::at_field(&url::step(&draft.course.id, Step::Details), application::SERIES);
    let how = "系列、专业、职称、评审委员会填错，申请到不了评委会。去核对核心数据".to_owned();
    let own = Check {
        answer: Answer::Wait, title: "核心数据请本人逐项核对".to_owned(), how: vec![(how, Some(core))]
    };
    let place = list.iter().position(|check| check.answer != Answer::Fail).unwrap_or(list.len());
    list.insert(place, own);
    let again = url::step(&draft.course.id, Step::Preview);
    view! {
        <section class="panel is-sticky" aria-labelledby="checks-h">
            <h2 class="panel__title" id="checks-h">"核对清单"</h2>
            <p class="form__tip">{format!("{}。", checks::count(&list))}</p>
            {checks::checks(list)}
            <p class="small muted mt-s">"检查于 "{time::stamp(at)}"。"</p>
            <p class="mt"><a class="btn btn--second btn--block" href=again>"重新生成申报表"</a></p>
        </section>
    }
    .into_any()
}
