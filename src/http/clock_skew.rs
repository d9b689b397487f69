//! Reports that this machine's clock is wrong, if that may be why a signature was rejected.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::DATE;

/// The difference of both clocks from which on it is reported. The service accepts a signature for fifteen minutes.
/// <https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key#specifying-the-date-header>
const TOLD_FROM: Duration = Duration::from_secs(5 * 60);

/// Error codes for a signature that is not valid at the service's time: that of the request, or of a copy source.
const CODES: [&str; 2] = ["AuthenticationFailed", "CannotVerifyCopySource"];

/// The message about the clocks after a response that arrived at `now`, if it rejects a signature and the clocks differ.
pub fn clock_skew(status: u16, headers: &HeaderMap, now: SystemTime) -> Option<String> {
    let code = headers.get("x-ms-error-code")?.to_str().ok()?;
    if !matches!(status, 401 | 403) || !CODES.contains(&code) {
        return None;
    }
    let date = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    let (apart, direction) = match now.duration_since(date) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    (apart > TOLD_FROM).then(|| {
        format!(
            "The clock of this machine is {} minutes {direction} that of the service, which may be why. Set it.",
            apart.as_secs() / 60
        )
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a6_clock_skew_is_reported_only_for_a_rejected_signature() {
        let service = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000);
        let mut headers = HeaderMap::new();
        headers.insert(DATE, HeaderValue::from_str(&httpdate::fmt_http_date(service)).expect("a date"));
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        assert_eq!(clock_skew(403, &headers, service + minutes(60)), None, "no code");
        for code in CODES {
            headers.insert("x-ms-error-code", HeaderValue::from_static(code));
            let ahead = clock_skew(403, &headers, service + minutes(61)).expect("an explanation");
            assert!(ahead.contains("61 minutes ahead of"), "{ahead}");
            assert!(
                clock_skew(401, &headers, service - minutes(6)).expect("an explanation").contains("6 minutes behind")
            );
            assert_eq!(clock_skew(403, &headers, service + minutes(5)), None);
            assert_eq!(clock_skew(404, &headers, service + minutes(61)), None);
        }
        headers.insert("x-ms-error-code", HeaderValue::from_static("AuthorizationPermissionMismatch"));
        assert_eq!(clock_skew(403, &headers, service + minutes(61)), None);
        headers.insert("x-ms-error-code", HeaderValue::from_static("AuthenticationFailed"));
        headers.insert(DATE, HeaderValue::from_static("yesterday"));
        assert_eq!(clock_skew(403, &headers, service + minutes(61)), None);
    }
}
