//! The content of one response, in order.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::StreamExt;
use tokio_util::sync::CancellationToken;

use super::ranges::Ranges;
use crate::base::error::{Error, ErrorKind, Result};
use crate::http::connection_task::ConnectionTask;
use crate::http::reclaimed_connection::ReclaimedConnection;
use crate::http::{Exchange, PieceTimeout, ResponseBody};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobDownloadResponse, DEFAULT_MAX_RETRY_REQUESTS, Download};
use crate::rest::values::Count;
use crate::transfer::blob_version::{is_weak, version};
use crate::transfer::checks::{Checks, unchecked};

/// A blob's content in flight.
pub struct BlobReader {
    pub(super) endpoint: BlobEndpoint,
    pub(super) operation: Download,
    /// The position of the next byte, from the blob's start.
    pub(super) position: u64,
    /// The number of bytes that have not arrived yet.
    pub(super) remaining: u64,
    /// The number of bytes of the body to skip: a server without ranges starts from the beginning again.
    pub(super) skipped: u64,
    /// The state of the blob that is read.
    pub(super) version: Option<String>,
    pub(super) retries_left: u64,
    /// Checks a structured message, and knows the end of the checked content.
    pub(super) checks: Option<Box<Checks>>,
    /// Bytes of the body that have arrived and were not read.
    pub(super) unread: Bytes,
    pub(super) body: Option<ResponseBody>,
    /// The task that drives the connection of the body.
    pub(super) task: Option<ConnectionTask>,
    /// How the body ended, found by a reader that may not request the rest.
    pub(super) ended: Option<Result<()>>,
    /// Why the content is invalid, found by the same reader.
    pub(super) failed: Option<Error>,
    pub(super) ranges: Option<Arc<Ranges>>,
    /// The time limit for the next piece.
    pub(super) piece_timeout: PieceTimeout,
    pub(super) cancel: CancellationToken,
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
        let (response, body) = endpoint.execute_streaming(&operation, &cancel).await?;
        let output = response.output;
        let announced = if operation.structured {
            Some(output.structured_content_length.ok_or_else(unchecked)?)
        } else {
            output.content_length
        };
        let Some(Count(length)) = announced else {
            return Err(Error::new(
                ErrorKind::Protocol,
                "The service responded to a download without a Content-Length header, so its end could not be checked.",
            )
            .with_code("PARSE_ERROR"));
        };
        // After a broken connection, the rest must come from the same state of the blob.
        let conditions = operation.options.conditions.get_or_insert_default();
        if conditions.if_match.is_none() {
            conditions.if_match.clone_from(&output.etag);
        }
        let retries_left = operation.options.max_retry_requests.map_or(DEFAULT_MAX_RETRY_REQUESTS, |count| count.0);
        let has_ranges = output.accept_ranges.as_deref() == Some("bytes");
        let etag = output.etag.as_ref().filter(|etag| has_ranges && !is_weak(etag));
        let ranges = etag.map(|etag| Arc::new(Ranges::new(&endpoint, &operation, etag, &cancel)));
        let reader = Self {
            ranges,
            piece_timeout: PieceTimeout::new(endpoint.pipeline.try_timeout()),
            endpoint,
            position: operation.range.offset,
            remaining: length,
            skipped: 0,
            version: version(output.etag.as_deref(), output.last_modified),
            retries_left,
            checks: operation.structured.then(|| Box::new(Checks::begin(operation.range.offset))),
            unread: Bytes::new(),
            body: Some(body),
            task: response.exchange.response.task.clone(),
            ended: None,
            failed: None,
            operation,
            cancel,
        };
        Ok((reader, output, response.exchange))
    }

    /// Reads other ranges of the same state of the blob, if the state is identified and ranges are supported.
    pub fn ranges(&self) -> Option<Arc<Ranges>> {
        self.ranges.clone()
    }

    /// The number of bytes that have not arrived yet.
    pub fn remaining(&self) -> u64 {
        self.remaining
    }

    /// Whether all returned content has been checked, if it is checked at all.
    pub fn is_checked(&self) -> bool {
        self.checks.as_ref().is_none_or(|checks| checks.verified == self.position)
    }

    /// The next piece; `None` at the end, exactly where the service announced it.
    ///
    /// # Errors
    /// The connection broke more often than allowed, the blob changed, a checksum does not match, or the caller aborted.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        loop {
            if self.is_complete() {
                self.body = None;
                return Ok(None);
            }
            if let Some(piece) = self.read()? {
                return Ok(Some(piece));
            }
            let piece = match (self.ended.take(), &mut self.body) {
                (Some(ended), _) => ended.map(|()| None),
                (None, Some(body)) => self.piece_timeout.next(body).await,
                (None, None) => Ok(None),
            };
            match piece {
                Ok(Some(piece)) => self.unread = piece,
                Err(error) if error.kind() == ErrorKind::Aborted => return Err(error),
                // All parts have been checked. Only the checksum of everything is missing.
                _ if self.remaining == 0 && self.is_checked() => {
                    self.body = None;
                    return Ok(None);
                }
                // The connection was reclaimed while it was not being read. This is not an error, and may happen any number of times.
                Err(error) if ReclaimedConnection::caused(&error) => self.request_rest().await?,
                broken => self.resume(broken.err()).await?,
            }
        }
    }

    /// The next piece of this response, without a time limit. `None` if there is no more: [`BlobReader::next`] then determines whether a
    /// request has to follow, or what is wrong. May be dropped at any time.
    pub async fn next_of_response(&mut self) -> Option<Bytes> {
        loop {
            match self.read() {
                Ok(None) => {}
                Ok(piece) => return piece,
                Err(error) => {
                    self.failed = Some(error);
                    return None;
                }
            }
            let Some(ResponseBody::Stream(pieces)) = self.body.as_mut().filter(|_| self.remaining > 0) else {
                return None;
            };
            match pieces.next().await {
                Some(Ok(piece)) => self.unread = piece,
                Some(Err(error)) => self.ends(Err(error)),
                None => self.ends(Ok(())),
            }
        }
    }

    /// Whether more of this response may arrive, and can be read without another request.
    pub fn may_receive(&self) -> bool {
        self.remaining > 0 && self.failed.is_none() && matches!(self.body, Some(ResponseBody::Stream(_)))
    }

    /// The task that drives the connection of the response, if it carries large bodies.
    pub fn task(&self) -> Option<ConnectionTask> {
        self.task.clone()
    }

    /// Limits the pieces in which the connection receives this response.
    pub fn limit_pieces(&self, length: usize) {
        if let Some(task) = &self.task {
            task.pieces().limit(length);
        }
    }

    /// Records how the response ended.
    pub fn ends(&mut self, ended: Result<()>) {
        self.body = None;
        self.ended = Some(ended);
    }

    /// Whether all of it has arrived, and has been checked.
    pub fn is_complete(&self) -> bool {
        self.remaining == 0 && self.checks.as_ref().is_none_or(|checks| checks.decoder.is_complete())
    }

    /// The time limit for pieces of this response.
    pub fn piece_timeout(&self) -> PieceTimeout {
        PieceTimeout::new(self.endpoint.pipeline.try_timeout())
    }

    /// The next content in the bytes that have arrived.
    fn read(&mut self) -> Result<Option<Bytes>> {
        loop {
            let longest = if self.skipped > 0 { self.skipped } else { u64::MAX };
            let piece = if let Some(checks) = &mut self.checks {
                let piece = checks.decoder.read(&mut self.unread, longest)?;
                if self.skipped == 0 {
                    checks.advance(self.position);
                }
                piece
            } else {
                let length = usize::try_from(longest).unwrap_or(usize::MAX).min(self.unread.len());
                Some(self.unread.split_to(length)).filter(|piece| !piece.is_empty())
            };
            let Some(piece) = piece else { return Ok(None) };
            if self.skipped == 0 {
                return self.take(piece).map(Some);
            }
            self.skipped -= piece.len() as u64;
            if let Some(checks) = self.checks.as_ref().filter(|_| self.skipped == 0) {
                checks.compare()?;
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
                "The service sent more bytes than it announced; the response cannot be trusted.",
            )
            .with_code("PARSE_ERROR"));
        }
        self.position += length;
        self.remaining -= length;
        Ok(piece)
    }
}
