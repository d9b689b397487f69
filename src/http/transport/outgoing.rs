//! A request as it is sent.

use http::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderValue, PROXY_AUTHORIZATION};
use http::{HeaderMap, Method, Uri};
use url::Position;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::Request;
use crate::http::body_source::BodyReading;
use crate::http::request_body::AttemptBody;
use crate::http::transport::origin::{Origin, ProxyRoute};

/// The headers of a request, including those for its connection and its body.
fn headers(request: &Request, keep_alive: bool) -> HeaderMap {
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

/// The request as it is sent to the server or its proxy.
///
/// # Errors
/// `ArgumentRange` if the URL cannot be written into a request.
pub fn outgoing(request: &Request, origin: &Origin, keep_alive: bool) -> Result<http::Request<AttemptBody>> {
    // Without a tunnel, the request names its server.
    let proxy = origin.via().filter(|via| origin.tls().is_none() && via.socks().is_none());
    let target = &request.url[Position::BeforePath..Position::AfterQuery];
    let uri = match proxy {
        Some(_) => {
            format!("http://{}{target}", &request.url[Position::BeforeHost..Position::BeforePath]).parse::<Uri>()
        }
        None => target.parse(),
    };
    let uri = uri.map_err(|error| {
        Error::new(ErrorKind::ArgumentRange, format!("The URL cannot be requested: {error}.")).with_source(error)
    })?;
    let body = request.body.for_attempt(request.progress.as_ref(), reading(origin));
    let mut outgoing = http::Request::new(body);
    *outgoing.method_mut() = request.method.clone();
    *outgoing.uri_mut() = uri;
    *outgoing.headers_mut() = headers(request, keep_alive);
    let headers = outgoing.headers_mut();
    headers.entry(HOST).or_insert_with(|| origin.host_header().clone());
    if let Some(authorization) = proxy.and_then(ProxyRoute::authorization) {
        headers.insert(PROXY_AUTHORIZATION, authorization.clone());
    }
    Ok(outgoing)
}

/// How the body is read: TLS, also that with a proxy, is encrypted in this process.
fn reading(origin: &Origin) -> BodyReading {
    let secure = origin.tls().is_some() || origin.via().is_some_and(|via| via.tls().is_some());
    if secure { BodyReading::ByProcess } else { BodyReading::BySystem }
}
