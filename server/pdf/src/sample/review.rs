//! A full 评审表, an empty one, and one of a person who filled in far too much.
//!
//! Titles and pages are those of `domain.md` §3.1. The person is made up like that of the other samples.
//!
//! To add one: a section of the form is a call of `table` in `pages`.

use super::{PHOTO, counts, opinion, pairs};
use crate::{Block, Entry, NumberedPage, Opinion, ReviewDoc};

/// A confirmed 评审表 with something on every page.
pub fn sample_review() -> ReviewDoc {
    ReviewDoc {
        title: "广东省职称评审表".to_owned(),
        facts: pairs(&[
            ("单位", "示例市青禾软件有限公司"),
            ("姓名", "张䶮"),
            ("现职称", "工程师"),
            ("申报系列", "工程技术人才"),
            ("申报专业", "计算机软件"),
            ("申报级别", "副高级"),
            ("申报职称", "高级工程师"),
            ("评审委员会", "示例市工程系列计算机专业高级职称评审委员会"),
            ("评审年度", "2026"),
        ]),
        made_by: "制表：（按所在地区填写）".to_owned(),
        inside: vec![notes(), promise("张䶮", "2026-07-01", true)],
        pages: pages(&tables(), opinions()),
        photo_jpeg: Some(PHOTO.to_vec()),
        draft: false,
        number: "PS2026000128".to_owned(),
        version: "第 2 次提交".to_owned(),
        hash: "4c1d9e72b05a8f36d2c7e9a1f40b6d5883ae17c2906f5b4dd8e3a7c1b2f09e64".to_owned(),
        verify_url: "https://zhicheng.example.com/check/PS2026000128?c=4c1d9e72".to_owned(),
        made_on: "2026-07-01".to_owned(),
    }
}

/// The draft of somebody who has filled in nothing yet.
pub fn empty_review() -> ReviewDoc {
    let full = sample_review();
    let tables: Vec<Table> = tables().into_iter().map(|table| Table { rows: Vec::new(), ..table }).collect();
    let empty = |block: Block| match block {
        Block::Pairs { title, core, pairs } => {
            Block::Pairs { title, core, pairs: pairs.into_iter().map(|(label, _)| (label, String::new())).collect() }
        }
        Block::Opinion(opinion) => Block::Opinion(by_hand(opinion)),
        other => other,
    };
    let mut pages = pages(&tables, opinions());
    for page in &mut pages {
        page.blocks = std::mem::take(&mut page.blocks).into_iter().map(empty).collect();
    }
    ReviewDoc {
        facts: full.facts.into_iter().map(|(label, _)| (label, String::new())).collect(),
        inside: vec![notes(), promise("", "", false)],
        pages,
        photo_jpeg: None,
        draft: true,
        number: String::new(),
        version: String::new(),
        hash: String::new(),
        verify_url: String::new(),
        ..full
    }
}

/// `count` rows in every section.
pub fn huge_review(count: usize) -> ReviewDoc {
    let tables: Vec<Table> = tables()
        .into_iter()
        .map(|table| {
            let made_up = [entry(table.columns, &[])];
            let rows = if table.rows.is_empty() { &made_up[..] } else { &table.rows };
            Table { rows: rows.iter().cycle().take(count).cloned().collect(), ..table }
        })
        .collect();
    ReviewDoc { pages: pages(&tables, opinions()), ..sample_review() }
}

/// The same block before anybody wrote in it.
fn by_hand(opinion: Opinion) -> Opinion {
    let blank = |(label, _): (String, String)| {
        let blank = if label.contains("起止") {
            "　　　年　　月　　日至　　　年　　月　　日"
        } else {
            ""
        };
        (label, blank.to_owned())
    };
    Opinion {
        counts: opinion.counts.into_iter().map(|(label, _)| (label, None)).collect(),
        facts: opinion.facts.into_iter().map(blank).collect(),
        lines: Vec::new(),
        signer: String::new(),
        seal: opinion.seal.map(|(label, _)| (label, String::new())),
        date: String::new(),
        ..opinion
    }
}

