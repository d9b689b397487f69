//! The times in a SAS.
//!
//! See [Specify the signature validity interval](https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-the-signature-validity-interval).

use std::time::{Duration, SystemTime};

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::Rejection;

/// Checks that `now` lies in the interval of a SAS: from its start, if it has one, up to but without its expiry.
pub(super) fn check_interval(start: Option<&str>, expiry: Option<&str>, now: SystemTime) -> Result<(), Rejection> {
    let start_at = start.map(|text| read("start", text)).transpose()?;
    let expiry_at = expiry.map(|text| read("expiry", text)).transpose()?;
    if start_at.zip(expiry_at).is_some_and(|(start_at, expiry_at)| start_at >= expiry_at) {
        return Err(Rejection::authentication_failed("Signed expiry time has to be after signed start time."));
    }
    if start_at.is_some_and(|start_at| now < start_at) || expiry_at.is_some_and(|expiry_at| now >= expiry_at) {
        return Err(Rejection::authentication_failed(format!(
            "Signature not valid in the specified time frame: Start [{}] - Expiry [{}].",
            start.unwrap_or_default(),
            expiry.unwrap_or_default()
        )));
    }
    Ok(())
}

fn read(which: &str, text: &str) -> Result<SystemTime, Rejection> {
    parse(text)
        .ok_or_else(|| Rejection::authentication_failed(format!("Signed {which} time [{text}] is not a valid time.")))
}

/// Reads `YYYY-MM-DD`, optionally with `Thh:mm`, `:ss`, a fraction of up to seven digits, and `Z` or an offset.
pub fn parse(text: &str) -> Option<SystemTime> {
    let (date, rest) = text.split_at_checked(10)?;
    let date = parse_date(date)?;
    let at = if rest.is_empty() {
        PrimitiveDateTime::new(date, Time::MIDNIGHT).assume_utc()
    } else {
        let rest = rest.strip_prefix('T')?;
        let zone = rest.find(['Z', '+', '-'])?;
        let (clock, zone) = rest.split_at_checked(zone)?;
        PrimitiveDateTime::new(date, parse_clock(clock)?).assume_offset(parse_zone(zone)?)
    };
    to_system_time(at)
}

fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let month = Month::try_from(u8::try_from(number(month, 2)?).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(number(year, 4)?).ok()?, month, u8::try_from(number(day, 2)?).ok()?).ok()
}

fn parse_clock(text: &str) -> Option<Time> {
    let (text, nanoseconds) = match text.split_once('.') {
        Some((text, fraction)) if (1..=7).contains(&fraction.len()) && text.len() == 8 => {
            let digits = number(fraction, fraction.len())?;
            (text, digits * 10_u32.checked_pow(u32::try_from(9 - fraction.len()).ok()?)?)
        }
        Some(_) => return None,
        None => (text, 0),
    };
    let mut parts = text.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("00"));
    if parts.next().is_some() {
        return None;
    }
    let part = |text| u8::try_from(number(text, 2)?).ok();
    Time::from_hms_nano(part(hour)?, part(minute)?, part(second)?, nanoseconds).ok()
}

fn parse_zone(text: &str) -> Option<UtcOffset> {
    if text == "Z" {
        return Some(UtcOffset::UTC);
    }
    let (sign, text) = text.split_at_checked(1)?;
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (i8::try_from(number(hours, 2)?).ok()?, i8::try_from(number(minutes, 2)?).ok()?);
    match sign {
        "+" => UtcOffset::from_hms(hours, minutes, 0).ok(),
        "-" => UtcOffset::from_hms(-hours, -minutes, 0).ok(),
        _ => None,
    }
}

/// A number of exactly `digits` decimal digits, with no sign.
fn number(text: &str, digits: usize) -> Option<u32> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn to_system_time(at: OffsetDateTime) -> Option<SystemTime> {
    let seconds = at.unix_timestamp();
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let second = match seconds {
        0.. => SystemTime::UNIX_EPOCH.checked_add(whole),
        _ => SystemTime::UNIX_EPOCH.checked_sub(whole),
    };
    second?.checked_add(Duration::from_nanos(at.nanosecond().into()))
}
