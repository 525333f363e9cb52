//! QR codes as vector squares.
//!
//! Not a picture: the squares stay sharp at any size. Level M survives a fold of the paper.
//!
//! To add one: another symbology needs only a function that returns [`Squares`].

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::Error;

/// A code as PDF path operators in a box of `columns` × `rows`, quiet zone included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Squares {
    pub columns: usize,
    pub rows: usize,
    pub operators: String,
}

const QUIET: usize = 4;

/// Encodes `text` for paper.
///
/// # Errors
/// [`Error::Qr`] when it is too long.
pub fn encode(text: &str) -> Result<Squares, Error> {
    let mut operators = String::from("0 g\n");
    let modules = runs(text, |modules, x, y, run| {
        // The y of a PDF grows upwards.
        let _ = writeln!(operators, "{x} {} {run} 1 re", modules - y - 1);
    })?;
    operators.push('f');
    Ok(Squares { columns: modules, rows: modules, operators })
}

/// Encodes `text` for the screen: the side of the box, quiet zone included, and the data of an SVG
/// path that fills the dark squares.
///
/// # Errors
/// [`Error::Qr`] when it is too long.
pub fn path(text: &str) -> Result<(usize, String), Error> {
    let mut path = String::new();
    let modules = runs(text, |_, x, y, run| {
        let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
    })?;
    Ok((modules, path))
}

/// Calls `draw(modules, x, y, length)` for every run of dark squares, from the top left, and gives
/// the side of the box. Neighbours in a row are one rectangle: fewer bytes, and no hair lines between.
fn runs(text: &str, mut draw: impl FnMut(usize, usize, usize, usize)) -> Result<usize, Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| Error::Qr)?;
    let width = code.width();
    let modules = width + 2 * QUIET;
    for (row, line) in code.to_colors().chunks(width).enumerate() {
        let mut at = 0;
        while at < width {
            let run = line[at..].iter().take_while(|&&color| color == Color::Dark).count();
            if run > 0 {
                draw(modules, at + QUIET, row + QUIET, run);
            }
            at += run.max(1);
        }
    }
    Ok(modules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finder_pattern_and_quiet_zone() {
        let squares = encode("https://example.com/c/1").expect("short");
        assert_eq!((squares.columns, squares.rows), (25 + 8, 25 + 8));
        // The top row of the code starts and ends with the seven modules of a finder pattern.
        assert!(squares.operators.contains("\n4 28 7 1 re\n"), "{}", squares.operators);
        assert!(squares.operators.contains("\n22 28 7 1 re\n"), "{}", squares.operators);
    }

    #[test]
    fn the_same_code_on_the_screen() {
        let (side, path) = path("https://example.com/c/1").expect("short");
        assert_eq!(side, 25 + 8);
        assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
        assert!(path.contains("M22 4h7v1h-7z"), "{path}");
    }

    #[test]
    fn too_long_is_an_error() {
        assert!(matches!(encode(&"长".repeat(2000)), Err(Error::Qr)));
    }
}