fn notes() -> Block {
    let notes = [
        "一、本表供申报评审职称时使用，由本人按个人信息如实填写，一人一表，内容要具体、真实。",
        "二、第 1 至 11 页由申报人填写，第 12 至 16 页由单位、主管部门、人社部门和评审委员会填写。",
        "三、年月日一律用公历阿拉伯数字填写；学历、现职称、奖项以证书所载为准，没有内容的栏目写“无”。",
        "四、一页写不下的，接着印在同一页码的续页上，其他各页的页码不变。",
        "五、页脚的申请编号、版本和数据校验码与系统中提交的版本一一对应，可以扫描二维码核对。",
        "六、本表用 A4 纸双面打印，沿装订边装订。",
    ];
    Block::Text { title: "填表说明".to_owned(), body: notes.join("\n") }
}

fn promise(signer: &str, date: &str, ticked: bool) -> Block {
    Block::Promise {
        text: "本人对所填写的内容及提交的申报材料真实性负责。如有虚假或不真实之处，愿意接受包括撤销资格等处理决定。"
            .to_owned(),
        ticked,
        signer: signer.to_owned(),
        date: date.to_owned(),
    }
}

/// A section with its page.
#[derive(Debug)]
struct Table {
    page: u8,
    title: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Entry>,
}

impl Table {
    fn block(&self) -> Block {
        Block::Table {
            title: self.title.to_owned(),
            columns: self.columns.iter().map(|&column| column.to_owned()).collect(),
            rows: self.rows.clone(),
            empty: "无".to_owned(),
        }
    }
}

/// A row: texts in the columns, then label and value of what has none.
fn entry(cells: &[&str], more: &[(&str, &str)]) -> Entry {
    Entry { cells: cells.iter().map(|&cell| cell.to_owned()).collect(), more: pairs(more) }
}

/// Pages 1 to 16: the tables on theirs, then what is not a table.
fn pages(tables: &[Table], mut others: Vec<(u8, Block)>) -> Vec<NumberedPage> {
    (1..=16)
        .map(|number| {
            let mut blocks = Vec::new();
            if number == 1 {
                blocks.push(head());
            }
            blocks.extend(tables.iter().filter(|table| table.page == number).map(Table::block));
            blocks.extend(others.extract_if(.., |(page, _)| *page == number).map(|(_, block)| block));
            NumberedPage { number, blocks }
        })
        .collect()
}

fn head() -> Block {
    Block::Pairs {
        title: "基本情况".to_owned(),
        core: false,
        pairs: pairs(&[
            ("姓名", "张䶮"),
            ("性别", "男"),
            ("出生日期", "1800-01-01"),
            ("民族", "汉族"),
            ("政治面貌", "群众"),
            ("参加工作时间", "2012-07-02"),
            ("证件号码", "442000180001010011"),
            ("现职称", "工程师"),
            ("现职称取得时间", "2020-12-18"),
            ("现行政职务", "研发部副经理"),
            ("从事本专业年限", "14 年"),
            ("现从事专业技术工作", "软件开发与系统架构"),
            ("最高学历", "大学本科（示例理工学院软件工程专业，2012-06-30，工学学士）"),
            ("参加学术团体", "示例省计算机学会会员（2018 年起），软件工程专业委员会委员（2022 年起）"),
        ]),
    }
}

fn tables() -> Vec<Table> {
    let mut tables = history();
    tables.extend(exams());
    tables.extend(achievements());
    tables.extend(publications());
    tables
}

