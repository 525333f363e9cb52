//! QR codes as vector squares.
//!
//! Not a picture: the squares stay sharp at any size. Level M survives a fold of the paper.
//!
//! To add one: another symbology needs only a function that returns [`Squares`].

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::Error;

/// A code as PDF path operators in a box of `modules` × `modules`, quiet zone of four included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Squares {
    pub modules: usize,
    pub operators: String,
}

const QUIET: usize = 4;

/// Encodes `text`.
///
/// # Errors
/// [`Error::Qr`] when it is too long.
pub fn encode(text: &str) -> Result<Squares, Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| Error::Qr)?;
    let width = code.width();
    let modules = width + 2 * QUIET;
    let mut operators = String::from("0 g\n");
    for (row, line) in code.to_colors().chunks(width).enumerate() {
        // Neighbours in a row are one rectangle: fewer bytes, and no hair lines between them.
        let mut at = 0;
        while at < width {
            let run = line[at..]
                .iter()
                .take_while(|&&color| color == Color::Dark)
                .count();
            if run > 0 {
                let (x, y) = (at + QUIET, modules - QUIET - row - 1);
                let _ = writeln!(operators, "{x} {y} {run} 1 re");
            }
            at += run.max(1);
        }
    }
    operators.push('f');
    Ok(Squares { modules, operators })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finder_pattern_and_quiet_zone() {
        let squares = encode("https://example.com/c/1").expect("short");
        assert_eq!(squares.modules, 25 + 8);
        // The top row of the code starts and ends with the seven modules of a finder pattern.
        assert!(
            squares.operators.contains("\n4 28 7 1 re\n"),
            "{}",
            squares.operators
        );
        assert!(
            squares.operators.contains("\n22 28 7 1 re\n"),
            "{}",
            squares.operators
        );
    }

    #[test]
    fn too_long_is_an_error() {
        assert!(matches!(encode(&"长".repeat(2000)), Err(Error::Qr)));
    }
}
