//! The error for a rejected request: status, code, message, and for copies the error of the source.
//! <https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2>

use crate::base::error::{CopySourceError, Error, ErrorKind, RequestSummary, ResponseSummary};
use crate::base::redact;
use crate::http::{Echoes, Response};
use crate::rest::values::{Count, FromHeaders};
use crate::rest::{copy_source_error, error_body};

/// The maximum length of a body's text that is shown if it has no message.
const MAX_SHOWN: usize = 1000;

/// Creates the error for a response with an error status. Its body was read within
/// [`BodyLimit::ERROR`](crate::http::BodyLimit::ERROR).
pub fn service_error(request: RequestSummary, response: &Response, body: &[u8], echoes: &Echoes) -> Error {
    let Response { status, headers, .. } = response;
    // The service may repeat the request, signature included. Secrets are searched for in each text as it will be
    // shown, because a body can encode letters in several ways.
    let show = |text: &str| echoes.remove(&redact::text(text));
    let decoded = error_body::decode(body);
    let mut text = show(&decoded);
    if text == decoded {
        // Scripts get it as the reference reads it, which is always as UTF-8.
        text = String::from_utf8_lossy(body).into_owned();
    }
    let mut found = error_body::read(body);
    let parts = found.code.iter_mut().chain(&mut found.message);
    for part in parts.chain(found.fields.iter_mut().map(|(_, value)| value)) {
        *part = show(part);
    }
    let mut fields = found.fields;
    let code = found.code.or_else(|| String::from_headers(headers, "x-ms-error-code"));
    let copy_source = CopySourceError {
        status: take(&mut fields, "CopySourceStatusCode")
            .and_then(|status| status.parse().ok())
            .or_else(|| Count::from_headers(headers, "x-ms-copy-source-status-code").and_then(|n| n.0.try_into().ok())),
        code: take(&mut fields, "CopySourceErrorCode")
            .or_else(|| String::from_headers(headers, "x-ms-copy-source-error-code")),
        message: take(&mut fields, "CopySourceErrorMessage"),
    };
    let mut message = found.message.unwrap_or_else(|| {
        let said = show(&error_body::words(body));
        describe(&request, *status, code.as_deref(), &said)
    });
    let explanation = copy_source_error::explain(&copy_source);
    for addition in explanation.iter().chain(&response.notes) {
        message = format!("{message}\n{addition}");
    }
    let mut error = Error::new(ErrorKind::Service, message)
        .with_response(ResponseSummary { status: *status, headers: redact::headers(headers), body: Some(text) })
        .with_request(request)
        .with_service_fields(fields)
        .with_attempts(response.attempts);
    if let Some(code) = code {
        error = error.with_code(code);
    }
    if copy_source != CopySourceError::default() {
        error = error.with_copy_source(copy_source);
    }
    error
}

/// The message for a response without one, such as that of a HEAD request or of a proxy.
fn describe(request: &RequestSummary, status: u16, code: Option<&str>, said: &str) -> String {
    let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("");
    let what = code.unwrap_or(reason);
    let shown: String = said.chars().take(MAX_SHOWN).collect();
    let said = if shown.is_empty() { String::new() } else { format!(" It said: {shown}") };
    format!("The service responded with {status} ({what}) to {} {}.{said}", request.method, request.url)
}

fn take(fields: &mut Vec<(String, String)>, name: &str) -> Option<String> {
    let index = fields.iter().position(|(field, _)| field == name)?;
    Some(fields.swap_remove(index).1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::ResponseBody;
    use http::{HeaderMap, HeaderValue};

    fn service_error(request: RequestSummary, status: u16, headers: &HeaderMap, body: &[u8], attempts: u32) -> Error {
        let response = Response::new(status, headers.clone(), ResponseBody::Full(bytes::Bytes::new()));
        super::service_error(request, &Response { attempts, ..response }, body, &Echoes::default())
    }

    fn request() -> RequestSummary {
        RequestSummary { method: "HEAD".into(), url: "https://a.blob.core.windows.net/c/b".into(), headers: vec![] }
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn code_message_and_copy_source_are_read_from_the_body() {
        let body =
            b"<?xml version=\"1.0\"?><Error><Code>CannotVerifyCopySource</Code><Message>No.\nRequestId:1</Message>\
            <CopySourceStatusCode>404</CopySourceStatusCode><CopySourceErrorCode>BlobNotFound</CopySourceErrorCode>\
            <CopySourceErrorMessage>Gone.</CopySourceErrorMessage><HeaderName>x</HeaderName></Error>";
        let error = service_error(request(), 404, &HeaderMap::new(), body, 1);
        assert_eq!(error.code(), Some("CannotVerifyCopySource"));
        assert!(error.message().starts_with("No.\nRequestId:1\nThe service could not read the source"), "{error}");
        assert_eq!(error.status(), Some(404));
        let source = error.copy_source().expect("an explanation");
        assert_eq!(
            (source.status, source.code.as_deref(), source.message.as_deref()),
            (Some(404), Some("BlobNotFound"), Some("Gone."))
        );
        assert_eq!(error.service_fields(), [("HeaderName".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn without_a_body_the_headers_are_used() {
        let error = service_error(request(), 404, &headers(&[("x-ms-error-code", "BlobNotFound")]), b"", 1);
        assert_eq!(error.code(), Some("BlobNotFound"));
        assert_eq!(
            error.message(),
            "The service responded with 404 (BlobNotFound) to HEAD https://a.blob.core.windows.net/c/b."
        );
    }

    #[test]
    fn a_signature_repeated_by_the_service_is_redacted() {
        let body = b"<Error><Code>X</Code><Message>No blob at https://h/c/b?sv=1&amp;sig=SECRET&amp;se=2</Message>\
            <Detail>sig=SECRET</Detail></Error>";
        let error = service_error(request(), 404, &HeaderMap::new(), body, 1);
        assert!(!format!("{error:?}").contains("SECRET"), "{error:?}");
        assert!(error.message().contains("se=2"), "{error}");
    }

    #[test]
    fn a_body_other_than_xml_is_shown() {
        let error = service_error(request(), 502, &HeaderMap::new(), b"<html>Bad gateway</html>", 1);
        assert_eq!(error.code(), None);
        assert!(error.message().contains("502 (Bad Gateway)"), "{}", error.message());
        assert!(error.message().contains("Bad gateway"), "{}", error.message());
    }
}
