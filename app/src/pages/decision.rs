//! 审核结论: the panel in which an authority decides, and the last look before
//! what cannot be taken back. It offers exactly what `Dossiered::actions` allows.
//!
//! To add a decision: a [`Choice`] with its words; what it does is in `domain::workflow`.

use backend::{
    applications::Dossiered,
    reviews::{Decision, REASON, REASON_MAX},
};
use domain::{
    application,
    check::{Context, Stage},
    date::Date,
    issue::{Issue, What},
    record::basic,
    text,
    values::Values,
    vote::{self, Tally, two_thirds},
    workflow::{Action, State, step},
};
use leptos::prelude::*;

use crate::{
    shell::{Crumb, Frame, Html, Nav, render},
    ui::{
        banner::{self, Banner, Tone},
        field::{self, Control, Plain, Shown, plain, radios},
        form, kv,
        text::textarea,
        time,
    },
    url,
};

/// The name of the answers; the reason is [`REASON`], the votes are those of [`vote::FORM`].
pub const CHOICE: &str = "decision";
/// Set by the button of the last look.
pub const SURE: &str = "sure";
/// Set by the button that leads from the last look back to the form.
pub const BACK: &str = "back";

/// What can be decided. The votes choose between passed and not, so they are one decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    Accept,
    Vote,
    Return,
    Refuse,
    Confirm,
}

impl Choice {
    pub const ALL: &[Choice] = &[Choice::Accept, Choice::Vote, Choice::Return, Choice::Refuse, Choice::Confirm];

    pub const fn key(self) -> &'static str {
        match self {
            Choice::Vote => "vote",
            other => other.action().key(),
        }
    }

    pub fn from_key(key: &str) -> Option<Choice> {
        Self::ALL.iter().copied().find(|choice| choice.key() == key)
    }

    /// The action; of a vote the one when it has passed.
    pub const fn action(self) -> Action {
        match self {
            Choice::Accept => Action::Accept,
            Choice::Vote => Action::Pass,
            Choice::Return => Action::Return,
            Choice::Refuse => Action::Refuse,
            Choice::Confirm => Action::Confirm,
        }
    }

    /// Closes the case or issues what cannot be changed: it is shown once more before it is done.
    pub const fn wants_a_look(self) -> bool {
        matches!(self, Choice::Vote | Choice::Refuse | Choice::Confirm)
    }

    /// Those that the actions allow.
    pub fn of(actions: &[Action]) -> Vec<Choice> {
        Self::ALL.iter().copied().filter(|choice| actions.contains(&choice.action())).collect()
    }
}

/// What was chosen and typed, as it came.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub choice: String,
    pub reason: String,
    pub vote: Values,
}

impl Typed {
    pub fn choice(&self) -> Option<Choice> {
        Choice::from_key(&self.choice)
    }

    /// The decision about the version that was seen.
    ///
    /// # Errors
    /// The findings at the fields.
    pub fn read(
        &self,
        choice: Choice,
        version: i64,
        applied_on: Option<Date>,
        today: Date,
    ) -> Result<Decision, Vec<Issue>> {
        let tally = match choice {
            Choice::Vote => Some(vote::read(&self.vote, &Context { today, stage: Stage::Submit })?),
            _ => None,
        };
        let decision = Decision { action: choice.action(), reason: self.reason.clone(), tally, version };
        let problems = backend::reviews::problems(&decision, applied_on, today);
        if problems.is_empty() { Ok(decision) } else { Err(problems) }
    }
}

/// Nothing was chosen.
pub fn unchosen() -> Issue {
    Issue { key: CHOICE, label: "审核结论", what: What::Choose }
}

