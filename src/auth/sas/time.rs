//! Times in signatures.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The calendar repeats after 400 years, which have this many seconds.
const CYCLE_IN_SECONDS: i64 = 146_097 * 86_400;

/// A point in time, in milliseconds since 1970 as JavaScript's `Date` counts them. A signature has whole seconds; the
/// milliseconds are cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(transparent)]
pub struct SasTime(pub i64);

impl From<SystemTime> for SasTime {
    fn from(time: SystemTime) -> Self {
        let milliseconds = |since: std::time::Duration| i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(since) => milliseconds(since),
            Err(before) => -milliseconds(before.duration()),
        })
    }
}

/// The text of JavaScript's `toISOString` without the milliseconds. Years above 9999 and below 0 have a sign and six
/// digits.
impl fmt::Display for SasTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.div_euclid(1000);
        // The crate's calendar ends with the year 9999. JavaScript's does not.
        let within_cycle = seconds.rem_euclid(CYCLE_IN_SECONDS);
        let time = OffsetDateTime::from_unix_timestamp(within_cycle).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let year = i64::from(time.year()) + 400 * seconds.div_euclid(CYCLE_IN_SECONDS);
        let (month, day) = (u8::from(time.month()), time.day());
        // A copy signs four times for each blob, so the usual years are not written number by number.
        if let Ok(year @ 0..=9999) = u16::try_from(year) {
            let mut text = *b"0000-00-00T00:00:00Z";
            let [century, year] = [year / 100, year % 100].map(|part| u8::try_from(part).unwrap_or_default());
            let numbers = [century, year, month, day, time.hour(), time.minute(), time.second()];
            for (at, number) in [0, 2, 5, 8, 11, 14, 17].into_iter().zip(numbers) {
                text[at] = b'0' + number / 10;
                text[at + 1] = b'0' + number % 10;
            }
            return f.write_str(str::from_utf8(&text).unwrap_or_default());
        }
        write!(f, "{year:+07}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", time.hour(), time.minute(), time.second())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_formatted_as_in_javascript() {
        for (milliseconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (999, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_366_189_999, "2026-11-22T16:49:49Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59Z"),
            (253_402_300_800_000, "+010000-01-01T00:00:00Z"),
            (8_640_000_000_000_000, "+275760-09-13T00:00:00Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00Z"),
            (-62_167_219_200_001, "-000001-12-31T23:59:59Z"),
            (-8_640_000_000_000_000, "-271821-04-20T00:00:00Z"),
        ] {
            assert_eq!(SasTime(milliseconds).to_string(), text);
        }
    }

    #[test]
    fn a_system_time_converts_to_milliseconds() {
        use std::time::Duration;
        assert_eq!(SasTime::from(UNIX_EPOCH + Duration::from_micros(1_234_567)), SasTime(1_234));
        assert_eq!(SasTime::from(UNIX_EPOCH - Duration::from_millis(5)), SasTime(-5));
    }

    proptest! {
        #[test]
        fn any_number_formats_without_panic(milliseconds: i64) {
            prop_assert!(SasTime(milliseconds).to_string().ends_with('Z'));
        }
    }
}
