//! 照片维护: the photo in use with its check list, and the upload of another.
//!
//! The rules and their sentences are the backend's; an upload that was refused
//! leaves the photo in use as it is, and the page says both.

use backend::{
    clock::Timestamp,
    photo::{self, Fault, Line, Mark, Policy},
    photos::Kept,
};
use domain::business::Step;
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner},
        checks::{self, Answer, Check},
        field::{Control, Plain, plain},
        heading,
        side::{self, Item},
        summary::{self, Link},
        time,
    },
    url,
};

/// The id of the file chooser, which is its name in the post.
pub const FILE: &str = "file";

/// What just came of an upload.
#[derive(Debug, Default)]
pub enum Upload {
    /// The page was only opened.
    #[default]
    None,
    Saved,
    /// The form came without a file.
    Unchosen,
    Refused(Vec<Fault>),
}

impl Upload {
    /// The sentences of a refusal.
    fn problems(&self) -> Vec<String> {
        match self {
            Upload::None | Upload::Saved => Vec::new(),
            Upload::Unchosen => vec!["请选择照片文件后再上传".to_owned()],
            Upload::Refused(faults) => faults.iter().map(ToString::to_string).collect(),
        }
    }
}

#[derive(Debug, Default)]
pub struct Photo {
    /// The photo in use.
    pub kept: Option<Kept>,
    pub upload: Upload,
    /// The application that is being filled in, to which the page leads back.
    pub application: Option<String>,
}

pub fn page(frame: Frame, photo: Photo) -> Html {
    let problems = photo.upload.problems();
    let mut crumbs = vec![Crumb::link("网上业务", url::services())];
    crumbs.extend(photo.application.as_ref().map(|id| Crumb::link("正在填写的申请", url::step(id, Step::Record))));
    crumbs.push(Crumb::here("照片维护"));
    let token = frame.token.clone();
    let frame = frame.titled("照片维护").nav(Nav::Services).crumbs(crumbs).errors(!problems.is_empty());
    render(frame, move || {
        let links: Vec<Link> =
            problems.iter().map(|says| Link { href: Some(format!("#{FILE}")), says: says.clone() }).collect();
        let title = format!("照片没有保存，有 {} 处不符合要求", links.len());
        let lead = "照片用于签发电子证书，提交申请前必须上传。生成证书时读取当时的照片，证书生成后无法更改。";
        let main = view! {
            {looked_at(&photo)}
            {form(&problems, &photo, token)}
            {rules()}
            {back(&photo)}
        };
        view! {
            {saved(&photo)}
            {summary::slot(&title, &links)}
            {heading::page("照片维护", "", lead)}
            {side::beside(Item::Photo, main.into_any())}
        }
    })
}

/// The way back to the application in whose course the page was opened.
fn back(photo: &Photo) -> Option<AnyView> {
    let (href, words) = way(photo)?;
    Some(view! { <div class="actions"><a class="btn btn--second" href=href>{words}</a></div> }.into_any())
}

fn way(photo: &Photo) -> Option<(String, &'static str)> {
    Some((url::step(photo.application.as_ref()?, Step::Record), "返回正在填写的申请"))
}

/// The banner of an upload that was kept; odd backgrounds and shapes are said again.
fn saved(photo: &Photo) -> Option<AnyView> {
    let (Upload::Saved, Some(kept)) = (&photo.upload, &photo.kept) else { return None };
    let said = if kept.warnings.is_empty() {
        let text = "在办的申请会自动使用这张照片，不用再保存一次基本信息。";
        Banner::new(banner::Tone::Ok, "照片已保存。", text)
    } else {
        let text = format!("{}。审核人员会看照片决定，可能因此退回。", kept.warnings.join("；"));
        Banner::new(banner::Tone::Warn, "照片已保存，但有地方要留意：", text)
    };
    Some(banner::said(&match way(photo) {
        Some((href, words)) => said.link(href, words),
        None => said,
    }))
}

