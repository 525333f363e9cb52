//! What a person does, step by step: the applicant's way from login to submit, and
//! the authorities' decisions. Everything by labels and words.

use domain::{
    application,
    field::{Form, Kind, Picker},
    recognition,
    record::{achievement, basic, education, work},
};

use super::{browser::Browser, site::Site};

/// Key of a field and what is typed; for a magnifier the name that is chosen.
pub type Typed = [(&'static str, &'static str)];

/// Nobody can own it: no region begins with 440099.
pub const NUMBER: &str = "440099199205200028";
pub const MOBILE: &str = "13800000000";
pub const NAME: &str = "李𬀩";
/// The region in the number of others who might read along.
pub const REGION: &str = "广东省中山市东区街道";
pub const UNIT: &str = "中山市机电技术研究院（测试）";
pub const COMMITTEE: &str = "中山市机电、广播电视工程技术工程师资格评审委员会";
pub const PHOTO: &[u8] = include_bytes!("../../backend/tests/fixtures/photos/valid_red.jpg");

pub const BASIC: &Typed = &[
    (basic::DOCUMENT_KIND, "居民身份证（户口簿）"),
    (basic::DOCUMENT, NUMBER),
    (basic::NAME, NAME),
    (basic::SEX, "女"),
    (basic::BIRTH, "1992/5/20"),
    ("ethnic_group", "汉族"),
    ("political_status", "群众"),
    ("culture_level", "大学本科"),
    ("household_type", "非农业户口（城镇）"),
    ("household_address", "中山市东区街道示例路 2 号"),
    ("birthplace", "广东省中山市"),
    ("native_place", "广东省中山市"),
    (basic::WORKPLACE, UNIT),
    (basic::WORK_SINCE, "20140701"),
    (basic::MOBILE, MOBILE),
    ("address", "中山市东区街道示例路 2 号"),
    ("household_region", REGION),
    (basic::UNIT, UNIT),
];

pub const EDUCATION: &Typed = &[
    (education::START, "2010-09-01"),
    (education::END, "2014-06-30"),
    (education::MODE, "全日制"),
    (education::SCHOOL, "示例理工大学（测试）"),
    (education::MAJOR, "机械设计制造及其自动化"),
    (education::LEVEL, "大学本科"),
    (education::DEGREE, "学士"),
];

pub const WORK: &Typed = &[
    (work::START, "2014-07-01"),
    (work::END, "至今"),
    (work::WORKPLACE, UNIT),
    (work::WORK, "非标自动化设备设计"),
    ("position", "设备室 设计员"),
    ("witness", "梁证明"),
    (work::DUTIES, "承担上下料机构的设计。\n参加装配和调试。"),
];

pub const ACHIEVEMENT: &Typed = &[
    (achievement::START, "2015-03-01"),
    (achievement::END, "2018-12-31"),
    (achievement::KIND, "多方（多人）合作完成"),
    ("role", "主要参加"),
    (achievement::PROJECT, "轴类零件自动上下料单元"),
    (achievement::STATE, "通过验收，投入使用"),
    (achievement::EFFECT, "单件节拍由 96 秒缩短到 61 秒。"),
];

/// The series comes first: titles and specialties follow it.
pub const DETAILS: &Typed = &[
    (application::SERIES, "工程技术人才"),
    (application::CURRENT_WORK, "非标自动化设备设计"),
    (application::YEARS, "12"),
    (recognition::CONDUCT, "无"),
    (application::SUMMARY, "2014 年参加工作以来，一直从事设备设计。\n能够独立完成方案和图纸。"),
    (application::PROMISE, "1"),
    (application::SPECIALTY, "机械"),
    (application::TITLE, "助理工程师"),
    (application::EDUCATION, "2014年大学本科（示例理工大学（测试），机械设计制造及其自动化）"),
    (application::COMMITTEE, COMMITTEE),
];

/// Types into the fields of a form that is on the page, in the order given.
pub async fn fill(browser: &mut Browser, form: &'static Form, typed: &Typed) {
    for (key, value) in typed {
        let field = form.field(key).unwrap_or_else(|| panic!("{} has no field {key}", form.key));
        match field.kind {
            Kind::Pick(picker) => pick(browser, field.label, picker, value).await,
            Kind::Tick { .. } => drop(browser.tick(&format!("本人已阅读{}并确认", field.label))),
            _ => drop(browser.fill(field.label, value)),
        }
    }
}