/// The panel: the form while it is the actor's move, else where the application stands.
pub fn panel(dossier: &Dossiered, typed: &Typed, issues: &[Issue], token: &str, today: Date) -> AnyView {
    let choices = Choice::of(&dossier.actions);
    let due = dossier.due.filter(|_| !choices.is_empty()).map(|day| {
        view! { <p class="form__tip">"应在 "<b>{time::date(day)}</b>{format!(" 前办理，{}。", time::left(day, today))}</p> }
    });
    let body = match choices.as_slice() {
        [] => standing(dossier, typed),
        [Choice::Confirm] => confirming(dossier, token),
        _ => deciding(dossier, &choices, typed, issues, token),
    };
    view! {
        <section class="panel is-sticky" id="decide" aria-labelledby="decide-h">
            <h2 class="panel__title" id="decide-h">{dossier.state.stage()}</h2>
            {due}
            <div class="mt-s">{body}</div>
            <p class="mt-s"><a href=url::review_paper(&dossier.id)>{format!("打开{}（PDF）", dossier.business.paper())}</a></p>
        </section>
    }
    .into_any()
}

/// Where it stands, for those whose move it is not. A text typed before somebody was faster stays readable.
fn standing(dossier: &Dossiered, typed: &Typed) -> AnyView {
    let state = dossier.state;
    let mut facts = vec![("办理状态".to_owned(), crate::ui::tag::status(state))];
    facts.extend(state.returned().then(|| ("退回标志".to_owned(), crate::ui::tag::returned(state))));
    facts.extend(crate::ui::tag::outcome(state).map(|tag| ("结果".to_owned(), tag)));
    facts.extend(dossier.certificate.clone().map(|number| ("证书编号".to_owned(), number.into_any())));
    if let Some((tally, day)) = dossier.tally {
        facts.push(("表决".to_owned(), votes(&tally).into_any()));
        facts.push(("表决日期".to_owned(), time::date(day)));
    }
    let lost = (!typed.reason.is_empty()).then(|| {
        plain(
            Plain::new("typed", "你刚才填写的意见", Control::Long { rows: 4, max: REASON_MAX })
                .value(typed.reason.clone())
                .locked(),
        )
    });
    view! { {kv::kv("办理情况", facts, true)}{lost} }.into_any()
}

fn votes(tally: &Tally) -> String {
    let Tally { size, present, yes, no, abstain } = tally;
    format!("评委 {size} 人，出席 {present} 人，赞成 {yes} 票，反对 {no} 票，弃权 {abstain} 票")
}

/// 人社部门 confirms: one button, which leads to the last look.
fn confirming(dossier: &Dossiered, token: &str) -> AnyView {
    let tally = dossier.tally.map(|(tally, day)| {
        view! {
            <p>{format!("评委会已于 {day} 表决通过：{}。", votes(&tally))}</p>
        }
    });
    view! {
        {tally}
        <p class="form__tip mt-s">"确认后生成证书编号并核发电子证书。"</p>
        <form method="post" action=url::review(&dossier.id) class="mt">
            {common(dossier, token)}
            <input type="hidden" name=CHOICE value=Choice::Confirm.key()/>
            <button class="btn btn--block" type="submit">"核对证书内容"</button>
        </form>
    }
    .into_any()
}

fn common(dossier: &Dossiered, token: &str) -> AnyView {
    let (token, version) = (token.to_owned(), dossier.version.to_string());
    view! {
        <input type="hidden" name="_token" value=token/>
        <input type="hidden" name="version" value=version/>
    }
    .into_any()
}

fn deciding(dossier: &Dossiered, choices: &[Choice], typed: &Typed, issues: &[Issue], token: &str) -> AnyView {
    let says = |key: &str| issues.iter().find(|issue| issue.key == key).map(ToString::to_string).unwrap_or_default();
    let answers =
        choices.iter().map(|choice| (choice.key().to_owned(), words(*choice, dossier), hint(*choice).to_owned()));
    let votes = choices.contains(&Choice::Vote).then(|| {
        let shown = Shown { values: typed.vote.clone(), issues: issues.to_vec(), ..Shown::default() };
        form::fields(&vote::FORM, &shown)
    });
    let reason = Plain::new(REASON, "审核意见", Control::Long { rows: 4, max: REASON_MAX })
        .hint("申报人会看到这段文字")
        .value(typed.reason.clone())
        .error(says(REASON));
    view! {
        <form method="post" action=url::review(&dossier.id) novalidate=true>
            {common(dossier, token)}
            {radios(CHOICE, "审核结论", answers.collect(), &typed.choice, &says(CHOICE), true)}
            {votes}
            {plain(reason)}
            <button class="btn btn--block" type="submit">"提交审核结论"</button>
        </form>
    }
    .into_any()
}

