//! The delay that the service requests before another attempt. Pure: the clock is passed in.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

/// The longest delay that is accepted from the service, unless `maxRetryDelayInMs` is larger. The service requests
/// delays of seconds up to a minute, while a partition moves or a rate limit is exceeded. A longer one is not a delay, but
/// means that the service will not be available soon.
/// <https://learn.microsoft.com/azure/storage/blobs/scalability-targets>
/// <https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling#error-code>
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(300);

/// The delay that the service requests before another attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryAfter {
    /// The delay.
    pub wait: Duration,
    /// The header that requests it.
    header: &'static str,
    /// The value of the header.
    text: String,
}

impl RetryAfter {
    /// Why the delay is not accepted. A sentence.
    #[must_use]
    pub fn rejected(&self, most: Duration) -> String {
        let Self { header, text, .. } = self;
        let (text, most) = (text.chars().take(100).collect::<String>(), most.as_secs_f64());
        format!(
            "It requested a wait before another attempt ({header}: {text}) that is longer than the maximum of {most} s, so there was \
             no other attempt."
        )
    }
}

/// The delay from `x-ms-retry-after-ms`, `retry-after-ms`, or `Retry-After` as seconds or as a date.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<RetryAfter> {
    let read = |header: &'static str, wait: fn(&str, SystemTime) -> Option<Duration>| {
        let text = headers.get(header)?.to_str().ok()?.trim();
        wait(text, now).map(|wait| RetryAfter { wait, header, text: text.to_owned() })
    };
    let number = |text: &str, _: SystemTime| text.parse().ok().and_then(milliseconds);
    read("x-ms-retry-after-ms", number).or_else(|| read("retry-after-ms", number)).or_else(|| {
        read("retry-after", |text, now| match text.parse::<f64>() {
            Ok(seconds) => milliseconds(seconds * 1_000.0),
            Err(_) => Some(httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default()),
        })
    })
}

/// A number of milliseconds as a duration. One that is too long becomes the longest. `None` if it is not a duration.
pub(crate) fn milliseconds(value: f64) -> Option<Duration> {
    if value.is_nan() || value < 0.0 {
        return None;
    }
    Some(Duration::try_from_secs_f64(value / 1_000.0).unwrap_or(Duration::MAX))
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    fn seconds(value: u64) -> Duration {
        Duration::from_secs(value)
    }

    #[test]
    fn retry_after_headers_are_parsed() {
        let now = SystemTime::UNIX_EPOCH + seconds(784_111_777); // Sun, 06 Nov 1994 08:49:37 GMT
        let date = "Sun, 06 Nov 1994 08:49:47 GMT";
        for (pairs, expected) in [
            (&[][..], None),
            (&[("retry-after", "7")], Some(seconds(7))),
            (&[("retry-after", "0")], Some(seconds(0))),
            (&[("retry-after", "1.5")], Some(Duration::from_millis(1500))),
            (&[("retry-after", date)], Some(seconds(10))),
            (&[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")], Some(seconds(0))),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "1e300")], Some(Duration::MAX)),
            (&[("retry-after-ms", "20")], Some(Duration::from_millis(20))),
            (
                &[("x-ms-retry-after-ms", "30"), ("retry-after-ms", "20"), ("retry-after", "1")],
                Some(Duration::from_millis(30)),
            ),
            (
                &[("x-ms-retry-after-ms", "x"), ("retry-after-ms", "20"), ("retry-after", "1")],
                Some(Duration::from_millis(20)),
            ),
        ] {
            assert_eq!(retry_after(&headers(pairs), now).map(|found| found.wait), expected, "{pairs:?}");
        }
    }

    #[test]
    fn an_excessive_retry_after_is_named() {
        let found = retry_after(&headers(&[("retry-after", "1e300")]), SystemTime::UNIX_EPOCH).unwrap();
        let reason = found.rejected(seconds(300));
        assert!(reason.contains("retry-after: 1e300") && reason.contains("maximum of 300 s"), "{reason}");
    }

    proptest! {
        #[test]
        fn parsing_any_header_value_never_panics(value in "[ -~]{0,30}", offset in 0_u64..4_000_000_000) {
            let now = SystemTime::UNIX_EPOCH + seconds(offset);
            let _ = retry_after(&headers(&[("retry-after", &value), ("retry-after-ms", &value)]), now);
        }
    }
}
