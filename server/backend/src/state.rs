//! What a database holds of people and their applications, as lines that two databases
//! can be compared by after the same journey: `zhicheng state`.
//!
//! Left out is what differs from run to run: ids, versions, save keys, hashes and
//! instants; an id that stands for something is replaced by its name in the dump
//! (`education#1`). Document numbers are masked, so the lines may go into a report. It is
//! no backup: it cannot be read back.
//!
//! To add one: a step of [`person`] or [`application`].

use std::collections::BTreeMap;

use domain::{
    attachment::File,
    record::{SectionId, basic},
    snapshot::Snapshot,
    text::masked,
    values::Values,
};

use crate::{
    Backend, Error, Result,
    db::Tx,
    store::{
        apart,
        applications::{self, ApplicationRow},
        attachments::{self, AttachmentRow},
        catalogue, certificates, organisations,
        state::{self, FrozenRow, HolderRow, KeptRow},
    },
};

/// Ids of a person's things with their names in the dump.
type Names = BTreeMap<String, String>;

impl Backend {
    /// The state of every person's record and applications, by login; the same journey gives the same lines.
    pub async fn state_lines(&self) -> Result<Vec<String>> {
        self.db
            .read(async |tx| {
                let mut lines = Vec::new();
                for holder in state::holders(tx).await? {
                    person(tx, &holder, &mut lines).await?;
                }
                Ok::<_, Error>(lines)
            })
            .await
    }
}

async fn person(tx: &mut Tx, holder: &HolderRow, lines: &mut Vec<String>) -> Result<()> {
    let document = holder.document.as_deref().map(masked).unwrap_or_default();
    let kind = holder.document_kind.as_deref().unwrap_or_default();
    lines.push(format!("person {} document {kind}:{document}", holder.login));

    let mut names = Names::new();
    for (number, photo) in state::photos(tx, &holder.person_id).await?.into_iter().enumerate() {
        names.insert(photo.id, format!("photo#{}", number + 1));
    }
    lines.push(format!("  photos {}", names.len()));
    for entry in entries(tx, &holder.person_id, &mut names).await? {
        lines.extend(entry);
    }
    let apart = apart::of_person(tx, &holder.person_id).await?;
    lines.extend((!apart.is_empty()).then(|| format!("  kept apart {}", apart.len())));
    let mut rows = applications::of_person(tx, &holder.person_id).await?;
    rows.reverse();
    for (number, row) in rows.iter().enumerate() {
        application(tx, row, number + 1, &mut names, lines).await?;
    }
    Ok(())
}

/// The entries in the order of their contents, since ids only tell when a page was opened.
async fn entries(tx: &mut Tx, person: &str, names: &mut Names) -> Result<Vec<Vec<String>>> {
    let mut found: Vec<(String, Vec<String>, String)> = Vec::new();
    for row in state::entries(tx, person).await? {
        let values: Values = read(&row.data, "record_entry", &row.id)?;
        let kept = kept(&row);
        let mut lines = cells(&values, &Names::new(), kept);
        lines.extend(files(attachments::of_entry(tx, &row.id).await?.iter().map(AttachmentRow::file)));
        found.push((row.section, lines, row.id));
    }
    let order = |section: &str| SectionId::ALL.iter().position(|known| known.key() == section);
    found.sort_by(|(a, a_lines, _), (b, b_lines, _)| (order(a), a_lines).cmp(&(order(b), b_lines)));
    let (mut number, mut before) = (0, String::new());
    let mut lines = Vec::new();
    for (section, mut cells, id) in found {
        number = if section == before { number + 1 } else { 1 };
        let name = format!("{section}#{number}");
        cells[0] = format!("  {name}{}", cells[0]);
        names.insert(id, name);
        lines.push(cells);
        before = section;
    }
    Ok(lines)
}

/// Attachments in the order of their names.
fn files(list: impl Iterator<Item = File>) -> Vec<String> {
    let mut lines: Vec<String> =
        list.map(|file| format!("    file {} {} {}", file.name, file.about(), &file.sha256[..12])).collect();
    lines.sort_unstable();
    lines
}

fn kept(row: &KeptRow) -> String {
    let verified = row.verified_by.as_deref().map(|by| format!(" verified by {by}")).unwrap_or_default();
    let deleted = if row.deleted_at.is_some() { " deleted" } else { "" };
    let draft = if row.draft { " draft" } else { "" };
    let placed = row.position.map(|position| format!(" placed {position}")).unwrap_or_default();
    let corrects = if row.supersedes.is_some() { " corrects another" } else { "" };
    format!(" problems {}{draft}{placed}{corrects}{verified}{deleted}", row.problems)
}

/// A heading and a line for each value.
fn cells(values: &Values, names: &Names, heading: String) -> Vec<String> {
    let mut lines = vec![heading];
    lines.extend(values.iter().map(|(key, raw)| format!("    {key}={}", shown(key, raw, names))));
    lines
}

