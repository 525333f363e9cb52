//! A magnifier as a page of its own: what the dialog shows, for browsers without
//! scripts. The draft was saved on the way here, and the choice leads back to its field.

use domain::{
    field::Form,
    pick::{PickAnswer, PickQuery},
};
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner, Tone},
        heading, pick,
    },
    url,
};

pub struct Pick {
    pub query: PickQuery,
    pub answer: PickAnswer,
    /// The form that asks.
    pub form: &'static Form,
    /// Its page, at the field.
    pub back: String,
}

pub fn page(frame: Frame, page: Pick) -> Html {
    let Pick { query, answer, form, back } = page;
    let title = answer.title.clone();
    let crumbs = vec![
        Crumb::link("网上业务", url::services()),
        Crumb::link(form.title, back.clone()),
        Crumb::here(title.clone()),
    ];
    let frame = frame.titled(title.clone()).nav(Nav::Services).crumbs(crumbs);
    let token = frame.token.clone();
    render(frame, move || {
        let says = format!("已填写的{0}已经保存。选定后回到“{0}”页，其他内容不变。{1}", form.title, answer.note);
        let answered = pick::answer(&query, &answer, &back, &token);
        view! {
            {heading::page(title, form.title, "")}
            {banner::banner(&Banner::new(Tone::Info, "", says))}
            {answered}
            <div class="actions">
                <a class="btn btn--second" href=back>{format!("不选择，返回{}", form.title)}</a>
            </div>
        }
    })
}
