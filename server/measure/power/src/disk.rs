//! The disk under a recorded folder, and what a crash leaves of it.

use std::{collections::BTreeMap, sync::Arc};

use rand::Rng;

use crate::journal::{Event, FileId, Journal};

/// What a disk writes at once.
pub const SECTOR: usize = 512;

/// The files of a folder after a crash.
pub type Image = BTreeMap<String, Vec<u8>>;

/// What a crash takes of that which was not synced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loss {
    All,
    Nothing,
    /// Some sectors, some lengths of files, the last changes of the folder.
    Some,
}

#[derive(Clone, Debug)]
enum Change {
    Write { at: usize, bytes: Arc<[u8]> },
    Size(usize),
}

#[derive(Clone, Debug, Default)]
struct File {
    synced: Vec<u8>,
    /// Since then, oldest first.
    since: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Entry {
    Made(String, FileId),
    Gone(String),
}

/// A disk at one point of a recording.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    files: BTreeMap<FileId, File>,
    synced: BTreeMap<String, FileId>,
    since: Vec<Entry>,
}

impl Disk {
    /// As it was when the recording began.
    pub fn before(journal: &Journal) -> Disk {
        let mut disk = Disk::default();
        for (file, name, content) in &journal.before {
            disk.files.insert(*file, File { synced: content.clone(), since: Vec::new() });
            disk.synced.insert(name.clone(), *file);
        }
        disk
    }

    /// Goes on by one event.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Created { file, name } => {
                self.files.insert(*file, File::default());
                self.since.push(Entry::Made(name.clone(), *file));
            }
            Event::Written { file, at, bytes } => {
                let at = usize::try_from(*at).expect("a file of a test fits into memory");
                self.file(*file).since.push(Change::Write { at, bytes: Arc::clone(bytes) });
            }
            Event::Truncated { file, size } => {
                let size = usize::try_from(*size).expect("a file of a test fits into memory");
                self.file(*file).since.push(Change::Size(size));
            }
            Event::Synced { file } => {
                let file = self.file(*file);
                for change in std::mem::take(&mut file.since) {
                    change.whole(&mut file.synced);
                }
            }
            Event::Deleted { name } => self.since.push(Entry::Gone(name.clone())),
            Event::FolderSynced => {
                for entry in std::mem::take(&mut self.since) {
                    entry.apply(&mut self.synced);
                }
            }
            Event::Marked(_) | Event::Nothing => {}
        }
    }

    fn file(&mut self, file: FileId) -> &mut File {
        self.files.entry(file).or_default()
    }

    /// What is found when the power comes back.
    pub fn crash(&self, loss: Loss, random: &mut impl Rng) -> Image {
        let kept = match loss {
            Loss::All => 0,
            Loss::Nothing => self.since.len(),
            // The journal of a file system keeps the order of what happened in a folder.
            Loss::Some => random.random_range(0..=self.since.len()),
        };
        let mut names = self.synced.clone();
        for entry in &self.since[..kept] {
            entry.clone().apply(&mut names);
        }
        let content = |file: FileId, random: &mut _| match self.files.get(&file) {
            Some(file) => file.crash(loss, random),
            None => Vec::new(),
        };
        names.into_iter().map(|(name, file)| (name, content(file, random))).collect()
    }
}

impl Entry {
    fn apply(self, names: &mut BTreeMap<String, FileId>) {
        match self {
            Entry::Made(name, file) => drop(names.insert(name, file)),
            Entry::Gone(name) => drop(names.remove(&name)),
        }
    }
}

impl Change {
    /// As if nothing had gone wrong.
    fn whole(&self, content: &mut Vec<u8>) {
        match self {
            Change::Write { at, bytes } => {
                let end = at + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(bytes);
            }
            Change::Size(size) => content.resize(*size, 0),
        }
    }

    /// The length of the file afterwards, when it was `before`.
    fn length(&self, before: usize) -> usize {
        match self {
            Change::Write { at, bytes } => before.max(at + bytes.len()),
            Change::Size(size) => *size,
        }
    }

    /// The sectors whose content it changes in a file that is never longer than `most`.
    fn sectors(&self, most: usize) -> std::ops::Range<usize> {
        match self {
            Change::Write { at, bytes } => at / SECTOR..(at + bytes.len()).div_ceil(SECTOR),
            // What is cut off reads as zeroes should the file grow again.
            Change::Size(size) => size / SECTOR..most.div_ceil(SECTOR),
        }
    }

    /// Its part of one sector.
    fn part(&self, sector: usize, content: &mut [u8]) {
        let (from, to) = (sector * SECTOR, (sector + 1) * SECTOR);
        match self {
            Change::Write { at, bytes } => {
                let (begin, end) = ((*at).max(from), (at + bytes.len()).min(to));
                content[begin..end].copy_from_slice(&bytes[begin - at..end - at]);
            }
            Change::Size(size) => {
                let end = to.min(content.len());
                content[(*size).clamp(from, end)..end].fill(0);
            }
        }
    }
}

