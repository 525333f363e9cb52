//! The one font: metrics and glyph lookup.
//!
//! Noto Serif SC Regular (SIL OFL 1.1, licence beside the file), 30,900 characters. Not a fallback
//! chain: a character it does not have is replaced and reported by `clean.rs`. Bold is drawn by
//! stroking the outline (`write.rs`), which spares a second file of 15 MB.
//!
//! To add one: a second face needs its own `Font`, its own `FontId` in `write.rs` and a choice in
//! `page::Mark::Text`.

use std::sync::OnceLock;

use printpdf::ParsedFont;

use crate::Error;

static BYTES: &[u8] = include_bytes!("../fonts/NotoSerifSC-Regular.ttf");

/// The parsed font with an advance table for the Basic Multilingual Plane.
pub struct Font {
    parsed: ParsedFont,
    /// Advance in 1/1000 em by UTF-16 code unit; `NONE` where there is no glyph.
    advances: Vec<u16>,
}

const NONE: u16 = u16::MAX;

impl Font {
    /// The font, parsed at the first call.
    ///
    /// # Errors
    /// [`Error::Font`] when the file inside the program is broken.
    pub fn get() -> Result<&'static Self, Error> {
        static FONT: OnceLock<Option<Font>> = OnceLock::new();
        FONT.get_or_init(Self::parse).as_ref().ok_or(Error::Font)
    }

    fn parse() -> Option<Self> {
        let parsed = ParsedFont::from_bytes(BYTES, 0, &mut Vec::new())?;
        let advances = (0..=0xFFFF_u32).map(|code| advance(&parsed, code).unwrap_or(NONE)).collect();
        Some(Self { parsed, advances })
    }

    /// The face as the writer wants it.
    pub fn parsed(&self) -> &ParsedFont {
        &self.parsed
    }

    /// Whether the font draws `character`.
    pub fn has(&self, character: char) -> bool {
        self.thousandths(character).is_some()
    }

    /// Glyph number; 0 is the box of a missing glyph.
    pub fn glyph(&self, character: char) -> u16 {
        self.parsed.lookup_glyph_index(u32::from(character)).unwrap_or(0)
    }

    /// Advance of `character` in em.
    pub fn advance(&self, character: char) -> f32 {
        f32::from(self.thousandths(character).unwrap_or(1000)) / 1000.0
    }

    /// Width of `text` on one line at `size` points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.advance(character)).sum::<f32>() * size
    }

    /// `size`, or the smaller size in which `text` is no wider than `room`.
    pub fn fitting(&self, text: &str, size: f32, room: f32) -> f32 {
        size.min(size * room / self.width(text, size).max(1.0))
    }

    fn thousandths(&self, character: char) -> Option<u16> {
        match self.advances.get(character as usize) {
            Some(&NONE) => None,
            Some(&advance) => Some(advance),
            None => advance(&self.parsed, u32::from(character)),
        }
    }
}

fn advance(parsed: &ParsedFont, code: u32) -> Option<u16> {
    let glyph = parsed.lookup_glyph_index(code).filter(|&glyph| glyph != 0)?;
    let em = u32::from(parsed.font_metrics.units_per_em);
    let advance = u32::from(parsed.get_horizontal_advance(glyph)) * 1000 / em;
    u16::try_from(advance).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_names_are_covered_and_gaps_are_known() {
        let font = Font::get().expect("the font in the repository is whole");
        for character in "李𬀩张䶮周㛃·０ABC，。《》［］（）".chars() {
            assert!(font.has(character), "{character}");
        }
        for character in ['\u{20BB7}', '\u{2611}', '\u{1F600}'] {
            assert!(!font.has(character), "{character}");
        }
    }

    #[test]
    fn text_is_set_smaller_only_when_it_must() {
        let font = Font::get().expect("the font in the repository is whole");
        assert_eq!(font.fitting("一二三四", 10.0, 40.0), 10.0);
        assert_eq!(font.fitting("一二三四", 10.0, 20.0), 5.0);
        assert_eq!(font.fitting("", 10.0, 20.0), 10.0);
    }

    #[test]
    fn hanzi_are_one_em_wide_also_beyond_the_first_plane() {
        let font = Font::get().expect("the font in the repository is whole");
        assert_eq!(font.width("李𬀩", 10.0), 20.0);
    }
}
