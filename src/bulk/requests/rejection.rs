//! Whether an attempt was rejected for its credential, and what the service said. Pure.

use url::Url;

use crate::base::error::{ErrorKind, Result};
use crate::base::redact;
use crate::base::url::parameter;
use crate::bulk::report::needed_credential::NeededCredential;
use crate::bulk::report::side::Side;
use crate::http::{Response, ResponseBody};
use crate::rest::from_text::FromText;
use crate::rest::values::Timestamp;

/// The maximum length of the service's message that is repeated.
const MAX_SAID: usize = 500;

/// The credential that is needed after an attempt that was rejected for its credential.
pub(super) fn rejection(
    side: Side,
    outcome: &Result<Response>,
    url: impl FnOnce() -> String,
) -> Option<NeededCredential> {
    match outcome {
        Ok(response) if rejects(response) => {
            let code = response.headers.get("x-ms-error-code").and_then(|code| code.to_str().ok());
            Some(NeededCredential { side, url: url(), code: code.map(str::to_owned), message: said(response) })
        }
        Err(error) if error.kind() == ErrorKind::Credential => {
            let code = error.code().map(str::to_owned);
            Some(NeededCredential { side, url: url(), code, message: error.message().to_owned() })
        }
        _ => None,
    }
}

/// Whether a response says that the credential is invalid or has expired. A missing permission does not count.
/// <https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes>
fn rejects(response: &Response) -> bool {
    let code = response.headers.get("x-ms-error-code").map(http::HeaderValue::as_bytes);
    match response.status {
        // With this code, the source has rejected the credential with which the service reads it.
        401 => code != Some(b"CannotVerifyCopySource"),
        403 => code == Some(b"AuthenticationFailed"),
        _ => false,
    }
}

/// The message of the service, without secrets.
fn said(response: &Response) -> String {
    let code = response.headers.get("x-ms-error-code").and_then(|code| code.to_str().ok()).unwrap_or_default();
    let ResponseBody::Full(body) = &response.body else {
        return format!("The service responded with {} {code}.", response.status);
    };
    let text = String::from_utf8_lossy(body);
    let text = redact::text(&text);
    let message = text.split_once("<Message>").and_then(|(_, rest)| rest.split_once("</Message>"));
    // The rest has the request's id and the time.
    let message: String =
        message.and_then(|(said, _)| said.lines().next()).unwrap_or_default().chars().take(MAX_SAID).collect();
    let colon = if message.is_empty() { "" } else { ": " };
    format!("The service responded with {} {code}{colon}{message}", response.status)
}

/// Whether the signature in a URL says that it had expired at the time of a response.
pub(super) fn has_expired(url: &Url, outcome: &Result<Response>) -> bool {
    let date = outcome.as_ref().ok().and_then(|response| response.headers.get("date")?.to_str().ok());
    let now = date.and_then(Timestamp::from_text).and_then(Timestamp::to_iso);
    now.is_some_and(|now| ends_before(url, &now))
}

/// Whether the signature in a URL ends before this time, in the form of `toISOString`.
fn ends_before(url: &Url, now: &str) -> bool {
    // Its time is in the same zone and order, and may leave out its end.
    parameter(url, "sig").is_some() && parameter(url, "se").is_some_and(|end| end.as_str() <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_a_signature_says_itself_that_it_has_expired() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let now = "2026-05-06T07:08:09.010Z";
        for (query, expired) in [
            ("se=2026-05-06T07%3A08%3A09Z&sig=x", false),
            ("se=2026-05-06T07%3A08%3A08Z&sig=x", true),
            ("se=2026-05-06&sig=x", true),
            ("se=2026-05-07&sig=x", false),
            ("sig=x", false),
            ("se=2020-01-01", false),
        ] {
            assert_eq!(ends_before(&url(&format!("https://a/c/b?{query}")), now), expired, "{query}");
        }
    }
}
