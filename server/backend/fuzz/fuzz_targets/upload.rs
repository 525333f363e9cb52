//! Any bytes that somebody uploads, as a photo and as an attachment: there is an answer, what is kept keeps the rules, and
//! nothing that a file claims makes the reading of it long or large. README.md says how to run it.

#![no_main]

use backend::{
    files::look,
    photo::{self, Policy, Severity},
};
use domain::attachment::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    look(bytes, &Limits::default()).ok();
    // Fewer pixels than the product takes: the time goes into the reading of headers, not into large white areas.
    let policy = Policy { max_pixels: 1_000_000, ..Policy::default() };
    match photo::check(bytes, &policy) {
        Ok(photo) => {
            assert!(photo.width >= policy.min_size.0 && photo.height >= policy.min_size.1);
            assert!(photo.jpeg.starts_with(&[0xff, 0xd8]) && photo.jpeg.ends_with(&[0xff, 0xd9]));
        }
        Err(faults) => assert!(faults.iter().any(|fault| fault.severity() == Severity::Refuse)),
    }
});
