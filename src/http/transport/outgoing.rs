//! A request as it goes out.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderValue};
use http::{HeaderMap, Method, Uri};
use hyper::body::{Body, Frame, SizeHint};
use url::Position;

use crate::error::{Error, ErrorKind, Result};
use crate::http::Request;
use crate::http::sent::SlicedBody;

/// The body of a request.
pub enum OutgoingBody {
    /// In one piece, empty when it was taken.
    Whole(Bytes),
    /// In slices that are counted.
    Counted(SlicedBody),
}

impl Body for OutgoingBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Counted(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_empty(),
            Self::Counted(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Counted(body) => body.size_hint(),
        }
    }
}

/// The headers of a request, with those that its connection and its body make necessary.
pub fn headers(request: &Request, keep_alive: bool) -> HeaderMap {
    let mut headers = request.headers.clone();
    if !keep_alive {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    // The service wants a length for every method that may have a body, also when there is none.
    if request.body.is_empty() && matches!(request.method, Method::PUT | Method::POST | Method::PATCH) {
        headers.entry(CONTENT_LENGTH).or_insert(const { HeaderValue::from_static("0") });
    }
    headers
}

/// The request as it goes to the server itself.
///
/// # Errors
/// `ArgumentRange` when the URL has what cannot be written into a request.
pub fn direct(request: &Request, host: &HeaderValue, keep_alive: bool) -> Result<http::Request<OutgoingBody>> {
    let target = &request.url[Position::BeforePath..Position::AfterQuery];
    let uri = target.parse::<Uri>().map_err(|error| {
        Error::new(ErrorKind::ArgumentRange, format!("The URL cannot be requested: {error}.")).with_source(error)
    })?;
    let body = match &request.sent {
        Some(sent) if !request.body.is_empty() => OutgoingBody::Counted(sent.body(request.body.clone())),
        _ => OutgoingBody::Whole(request.body.clone()),
    };
    let mut outgoing = http::Request::new(body);
    *outgoing.method_mut() = request.method.clone();
    *outgoing.uri_mut() = uri;
    *outgoing.headers_mut() = headers(request, keep_alive);
    outgoing.headers_mut().entry(HOST).or_insert_with(|| host.clone());
    Ok(outgoing)
}
