//! Every component with an example. Served at `/design` in debug builds only:
//! the accessibility check and the tests of this crate read it.
//!
//! To add an example: a section in [`body`] (or a field in [`FORM`] for a new kind).

use domain::{
    business::{Business, Step},
    codes,
    date::Date,
    field::{Field, Form, Group, Picker, Width},
    issue::{Issue, What},
    pick::{Filter, PickAnswer, PickRow},
    record::SectionId,
    snapshot::{Given, Snapshot},
    values::{Labels, Values},
    workflow::{Level, Outcome, Route, State},
};
use leptos::prelude::*;

use super::{
    login::{self, Login},
    notices::{self, Notice},
};
use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner},
        checks::{self, Answer, Check},
        confirm::{Confirm, confirm},
        empty::empty,
        field::{Beside, Control, Plain, Shown, radios},
        filter::filter,
        form, heading,
        icons::{Icon, business_card},
        kv, mould,
        pager::pager,
        pick,
        sheet::sheet,
        side,
        stages::{Note, Stage, stages},
        steps::{self, steps},
        table::{Cell, Column, Row, table},
        tag::{self, Tone, tag},
        tasks::{self, Task},
        twins::{self, Twins, Way},
    },
    url,
};

/// A form with every kind of field.
pub static FORM: Form = Form {
    key: "design",
    title: "各种填写项",
    note: "",
    groups: &[
        Group {
            title: "文字",
            core: false,
            fields: &[
                Field::line("line", "一行文字", 60).needed().hint("按毕业证书填写全称"),
                Field::name("person", "姓名"),
                Field::document("document", "证件号码", "document_kind").needed(),
                Field::choice("document_kind", "证件类型", &codes::ID_DOCUMENT_TYPE),
                Field::date("date", "日期").needed().hint("例如 2007-07-02"),
                Field::date_or_now("end", "结束日期").hint("还没有结束的填“至今”"),
                Field::whole("years", "年限", 0, 60).hint("整数，单位是年"),
                Field::mobile("mobile", "移动电话").wide(Width::Quarter),
                Field::phone("phone", "固定电话").wide(Width::Quarter),
                Field::postcode("postcode", "邮政编码").wide(Width::Quarter),
                Field::email("email", "电子邮箱").wide(Width::Quarter),
                Field::line("address", "通信地址", 100).wide(Width::Full),
                Field::line("fixed", "已锁定", 60).locked(),
            ],
        },
        Group {
            title: "核心数据",
            core: true,
            fields: &[
                Field::choice("series", "申报专业系列", &codes::SERIES).at_submit(),
                Field::pick("title", "申报职称名称", Picker::Title).at_submit(),
                Field::follows("level", "申报职称等级", "title").hint("由申报职称名称自动带出"),
                Field::pick("region", "户口所在地", Picker::Region).wide(Width::Half),
                Field::entry("education", "对应专业的全日制最高学历").at_submit().wide(Width::Half),
                Field::pick("committee", "评审委员会", Picker::Committee).at_submit().wide(Width::TwoThirds),
                Field::pick("unit", "人事管理单位", Picker::Unit),
            ],
        },
        Group {
            title: "个人专业技术工作小结",
            core: false,
            fields: &[Field::long("summary", "个人专业技术工作小结", 3000, 6).at_submit().hint("可以换行")],
        },
        Group {
            title: "个人承诺",
            core: false,
            fields: &[Field::tick("promise", "个人承诺", domain::application::PROMISE_TEXT).at_submit()],
        },
    ],
    rules: &[],
};

