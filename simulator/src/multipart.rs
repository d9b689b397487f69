//! `multipart/mixed` with HTTP messages in it, as batches have them:
//! <https://learn.microsoft.com/rest/api/storageservices/blob-batch>.

use std::fmt::Write;

use http::Response;

use crate::body::Body;

/// A request in a batch.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The id by which the client recognizes the response.
    pub content_id: Option<&'a str>,
    /// The method.
    pub method: &'a str,
    /// The path and the query.
    pub target: &'a str,
    /// The headers.
    pub headers: Vec<(&'a str, &'a str)>,
}

/// The boundary in a `Content-Type`.
pub fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    let named = parameters.split(';').filter_map(|parameter| parameter.trim().strip_prefix("boundary="));
    let found = named.map(|text| text.trim_matches('"')).find(|text| !text.is_empty());
    found.filter(|_| kind.trim().eq_ignore_ascii_case("multipart/mixed"))
}

/// The requests in a body.
pub fn read<'a>(body: &'a str, boundary: &str) -> Option<Vec<Part<'a>>> {
    let delimiter = format!("--{boundary}");
    let mut pieces = body.split(delimiter.as_str()).skip(1);
    let mut parts = Vec::new();
    loop {
        let piece = pieces.next()?;
        if piece.starts_with("--") {
            return Some(parts);
        }
        parts.push(read_part(piece)?);
    }
}

fn read_part(piece: &str) -> Option<Part<'_>> {
    let mut lines = piece.trim_start_matches(['\r', '\n']).lines();
    let own = read_headers(&mut lines)?;
    let mut request = lines.find(|line| !line.is_empty())?.split(' ');
    let (method, target) = (request.next()?, request.next()?);
    let content_id = own.iter().find(|(name, _)| name.eq_ignore_ascii_case("Content-ID")).map(|(_, value)| *value);
    Some(Part { content_id, method, target, headers: read_headers(&mut lines)? })
}

/// Lines up to an empty one.
fn read_headers<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Option<Vec<(&'a str, &'a str)>> {
    let header = |line: &'a str| line.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
    lines.take_while(|line| !line.is_empty()).map(header).collect()
}

/// Writes a response as a part.
pub fn write(text: &mut String, boundary: &str, content_id: Option<&str>, response: Response<Body>) {
    let _ = write!(text, "--{boundary}\r\nContent-Type: application/http\r\n");
    if let Some(id) = content_id {
        let _ = write!(text, "Content-ID: {id}\r\n");
    }
    let (head, body) = response.into_parts();
    let reason = head.status.canonical_reason().unwrap_or_default();
    let _ = write!(text, "\r\nHTTP/1.1 {} {reason}\r\n", head.status.as_u16());
    for (name, value) in &head.headers {
        let _ = write!(text, "{name}: {}\r\n", value.to_str().unwrap_or_default());
    }
    text.push_str("\r\n");
    for data in body.into_data() {
        text.push_str(&String::from_utf8_lossy(&data.make()));
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_parsed() {
        let body = "--b\r\nContent-Type: application/http\r\nContent-ID: 7\r\n\r\nDELETE /c/a%20b?x=1 HTTP/1.1\r\n\
                    x-ms-date: now: or never\r\n\r\n--b\nContent-Type: application/http\n\nPUT / HTTP/1.1\n\n--b--\n";
        let parts = read(body, "b").unwrap();
        let first = Part {
            content_id: Some("7"),
            method: "DELETE",
            target: "/c/a%20b?x=1",
            headers: vec![("x-ms-date", "now: or never")],
        };
        assert_eq!(parts[0], first);
        assert_eq!((parts[1].content_id, parts[1].method, parts.len()), (None, "PUT", 2));
        assert_eq!(read("--b\r\nA: b\r\n\r\nGET / HTTP/1.1\r\n\r\n", "b"), None);
        assert_eq!(read("", "b"), None);
    }

    #[test]
    fn boundaries() {
        assert_eq!(boundary("multipart/mixed; boundary=x"), Some("x"));
        assert_eq!(boundary("Multipart/Mixed;a=b; boundary=\"x y\""), Some("x y"));
        assert_eq!(boundary("multipart/mixed; boundary="), None);
        assert_eq!(boundary("text/plain; boundary=x"), None);
    }
}
