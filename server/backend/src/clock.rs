//! What time it is: the only place that reads the system's clock.
//!
//! Instants are RFC 3339 UTC text of fixed width (`2026-11-24T02:32:05.123Z`), so
//! that they compare as text in both databases. People and rules live by the
//! calendar of +08:00. It is not a timer and knows no time zone beside that one.
//!
//! To add one: a helper on [`Timestamp`] with its test; use cases never do arithmetic on text.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use domain::date::Date;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// The legal time of the whole country (GB/T 7408 zone +08:00).
const LOCAL: UtcOffset = time::macros::offset!(+8);

/// An instant, as the text that is stored.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp(String);

impl Timestamp {
    /// Reads stored text; `None` when it is no RFC 3339 instant.
    pub fn parse(text: &str) -> Option<Timestamp> {
        OffsetDateTime::parse(text, &Rfc3339).ok().map(Timestamp::from_instant)
    }

    /// From milliseconds since 1970-01-01T00:00:00Z; what lies outside the years 0–9999 is clamped to 1970.
    pub fn from_millis(millis: i64) -> Timestamp {
        let instant = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000);
        Timestamp::from_instant(instant.unwrap_or(OffsetDateTime::UNIX_EPOCH))
    }

    fn from_instant(instant: OffsetDateTime) -> Timestamp {
        let at = instant.to_offset(UtcOffset::UTC);
        // By hand: it is written several times a request, and `format!` takes ten times as long.
        let mut text = String::with_capacity(24);
        let mut put = |number: u32, digits: u32, after: char| {
            for place in (0..digits).rev() {
                text.push(char::from(b"0123456789"[(number / 10_u32.pow(place) % 10) as usize]));
            }
            text.push(after);
        };
        put(at.year().unsigned_abs(), 4, '-');
        put(u8::from(at.month()).into(), 2, '-');
        put(at.day().into(), 2, 'T');
        put(at.hour().into(), 2, ':');
        put(at.minute().into(), 2, ':');
        put(at.second().into(), 2, '.');
        put(at.millisecond().into(), 3, 'Z');
        Timestamp(text)
    }

    fn instant(&self) -> OffsetDateTime {
        OffsetDateTime::parse(&self.0, &Rfc3339).expect("a Timestamp is only made of a valid instant")
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn millis(&self) -> i64 {
        i64::try_from(self.instant().unix_timestamp_nanos() / 1_000_000).expect("years 0 to 9999 fit into 63 bits")
    }

    #[must_use]
    pub fn plus_seconds(&self, seconds: i64) -> Timestamp {
        Timestamp::from_millis(self.millis().saturating_add(seconds.saturating_mul(1000)))
    }

    #[must_use]
    pub fn plus_minutes(&self, minutes: i64) -> Timestamp {
        self.plus_seconds(minutes.saturating_mul(60))
    }

    /// Whole seconds from here to `later`, rounded up; 0 when it has passed.
    pub fn seconds_until(&self, later: &Timestamp) -> u64 {
        u64::try_from(later.millis() - self.millis()).unwrap_or(0).div_ceil(1000)
    }

    /// The day it is in +08:00.
    pub fn local_date(&self) -> Date {
        let at = self.instant().to_offset(LOCAL);
        Date::new(at.year(), at.month().into(), at.day())
            .expect("the calendar gives dates that exist, and the clock stands between 1900 and 2200")
    }

    /// Time of day in +08:00, as `10:32`.
    pub fn hm(&self) -> String {
        let at = self.instant().to_offset(LOCAL);
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// Day and time of day in +08:00, as `2026-11-24 10:32`.
    pub fn local(&self) -> String {
        let at = self.instant().to_offset(LOCAL);
        format!("{:04}-{:02}-{:02} {}", at.year(), u8::from(at.month()), at.day(), self.hm())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Timestamp> for String {
    fn from(at: Timestamp) -> String {
        at.0
    }
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
    pub fn fixed(at: &Timestamp) -> Clock {
        Clock(Source::Fixed(Arc::new(AtomicI64::new(at.millis()))))
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
    pub fn set(&self, at: &Timestamp) {
        if let Source::Fixed(millis) = &self.0 {
            millis.store(at.millis(), Ordering::SeqCst);
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
        assert_eq!(at("2026-11-24T10:32:05+08:00").as_str(), "2026-11-24T02:32:05.000Z");
        assert_eq!(at("2026-11-24T02:32:05.120Z").to_string(), "2026-11-24T02:32:05.120Z");
        assert_eq!(Timestamp::from_millis(at("2026-11-24T02:32:05.123Z").millis()), at("2026-11-24T02:32:05.123Z"));
        assert_eq!(Timestamp::parse("2026-11-24"), None);
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
        assert_eq!(start.plus_minutes(30).as_str(), "2026-11-24T02:30:00.000Z");
        assert_eq!(start.seconds_until(&start.plus_seconds(30)), 30);
        assert_eq!(start.seconds_until(&at("2026-11-24T02:00:00.001Z")), 1);
        assert_eq!(start.plus_minutes(1).seconds_until(&start), 0);
    }

    #[test]
    fn clones_of_a_fixed_clock_move_together() {
        let clock = Clock::fixed(&at("2026-11-24T02:00:00.000Z"));
        let other = clock.clone();
        clock.advance_minutes(31);
        assert_eq!(other.now().as_str(), "2026-11-24T02:31:00.000Z");
        assert_eq!(other.today().to_string(), "2026-11-24");
    }
}
