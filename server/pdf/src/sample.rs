//! A full form and a certificate of a person who cannot exist, for tests and to look at.
//!
//! The ID number belongs to a birth date in the year 1800 (`domain.md` §4.1); every name, unit and number
//! is made up. Not demo data for the program: that is seeded into the database.
//!
//! To add one: a new kind of block belongs here, then run the tests with `UPDATE_EXPECT=1` and look at
//! the pages (`cargo run -p pdf --example sample -- <folder>`).

use crate::{Block, CertificateDoc, Entry, FormDoc, Opinion};

mod review;

pub use review::{empty_review, huge_review, sample_review};

/// A drawn face on blue ground, 295 × 413.
pub const PHOTO: &[u8] = include_bytes!("sample-photo.jpg");

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(label, value)| (label.to_owned(), value.to_owned())).collect()
}

fn rows(rows: &[&[&str]]) -> Vec<Entry> {
    rows.iter().map(|row| Entry::from(row.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>())).collect()
}

/// An opinion signed by `signer` under the seal of `seal`.
fn opinion(title: &str, lines: &[&str], signer: &str, seal: &str, date: &str) -> Opinion {
    Opinion {
        title: title.to_owned(),
        lines: lines.iter().map(|&line| line.to_owned()).collect(),
        role: "负责人（签名）".to_owned(),
        signer: signer.to_owned(),
        seal: Some(("单位（公章）".to_owned(), seal.to_owned())),
        date: date.to_owned(),
        ..Opinion::default()
    }
}

fn counts(counts: &[(&str, u32)]) -> Vec<(String, Option<u32>)> {
    counts.iter().map(|&(label, count)| (label.to_owned(), Some(count))).collect()
}

/// A confirmed 初次职称考核认定申报表 with every kind of block, in the order of `domain.md` §3.2.
pub fn sample_form() -> FormDoc {
    FormDoc {
        title: "初次职称考核认定申报表".to_owned(),
        facts: pairs(&[
            ("单位", "示例市青禾软件有限公司"),
            ("姓名", "李𬀩"),
            ("申报系列", "工程技术人才"),
            ("申报专业", "计算机软件"),
            ("申报职称", "助理工程师（助理级）"),
            ("评审委员会", "示例市工程系列计算机专业初级职称评审委员会"),
            ("填报时间", "2026-07-01"),
            ("申请编号", "RD-2026-000128"),
        ]),
        blocks: vec![
            basic(),
            education(),
            work(),
            achievements(),
            application(),
            Block::Text {
                title: "工作期间奖惩情况".to_owned(),
                body: "2024 年度考核优秀，2025 年 1 月获公司嘉奖一次。无处分。".to_owned(),
            },
            Block::Text {
                title: "个人专业技术工作小结".to_owned(),
                body: SUMMARY.to_owned(),
            },
            Block::Promise {
                text: "本人对所填写的内容及提交的申报材料真实性负责。如有虚假或不真实之处，愿意接受包括撤销资格等处理决定。".to_owned(),
                ticked: true,
                signer: "李𬀩".to_owned(),
                date: "2026-07-01".to_owned(),
            },
            Block::Opinion(opinion(
                "用人单位考核评议意见及公示情况",
                &[
                    "经考核评议，李𬀩同志填报的学历、工作经历和业绩属实，胜任现岗位工作，年度考核合格，同意推荐认定助理工程师。",
                    "公示时间 2026 年 7 月 3 日至 2026 年 7 月 9 日，公示地点为公司公告栏，公示期内未收到异议。",
                ],
                "张䶮",
                "示例市青禾软件有限公司",
                "2026-07-10",
            )),
            Block::Opinion(opinion(
                "主管部门（申报点）审核意见",
                &["材料齐全，符合申报条件，同意报送。"],
                "周㛃",
                "示例市工业和信息化局",
                "2026-07-17",
            )),
            Block::Opinion(Opinion {
                counts: counts(&[("评委总人数", 11), ("出席人数", 9), ("赞成票", 8), ("反对票", 0), ("弃权票", 1)]),
                role: "主任委员（签名）".to_owned(),
                ..opinion(
                    "评委会评审认定意见",
                    &["评审认定结论：通过", "出席人数达到评委总人数的三分之二，赞成票达到出席人数的三分之二。"],
                    "周㛃",
                    "示例市工程系列计算机专业初级职称评审委员会",
                    "2026-08-12",
                )
            }),
            Block::Opinion(opinion("公示情况", &[], "", "", "")),
            Block::Opinion(opinion(
                "人社部门审核确认意见",
                &["同意评委会的评审认定意见，予以确认。", "证书编号：2644003000128"],
                "李𬀩",
                "示例市人力资源和社会保障局",
                "2026-08-28",
            )),
        ],
        photo_jpeg: Some(PHOTO.to_vec()),
        draft: false,
        number: "RD-2026-000128".to_owned(),
        hash: "9f2c64d1a0b37e5584c6f1d20e9ab7733d1f60c2b8a94e57f0c1d2e3a4b5c6d7".to_owned(),
        verify_url: "https://zhicheng.example.com/check/RD-2026-000128?c=9f2c64d1".to_owned(),
        made_on: "2026-07-01".to_owned(),
    }
}

