//! Civil dates: days and months of the proleptic Gregorian calendar.
//!
//! This is not a clock and knows no time zone: which day it is today comes in
//! as an argument. Periods are counted in days, or in months and years that are
//! clamped to the end of the month (31 January + 1 month = 28 or 29 February).
//!
//! To add a way of writing dates: the signs in `Style`, and a line in
//! `tests/parsers.rs`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::text;

/// The first year there is: the ID numbers that nobody can own (`domain.md` §4.1) begin in 1800.
pub const FIRST_YEAR: i32 = 1800;
/// The last year there is.
pub const LAST_YEAR: i32 = 2200;

/// A day, such as 2007-07-02.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// A month, such as 2007-07.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month {
    year: i32,
    month: u8,
}

/// Why a text is no date. The sentences go without the name of the field;
/// [`crate::issue`] has the ones with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DateError {
    #[error("还没有填写日期")]
    Empty,
    /// Not year, month and day in any way of writing that is understood.
    #[error("日期要写成年-月-日，例如 2007-07-02")]
    Shape,
    #[error("没有 {month} 月，请改为 1 到 12 之间的月份")]
    NoSuchMonth { month: u8 },
    /// The month has no such day, as 29 February of most years.
    #[error("{year} 年 {month} 月只有 {day_max} 天，请改正日期")]
    NoSuchDay { year: i32, month: u8, day_max: u8 },
    #[error("年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，请改正")]
    Range,
}

impl Date {
    /// `None` when the calendar has no such day or the year is out of range.
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        match Date::checked(year, month, day) {
            Ok(date) => Some(date),
            Err(_) => None,
        }
    }

    const fn checked(year: i32, month: u8, day: u8) -> Result<Date, DateError> {
        if year < FIRST_YEAR || year > LAST_YEAR {
            return Err(DateError::Range);
        }
        if month < 1 || month > 12 {
            return Err(DateError::NoSuchMonth { month });
        }
        let day_max = days_in_month(year, month);
        if day < 1 || day > day_max {
            return Err(DateError::NoSuchDay { year, month, day_max });
        }
        Ok(Date { year, month, day })
    }

    /// Reads `2007-07-02`, `2007/7/2`, `2007.7.2`, `20070702` and `2007年7月2日`,
    /// with full-width digits and signs too, and with spaces at the ends and beside the signs.
    ///
    /// # Errors
    /// [`DateError`], with the last day of the month when it has no such day.
    pub fn parse(raw: &str) -> Result<Date, DateError> {
        if let Some(date) = Date::read(raw) {
            return Ok(date);
        }
        let (year, month, day) = match Runs::read(raw)?.found() {
            [(date, 8)] => (date / 10_000, date / 100 % 100, date % 100),
            [(year, 4), (month, 1 | 2), (day, 1 | 2)] => (*year, *month, *day),
            _ => return Err(DateError::Shape),
        };
        Date::checked(signed(year), small(month), small(day))
    }

    /// Reads what [`Date`] writes, 2007-07-02, and nothing else: how dates are stored.
    pub fn read(text: &str) -> Option<Date> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0, |n, digit| digit.is_ascii_digit().then(|| n * 10 + u32::from(digit - b'0')))
        };
        let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
        Date::new(signed(year), small(month), small(day))
    }

    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01, negative before.
    pub fn days(self) -> i64 {
        // Years begin in March here, so that the leap day is the last of its year.
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - DAYS_TO_1970
    }

    /// The inverse of [`Date::days`]; `None` out of range.
    pub fn from_days(days: i64) -> Option<Date> {
        const FIRST: Date = Date { year: FIRST_YEAR, month: 1, day: 1 };
        const LAST: Date = Date { year: LAST_YEAR, month: 12, day: 31 };
        if days < FIRST.days() || days > LAST.days() {
            return None;
        }
        let days = days + DAYS_TO_1970;
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = (from_march + 2) % 12 + 1;
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Date::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// `None` out of range.
    pub fn plus_days(self, n: i64) -> Option<Date> {
        Date::from_days(self.days().checked_add(n)?)
    }

    /// The same day of another month, or its last day; `None` out of range.
    pub fn plus_months(self, n: i32) -> Option<Date> {
        let months = (self.year * 12 + i32::from(self.month) - 1).checked_add(n)?;
        let year = months.div_euclid(12);
        let month = u8::try_from(months.rem_euclid(12) + 1).ok()?;
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return None;
        }
        Date::new(year, month, self.day.min(days_in_month(year, month)))
    }

    /// The same day of another year, 28 February for a leap day; `None` out of range.
    pub fn plus_years(self, n: i32) -> Option<Date> {
        self.plus_months(n.checked_mul(12)?)
    }

    /// Days from here to `later`, negative when that lies before.
    pub fn until(self, later: Date) -> i64 {
        later.days() - self.days()
    }
}

