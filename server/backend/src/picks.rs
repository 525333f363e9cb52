//! The magnifiers (放大镜): one question, one answer, for the page and the dialog alike.
//!
//! The answer is drawn by one component; whether a row can be chosen is decided
//! by the same rule that guards the submit. To add one: a `Picker` variant, its arm here.

use domain::{
    access::Verb,
    application,
    business::Business,
    codes,
    field::{Kind, Picker},
    forms,
    pick::{ALONG, Fill, Filter, PARENT, PickAnswer, PickQuery, PickRow, TOP},
    plan::{Plan, Wish, left},
    record::{SectionId, basic},
    review,
    values::Values,
};

use crate::{
    Actor, Backend, Error, Result,
    applications::load_for,
    db::Tx,
    dossier::{details_of, planned},
    labels,
    records::{self, Save, Saved, values_of},
    reference::{self, Region, RegionFilter},
    store::{
        catalogue::{self, PlanRow},
        organisations::{self, UnitFilter},
        records as record_store,
        search::{self, COMMITTEE, SPECIALTY, TITLE},
    },
};

/// Rows of a page.
const PAGE: u32 = 10;
/// Longest text of a filter, characters. No name is as long, and what a search costs grows with every word.
const LONGEST: usize = 100;
/// Where browsing begins.
const HOME_REGION: &str = "440000";

impl Backend {
    /// Answers a magnifier.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a picker, form or application that is not there or not the actor's,
    /// [`Error::Refused`] for a filter that is longer than any name.
    pub async fn pick(&self, actor: &Actor, query: PickQuery) -> Result<PickAnswer> {
        let person = records::person(actor, Verb::KeepRecord)?;
        let (picker, label) = asked(&query)?;
        if query.filters.values().any(|text| text.chars().count() > LONGEST) {
            return Err(Error::Refused(format!("查询条件最多 {LONGEST} 个字，请只写名称里的两三个字")));
        }
        let actor = actor.clone();
        let today = self.clock.today();
        self.db
            .read(async move |tx| {
                let details = details(tx, &actor, &query).await?;
                let basic = basic_of(tx, &person).await?;
                let mut answer = match picker {
                    Picker::Region => regions(&query),
                    Picker::Unit => units(tx, &query, &basic).await?,
                    Picker::Committee => {
                        let wish = wish(tx, &details, &basic).await?;
                        committees(tx, &query, &wish, today).await?
                    }
                    Picker::Title => titles(tx, &query, details.get(application::SERIES)).await?,
                    Picker::Specialty => specialties(tx, &query, details.get(application::SERIES)).await?,
                };
                answer.title = format!("选择{label}");
                Ok(answer)
            })
            .await
    }

    /// Writes a choice into the draft, for the page without scripts. The dialog
    /// fills the form instead and saves with it.
    pub async fn pick_choose(&self, actor: &Actor, query: &PickQuery, value: &str) -> Result<Saved> {
        let person = records::person(actor, Verb::KeepRecord)?;
        let (picker, _) = asked(query)?;
        let code = value.to_owned();
        let known = self.db.read(async move |tx| Ok::<_, Error>(labels::label(tx, picker, &code).await?)).await?;
        if known.is_none() {
            return Err(Error::NotFound);
        }
        let key = crate::ids::new();
        if Business::ALL.iter().any(|business| business.form().key == query.form) {
            let underway = self.underway(actor, &query.owner, None).await?;
            let values = underway.values().clone().with(&query.field, value);
            let save = Save { id: query.owner.clone(), version: underway.version, key, values };
            return self.save_details(actor, save).await;
        }
        let section = SectionId::from_key(&query.form).ok_or(Error::NotFound)?;
        let id = if section.many() { query.owner.clone() } else { person };
        let (version, values) = match self.entry(actor, section, Some(&id)).await? {
            Some(entry) => (entry.version, entry.values),
            None => (0, Values::new()),
        };
        let save = Save { id, version, key, values: values.with(&query.field, value) };
        self.save_typed(actor, section, save).await
    }
}

