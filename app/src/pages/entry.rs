//! The form of one entry of the record, of 基本信息 as well as of a list. It comes
//! with everything it was typed with: after a refused save, after a conflict, and
//! when the entry is gone meanwhile.

use backend::{applications::Underway, records::Entry, twins::Twins};
use domain::{
    date::Date,
    field::{Form, Kind},
    record::SectionId,
};
use leptos::prelude::*;

use super::{
    files,
    section::{self, EDIT, Show},
    twins, wizard,
};
use crate::{
    islands::{PickDialog, RecordForm},
    shell::{self, Crumb, Frame, Html, Nav},
    ui::{
        banner::{self, Banner, Tone},
        conflict::Difference,
        field::Shown,
        form, heading,
        mould::{self, Made},
        summary,
        text::{attribute, escape},
    },
    url,
};

/// The heading over an entry that is saved, and repeats another one.
const TWIN: &str = "已保存，有 1 处请核对";

/// An entry on its form.
pub struct Editing {
    pub section: SectionId,
    pub id: String,
    /// Its address is that of a new one.
    pub new: bool,
    /// Of what the page was made from; 0 when nothing is stored.
    pub version: i64,
    /// Of this page, see [`form::Frame::key`].
    pub key: String,
    pub shown: Shown,
    pub today: Date,
    /// The entries of the list, this one among them once it is stored.
    pub entries: Vec<Entry>,
    pub within: Option<Box<Underway>>,
    pub banner: Option<Banner>,
    /// What another page has stored in between, where it differs.
    pub conflict: Option<Vec<Difference>>,
    /// The entry that was just saved repeats another one.
    pub twins: Option<Twins>,
    /// As it is stored, when it cannot be changed.
    pub stored: Option<Entry>,
}

impl Editing {
    fn form(&self) -> &'static Form {
        self.section.section().form
    }

    /// The page's own address.
    pub fn address(&self) -> String {
        let within = self.within.as_deref();
        if self.new { fresh(self.section, &self.id, within) } else { address(self.section, Some(&self.id), within) }
    }

    /// 新增一条 or 修改第 2 条; nothing for 基本信息.
    fn which(&self) -> String {
        let place = self.entries.iter().position(|entry| entry.id == self.id);
        match (self.section.many(), place, self.shown.locked) {
            (false, ..) => String::new(),
            (true, Some(place), _) if self.entries[place].draft && self.entries[place].supersedes.is_some() => {
                "更正已入库的一条".to_owned()
            }
            (true, Some(place), _) if self.entries[place].draft => "继续填写草稿".to_owned(),
            (true, Some(place), true) => format!("查看第 {} 条", place + 1),
            (true, Some(place), false) => format!("修改第 {} 条", place + 1),
            (true, None, _) if self.version > 0 => "修改".to_owned(),
            (true, None, _) => "新增一条".to_owned(),
        }
    }

    fn refused(&self) -> bool {
        let said = self.banner.as_ref().is_some_and(|banner| banner.tone == Tone::Error);
        said || self.conflict.is_some() || !self.shown.issues.is_empty()
    }
}

/// The address of an entry's form; without an id that of a new one, or of 基本信息.
pub fn address(section: SectionId, id: Option<&str>, course: Option<&Underway>) -> String {
    let page = match id {
        _ if !section.many() => url::record_section(section),
        Some(id) => url::entry(section, id),
        None => url::entry_new(section),
    };
    wizard::within(&page, course)
}

/// The address of a new entry's form, which finds the entry once it is stored: loaded anew it shows what was typed.
pub fn fresh(section: SectionId, id: &str, course: Option<&Underway>) -> String {
    wizard::within(&url::entry_fresh(section, id), course)
}

pub fn page(frame: Frame, editing: &Editing) -> Html {
    let title = editing.section.title();
    let which = editing.which();
    let more = if which.is_empty() {
        vec![Crumb::here(title)]
    } else {
        let list = wizard::within(&url::record_section(editing.section), editing.within.as_deref());
        vec![Crumb::link(title, list), Crumb::here(which.clone())]
    };
    let crumbs = wizard::crumbs(editing.within.as_deref(), more);
    let title = if which.is_empty() { title.to_owned() } else { [&which, " - ", title].concat() };
    let frame = frame.titled(title).nav(Nav::Services).crumbs(crumbs).errors(editing.refused());
    let (token, account) = (frame.token.clone(), frame.account.clone());
    shell::written(frame, |html| {
        static FORM: Made<(), String> = Made::new();
        static DIALOG: Made<(), String> = Made::new();
        html.push_str(FORM.get(&(), || view! { <RecordForm/> }.to_html()));
        if editing.shown.locked {
            locked(html, editing, &which, token);
        } else {
            framed(html, editing, &which, token, account);
        }
        if editing.form().fields().any(|field| matches!(field.kind, Kind::Pick(_))) {
            html.push_str(DIALOG.get(&(), || view! { <PickDialog/> }.to_html()));
        }
        attached(html, editing);
        html.push_str(&section::ways_on(editing.section, editing.within.as_deref()));
    })
}

