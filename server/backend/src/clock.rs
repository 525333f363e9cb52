//! What time it is: the only place that reads the system's clock.
//!
//! Instants are stored as RFC 3339 UTC text of fixed width (`2026-11-24T02:32:05.123Z`),
//! so that they compare as text in both databases. People and rules live by the
//! calendar of +08:00. It is not a timer and knows no time zone beside that one.
//!
//! To add one: a helper on [`Timestamp`] with its test; use cases never do arithmetic on text.

use std::{
    fmt,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::date::Date;
use time::{Month, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// The legal time of the whole country (GB/T 7408 zone +08:00).
const LOCAL: UtcOffset = time::macros::offset!(+8);

/// The text of an instant as it is stored, with zeros for its digits.
const STORED: &[u8; 24] = b"0000-00-00T00:00:00.000Z";

/// An instant, to the millisecond; [`fmt::Display`] writes the text that is stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    millis: i64,
}

impl Timestamp {
    /// Reads stored text; `None` when it is no RFC 3339 instant.
    pub fn parse(text: &str) -> Option<Timestamp> {
        stored(text.as_bytes()).or_else(|| OffsetDateTime::parse(text, &Rfc3339).ok()).map(Timestamp::from_instant)
    }

    /// From milliseconds since 1970-01-01T00:00:00Z; what lies outside the years 0–9999 is clamped to 1970.
    pub fn from_millis(millis: i64) -> Timestamp {
        let known = OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000)).is_ok();
        Timestamp { millis: if known { millis } else { 0 } }
    }

    fn from_instant(instant: OffsetDateTime) -> Timestamp {
        Timestamp { millis: instant.unix_timestamp() * 1000 + i64::from(instant.millisecond()) }
    }

    fn instant(self) -> OffsetDateTime {
        let seconds = OffsetDateTime::from_unix_timestamp(self.millis.div_euclid(1000));
        seconds.expect("a Timestamp is only made of a valid instant")
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn millis(self) -> i64 {
        self.millis
    }

    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Timestamp {
        Timestamp::from_millis(self.millis.saturating_add(seconds.saturating_mul(1000)))
    }

    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Timestamp {
        self.plus_seconds(minutes.saturating_mul(60))
    }

    /// Whole seconds from here to `later`, rounded up; 0 when it has passed.
    pub fn seconds_until(self, later: Timestamp) -> u64 {
        u64::try_from(later.millis - self.millis).unwrap_or(0).div_ceil(1000)
    }

    /// The day it is in +08:00.
    pub fn local_date(self) -> Date {
        let at = self.instant().to_offset(LOCAL);
        Date::new(at.year(), at.month().into(), at.day())
            .expect("the calendar gives dates that exist, and the clock stands between 1900 and 2200")
    }

    /// Time of day in +08:00, as `10:32`.
    pub fn hm(self) -> String {
        let at = self.instant().to_offset(LOCAL);
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// Day and time of day in +08:00, as `2026-11-24 10:32`.
    pub fn local(self) -> String {
        let at = self.instant().to_offset(LOCAL);
        format!("{:04}-{:02}-{:02} {}", at.year(), u8::from(at.month()), at.day(), self.hm())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.instant();
        // By hand: it is written several times a request, and `write!` takes ten times as long.
        let mut text = *STORED;
        let mut put = |first: usize, digits: usize, mut number: u32| {
            for digit in text[first..first + digits].iter_mut().rev() {
                *digit = b"0123456789"[(number % 10) as usize];
                number /= 10;
            }
        };
        put(0, 4, at.year().unsigned_abs());
        put(5, 2, u8::from(at.month()).into());
        put(8, 2, at.day().into());
        put(11, 2, at.hour().into());
        put(14, 2, at.minute().into());
        put(17, 2, at.second().into());
        put(20, 3, u32::try_from(self.millis.rem_euclid(1000)).map_err(|_| fmt::Error)?);
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl From<Timestamp> for String {
    fn from(at: Timestamp) -> String {
        at.to_string()
    }
}

/// Reads the text that [`Timestamp`] writes, which is read several times a request; any other is left to the library.
fn stored(text: &[u8]) -> Option<OffsetDateTime> {
    let shape = |(byte, of): (&u8, &u8)| if *of == b'0' { byte.is_ascii_digit() } else { byte == of };
    if text.len() != STORED.len() || !text.iter().zip(STORED).all(shape) {
        return None;
    }
    let number =
        |digits: Range<usize>| text[digits].iter().fold(0_u16, |all, digit| all * 10 + u16::from(digit - b'0'));
    let small = |digits| u8::try_from(number(digits)).ok();
    let month = Month::try_from(small(5..7)?).ok()?;
    let day = time::Date::from_calendar_date(number(0..4).into(), month, small(8..10)?).ok()?;
    let at = day.with_hms_milli(small(11..13)?, small(14..16)?, small(17..19)?, number(20..23)).ok()?;
    Some(at.assume_utc())
}

/// Where the time comes from. Cheap to clone; clones of a fixed clock move together.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    pub fn system() -> Clock {
        Clock(Source::System)
    }

    /// A clock that stands still until a test moves it.
    pub fn fixed(at: Timestamp) -> Clock {
        Clock(Source::Fixed(Arc::new(AtomicI64::new(at.millis))))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::from_instant(std::time::SystemTime::now().into()),
            Source::Fixed(millis) => Timestamp::from_millis(millis.load(Ordering::SeqCst)),
        }
    }

    /// Today in +08:00.
    pub fn today(&self) -> Date {
        self.now().local_date()
    }

    /// Moves a fixed clock on; the system's clock goes by itself and ignores it.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Source::Fixed(millis) = &self.0 {
            millis.fetch_add(seconds.saturating_mul(1000), Ordering::SeqCst);
        }
    }

    /// Moves a fixed clock on by minutes.
    pub fn advance_minutes(&self, minutes: i64) {
        self.advance_seconds(minutes.saturating_mul(60));
    }

    /// Sets a fixed clock.
    pub fn set(&self, at: Timestamp) {
        if let Source::Fixed(millis) = &self.0 {
            millis.store(at.millis, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a valid instant")
    }

    #[test]
    fn text_has_fixed_width_and_keeps_milliseconds() {
        assert_eq!(at("2026-11-24T10:32:05+08:00").to_string(), "2026-11-24T02:32:05.000Z");
        assert_eq!(at("2026-11-24T02:32:05.120Z").to_string(), "2026-11-24T02:32:05.120Z");
        assert_eq!(Timestamp::from_millis(at("2026-11-24T02:32:05.123Z").millis()), at("2026-11-24T02:32:05.123Z"));
        for none in ["2026-11-24", "2026-13-24T02:32:05.123Z", "2026-11-24T25:32:05.123Z", "２026-11-24T02:32:05.1Z"] {
            assert_eq!(Timestamp::parse(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_library_reads_it() {
        // Over leap days and the turns of years, and before 1970.
        for step in -20_000..40_000_i64 {
            let written = Timestamp::from_millis(step * 44_444_444_567).to_string();
            let read = OffsetDateTime::parse(&written, &Rfc3339).map(Timestamp::from_instant);
            assert_eq!(Timestamp::parse(&written), read.ok(), "{written}");
            assert_eq!(stored(written.as_bytes()).map(|at| Timestamp::from_instant(at).to_string()), Some(written));
        }
    }

    #[test]
    fn the_day_changes_at_midnight_of_the_eighth_zone() {
        assert_eq!(at("2026-11-23T15:59:59.999Z").local_date().to_string(), "2026-11-23");
        assert_eq!(at("2026-11-23T16:00:00.000Z").local_date().to_string(), "2026-11-24");
        assert_eq!(at("2026-11-23T16:00:00.000Z").hm(), "00:00");
        assert_eq!(at("2026-11-24T02:32:05.123Z").local(), "2026-11-24 10:32");
    }

    #[test]
    fn arithmetic_and_the_rest_of_a_wait() {
        let start = at("2026-11-24T02:00:00.000Z");
        assert_eq!(start.plus_minutes(30).to_string(), "2026-11-24T02:30:00.000Z");
        assert_eq!(start.seconds_until(start.plus_seconds(30)), 30);
        assert_eq!(start.seconds_until(at("2026-11-24T02:00:00.001Z")), 1);
        assert_eq!(start.plus_minutes(1).seconds_until(start), 0);
    }

    #[test]
    fn clones_of_a_fixed_clock_move_together() {
        let clock = Clock::fixed(at("2026-11-24T02:00:00.000Z"));
        let other = clock.clone();
        clock.advance_minutes(31);
        assert_eq!(other.now().to_string(), "2026-11-24T02:31:00.000Z");
        assert_eq!(other.today().to_string(), "2026-11-24");
    }
}
