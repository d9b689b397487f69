//! A request as it is sent.

use http::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderValue};
use http::{HeaderMap, Method, Uri};
use url::Position;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::Request;
use crate::http::body_source::BodyReading;
use crate::http::request_body::AttemptBody;

/// The headers of a request, including those for its connection and its body.
pub fn headers(request: &Request, keep_alive: bool) -> HeaderMap {
    let mut headers = request.headers.clone();
    if !keep_alive {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    // The service requires a length for every method that may have a body, even without one.
    if request.body.is_empty() && matches!(request.method, Method::PUT | Method::POST | Method::PATCH) {
        headers.entry(CONTENT_LENGTH).or_insert(const { HeaderValue::from_static("0") });
    }
    headers
}

/// The request as it is sent to the server itself.
///
/// # Errors
/// `ArgumentRange` if the URL cannot be written into a request.
pub fn direct(request: &Request, host: &HeaderValue, keep_alive: bool) -> Result<http::Request<AttemptBody>> {
    let target = &request.url[Position::BeforePath..Position::AfterQuery];
    let uri = target.parse::<Uri>().map_err(|error| {
        Error::new(ErrorKind::ArgumentRange, format!("The URL cannot be requested: {error}.")).with_source(error)
    })?;
    let reading = if request.url.scheme() == "https" { BodyReading::ByProcess } else { BodyReading::BySystem };
    let body = request.body.for_attempt(request.progress.as_ref(), reading);
    let mut outgoing = http::Request::new(body);
    *outgoing.method_mut() = request.method.clone();
    *outgoing.uri_mut() = uri;
    *outgoing.headers_mut() = headers(request, keep_alive);
    outgoing.headers_mut().entry(HOST).or_insert_with(|| host.clone());
    Ok(outgoing)
}