/// The check list of the file that was refused, or of the photo in use, beside the photo in use.
fn looked_at(photo: &Photo) -> AnyView {
    let policy = Policy::default();
    let (note, lines) = match (&photo.upload, &photo.kept) {
        (Upload::Refused(faults), _) => ("刚才上传的文件，没有保存", refused_lines(faults, &policy)),
        (_, Some(kept)) => ("", kept_lines(kept, &policy)),
        (_, None) => return missing(),
    };
    let list = checks::checks(lines.into_iter().map(check).collect());
    let Some(kept) = &photo.kept else { return heading::section("checks", "检查结果", note, None, list) };
    view! {
        <div class="row">
            <div class="c-23">{heading::section("checks", "检查结果", note, None, list)}</div>
            <div class="c-3">{heading::section("photo", "正在使用的照片", "", None, preview(kept))}</div>
        </div>
    }
    .into_any()
}

/// What failed comes first; what was not looked at any more is left out.
fn refused_lines(faults: &[Fault], policy: &Policy) -> Vec<Line> {
    let mut lines = photo::lines(faults, policy);
    lines.retain(|line| line.mark != Mark::Wait);
    lines.sort_by_key(|line| line.mark != Mark::Fail);
    lines
}

fn kept_lines(kept: &Kept, policy: &Policy) -> Vec<Line> {
    let size = |pixels: i64| u32::try_from(pixels).unwrap_or(0);
    let mut lines = photo::kept_lines(size(kept.width), size(kept.height), &kept.warnings, policy);
    // It is in use: what is odd about it is for the reviewer to decide.
    for line in lines.iter_mut().filter(|line| line.mark == Mark::Fail) {
        line.mark = Mark::Wait;
    }
    lines
}

fn check(line: Line) -> Check {
    Check {
        answer: match line.mark {
            Mark::Pass => Answer::Pass,
            Mark::Fail => Answer::Fail,
            Mark::Wait => Answer::Wait,
        },
        title: line.text,
        how: if line.how.is_empty() { Vec::new() } else { vec![(line.how, None)] },
    }
}

fn preview(kept: &Kept) -> AnyView {
    let at = Timestamp::parse(&kept.created_at).map(|at| at.local()).unwrap_or_default();
    view! {
        <figure class="panel crop-box">
            <div class="crop">
                <img
                    src=url::photo_image()
                    width=kept.width.to_string()
                    height=kept.height.to_string()
                    alt="正在使用的证件照"
                />
            </div>
            <figcaption class="small muted mt-s">{time::stamp(at)}" 上传"</figcaption>
        </figure>
    }
    .into_any()
}

fn missing() -> AnyView {
    let says = "还没有上传照片。没有照片不能提交申请，也不能签发证书。";
    banner::banner(&Banner::new(banner::Tone::Warn, "", says))
}

fn form(problems: &[String], photo: &Photo, token: String) -> AnyView {
    let action = photo.application.as_ref().map_or_else(url::photo, |id| url::within(&url::photo(), id));
    let policy = Policy::default();
    let hint = format!(
        "JPG 格式，{} KB 以内，不小于 {} × {} 像素，红底或蓝底",
        policy.max_bytes / 1024,
        policy.min_size.0,
        policy.min_size.1
    );
    let file = Plain::new(FILE, "选择照片文件", Control::File { accept: "image/jpeg,.jpg,.jpeg" })
        .hint(hint)
        .error(problems.join("；"))
        .needed();
    let body = view! {
        <form class="panel" method="post" action=action enctype="multipart/form-data" novalidate=true>
            <input type="hidden" name="_token" value=token/>
            {plain(file)}
            <div class="actions">
                <button class="btn" type="submit">"上传并检查"</button>
                <p class="form__tip">
                    "上传即确认是本人近期（半年内）正面免冠彩色大一寸照片。可以多次上传，新照片覆盖旧照片；没有通过检查的文件不会保存，也不影响正在使用的照片。"
                </p>
            </div>
        </form>
    };
    heading::section("upload", if photo.kept.is_some() { "重新上传" } else { "上传照片" }, "", None, body.into_any())
}

/// The guide's four points.
fn rules() -> AnyView {
    let body = view! {
        <ol class="list">
            <li>"本人近期（半年内）正面免冠彩色大一寸电子证件照。"</li>
            <li>"照片背景为红底或蓝底，不要自己涂改背景。"</li>
            <li>"JPG 格式，大小在 600 KB 以内，像素不小于 128 × 180。"</li>
            <li>"提交申请时，申报表使用当时的照片；退回修改后重新提交，使用最新的照片。证书生成后照片无法更改。"</li>
        </ol>
    };
    heading::section("rules", "有关要求", "", None, body.into_any())
}
