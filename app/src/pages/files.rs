//! 附件 of one entry or of one application: what there is, and the upload of more.
//!
//! The upload is a plain form. With scripts `frontend/upload.js` sends the same form and shows how far
//! it is; what comes back is this page, so that whatever it says it says in the same words.

use backend::{
    applications::Underway,
    attachments::{Attachment, Attachments, Of},
};
use domain::attachment::{ACCEPT, Refusal};
use leptos::{prelude::*, tachys::html::InertElement};

use super::{section, wizard};
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner, Tone},
        empty::empty,
        field::{Control, Plain, plain},
        heading,
        summary::{self, Link},
        table::{Cell, Column, Row, table},
        text::{escape, link},
        time,
    },
    url,
};

/// The id of the file chooser, which is its name in the post.
pub const FILE: &str = "file";

/// What a redirect says was done; the words are fixed here, never taken from the address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said {
    Attached,
    /// Some of the files were there already.
    Again,
    Detached,
    Restored,
}

impl Said {
    const ALL: &[Said] = &[Said::Attached, Said::Again, Said::Detached, Said::Restored];

    const fn key(self) -> &'static str {
        match self {
            Said::Attached => "attached",
            Said::Again => "again",
            Said::Detached => "detached",
            Said::Restored => "restored",
        }
    }

    pub fn from_key(key: &str) -> Option<Said> {
        Self::ALL.iter().copied().find(|said| said.key() == key)
    }

    /// The address, with the word for what was done.
    pub fn at(self, page: &str) -> String {
        url::with_query(page, &[("done", self.key())])
    }

    fn banner(self) -> Banner {
        let says = match self {
            Said::Attached => "附件已上传，列在下面。",
            Said::Again => "有的文件原来就在这里，没有重复保存；其余的已上传。",
            Said::Detached => "已删除一个附件。",
            Said::Restored => "已恢复，附件和删除前一样。",
        };
        Banner::new(Tone::Ok, "", says)
    }
}

/// What just came of an upload.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Upload {
    /// The page was only opened.
    #[default]
    None,
    /// The form came without a file.
    Unchosen,
    /// All files together were too many bytes; those before the end were kept.
    Cut,
    /// So many were kept, these not.
    Refused { kept: usize, refused: Vec<Refusal> },
}

pub struct Files {
    pub of: Of,
    pub within: Option<Box<Underway>>,
    pub listed: Attachments,
    pub said: Option<Said>,
    /// What was just deleted and can be brought back.
    pub undo: Option<String>,
    pub upload: Upload,
    /// Why something else was not done.
    pub banner: Option<Banner>,
}

impl Files {
    fn base(&self) -> String {
        base(&self.of)
    }

    fn address(&self) -> String {
        address(&self.of, self.within.as_deref())
    }

    /// Within the course of the application that the page was reached from.
    fn within(&self, page: &str) -> String {
        match self.of {
            Of::Entry { .. } => wizard::within(page, self.within.as_deref()),
            Of::Application(_) => page.to_owned(),
        }
    }

