//! People who save the same entry again and again over HTTP, and what they were told.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use app::ui::field;
use backend::VERSIONS_KEPT;
use http::StatusCode;
use rusqlite::{Connection, OpenFlags};
use tokio::task::JoinSet;

use crate::{
    client::{Client, Error, Reply},
    town::{self, Applicant},
};

/// Somebody with one entry of education, which the one field changes in that tells one text from another.
#[derive(Clone, Debug)]
pub struct Saver {
    pub applicant: Applicant,
    /// That the entry has, as far as is known.
    pub version: i64,
    /// How many texts were sent; the last one is named by it.
    pub sent: usize,
    /// Those that were acknowledged since the last look at the database.
    pub told: Vec<usize>,
    /// The version that was there then, and the text.
    since: i64,
    there: usize,
}

/// What stands in the text number `nth`; no two numbers are found in each other.
pub fn mark(nth: usize) -> String {
    format!("（第{nth}次）")
}

impl Saver {
    pub fn new(applicant: Applicant) -> Saver {
        Saver { applicant, version: 1, sent: 0, told: Vec::new(), since: 1, there: 0 }
    }

    pub fn client(&self, address: SocketAddr) -> Client {
        Client::new(address).with_cookie("session", &self.applicant.token)
    }

    /// Where the entry is edited.
    pub fn page(&self) -> String {
        format!("/record/education/{}", self.applicant.entry)
    }

    /// Sends the next text.
    ///
    /// # Errors
    /// When there is no answer: nobody knows what became of it.
    pub async fn save(&mut self, client: &mut Client) -> Result<Reply, Error> {
        self.sent += 1;
        let values = town::typed(&mark(self.sent));
        let mut pairs = vec![
            ("account".to_owned(), self.applicant.actor.mark()),
            ("version".to_owned(), self.version.to_string()),
            ("key".to_owned(), format!("page.{}", self.sent)),
        ];
        pairs.extend(values.iter().map(|(key, value)| (field::name(key), value.to_owned())));
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let reply = client.post(&self.page(), &pairs).await?;
        if reply.status == StatusCode::SEE_OTHER {
            self.version += 1;
            self.told.push(self.sent);
        }
        Ok(reply)
    }
}

/// Lets all of them save until one of them gets no answer, or it is enough.
///
/// # Panics
/// When an answer is anything but an acknowledgement.
pub async fn work(address: SocketAddr, savers: Vec<Saver>, enough: Arc<AtomicBool>) -> Vec<Saver> {
    let mut working = JoinSet::new();
    for mut saver in savers {
        let enough = Arc::clone(&enough);
        working.spawn(async move {
            let mut client = saver.client(address);
            while !enough.load(Ordering::Relaxed) {
                let Ok(reply) = saver.save(&mut client).await else { break };
                assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
            }
            saver
        });
    }
    working.join_all().await
}

/// What a database holds of the entries that were saved.
#[derive(Debug)]
pub struct Kept {
    /// Of each entry: its version, its text and the versions kept of it.
    entries: BTreeMap<String, (i64, String, BTreeMap<i64, String>)>,
}

/// What is wrong with what is kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wrong {
    /// Texts that were acknowledged and are not there.
    pub lost: usize,
    /// Entries whose versions are not those of their saves, one for each.
    pub unequal: usize,
    /// Entries that hold another text than the last one acknowledged or sent.
    pub stale: usize,
    /// Texts that are there and were never acknowledged: nobody waits for the answer of a process that was killed,
    /// but one that was asked to stop has to give it.
    pub untold: usize,
}

impl std::ops::AddAssign for Wrong {
    fn add_assign(&mut self, other: Wrong) {
        self.lost += other.lost;
        self.unequal += other.unequal;
        self.stale += other.stale;
        self.untold += other.untold;
    }
}

/// Opens the database for looking at it only.
///
/// # Errors
/// When it is not there.
pub fn look(folder: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(folder.join(town::DATABASE), OpenFlags::SQLITE_OPEN_READ_ONLY)
}