impl File {
    fn crash(&self, loss: Loss, random: &mut impl Rng) -> Vec<u8> {
        let everything = |file: &File| {
            let mut content = file.synced.clone();
            file.since.iter().for_each(|change| change.whole(&mut content));
            content
        };
        match loss {
            Loss::All => self.synced.clone(),
            Loss::Nothing => everything(self),
            Loss::Some => match random.random_range(0..4) {
                0 => self.synced.clone(),
                1 => everything(self),
                _ => self.torn(random),
            },
        }
    }

    /// Each sector as it was at some moment since the sync, and the length as it was at another.
    fn torn(&self, random: &mut impl Rng) -> Vec<u8> {
        let mut lengths = vec![self.synced.len()];
        for change in &self.since {
            lengths.push(change.length(lengths[lengths.len() - 1]));
        }
        let most = lengths.iter().copied().max().unwrap_or(0);
        let mut content = self.synced.clone();
        content.resize(most.next_multiple_of(SECTOR), 0);
        // What no write has reached is zeroes on one disk and what lay there before on another.
        if random.random() {
            random.fill(&mut content[self.synced.len()..]);
        }
        let mut touched: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (nth, change) in self.since.iter().enumerate() {
            for sector in change.sectors(most) {
                touched.entry(sector).or_default().push(nth);
            }
        }
        for (sector, changes) in touched {
            let kept = random.random_range(0..=changes.len());
            for nth in &changes[..kept] {
                self.since[*nth].part(sector, &mut content);
            }
        }
        content.truncate(lengths[random.random_range(0..lengths.len())]);
        content
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    const FILE: FileId = FileId(1);

    fn written(at: u64, bytes: &[u8]) -> Event {
        Event::Written { file: FILE, at, bytes: bytes.into() }
    }

    fn disk(events: &[Event]) -> Disk {
        let before = vec![(FILE, "a".to_owned(), vec![b'.'; 2 * SECTOR])];
        let mut disk = Disk::before(&Journal { before, events: Vec::new() });
        events.iter().for_each(|event| disk.apply(event));
        disk
    }

    /// What can be left, of many crashes.
    fn left(disk: &Disk) -> Vec<Image> {
        let mut random = StdRng::seed_from_u64(7);
        (0..500).map(|_| disk.crash(Loss::Some, &mut random)).collect()
    }

    #[test]
    fn what_was_synced_stays() {
        let disk = disk(&[written(0, b"kept"), Event::Synced { file: FILE }, written(600, b"lost?")]);
        assert!(left(&disk).iter().all(|image| image["a"].starts_with(b"kept.")));
        let all = disk.crash(Loss::All, &mut StdRng::seed_from_u64(1));
        assert_eq!(&all["a"][600..605], b".....");
        let nothing = disk.crash(Loss::Nothing, &mut StdRng::seed_from_u64(1));
        assert_eq!(&nothing["a"][600..605], b"lost?");
    }

    #[test]
    fn a_write_is_torn_between_sectors_and_nowhere_else() {
        let disk = disk(&[written(SECTOR as u64 - 2, b"abcd")]);
        let seen: std::collections::BTreeSet<Vec<u8>> =
            left(&disk).iter().map(|image| image["a"][SECTOR - 2..SECTOR + 2].to_vec()).collect();
        let expected: Vec<&[u8]> = vec![b"....", b"..cd", b"ab..", b"abcd"];
        assert_eq!(seen.iter().map(Vec::as_slice).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_later_write_may_be_kept_without_an_earlier_one_elsewhere() {
        let disk = disk(&[written(0, b"first"), written(SECTOR as u64, b"second")]);
        let kept = |image: &Image| (image["a"].starts_with(b"first"), image["a"][SECTOR..].starts_with(b"second"));
        let seen: std::collections::BTreeSet<(bool, bool)> = left(&disk).iter().map(kept).collect();
        assert_eq!(seen.len(), 4, "{seen:?}");
    }

    #[test]
    fn a_length_is_lost_apart_from_the_bytes() {
        let disk = disk(&[written(2 * SECTOR as u64, &[b'x'; SECTOR]), Event::Truncated { file: FILE, size: 10 }]);
        let lengths: std::collections::BTreeSet<usize> = left(&disk).iter().map(|image| image["a"].len()).collect();
        assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [10, 2 * SECTOR, 3 * SECTOR]);
    }

    #[test]
    fn a_folder_forgets_what_it_has_not_synced() {
        let other = FileId(2);
        let made = Event::Created { file: other, name: "b".to_owned() };
        let filled = [made, Event::Written { file: other, at: 0, bytes: b"new".as_slice().into() }];
        let synced = [filled.as_slice(), &[Event::Synced { file: other }]].concat();
        let there = |disk: &Disk| left(disk).iter().filter(|image| image.contains_key("b")).count();
        let unsure = there(&disk(&synced));
        assert!(unsure > 0 && unsure < 500, "a file's own sync says nothing of its name: {unsure}");
        let sure = [synced.as_slice(), &[Event::FolderSynced]].concat();
        assert_eq!(there(&disk(&sure)), 500);
        let deleted = [sure.as_slice(), &[Event::Deleted { name: "b".to_owned() }]].concat();
        let back = left(&disk(&deleted));
        assert!(back.iter().any(|image| image.get("b").is_some_and(|content| content == b"new")));
        assert!(back.iter().any(|image| !image.contains_key("b")));
    }
}
