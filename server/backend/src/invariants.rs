//! What must be true of every database, whatever happened to it: asked by
//! `zhicheng check` and at the end of every journey test.
//!
//! To add one: a question to [`QUESTIONS`] that counts the rows that break it.

use crate::{
    Backend, Error, Result,
    db::{row, sql},
    steps::hash,
    store::attachments,
};

row! { pub struct Broken { n: i64 } }
row! { pub struct Frozen { application_id: String, round: i64, data: String, sha256: String } }

/// The sentence for a break, and the question that counts them.
const QUESTIONS: &[(&str, &str)] = &[
    (
        "applications whose state is not that of their last event",
        "select count(*) as n from application a where a.state <> 'draft' and not exists (select 1 from application_event e where e.application_id = a.id and e.to_state = a.state and not exists (select 1 from application_event l where l.application_id = a.id and (l.at, l.id) > (e.at, e.id)))",
    ),
    (
        "submitted applications without a number or a snapshot",
        "select count(*) as n from application a where a.applied_on is not null and (a.number is null or not exists (select 1 from application_snapshot s where s.application_id = a.id))",
    ),
    (
        "applications under review that wait for nobody, or others that wait",
        "select count(*) as n from application a where (a.waits_for is null) = (a.state in ('at_unit', 'at_department', 'at_hrss', 'at_committee', 'confirming'))",
    ),
    (
        "passed applications without exactly one certificate",
        "select count(*) as n from application a where a.state = 'closed_passed' and (select count(*) from certificate c where c.application_id = a.id) <> 1",
    ),
    (
        "certificates of applications that have not passed",
        "select count(*) as n from certificate c join application a on a.id = c.application_id where a.state <> 'closed_passed'",
    ),
    (
        "closed applications that still hold their person's place, or open ones that do not",
        "select count(*) as n from application a where (a.open_key is null) <> (a.state in ('closed_passed', 'closed_failed', 'closed_refused', 'closed_cancelled'))",
    ),
    (
        "events that do not follow from the one before",
        "select count(*) as n from application_event e where exists (select 1 from application_event b where b.application_id = e.application_id and (b.at, b.id) < (e.at, e.id) and b.to_state <> e.from_state and not exists (select 1 from application_event m where m.application_id = e.application_id and (m.at, m.id) > (b.at, b.id) and (m.at, m.id) < (e.at, e.id)))",
    ),
    (
        "applications that a committee has passed without a counted vote",
        "select count(*) as n from application a where a.state in ('confirming', 'closed_passed') and not exists (select 1 from tally t where t.application_id = a.id)",
    ),
    (
        "decisions of nobody's organisation",
        "select count(*) as n from application_event e where e.action not in ('submit', 'withdraw', 'cancel') and e.organisation_name = ''",
    ),
    (
        "selected entries of somebody else",
        "select count(*) as n from application_entry s join application a on a.id = s.application_id join record_entry e on e.id = s.entry_id where e.person_id <> a.person_id",
    ),
    (
        "attachments of nothing, of two things, or of somebody else's",
        "select count(*) as n from attachment a where (a.entry_id is null) = (a.application_id is null) or exists (select 1 from record_entry e where e.id = a.entry_id and e.person_id <> a.person_id) or exists (select 1 from application p where p.id = a.application_id and p.person_id <> a.person_id)",
    ),
    (
        "frozen attachments of somebody else",
        "select count(*) as n from snapshot_file f join application a on a.id = f.application_id join attachment t on t.id = f.attachment_id where t.person_id <> a.person_id",
    ),
    (
        "drafts of entries that an application has selected",
        "select count(*) as n from application_entry s join record_entry e on e.id = s.entry_id where e.draft",
    ),
    (
        "things whose text is not that of the newest version kept of them",
        "select (select count(*) from record_entry e where not exists (select 1 from saved_version v where v.thing_id = e.id and v.version = e.version and v.data = e.data)) + (select count(*) from application a where not exists (select 1 from saved_version v where v.thing_id = a.id and v.version <= a.version and v.data = a.data and not exists (select 1 from saved_version l where l.thing_id = a.id and l.version > v.version))) as n",
    ),
    (
        "entries that correct or are kept apart from what is not of their section of their record",
        "select (select count(*) from record_entry e join record_entry o on o.id = e.supersedes where e.person_id <> o.person_id or e.section <> o.section or o.verified_at is null) + (select count(*) from entry_apart a join record_entry e on e.id = a.one_id join record_entry o on o.id = a.other_id where e.person_id <> a.person_id or o.person_id <> a.person_id or e.section <> o.section or a.one_id >= a.other_id) as n",
    ),
    (
        "things that no magnifier finds",
        "select (select count(*) from organisation where kind = 'unit' and id not in (select id from search_key where kind = 'unit')) + (select count(*) from committee where id not in (select id from search_key where kind = 'committee')) + (select count(*) from title where code not in (select id from search_key where kind = 'title')) + (select count(*) from specialty where code not in (select id from search_key where kind = 'specialty')) as n",
    ),
];

impl Backend {
    /// Every broken invariant as a sentence; empty when all hold.
    pub async fn invariants(&self) -> Result<Vec<String>> {
        let mut broken = self.db.integrity().await?;
        let found = self
            .db
            .read(async |tx| {
                let mut found = Vec::new();
                for (what, question) in QUESTIONS {
                    let count: Broken = sql(question).one(tx).await?;
                    if count.n > 0 {
                        found.push(format!("{} {what}", count.n));
                    }
                }
                let frozen: Vec<Frozen> =
                    sql("select application_id, round, data, sha256 from application_snapshot order by application_id, round")
                        .all(tx)
                        .await?;
                for row in frozen.iter().filter(|row| hash(&row.data) != row.sha256) {
                    found.push(format!("snapshot {} of application {} does not match its hash", row.round, row.application_id));
                }
                Ok::<_, Error>(found)
            })
            .await?;
        broken.extend(found);
        broken.extend(self.lost_files().await?);
        Ok(broken)
    }

    /// Attachments whose bytes are not where they should be, or not as many.
    async fn lost_files(&self) -> Result<Vec<String>> {
        let named = self.db.read(async |tx| Ok::<_, Error>(attachments::contents(tx).await?)).await?;
        let mut lost = Vec::new();
        for row in named {
            let short = &row.sha256[..row.sha256.len().min(12)];
            match self.files.size(&row.sha256).await? {
                None => lost.push(format!("the file {short}… of an attachment is missing")),
                Some(size) if i64::try_from(size) != Ok(row.bytes) => {
                    lost.push(format!("the file {short}… has {size} bytes, its attachment {}", row.bytes));
                }
                Some(_) => {}
            }
        }
        Ok(lost)
    }
}
