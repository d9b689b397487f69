//! The data of `_response`: one string, which the facade parses only when it is read.

use std::fmt::Write;

use http::HeaderMap;

use crate::base::redact;
use crate::http::{Exchange, Spelling};

/// Status, method and URL; the request's headers; an empty line; the response's headers.
pub fn write(exchange: &Exchange) -> String {
    let mut head = String::with_capacity(1536);
    let (request, response) = (&exchange.request, &exchange.response);
    let _ = write!(head, "{} {} ", response.status, request.method);
    head.push_str(&redact::url(&request.url));
    write_headers(&mut head, &request.headers, &request.spelling);
    head.push('\n');
    // Node returns the names of response headers in lower case, however the server writes them.
    write_headers(&mut head, &response.headers, &Spelling::default());
    head
}

fn write_headers(head: &mut String, headers: &HeaderMap, spelling: &Spelling) {
    for (name, value) in redact::visible(headers) {
        head.push('\n');
        head.push_str(spelling.of(name));
        head.push_str(": ");
        head.push_str(&value);
    }
}
