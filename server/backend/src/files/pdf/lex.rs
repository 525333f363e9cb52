//! The objects of a PDF (ISO 32000-2 §7.3), as far as the page tree needs them: strings and
//! reals are passed over, nothing is copied but names.
//!
//! Everything read is paid for from a [`Purse`], so that a file cannot make the reader work
//! without end by naming the same place again and again.

use std::cell::Cell;

use domain::attachment::{Fault, Kind};

/// No word but a name is longer.
const WORD: usize = 64;
/// How deep arrays and dictionaries may stand in each other.
const DEEPEST: u32 = 40;

/// What may still be spent on one file.
pub struct Purse {
    /// Bytes looked at, those that were unpacked among them.
    bytes: Cell<usize>,
    /// Objects made.
    objects: Cell<usize>,
}

impl Purse {
    pub fn new(bytes: usize, objects: usize) -> Purse {
        Purse { bytes: Cell::new(bytes), objects: Cell::new(objects) }
    }

    /// What is left for bytes.
    pub fn bytes(&self) -> usize {
        self.bytes.get()
    }

    pub fn pay_bytes(&self, count: usize) -> Result<(), Fault> {
        pay(&self.bytes, count)
    }

    pub fn pay_object(&self) -> Result<(), Fault> {
        pay(&self.objects, 1)
    }
}

fn pay(purse: &Cell<usize>, count: usize) -> Result<(), Fault> {
    purse.set(purse.get().checked_sub(count).ok_or(Fault::Involved)?);
    Ok(())
}

/// It makes no sense.
pub const BROKEN: Fault = Fault::Broken(Kind::Pdf);

#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    Null,
    Int(i64),
    Name(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    /// Another object by its number.
    Ref(u32),
    /// A string, a real, true or false.
    Other,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dict(Vec<(Vec<u8>, Object)>);

impl Dict {
    /// `None` also for null, which means the same.
    pub fn get(&self, key: &str) -> Option<&Object> {
        let found = self.0.iter().find(|(name, _)| name == key.as_bytes()).map(|(_, object)| object);
        found.filter(|object| **object != Object::Null)
    }

    pub fn int(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Object::Int(number) => Some(*number),
            _ => None,
        }
    }
}

/// Reads objects from a place on.
pub struct Lexer<'a> {
    bytes: &'a [u8],
    pub at: usize,
    purse: &'a Purse,
}

const fn blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

