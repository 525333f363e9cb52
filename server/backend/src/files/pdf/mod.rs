//! How many pages a PDF has, and whether it can be read at all.
//!
//! Only the way to the pages is walked: the cross-reference (tables and streams), the catalogue and
//! the page tree, never what stands on a page. It costs at most [`BYTES`] and [`OBJECTS`] whatever a
//! file claims. A library for the whole format was not taken for this: one that takes the widths
//! and counts of a cross-reference stream as they stand, or follows lengths of streams one inside the
//! other, can be made to use up the memory or the stack of the process by a few hundred bytes.
//!
//! To add a filter of streams: an arm in [`unpacked`].

mod lex;

use std::{
    collections::{HashMap, HashSet},
    io::Read,
};

use domain::attachment::Fault;
use flate2::read::ZlibDecoder;

use lex::{BROKEN, Dict, Lexer, Object, Purse};

/// Bytes looked at or unpacked, beyond a few times the file itself.
const BYTES: usize = 32 * 1024 * 1024;
/// Objects made of them.
const OBJECTS: usize = 1_000_000;
/// Numbered objects that a file may have.
const ENTRIES: usize = 1_000_000;
/// Versions of a file saved one behind the other.
const VERSIONS: usize = 1_000;
/// The end of the file in which its last words must stand.
const TAIL: usize = 2048;

/// Where a numbered object is.
#[derive(Clone, Copy)]
enum Place {
    /// From this byte on.
    At(usize),
    /// In the stream with this number.
    Within(u32),
}

struct Reader<'a> {
    bytes: &'a [u8],
    purse: &'a Purse,
    places: HashMap<u32, Place>,
    /// Streams of objects, unpacked once.
    streams: HashMap<u32, (Vec<u8>, HashMap<u32, usize>)>,
    root: Option<u32>,
}

/// The number of pages, at most `most`.
///
/// # Errors
/// What is wrong with the file.
pub fn pages(bytes: &[u8], most: u64) -> Result<u64, Fault> {
    if !version(bytes) {
        return Err(BROKEN);
    }
    let purse = Purse::new(BYTES.saturating_add(bytes.len().saturating_mul(2)), OBJECTS);
    let mut reader = Reader { bytes, purse: &purse, places: HashMap::new(), streams: HashMap::new(), root: None };
    reader.cross_reference(start(bytes)?)?;
    reader.count(most)
}

/// `%PDF-1.0` to `2.0`, at the very beginning: behind something else it would be two files in one.
fn version(bytes: &[u8]) -> bool {
    matches!(bytes, [b'%', b'P', b'D', b'F', b'-', b'1', b'.', b'0'..=b'7', ..]) || bytes.starts_with(b"%PDF-2.0")
}

/// Where the last cross-reference begins; a file that was cut off does not say.
fn start(bytes: &[u8]) -> Result<usize, Fault> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let last = |word: &[u8]| tail.windows(word.len()).rposition(|window| window == word);
    let (Some(begin), Some(end)) = (last(b"startxref"), last(b"%%EOF")) else { return Err(BROKEN) };
    let purse = Purse::new(TAIL, 1);
    let place = Lexer::new(tail, begin + b"startxref".len(), &purse).number()?;
    place.filter(|_| begin < end).and_then(|place| usize::try_from(place).ok()).ok_or(BROKEN)
}