/// The form filled in, half right.
pub fn shown() -> Shown {
    let values: Values = [
        ("person", "陈晓岚"),
        ("date", "2004-02-30"),
        ("years", "8"),
        ("fixed", "系统带出，不能修改"),
        ("region", "442000002"),
        ("title", "0503"),
        ("level", "3"),
        ("summary", "2021 年 6 月至今从事注塑机合模机构设计。\n主持完成 2 个型号的样机试制。"),
    ]
    .into_iter()
    .collect();
    let labels: Labels = [
        ("region", "广东省中山市东区街道办事处"),
        ("title", "工程师"),
        ("level", "中级"),
        ("committee.note", "受理期 2026-10-20 至 2026-12-10，还有 17 天"),
    ]
    .into_iter()
    .map(|(key, label)| (key.to_owned(), label.to_owned()))
    .collect();
    let entries = vec![("e1".to_owned(), "2007年大学专科（五邑大学，计算机辅助设计与制造）".to_owned())];
    let beside = Beside {
        title: "旁边的说明".to_owned(),
        paragraphs: vec!["对照着填写的条文，一条一段。".to_owned(), "窄屏上排在字段下面。".to_owned()],
        note: "这是示例文字".to_owned(),
    };
    Shown {
        values,
        labels,
        issues: vec![
            Issue { key: "line", label: "一行文字", what: What::Fill },
            Issue { key: "committee", label: "评审委员会", what: What::Choose },
            Issue { key: "promise", label: "个人承诺", what: What::Tick },
        ],
        options: [("education".to_owned(), entries)].into_iter().collect(),
        beside: [("promise".to_owned(), beside)].into_iter().collect(),
        locked: false,
    }
}

pub fn page(frame: Frame, today: Date) -> Html {
    let token = frame.token.clone();
    let frame = frame.titled("组件与状态").nav(Nav::None).crumbs(vec![Crumb::here("组件与状态")]).errors(true);
    render(frame, move || body(today, &token))
}

fn body(today: Date, token: &str) -> AnyView {
    let business = Business::Recognition;
    let form = form::Frame {
        form: &FORM,
        action: "/design".to_owned(),
        token: token.to_owned(),
        account: String::new(),
        conflict: Vec::new(),
        version: 1,
        key: "example".to_owned(),
        today,
        banner: Some(Banner::new(banner::Tone::Warn, "", "评委会受理期还有 2 天，请尽快提交。")),
        summary: crate::ui::summary::kept(3),
        head: mould::draw(heading::page("组件与状态", "开发用", "各页没有同时出现的状态集中在这里，供逐个比对。")),
        hidden: Vec::new(),
        actions: form::actions(
            &[("save", "保存"), ("next", "保存，下一步")],
            &[(url::record(), "返回一览表".to_owned())],
            "提交后不能修改。",
        ),
    };
    let items: Vec<steps::Item> = Step::ALL
        .iter()
        .zip([steps::Standing::Fix(2), steps::Standing::Done, steps::Standing::Todo, steps::Standing::Todo])
        .map(|(step, standing)| steps::Item { step: *step, standing, href: Some(url::step("a1", *step)) })
        .collect();
    view! {
        {form::frame(form, &shown())}
        {part("steps", "步骤条", steps(business, Step::Preview, &items))}
        {part("tags", "状态标签", tags())}
        {part("banners", "横幅", banners())}
        {part("cards", "卡片和菜单", cards())}
        {part("tables", "表格、分页、空状态", tables())}
        {part("tasks", "一览表", task_list())}
        {part("stages", "环节时间线", timelines())}
        {part("checks", "核对清单", check_list())}
        {part("picking", "放大镜", picker(token))}
        {part("filters", "查询条件和审核结论", filters())}
        {part("twins", "相同的两条", twins(token.to_owned()))}
        {part("sheets", "申报表预览", paper(today))}
        {part("notices", "通知", notice_list(today))}
        {part("login", "登录", login_form(token))}
    }
    .into_any()
}

/// The page of a confirmation, by itself because of its `h1`.
pub fn confirmation(frame: Frame) -> Html {
    let token = frame.token.clone();
    render(frame.titled("撤回申请"), move || {
        confirm(Confirm {
            title: "撤回这件申请？".to_owned(),
            says: vec!["2026-11-09 考核认定将回到“个人申请”环节，可以修改后重新提交。".to_owned()],
            action: "/design".to_owned(),
            token,
            hidden: vec![("version".to_owned(), "3".to_owned())],
            reason: Some(("撤回原因".to_owned(), "可以不填".to_owned(), String::new(), String::new())),
            button: "撤回申请".to_owned(),
            dangerous: true,
            back: (url::tracking(), "不撤回".to_owned()),
        })
    })
}

