//! The times that a SAS may have.

use super::super::instant::parse;
use super::*;

fn after_epoch(seconds: u64, nanoseconds: u32) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds)
}

#[test]
fn all_documented_time_formats_are_parsed() {
    for (text, expected) in [
        ("1970-01-02", after_epoch(86_400, 0)),
        ("1970-01-01T01:02Z", after_epoch(3_720, 0)),
        ("1970-01-01T01:02:03Z", after_epoch(3_723, 0)),
        ("1970-01-01T01:02:03.5Z", after_epoch(3_723, 500_000_000)),
        ("1970-01-01T01:02:03.1234567Z", after_epoch(3_723, 123_456_700)),
        ("1970-01-01T01:02+01:00", after_epoch(120, 0)),
        ("1970-01-01T01:02:03-01:30", after_epoch(9_123, 0)),
        ("2024-02-29", after_epoch(1_709_164_800, 0)),
        ("1969-12-31", SystemTime::UNIX_EPOCH - Duration::from_secs(86_400)),
    ] {
        assert_eq!(parse(text), Some(expected), "{text}");
    }
}

#[test]
fn other_time_formats_are_rejected() {
    for text in [
        "",
        "2024",
        "2024-1-1",
        "2024-01-01-",
        "2023-02-29",
        "2024-13-01",
        "2024-01-01T",
        "2024-01-01T00:00",
        "2024-01-01T25:00Z",
        "2024-01-01T00:00:60Z",
        "2024-01-01T00Z",
        "2024-01-01T00:00:00.12345678Z",
        "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00.5Z",
        "2024-01-01T00:00ZZ",
        "2024-01-01 00:00Z",
        "2024-01-01T+1:00Z",
        "2024-01-01T00:00+99:99",
        "+024-01-01",
        "2024-01-0é",
        "ééééé",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}
