//! The sections of the record as declarations: each is complete, its sample is a good one, its rules are known
//! by name, its place on 评审表 is the guide's.

use std::collections::BTreeSet;

use domain::{
    check::{Context, Stage, check},
    date::Date,
    field::{Kind, Need},
    forms,
    record::{Section, SectionId},
    values::{Labels, Values, normalised},
};

fn context() -> Context {
    Context { today: Date::parse("2026-11-23").expect("the date exists"), stage: Stage::Submit }
}

fn sections() -> impl Iterator<Item = &'static Section> {
    SectionId::ALL.iter().map(|id| id.section())
}

#[test]
fn every_section_is_whole() {
    for section in sections() {
        let keys: Vec<&str> = section.form.fields().map(|field| field.key).collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{:?}: a key twice", section.id);
        let known = |key: &str| keys.contains(&key);
        assert!(section.order_by.is_empty() || known(section.order_by), "{:?}", section.id);
        assert!(section.identity.iter().flat_map(|keys| keys.iter()).all(|key| known(key)), "{:?}", section.id);
        assert!(section.material.is_none_or(known), "{:?}", section.id);
        assert!(section.printed.iter().all(|place| place.only.is_none_or(|(key, _)| known(key))), "{:?}", section.id);
        if section.id.many() {
            assert!(!section.identity.is_empty(), "{:?}: nothing tells duplicates", section.id);
            assert!(section.form.columns().count() > 1, "{:?}: a list of one column", section.id);
            assert!(!section.order_by.is_empty(), "{:?}: no order", section.id);
        }
        assert!(!section.chapter.is_empty() && !section.noun.is_empty());
    }
    let keys: BTreeSet<&str> = SectionId::ALL.iter().map(|section| section.key()).collect();
    assert_eq!(keys.len(), SectionId::ALL.len());
}

/// A sample fills every field but those that exclude each other, and has nothing wrong with it.
#[test]
fn every_sample_is_a_good_entry() {
    for section in sections() {
        let values = section.sample();
        let mut wrong = check(section.form, &values, &context());
        // Who was born before all others cannot be somebody: of him the number alone is looked at.
        wrong.retain(|issue| section.id != SectionId::Basic || issue.key == "document");
        // What is picked is looked up by the server.
        wrong.retain(|issue| !section.form.field(issue.key).is_some_and(|field| matches!(field.kind, Kind::Pick(_))));
        assert!(wrong.is_empty(), "{:?}: {wrong:?}", section.id);
        assert_eq!(normalised(section.form, &values, context().today), values, "{:?}: not tidy", section.id);
        for field in section.form.fields().filter(|field| field.need != Need::Never && !field.locked) {
            let picked = matches!(field.kind, Kind::Pick(_));
            assert!(picked || values.has(field.key), "{:?}: {} is not filled in", section.id, field.key);
        }
        assert!(!section.name(&values, &Labels::new()).is_empty());
        assert!(!section.name(&Values::new(), &Labels::new()).is_empty());
    }
}

/// Every rule of every form is found by its name, so that the browser has it; none is declared for nothing.
#[test]
fn rules_are_known_by_name() {
    let used: BTreeSet<&str> = forms::all().flat_map(|form| form.rules).map(|rule| rule.name).collect();
    let known: BTreeSet<&str> = forms::RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(known.len(), forms::RULES.len(), "a name twice");
    assert_eq!(used, known);
}

/// The guide's 4-1, item by item: title and page.
#[test]
fn marks_are_those_of_the_guide() {
    let pages: Vec<(&str, Vec<u8>)> = sections()
        .map(|section| (section.form.title, section.printed.iter().map(|place| place.page).collect()))
        .collect();
    let guide: [(&str, &[u8]); 22] = [
        ("基本信息", &[]),
        ("学历教育信息", &[1]),
        ("非学历教育信息", &[1]),
        ("工作经历信息", &[1]),
        ("聘任情况", &[1]),
        ("指导研究生和专业技术人员情况", &[2]),
        ("完成继续教育任务总体情况", &[3]),
        ("国内外研修（学习培训）信息", &[2]),
        ("我的继续教育证书", &[]),
        ("计算机应用能力考试信息", &[2]),
        ("职称外语考试信息", &[2]),
        ("实践能力考试信息", &[2]),
        ("任现资格之前主要专业技术工作及取得的业绩成果情况", &[4]),
        ("完成专业技术工作及取得业绩成果信息", &[6, 7, 8, 8]),
        ("承担已完成或结项的科研项目（课题）信息", &[5]),
        ("发明专利信息", &[5]),
        ("公开发表的论文、著作、译著", &[9]),
        ("学术会议宣读的论文", &[10]),
        ("专项技术分析报告、实例材料", &[10]),
        ("获奖信息", &[5]),
        ("年度考核信息", &[12]),
        ("外省、中央单位职称证书资料", &[]),
    ];
    assert_eq!(pages, guide.map(|(title, pages)| (title, pages.to_vec())));
    assert_eq!(SectionId::Education.section().mark(), "本栏目对应评审表第1页的“学历(学位)教育情况”");
}

/// Each kind of achievement has one place; one whose kind is not known yet stands at the last.
#[test]
fn an_achievement_stands_at_one_place() {
    let section = SectionId::Achievement.section();
    for (kind, place) in [("alone", 0), ("joint", 1), ("contract", 2), ("other", 3), ("", 3), ("new", 3)] {
        let taken: Vec<bool> = section.printed.iter().map(|place| place.takes(section, |_| kind.to_owned())).collect();
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{kind}");
        assert!(taken[place], "{kind}");
    }
}