/// Pages 1 and 2.
fn history() -> Vec<Table> {
    vec![
        Table {
            page: 1,
            title: "学历（学位）教育情况",
            columns: &["起止日期", "毕业院校", "所学专业", "学历", "学位", "学制", "办学形式"],
            rows: vec![
                entry(
                    &["2005-09-01 至\n2008-07-01", "示例市第一职业技术学校", "计算机应用", "中专", "无", "3", "全日制"],
                    &[],
                ),
                entry(
                    &["2008-09-01 至\n2012-06-30", "示例理工学院", "软件工程", "大学本科", "工学学士", "4", "全日制"],
                    &[("学历证书编号", "189991201205000128"), ("学位证书编号", "1899942012000128")],
                ),
            ],
        },
        Table {
            page: 1,
            title: "非学历教育情况",
            columns: &["起止日期", "培训机构", "项目（课程）", "学时", "证书"],
            rows: vec![entry(
                &[
                    "2019-05-06 至\n2019-05-17",
                    "示例省软件行业协会",
                    "软件架构设计研修班",
                    "80",
                    "结业证书 JY2019-0128",
                ],
                &[("证明人", "周㛃")],
            )],
        },
        Table {
            page: 1,
            title: "主要工作经历",
            columns: &["起止日期", "工作单位", "从事专业技术工作", "主要工作内容"],
            rows: vec![
                entry(
                    &[
                        "2012-07-02 至\n2016-12-31",
                        "示例市云帆信息技术有限公司",
                        "软件开发",
                        "办事大厅预约、排队叫号等系统的服务端开发。",
                    ],
                    &[("部门、职务", "研发一部，工程师"), ("证明人", "李𬀩")],
                ),
                entry(
                    &[
                        "2017-01-01\n至今",
                        "示例市青禾软件有限公司",
                        "软件开发与系统架构",
                        "主持在线申报系统的架构设计与性能优化，带领八人的开发小组。",
                    ],
                    &[("部门、职务", "研发部，副经理")],
                ),
            ],
        },
        Table {
            page: 1,
            title: "现聘任专业（学科）",
            columns: &["聘任单位", "聘任专业（学科）", "聘任职务", "级别", "聘期起止", "累计年"],
            rows: vec![entry(
                &["示例市青禾软件有限公司", "计算机软件", "工程师", "中级", "2021-01-01 至\n2026-12-31", "6"],
                &[("聘书文号", "青禾聘〔2021〕3 号")],
            )],
        },
        Table {
            page: 2,
            title: "指导研究生和专业技术人员进修情况",
            columns: &["起止日期", "类型", "人数或姓名", "内容、课题", "工作量（学时）", "结果"],
            rows: vec![entry(
                &["2022-03-01 至\n2024-02-29", "青年骨干", "3 人", "自动化测试与持续交付", "120", "均能独立承担子系统"],
                &[],
            )],
        },
        Table {
            page: 2,
            title: "国内外进修情况",
            columns: &["起止日期", "国家（地区）、地点", "单位、院校", "内容", "学时（天数）", "结业证书"],
            rows: vec![entry(
                &[
                    "2023-10-09 至\n2023-10-20",
                    "示例省省会",
                    "示例大学",
                    "高可用系统设计高级研修班",
                    "96",
                    "SX2023-1009",
                ],
                &[],
            )],
        },
    ]
}

/// Pages 2, 3 and 12.
fn exams() -> Vec<Table> {
    let year = |year: &str, numbers: [&str; 4], code: &str| {
        let cells = [&[year], &numbers[..], &["完成", "示例市人社局"]].concat();
        entry(&cells, &[("登记码", code)])
    };
    vec![
        Table {
            page: 2,
            title: "计算机应用能力考试",
            columns: &["科目（模块）", "级别", "合格日期", "证书号"],
            rows: vec![entry(&["网络应用基础", "全国", "2014-05-18", "JSJ2014050128"], &[])],
        },
        Table {
            page: 2,
            title: "职称外语考试",
            columns: &["语种", "级别", "成绩", "考试日期", "证书号"],
            rows: vec![entry(&["英语", "B 级", "78.5", "2015-03-28", "WY2015030128"], &[("有效期", "长期")])],
        },
        Table {
            page: 2,
            title: "专业实践能力考试成绩（考评结合专业填写）",
            columns: &["考试名称", "专业", "级别", "成绩", "合格线", "考试日期", "证书号"],
            rows: Vec::new(),
        },
        Table {
            page: 3,
            title: "任现资格以来完成继续教育任务情况",
            columns: &["年度", "公需学时", "专业学时", "选修学时", "合计", "是否完成", "审核单位"],
            rows: vec![
                year("2021", ["30", "42", "18", "90"], "JX2021440128"),
                year("2022", ["30", "48", "20", "98"], "JX2022440128"),
                year("2023", ["30", "56", "18", "104"], "JX2023440128"),
                year("2024", ["30", "42", "18", "90"], "JX2024440128"),
                year("2025", ["32.5", "60", "24", "116.5"], "JX2025440128"),
            ],
        },
        Table {
            page: 12,
            title: "年度考核情况",
            columns: &["年度", "考核单位", "考核结果", "说明"],
            rows: vec![
                entry(&["2021", "示例市青禾软件有限公司", "合格", ""], &[]),
                entry(&["2022", "示例市青禾软件有限公司", "合格", ""], &[]),
                entry(&["2023", "示例市青禾软件有限公司", "优秀", "公司年度先进个人"], &[]),
                entry(&["2024", "示例市青禾软件有限公司", "合格", ""], &[]),
                entry(&["2025", "示例市青禾软件有限公司", "优秀", "主持的系统获市级表彰"], &[]),
            ],
        },
    ]
}

