//! The header of a PNG (ISO/IEC 15948 §5) and whether the file is whole: chunks are walked over,
//! never unpacked, so that a picture of thousands of millions of pixels costs its own bytes.
//! It is 40 lines and so no library.

use flate2::Crc;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Width and height; `None` when it is no PNG, makes no sense, or ends before its end.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let (kind, header, mut rest) = chunk(bytes.strip_prefix(SIGNATURE)?)?;
    let [w3, w2, w1, w0, h3, h2, h1, h0, depth, colour, 0, 0, 0 | 1] = *header else { return None };
    let possible = match colour {
        0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
        3 => matches!(depth, 1 | 2 | 4 | 8),
        2 | 4 | 6 => matches!(depth, 8 | 16),
        _ => false,
    };
    if kind != b"IHDR" || !possible {
        return None;
    }
    let mut pixels = false;
    loop {
        let (kind, _, behind) = chunk(rest)?;
        match kind {
            b"IEND" if pixels => break,
            b"IEND" | b"IHDR" => return None,
            b"IDAT" => pixels = true,
            _ => {}
        }
        rest = behind;
    }
    let (width, height) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
    (width > 0 && height > 0).then_some((width, height))
}

/// The first chunk: its kind, its data, and what is behind it.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (said, behind) = rest.split_at_checked(length.checked_add(4)?)?;
    let (sum, behind) = behind.split_first_chunk()?;
    let mut crc = Crc::new();
    crc.update(said);
    let (kind, data) = said.split_first_chunk()?;
    (crc.sum() == u32::from_be_bytes(*sum)).then_some((kind, data, behind))
}
