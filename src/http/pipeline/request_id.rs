//! Checks that a response belongs to the request that was sent.

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::redact;
use crate::http::failure::{AttemptPhase, TransportFailure, peer};
use crate::http::layer::Layer;
use crate::http::response_headers::{CLIENT_REQUEST_ID, id_of_another};
use crate::http::{Request, Response};

/// The layer that compares the ids of request and response.
pub struct CheckRequestId<Next> {
    pub next: Next,
}

impl<Next: Layer> Layer for CheckRequestId<Next> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        let response = self.next.send(request).await?;
        match id_of_another(&request.headers, &response.headers) {
            None => Ok(response),
            Some(id) => Err(of_another(request, id.as_bytes())),
        }
    }
}

/// The error for a response to another request. It is unknown whether this request took effect.
fn of_another(request: &Request, id: &[u8]) -> Error {
    let own = request.headers.get(CLIENT_REQUEST_ID).map(|own| redact::latin1(own.as_bytes())).unwrap_or_default();
    let other: String = redact::latin1(id).chars().take(100).collect();
    let message = format!(
        "{} responded to another request than the one that was sent: the response's x-ms-client-request-id is \"{other}\", the \
         request's is \"{own}\"; the response was not used",
        peer(&request.url)
    );
    Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR").with_source(TransportFailure::new(
        "PARSE_ERROR",
        AttemptPhase::Exchange,
        true,
    ))
}
