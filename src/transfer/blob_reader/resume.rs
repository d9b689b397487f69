//! Requests the rest of the content after a connection broke.

use bytes::Bytes;

use super::errors::{CONDITION_NOT_MET, PARTIAL, another_part, changed, other_state};
use super::reader::BlobReader;
use crate::base::error::{Error, ErrorKind, Result};
use crate::rest::blob::BlobDownloadResponse;
use crate::rest::values::Count;
use crate::transfer::blob_version::version;
use crate::transfer::content_range::range_start;

impl BlobReader {
    /// Requests the rest after the connection broke.
    pub(super) async fn resume(&mut self, broken: Option<Error>) -> Result<()> {
        self.body = None;
        self.unread = Bytes::new();
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

    /// Requests the rest, of the same state of the blob.
    pub(super) async fn request_rest(&mut self) -> Result<()> {
        self.body = None;
        let mut operation = self.operation.clone();
        // Content that was returned but not checked is requested again, to be checked with the rest of its segment.
        let start = self.checks.as_ref().map_or(self.position, |checks| checks.verified);
        operation.range.offset = start;
        operation.range.count = Some(Count(self.position - start + self.remaining));
        match self.endpoint.execute_streaming(&operation, &self.cancel).await {
            Ok((response, body)) => {
                let start = self.start_of_rest(response.exchange.response.status, &response.output, start)?;
                self.skipped = self.position - start;
                if let Some(checks) = &mut self.checks {
                    checks.begin_again(response.output.structured_content_length.is_some(), self.skipped)?;
                }
                self.body = Some(body);
                self.task.clone_from(&response.exchange.response.task);
                self.piece_timeout.renew();
                Ok(())
            }
            // The blob is the same, but shorter than the first response announced.
            Err(error) if error.code() == Some("InvalidRange") => {
                let message = format!(
                    "The service announced {} bytes more than the blob has; the response cannot be trusted.",
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
    fn start_of_rest(&self, status: u16, response: &BlobDownloadResponse, requested: u64) -> Result<u64> {
        let now = version(response.etag.as_deref(), response.last_modified);
        if self.version.is_some() && now != self.version {
            return Err(other_state("for the rest of it"));
        }
        let start = match response.content_range.as_deref() {
            Some(range) => range_start(range),
            None if status == PARTIAL => Some(requested),
            None => Some(0),
        };
        let fits = |start: &u64| if self.checks.is_some() { *start == requested } else { *start <= self.position };
        start.filter(fits).ok_or_else(another_part)
    }
}
