//! The trait of all layers: something that sends a request and returns the response.

use std::future::Future;

use futures_util::future::BoxFuture;
use url::Url;

use crate::base::error::Result;
use crate::http::{Request, Response};

/// One layer that a request goes through. It may change the request, send it to the next layer any number of times, and
/// change the response.
///
/// A layer holds the next one by its type, so that sending a request is one future, for any number of layers.
pub trait Layer: Send + Sync {
    /// Sends the request.
    ///
    /// # Errors
    /// There is no response. A network failure has a [`TransportFailure`](crate::http::failure::TransportFailure) as
    /// its source, which says whether another attempt can succeed. Any other error ends the request.
    fn send(&self, request: &mut Request) -> impl Future<Output = Result<Response>> + Send;
}

/// The last layer, which sends a request once, unchanged. An HTTP client implements this.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and resolves when the response's headers are there. Dropping the future resets the connection.
    ///
    /// # Errors
    /// An error whose source is a [`TransportFailure`](crate::http::failure::TransportFailure).
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>>;

    /// Host and port of the proxy that requests to this URL go through, for messages.
    fn proxy_of(&self, _url: &Url) -> Option<String> {
        None
    }
}

/// A transport as a layer.
pub struct LastLayer<'p>(pub &'p dyn Transport);

impl Layer for LastLayer<'_> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        request.attempt.in_flight = true;
        let outcome = self.0.send(request).await;
        request.attempt.in_flight = false;
        outcome
    }
}
