//! Labels of picked codes: what a person reads for a region, a unit, a title.

use std::collections::BTreeMap;

use domain::{
    access::Verb,
    application, codes,
    field::{Form, Kind, Picker},
    recognition,
    record::{SectionId, education},
    review,
    values::{Labels, Values, normalised},
};

use crate::{
    Actor, Backend,
    db::{Result, Tx},
    records::person,
    reference,
    store::{
        catalogue, organisations,
        records::{self, EntryRow},
    },
};

impl Backend {
    /// What a person has typed as it would be stored: tidy, with what follows from it.
    pub async fn tidied(&self, actor: &Actor, form: &'static Form, raw: &Values) -> crate::Result<Values> {
        let person = person(actor, Verb::KeepRecord)?;
        let mut values = normalised(form, raw, self.clock.today());
        self.db
            .read(async move |tx| {
                let rows = entries(tx, form, &person).await?;
                derive(tx, form, &mut values, &rows).await?;
                Ok(values)
            })
            .await
    }

    /// Labels of what a person has typed and what is not stored: for a page that shows it beside what is.
    pub async fn labels(&self, actor: &Actor, form: &'static Form, values: &Values) -> crate::Result<Labels> {
        let person = person(actor, Verb::KeepRecord)?;
        let values = values.clone();
        self.db
            .read(async move |tx| {
                let rows = entries(tx, form, &person).await?;
                Ok(of(tx, form, &values, &rows).await?)
            })
            .await
    }
}

/// The person's entries, for a form in which some of them are chosen; for others it needs none.
pub async fn entries(tx: &mut Tx, form: &Form, person: &str) -> Result<Vec<EntryRow>> {
    if form.fields().any(|field| matches!(field.kind, Kind::Entry | Kind::Entries)) {
        records::entries(tx, person).await
    } else {
        Ok(Vec::new())
    }
}

/// The label of a picked code; `None` when there is no such thing.
pub async fn label(tx: &mut Tx, picker: Picker, code: &str) -> Result<Option<String>> {
    Ok(match picker {
        Picker::Region => reference::region(code).map(|region| region.full_name.clone()),
        Picker::Unit => organisations::unit(tx, code).await?.map(|row| row.name),
        Picker::Committee => catalogue::committee(tx, code).await?.map(|row| row.name),
        Picker::Title => catalogue::title(tx, code).await?.map(|row| row.name),
        Picker::Specialty => catalogue::specialty(tx, code).await?.map(|row| row.name),
    })
}

/// Labels of every field whose value is a code that only the server knows.
/// A code that names nothing has no label.
pub async fn of(tx: &mut Tx, form: &Form, values: &Values, entries: &[EntryRow]) -> Result<Labels> {
    let mut labels: Labels = BTreeMap::new();
    for field in form.fields().filter(|field| field.kind.labelled()) {
        let raw = values.get(field.key);
        if raw.is_empty() {
            continue;
        }
        let label = match field.kind {
            Kind::Pick(picker) => label(tx, picker, raw).await?,
            Kind::Entry => entries
                .iter()
                .find(|row| row.id == raw && row.section == SectionId::Education)
                .map(|row| education::label(&crate::records::values_of(row))),
            Kind::Entries => all_of(raw, entries),
            Kind::Follows { of } => followed(tx, form, field.key, of, raw).await?,
            _ => None,
        };
        if let Some(label) = label {
            labels.insert(field.key.to_owned(), label);
        }
    }
    Ok(labels)
}

/// The names of chosen entries, one below the other; none when not a single one is there any more.
fn all_of(ids: &str, entries: &[EntryRow]) -> Option<String> {
    let names: Vec<String> = ids
        .split_whitespace()
        .filter_map(|id| {
            let row = entries.iter().find(|row| row.id == id)?;
            Some(row.section.section().name(&crate::records::values_of(row), &Labels::new()))
        })
        .collect();
    (!names.is_empty()).then(|| names.join("；"))
}

/// A following value is a code of the same sort as what it follows, or plain text.
async fn followed(tx: &mut Tx, form: &Form, key: &str, of: &str, raw: &str) -> Result<Option<String>> {
    Ok(match form.field(of).map(|field| field.kind) {
        _ if key == review::DEGREE => codes::DEGREE.label(raw).map(str::to_owned),
        Some(Kind::Pick(Picker::Unit)) => organisations::find(tx, raw).await?.map(|row| row.name),
        Some(Kind::Pick(Picker::Title)) => Some(domain::readiness::level_label(raw).to_owned()),
        _ => Some(raw.to_owned()),
    })
}

/// Sets what follows from other fields: 主管单位 from the unit, the level from the title, the
/// subject studied from the chosen education. What was posted for them counts for nothing.
pub async fn derive(tx: &mut Tx, form: &Form, values: &mut Values, entries: &[EntryRow]) -> Result<()> {
    use domain::record::basic;
    for field in form.fields() {
        let Kind::Follows { of } = field.kind else { continue };
        let from = values.get(of).to_owned();
        let value = match (form.key, field.key) {
            (_, basic::DEPARTMENT) => {
                let unit = organisations::unit(tx, &from).await?;
                unit.and_then(|unit| unit.department_id.or(unit.hrss_id)).unwrap_or_default()
            }
            (_, application::LEVEL) => catalogue::title(tx, &from).await?.map(|row| row.level).unwrap_or_default(),
            (_, recognition::STUDIED) => entries
                .iter()
                .find(|row| row.id == from)
                .map(|row| crate::records::values_of(row).get(education::MAJOR).to_owned())
                .unwrap_or_default(),
            (_, review::DEGREE) => entries
                .iter()
                .find(|row| row.id == from)
                .map(|row| crate::records::values_of(row).get(education::DEGREE).to_owned())
                .unwrap_or_default(),
            _ => String::new(),
        };
        values.set(field.key, value);
    }
    Ok(())
}
