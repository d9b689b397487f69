//! Runs an operation: writes the request, sends it through the pipeline, and reads the response.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, ErrorKind, ResponseSummary, Result};
use crate::base::redact;
use crate::http::structured_message;
use crate::http::{Echoes, Exchange, Pipeline, Request, RequestBody, Response, ResponseBody, TransferProgress};
use crate::rest::Operation;
use crate::rest::error_body;
use crate::rest::service_error::service_error;
use crate::rest::versions;

/// The header with the format of a body.
const STRUCTURED_BODY: &str = "x-ms-structured-body";

/// Bodies from this length on are read on a separate thread. A shorter one takes less than a millisecond.
const LONG_BODY: usize = 64 * 1024;

/// The maximum length of an unreadable body that is shown.
const MAX_SHOWN: usize = 4096;

/// Long bodies are read one at a time. More at once would only delay the first ones.
static LONG_READS: Semaphore = Semaphore::const_new(1);

/// The result of an operation, and its HTTP exchange without the body.
#[derive(Debug)]
pub struct OperationResponse<T> {
    /// The result.
    pub output: T,
    /// The request as it was last sent, and the response.
    pub exchange: Exchange,
}

/// A written request, and how its response is read as `T`. Operations with the same `T` share the code that sends them.
pub struct PreparedRequest<T> {
    // A future is stored again in each one that awaits it, with what was passed to it.
    request: Box<Request>,
    success: &'static [u16],
    secret_response: bool,
    read: fn(&HeaderMap, &[u8]) -> Result<T>,
}

impl<T: Send + 'static> PreparedRequest<T> {
    /// Writes the request of an operation, with the bytes that it sends, if any. `read` reads the response.
    ///
    /// # Errors
    /// An argument error.
    pub fn new<O: Operation>(
        operation: &O,
        url: Url,
        body: Option<RequestBody>,
        read: fn(&HeaderMap, &[u8]) -> Result<T>,
    ) -> Result<Self> {
        let mut request = Box::new(operation.request(url)?);
        if let Some(body) = body {
            write_structured(&mut request, &body);
            request.body = body;
        }
        Ok(Self { request, success: O::DECLARATION.success, secret_response: O::DECLARATION.secret, read })
    }

    /// Counts the bytes of the body that are sent.
    #[must_use]
    pub fn counted(mut self, progress: Option<TransferProgress>) -> Self {
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
            Some(signed) => signed.map(|()| *request),
            None => Err(Error::aborted()),
        }
    }

    /// Sends the request, and reads the response.
    ///
    /// # Errors
    /// The failure of the pipeline or of the service.
    pub async fn execute(self, pipeline: &Pipeline, cancel: &CancellationToken) -> Result<OperationResponse<T>> {
        let Self { request, success, secret_response, read } = self;
        let (exchange, body) = send(request, success, pipeline, cancel).await?;
        require_accepted(&exchange).map_err(|error| unreadable_response(error, &exchange, &body, secret_response))?;
        let output = read_body(read, &exchange.response.headers, &body, cancel)
            .await
            .map_err(|error| unreadable_response(error, &exchange, &body, secret_response))?;
        Ok(OperationResponse { output, exchange })
    }
}

/// Says that a body is a structured message, where it is one. What it is checked by is in it, and no other sum is sent.
fn write_structured(request: &mut Request, body: &RequestBody) {
    let Some(content) = body.structured_content_length() else { return };
    request.headers.insert(STRUCTURED_BODY, const { HeaderValue::from_static(structured_message::FORMAT) });
    request.headers.insert("x-ms-structured-content-length", content.into());
    request.at_least(versions::NEWEST_FEATURES);
}

/// The service repeats what format a body has. One that does not has taken the message for the content.
fn require_accepted(exchange: &Exchange) -> Result<()> {
    if exchange.request.body.structured_content_length().is_none()
        || exchange.response.headers.contains_key(STRUCTURED_BODY)
    {
        return Ok(());
    }
    let message = "The service does not know structured messages, because its response does not mention one: it has stored the message, check sums \
                   and all, in place of the content. Upload it again with contentChecksumAlgorithm \"None\".";
    Err(Error::new(ErrorKind::Protocol, message).with_code("StructuredMessageNotAccepted"))
}