/// The picker and the label of the field that asks; the field must really be a magnifier's.
fn asked(query: &PickQuery) -> Result<(Picker, &'static str)> {
    let picker = Picker::from_key(&query.picker).ok_or(Error::NotFound)?;
    let field = forms::form(&query.form).and_then(|form| form.field(&query.field)).ok_or(Error::NotFound)?;
    match field.kind {
        Kind::Pick(kind) if kind == picker => Ok((picker, field.label)),
        _ => Err(Error::NotFound),
    }
}

async fn details(tx: &mut Tx, actor: &Actor, query: &PickQuery) -> Result<Values> {
    if !Business::ALL.iter().any(|business| business.form().key == query.form) {
        return Ok(Values::new());
    }
    let loaded = load_for(tx, actor, Verb::Edit, &query.owner).await?;
    let mut details = details_of(&loaded.row);
    // What is typed but not saved yet counts: the dialog sends it along.
    for key in ALONG {
        if let Some(typed) = query.typed(key) {
            details.set(key, typed);
        }
    }
    let title = catalogue::title(tx, details.get(application::TITLE)).await?;
    details.set(application::LEVEL, title.map(|row| row.level).unwrap_or_default());
    Ok(details)
}

async fn basic_of(tx: &mut Tx, person: &str) -> Result<Values> {
    // A section without a list is one entry under the person's own id.
    let row = record_store::entry(tx, person).await?;
    Ok(row.filter(|row| row.section == SectionId::Basic).as_ref().map(values_of).unwrap_or_default())
}

async fn wish(tx: &mut Tx, details: &Values, basic: &Values) -> Result<Wish> {
    let specialty = catalogue::specialty(tx, details.get(application::SPECIALTY)).await?;
    let unit = organisations::find(tx, basic.get(basic::UNIT)).await?;
    Ok(Wish {
        series: details.get(application::SERIES).to_owned(),
        specialty: details.get(application::SPECIALTY).to_owned(),
        specialty_name: specialty.map(|row| row.name).unwrap_or_default(),
        level: details.get(application::LEVEL).to_owned(),
        person_type: details.get(review::PERSON_TYPE).to_owned(),
        region: unit.as_ref().map(|row| row.region_code.clone()).unwrap_or_default(),
        unit: unit.map(|row| row.name).unwrap_or_default(),
    })
}

fn text_filter(query: &PickQuery, key: &str, label: &str) -> Filter {
    Filter {
        key: key.to_owned(),
        label: label.to_owned(),
        value: query.filter(key).to_owned(),
        options: Vec::new(),
        tick: false,
    }
}

fn choice_filter(query: &PickQuery, key: &str, label: &str, options: Vec<(String, String)>) -> Filter {
    Filter { options, ..text_filter(query, key, label) }
}

/// The page that is asked for, within those that there are: its number, how many there are, and the rows before it.
fn page_of(query: &PickQuery, total: u32) -> (u32, u32, u32) {
    let pages = total.div_ceil(PAGE).max(1);
    let page = query.page.clamp(1, pages);
    (page, pages, (page - 1) * PAGE)
}

/// An answer with the rows of one page; `total` and `free` are of all pages.
fn answer(query: &PickQuery, rows: Vec<PickRow>, total: u32, free: u32, noun: &str) -> PickAnswer {
    let (page, pages, before) = page_of(query, total);
    let mut said = match total {
        0 => format!("没有符合条件的{noun}"),
        1..=PAGE => format!("共 {total} 个"),
        _ => format!("共 {total} 个，第 {} 至 {} 个", before + 1, (before + PAGE).min(total)),
    };
    if free < total {
        said.push_str(&format!("。可以选择 {free} 个"));
    }
    PickAnswer { rows, said, page, pages, ..PickAnswer::default() }
}

