//! Administrative regions: 44,728 rows from province to town, as shipped with the product.
//!
//! They never change while the program runs, so they are not in the database:
//! a tree and a sorted index of search keys in memory, both made at first use.
//! The tree goes by the parent column, not by cutting codes: in 中山, 东莞, 儋州
//! and 嘉峪关 the towns hang directly under the city (`data/README.md`).
//!
//! To add one: a row in `data/regions.csv`, in its place (by level, then by code).

use std::{ops::Range, sync::OnceLock};

use super::search;

/// code, name, parent code, level, kind, year.
static ROWS: &str = include_str!("../../data/regions.csv");

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RegionLevel {
    Province,
    City,
    County,
    Town,
}

/// Where a code comes from, which says how far it can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RegionKind {
    /// GB/T 2260.
    Standard,
    /// 市辖区, 县, 省直辖县级行政区划: a rung of the tree that is no place.
    Placeholder,
    /// Zones that only the statistics list has.
    Zone,
    /// Districts of Hong Kong and Macau, codes in common use.
    Common,
    /// 街道.
    Street,
    /// 镇.
    Town,
    /// 乡, 苏木.
    Township,
}

/// One region. The strings are plain text without blanks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Region {
    /// 6 digits down to the county, 9 for towns.
    pub code: String,
    pub name: String,
    /// Code of the region above; empty for provinces.
    pub parent: String,
    pub level: RegionLevel,
    pub kind: RegionKind,
    /// From the province down, without placeholders: 广东省中山市东区街道.
    pub full_name: String,
}

impl Region {
    /// A rung of the tree that nobody lives in; its children can be chosen, it cannot.
    pub fn placeholder(&self) -> bool {
        self.kind == RegionKind::Placeholder
    }
}

/// What a search leaves out.
#[derive(Clone, Copy, Default, Debug)]
pub struct RegionFilter<'a> {
    /// Only below the region with this code, which is left out itself; empty: everywhere.
    pub under: &'a str,
    pub level: Option<RegionLevel>,
    /// Placeholders, too.
    pub placeholders: bool,
}

/// Tree and search over all regions. Places are indexes into `regions`, which
/// is ordered by level, then code; every region stands behind its parent.
pub struct RegionIndex {
    regions: Vec<Region>,
    /// Place of the parent, `None` for provinces.
    parents: Vec<Option<usize>>,
    /// Places by code.
    by_code: Vec<usize>,
    /// Places grouped by parent: of `p`, `children[starts[p + 1]..starts[p + 2]]`; provinces first.
    children: Vec<usize>,
    starts: Vec<usize>,
    keys: OnceLock<Keys>,
}

/// The index over the shipped regions. The first call reads the table, the
/// first search makes the keys.
pub fn index() -> &'static RegionIndex {
    static INDEX: OnceLock<RegionIndex> = OnceLock::new();
    INDEX.get_or_init(|| RegionIndex::new(ROWS))
}

/// Every region, by level, then code.
pub fn regions() -> &'static [Region] {
    &index().regions
}

/// The region with this code.
pub fn region(code: &str) -> Option<&'static Region> {
    index().find(code)
}

fn level(word: &str) -> Option<RegionLevel> {
    Some(match word {
        "province" => RegionLevel::Province,
        "city" => RegionLevel::City,
        "county" => RegionLevel::County,
        "town" => RegionLevel::Town,
        _ => return None,
    })
}

fn kind(word: &str) -> Option<RegionKind> {
    Some(match word {
        "gb2260" => RegionKind::Standard,
        "placeholder" => RegionKind::Placeholder,
        "stat" => RegionKind::Zone,
        "mapcode" => RegionKind::Common,
        "street" => RegionKind::Street,
        "town" => RegionKind::Town,
        "township" => RegionKind::Township,
        _ => return None,
    })
}