impl Reader<'_> {
    fn lexer(&self, at: usize) -> Lexer<'_> {
        Lexer::new(self.bytes, at, self.purse)
    }

    /// Every version of the cross-reference, the newest first: what it says counts.
    fn cross_reference(&mut self, start: usize) -> Result<(), Fault> {
        let mut seen = HashSet::new();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            if seen.len() > VERSIONS {
                return Err(Fault::Involved);
            }
            let trailer = self.section(at)?;
            if trailer.get("Encrypt").is_some() {
                return Err(Fault::Encrypted);
            }
            if let (None, Some(Object::Ref(root))) = (self.root, trailer.get("Root")) {
                self.root = Some(*root);
            }
            for key in ["Prev", "XRefStm"] {
                if let Some(at) = trailer.int(key) {
                    open.push(usize::try_from(at).map_err(|_| BROKEN)?);
                }
            }
        }
        Ok(())
    }

    /// One version of it, with the dictionary that closes it.
    fn section(&mut self, at: usize) -> Result<Dict, Fault> {
        let mut lexer = Lexer::new(self.bytes, at, self.purse);
        if !lexer.takes("xref")? {
            return self.stream_section(at);
        }
        while let Some(first) = lexer.number()? {
            let count = lexer.number()?.ok_or(BROKEN)?;
            for number in first..first.saturating_add(count) {
                let offset = lexer.number()?.ok_or(BROKEN)?;
                lexer.number()?.ok_or(BROKEN)?;
                let used = lexer.takes("n")?;
                if !used && !lexer.takes("f")? {
                    return Err(BROKEN);
                }
                if used {
                    self.place(number, Place::At(usize::try_from(offset).map_err(|_| BROKEN)?))?;
                }
            }
        }
        if !lexer.takes("trailer")? {
            return Err(BROKEN);
        }
        match lexer.object()? {
            Object::Dict(dict) => Ok(dict),
            _ => Err(BROKEN),
        }
    }

    fn place(&mut self, number: u64, place: Place) -> Result<(), Fault> {
        let number = u32::try_from(number).map_err(|_| BROKEN)?;
        if self.places.len() >= ENTRIES {
            return Err(Fault::Involved);
        }
        self.places.entry(number).or_insert(place);
        Ok(())
    }

    /// A cross-reference stream (ISO 32000-2 §7.5.8).
    fn stream_section(&mut self, at: usize) -> Result<Dict, Fault> {
        let (dict, content) = self.stream(at)?;
        let numbers = |key| match dict.get(key) {
            Some(Object::Array(items)) => {
                let number = |item: &Object| match item {
                    Object::Int(number) => u64::try_from(*number).map_err(|_| BROKEN),
                    _ => Err(BROKEN),
                };
                items.iter().map(number).collect::<Result<Vec<u64>, Fault>>().map(Some)
            }
            _ => Ok(None),
        };
        let widths = numbers("W")?.ok_or(BROKEN)?;
        let [kind, second, third] = widths.as_slice() else { return Err(BROKEN) };
        let width = |wide: &u64| usize::try_from(*wide).ok().filter(|wide| *wide <= 8).ok_or(BROKEN);
        let widths = [width(kind)?, width(second)?, width(third)?];
        let whole: usize = widths.iter().sum();
        if whole == 0 {
            return Err(BROKEN);
        }
        let size = dict.int("Size").and_then(|size| u64::try_from(size).ok()).ok_or(BROKEN)?;
        let ranges = numbers("Index")?.unwrap_or_else(|| vec![0, size]);
        let mut rows = content.chunks_exact(whole);
        for range in ranges.chunks_exact(2) {
            for number in range[0]..range[0].saturating_add(range[1]) {
                // Some programs promise more rows than they write.
                let Some(row) = rows.next() else { break };
                let (kind, row) = row.split_at(widths[0]);
                let (second, _) = row.split_at(widths[1]);
                let value = |bytes: &[u8]| bytes.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
                match if kind.is_empty() { 1 } else { value(kind) } {
                    1 => self.place(number, Place::At(usize::try_from(value(second)).map_err(|_| BROKEN)?))?,
                    2 => self.place(number, Place::Within(u32::try_from(value(second)).map_err(|_| BROKEN)?))?,
                    _ => {}
                }
            }
        }
        Ok(dict)
    }

    /// The stream that stands there, unpacked.
    fn stream(&self, at: usize) -> Result<(Dict, Vec<u8>), Fault> {
        let mut lexer = self.lexer(at);
        lexer.begins_object()?;
        let Object::Dict(dict) = lexer.object()? else { return Err(BROKEN) };
        if !lexer.takes("stream")? {
            return Err(BROKEN);
        }
        let behind = self.bytes.get(lexer.at..).unwrap_or_default();
        let begin = match behind {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        let raw = behind.get(begin..).unwrap_or_default();
        let promised = match dict.get("Length") {
            Some(Object::Int(length)) => usize::try_from(*length).ok(),
            // A length that stands elsewhere is a number there, and nothing more is looked for.
            Some(Object::Ref(number)) => match self.places.get(number) {
                Some(Place::At(at)) => self.numbered(*number, *at).ok().and_then(|object| match object {
                    Object::Int(length) => usize::try_from(length).ok(),
                    _ => None,
                }),
                _ => None,
            },
            _ => None,
        };
        let ends = |length: &usize| {
            let after = raw.get(*length..).unwrap_or_default();
            after[..after.len().min(32)].trim_ascii_start().starts_with(b"endstream")
        };
        let length = match promised.filter(ends) {
            Some(length) => length,
            None => {
                let found = raw.windows(b"endstream".len()).position(|window| window == b"endstream").ok_or(BROKEN)?;
                self.purse.pay_bytes(found)?;
                found
            }
        };
        let content = unpacked(&dict, &raw[..length], self.purse)?;
        Ok((dict, content))
    }

    fn numbered(&self, number: u32, at: usize) -> Result<Object, Fault> {
        let mut lexer = self.lexer(at);
        if lexer.begins_object()? != number {
            return Err(BROKEN);
        }
        lexer.object()
    }

    fn find(&mut self, number: u32) -> Result<Object, Fault> {
        match self.places.get(&number).copied().ok_or(BROKEN)? {
            Place::At(at) => self.numbered(number, at),
            Place::Within(stream) => {
                if !self.streams.contains_key(&stream) {
                    let unpacked = self.object_stream(stream)?;
                    self.streams.insert(stream, unpacked);
                }
                let (content, places) = &self.streams[&stream];
                let at = places.get(&number).copied().ok_or(BROKEN)?;
                Lexer::new(content, at, self.purse).object()
            }
        }
    }

    /// A stream of objects (ISO 32000-2 §7.5.7): its bytes, and where in them each object begins.
    fn object_stream(&self, number: u32) -> Result<(Vec<u8>, HashMap<u32, usize>), Fault> {
        let Some(Place::At(at)) = self.places.get(&number) else { return Err(BROKEN) };
        let (dict, content) = self.stream(*at)?;
        let first = dict.int("First").and_then(|first| usize::try_from(first).ok()).ok_or(BROKEN)?;
        let count = dict.int("N").and_then(|count| usize::try_from(count).ok()).ok_or(BROKEN)?;
        let mut places = HashMap::new();
        let mut lexer = Lexer::new(&content, 0, self.purse);
        for _ in 0..count {
            let (Some(number), Some(offset)) = (lexer.number()?, lexer.number()?) else { return Err(BROKEN) };
            self.purse.pay_object()?;
            let number = u32::try_from(number).map_err(|_| BROKEN)?;
            let offset = usize::try_from(offset).ok().and_then(|offset| first.checked_add(offset)).ok_or(BROKEN)?;
            places.entry(number).or_insert(offset);
        }
        Ok((content, places))
    }

    fn dict(&mut self, number: u32) -> Result<Dict, Fault> {
        match self.find(number)? {
            Object::Dict(dict) => Ok(dict),
            _ => Err(BROKEN),
        }
    }

    /// The leaves of the page tree. What the tree says of itself is not believed.
    fn count(&mut self, most: u64) -> Result<u64, Fault> {
        let catalogue = self.root.ok_or(BROKEN)?;
        let catalogue = self.dict(catalogue)?;
        let Some(Object::Ref(top)) = catalogue.get("Pages") else { return Err(BROKEN) };
        let (mut open, mut seen, mut count) = (vec![*top], HashSet::new(), 0_u64);
        while let Some(number) = open.pop() {
            if !seen.insert(number) {
                return Err(BROKEN);
            }
            let node = self.dict(number)?;
            let kids = match node.get("Kids") {
                Some(Object::Ref(kids)) => Some(self.find(*kids)?),
                Some(kids) => Some(kids.clone()),
                None => None,
            };
            match kids {
                Some(Object::Array(kids)) => {
                    for kid in kids {
                        let Object::Ref(kid) = kid else { return Err(BROKEN) };
                        open.push(kid);
                    }
                }
                Some(_) => return Err(BROKEN),
                // The top is never a page itself: a tree of nothing has none.
                None if number == *top => return Err(Fault::NoPage),
                None => count += 1,
            }
            if count > most {
                return Err(Fault::Pages { max: most });
            }
        }
        if count == 0 { Err(Fault::NoPage) } else { Ok(count) }
    }
}