/// One page out of all rows.
fn paged(query: &PickQuery, rows: Vec<PickRow>, noun: &str) -> PickAnswer {
    let total = count(rows.len());
    let free = count(rows.iter().filter(|row| row.refusal.is_none()).count());
    let (_, _, before) = page_of(query, total);
    answer(query, rows.into_iter().skip(place(before)).take(place(PAGE)).collect(), total, free, noun)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn place(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn regions(query: &PickQuery) -> PickAnswer {
    let words = query.filter("q");
    let mut answer = if words.is_empty() { branch(query.filter(PARENT)) } else { named(query, words) };
    answer.filters = vec![text_filter(query, "q", "地区名称、编码或拼音首字母")];
    answer.note = "可以逐级打开，也可以直接查询。".to_owned();
    answer.advice = "试试只写名称里的两三个字，例如“东区”，或拼音首字母“dq”。".to_owned();
    answer
}

fn region_row(region: &Region, cells: Vec<String>) -> PickRow {
    PickRow {
        value: region.code.clone(),
        label: region.full_name.clone(),
        cells,
        refusal: region.placeholder().then(|| "请选择它的下一级".to_owned()),
        below: reference::index().children(&region.code).next().is_some(),
        note: region.code.clone(),
        ..PickRow::default()
    }
}

/// One branch of the tree: the way down to it and all that lies below.
fn branch(parent: &str) -> PickAnswer {
    let index = reference::index();
    let parent = match parent {
        "" => HOME_REGION,
        TOP => "",
        code => code,
    };
    let row = |region: &Region| region_row(region, vec![region.name.clone(), region.code.clone()]);
    let rows: Vec<PickRow> = index.children(parent).map(row).collect();
    let way = index.path(parent).into_iter().map(|region| (region.code.clone(), region.name.clone()));
    PickAnswer {
        said: format!("共 {} 个地区", rows.len()),
        rows,
        path: std::iter::once((TOP.to_owned(), "全国".to_owned())).chain(way).collect(),
        page: 1,
        pages: 1,
        ..PickAnswer::default()
    }
}

/// Regions that a search names, with what lies above them.
fn named(query: &PickQuery, words: &str) -> PickAnswer {
    let search = |before: u32| reference::index().search(words, RegionFilter::default(), place(PAGE), place(before));
    // How many there are is known only after a search; a page behind the last one is searched for again.
    let (total, mut found) = search((query.page.max(1) - 1).saturating_mul(PAGE));
    let total = count(total);
    if found.is_empty() && total > 0 {
        found = search(page_of(query, total).2).1;
    }
    let rows = found.into_iter().map(|region| region_row(region, vec![region.code.clone()])).collect();
    let mut answer = answer(query, rows, total, total, "地区");
    answer.columns = ["地区名称", "地区编码"].map(str::to_owned).to_vec();
    answer
}

async fn units(tx: &mut Tx, query: &PickQuery, basic: &Values) -> Result<PickAnswer> {
    let texts = [query.filter("code"), query.filter("name")].into_iter().filter(|text| !text.is_empty());
    let filter = UnitFilter {
        texts: texts.map(str::to_owned).collect(),
        region: reference::index().subtree(query.filter("region")),
    };
    let (ids, more) = organisations::named(tx, &filter).await?;
    let total = count(ids.len());
    let (_, _, before) = page_of(query, total);
    let now = basic.get(basic::UNIT);
    let shown: Vec<String> = ids.into_iter().skip(place(before)).take(place(PAGE)).collect();
    let mut rows = Vec::new();
    for row in organisations::units(tx, &shown).await? {
        let fills = row.above_id.zip(row.above_name.as_ref()).map(|(value, label)| Fill {
            key: basic::DEPARTMENT.to_owned(),
            value,
            label: label.clone(),
        });
        let refusal = if !row.open {
            Some("还没有办理申报账号，请联系单位所属镇街".to_owned())
        } else if row.id == now {
            Some("与现单位相同".to_owned())
        } else {
            None
        };
        rows.push(PickRow {
            value: row.id.clone(),
            label: row.name,
            cells: vec![
                row.credit_code.unwrap_or(row.id),
                reference::region(&row.region_code).map(|region| region.full_name.clone()).unwrap_or_default(),
                row.above_name.unwrap_or_default(),
            ],
            refusal,
            fills: fills.into_iter().collect(),
            ..PickRow::default()
        });
    }
    // How many can be chosen is known of those that are shown: they are all where one page holds them.
    let free = if total <= PAGE { count(rows.iter().filter(|row| row.refusal.is_none()).count()) } else { total };
    let mut answer = answer(query, rows, total, free, "单位");
    if more {
        answer.said = format!("{}。还有更多，请写得更具体一些", answer.said.replacen("共", "至少", 1));
    }
    let cities =
        reference::index().children(HOME_REGION).map(|region| (region.code.clone(), region.name.clone())).collect();
    answer.filters = vec![
        text_filter(query, "code", "编码"),
        text_filter(query, "name", "单位名称"),
        choice_filter(query, "region", "所属地区", cities),
    ];
    answer.columns = ["单位名称", "编码", "所属地区", "主管单位"].map(str::to_owned).to_vec();
    answer.note = "人事管理单位是现工作单位，与参保单位一致。选定以后，主管单位自动带出。".to_owned();
    answer.advice =
        "试试只写名称里的两三个字或拼音首字母。没有单位的人员，请查询所在地的申报点，例如“自由职业者”。".to_owned();
    Ok(answer)
}

/// When a committee accepts; where one can still apply, for how long.
fn window(plan: &Plan, open: bool, today: domain::date::Date) -> String {
    let left = if open { format!("，{}", left(plan.submit_until, today)) } else { String::new() };
    format!("{} 至 {}{left}", plan.opens_on, plan.submit_until)
}

async fn committees(tx: &mut Tx, query: &PickQuery, wish: &Wish, today: domain::date::Date) -> Result<PickAnswer> {
    let (name, only) = (query.filter("name"), query.filter("only") == "1");
    let filtered = query.asked();
    // Before any filter is touched, what is applied for narrows the list.
    let series = if filtered { query.filter("series") } else { wish.series.as_str() }.to_owned();
    let level = if filtered { query.filter("level") } else { wish.level.as_str() }.to_owned();
    let region = query.filter("region").to_owned();
    let named = search::named(tx, COMMITTEE, name).await?;
    let (mut rows, mut regions) = (Vec::new(), Vec::new());
    let mut plans = catalogue::all_plans(tx).await?;
    for row in catalogue::committees(tx).await? {
        let place = (row.region_code.clone(), crate::applications::region_name(&row.region_code));
        if !regions.contains(&place) {
            regions.push(place);
        }
        let own: Vec<PlanRow> = plans.extract_if(.., |plan| plan.committee_id == row.id).collect();
        let committee = planned(row, &own, today)?;
        let known = |levels: &Vec<String>| levels.contains(&level);
        let misfit = (!series.is_empty() && committee.series != series)
            || (!level.is_empty() && !committee.plan.as_ref().is_some_and(|plan| known(&plan.levels)))
            || (!region.is_empty() && committee.region != region)
            || named.as_ref().is_some_and(|named| !named.contains(&committee.id));
        let refusal = committee.refusal(wish, today);
        if misfit || (only && refusal.is_some()) {
            continue;
        }
        let (levels, window) = match &committee.plan {
            Some(plan) => (
                plan.levels.iter().filter_map(|code| codes::TITLE_LEVEL.label(code)).collect::<Vec<_>>().join("、"),
                window(plan, refusal.is_none(), today),
            ),
            None => (String::new(), "尚未公布".to_owned()),
        };
        rows.push(PickRow {
            value: committee.id,
            label: committee.name,
            note: if committee.plan.is_some() { format!("受理期 {window}") } else { String::new() },
            cells: vec![levels, window],
            refusal,
            ..PickRow::default()
        });
    }
    rows.sort_by_key(|row| row.refusal.is_some());
    let mut answer = paged(query, rows, "评审委员会");
    let table = |table: &'static codes::Table| {
        table.offered().map(|code| (code.code.to_owned(), code.label.to_owned())).collect::<Vec<_>>()
    };
    answer.filters = vec![
        Filter { value: series, ..choice_filter(query, "series", "专业系列", table(&codes::SERIES)) },
        Filter { value: level, ..choice_filter(query, "level", "资格等级", table(&codes::TITLE_LEVEL)) },
        choice_filter(query, "region", "所属地区", regions),
        text_filter(query, "name", "评审委员会名称"),
        Filter { tick: true, ..text_filter(query, "only", "只看可以选择的评委会") },
    ];
    answer.columns = ["评委会全称", "受理等级", "受理期"].map(str::to_owned).to_vec();
    let applied = [wish.specialty_name.as_str(), codes::TITLE_LEVEL.label(&wish.level).unwrap_or_default()];
    let applied: Vec<&str> = applied.into_iter().filter(|word| !word.is_empty()).collect();
    let wanted = if applied.is_empty() { String::new() } else { format!("为“{}”选择。", applied.join(" · ")) };
    answer.note = format!("{wanted}不可选的评委会在操作栏写明原因。");
    answer.advice = "没有符合条件的评审委员会。试试把“资格等级”改成“不限”。".to_owned();
    Ok(answer)
}

async fn titles(tx: &mut Tx, query: &PickQuery, series: &str) -> Result<PickAnswer> {
    let mut rows = Vec::new();
    let named = search::named(tx, TITLE, query.filter("q")).await?;
    for title in catalogue::titles(tx, series).await? {
        if named.as_ref().is_some_and(|named| !named.contains(&title.code)) {
            continue;
        }
        let level = codes::TITLE_LEVEL.label(&title.level).unwrap_or_default().to_owned();
        // domain.md §2.3: initial recognition leads to 中级 at the highest.
        let rank = reference::levels().iter().find(|known| known.code == title.level).map_or(0, |known| known.rank);
        rows.push(PickRow {
            value: title.code,
            label: title.name,
            cells: vec![level.clone()],
            refusal: (rank > 3).then(|| "初次认定最高到中级，请走评审申请".to_owned()),
            fills: vec![Fill { key: application::LEVEL.to_owned(), value: title.level, label: level }],
            ..PickRow::default()
        });
    }
    let mut answer = paged(query, rows, "职称");
    answer.filters = vec![text_filter(query, "q", "职称名称或拼音首字母")];
    answer.columns = ["职称名称", "等级"].map(str::to_owned).to_vec();
    answer.note = of_series(series);
    answer.advice = "请先在申报信息里选择申报专业系列，再选择职称名称。".to_owned();
    Ok(answer)
}

async fn specialties(tx: &mut Tx, query: &PickQuery, series: &str) -> Result<PickAnswer> {
    let mut rows = Vec::new();
    let named = search::named(tx, SPECIALTY, query.filter("q")).await?;
    for specialty in catalogue::specialties(tx, series).await? {
        if named.as_ref().is_some_and(|named| !named.contains(&specialty.code)) {
            continue;
        }
        rows.push(PickRow {
            value: specialty.code.clone(),
            label: specialty.name,
            cells: vec![specialty.code],
            ..PickRow::default()
        });
    }
    let mut answer = paged(query, rows, "专业");
    answer.filters = vec![text_filter(query, "q", "专业名称或拼音首字母")];
    answer.columns = ["专业名称", "编码"].map(str::to_owned).to_vec();
    answer.note = of_series(series);
    answer.advice = "请先在申报信息里选择申报专业系列，再选择专业名称。".to_owned();
    Ok(answer)
}

fn of_series(series: &str) -> String {
    match codes::SERIES.label(series) {
        Some(label) => format!("只列出“{label}”系列。"),
        None => "还没有选择申报专业系列。".to_owned(),
    }
}