impl RegionIndex {
    /// Reads the shipped table; `tests/reference.rs` holds that every row of it is read.
    fn new(rows: &str) -> RegionIndex {
        let mut regions: Vec<Region> = rows.lines().skip(1).filter_map(read).collect();
        let mut by_code: Vec<usize> = (0..regions.len()).collect();
        by_code.sort_unstable_by(|a, b| regions[*a].code.cmp(&regions[*b].code));
        let parents: Vec<Option<usize>> =
            regions.iter().map(|region| place(&regions, &by_code, &region.parent)).collect();
        for place in 0..regions.len() {
            let above = parents[place].map(|parent| &regions[parent]);
            let above = match above {
                Some(above) if above.placeholder() => above.full_name.strip_suffix(above.name.as_str()).unwrap_or(""),
                Some(above) => &above.full_name,
                None => "",
            };
            let full_name = [above, &regions[place].name].concat();
            regions[place].full_name = full_name;
        }
        // Slot 0 is for the provinces, slot p + 1 for what is below p.
        let slot = |place: usize| parents[place].map_or(0, |parent| parent + 1);
        let mut starts = vec![0; regions.len() + 2];
        for place in 0..regions.len() {
            starts[slot(place) + 1] += 1;
        }
        for slot in 1..starts.len() {
            starts[slot] += starts[slot - 1];
        }
        let mut children: Vec<usize> = (0..regions.len()).collect();
        children.sort_by_key(|place| slot(*place));
        RegionIndex { regions, parents, by_code, children, starts, keys: OnceLock::new() }
    }

    /// The region with this code.
    pub fn find(&self, code: &str) -> Option<&Region> {
        place(&self.regions, &self.by_code, code).map(|place| &self.regions[place])
    }