fn part(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    heading::section(id, title, "", None, body)
}

fn tags() -> AnyView {
    let states = State::all()
        .into_iter()
        .map(|state| view! { <li>{state.stage()}" "{tag::status(state)}" "{tag::outcome(state)}" "{tag::returned(state)}</li> })
        .collect_view();
    view! {
        <p>
            {tag(Tone::Done, "已填写")}" "{tag(Tone::Todo, "未填写")}" "{tag(Tone::Fix, "需修改")}" "
            {tag(Tone::Doing, "审核中")}" "{tag(Tone::Warn, "5 天后截止")}" "{tag(Tone::Top, "置顶")}
        </p>
        <ul class="list mt-s">{states}</ul>
    }
    .into_any()
}

fn banners() -> AnyView {
    let example = |tone, lead: &str, text: &str| banner::said(&Banner::new(tone, lead, text));
    view! {
        {example(banner::Tone::Info, "", "已填写的申报信息已经保存。")}
        {example(banner::Tone::Ok, "已保存。", "基本信息于 2026-11-23 15:20 保存。")}
        {banner::banner(&Banner::new(banner::Tone::Warn, "", "评委会受理期还有 2 天，请尽快提交。").link(url::tracking(), "查看"))}
        {banner::banner(&Banner::new(
            banner::Tone::Error,
            "保存失败。",
            "网络没有连上，填写的内容还在本页。请稍后再点一次“保存”。",
        ))}
        {banner::with_button(
            "draft-h",
            "初次职称考核认定申请尚未提交".to_owned(),
            "填到第 1 步“填写个人信息”。",
            url::step("a1", Step::Record),
            "继续填写".to_owned(),
        )}
    }
    .into_any()
}

fn cards() -> AnyView {
    let cards = Icon::ALL
        .iter()
        .map(|icon| {
            business_card(
                *icon,
                "初次职称考核认定申请",
                "首次申报，按学历和专业工作年限考核认定。",
                vec![(url::services(), "业务申请".to_owned(), format!("示例 {icon:?}"))],
            )
        })
        .collect_view();
    side::beside(side::Item::Tracking, view! { <ul class="cards">{cards}</ul> }.into_any())
}

fn tables() -> AnyView {
    let columns = [Column::short("申请日期"), Column::new("业务类型"), Column::short("办理状态"), Column::actions()];
    let row = |date: &'static str, class: &'static str, state: State| Row {
        class,
        cells: vec![
            Cell::class("nowrap", date),
            Cell::title("考核认定"),
            Cell::new(tag::status(state)),
            Cell::actions(
                view! { <a href=url::tracking() aria-label=format!("查看详情：{date} 考核认定")>"查看详情"</a> },
            ),
        ],
    };
    let rows = vec![
        row("2026-11-24", "is-open", State::At(Level::Unit)),
        row("2026-10-21", "", State::Returned(Level::Unit)),
        row("2021-04-12", "is-off", State::Closed(Outcome::Passed)),
    ];
    let facts = vec![("持证人".to_owned(), "陈*岚".into_any()), ("证书状态".to_owned(), tag(Tone::Done, "有效"))];
    view! {
        {table("办理中和已办结的申请", &columns, rows)}
        {pager(5, 12, "共 96 件，第 33 至 40 件", &|page| format!("/tracking?page={page}"))}
        <div class="mt">{kv::kv("证书公开信息", facts, false)}</div>
        <div class="mt">
            {empty(
                "没有符合条件的评审委员会",
                "试试把“资格等级”改成“不限”，或换一个所属地区。",
                Some((url::services(), "清空条件".to_owned())),
            )}
        </div>
    }
    .into_any()
}