/// The certificate that follows from [`sample_form`].
pub fn sample_certificate() -> CertificateDoc {
    CertificateDoc {
        number: "2644003000128".to_owned(),
        name: "李𬀩".to_owned(),
        sex: "男".to_owned(),
        birth: "1800-01".to_owned(),
        id_masked: "442000********0011".to_owned(),
        series: "工程技术人才".to_owned(),
        profession: "计算机软件".to_owned(),
        title: "助理工程师".to_owned(),
        level: "助理级".to_owned(),
        route: "考核认定".to_owned(),
        committee: "示例市工程系列计算机专业初级职称评审委员会".to_owned(),
        obtained_on: "2026-08-12".to_owned(),
        issuer: "示例市人力资源和社会保障局".to_owned(),
        issued_on: "2026-08-28".to_owned(),
        photo_jpeg: Some(PHOTO.to_vec()),
        verify_url: "https://zhicheng.example.com/certificates?no=2644003000128".to_owned(),
        status: "有效".to_owned(),
        demo: true,
    }
}

fn basic() -> Block {
    Block::Pairs {
        title: "基本信息".to_owned(),
        core: false,
        pairs: pairs(&[
            ("姓名", "李𬀩"),
            ("曾用名", "无"),
            ("性别", "男"),
            ("民族", "汉族"),
            ("出生日期", "1800-01-01"),
            ("政治面貌", "群众"),
            ("证件类型", "居民身份证（户口簿）"),
            ("证件号码", "442000180001010011"),
            ("文化程度", "大学本科"),
            ("参加工作时间", "2024-07-01"),
            ("移动电话", "15400000001"),
            ("固定电话", "0760-88000000"),
            ("户口性质", "非农业户口"),
            ("户口所在地", "示例省示例市"),
            ("籍贯", "示例省示例市"),
            ("出生地", "示例省示例市"),
            ("户籍地址", "示例省示例市示例区示例街道示例路 18 号 2 栋 301 房"),
            ("电子邮箱", "liwei@example.com"),
            ("邮政编码", "528400"),
            ("通信地址", "示例省示例市示例区科技大道 66 号青禾大厦 9 层研发中心（收件人李𬀩）"),
            ("工作单位", "示例市青禾软件有限公司"),
            ("人事管理单位", "示例市青禾软件有限公司"),
            ("主管单位", "示例市工业和信息化局"),
        ]),
    }
}

fn education() -> Block {
    Block::Table {
        title: "学历教育".to_owned(),
        columns: vec![
            "起止日期".to_owned(),
            "毕业院校".to_owned(),
            "所学专业".to_owned(),
            "学历".to_owned(),
            "学位".to_owned(),
            "学制".to_owned(),
            "办学形式".to_owned(),
        ],
        rows: rows(&[
            &["2017-09-01 至\n2020-07-01", "示例市第一职业技术学校", "计算机应用", "中专", "无", "3", "全日制"],
            &["2020-09-01 至\n2024-06-30", "示例理工学院", "软件工程", "大学本科", "工学学士", "4", "全日制"],
        ]),
        empty: "无".to_owned(),
    }
}

fn work() -> Block {
    Block::Table {
        title: "主要专业技术工作经历".to_owned(),
        columns: vec![
            "起止日期".to_owned(),
            "工作单位".to_owned(),
            "从事专业技术工作".to_owned(),
            "主要工作内容".to_owned(),
        ],
        rows: rows(&[
            &[
                "2024-07-01 至\n2025-06-30",
                "示例市青禾软件有限公司",
                "软件开发",
                "参与政务办事平台的服务端开发，负责表单校验、附件上传和审核流转模块，编写接口文档和自动化测试。",
            ],
            &[
                "2025-07-01\n至今",
                "示例市青禾软件有限公司",
                "软件开发与测试",
                "负责在线申报系统的服务端开发与性能优化，把 PostgreSQL 查询的平均耗时由 180 ms 降到 12 ms；带领两名实习生完成无障碍改造。",
            ],
        ]),
        empty: "无".to_owned(),
    }
}