/// Pages 4 to 8.
fn achievements() -> Vec<Table> {
    const WORK: &[&str] = &["起止日期", "承担专业技术工作项目", "本人角色", "完成情况", "效果及评价"];
    let work = |page, title, rows| Table { page, title, columns: WORK, rows };
    vec![
        work(
            4,
            "任现资格之前主要专业技术工作及取得的业绩成果情况",
            vec![entry(
                &[
                    "2013-03-01 至\n2015-11-30",
                    "办事大厅预约与叫号系统",
                    "主要开发人员",
                    "完成预约、叫号、满意度评价三个模块，编写接口文档 6 份、自动化测试 312 个。",
                    "在 12 个镇街办事大厅使用，窗口咨询电话减少四成，业主验收评价为优。",
                ],
                &[("排名", "2/6")],
            )],
        ),
        Table {
            page: 5,
            title: "任现资格以来承担已完成或结项的科研项目情况",
            columns: &["起止日期", "项目名称、编号", "来源、级别", "经费（万元）", "排名", "验收结论"],
            rows: vec![
                entry(
                    &[
                        "2021-05-01 至\n2023-04-30",
                        "政务表单低代码生成技术研究（SK2021-0128）",
                        "市厅",
                        "30",
                        "1/7",
                        "通过验收",
                    ],
                    &[],
                ),
                entry(
                    &[
                        "2023-06-01 至\n2025-05-31",
                        "跨部门材料共享的可信存证（SF2023-0056）",
                        "省部",
                        "125.5",
                        "3/12",
                        "结项，良好",
                    ],
                    &[("角色", "子课题负责人"), ("验收日期", "2025-06-20")],
                ),
            ],
        },
        Table {
            page: 5,
            title: "任现资格以来发明专利情况",
            columns: &["专利名称", "类型", "专利号", "授权日期", "发明人排名"],
            rows: vec![entry(
                &["一种离线可恢复的表单保存方法", "发明", "ZL202199990128.5", "2024-03-12", "1/3"],
                &[("权利人", "示例市青禾软件有限公司"), ("转化情况与效益", "用于在线申报系统，年节约运维费用 18 万元")],
            )],
        },
        Table {
            page: 5,
            title: "任现资格以来获奖情况",
            columns: &["获奖项目", "奖项名称", "等级", "级别", "授予单位", "日期", "排名"],
            rows: vec![entry(
                &["在线申报系统", "示例市科学技术进步奖", "三等奖", "市级", "示例市人民政府", "2024-12-05", "2/9"],
                &[("证书号", "KJ2024-3-0128")],
            )],
        },
        work(
            6,
            "任现资格以来独立完成专业技术工作及取得的业绩成果情况",
            vec![entry(
                &[
                    "2021-03-01 至\n2022-08-31",
                    "在线申报系统审核流转子系统",
                    "独立完成",
                    "独立设计并实现状态机、权限矩阵与事件日志，代码 4.2 万行，测试覆盖 93%。",
                    "支撑年申报 3.6 万件，平均响应时间由 180 ms 降到 12 ms，三年无数据丢失。",
                ],
                &[("证明人", "李𬀩")],
            )],
        ),
        work(
            7,
            "任现资格以来多方（多人）合作完成的专业技术工作及取得的业绩成果",
            vec![entry(
                &[
                    "2022-09-01 至\n2024-06-30",
                    "市级电子证照核验平台",
                    "技术负责人",
                    "负责总体架构与核验接口，组织四家单位联调，形成接口规范 1 部（共 46 页）。",
                    "接入 27 个部门 118 类证照，日均核验 2.1 万次，获市级表彰。",
                ],
                &[("排名", "1/8"), ("贡献比例", "40%")],
            )],
        ),
        work(
            8,
            "任现资格以来完成发包承揽关系甲乙双方项目的专业技术工作及取得的业绩成果",
            vec![entry(
                &[
                    "2024-07-01 至\n2025-12-31",
                    "人事档案数字化服务",
                    "乙方项目经理",
                    "完成 6.8 万卷档案的著录与质检，差错率低于万分之三。",
                    "按期通过甲方验收，评价为优。",
                ],
                &[("发包方", "示例市人才服务中心"), ("承揽方", "示例市青禾软件有限公司"), ("金额", "286.4 万元")],
            )],
        ),
        work(8, "任现资格以来取得其他类型的专业技术工作业绩成果", Vec::new()),
    ]
}