fn task_list() -> AnyView {
    let task = |title: &str, needed, standing, count: &str, why: &str| Task {
        title: title.to_owned(),
        href: url::record(),
        needed,
        standing,
        count: count.to_owned(),
        why: why.to_owned(),
        look: if why.is_empty() {
            String::new()
        } else {
            "请核对：两段全日制学历的时间重叠".to_owned()
        },
        note: "对应申报表第 1 页".to_owned(),
    };
    let groups = vec![
        tasks::Group {
            title: "基本信息".to_owned(),
            tasks: vec![task("基本信息", true, tasks::Standing::Done, "", "")],
        },
        tasks::Group {
            title: "教育和工作".to_owned(),
            tasks: vec![
                task("学历教育信息", true, tasks::Standing::Fix, "2 条", "第 2 条缺少毕业院校"),
                task("主要专业技术工作经历", true, tasks::Standing::Todo, "", ""),
            ],
        },
    ];
    view! { {tasks::progress(1, 3, 1, None)}{tasks::tasks("个人信息一览表，共 3 项", groups)} }.into_any()
}

fn twins(token: String) -> AnyView {
    let row = |label: &str, this: &str, other: &str| twins::Beside {
        label: label.to_owned(),
        this: this.to_owned(),
        other: other.to_owned(),
    };
    let way = |choice, words, dangerous| Way { choice, words, dangerous };
    twins::twins(Twins {
        lead: "这一条是列表的第 2 条（未入库），另一条是第 1 条（未入库）。".to_owned(),
        rows: vec![row("毕业院校", "五邑大学", "五邑大学"), row("学制（年）", "2", "")],
        ways: vec![way("both", "都保留（不是同一条）", false), way("this", "保留这一条，删除另一条", true)],
        action: "/design".to_owned(),
        token,
    })
}

fn timelines() -> AnyView {
    let notes = [
        Note {
            stage: Some(Stage::Applicant),
            who: "陈晓岚".to_owned(),
            at: "2026-11-27 09:12".to_owned(),
            say: String::new(),
        },
        Note {
            stage: Some(Stage::Level(Level::Unit)),
            who: "中山市自由职业者专业技术人员网上申报处".to_owned(),
            at: "2026-11-28 10:05".to_owned(),
            say: "请补充毕业证书编号。".to_owned(),
        },
    ];
    view! {
        <div class="row">
            <div class="c-2">{stages(&Route::full(), State::At(Level::Department), &notes)}</div>
            <div class="c-2">{stages(&Route::full(), State::Returned(Level::Unit), &notes)}</div>
        </div>
    }
    .into_any()
}

fn check_list() -> AnyView {
    let line = |answer, title: &str, how: Vec<(String, Option<String>)>| Check { answer, title: title.to_owned(), how };
    let list = vec![
        line(
            Answer::Fail,
            "学历教育信息至少 1 条，每条完整",
            vec![("学历教育信息第 2 条：请填写毕业院校".to_owned(), Some(url::record_section(SectionId::Education)))],
        ),
        line(Answer::Wait, "时间前后衔接", vec![("工作经历中断超过 1 个月，请核对".to_owned(), None)]),
        line(Answer::Pass, "证件照已上传", Vec::new()),
    ];
    let said = checks::count(&list);
    view! { <p class="form__tip">{said}</p>{checks::checks(list)} }.into_any()
}

