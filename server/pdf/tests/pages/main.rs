//! The finished files, read back: what stands on every page, that it can be searched, that nothing is lost when it is
//! long, that a file is small and always the same. Where poppler is installed, a second reader must agree.

mod acts;
mod form;
mod read;
mod review;
