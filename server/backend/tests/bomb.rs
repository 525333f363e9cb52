//! A small file that claims to be a huge picture costs no more than its own bytes: it is refused by what its header says,
//! before there is a buffer for a pixel. A program of its own, so that the memory counted is that of one reading.

use backend::{
    files::look,
    photo::{self, Fault, Policy},
};
use domain::attachment::{self, Limits};

const PHOTO: &[u8] = include_bytes!("fixtures/photos/valid_blue.jpg");

/// The photo with a frame that claims to be so large.
fn claims(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = PHOTO.to_vec();
    let frame = bytes.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a baseline frame");
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// The same without one byte of a picture: whoever began to decode it would find it broken.
fn empty(width: u16, height: u16) -> Vec<u8> {
    let bytes = claims(width, height);
    let scan = bytes.windows(2).position(|marker| marker == [0xff, 0xda]).expect("a scan");
    let length = usize::from(u16::from_be_bytes([bytes[scan + 2], bytes[scan + 3]]));
    [&bytes[..scan + 2 + length], &[0xff, 0xd9]].concat()
}

/// What is said of it; a photo that was taken is too long to be shown.
fn refused(bytes: &[u8]) -> Vec<Fault> {
    match photo::check(bytes, &Policy::default()) {
        Ok(_) => panic!("it was taken"),
        Err(faults) => faults,
    }
}

/// The most that the process has had of memory, and of addresses for it, in kilobytes.
fn most() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    Some((of("VmHWM:")?, of("VmPeak:")?))
}

/// 20,000 × 20,000 pixels are 1.1 GiB of RGB, and 40 million what is allowed.
#[test]
fn a_huge_picture_is_refused_before_a_pixel_has_a_place() {
    let before = most();
    for bytes in [claims(20_000, 20_000), empty(20_000, 20_000), claims(65_500, 65_500), empty(20_001, 180)] {
        let faults = refused(&bytes);
        assert!(matches!(faults[..], [Fault::TooManyPixels { .. }]), "{faults:?}");
        let fault = look(&bytes, &Limits::default()).expect_err("it is too large");
        assert!(matches!(fault, attachment::Fault::Pixels { .. }), "{fault:?}");
    }
    // Where the system says so. Two megabytes is the bar, and a row of such a picture would be within it.
    if let (Some((memory, addresses)), Some((memory_now, addresses_now))) = (before, most()) {
        assert!(memory_now - memory < 2048, "{} kB more memory", memory_now - memory);
        assert!(addresses_now - addresses < 64 * 1024, "{} kB more addresses", addresses_now - addresses);
    }
    // What is within the limits is looked at: there, the missing picture is found.
    let faults = refused(&empty(400, 500));
    assert!(!matches!(faults[..], [Fault::TooManyPixels { .. }]), "{faults:?}");
}