/// Days from 1 March of the year 0 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Month {
    /// `None` when there is no such month or the year is out of range.
    pub const fn new(year: i32, month: u8) -> Option<Month> {
        match Date::new(year, month, 1) {
            Some(_) => Some(Month { year, month }),
            None => None,
        }
    }

    /// Reads `2007-07`, `2007/7`, `2007.7`, `200707` and `2007年7月`, as [`Date::parse`] does.
    ///
    /// # Errors
    /// [`DateError`], never `NoSuchDay`.
    pub fn parse(raw: &str) -> Result<Month, DateError> {
        let (year, month) = match Runs::read(raw)?.found() {
            [(month, 6)] => (month / 100, month % 100),
            [(year, 4), (month, 1 | 2)] => (*year, *month),
            _ => return Err(DateError::Shape),
        };
        let Date { year, month, .. } = Date::checked(signed(year), small(month), 1)?;
        Ok(Month { year, month })
    }

    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    pub const fn first_day(self) -> Date {
        Date { year: self.year, month: self.month, day: 1 }
    }
}

/// Numbers of at most two digits, or of eight that were cut into parts.
fn small(n: u32) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}

fn signed(year: u32) -> i32 {
    i32::try_from(year).unwrap_or(i32::MAX)
}

/// The sign between the parts of a date; the same one throughout.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Sign(char),
    Chinese,
}

/// The runs of digits in a text: value and count of digits.
struct Runs {
    runs: [(u32, u8); 3],
    last: usize,
}

impl Runs {
    fn found(&self) -> &[(u32, u8)] {
        &self.runs[..=self.last]
    }

    fn read(raw: &str) -> Result<Runs, DateError> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(DateError::Empty);
        }
        let mut runs = Runs { runs: [(0, 0); 3], last: 0 };
        let mut style = None;
        let mut spaced = false;
        let mut closed = false;
        for c in raw.chars().map(half_width) {
            if c.is_whitespace() {
                spaced = true;
                continue;
            }
            let (value, digits) = &mut runs.runs[runs.last];
            match c.to_digit(10) {
                _ if closed => return Err(DateError::Shape),
                Some(_) if *digits == 8 || (spaced && *digits > 0) => return Err(DateError::Shape),
                Some(digit) => {
                    *value = *value * 10 + digit;
                    *digits += 1;
                }
                None => {
                    let found = match (c, runs.last) {
                        ('-' | '/' | '.', _) => Style::Sign(c),
                        ('年', 0) | ('月', 1) | ('日' | '号', 2) => Style::Chinese,
                        _ => return Err(DateError::Shape),
                    };
                    let at_end = runs.last == 2;
                    if *digits == 0 || *style.get_or_insert(found) != found || (at_end && found != Style::Chinese) {
                        return Err(DateError::Shape);
                    }
                    if at_end {
                        closed = true;
                    } else {
                        runs.last += 1;
                    }
                }
            }
            spaced = false;
        }
        // 2007年7月 ends with a sign, and there is no run after it.
        if style == Some(Style::Chinese) && runs.last == 2 && runs.runs[2].1 == 0 {
            runs.last = 1;
        }
        Ok(runs)
    }
}

/// Digits and signs as they come from Chinese keyboards.
fn half_width(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '。' => '.',
        _ => text::half_width_char(c),
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(raw: &str) -> Result<Date, DateError> {
        Date::parse(raw)
    }
}

impl FromStr for Month {
    type Err = DateError;

    fn from_str(raw: &str) -> Result<Month, DateError> {
        Month::parse(raw)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        Date::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        Month::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