/// Opens the magnifier, searches and chooses.
pub async fn pick(browser: &mut Browser, label: &str, picker: Picker, name: &str) {
    browser.press(&format!("选择{label}")).await;
    browser.got(200);
    let search = match picker {
        Picker::Region => "地区名称、编码或拼音首字母",
        Picker::Unit => "单位名称",
        Picker::Committee => "评审委员会名称",
        Picker::Title => "职称名称或拼音首字母",
        Picker::Specialty => "专业名称或拼音首字母",
    };
    // The longest names are searched for by their beginning, as people do.
    let word: String = match picker {
        Picker::Region => "东区".to_owned(),
        _ => name.chars().take(8).collect(),
    };
    browser.fill(search, &word);
    browser.press("查询").await;
    browser.got(200);
    browser.press(&format!("选择{name}")).await;
    browser.got(200);
    assert_eq!(browser.value(label), name, "the field shows what was chosen");
}

/// Logs in and begins an application; ends on the first step.
pub async fn begin(site: &Site) -> Browser {
    let mut browser = site.log_in("applicant").await;
    assert_eq!(browser.heading(), "网上业务");
    browser.click("业务申请：考核认定").await;
    browser.press("开始申报").await;
    browser.got(200).sees("第 1 步");
    browser
}

/// The path of the application that the browser is filling in.
pub fn application(browser: &Browser) -> String {
    let path = &browser.page().path;
    let mut parts = path.split('/');
    let id = parts.nth(2).unwrap_or_default();
    let id = id.split('?').next().unwrap_or_default();
    assert!(path.starts_with("/applications/") && !id.is_empty(), "{path} is of no application");
    format!("/applications/{id}")
}

/// From the first step to the last: every section, the photo, the application's own form.
pub async fn fill_in(browser: &mut Browser) {
    let application = application(browser);
    browser.click("基本信息").await;
    fill(browser, &basic::FORM, BASIC).await;
    browser.press("保存").await;
    browser.got(200).sees("已保存");
    for (form, typed) in [(&education::FORM, EDUCATION), (&work::FORM, WORK), (&achievement::FORM, ACHIEVEMENT)] {
        browser.open(&format!("{application}/record")).await;
        browser.click(form.title).await;
        browser.click("新增一条").await;
        fill(browser, form, typed).await;
        browser.press("保存").await;
        browser.got(200).sees("已保存");
    }
    browser.open(&format!("{application}/record")).await;
    browser.click("证件照").await;
    browser.upload("选择照片文件", "photo.jpg", PHOTO);
    browser.press("上传并检查").await;
    browser.got(200).sees("照片已保存");
    browser.open(&format!("{application}/details")).await;
    fill(browser, &recognition::FORM, DETAILS).await;
    browser.press("保存，下一步：生成认定申报表").await;
    browser.got(200).sees("核对申报表");
}

/// Uploads one file on a page of attachments; ends on that page.
pub async fn attach(browser: &mut Browser, page: &str, name: &str, bytes: &[u8]) {
    browser.open(page).await;
    browser.upload("选择文件", name, bytes);
    browser.press("上传").await;
    browser.got(200).sees("附件已上传").sees(name);
}

/// Submits what is filled in; ends on the receipt.
pub async fn submit(browser: &mut Browser) -> String {
    let application = application(browser);
    browser.open(&format!("{application}/submit")).await;
    browser.press("提交审核").await;
    browser.got(200);
    application
}

/// An applicant whose application waits at the unit.
pub async fn submitted(site: &Site) -> (Browser, String) {
    let mut browser = begin(site).await;
    fill_in(&mut browser).await;
    let application = submit(&mut browser).await;
    (browser, application)
}

/// An authority opens the application that waits for it.
pub async fn review(site: &Site, account: &str) -> Browser {
    let mut browser = site.log_in(account).await;
    open_review(&mut browser).await;
    browser
}

pub async fn open_review(browser: &mut Browser) {
    browser.open("/reviews").await;
    let page = browser.page();
    let row = page.dom.all("a").into_iter().map(|id| page.dom.name(id)).find(|name| name.starts_with("审核：李"));
    let row = row.unwrap_or_else(|| panic!("nothing of {NAME} waits: {}", browser.text()));
    browser.click(&row).await;
    browser.got(200);
}

/// Accepts, and is led on.
pub async fn accept(browser: &mut Browser, words: &str) {
    browser.tick(words);
    browser.press("提交审核结论").await;
    browser.got(200).sees("审核通过：李");
}

/// Sends back with a reason.
pub async fn send_back(browser: &mut Browser, reason: &str) {
    browser.tick("退回修改").fill("审核意见", reason);
    browser.press("提交审核结论").await;
    browser.got(200).sees("退回修改：李");
}

/// Types a vote; the last look is still to come.
pub async fn vote(browser: &mut Browser, [size, present, yes, no, abstain]: [&str; 5], day: &str) {
    browser.tick("录入表决结果");
    browser.fill("评委总人数", size).fill("出席人数", present);
    browser.fill("赞成票", yes).fill("反对票", no).fill("弃权票", abstain).fill("表决日期", day);
    browser.press("提交审核结论").await;
}
