//! The body of a batch: requests, each signed separately, and their responses, as `multipart/mixed`.
//! <https://learn.microsoft.com/rest/api/storageservices/blob-batch>

use serde::Serialize;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::Request;
use crate::rest::values::{Count, FromText, NameValues};

/// The maximum number of requests in a batch.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-batch#remarks>
const MAX_REQUESTS: usize = 256;

/// The maximum number of headers of one response. The service sends about ten.
const MAX_HEADERS: usize = 64;

const LINE: &[u8] = b"\r\n";

/// A request of a batch as text, from its method to the empty line after its headers. It has no body and no length.
///
/// # Errors
/// None that is known: what a batch can do needs no values outside of ASCII.
pub fn write_request(request: &Request) -> Result<String> {
    let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut text = format!("{} {}{query} HTTP/1.1\r\nAccept: application/xml\r\n", request.method, request.url.path());
    for (name, value) in &request.headers {
        let value = value.to_str().map_err(|error| {
            Error::argument_range("options", format!("The header \"{name}\" must be ASCII.")).with_source(error)
        })?;
        text.extend([title_case(name.as_str()).as_str(), ": ", value, "\r\n"]);
    }
    text.push_str("\r\n");
    Ok(text)
}

/// The usual case of a header's name. Case does not matter to a service, but readers expect `Authorization`.
fn title_case(name: &str) -> String {
    if name.starts_with("x-ms-") {
        return name.to_owned();
    }
    let mut starts = true;
    let letters = name.chars().map(|letter| {
        let letter = if starts { letter.to_ascii_uppercase() } else { letter };
        starts = letter == '-';
        letter
    });
    letters.collect()
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
        let (part, after) = split_part(rest, &next).ok_or_else(|| protocol("breaks off"))?;
        if responses.len() == MAX_REQUESTS {
            return Err(protocol("has more responses than a batch can have requests"));
        }
        responses.push(read_part(part)?);
        rest = after;
        if rest.starts_with(b"--") {
            return Ok(responses);
        }
    }
}

/// The text before the next delimiter, and after it. A longer line that starts like a delimiter is not one.
fn split_part<'body>(rest: &'body [u8], next: &[u8]) -> Option<(&'body [u8], &'body [u8])> {
    let mut from = 0;
    loop {
        let at = from + find(&rest[from..], next)?;
        let after = &rest[at + next.len()..];
        if after.starts_with(LINE) || after.starts_with(b"--") {
            return Some((&rest[..at], after));
        }
        from = at + next.len();
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
    // Some services end a body with an additional line break.
    let body = body.strip_suffix(LINE).unwrap_or(body);
    let headers: Vec<_> =
        response.headers.iter().map(|header| (header.name.to_owned(), latin1(header.value))).collect();
    let error_code =
        headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-ms-error-code")).map(|(_, value)| value.clone());
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