/// What the choice does, in the words of this application's route.
fn words(choice: Choice, dossier: &Dossiered) -> String {
    let action = choice.action();
    match choice {
        Choice::Accept => match step(dossier.state, action, &dossier.route) {
            Some((_, State::At(next))) => format!("{}，报送{}", action.label(), next.authority()),
            _ => action.label().to_owned(),
        },
        Choice::Vote => "录入表决结果".to_owned(),
        Choice::Return | Choice::Refuse | Choice::Confirm => action.label().to_owned(),
    }
}

const fn hint(choice: Choice) -> &'static str {
    match choice {
        Choice::Accept | Choice::Confirm => "",
        Choice::Vote => "填写下面的人数和票数，由票数得出是否通过",
        Choice::Return => "须写明退回原因，申报人照着修改后重新提交",
        Choice::Refuse => "须写明依据；申请就此办结",
    }
}

/// The last look at a decision that was read without a finding.
pub fn look(frame: Frame, dossier: &Dossiered, choice: Choice, decision: &Decision, typed: &Typed) -> Html {
    let token = frame.token.clone();
    let (title, body, button, danger) = match (choice, &decision.tally) {
        (Choice::Vote, Some((tally, day))) => last_vote(dossier, tally, *day, &decision.reason),
        (Choice::Confirm, _) => last_certificate(dossier),
        _ => last_refusal(dossier, &decision.reason),
    };
    let crumbs = vec![
        Crumb::link("待办审核", url::reviews()),
        Crumb::link(super::review::title(dossier), url::review(&dossier.id)),
        Crumb::here("确认"),
    ];
    let frame = frame.titled(title.clone()).nav(Nav::Reviews).crumbs(crumbs);
    let back = if choice == Choice::Confirm { "返回" } else { "返回修改" };
    let (kept, common, action) = (kept(typed), common(dossier, &token), url::review(&dossier.id));
    let number = dossier.number.clone().unwrap_or_default();
    render(frame, move || {
        view! {
            <div class="page-head">
                <h1>{title}</h1>
                " "
                <span class="page-head__meta">"申请编号 "<span class="nowrap">{number}</span></span>
            </div>
            <form method="post" action=action novalidate=true>
                {common}
                {kept}
                {body}
                <div class="actions">
                    <button class=if danger { "btn btn--warn" } else { "btn" } type="submit" name=SURE value="1">{button}</button>
                    <button class="btn btn--second" type="submit" name=BACK value="1">{back}</button>
                </div>
            </form>
        }
    })
}

/// Everything that was typed, to be posted once more.
fn kept(typed: &Typed) -> AnyView {
    let choice = typed.choice.clone();
    let votes = typed
        .vote
        .iter()
        .map(|(key, value)| {
            let value = value.to_owned();
            view! { <input type="hidden" name=field::name(key) value=value/> }
        })
        .collect_view();
    let reason = textarea(&typed.reason);
    view! {
        <input type="hidden" name=CHOICE value=choice/>
        {votes}
        <div hidden=true><textarea name=REASON aria-label="审核意见" inner_html=reason></textarea></div>
    }
    .into_any()
}

