//! Runs an operation: writes it, hands the request to the pipeline, reads the answer.

use bytes::Bytes;
use http::HeaderMap;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::{ResponseSummary, Result};
use crate::http::{Exchange, Pipeline, Request, ResponseBody, Sent, redact};
use crate::rest::Operation;
use crate::rest::service_error::service_error;

/// An answer that was read, and the exchange that brought it (its body taken out).
#[derive(Debug)]
pub struct Answer<T> {
    /// What the operation answers.
    pub output: T,
    /// The request as it was sent last, and the response.
    pub exchange: Exchange,
}

/// A request that is written, and how its answer is judged and read. `T` is what is made of the answer: operations of
/// many kinds that are all read as the same `T` share the code that sends them.
pub struct Prepared<T> {
    request: Request,
    success: &'static [u16],
    secret_answer: bool,
    read: fn(&HeaderMap, &[u8]) -> Result<T>,
}

impl<T> Prepared<T> {
    /// Writes the request of an operation, with the bytes that it sends, if any. `read` reads the answer.
    ///
    /// # Errors
    /// An argument error.
    pub fn new<O: Operation>(
        operation: &O,
        url: Url,
        body: Option<Bytes>,
        read: fn(&HeaderMap, &[u8]) -> Result<T>,
    ) -> Result<Self> {
        let mut request = operation.request(url)?;
        if let Some(body) = body {
            request.body = body;
        }
        Ok(Self { request, success: O::SUCCESS, secret_answer: O::SECRET_ANSWER, read })
    }

    /// Has it counted how much of the body has gone out.
    #[must_use]
    pub fn counted(mut self, sent: Option<Sent>) -> Self {
        self.request.sent = sent;
        self
    }

    /// Sends it, and reads the answer.
    ///
    /// # Errors
    /// What the pipeline or the service fails with.
    pub async fn execute(self, pipeline: &Pipeline, cancel: &CancellationToken) -> Result<Answer<T>> {
        let mut exchange = pipeline.send_and_read(self.request, cancel).await?;
        let body = exchange.response.body.take().read().unwrap_or_default();
        if !self.success.contains(&exchange.response.status) {
            return Err(failure(&exchange, &body));
        }
        let output = (self.read)(&exchange.response.headers, &body).map_err(|error| {
            error.with_request(exchange.request.summary()).with_response(ResponseSummary {
                status: exchange.response.status,
                headers: redact::headers(&exchange.response.headers),
                body: (!self.secret_answer)
                    .then(|| redact::text(&String::from_utf8_lossy(&body[..body.len().min(4096)])).into_owned()),
            })
        })?;
        Ok(Answer { output, exchange })
    }
}

/// Runs an operation against a URL.
///
/// # Errors
/// An argument error before anything is sent; else what the pipeline or the service fails with.
pub async fn execute<O: Operation>(
    pipeline: &Pipeline,
    operation: &O,
    url: Url,
    cancel: &CancellationToken,
) -> Result<Answer<O::Output>> {
    Prepared::new(operation, url, None, O::read)?.execute(pipeline, cancel).await
}

/// Runs an operation that sends bytes.
///
/// # Errors
/// As [`execute`].
pub async fn execute_with_body<O: Operation>(
    pipeline: &Pipeline,
    operation: &O,
    url: Url,
    body: Bytes,
    cancel: &CancellationToken,
) -> Result<Answer<O::Output>> {
    Prepared::new(operation, url, Some(body), O::read)?.execute(pipeline, cancel).await
}

/// Runs an operation whose body the caller reads piece by piece. A failure's body is read here.
///
/// # Errors
/// As [`execute`].
pub async fn execute_streaming<O: Operation>(
    pipeline: &Pipeline,
    operation: &O,
    url: Url,
    cancel: &CancellationToken,
) -> Result<(Answer<O::Output>, ResponseBody)> {
    let mut exchange = pipeline.send(operation.request(url)?, cancel).await?;
    let body = exchange.response.body.take();
    if !O::SUCCESS.contains(&exchange.response.status) {
        return Err(failure(&exchange, &body.read().unwrap_or_default()));
    }
    let output = O::read(&exchange.response.headers, &[])?;
    Ok((Answer { output, exchange }, body))
}

fn failure(exchange: &Exchange, body: &[u8]) -> crate::error::Error {
    service_error(exchange.request.summary(), &exchange.response, body)
}
