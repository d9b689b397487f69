//! Reads a blob's content as it arrives, and resumes where it was when a connection breaks.

use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::http::taken_away::TakenAway;
use crate::http::{Exchange, PieceTimeout, ResponseBody};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobDownloadResponse, DEFAULT_MAX_RETRY_REQUESTS, Download};
use crate::rest::values::Count;
use crate::transfer::blob_version::version;
use crate::transfer::content_range::range_start;

/// The code of the error for a blob that is not the one that was read so far, as the service has it.
pub const CONDITION_NOT_MET: &str = "ConditionNotMet";

/// The status of a response with a part of the content.
const PARTIAL: u16 = 206;

/// A blob's content on its way.
pub struct BlobReader {
    endpoint: BlobEndpoint,
    operation: Download,
    /// The next byte to come, counted from the blob's start.
    position: u64,
    /// How many bytes are still to come.
    remaining: u64,
    /// How many bytes of the body to skip: a server that knows no ranges begins at the start again.
    skipped: u64,
    /// The state of the blob that is read.
    version: Option<String>,
    retries_left: u64,
    body: Option<ResponseBody>,
    /// How long the next piece is waited for.
    piece_timeout: PieceTimeout,
    cancel: CancellationToken,
}

impl BlobReader {
    /// Requests the content, and returns it with the properties in the response's headers.
    ///
    /// # Errors
    /// An argument error before anything is sent; otherwise the failed request.
    pub async fn open(
        endpoint: BlobEndpoint,
        mut operation: Download,
        cancel: CancellationToken,
    ) -> Result<(Self, BlobDownloadResponse, Exchange)> {
        let (answer, body) = endpoint.execute_streaming(&operation, &cancel).await?;
        let output = answer.output;
        let Some(Count(length)) = output.content_length else {
            return Err(Error::new(
                ErrorKind::Protocol,
                "The service answered a download without a Content-Length header, so its end could not be checked.",
            )
            .with_code("PARSE_ERROR"));
        };
        // After a broken connection, the rest must come from the same state of the blob.
        let conditions = operation.options.conditions.get_or_insert_default();
        if conditions.if_match.is_none() {
            conditions.if_match.clone_from(&output.etag);
        }
        let retries_left = operation.options.max_retry_requests.map_or(DEFAULT_MAX_RETRY_REQUESTS, |count| count.0);
        let reader = Self {
            piece_timeout: PieceTimeout::new(endpoint.pipeline.try_timeout()),
            endpoint,
            position: operation.range.offset,
            remaining: length,
            skipped: 0,
            version: version(output.etag.as_deref(), output.last_modified),
            retries_left,
            body: Some(body),
            operation,
            cancel,
        };
        Ok((reader, output, answer.exchange))
    }

    /// The next piece; `None` at the end, exactly where the service announced it.
    ///
    /// # Errors
    /// The connection broke more often than allowed, the blob changed, or the caller aborted.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            if self.remaining == 0 {
                self.body = None;
                return Ok(None);
            }
            let piece = match &mut self.body {
                Some(body) => self.piece_timeout.next(body).await,
                None => Ok(None),
            };
            match piece {
                Ok(Some(mut piece)) if self.skipped > 0 => {
                    let skipped = usize::try_from(self.skipped).unwrap_or(usize::MAX).min(piece.len());
                    self.skipped -= skipped as u64;
                    let rest = piece.split_off(skipped);
                    if !rest.is_empty() {
                        return self.take(rest).map(Some);
                    }
                }
                Ok(Some(piece)) => {
                    let piece = self.take(piece)?;
                    if !piece.is_empty() {
                        return Ok(Some(piece));
                    }
                }
                Err(error) if error.kind() == ErrorKind::Aborted => return Err(error),
                // It was taken away while nobody read it, which is no fault and may happen any number of times.
                Err(error) if TakenAway::caused(&error) => self.request_rest().await?,
                broken => self.resume(broken.err()).await?,
            }
        }
    }

    /// Counts a piece.
    fn take(&mut self, piece: Bytes) -> Result<Bytes> {
        let length = piece.len() as u64;
        if length > self.remaining {
            self.body = None;
            return Err(Error::new(
                ErrorKind::Protocol,
                "The service sent more bytes than it announced; nothing of the answer can be trusted.",
            )
            .with_code("PARSE_ERROR"));
        }
        self.position += length;
        self.remaining -= length;
        Ok(piece)
    }

    /// Requests the rest after the connection broke.
    async fn resume(&mut self, broken: Option<Error>) -> Result<()> {
        self.body = None;
        if self.retries_left == 0 {
            let message = format!(
                "The download broke off {} bytes before its end and could not go on: the connection broke more often \
                 than \"maxRetryRequests\" allows.",
                self.remaining
            );
            let error = broken.unwrap_or_else(|| Error::new(ErrorKind::Transport, "").with_code("ECONNRESET"));
            return Err(error.with_message(message));
        }
        self.retries_left -= 1;
        self.request_rest().await
    }

    /// Requests what is still to come, of the same state of the blob.
    async fn request_rest(&mut self) -> Result<()> {
        self.body = None;
        let mut operation = self.operation.clone();
        operation.range.offset = self.position;
        operation.range.count = Some(Count(self.remaining));
        match self.endpoint.execute_streaming(&operation, &self.cancel).await {
            Ok((answer, body)) => {
                let start = self.start_of_rest(answer.exchange.response.status, &answer.output)?;
                self.skipped = self.position - start;
                self.body = Some(body);
                self.piece_timeout.renew();
                Ok(())
            }
            // The blob is the same, but shorter than the first response announced.
            Err(error) if error.code() == Some("InvalidRange") => {
                let message = format!(
                    "The service announced {} bytes more than the blob has; nothing of the answer can be trusted.",
                    self.remaining
                );
                Err(error.with_message(message).with_code("PARSE_ERROR"))
            }
            Err(error) if error.code() == Some(CONDITION_NOT_MET) => Err(error.clone().with_message(changed(&error))),
            Err(error) => Err(error),
        }
    }

    /// Where the response to a request for the rest begins: at the position, or before it. A server that ignores conditions is
    /// found out by its own headers.
    fn start_of_rest(&self, status: u16, answer: &BlobDownloadResponse) -> Result<u64> {
        let now = version(answer.etag.as_deref(), answer.last_modified);
        if self.version.is_some() && now != self.version {
            let message = "The blob changed while it was read: for the rest of it, another state of it came.";
            return Err(Error::new(ErrorKind::Protocol, message).with_code(CONDITION_NOT_MET));
        }
        let start = match answer.content_range.as_deref() {
            Some(range) => range_start(range),
            None if status == PARTIAL => Some(self.position),
            None => Some(0),
        };
        start.filter(|start| *start <= self.position).ok_or_else(|| {
            let message = "The service answered with another part of the blob than it was asked for.";
            Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR")
        })
    }
}

/// What is said of a service that no longer has the state of the blob that was read so far.
fn changed(error: &Error) -> String {
    format!(
        "The blob changed while it was read, and what was read of it is of no use without the rest. Download it again, or read a snapshot. \
         The service said: {}",
        error.message()
    )
}
