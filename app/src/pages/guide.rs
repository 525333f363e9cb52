//! 办事指南: how to apply, browser and printing, accessibility, personal data.
//! Short texts of our own that say only what this system really does.

use domain::{access::Role, business::Business};
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::heading,
    url,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    Apply,
    Browser,
    Accessibility,
    Privacy,
}

impl Topic {
    pub const ALL: &[Topic] = &[Topic::Apply, Topic::Browser, Topic::Accessibility, Topic::Privacy];

    pub const fn title(self) -> &'static str {
        match self {
            Topic::Apply => "怎样申报",
            Topic::Browser => "浏览器与打印",
            Topic::Accessibility => "无障碍说明",
            Topic::Privacy => "个人信息保护",
        }
    }

    pub fn href(self) -> String {
        match self {
            Topic::Apply => url::guide(),
            Topic::Browser => url::guide_browser(),
            Topic::Accessibility => url::guide_accessibility(),
            Topic::Privacy => url::guide_privacy(),
        }
    }
}

pub fn page(frame: Frame, topic: Topic) -> Html {
    let crumbs = match topic {
        Topic::Apply => vec![Crumb::here("办事指南")],
        _ => vec![Crumb::link("办事指南", url::guide()), Crumb::here(topic.title())],
    };
    let title = if topic == Topic::Apply { "办事指南" } else { topic.title() };
    let frame = frame.titled(title).nav(Nav::Guide).crumbs(crumbs);
    let applies = frame.who.as_ref().is_none_or(|who| who.role == Role::Applicant);
    render(frame, move || {
        let tabs = Topic::ALL.iter().map(|one| (one.href(), one.title().to_owned(), *one == topic)).collect();
        let body = match topic {
            Topic::Apply => apply(applies),
            Topic::Browser => browser(),
            Topic::Accessibility => accessibility(),
            Topic::Privacy => privacy(),
        };
        view! { {heading::page(title, "", "")}{heading::tabs("办事指南", tabs)}{body} }
    })
}

fn bullets(items: &'static [&'static str]) -> AnyView {
    let items = items.iter().map(|item| view! { <li>{*item}</li> }).collect_view();
    view! { <ul class="list">{items}</ul> }.into_any()
}

fn section(id: &'static str, title: &'static str, items: &'static [&'static str]) -> AnyView {
    heading::section(id, title, "", None, bullets(items))
}

/// `applies`: the reader may begin an application.
fn apply(applies: bool) -> AnyView {
    let business = Business::Recognition;
    let begin = applies.then(|| {
        view! {
            <p class="mt">
                <a class="btn" href=url::application_new(business)>{format!("开始办理：{}", business.title())}</a>
            </p>
        }
    });
    let steps = domain::business::Step::ALL
        .iter()
        .map(|step| view! { <li>{format!("{}：{}", business.step(*step), explained(*step))}</li> })
        .collect_view();
    let recognition = view! {
        <p>{format!("{}。分四步办理，每一步都可以随时保存，下次登录接着填。", business.summary())}</p>
        <ol class="list list--num mt-s">{steps}</ol>
        {begin}
    };
    view! {
        {heading::section("recognition", business.title(), "", None, recognition.into_any())}
        {section("ready", "办理前准备", &[
            "居民身份证等有效证件，姓名照证件填写。",
            "毕业证书、学位证书：日期、院校、专业、学制以证书为准。",
            "从参加工作起的工作经历，时间前后衔接。",
            "正面免冠电子证件照：JPG 格式，600 KB 以内，不小于 128 × 180 像素，红底或蓝底。",
        ])}
        {section("review", "提交以后", &[
            "申请依次由人事管理单位、主管部门、人社部门和评审委员会审核，各单位的路线可能略有不同。",
            "在“业务办理查询”里可以看到当前环节、谁在什么时候办理、退回的原因。",
            "第一个审核单位办理之前可以自己撤回；办理以后要修改，请联系当前的审核单位退回。",
            "被退回的申请按意见修改后重新提交，以前填写的内容都在。",
        ])}
        {section("mistakes", "容易出错的地方", &[
            "评审委员会选错，申请到不了评委会。先看评审通知里的受理范围，在中山参评请在所属地区内选中山市。",
            "人事管理单位是现工作单位，与档案保管单位没有关系；没有单位的选所在地的申报点。",
            "还没有结束的学习或工作，结束日期填“至今”。",
            "核心数据提交后只有退回或撤回才能修改，提交前逐项核对。",
        ])}
    }
    .into_any()
}