/// Pages 9 and 10.
fn publications() -> Vec<Table> {
    vec![
        Table {
            page: 9,
            title: "一、公开发表（出版）的论文、著作、译著",
            columns: &["题名", "类别", "刊物、出版社", "发表日期", "卷期页", "作者排名", "收录"],
            rows: vec![
                entry(
                    &[
                        "面向政务表单的离线优先数据保存方法",
                        "论文",
                        "示例计算机应用",
                        "2022-05-15",
                        "42(5): 101–108",
                        "1/3",
                        "北大核心",
                    ],
                    &[("ISSN", "9999-0128"), ("是否代表作", "是"), ("DOI", "10.99999/sjy.2022.05.012")],
                ),
                entry(
                    &["Rust 在高并发申报系统中的实践", "论文", "示例软件导刊", "2024-09-10", "23(9): 12–19", "2/4", ""],
                    &[("是否通讯作者", "是")],
                ),
                entry(
                    &["在线政务系统设计", "著作", "示例出版社", "2025-03-01", "", "3/5", ""],
                    &[("本人撰写字数", "6.2 万字")],
                ),
            ],
        },
        Table {
            page: 10,
            title: "二、学术会议宣读的论文",
            columns: &["题名", "会议名称", "级别、主办", "时间", "地点", "排名"],
            rows: vec![entry(
                &[
                    "状态机驱动的审核流转",
                    "示例省软件工程学术年会",
                    "省级，示例省计算机学会",
                    "2023-11-18",
                    "示例市",
                    "1/2",
                ],
                &[("是否收入论文集", "是")],
            )],
        },
        Table {
            page: 10,
            title: "三、专项技术分析报告、实例材料（含未发表但提交评审用）",
            columns: &["题名", "类型", "完成时间", "字数", "本人角色", "采用单位、效果"],
            rows: vec![
                entry(
                    &[
                        "数据归档与恢复演练报告",
                        "专项技术分析报告",
                        "2023-06-30",
                        "12,000",
                        "执笔",
                        "示例市青禾软件有限公司，两次演练均在 30 分钟内恢复",
                    ],
                    &[],
                ),
                entry(&["十万并发压力测试实例", "实例材料", "2025-01-20", "8,600", "主持", "示例市政务服务中心"], &[]),
            ],
        },
    ]
}

