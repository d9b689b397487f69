//! Policies: layers that are added to a pipeline.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::base::error::Result;
use crate::http::layer::Layer;
use crate::http::response_headers::join_repeated;
use crate::http::{Request, Response};

/// A layer that is not known when the engine is built, such as one of JavaScript.
pub trait Policy: Send + Sync + 'static {
    /// Sends the request with `next`, once, several times or not at all, and returns the response.
    ///
    /// Changes of the request stay: the next attempt has them too.
    ///
    /// # Errors
    /// There is no response. An error without a [`TransportFailure`](crate::http::failure::TransportFailure) as its
    /// source ends the request. One with it is retried like a network failure.
    fn send<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Result<Response>>;
}

/// The rest of the way after a policy: the policies behind it, then the layer that all of them enclose.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    policies: &'a [Arc<dyn Policy>],
    last: &'a dyn BoxedLayer,
}

impl<'a> Next<'a> {
    /// Sends the request.
    ///
    /// # Errors
    /// There is no response.
    pub fn send(self, request: &'a mut Request) -> BoxFuture<'a, Result<Response>> {
        match self.policies.split_first() {
            Some((policy, policies)) => policy.send(request, Next { policies, last: self.last }),
            None => self.last.send_boxed(request),
        }
    }
}

/// A layer whose type is not known. Its future is boxed, which costs only pipelines with policies.
trait BoxedLayer: Send + Sync {
    fn send_boxed<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<Response>>;
}

impl<L: Layer> BoxedLayer for L {
    fn send_boxed<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<Response>> {
        Box::pin(async move {
            let mut response = self.send(request).await?;
            join_repeated(&mut response.headers);
            Ok(response)
        })
    }
}

/// The layer of the policies. Without any, the next layer is called directly.
pub struct Policies<'p, Inner> {
    /// The outermost first.
    pub policies: &'p [Arc<dyn Policy>],
    /// The layer that they enclose.
    pub next: Inner,
}

impl<Inner: Layer> Layer for Policies<'_, Inner> {
    async fn send(&self, request: &mut Request) -> Result<Response> {
        if self.policies.is_empty() {
            return self.next.send(request).await;
        }
        Next { policies: self.policies, last: &self.next }.send(request).await
    }
}
