//! What every layer of a request's way is: something that sends a request and gives back the response.

use std::future::Future;

use futures_util::future::BoxFuture;

use crate::base::error::Result;
use crate::http::{Request, Response};

/// One layer of a request's way. It may change the request, send it on to the next layer, any number of times, and change the
/// response on its way back.
///
/// A layer holds the next one by its type, so that a request's way is one future, whatever the number of layers.
pub trait Layer: Send + Sync {
    /// Sends the request.
    ///
    /// # Errors
    /// There is no response. A failure of the network has a [`TransportFailure`](crate::http::failure::TransportFailure) as its
    /// source, which says whether another attempt has a chance; any other error ends the request.
    fn send(&self, request: &mut Request) -> impl Future<Output = Result<Response>> + Send;
}

/// The last layer: sends a request once, as it is. Whoever brings an HTTP client implements this.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and resolves when the response's headers are there. Dropping the future resets the connection.
    ///
    /// # Errors
    /// An error whose source is a [`TransportFailure`](crate::http::failure::TransportFailure).
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>>;
}

/// A transport as the layer that it is.
pub struct LastLayer<'p>(pub &'p dyn Transport);

impl Layer for LastLayer<'_> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        self.0.send(request).await
    }
}