fn picker(token: &str) -> AnyView {
    let query = url::picking(Picker::Committee, "recognition", "committee", "a1");
    let row = |value: &str, label: &str, refusal: Option<&str>| PickRow {
        value: value.to_owned(),
        label: label.to_owned(),
        cells: vec!["中级".to_owned()],
        refusal: refusal.map(str::to_owned),
        ..PickRow::default()
    };
    let filter = |key: &str, label: &str, options: Vec<(String, String)>, tick| Filter {
        key: key.to_owned(),
        label: label.to_owned(),
        options,
        tick,
        ..Filter::default()
    };
    let answer = PickAnswer {
        title: "评审委员会查询结果".to_owned(),
        filters: vec![
            filter("level", "资格等级", vec![("3".to_owned(), "中级".to_owned())], false),
            filter("name", "评审委员会名称", Vec::new(), false),
            filter("only", "只看可以选择的评委会", Vec::new(), true),
        ],
        columns: vec!["评委会全称".to_owned(), "受理等级".to_owned()],
        rows: vec![
            row("c1", "中山市机电、广播电视工程技术工程师资格评审委员会", None),
            row("c2", "中山市建筑工程技术工程师资格第二评审委员会", Some("不受理机械专业")),
        ],
        said: "共 2 个，可以选择 1 个".to_owned(),
        page: 1,
        pages: 1,
        ..PickAnswer::default()
    };
    let place = |code: &str, name: &str, below: bool, refusal: Option<&str>| PickRow {
        value: code.to_owned(),
        label: format!("广东省{name}"),
        cells: vec![name.to_owned(), code.to_owned()],
        refusal: refusal.map(str::to_owned),
        below,
        ..PickRow::default()
    };
    let region = url::picking(Picker::Region, "basic", "household_region", "");
    let tree = PickAnswer {
        rows: vec![
            place("440100", "广州市", true, None),
            place("442000", "中山市", false, None),
            place("449000", "省直辖县级行政区划", true, Some("请选择它的下一级")),
        ],
        path: vec![("0".to_owned(), "全国".to_owned()), ("440000".to_owned(), "广东省".to_owned())],
        said: "广东省有 3 个下级地区".to_owned(),
        page: 1,
        pages: 1,
        ..PickAnswer::default()
    };
    let back = "/applications/a1/details";
    view! { {pick::answer(&query, &answer, back, token)}{pick::answer(&region, &tree, back, token)} }.into_any()
}

fn filters() -> AnyView {
    let answers = vec![
        ("accept".to_owned(), "审核通过，报送下一环节".to_owned(), String::new()),
        ("return".to_owned(), "退回修改".to_owned(), "须写明退回原因，申报人会看到".to_owned()),
    ];
    view! {
        {filter(
            url::tracking(),
            "查询申请",
            vec![
                Plain::new("from", "申请日期从", Control::Digits).value("2019-01-01"),
                Plain::new("until", "至", Control::Digits).error("至要写成年-月-日，例如 2007-07-02"),
            ],
            Some(url::tracking()),
        )}
        {radios("decision", "审核结论", answers, "return", "请选择审核结论", true)}
        {crate::ui::field::plain(Plain::new("file", "选择照片文件", Control::File { accept: "image/jpeg" }).needed())}
    }
    .into_any()
}

fn paper(today: Date) -> AnyView {
    let given = |values: Values| Given { id: "e1".to_owned(), values, labels: Labels::new(), files: Vec::new() };
    let school: Values = [("school", "五邑大学"), ("start", "2005-09-01"), ("end", "2007-06-30")].into_iter().collect();
    let record = [(SectionId::Education, vec![given(school)]), (SectionId::Work, Vec::new())];
    let own: Values =
        [("current_work", "机械设计"), ("summary", "2021 年 6 月至今从事注塑机合模机构设计。\n主持样机试制。")]
            .into_iter()
            .collect();
    let snapshot = Snapshot::take(Business::Recognition, today, None, &record, given(own));
    sheet(&snapshot, Business::Recognition.paper(), "2026-RD-000112", "2026-11-23 15:20", "/applications/a1/files")
}

fn notice_list(today: Date) -> AnyView {
    let notice = |id: &str, top, window| Notice {
        id: id.to_owned(),
        title: "中山市机电、广播电视工程技术工程师资格评审委员会 2026 年度评审通知".to_owned(),
        published: today,
        top,
        window,
    };
    notices::list(&[notice("n1", true, None), notice("n2", false, Some((today, today)))], today)
}

fn login_form(token: &str) -> AnyView {
    let login =
        Login {
            account: "applicant".to_owned(), error: "账号或密码不对，请重新填写".to_owned(), ..Login::default()
        };
    view! { <div class="panel">{login::form(&login, token)}</div> }.into_any()
}
