//! The way of one request: retry → sign → send.

use std::sync::Arc;
use std::time::SystemTime;

use futures_util::future::BoxFuture;
use http::header::AUTHORIZATION;
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Result};
pub use crate::http::options::PipelineOptions;
use crate::http::{Request, Response};

/// The oldest service version that has every feature in use.
/// <https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services>
pub const SERVICE_VERSION: &str = "2021-12-02";

/// Signs one try. Called inside the retry loop, once per try, with the time of that try.
pub trait Authorize: Send + Sync + 'static {
    /// Adds what the service needs to know who asks.
    fn authorize<'a>(&'a self, request: &'a mut Request, now: SystemTime) -> BoxFuture<'a, Result<()>>;

    /// The service refused with 401 and this `WWW-Authenticate` header. True = authorise again and send once more.
    fn challenged<'a>(&'a self, challenge: &'a str, request: &'a Request) -> BoxFuture<'a, Result<bool>> {
        let _ = (challenge, request);
        Box::pin(async { Ok(false) })
    }
}

/// Sends one request once.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and resolves when the response's headers are there.
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>>;
}

/// A request as it was last sent, and the answer.
#[derive(Debug)]
pub struct Exchange {
    /// The request as last sent, without its `Authorization` header.
    pub request: Request,
    /// The answer.
    pub response: Response,
}

/// The way of one request: retry → sign → send.
pub struct Pipeline {
    transport: Arc<dyn Transport>,
    credential: Arc<dyn Authorize>,
    clock: fn() -> SystemTime,
}

impl Pipeline {
    /// Makes a pipeline.
    pub fn new(transport: Arc<dyn Transport>, credential: Arc<dyn Authorize>, options: PipelineOptions) -> Self {
        let _ = options;
        Self { transport, credential, clock: SystemTime::now }
    }

    /// Sends a request. Any HTTP status comes back as `Ok` once no more retries are due.
    ///
    /// # Errors
    /// Aborted, credential failure, transport failure.
    pub async fn send(&self, mut request: Request, cancel: &CancellationToken) -> Result<Exchange> {
        if cancel.is_cancelled() {
            return Err(Error::aborted());
        }
        self.credential.authorize(&mut request, (self.clock)()).await?;
        let response = self.transport.send(&request).await?;
        request.headers.remove(AUTHORIZATION);
        Ok(Exchange { request, response })
    }
}