const fn regular(byte: u8) -> bool {
    !blank(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub fn new(bytes: &'a [u8], at: usize, purse: &'a Purse) -> Lexer<'a> {
        Lexer { bytes, at, purse }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self, count: usize) -> Result<(), Fault> {
        self.at += count;
        self.purse.pay_bytes(count)
    }

    /// Over blanks and comments.
    pub fn skip(&mut self) -> Result<(), Fault> {
        loop {
            let blanks = self.rest().iter().take_while(|byte| blank(**byte)).count();
            self.step(blanks)?;
            if self.rest().first() != Some(&b'%') {
                return Ok(());
            }
            let line = self.rest().iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
            self.step(line)?;
        }
    }

    /// The word that comes next, such as `obj`, without going past it.
    fn word(&mut self) -> Result<&'a [u8], Fault> {
        self.skip()?;
        let rest = self.rest();
        Ok(&rest[..rest.iter().take(WORD).take_while(|byte| regular(**byte)).count()])
    }

    /// Goes past a word if it comes next.
    pub fn takes(&mut self, word: &str) -> Result<bool, Fault> {
        let found = self.word()? == word.as_bytes();
        if found {
            self.step(word.len())?;
        }
        Ok(found)
    }

    /// A number without a sign, gone past.
    pub fn number(&mut self) -> Result<Option<u64>, Fault> {
        let word = self.word()?;
        let number = std::str::from_utf8(word).ok().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        let number = number.and_then(|digits| digits.parse().ok());
        if number.is_some() {
            self.step(word.len())?;
        }
        Ok(number)
    }

    /// The beginning of the numbered object that stands here, gone past.
    pub fn begins_object(&mut self) -> Result<u32, Fault> {
        let number = self.number()?.and_then(|number| u32::try_from(number).ok()).ok_or(BROKEN)?;
        self.number()?.ok_or(BROKEN)?;
        if self.takes("obj")? { Ok(number) } else { Err(BROKEN) }
    }

    pub fn object(&mut self) -> Result<Object, Fault> {
        self.nested(0)
    }

    fn nested(&mut self, depth: u32) -> Result<Object, Fault> {
        if depth > DEEPEST {
            return Err(Fault::Involved);
        }
        self.purse.pay_object()?;
        self.skip()?;
        match self.rest() {
            [b'<', b'<', ..] => self.dict(depth),
            [b'<', ..] => self.until(b'>'),
            [b'(', ..] => self.string(),
            [b'[', ..] => self.array(depth),
            [b'/', ..] => Ok(Object::Name(self.name()?)),
            _ => self.plain(),
        }
    }

    fn dict(&mut self, depth: u32) -> Result<Object, Fault> {
        self.step(2)?;
        let mut pairs = Vec::new();
        loop {
            self.skip()?;
            match self.rest() {
                [b'>', b'>', ..] => {
                    self.step(2)?;
                    return Ok(Object::Dict(Dict(pairs)));
                }
                [b'/', ..] => {
                    let name = self.name()?;
                    pairs.push((name, self.nested(depth + 1)?));
                }
                _ => return Err(BROKEN),
            }
        }
    }

    fn array(&mut self, depth: u32) -> Result<Object, Fault> {
        self.step(1)?;
        let mut items = Vec::new();
        loop {
            self.skip()?;
            if self.rest().first() == Some(&b']') {
                self.step(1)?;
                return Ok(Object::Array(items));
            }
            items.push(self.nested(depth + 1)?);
        }
    }

    /// A name without its slash, `#41` read as `A`.
    fn name(&mut self) -> Result<Vec<u8>, Fault> {
        self.step(1)?;
        let rest = self.rest();
        let word = &rest[..rest.iter().take_while(|byte| regular(**byte)).count()];
        self.step(word.len())?;
        let mut name = Vec::with_capacity(word.len());
        let mut left = word;
        while let [byte, behind @ ..] = left {
            let code = behind.get(..2).filter(|_| *byte == b'#');
            let code = code.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
            name.push(code.unwrap_or(*byte));
            left = if code.is_some() { &behind[2..] } else { behind };
        }
        Ok(name)
    }

    fn until(&mut self, end: u8) -> Result<Object, Fault> {
        let length = self.rest().iter().position(|byte| *byte == end).ok_or(BROKEN)?;
        self.step(length + 1)?;
        Ok(Object::Other)
    }

    /// Over a string in parentheses, which may hold others.
    fn string(&mut self) -> Result<Object, Fault> {
        let (mut open, mut escaped) = (0_u32, false);
        for (place, byte) in self.rest().iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => open += 1,
                b')' if open == 1 => {
                    self.step(place + 1)?;
                    return Ok(Object::Other);
                }
                b')' => open -= 1,
                _ => {}
            }
        }
        Err(BROKEN)
    }

    /// A number, a reference, or a word.
    fn plain(&mut self) -> Result<Object, Fault> {
        let word = self.word()?;
        if word.is_empty() {
            return Err(BROKEN);
        }
        if let Some(number) = self.number()? {
            return self.reference(number);
        }
        self.step(word.len())?;
        let text = std::str::from_utf8(word).map_err(|_| BROKEN)?;
        Ok(match text {
            "null" => Object::Null,
            "true" | "false" => Object::Other,
            text => match text.parse() {
                Ok(number) => Object::Int(number),
                Err(_) if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte)) => Object::Other,
                Err(_) => return Err(BROKEN),
            },
        })
    }

    /// `12 0 R`, or only the number.
    fn reference(&mut self, number: u64) -> Result<Object, Fault> {
        let behind = self.at;
        if let Ok(number) = u32::try_from(number)
            && self.number()?.is_some()
            && self.takes("R")?
        {
            return Ok(Object::Ref(number));
        }
        self.at = behind;
        Ok(Object::Int(i64::try_from(number).map_err(|_| BROKEN)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Object, Fault> {
        let purse = Purse::new(10_000, 100);
        Lexer::new(text.as_bytes(), 0, &purse).object()
    }

    #[test]
    fn objects_are_read_and_strings_passed_over() {
        let Ok(Object::Dict(dict)) = read(
            "<< /Ty#70e /Page % a comment )>>\n /Kids [1 0 R 2 0 R 7] /N -3 /T (a\\)(b)c) /H <41> /X null /R 1.5 >>",
        ) else {
            panic!("it is a dictionary")
        };
        assert_eq!(dict.get("Type"), Some(&Object::Name(b"Page".to_vec())));
        assert_eq!(dict.get("Kids"), Some(&Object::Array(vec![Object::Ref(1), Object::Ref(2), Object::Int(7)])));
        assert_eq!(dict.int("N"), Some(-3));
        assert_eq!(
            (dict.get("T"), dict.get("H"), dict.get("R")),
            (Some(&Object::Other), Some(&Object::Other), Some(&Object::Other))
        );
        assert_eq!(dict.get("X"), None);
    }

    #[test]
    fn what_ends_early_is_broken_and_what_is_too_deep_is_not_read() {
        for broken in ["", "<<", "<< /A", "[1 2", "(a", "<41", "<< 1 2 >>", "xyz", ")"] {
            assert_eq!(read(broken), Err(BROKEN), "{broken}");
        }
        assert_eq!(read(&"[".repeat(60)), Err(Fault::Involved));
        assert_eq!(read(&format!("[{}]", "1 ".repeat(200))), Err(Fault::Involved), "more objects than are paid for");
        let purse = Purse::new(3, 100);
        assert_eq!(Lexer::new(b"/abcdef", 0, &purse).object(), Err(Fault::Involved), "more bytes than are paid for");
    }
}