/// One line; ids by their names, document numbers masked.
fn shown(key: &str, raw: &str, names: &Names) -> String {
    // One id, or several of them.
    let known: Option<Vec<&str>> = raw.split(' ').map(|word| names.get(word).map(String::as_str)).collect();
    match known {
        Some(known) => known.join(" "),
        None if key == basic::DOCUMENT => masked(raw),
        None => raw.replace('\n', "⏎"),
    }
}

async fn application(
    tx: &mut Tx,
    row: &ApplicationRow,
    number: usize,
    names: &mut Names,
    lines: &mut Vec<String>,
) -> Result<()> {
    let name = format!("{}#{number}", row.business);
    names.insert(row.id.clone(), name.clone());
    let given = row.number.as_deref().unwrap_or("-");
    let values: Values = read(row.data.text(), "application", &row.id)?;
    lines.extend(cells(&values, names, format!("  {name} {} number {given} route {}", row.state, row.route)));
    lines.extend(files(attachments::of_application(tx, &row.id).await?.iter().map(AttachmentRow::file)));
    lines.push(format!("    applicant {}", row.applicant_name));
    for (what, id) in [
        ("unit", &row.unit_id),
        ("department", &row.department_id),
        ("hrss", &row.hrss_id),
        ("office", &row.office_id),
        ("waits for", &row.waits_for),
    ] {
        if let Some(id) = id {
            let found = organisations::find(tx, id).await?;
            lines.push(format!("    {what} {}", found.map(|found| found.name).unwrap_or_default()));
        }
    }
    if let Some(id) = &row.committee_id {
        let found = catalogue::committee(tx, id).await?;
        lines.push(format!("    committee {}", found.map(|found| found.name).unwrap_or_default()));
    }
    lines.push(format!("    holds the place {}", row.open_key.is_some()));

    let mut selected = Vec::new();
    for id in applications::selected(tx, &row.id).await? {
        selected.push(names.get(&id).cloned().unwrap_or_default());
    }
    selected.sort_unstable();
    lines.push(format!("    selected {}", selected.join(" ")));
    for frozen in state::snapshots(tx, &row.id).await? {
        snapshot(&frozen, &row.id, names, lines)?;
    }
    for event in applications::events(tx, &row.id).await? {
        lines.push(format!(
            "    event {} round {} {} -> {} by {} of {}: {}",
            event.action,
            event.round,
            event.from_state,
            event.to_state,
            event.actor_name,
            event.organisation_name,
            event.reason.replace('\n', "⏎")
        ));
    }
    for tally in applications::tallies(tx, &row.id).await? {
        lines.push(format!(
            "    tally round {} size {} present {} yes {} no {} abstain {}",
            tally.round, tally.size, tally.present, tally.yes, tally.no, tally.abstain
        ));
    }
    if let Some(certificate) = certificates::of_application(tx, &row.id).await? {
        lines.push(format!("    certificate {} {} {}", certificate.number, certificate.standing, certificate.holder));
        let photo = certificate.photo_id.as_ref().and_then(|id| names.get(id)).map_or("none", String::as_str);
        lines.push(format!("      photo {photo}"));
        let printed: BTreeMap<String, String> = read(&certificate.data, "certificate", &row.id)?;
        lines.extend(
            printed.iter().filter(|(key, _)| *key != "obtained_on").map(|(key, text)| format!("      {key}={text}")),
        );
    }
    Ok(())
}

fn snapshot(frozen: &FrozenRow, application: &str, names: &Names, lines: &mut Vec<String>) -> Result<()> {
    let snapshot: Snapshot = read(&frozen.data, "application_snapshot", application)?;
    let photo = frozen.photo_id.as_ref().and_then(|id| names.get(id)).map_or("none", String::as_str);
    lines.push(format!("    snapshot {} {} photo {photo}", frozen.round, snapshot.business));
    for part in &snapshot.parts {
        for entry in &part.entries {
            let name = names.get(&entry.id).map_or(part.key.as_str(), String::as_str);
            lines.push(format!("      {} {name}", part.title));
            lines.extend(files(entry.files.iter().cloned()).into_iter().map(|line| format!("    {line}")));
            for cell in entry.cells.iter().filter(|cell| !cell.raw.is_empty()) {
                let raw = shown(&cell.key, &cell.raw, names);
                let read = shown(&cell.key, &cell.shown, names);
                let read = if read == raw { String::new() } else { format!(" ({read})") };
                lines.push(format!("        {}={raw}{read}", cell.label));
            }
        }
    }
    Ok(())
}

fn read<T: serde::de::DeserializeOwned>(text: &str, table: &'static str, id: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Corrupt { table, column: "data", id: id.to_owned() })
}