impl Kept {
    /// # Errors
    /// When the tables cannot be read.
    pub fn read(connection: &Connection) -> rusqlite::Result<Kept> {
        let mut entries = BTreeMap::new();
        let mut select =
            connection.prepare("select id, version, data from record_entry where section = 'education'")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            entries.insert(row.get(0)?, (row.get(1)?, row.get(2)?, BTreeMap::new()));
        }
        let mut select = connection.prepare("select thing_id, version, data from saved_version")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            if let Some((_, _, versions)) = entries.get_mut(&row.get::<_, String>(0)?) {
                versions.insert(row.get(1)?, row.get(2)?);
            }
        }
        Ok(Kept { entries })
    }

    /// Holds what a saver was told since the last look against it, and tells the saver what there is. Each text that
    /// was acknowledged is one version more; those of long ago are forgotten by the product and only counted.
    pub fn judge(&self, saver: &mut Saver) -> Wrong {
        let mut wrong = Wrong::default();
        let Some((version, text, versions)) = self.entries.get(&saver.applicant.entry) else {
            return Wrong { lost: saver.told.len(), unequal: 1, stale: 1, untold: 0 };
        };
        let since = saver.since.max(version - VERSIONS_KEPT);
        let new: Vec<&String> = versions.range(since + 1..).map(|(_, data)| data).collect();
        let has = |nth: usize| new.iter().any(|data| data.contains(&mark(nth)));
        let forgotten = usize::try_from(since - saver.since).unwrap_or(0);
        wrong.lost = saver.told.iter().skip(forgotten).filter(|nth| !has(**nth)).count();
        // Between the last acknowledgement and the end one more text may have been on its way.
        let last = saver.told.last().copied().unwrap_or(saver.there);
        let more = usize::from(last != saver.sent && has(saver.sent));
        wrong.untold = more;
        let saves = usize::try_from(version - saver.since).ok();
        let contiguous = i64::try_from(new.len()).is_ok_and(|count| count == version - since);
        wrong.unequal = usize::from(!contiguous || saves != Some(saver.told.len() + more));
        let right = [last, saver.sent].into_iter().any(|nth| nth == 0 || text.contains(&mark(nth)));
        wrong.stale = usize::from(!right);
        (saver.version, saver.since) = (*version, *version);
        saver.there = if more == 1 { saver.sent } else { last };
        saver.told.clear();
        wrong
    }
}

#[cfg(test)]
mod tests {
    use backend::Actor;
    use domain::access::Role;

    use super::*;

    fn saver(told: &[usize], sent: usize) -> Saver {
        let actor = Actor {
            account: String::new(),
            login: String::new(),
            name: String::new(),
            role: Role::Applicant,
            organisation: None,
            person: None,
        };
        let applicant = Applicant { actor, token: String::new(), entry: "e".to_owned(), application: String::new() };
        Saver { sent, told: told.to_vec(), ..Saver::new(applicant) }
    }

    fn kept(versions: &[(i64, usize)]) -> Kept {
        let texts: BTreeMap<i64, String> = versions.iter().map(|(version, nth)| (*version, mark(*nth))).collect();
        let (version, text) = texts.last_key_value().map(|(at, text)| (*at, text.clone())).expect("there is one");
        Kept { entries: BTreeMap::from([("e".to_owned(), (version, text, texts))]) }
    }

    fn counted(wrong: Wrong) -> (usize, usize, usize) {
        (wrong.lost, wrong.unequal, wrong.stale)
    }

    #[test]
    fn what_is_there_without_an_acknowledgement_is_counted() {
        let all = kept(&[(1, 0), (2, 1), (3, 2)]);
        assert_eq!(all.judge(&mut saver(&[1], 2)).untold, 1);
        assert_eq!(all.judge(&mut saver(&[1, 2], 2)).untold, 0);
        assert_eq!(all.judge(&mut saver(&[1, 2], 3)).untold, 0);
    }

    #[test]
    fn what_was_acknowledged_and_is_not_there_is_lost() {
        let all = kept(&[(1, 0), (2, 1), (3, 2)]);
        assert_eq!(counted(all.judge(&mut saver(&[1, 2], 2))), (0, 0, 0));
        // The third was on its way.
        assert_eq!(counted(all.judge(&mut saver(&[1, 2], 3))), (0, 0, 0));
        // The second was, and has arrived.
        assert_eq!(counted(all.judge(&mut saver(&[1], 2))), (0, 0, 0));
        assert_eq!(counted(all.judge(&mut saver(&[1, 2, 3], 3))), (1, 1, 1));
        assert_eq!(counted(kept(&[(1, 0), (3, 2)]).judge(&mut saver(&[2], 2))), (0, 1, 0));
        assert_eq!(counted(all.judge(&mut saver(&[12], 12))), (1, 1, 1), "12 is not 1 and not 2");
    }

    #[test]
    fn what_the_product_forgets_is_counted_by_its_versions() {
        let upto = |last: usize| -> Vec<usize> { (1..=last).collect() };
        let end = 150;
        let of = |versions: std::ops::RangeInclusive<i64>| -> Vec<(i64, usize)> {
            versions.map(|version| (version, usize::try_from(version - 1).expect("small"))).collect()
        };
        let all = kept(&of(end - VERSIONS_KEPT + 1..=end));
        assert_eq!(counted(all.judge(&mut saver(&upto(149), 149))), (0, 0, 0));
        assert_eq!(counted(all.judge(&mut saver(&upto(148), 148))), (0, 1, 1), "a version that nobody saved");
        assert_eq!(counted(all.judge(&mut saver(&upto(150), 150))), (1, 1, 1));
        let mut holed = of(end - VERSIONS_KEPT + 1..=end);
        holed.remove(0);
        assert_eq!(counted(kept(&holed).judge(&mut saver(&upto(149), 149))), (1, 1, 0));
    }

    #[test]
    fn an_entry_that_falls_back_is_seen_in_a_round_without_an_acknowledgement() {
        let mut saver = saver(&[1, 2], 2);
        assert_eq!(counted(kept(&[(1, 0), (2, 1), (3, 2)]).judge(&mut saver)), (0, 0, 0));
        saver.sent = 3;
        assert_eq!(counted(kept(&[(1, 0), (2, 1)]).judge(&mut saver)), (0, 1, 1));
    }
}