fn head(html: &mut String, editing: &Editing, which: &str, token: String) {
    let course = editing.within.as_deref();
    let form = editing.form();
    heading::write_page(html, form.title, "", form.note);
    if which.is_empty() {
        mould::write(html, heading::required_note());
    }
    if let Some(returned) = course.and_then(wizard::returned) {
        mould::write(html, returned);
    }
    if let Some(twins) = &editing.twins {
        mould::write(html, twins::titled(twins, course, token));
    }
    if which.is_empty() {
        return;
    }
    section::write_list(html, editing.section, &editing.entries, course, Show::Form(&editing.id));
    html.push_str("<div class=\"sec\"><div class=\"sec__head\"");
    attribute(html, "id", EDIT);
    html.push_str("><h2>");
    html.push_str(&escape(which));
    html.push_str("</h2>");
    if !editing.shown.locked {
        html.push_str(
            "<span class=\"sec__note\">带 <span class=\"req req--in\">*</span> 的为必填项，\
             日期按“年-月-日”填写，例如 2007-06-30</span>",
        );
    }
    html.push_str("</div></div>");
}

fn framed(html: &mut String, editing: &Editing, which: &str, token: String, account: String) {
    let own = token.clone();
    let count = editing.shown.issues.len();
    let frame = form::Frame {
        form: editing.form(),
        action: editing.address(),
        token,
        account,
        conflict: editing.conflict.clone().unwrap_or_default(),
        version: editing.version,
        key: editing.key.clone(),
        today: editing.today,
        banner: editing.banner.clone(),
        // That it repeats another entry is all: nothing has to be mended.
        summary: if editing.twins.is_some() && count == 1 { TWIN.to_owned() } else { summary::kept(count) },
        head: Box::new(|html| head(html, editing, which, own)),
        hidden: hidden(editing),
        actions: actions(editing),
    };
    form::write_frame(html, frame, &editing.shown);
}

/// What a save must know besides the form: the entry's id, and what it belongs to.
fn hidden(editing: &Editing) -> Vec<(String, String)> {
    vec![("id".to_owned(), editing.id.clone())]
}

fn actions(editing: &Editing) -> String {
    let course = editing.within.as_deref();
    if !editing.section.many() {
        return form::actions(&[("save", "保存"), ("next", "保存并返回一览表")], &[], "");
    }
    let list = wizard::within(&url::record_section(editing.section), course);
    // Where scripts run it is saved as it is typed: the way back promises nothing about that.
    let stored = editing.entries.iter().any(|entry| entry.id == editing.id);
    let tip = if editing.section.section().evidence && !stored {
        "保存以后，可以上传这一条的附件。"
    } else {
        ""
    };
    form::actions(&[("save", "保存"), ("new", "保存并新增一条")], &[(list, "返回列表".to_owned())], tip)
}

/// The attachments of a stored entry. They are uploaded on a page of their own, so that what is being typed here is
/// not sent along, nor lost.
fn attached(html: &mut String, editing: &Editing) {
    let Some(entry) = editing.entries.iter().find(|entry| entry.id == editing.id) else { return };
    let base = url::entry_files(editing.section, &entry.id);
    let href = wizard::within(&base, editing.within.as_deref());
    let words = if editing.shown.locked { "查看附件" } else { "上传或删除附件" };
    let note = if editing.shown.locked { "" } else { "先保存上面填写的内容" };
    let title = format!("附件（{} 个）", entry.files.len());
    heading::write_section(html, "files", &title, note, None, |html| {
        if !entry.files.is_empty() {
            html.push_str("<ul class=\"list\">");
            files::write_links(html, &entry.files, |id| url::file(&base, id));
            html.push_str("</ul>");
        }
        html.push_str("<p class=\"mt-s\"><a class=\"btn btn--second btn--s\"");
        attribute(html, "href", &href);
        html.push('>');
        html.push_str(words);
        html.push_str("</a></p>");
    });
}

/// A verified entry: shown, and not to be changed but by an entry that takes its place.
fn locked(html: &mut String, editing: &Editing, which: &str, token: String) {
    let course = editing.within.as_deref();
    let entry = editing.stored.as_ref();
    let says = entry.and_then(section::verified).map(|says| Banner::new(Tone::Info, "", says));
    let says = says.map(|says| match entry.and_then(|entry| entry.superseded_by.as_deref()) {
        Some(by) => says.link(address(editing.section, Some(by), course), "查看更正以后的一条"),
        None => says,
    });
    let list = wizard::within(&url::record_section(editing.section), course);
    let free = entry.filter(|entry| entry.superseded_by.is_none());
    let correct = free.map(|entry| wizard::within(&url::entry_correct(editing.section, &entry.id), course));
    let back = view! { <a class="btn btn--second" href=list>"返回列表"</a> };
    let actions = match correct {
        Some(action) => view! {
            <form method="post" action=action>
                <input type="hidden" name="_token" value=token/>
                <div class="actions">
                    <button class="btn" type="submit">"更正：新增一条替换它"</button>
                    {back}
                </div>
            </form>
        }
        .into_any(),
        None => view! { <div class="actions">{back}</div> }.into_any(),
    };
    mould::write(html, editing.banner.as_ref().map(banner::said));
    head(html, editing, which, String::new());
    mould::write(html, says.as_ref().map(banner::banner));
    mould::write(html, form::fields(editing.form(), &editing.shown));
    mould::write(html, actions);
}