    /// What lies directly below a region, by code; the provinces for an empty code.
    pub fn children<'a>(&'a self, parent: &str) -> impl Iterator<Item = &'a Region> + use<'a> {
        let slot = match parent {
            "" => Some(0),
            code => place(&self.regions, &self.by_code, code).map(|place| place + 1),
        };
        let range = slot.map_or(0..0, |slot| self.starts[slot]..self.starts[slot + 1]);
        self.children[range].iter().map(|place| &self.regions[*place])
    }

    /// From the province down to the region with this code; empty for an unknown code.
    pub fn path(&self, code: &str) -> Vec<&Region> {
        let mut path = Vec::new();
        let mut at = place(&self.regions, &self.by_code, code);
        while let Some(place) = at {
            path.push(&self.regions[place]);
            at = self.parents[place];
        }
        path.reverse();
        path
    }

    /// The codes of a region and of everything below it: from the first up to the second, without
    /// it. `None` for an empty code, which stands for everywhere; nothing for an unknown one.
    pub fn subtree(&self, code: &str) -> Option<(String, String)> {
        if code.is_empty() {
            return None;
        }
        let digits = match self.find(code).map(|region| region.level) {
            Some(RegionLevel::Province) => 2,
            Some(RegionLevel::City) => 4,
            Some(RegionLevel::County) => 6,
            Some(RegionLevel::Town) => 9,
            None => return Some((code.to_owned(), code.to_owned())),
        };
        let shared: String = code.chars().take(digits).collect();
        Some((shared.clone(), search::upper_bound(&shared)))
    }

    /// Regions that a question names: how many in all, and those of one page.
    ///
    /// A word finds every region whose name or initials contain it or whose code
    /// begins with it. Several words, apart: one names the region, the others the
    /// region or what is above it, in any order (`广东 东区`). A word that finds
    /// nothing so is read as a path written in one (`广东中山东区`, `gdzsdq`).
    /// Same names come first, then names that begin with the word, then others;
    /// among those, provinces before cities before counties before towns.
    pub fn search(&self, query: &str, filter: RegionFilter<'_>, limit: usize, offset: usize) -> (usize, Vec<&Region>) {
        let words: Vec<String> = query
            .split(|c: char| c.is_whitespace() || ",，、/".contains(c))
            .map(search::normalise_query)
            .filter(|word| !word.is_empty())
            .collect();
        let hits: Vec<Hits> = words.iter().map(|word| self.hits(word)).collect();
        let mut found = Hits::new(self.regions.len());
        if let [only] = hits.as_slice() {
            found.add(only, None);
        } else {
            let below: Vec<Bits> = hits.iter().map(|hits| self.at_or_below(hits)).collect();
            for (own, hits) in hits.iter().enumerate() {
                let mut others = Bits::full(self.regions.len());
                for (_, bits) in below.iter().enumerate().filter(|(other, _)| *other != own) {
                    others.keep(bits);
                }
                found.add(hits, Some(&others));
            }
        }
        let under = place(&self.regions, &self.by_code, filter.under);
        if under.is_none() && !filter.under.is_empty() {
            return (0, Vec::new());
        }
        let (mut total, mut page) = (0, Vec::new());
        for place in found.in_order() {
            let region = &self.regions[place];
            if (region.placeholder() && !filter.placeholders)
                || filter.level.is_some_and(|level| level != region.level)
                || under.is_some_and(|under| !self.ancestors(place).any(|above| above == under))
            {
                continue;
            }
            if total >= offset && page.len() < limit {
                page.push(region);
            }
            total += 1;
        }
        (total, page)
    }

    fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| Keys::new(&self.regions))
    }

    /// Places above one, from the nearest up.
    fn ancestors(&self, place: usize) -> impl Iterator<Item = usize> + use<'_> {
        std::iter::successors(self.parents[place], |above| self.parents[*above])
    }

    /// What one word finds.
    fn hits(&self, word: &str) -> Hits {
        let keys = self.keys();
        let mut hits = Hits::new(self.regions.len());
        let range = keys.range(word);
        if range.is_empty() {
            self.path_hits(word, &mut hits);
            return hits;
        }
        for key in &keys.table[range] {
            let class = match key.head {
                true if usize::from(key.len) == word.len() => Class::Same,
                true => Class::Begins,
                false => Class::Contains,
            };
            hits.set(class, key.owner());
        }
        hits
    }

    /// Reads a word as names of regions from the outside in: the longest end of it
    /// that begins the name of a region within those that the front of it names.
    fn path_hits(&self, word: &str, hits: &mut Hits) {
        let keys = self.keys();
        for (cut, _) in word.char_indices().skip(1) {
            let (front, end) = word.split_at(cut);
            let front: Vec<char> = front.chars().collect();
            let mut any = false;
            for key in keys.table[keys.range(end)].iter().filter(|key| key.head) {
                let mut above: Vec<usize> = self.ancestors(key.owner()).collect();
                above.reverse();
                if self.named(&front, &above) {
                    hits.set(Class::Begins, key.owner());
                    any = true;
                }
            }
            if any {
                return;
            }
        }
    }

    /// Whether the text is the beginnings, two characters or more each, of names in
    /// this order; names may be passed over.
    fn named(&self, text: &[char], path: &[usize]) -> bool {
        const LEAST: usize = 2;
        if text.is_empty() {
            return true;
        }
        let Some((first, rest)) = path.split_first() else { return false };
        let name = &self.regions[*first].name;
        let same = text
            .iter()
            .zip(name.chars())
            .take_while(|(asked, known)| **asked == *known || search::initials(*known).contains(asked))
            .count();
        (LEAST..=same).rev().any(|taken| self.named(&text[taken..], rest)) || self.named(text, rest)
    }

    /// The regions that are hit, and everything below them.
    fn at_or_below(&self, hits: &Hits) -> Bits {
        let mut bits = Bits::new(self.regions.len());
        for place in 0..self.regions.len() {
            if hits.has(place) || self.parents[place].is_some_and(|parent| bits.has(parent)) {
                bits.set(place);
            }
        }
        bits
    }
}

fn read(line: &str) -> Option<Region> {
    let mut cells = line.split(',');
    let mut cell = || cells.next();
    let (code, name, parent) = (cell()?, cell()?, cell()?);
    Some(Region {
        level: level(cell()?)?,
        kind: kind(cell()?)?,
        code: code.to_owned(),
        name: name.to_owned(),
        parent: parent.to_owned(),
        full_name: String::new(),
    })
}

fn place(regions: &[Region], by_code: &[usize], code: &str) -> Option<usize> {
    by_code.binary_search_by(|place| regions[*place].code.as_str().cmp(code)).ok().map(|found| by_code[found])
}

/// One key: a piece of [`Keys::text`].
struct Key {
    start: u32,
    owner: u32,
    len: u16,
    /// The whole name, its initials, or a code; not a later suffix.
    head: bool,
}

