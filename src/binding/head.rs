//! What `_response` is made of: one string, which the facade takes apart only when somebody looks.

use std::fmt::Write;

use crate::http::{Exchange, redact};

/// Status, method and URL; the request's headers; an empty line; the response's headers.
pub fn write(exchange: &Exchange) -> String {
    let mut head = String::with_capacity(1024);
    let (request, response) = (&exchange.request, &exchange.response);
    let _ = write!(head, "{} {} {}", response.status, request.method, redact::url(&request.url));
    for (name, value) in redact::headers(&request.headers) {
        let _ = write!(head, "\n{name}: {value}");
    }
    head.push('\n');
    for (name, value) in redact::headers(&response.headers) {
        let _ = write!(head, "\n{name}: {value}");
    }
    head
}
