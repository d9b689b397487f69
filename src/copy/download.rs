//! Reads a blob's content as it arrives, and goes on where it was when a connection breaks.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::{Error, ErrorKind, Result};
use crate::http::{Exchange, Pipeline, ResponseBody};
use crate::rest::blob::{BlobDownloadResponse, DEFAULT_MAX_RETRY_REQUESTS, Download};
use crate::rest::execute::execute_streaming;
use crate::rest::values::Count;

/// A blob's content, on its way.
pub struct BlobReader {
    pipeline: Arc<Pipeline>,
    url: Url,
    operation: Download,
    /// The next byte to come, counted from the blob's start.
    position: u64,
    /// How many bytes are still to come.
    remaining: u64,
    retries_left: u64,
    body: Option<ResponseBody>,
    cancel: CancellationToken,
}

impl BlobReader {
    /// Asks for the content, and gives the blob's properties as they come with it.
    ///
    /// # Errors
    /// An argument error before anything is sent; else what the request failed with.
    pub async fn open(
        pipeline: Arc<Pipeline>,
        url: Url,
        mut operation: Download,
        cancel: CancellationToken,
    ) -> Result<(Self, BlobDownloadResponse, Exchange)> {
        let (answer, body) = execute_streaming(&pipeline, &operation, url.clone(), &cancel).await?;
        let output = answer.output;
        let Some(Count(length)) = output.content_length else {
            return Err(Error::new(
                ErrorKind::Protocol,
                "The service answered a download without a Content-Length header, so its end could not be checked.",
            )
            .with_code("PARSE_ERROR"));
        };
        // What comes after a broken connection must be of the same blob.
        let conditions = operation.options.conditions.get_or_insert_default();
        if conditions.if_match.is_none() {
            conditions.if_match.clone_from(&output.etag);
        }
        let retries_left = operation.options.max_retry_requests.map_or(DEFAULT_MAX_RETRY_REQUESTS, |count| count.0);
        let reader = Self {
            pipeline,
            url,
            position: operation.range.offset,
            remaining: length,
            retries_left,
            body: Some(body),
            operation,
            cancel,
        };
        Ok((reader, output, answer.exchange))
    }

    /// The next piece; `None` at the end, which comes exactly where the service said it would.
    ///
    /// # Errors
    /// When the connection broke more often than allowed, the blob changed, or the caller aborted.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            if self.remaining == 0 {
                self.body = None;
                return Ok(None);
            }
            let piece = match &mut self.body {
                Some(body) => read(body).await,
                None => Ok(None),
            };
            match piece {
                Ok(Some(piece)) if piece.len() as u64 > self.remaining => {
                    self.body = None;
                    return Err(Error::new(
                        ErrorKind::Protocol,
                        "The service sent more bytes than it announced; nothing of the answer can be trusted.",
                    )
                    .with_code("PARSE_ERROR"));
                }
                Ok(Some(piece)) => {
                    self.position += piece.len() as u64;
                    self.remaining -= piece.len() as u64;
                    if !piece.is_empty() {
                        return Ok(Some(piece));
                    }
                }
                Err(error) if error.kind() == ErrorKind::Aborted => return Err(error),
                broken => self.go_on(broken.err()).await?,
            }
        }
    }

    /// Asks for the rest, after the connection broke.
    async fn go_on(&mut self, broken: Option<Error>) -> Result<()> {
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
        let mut operation = self.operation.clone();
        operation.range.offset = self.position;
        operation.range.count = Some(self.remaining);
        let (_, body) = execute_streaming(&self.pipeline, &operation, self.url.clone(), &self.cancel).await?;
        self.body = Some(body);
        Ok(())
    }
}

async fn read(body: &mut ResponseBody) -> Result<Option<Bytes>> {
    match body {
        ResponseBody::Full(bytes) => Ok(Some(std::mem::take(bytes)).filter(|bytes| !bytes.is_empty())),
        ResponseBody::Stream(stream) => stream.next().await.transpose(),
    }
}