impl Key {
    fn owner(&self) -> usize {
        usize::try_from(self.owner).unwrap_or(usize::MAX)
    }
}

/// All search keys, sorted by bytes.
struct Keys {
    text: String,
    table: Vec<Key>,
}

impl Keys {
    fn new(regions: &[Region]) -> Keys {
        let mut keys = Keys { text: String::new(), table: Vec::new() };
        for (owner, region) in regions.iter().enumerate() {
            let name = search::normalise_query(&region.name);
            let length = name.chars().count();
            for key in search::keys(&region.name, &[&region.code]) {
                // A suffix of the name or of its initials is shorter than the name, in characters.
                let head = key == region.code || key.chars().count() == length;
                keys.push(&key, owner, head);
            }
        }
        let Keys { text, table } = &mut keys;
        table.sort_unstable_by(|a, b| piece(text, a).cmp(piece(text, b)));
        text.shrink_to_fit();
        table.shrink_to_fit();
        keys
    }

    /// A key that does not fit the table's numbers would be left out; none of the shipped ones is.
    fn push(&mut self, key: &str, owner: usize, head: bool) {
        let numbers = (u32::try_from(self.text.len()), u32::try_from(owner), u16::try_from(key.len()));
        if let (Ok(start), Ok(owner), Ok(len)) = numbers {
            self.text.push_str(key);
            self.table.push(Key { start, owner, len, head });
        }
    }

    /// The keys that begin with a word.
    fn range(&self, word: &str) -> Range<usize> {
        let word = word.as_bytes();
        let start = self.table.partition_point(|key| piece(&self.text, key) < word);
        let found = self.table[start..].partition_point(|key| piece(&self.text, key).starts_with(word));
        start..start + found
    }
}

fn piece<'a>(text: &'a str, key: &Key) -> &'a [u8] {
    let start = usize::try_from(key.start).unwrap_or(usize::MAX);
    &text.as_bytes()[start..start + usize::from(key.len)]
}

/// How well a word fits, best first.
#[derive(Clone, Copy)]
enum Class {
    Same,
    Begins,
    Contains,
}

/// Sets of places by how well they fit.
struct Hits([Bits; 3]);

impl Hits {
    fn new(len: usize) -> Hits {
        Hits(std::array::from_fn(|_| Bits::new(len)))
    }

    fn set(&mut self, class: Class, place: usize) {
        self.0[class as usize].set(place);
    }

    fn has(&self, place: usize) -> bool {
        self.0.iter().any(|bits| bits.has(place))
    }

    fn add(&mut self, other: &Hits, among: Option<&Bits>) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            own.add(other, among);
        }
    }

    /// Every place once, the best fit first.
    fn in_order(&self) -> impl Iterator<Item = usize> + use<'_> {
        self.0.iter().enumerate().flat_map(move |(class, bits)| {
            bits.places().filter(move |place| !self.0[..class].iter().any(|better| better.has(*place)))
        })
    }
}

/// A set of places.
struct Bits(Vec<u64>);

impl Bits {
    fn new(len: usize) -> Bits {
        Bits(vec![0; len.div_ceil(64)])
    }

    fn full(len: usize) -> Bits {
        Bits(vec![u64::MAX; len.div_ceil(64)])
    }

    fn set(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn has(&self, place: usize) -> bool {
        self.0[place / 64] >> (place % 64) & 1 == 1
    }

    fn keep(&mut self, other: &Bits) {
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own &= other;
        }
    }

    fn add(&mut self, other: &Bits, among: Option<&Bits>) {
        for (word, (own, other)) in self.0.iter_mut().zip(&other.0).enumerate() {
            *own |= other & among.map_or(u64::MAX, |among| among.0[word]);
        }
    }

    fn places(&self) -> impl Iterator<Item = usize> + use<'_> {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            let next = |bits: &u64| Some(bits & (bits - 1)).filter(|rest| *rest != 0);
            std::iter::successors(Some(*bits).filter(|bits| *bits != 0), next)
                .map(move |bits| word * 64 + usize::try_from(bits.trailing_zeros()).unwrap_or(0))
        })
    }
}