/// A stream's bytes without its filter.
fn unpacked(dict: &Dict, raw: &[u8], purse: &Purse) -> Result<Vec<u8>, Fault> {
    // A list of one filter is that filter.
    fn only(object: Option<&Object>) -> Result<Option<&Object>, Fault> {
        match object {
            Some(Object::Array(items)) => match items.as_slice() {
                [] => Ok(None),
                [one] => Ok(Some(one)),
                _ => Err(BROKEN),
            },
            other => Ok(other),
        }
    }
    match only(dict.get("Filter"))? {
        None => {
            purse.pay_bytes(raw.len())?;
            Ok(raw.to_vec())
        }
        Some(Object::Name(name)) if matches!(name.as_slice(), b"FlateDecode" | b"Fl") => {
            let content = inflated(raw, purse)?;
            match only(dict.get("DecodeParms"))? {
                Some(Object::Dict(parameters)) => predicted(&content, parameters),
                _ => Ok(content),
            }
        }
        Some(_) => Err(BROKEN),
    }
}

fn inflated(raw: &[u8], purse: &Purse) -> Result<Vec<u8>, Fault> {
    let most = purse.bytes();
    let mut content = Vec::new();
    let room = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    // What came before an end without a checksum is good: many programs write none.
    let read = ZlibDecoder::new(raw).take(room).read_to_end(&mut content);
    purse.pay_bytes(content.len())?;
    match read {
        Err(_) if content.is_empty() => Err(BROKEN),
        _ => Ok(content),
    }
}