/// Sends a request, and takes the body of a successful response. This code does not depend on the type of the result,
/// so it is compiled once.
async fn send(
    request: Box<Request>,
    success: &[u16],
    pipeline: &Pipeline,
    cancel: &CancellationToken,
) -> Result<(Exchange, Bytes)> {
    let mut exchange = pipeline.send_and_read(request, cancel).await?;
    let body = exchange.response.body.take().read().unwrap_or_default();
    if success.contains(&exchange.response.status) { Ok((exchange, body)) } else { Err(failure(&exchange, &body)) }
}

/// The error for a response that the operation cannot read, with the response.
fn unreadable_response(error: Error, exchange: &Exchange, body: &Bytes, secret: bool) -> Error {
    let echoes = Echoes::of(&exchange.request, exchange.authorization.as_ref());
    // Redacted before it is cut, because a secret that is cut in two is not found any more.
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

/// Reads a body without delaying other requests: a page of 5,000 blobs has some three megabytes of XML.
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
                "A response could not be read, because its parser panicked. Please report what was called.",
            )
            .with_source(error))
        })
    };
    cancel.run_until_cancelled(reading).await.unwrap_or_else(|| Err(Error::aborted()))
}

/// Runs an operation against a URL.
///
/// # Errors
/// An argument error before anything is sent; otherwise the failure of the pipeline or of the service.
pub async fn execute<O: Operation>(
    pipeline: &Pipeline,
    operation: &O,
    url: Url,
    cancel: &CancellationToken,
) -> Result<OperationResponse<O::Output>> {
    PreparedRequest::new(operation, url, None, O::read)?.execute(pipeline, cancel).await
}

/// Runs an operation that sends bytes. `progress` counts how many have gone out.
///
/// # Errors
/// As [`execute`].
pub async fn execute_with_body<O: Operation>(
    pipeline: &Pipeline,
    operation: &O,
    url: Url,
    body: RequestBody,
    progress: Option<TransferProgress>,
    cancel: &CancellationToken,
) -> Result<OperationResponse<O::Output>> {
    PreparedRequest::new(operation, url, Some(body), O::read)?.counted(progress).execute(pipeline, cancel).await
}

/// Runs an operation whose body the caller streams. The body of an error response is read here.
///
/// # Errors
/// As [`execute`].
pub async fn execute_streaming<O: Operation>(
    pipeline: &Pipeline,
    operation: &O,
    url: Url,
    cancel: &CancellationToken,
) -> Result<(OperationResponse<O::Output>, ResponseBody)> {
    let mut exchange = pipeline.send(Box::new(operation.request(url)?), cancel).await?;
    let body = exchange.response.body.take();
    if !O::DECLARATION.success.contains(&exchange.response.status) {
        return Err(failure(&exchange, &body.read().unwrap_or_default()));
    }
    let output = O::read(&exchange.response.headers, &[])?;
    Ok((OperationResponse { output, exchange }, body))
}

fn failure(exchange: &Exchange, body: &[u8]) -> Error {
    failure_of(&exchange.request, exchange.authorization.as_ref(), &exchange.response, body)
}

/// The error that a response means, for a caller or for a policy.
pub fn failure_of(request: &Request, authorization: Option<&HeaderValue>, response: &Response, body: &[u8]) -> Error {
    let echoes = Echoes::of(request, authorization);
    let Response { status, headers, attempts, notes, caller_error, .. } = response;
    let response = Response::new(*status, echoes.remove_from(headers), ResponseBody::Full(Bytes::new()));
    let response = Response { attempts: *attempts, notes: notes.clone(), ..response };
    let error = service_error(request.summary(), &response, body, &echoes);
    match caller_error {
        Some(caller_error) => error.with_caller_error(Arc::clone(caller_error)),
        None => error,
    }
}
