//! Reads the head of a JPEG, so that the file can go into the PDF as it is.
//!
//! Not a decoder and no check of the picture: the server decodes and encodes each photo anew when it
//! is uploaded.
//!
//! To add one: another picture format has no place here, convert it to JPEG before.

use crate::Error;

/// Size and colours of a JPEG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub width: u16,
    pub height: u16,
    /// 1 for grey, 3 for RGB.
    pub components: u8,
}

/// Finds the frame header (ITU-T T.81, B.2.2).
///
/// # Errors
/// [`Error::Photo`] for anything but a grey or three-colour JPEG.
pub fn head(jpeg: &[u8]) -> Result<Head, Error> {
    find(jpeg).filter(|head| head.width > 0 && head.height > 0 && matches!(head.components, 1 | 3)).ok_or(Error::Photo)
}

fn find(jpeg: &[u8]) -> Option<Head> {
    let mut rest = jpeg.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let (&[fill, marker], after) = rest.split_first_chunk::<2>()?;
        if fill != 0xFF {
            return None;
        }
        if marker == 0xFF {
            rest = &rest[1..];
            continue;
        }
        let (&length, _) = after.split_first_chunk::<2>()?;
        let segment = after.get(..usize::from(u16::from_be_bytes(length)))?;
        match marker {
            // SOF0..SOF15 without DHT, JPG and DAC.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let &[_, _, _, h1, h2, w1, w2, components, ..] = segment else {
                    return None;
                };
                return Some(Head {
                    width: u16::from_be_bytes([w1, w2]),
                    height: u16::from_be_bytes([h1, h2]),
                    components,
                });
            }
            // The scan begins, and no frame header came before it.
            0xDA => return None,
            _ => rest = after.get(segment.len()..)?,
        }
        if segment.len() < 2 {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_photo() {
        assert_eq!(head(crate::sample::PHOTO).expect("a JPEG"), Head { width: 295, height: 413, components: 3 });
    }

    #[test]
    fn anything_else_is_refused() {
        for bytes in [
            &b""[..],
            b"\x89PNG\r\n\x1a\n",
            b"\xFF\xD8",
            b"\xFF\xD8\xFF\xE0\x00\x00\xFF\xE0\x00\x00",
            &crate::sample::PHOTO[..40],
        ] {
            assert!(matches!(head(bytes), Err(Error::Photo)), "{bytes:?}");
        }
    }
}
