//! A point in time, as headers, XML and JSON have it.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

use crate::rest::from_text::FromText;

/// A point in time, in milliseconds since 1970 as JavaScript's `Date` counts them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The last millisecond of the year 9999. Headers and documents have four digits for the year.
    pub const LAST: Self = Self(253_402_300_799_999);
    /// The first millisecond of the year 1.
    pub const FIRST: Self = Self(-62_135_596_800_000);

    /// The time for the standard library. Times before 1970 become 1970.
    pub fn to_system_time(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(u64::try_from(self.0).unwrap_or(0))
    }

    /// The HTTP date, in whole seconds, rounded down. Times that it cannot represent become the nearest ones that it
    /// can.
    pub fn to_http_date(self) -> String {
        let seconds = self.0.clamp(Self::FIRST.0, Self::LAST.0).div_euclid(1000);
        let time = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (date, clock) = (time.date(), time.time());
        let weekday = &date.weekday().to_string()[..3];
        let month = &date.month().to_string()[..3];
        format!(
            "{weekday}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
            date.day(),
            date.year(),
            clock.hour(),
            clock.minute(),
            clock.second()
        )
    }

    fn is_writable(self) -> bool {
        (Self::FIRST..=Self::LAST).contains(&self)
    }

    /// The text of JavaScript's `toISOString`. `None` after the year 9999.
    pub fn to_iso(self) -> Option<String> {
        let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).ok()?;
        let (date, clock) = (time.date(), time.time());
        Some(format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            date.year(),
            u8::from(date.month()),
            date.day(),
            clock.hour(),
            clock.minute(),
            clock.second(),
            clock.millisecond()
        ))
    }

    /// The time of the standard library; `None` before 1970.
    pub fn from_system_time(time: SystemTime) -> Option<Self> {
        let since_epoch = time.duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since_epoch.as_millis()).ok().map(Self)
    }

    /// Reads an HTTP date before 1970, which the standard library's time cannot represent everywhere.
    fn from_early_http_date(text: &str) -> Option<Self> {
        let time = OffsetDateTime::parse(&text.replace("GMT", "+0000"), &Rfc2822).ok()?;
        time.unix_timestamp().checked_mul(1000).map(Self)
    }

    fn from_rfc3339(text: &str) -> Option<Self> {
        let nanoseconds = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
        i64::try_from(nanoseconds.div_euclid(1_000_000)).ok().map(Self)
    }
}

impl FromText for Timestamp {
    fn from_text(text: &str) -> Option<Self> {
        match httpdate::parse_http_date(text) {
            Ok(time) => Self::from_system_time(time),
            Err(_) => Self::from_rfc3339(text).or_else(|| Self::from_early_http_date(text)),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimeVisitor;
        impl Visitor<'_> for TimeVisitor {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a Date")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                Timestamp::from_text(text)
                    .filter(|time| time.is_writable())
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Timestamp, E> {
                Some(Timestamp(number))
                    .filter(|time| time.is_writable())
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Signed(number), &self))
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Timestamp, E> {
                i64::try_from(number)
                    .ok()
                    .map(Timestamp)
                    .filter(|time| time.is_writable())
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(number), &self))
            }
        }
        deserializer.deserialize_any(TimeVisitor)
    }
}

typescript_types! { Timestamp = "Date" }

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_parsed_from_headers_xml_and_javascript() {
        let expected = Some(Timestamp(1_795_354_271_000));
        assert_eq!(Timestamp::from_text("Sun, 22 Nov 2026 13:31:11 GMT"), expected);
        assert_eq!(Timestamp::from_text("2026-11-22T13:31:11.0000000Z"), expected);
        assert_eq!(serde_json::from_str("\"2026-11-22T13:31:11.000Z\"").ok(), expected);
        assert_eq!(serde_json::from_str("1795354271000").ok(), expected);
        for text in ["", "yesterday", "2026-13-45T00:00:00Z", "-1"] {
            assert_eq!(Timestamp::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn times_before_1970_and_extreme_times_are_formatted() {
        for (time, text) in [
            (Timestamp(-5), "Wed, 31 Dec 1969 23:59:59 GMT"),
            (Timestamp(-86_400_000), "Wed, 31 Dec 1969 00:00:00 GMT"),
            (Timestamp::FIRST, "Mon, 01 Jan 0001 00:00:00 GMT"),
            (Timestamp::LAST, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] {
            assert_eq!(time.to_http_date(), text);
        }
        assert_eq!(Timestamp::from_text("Wed, 31 Dec 1969 23:59:59 GMT"), Some(Timestamp(-1000)));
        assert_eq!(Timestamp(i64::MAX).to_http_date(), Timestamp::LAST.to_http_date());
    }

    #[test]
    fn times_invalid_in_headers_are_rejected() {
        for text in ["253402300800000", "-62135596800001", "\"10000-01-01T00:00:00Z\"", "9223372036854775807"] {
            assert!(serde_json::from_str::<Timestamp>(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn times_round_trip(milliseconds in 0i64..253_402_300_799_999, any: i64) {
            let time = Timestamp(milliseconds);
            let text = time.to_iso().expect("before the year 10000");
            prop_assert_eq!(Timestamp::from_text(&text), Some(time));
            prop_assert_eq!(Timestamp::from_text(&time.to_http_date()), Some(Timestamp(milliseconds / 1000 * 1000)));
            prop_assert_eq!(time.to_http_date(), httpdate::fmt_http_date(time.to_system_time()));
            let _ = (Timestamp(any).to_http_date(), Timestamp(any).to_iso());
        }
    }
}