/// Pages 11 to 16.
fn opinions() -> Vec<(u8, Block)> {
    let committee = "示例市工程系列计算机专业高级职称评审委员会";
    let unit = "示例市青禾软件有限公司";
    let publicity = |title: &str, place: &str, from_to: &str| Opinion {
        title: title.to_owned(),
        facts: pairs(&[("公示起止时间", from_to), ("公示地点", place), ("有无异议", "公示期内未收到异议")]),
        lines: vec!["公示期内未收到书面或者电话反映的问题。".to_owned()],
        ..Opinion::default()
    };
    let mut all = vec![
        (
            11,
            Opinion {
                title: "个人述评（专业技术工作小结）".to_owned(),
                lines: SUMMARY.split('\n').map(str::to_owned).collect(),
                role: "申报人（签名）".to_owned(),
                signer: "张䶮".to_owned(),
                date: "2026-07-01".to_owned(),
                ..Opinion::default()
            },
        ),
        (
            12,
            opinion(
                "综合评价",
                &["该同志任现职以来历年考核合格以上，两次优秀，能解决复杂技术问题，具备副高级岗位所要求的能力。"],
                "李𬀩",
                unit,
                "2026-07-02",
            ),
        ),
        (13, publicity("评前公示情况", "公司公告栏、公司门户网站", "2026 年 7 月 3 日至 2026 年 7 月 9 日")),
        (
            13,
            opinion(
                "呈报单位意见",
                &["经公示（2026 年 7 月 3 日至 2026 年 7 月 9 日），材料真实，符合申报条件，同意推荐。"],
                "李𬀩",
                unit,
                "2026-07-10",
            ),
        ),
        (
            14,
            opinion(
                "主管部门审核意见",
                &["材料齐全，符合申报条件，同意报送。"],
                "周㛃",
                "示例市工业和信息化局",
                "2026-07-17",
            ),
        ),
        (
            14,
            opinion(
                "人社部门审核意见",
                &["经审核，同意提交评审委员会评审。"],
                "周㛃",
                "示例市人力资源和社会保障局",
                "2026-07-24",
            ),
        ),
    ];
    all.extend([
        (
            15,
            Opinion {
                counts: counts(&[("组员人数", 5), ("出席人数", 5), ("同意人数", 5), ("不同意人数", 0)]),
                role: "组长（签名）".to_owned(),
                seal: None,
                ..opinion(
                    "评委会专业（学科）组评议意见",
                    &["评议结论：推荐。", "该同志专业基础扎实，主持的项目效益明显，同意推荐为高级工程师。"],
                    "周㛃",
                    "",
                    "2026-08-10",
                )
            },
        ),
        (
            15,
            Opinion {
                facts: pairs(&[("答辩题目", "离线可恢复的表单保存如何保证不丢失、不重复"), ("答辩结果", "良好")]),
                role: "答辩组组长（签名）".to_owned(),
                seal: None,
                ..opinion("答辩情况", &["回答清楚，能结合实际说明设计的取舍。"], "周㛃", "", "2026-08-11")
            },
        ),
        (
            16,
            Opinion {
                counts: counts(&[("评委总人数", 25), ("出席人数", 21), ("赞成票", 18), ("反对票", 2), ("弃权票", 1)]),
                role: "主任委员（签名）".to_owned(),
                seal: Some(("评委会（印章）".to_owned(), committee.to_owned())),
                ..opinion("评委会表决结果", &["评审结论：通过。"], "周㛃", "", "2026-08-12")
            },
        ),
        (16, publicity("评后公示情况", "示例市人力资源和社会保障局网站", "2026 年 8 月 15 日至 2026 年 8 月 21 日")),
        (
            16,
            Opinion {
                facts: pairs(&[("证书编号", "2644002000128")]),
                ..opinion(
                    "人社部门审核确认（核准）意见",
                    &["同意评审委员会的评审意见，予以确认。"],
                    "李𬀩",
                    "示例市人力资源和社会保障局",
                    "2026-08-28",
                )
            },
        ),
    ]);
    let mut blocks: Vec<(u8, Block)> = all.into_iter().map(|(page, opinion)| (page, Block::Opinion(opinion))).collect();
    blocks.push((16, Block::Text { title: "备注".to_owned(), body: String::new() }));
    blocks
}

const SUMMARY: &str = "本人 2012 年毕业于示例理工学院软件工程专业，2020 年 12 月取得工程师资格，现任示例市青禾软件有限公司研发部副经理，从事软件开发与系统架构工作十四年。任现职以来，主持或者作为技术负责人完成政务信息系统六个，发表论文两篇，参编著作一部，获发明专利一项、市科学技术进步奖三等奖一项。
在专业理论上，坚持把问题讲清楚再动手。针对窗口单位网络不稳、填报人怕丢内容的老问题，提出“离线优先”的表单保存方法：每一次输入都先落在本地，联网后再按版本合并，冲突时两边的文字都留下来由人选择。这一方法写成论文并获授权专利，在 12 个镇街推广，三年没有丢失一条已经保存的记录。
在工程实践上，主持市级电子证照核验平台的总体设计，组织四家单位联调，接入 27 个部门 118 类证照，日均核验 2.1 万次。平台采用状态机描述办事流程，谁在什么时候可以做什么，写成一张可以逐行审阅的表，新来的同事半天就能看懂。
在带队伍上，指导青年骨干三人，建立代码评审和自动化测试制度，团队缺陷率由每千行 2.6 个降到 0.4 个。完成继续教育年均 99.7 学时。
今后打算在两个方向上继续努力：一是把材料共享与可信存证结合起来，让群众少跑一趟；二是把做过的系统写成规范和教材，让更多的人用得上。";