const fn explained(step: domain::business::Step) -> &'static str {
    use domain::business::Step;
    match step {
        Step::Record => "基本信息、学历教育、工作经历、业绩成果，填过的下次直接选用",
        Step::Details => "申报的系列、专业、职称和评审委员会，个人小结和承诺",
        Step::Preview => "核对系统生成的申报表，可以下载 PDF 打印",
        Step::Submit => "系统列出还没有完成的项目，全部通过后提交",
    }
}

fn browser() -> AnyView {
    view! {
        {section("browser", "浏览器", &[
            "近几年的 Chrome、Edge、Firefox、Safari 以及以它们为内核的浏览器都可以使用，不需要安装插件。",
            "关闭脚本也能完成全部申报；开启脚本时，填写中会自动保存，放大镜在当前页打开。",
            "较旧的浏览器版面会简单一些，填写、保存和打印不受影响。",
            "登录状态保存在浏览器的 Cookie 里，请允许本站使用 Cookie。",
        ])}
        {section("printing", "打印", &[
            "申报表请下载 PDF 后打印：用 A4 纸，缩放选“实际大小”。",
            "提交前的申报表带有“草稿”字样，提交后重新下载即可去掉。",
            "网页也可以直接打印，菜单和按钮不会印出来。",
        ])}
        {section("characters", "生僻字", &[
            "姓名里的生僻字和间隔号“·”照证件填写，申报表和证书都能打印。",
            "个别字体没有收录的字会在生成申报表时指出是哪一个字，不会印成空白。",
        ])}
    }
    .into_any()
}

fn accessibility() -> AnyView {
    view! {
        {section("keyboard", "键盘与读屏", &[
            "全部业务可以只用键盘办理：Tab 键在各项之间移动，回车保存，Esc 关闭放大镜。",
            "每页第一个链接是“跳到主要内容”。当前焦点有黄色和深色两道边框。",
            "填写项的说明和错误与输入框相连，读屏软件会一起读出；保存不成功时，焦点移到页首的错误列表，列表里的链接直达要改的项。",
        ])}
        {section("seeing", "字号与颜色", &[
            "点页面右上角的“大字版”，文字和控件一起放大；也可以再用浏览器自带的缩放。",
            "状态都有文字，不只用颜色区分；文字与背景的对比度不低于 4.5:1。",
            "支持系统的高对比度模式和减少动态效果的设置。",
        ])}
        {section("standard", "依据", &[
            "页面按《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（GB/T 37668）和 WCAG 2.2 AA 制作，用自动工具检查每一页。",
            "遇到看不清、点不到、读不出的地方，请告诉受理申报的人社部门，并说明页面名称和所用的软件。",
        ])}
    }
    .into_any()
}

fn privacy() -> AnyView {
    view! {
        {section("what", "收集什么，用来做什么", &[
            "只收集申报表要求的内容：身份、联系方式、学历、工作经历、业绩和照片，用于审核、评审和签发证书。",
            "你的材料只有你本人和申请所经过的审核单位可以查看；申请到达之前，单位看不到你的草稿。",
        ])}
        {section("how", "怎样保护", &[
            "密码只存放不能还原的摘要，任何人都看不到原文；长时间不操作会自动退出，已填的草稿保留。",
            "身份证件号码和电话不出现在网址和运行日志里。",
            "照片上传后去掉拍摄地点等附加信息，只保留画面。",
            "每次提交、审核、退回都记录办理人和时间。",
        ])}
        {section("public", "公开什么", &[
            "证书查询只对知道证书编号和姓名的人显示结果，姓名部分隐去，不显示身份证件号码。",
        ])}
        {section("rights", "你可以做什么", &[
            "在“个人信息查看”里查看和更正自己填写的内容；已经提交的申请要先撤回或请审核部门退回。",
            "在公用电脑上办理，离开前请点“退出”。",
        ])}
    }
    .into_any()
}