    fn problems(&self) -> Vec<String> {
        match &self.upload {
            Upload::None => Vec::new(),
            Upload::Unchosen => vec!["请先选择文件，再点“上传”".to_owned()],
            Upload::Cut => vec!["一次选的文件合计太大，后面的没有收到，请分几次上传".to_owned()],
            Upload::Refused { refused, .. } => refused.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Where the attachments of something are, without a query.
pub fn base(of: &Of) -> String {
    match of {
        Of::Entry { section, id } => url::entry_files(*section, id),
        Of::Application(id) => url::application_files(id),
    }
}

/// The page's own address.
pub fn address(of: &Of, within: Option<&Underway>) -> String {
    match of {
        Of::Entry { .. } => wizard::within(&base(of), within),
        Of::Application(_) => base(of),
    }
}

pub fn page(frame: Frame, files: Files) -> Html {
    let problems = files.problems();
    let course = files.within.as_deref();
    let (crumbs, title) = match &files.of {
        Of::Entry { section, .. } => {
            let list = wizard::within(&url::record_section(*section), course);
            (wizard::crumbs(course, vec![Crumb::link(section.title(), list), Crumb::here("附件")]), "附件")
        }
        Of::Application(_) => (wizard::crumbs(course, vec![Crumb::here("申请附件")]), "申请附件"),
    };
    let wrong = !problems.is_empty() || files.banner.is_some();
    let token = frame.token.clone();
    let frame = frame.titled(format!("{title} - {}", files.listed.of)).nav(Nav::Services).crumbs(crumbs).errors(wrong);
    render(frame, move || {
        let links: Vec<Link> =
            problems.iter().map(|says| Link { href: Some(format!("#{FILE}")), says: says.clone() }).collect();
        let lead = match files.of {
            Of::Entry { .. } => format!("{}的证明材料。附件随这一条一起用在以后的申请里。", files.listed.of),
            Of::Application(_) => "不属于个人信息里任何一条的材料放在这里，只用于这次申请。".to_owned(),
        };
        let locked = files.listed.locked.clone();
        let locked_says = locked.as_ref().map(|says| banner::banner(&Banner::new(Tone::Info, "", format!("{says}。"))));
        view! {
            {files.banner.as_ref().map(banner::said)}
            {said(&files, &token)}
            {summary::slot(&heading_of(&files, links.len()), &links)}
            {heading::page(title, "", lead)}
            {locked_says}
            {heading::section("files", "已上传的附件", "", None, list(&files, &token))}
            {locked.is_none().then(|| form(&files, &problems, token))}
            {ways(&files)}
        }
    })
}

fn heading_of(files: &Files, wrong: usize) -> String {
    match files.upload {
        Upload::Refused { kept, .. } if kept > 0 => format!("已上传 {kept} 个，另有 {wrong} 个没有上传"),
        Upload::Refused { .. } => format!("没有上传，有 {wrong} 个文件不符合要求"),
        _ => "没有上传".to_owned(),
    }
}

/// What was done; a deletion with the way back.
fn said(files: &Files, token: &str) -> Option<AnyView> {
    let said = files.said?;
    let Some(undo) = files.undo.as_ref().filter(|_| said == Said::Detached) else {
        return Some(banner::said(&said.banner()));
    };
    let action = files.within(&url::file_restore(&files.base(), undo));
    Some(banner::deleted(said.banner().text, action, token.to_owned()))
}

fn list(files: &Files, token: &str) -> AnyView {
    if files.listed.list.is_empty() {
        let says = if files.listed.locked.is_some() { "" } else { "选好文件上传，就会列在这里。" };
        return empty("还没有附件", says, None);
    }
    let open = files.listed.locked.is_none();
    let mut columns = vec![Column::new("文件"), Column::short("类型和大小"), Column::short("上传时间")];
    columns.extend(open.then(Column::actions));
    let rows = files.listed.list.iter().map(|one| row(files, one, open.then_some(token))).collect();
    let count = files.listed.list.len();
    view! {
        {table(format!("{}的附件", files.listed.of), &columns, rows)}
        <p class="table__foot">{format!("共 {count} 个，最多 {} 个。", files.listed.limits.files)}</p>
    }
    .into_any()
}

fn row(files: &Files, one: &Attachment, token: Option<&str>) -> Row {
    let base = files.base();
    let (name, full) = (one.file.name.clone(), format!("查看附件“{}”", one.file.name));
    let elsewhere = (!one.elsewhere.is_empty()).then(|| {
        let says = format!("同一个文件还用在：{}。没有放错就不用理会。", one.elsewhere.join("、"));
        view! { <span class="small muted file__also">{says}</span> }
    });
    let mut cells = vec![
        Cell::title(view! { <a href=url::file(&base, &one.file.id) aria-label=full>{name}</a>{elsewhere} }),
        Cell::class("nowrap", one.file.about()),
        Cell::class("nowrap", time::stamp(one.created_at.local())),
    ];
    cells.extend(token.map(|token| {
        let action = files.within(&url::file_delete(&base, &one.file.id));
        let (token, full) = (token.to_owned(), format!("删除附件“{}”", one.file.name));
        Cell::actions(view! {
            <form method="post" action=action>
                <input type="hidden" name="_token" value=token/>
                <button class="btn btn--link" type="submit" aria-label=full>"删除"</button>
            </form>
        })
    }));
    Row::new(cells)
}

fn form(files: &Files, problems: &[String], token: String) -> AnyView {
    let chooser = Plain::new(FILE, "选择文件", Control::Files { accept: ACCEPT })
        .hint(files.listed.limits.says())
        .error(problems.join("；"))
        .needed();
    let body = view! {
        <upload-form>
        <form class="panel" method="post" action=files.address() enctype="multipart/form-data" novalidate=true>
            <input type="hidden" name="_token" value=token/>
            {plain(chooser)}
            <div class="upload" hidden=true>
                <progress class="progress" max="100" value="0" aria-label="上传进度"></progress>
                <p
                    class="small"
                    role="status"
                    data-sending="正在上传，已传"
                    data-checking="已经传完，正在检查文件"
                    data-cancelled="已取消，这次没有上传"
                    data-busy="现在上传的人太多，这次没有上传。文件还选着，请过一会儿再点“上传”"
                    data-failed="网络中断，这次没有上传，请检查网络以后再点“上传”"
                ></p>
                <button class="btn btn--second btn--s" type="button">"取消上传"</button>
            </div>
            <div class="actions">
                <button class="btn" type="submit">"上传"</button>
                <p class="form__tip">
                    "按内容检查，不看文件名。加了密码的 PDF、打不开的文件不会保存。手机拍的照片请保证文字清楚、没有缺角。"
                </p>
            </div>
        </form>
        </upload-form>
    };
    heading::section("upload", "上传附件", "", None, body.into_any())
}

fn ways(files: &Files) -> AnyView {
    let course = files.within.as_deref();
    let mut ways = Vec::new();
    if let Of::Entry { section: of, id } = &files.of {
        ways.push((wizard::within(&url::record_section(*of), course), format!("返回{}", of.title())));
        let here = format!("{}#{}", wizard::within(&url::entry(*of, id), course), section::EDIT);
        ways.push((here, "查看这一条".to_owned()));
    } else {
        ways.push((wizard::overview(course), "返回个人信息一览表".to_owned()));
    }
    let links =
        ways.into_iter().map(|(href, words)| view! { <a class="btn btn--second" href=href>{words}</a> }).collect_view();
    view! { <div class="actions">{links}</div> }.into_any()
}

/// Attachments as links among other things. `open` gives the address of one.
pub fn links(files: &[domain::attachment::File], open: impl Fn(&str) -> String) -> AnyView {
    let mut html = String::new();
    write_links(&mut html, files, open);
    InertElement::new(html).into_any()
}

/// [`links`] as markup.
pub fn write_links(html: &mut String, files: &[domain::attachment::File], open: impl Fn(&str) -> String) {
    for file in files {
        html.push_str("<li>");
        link(html, &open(&file.id), "", &file.name);
        html.push_str("<span class=\"small muted\">（");
        html.push_str(&escape(&file.about()));
        html.push_str("）</span></li>");
    }
}
