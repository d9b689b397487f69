//! The body of a batch: requests, each signed by itself, and their responses, as `multipart/mixed`.
//! <https://learn.microsoft.com/rest/api/storageservices/blob-batch>

use http::HeaderValue;
use serde::Serialize;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::Request;
use crate::rest::values::{Count, FromText, NameValues};

/// The maximum number of requests in a batch.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-batch#remarks>
pub const MAX_REQUESTS: usize = 256;

/// The maximum number of headers of one response. The service sends about ten.
const MAX_HEADERS: usize = 64;

const LINE: &[u8] = b"\r\n";

/// The boundary of the parts. It is random, so that no value in a request contains it.
pub fn boundary() -> String {
    let id = uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid();
    format!("batch_{}", id.hyphenated())
}

/// The `Content-Type` of a batch.
///
/// # Errors
/// No known one: a boundary only has characters that are valid in a header.
pub fn content_type(boundary: &str) -> Result<HeaderValue> {
    HeaderValue::try_from(format!("multipart/mixed; boundary={boundary}"))
        .map_err(|error| Error::new(ErrorKind::Internal, "The boundary is not a header value.").with_source(error))
}

/// The body with these requests. Each has the headers that it was signed with; the service rejects one with `x-ms-version`.
pub fn write(requests: &[Request], boundary: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (id, request) in requests.iter().enumerate() {
        let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let head = format!(
            "--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {id}\r\n\r\n\
             {} {}{query} HTTP/1.1\r\n",
            request.method,
            request.url.path(),
        );
        body.extend_from_slice(head.as_bytes());
        for (name, value) in &request.headers {
            body.extend_from_slice(name.as_str().as_bytes());
            body.extend_from_slice(b": ");
            body.extend_from_slice(value.as_bytes());
            body.extend_from_slice(LINE);
        }
        body.extend_from_slice(b"content-length: 0\r\n\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

/// The response to one request of a batch. An error is a response like any other.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchSubResponse {
    /// The number of the request. Absent if the service rejected the batch as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_id: Option<Count>,
    /// The HTTP status.
    pub status: u16,
    /// The reason phrase.
    pub status_message: String,
    /// The error code of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// The headers.
    pub headers: NameValues,
    /// The body, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_as_text: Option<String>,
}

/// Reads the responses in a body. Its first line is the delimiter.
///
/// # Errors
/// A protocol error when the body breaks off, when a part is not a response, or when there are more than [`MAX_REQUESTS`].
pub fn read(body: &[u8]) -> Result<Vec<BatchSubResponse>> {
    let end = find(body, LINE).ok_or_else(|| protocol("has no delimiter"))?;
    let delimiter = &body[..end];
    if !delimiter.starts_with(b"--") || delimiter.len() <= 2 {
        return Err(protocol("does not begin with a delimiter"));
    }
    // The line break before a delimiter belongs to it.
    let next = [LINE, delimiter].concat();
    let mut rest = &body[end..];
    let mut responses = Vec::new();
    loop {
        let end = find(rest, &next).ok_or_else(|| protocol("breaks off"))?;
        if responses.len() == MAX_REQUESTS {
            return Err(protocol("has more responses than a batch can have requests"));
        }
        responses.push(read_part(&rest[..end])?);
        rest = &rest[end + next.len()..];
        if rest.starts_with(b"--") {
            return Ok(responses);
        }
    }
}

/// A part: its own headers, and the response.
fn read_part(part: &[u8]) -> Result<BatchSubResponse> {
    let not_a_response = |error| protocol("has a part that is not a response").with_source(error);
    let part = part.strip_prefix(LINE).unwrap_or(part);
    // A response without a body may end right after its last header.
    let text = [part, b"\r\n\r\n"].concat();
    let mut own = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let httparse::Status::Complete((start, own)) = httparse::parse_headers(&text, &mut own).map_err(not_a_response)?
    else {
        return Err(protocol("has a part without a response"));
    };
    let content_id = own.iter().find(|header| header.name.eq_ignore_ascii_case("content-id"));
    let content_id = content_id.and_then(|header| Count::from_text(&latin1(header.value)));
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(&text[start..]).map_err(not_a_response)? else {
        return Err(protocol("has a part without a response"));
    };
    let body = part.get(start + head..).unwrap_or_default();
    let headers: Vec<_> =
        response.headers.iter().map(|header| (header.name.to_ascii_lowercase(), latin1(header.value))).collect();
    let error_code = headers.iter().find(|(name, _)| name == "x-ms-error-code").map(|(_, value)| value.clone());
    Ok(BatchSubResponse {
        content_id,
        status: response.code.unwrap_or_default(),
        status_message: response.reason.unwrap_or_default().to_owned(),
        error_code,
        headers: NameValues(headers),
        body_as_text: (!body.is_empty()).then(|| String::from_utf8_lossy(body).into_owned()),
    })
}

fn latin1(value: &[u8]) -> String {
    crate::base::redact::latin1(value).trim().to_owned()
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn protocol(what: &str) -> Error {
    Error::new(ErrorKind::Protocol, format!("The response to a batch {what}."))
}

#[cfg(test)]
#[path = "batch_tests.rs"]
mod tests;
