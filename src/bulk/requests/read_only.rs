//! A pipeline that cannot write. A dry run runs the code of a real one with it, so that a mistake in the planner is an error, not a write.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use http::Method;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::policy::{Next, Policy};
use crate::http::{Request, Response};
use crate::rest::BlobEndpoint;

/// Passes only requests that read.
struct OnlyReads;

impl Policy for OnlyReads {
    fn send<'a>(&'a self, request: &'a mut Request, next: Next<'a>) -> BoxFuture<'a, Result<Response>> {
        if matches!(request.method, Method::GET | Method::HEAD) {
            return next.send(request);
        }
        let message = format!(
            "blobferry was about to send {} {} in a run that only reads. Nothing was sent. Please report this.",
            request.method,
            request.url.path()
        );
        ready(Err(Error::new(ErrorKind::Internal, message))).boxed()
    }
}

/// The same endpoint, which only reads.
pub fn read_only(endpoint: &BlobEndpoint) -> BlobEndpoint {
    let pipeline = endpoint.pipeline.with_further_policy(Arc::new(OnlyReads));
    BlobEndpoint::new(Arc::new(pipeline), endpoint.url.clone())
}
