//! Runs an operation: writes it, hands the request to the pipeline, reads the answer.

use bytes::Bytes;
use http::HeaderMap;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::base::redact;
use crate::http::{Echoes, Exchange, Pipeline, Request, RequestBody, Response, ResponseBody, UploadProgress};
use crate::rest::Operation;
use crate::rest::error_body;
use crate::rest::service_error::service_error;

/// From how many bytes on a body is read on a thread of its own: below, less than a millisecond goes by.
const LONG_BODY: usize = 64 * 1024;

/// How much of a body that cannot be read is shown.
const MAX_SHOWN: usize = 4096;

/// Long bodies are read one at a time. More would only take the processor from those who wait for the first.
static LONG_READS: Semaphore = Semaphore::const_new(1);

/// An answer that was read, and the exchange that brought it (its body taken out).
#[derive(Debug)]
pub struct OperationResponse<T> {
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

impl<T: Send + 'static> Prepared<T> {
    /// Writes the request of an operation, with the bytes that it sends, if any. `read` reads the answer.
    ///
    /// # Errors
    /// An argument error.
    pub fn new<O: Operation>(
        operation: &O,
        url: Url,
        body: Option<RequestBody>,
        read: fn(&HeaderMap, &[u8]) -> Result<T>,
    ) -> Result<Self> {
        let mut request = operation.request(url)?;
        if let Some(body) = body {
            request.body = body;
        }
        Ok(Self { request, success: O::DECLARATION.success, secret_answer: O::DECLARATION.secret, read })
    }

    /// Has it counted how much of the body has gone out.
    #[must_use]
    pub fn counted(mut self, progress: Option<UploadProgress>) -> Self {
        self.request.progress = progress;
        self
    }

    /// Signs it instead of sending it.
    ///
    /// # Errors
    /// The credential failed, or the caller aborted.
    pub async fn sign(self, pipeline: &Pipeline, cancel: &CancellationToken) -> Result<Request> {
        let mut request = self.request;
        // The version is no part of what is signed: only a request in a batch is not sent by itself, and that has none.
        request.headers.remove("x-ms-version");
        match cancel.run_until_cancelled(pipeline.authorize(&mut request)).await {
            Some(signed) => signed.map(|()| request),
            None => Err(Error::aborted()),
        }
    }

    /// Sends it, and reads the answer.
    ///
    /// # Errors
    /// What the pipeline or the service fails with.
    pub async fn execute(self, pipeline: &Pipeline, cancel: &CancellationToken) -> Result<OperationResponse<T>> {
        let Self { request, success, secret_answer, read } = self;
        let (exchange, body) = send(request, success, pipeline, cancel).await?;
        let output = read_body(read, &exchange.response.headers, &body, cancel)
            .await
            .map_err(|error| unreadable(error, &exchange, &body, secret_answer))?;
        Ok(OperationResponse { output, exchange })
    }
}

/// Sends a request, and takes the body out of a successful answer. What waits here is no part of what is made for each kind of answer.
async fn send(
    request: Request,
    success: &[u16],
    pipeline: &Pipeline,
    cancel: &CancellationToken,
) -> Result<(Exchange, Bytes)> {
    let mut exchange = pipeline.send_and_read(request, cancel).await?;
    let body = exchange.response.body.take().read().unwrap_or_default();
    if success.contains(&exchange.response.status) { Ok((exchange, body)) } else { Err(failure(&exchange, &body)) }
}

/// The error for an answer that is not what the operation answers, with what came.
fn unreadable(error: Error, exchange: &Exchange, body: &Bytes, secret: bool) -> Error {
    let echoes = Echoes::of(&exchange.request, exchange.authorization.as_ref());
    // A secret that is cut in two is not found any more, so that is done afterwards.
    let shown = || {
        let start = body.slice(..body.len().min(2 * MAX_SHOWN));
        echoes.remove(&redact::text(&error_body::decode(&start))).chars().take(MAX_SHOWN).collect()
    };
    error.with_request(exchange.request.summary()).with_response(ResponseSummary {
        status: exchange.response.status,
        headers: redact::headers(&echoes.remove_from(&exchange.response.headers)),
        body: (!secret).then(shown),
    })
}

/// Reads a body without holding up the requests of others: a page of 5,000 blobs has some three megabytes of XML.
async fn read_body<T: Send + 'static>(
    read: fn(&HeaderMap, &[u8]) -> Result<T>,
    headers: &HeaderMap,
    body: &Bytes,
    cancel: &CancellationToken,
) -> Result<T> {
    if body.len() < LONG_BODY {
        return read(headers, body);
    }
    let reading = async {
        let turn = LONG_READS.acquire().await;
        let (headers, body) = (headers.clone(), body.clone());
        let read = tokio::task::spawn_blocking(move || read(&headers, &body)).await;
        drop(turn);
        read.unwrap_or_else(|error| {
            Err(Error::new(
                ErrorKind::Internal,
                "An answer could not be read, for that panicked. Please report what was called.",
            )
            .with_source(error))
        })
    };
    cancel.run_until_cancelled(reading).await.unwrap_or_else(|| Err(Error::aborted()))
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
) -> Result<OperationResponse<O::Output>> {
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
) -> Result<OperationResponse<O::Output>> {
    Prepared::new(operation, url, Some(body.into()), O::read)?.execute(pipeline, cancel).await
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
) -> Result<(OperationResponse<O::Output>, ResponseBody)> {
    let mut exchange = pipeline.send(operation.request(url)?, cancel).await?;
    let body = exchange.response.body.take();
    if !O::DECLARATION.success.contains(&exchange.response.status) {
        return Err(failure(&exchange, &body.read().unwrap_or_default()));
    }
    let output = O::read(&exchange.response.headers, &[])?;
    Ok((OperationResponse { output, exchange }, body))
}

fn failure(exchange: &Exchange, body: &[u8]) -> crate::base::error::Error {
    let echoes = Echoes::of(&exchange.request, exchange.authorization.as_ref());
    let Response { status, headers, attempts, notes, .. } = &exchange.response;
    let response = Response::new(*status, echoes.remove_from(headers), ResponseBody::Full(Bytes::new()));
    let response = Response { attempts: *attempts, notes: notes.clone(), ..response };
    service_error(exchange.request.summary(), &response, body, &echoes)
}