/// Undoes the predictors of PNG (ISO 32000-2 §7.4.4.4).
fn predicted(content: &[u8], parameters: &Dict) -> Result<Vec<u8>, Fault> {
    match parameters.int("Predictor").unwrap_or(1) {
        1 => return Ok(content.to_vec()),
        10..=15 => {}
        _ => return Err(BROKEN),
    }
    let number = |key, or| parameters.int(key).map_or(Some(or), |given| usize::try_from(given).ok()).ok_or(BROKEN);
    let (colours, bits, columns) = (number("Colors", 1)?, number("BitsPerComponent", 8)?, number("Columns", 1)?);
    if colours > 4 || bits > 16 || columns == 0 || columns > 65_536 {
        return Err(BROKEN);
    }
    let left = (colours * bits).div_ceil(8).max(1);
    let wide = (colours * bits * columns).div_ceil(8);
    let mut before = vec![0_u8; wide];
    let mut plain = Vec::with_capacity(content.len());
    for row in content.chunks_exact(wide + 1) {
        let (method, row) = (row[0], &row[1..]);
        let mut now = row.to_vec();
        for place in 0..wide {
            let at = |row: &[u8]| place.checked_sub(left).map_or(0, |place| row[place]);
            let (a, b, c) = (at(&now), before[place], at(&before));
            let guess = match method {
                0 => 0,
                1 => a,
                2 => b,
                3 => u8::midpoint(a, b),
                4 => paeth(a, b, c),
                _ => return Err(BROKEN),
            };
            now[place] = now[place].wrapping_add(guess);
        }
        plain.extend_from_slice(&now);
        before = now;
    }
    Ok(plain)
}

fn paeth(a: u8, b: u8, c: u8) -> u8 {
    let guess = i16::from(a) + i16::from(b) - i16::from(c);
    let far = |other: u8| (guess - i16::from(other)).abs();
    match () {
        () if far(a) <= far(b) && far(a) <= far(c) => a,
        () if far(b) <= far(c) => b,
        () => c,
    }
}