fn achievements() -> Block {
    let line = |index: u32, project: &str, state: &str, effect: &str| {
        Entry::from(vec![
            format!("2025-{index:02}-01 至\n2025-{index:02}-28"),
            project.to_owned(),
            state.to_owned(),
            effect.to_owned(),
        ])
    };
    Block::Table {
        title: "从事专业技术工作及取得业绩成果".to_owned(),
        columns: vec![
            "起止日期".to_owned(),
            "承担专业技术工作项目".to_owned(),
            "完成情况".to_owned(),
            "效果及评价".to_owned(),
        ],
        rows: vec![
            line(1, "办事大厅预约模块", "独立完成，已上线", "上线三个月办理预约 4.2 万人次，没有发生数据丢失。"),
            line(
                2,
                "统一身份认证接入",
                "合作完成（第二完成人），已验收",
                "接入 12 个业务系统，登录失败率由 3.1% 降到 0.4%。",
            ),
            line(3, "电子证照核验接口", "独立完成，已上线", "平均响应 38 ms；用户代表评价“稳定、清楚”。"),
            line(
                4,
                "移动端无障碍改造",
                "主持完成，已通过第三方检测",
                "依据 GB/T 37668—2019 完成改造，检测结论为符合；读屏软件用户可以独立办完全部事项。",
            ),
            line(5, "审核工作台查询优化", "独立完成，已上线", "十万条记录下的查询由 2.6 s 缩短到 0.15 s。"),
            line(
                6,
                "数据归档与恢复演练",
                "合作完成（第一完成人），已归档",
                "制定恢复手册，两次演练均在 30 分钟内恢复全部业务。",
            ),
        ],
        empty: "无".to_owned(),
    }
}

fn application() -> Block {
    Block::Pairs {
        title: "申报信息".to_owned(),
        core: true,
        pairs: pairs(&[
            ("申报专业系列", "工程技术人才"),
            ("专业名称", "计算机软件"),
            ("职称名称", "助理工程师"),
            ("职称等级", "助理级"),
            ("现从事专业技术工作", "软件开发与测试"),
            ("从事本专业或相近年限", "2 年"),
            ("与认定资格对应的所学专业", "软件工程"),
            ("对应专业的全日制最高学历", "大学本科（示例理工学院，2024-06-30）"),
            ("评审委员会", "示例市工程系列计算机专业初级职称评审委员会"),
            ("填报时间", "2026-07-01"),
        ]),
    }
}

const SUMMARY: &str = "本人于 2024 年 6 月毕业于示例理工学院软件工程专业，同年 7 月到示例市青禾软件有限公司从事软件开发工作。两年来，在导师张䶮、周㛃的指导下，先后参加了办事大厅预约、统一身份认证接入、电子证照核验、移动端无障碍改造等六个项目，由只能完成单个接口逐步成长为能够独立承担一个子系统。

在专业能力上，坚持先弄清业务再动手写代码。参加办事大厅预约模块时，到窗口跟班三天，记录了二十七个真实问题，据此改掉了“提交后才提示错误”的做法：现在每一项错误都写在对应的输入框旁边，说明哪里不对、怎样改正。上线三个月，窗口的咨询电话减少了四成。

在工程质量上，重视测试与可恢复性。为审核流转模块补齐了 312 个自动化测试，把“先写一个会失败的测试，再改代码”当作习惯；参加数据归档与恢复演练，写成恢复手册（共 18 页），两次演练均在 30 分钟内恢复全部业务，没有丢失一条已经保存的记录。

在新技术学习上，系统学习了 Rust、WebAssembly 与 PostgreSQL，完成继续教育 90 学时（公需 30、专业 42、选修 18）。把 12 条慢查询的平均耗时由 180 ms 降到 12 ms，办法不是加机器，而是改索引、改写法、去掉重复查询。

不足之处是架构设计的经验还少，书面表达不够简练。今后打算：一是继续在一线写代码、做测试；二是每年至少完整主持一个子系统；三是把做过的事写成文档，让后来的人看得懂、用得上。";
