//! 申报条件: how the rules judge a review application, condition by condition, with what else could
//! be applied for; and 不计入 for what lies outside the valid period.
//!
//! It only shows; the answers come from `domain::policy`.

use backend::{applications::Draft, records::Entry};
use domain::{
    business::Business,
    policy::{
        Counting,
        judge::{Condition, Standing, Verdict},
        period::Counts,
    },
    record::SectionId,
    review,
};
use leptos::prelude::*;

use crate::ui::{
    field::Beside,
    heading,
    table::{Cell, Column, Row, table},
    tag::{Tone, tag},
    time,
};

/// The judgement above the form of a review; nothing for other applications.
pub fn panel(draft: &Draft) -> Option<AnyView> {
    if draft.course.business != Business::Review {
        return None;
    }
    let (note, body) = match &draft.verdict {
        None => {
            let says = "选定申报职称名称并保存以后，这里会逐条说明是否符合申报条件、最早什么时候符合、还有哪些途径。";
            (String::new(), view! { <p>{says}</p> }.into_any())
        }
        Some(verdict) => (verdict.said(), judged(verdict, draft)),
    };
    Some(heading::section("conditions", "申报条件", note, None, body))
}

fn judged(verdict: &Verdict, draft: &Draft) -> AnyView {
    let columns = [Column::short("条件"), Column::short("结论"), Column::new("说明")];
    let rows = verdict.conditions.iter().map(row).collect();
    let mut foot = String::new();
    if let Some((_, said)) = &verdict.rule {
        foot.push_str(&format!("判断依据：{said}。"));
        if !verdict.verified {
            foot.push_str("这条规则还没有和公布的文件核对，以当地公布的申报条件为准。");
        }
    }
    if let Some(counting) = &draft.course.counting {
        foot.push_str(&format!(
            "按{}：年限从 {} 算起，业绩材料从 {} 算起，都到 {} 为止。",
            spaced(&counting.title),
            counting.years_from,
            counting.material_from,
            counting.until
        ));
    }
    let foot = (!foot.is_empty()).then(|| view! { <p class="table__foot">{time::within(&foot)}</p> });
    let others = (!verdict.others.is_empty()).then(|| {
        let items = verdict.others.iter().map(|other| view! { <li>{time::within(other)}</li> }).collect_view();
        view! { <p class="mt-s"><b>"其他途径"</b></p><ul class="list">{items}</ul> }
    });
    let explained = draft.course.values().has(review::SHORTFALL);
    let explain = (verdict.refusal.is_none() && verdict.short() && !explained).then(|| {
        view! {
            <p class="mt-s">
                "条件不足也可以申报，但要在"<a href=format!("#{}", review::SHORTFALL)>"不符合条件的说明"</a>
                "里写明理由，审核单位和评委会都会看到。"
            </p>
        }
    });
    view! {
        {(!verdict.conditions.is_empty()).then(|| table("申报条件逐条判断", &columns, rows))}
        {foot}
        {explain}
        {others}
    }
    .into_any()
}

/// A blank before a sentence's first digit.
fn spaced(text: &str) -> String {
    if text.starts_with(|c: char| c.is_ascii_digit()) { format!(" {text}") } else { text.to_owned() }
}

fn row(condition: &Condition) -> Row {
    let tone = match condition.standing {
        Standing::Held => Tone::Done,
        Standing::Open => Tone::Warn,
        Standing::Lacking => Tone::Fix,
    };
    Row::new(vec![
        Cell::title(view! { <span class="nowrap">{condition.what.label()}</span> }),
        Cell::class("nowrap", tag(tone, condition.standing.label())),
        Cell::new(time::within(&condition.said)),
    ])
}

/// The texts of the conditions, by the field beside which they stand.
pub fn texts(draft: &Draft) -> Vec<(String, Beside)> {
    let Some(conditions) = &draft.conditions else { return Vec::new() };
    let beside = |text: &domain::policy::conditions::Text| Beside {
        title: text.heading.clone(),
        paragraphs: text.paragraphs.clone(),
        note: conditions.note.clone(),
    };
    vec![
        (review::EXPERIENCE.to_owned(), beside(&conditions.ability)),
        (review::RESULTS.to_owned(), beside(&conditions.achievement)),
    ]
}

/// 不计入, with the reason, for an entry outside the valid period of the title held.
pub fn period(counting: Option<&Counting>, section: SectionId, entry: &Entry) -> Option<AnyView> {
    let (word, said) = match counting?.of_entry(section, &entry.values)? {
        Counts::Whole => return None,
        Counts::Part(said) => ("部分计入", said),
        Counts::Not(said) => ("不计入", said),
    };
    Some(view! { " "{tag(Tone::Warn, word)}" "<span class="small">{time::within(&said)}</span> }.into_any())
}
