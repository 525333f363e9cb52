//! What a submit has frozen stays as it is, whatever becomes of the record: ten thousand edits by chance.
//!
//! The edits are those that a person can make: another text in a field, a new entry, one deleted, brought
//! back, taken out, another photo. A number that looks like chance and is the same everywhere makes them.

use backend::{
    Actor, Backend, Error,
    accounts::{DEMO_PASSWORD, LogIn},
    applications::{Submitted, TrackFilter},
    both,
    clock::{Clock, Timestamp},
    db::{Db, row, sql},
    records::Save,
};
use domain::{
    field::{Field, Kind},
    record::SectionId,
    values::Values,
};
use sha2::{Digest, Sha256};

const EDITS: usize = 10_000;
/// So many at a time: the writer lets them share a commit.
const AT_ONCE: usize = 50;

row! { struct Kept { data: String, sha256: String } }

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % n as u64).expect("a small number")
    }
    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
    fn text(&mut self, field: &Field) -> String {
        match field.kind {
            Kind::Choice(table) => self.pick::<domain::codes::Code>(table.rows).code.to_owned(),
            Kind::Date | Kind::DateAhead | Kind::DateOrNow => {
                format!("20{:02}-0{}-1{}", self.below(24), 1 + self.below(9), self.below(9))
            }
            Kind::Whole { .. } | Kind::Amount => self.below(3000).to_string(),
            _ => self.pick(&["", "另一个名称", "𬀩 <b>&amp;", "改过的内容，和提交的不一样", "2"]).to_owned().into(),
        }
    }
}

async fn submitted(db: Db) -> (Backend, Actor, String) {
    db.migrate().await.expect("an empty database takes the schema");
    let backend = Backend::new(db, Clock::fixed(Timestamp::parse("2026-11-24T02:00:00Z").expect("an instant")));
    backend.seed_demo(backend.clock.today()).await.expect("the demo fits");
    let LogIn::In { actor, .. } = backend.log_in("applicant3", DEMO_PASSWORD, "127.0.0.1").await.expect("it answers")
    else {
        panic!("the account is there");
    };
    let id = backend.track(&actor, TrackFilter::default()).await.expect("it answers")[0].id.clone();
    match backend.submit(&actor, &id).await.expect("it answers") {
        Submitted::In { .. } => (backend, actor, id),
        Submitted::Blocked(lines) => panic!("{:?}", domain::readiness::blocking(&lines).collect::<Vec<_>>()),
    }
}

async fn kept(backend: &Backend, id: &str) -> Kept {
    let id = id.to_owned();
    let question = "select data, sha256 from application_snapshot where application_id = $1";
    backend.db().read(async move |tx| sql(question).bind(id).one::<Kept>(tx).await).await.expect("it was submitted")
}

/// One edit; refusals, such as of a full list, are answers too.
async fn edit(backend: &Backend, actor: &Actor, section: SectionId, dice: u64, entries: &[String]) {
    let mut chance = Chance(dice);
    let fields: Vec<&'static Field> = section.section().form.fields().filter(|field| !field.locked).collect();
    let field = *chance.pick(&fields);
    let text = chance.text(field);
    let save = |id: String, version, values| Save { id, version, key: backend::ids::new(), values };
    let done = match (chance.below(10), entries) {
        (0, [_, ..]) => backend.delete_entry(actor, section, chance.pick::<String>(entries)).await.map(drop),
        (1, [_, ..]) => backend.restore_entry(actor, chance.pick::<String>(entries)).await.map(drop),
        (2, _) if section.many() => {
            let values = section.section().sample().with(field.key, text);
            backend.save_entry(actor, section, save(backend::ids::new(), 0, values)).await.map(drop)
        }
        _ => {
            let id = entries.first().map(|_| chance.pick(entries).clone());
            match backend.entry(actor, section, id.as_deref()).await {
                Ok(Some(entry)) => {
                    let values: Values = entry.values.with(field.key, text);
                    backend.save_entry(actor, section, save(entry.id, entry.version, values)).await.map(drop)
                }
                other => other.map(drop),
            }
        }
    };
    match done {
        Ok(()) | Err(Error::NotFound | Error::Refused(_) | Error::Conflict) => {}
        Err(error) => panic!("{section:?} {}: {error:?}", field.key),
    }
}

both! {
    async fn ten_thousand_edits_change_nothing_that_was_submitted(db) {
        let (backend, actor, id) = submitted(db).await;
        let before = kept(&backend, &id).await;
        assert_eq!(hex::encode(Sha256::digest(before.data.as_bytes())), before.sha256);
        for section in SectionId::ALL.iter().filter(|section| section.section().when.is_none()) {
            assert!(before.data.contains(section.title()), "{section:?} is in it");
        }
        let mut chance = Chance(20_261_124);
        let mut entries: Vec<(SectionId, Vec<String>)> = Vec::new();
        for section in SectionId::ALL {
            let all = backend.section(&actor, *section).await.expect("it answers");
            entries.push((*section, all.into_iter().filter(|_| section.many()).map(|entry| entry.id).collect()));
        }
        for _ in 0..EDITS / AT_ONCE {
            let edits = (0..AT_ONCE).map(|_| {
                let (section, entries) = chance.pick(&entries).clone();
                let (backend, actor, dice) = (backend.clone(), actor.clone(), chance.0.wrapping_mul(31));
                tokio::spawn(async move { edit(&backend, &actor, section, dice, &entries).await })
            });
            for edit in edits.collect::<Vec<_>>() {
                edit.await.expect("no edit breaks anything");
            }
        }
        let after = kept(&backend, &id).await;
        assert_eq!(after.data, before.data);
        assert_eq!(hex::encode(Sha256::digest(after.data.as_bytes())), before.sha256);
        // They were edits: hardly anything of the record is as it was.
        let preview = backend.application(&actor, &id).await.expect("his own").snapshot.expect("submitted");
        let mut same = 0;
        for part in preview.parts.iter().filter(|part| part.many) {
            let section = SectionId::from_key(&part.key).expect("a section");
            let now = backend.section(&actor, section).await.expect("it answers");
            let unchanged = |frozen: &&domain::snapshot::Frozen| {
                let entry = now.iter().find(|entry| entry.id == frozen.id);
                entry.is_some_and(|entry| frozen.cells.iter().all(|cell| entry.values.get(&cell.key) == cell.raw))
            };
            same += part.entries.iter().filter(unchanged).count();
        }
        assert!(same < 10, "{same} entries are as they were");
        assert_eq!(backend.invariants().await.expect("they can be asked"), Vec::<String>::new());
    }
}