/// Title, body, button, and whether it closes the case against the applicant.
type Look = (String, AnyView, &'static str, bool);

fn last_refusal(dossier: &Dossiered, reason: &str) -> Look {
    let body = view! {
        <div class="panel">
            <p>{format!("{}的申请将就此办结，结果为“不予受理”。申报人不能再修改这件申请，只能另行申请。", dossier.applicant)}</p>
            {quoted("申报人会看到下面的原因：", reason)}
        </div>
    };
    (format!("不予受理{}的申请？", dossier.applicant), body.into_any(), "确认不予受理", true)
}

fn last_vote(dossier: &Dossiered, tally: &Tally, day: Date, reason: &str) -> Look {
    // A tally that does not stand never comes here.
    let passed = tally.passed().unwrap_or(false);
    let needed = two_thirds(tally.present);
    let compared = if passed { "达到" } else { "不到" };
    let found = format!("赞成 {} 票，{compared}出席人数 {} 的三分之二（{needed} 票）", tally.yes, tally.present);
    let follows = if passed {
        "评审通过，报人社部门审核确认。"
    } else {
        "评审不通过，申请就此办结，申报人会看到结果。"
    };
    let facts = vec![
        ("评委总人数".to_owned(), tally.size.to_string().into_any()),
        ("出席人数".to_owned(), tally.present.to_string().into_any()),
        ("赞成票".to_owned(), tally.yes.to_string().into_any()),
        ("反对票".to_owned(), tally.no.to_string().into_any()),
        ("弃权票".to_owned(), tally.abstain.to_string().into_any()),
        ("表决日期".to_owned(), time::date(day)),
    ];
    let tone = if passed { Tone::Ok } else { Tone::Warn };
    let body = view! {
        {banner::banner(&Banner::new(tone, format!("{found}。"), follows))}
        <div class="panel mt">{kv::kv("表决结果", facts, false)}{(!reason.is_empty()).then(|| quoted("审核意见：", reason))}</div>
    };
    let button = if passed { "确认评审通过" } else { "确认评审不通过" };
    (format!("提交{}的表决结果？", dossier.applicant), body.into_any(), button, !passed)
}

fn quoted(lead: &'static str, reason: &str) -> AnyView {
    let reason = reason.trim().to_owned();
    view! { <p class="mt-s muted">{lead}</p><div class="prose"><p>{reason}</p></div> }.into_any()
}

/// What the certificate will say, with the photo: none of it can be changed afterwards.
fn last_certificate(dossier: &Dossiered) -> Look {
    let form = dossier.business.form().key;
    let shown = |form: &str, key: &str| {
        dossier.snapshot.as_ref().map(|snapshot| snapshot.shown(form, key).to_owned()).unwrap_or_default()
    };
    let own = |key: &str| shown(form, key).into_any();
    let facts = vec![
        ("姓名".to_owned(), view! { <b>{shown(basic::FORM.key, basic::NAME)}</b> }.into_any()),
        ("证件号码".to_owned(), text::masked(&shown(basic::FORM.key, basic::DOCUMENT)).into_any()),
        ("职称系列".to_owned(), own(application::SERIES)),
        ("专业".to_owned(), own(application::SPECIALTY)),
        ("职称名称".to_owned(), view! { <b>{shown(form, application::TITLE)}</b> }.into_any()),
        ("级别".to_owned(), own(application::LEVEL)),
        ("评审组织".to_owned(), dossier.committee.clone().into_any()),
        ("取得时间".to_owned(), dossier.tally.map(|(_, day)| time::date(day)).into_any()),
    ];
    let body = view! {
        {banner::banner(&Banner::new(
            Tone::Warn,
            "证书一经核发就不能更改。",
            "请最后核对照片、姓名、证件号码和职称；有出入的不要确认，先与评委会办公室联系。",
        ))}
        <div class="panel mt">
            {super::review::photo(dossier)}
            <div class="cert__body">{kv::kv("证书内容", facts, false)}</div>
        </div>
    };
    (format!("核发{}的职称证书？", dossier.applicant), body.into_any(), "确认无误，核发证书", false)
}
