//! Reads a part of a blob, and makes sure that it is the part that was asked for: not every server knows ranges.

use std::sync::Arc;

use crate::copy::BlobReader;
use crate::copy::transfer::job::Job;
use crate::copy::transfer::source::Side;
use crate::copy::version::{range_start, version};
use crate::error::{Error, ErrorKind, Result};
use crate::rest::blob::{BlobDownloadParameters, BlobDownloadResponse, Download};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::CpkInfo;

/// So many bytes from so far on, of a source or destination that has as many in all as the source.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The first byte.
    pub offset: u64,
    /// How many bytes; at least one.
    pub length: u64,
}

impl Part {
    /// Opens this part of the source, as it was when the copy began.
    ///
    /// # Errors
    /// What the request failed with; that the source changed; that it gives no parts.
    pub async fn of_source(self, job: &Job) -> Result<BlobReader> {
        let side = &job.source.side;
        let opened = self.open(job, side, job.source.own_pin(), None, !job.source.is_blob()).await;
        // The only condition on this request is the source's own ETag.
        let (reader, head) = opened.map_err(|error| job.source_refused(error))?;
        let seen = version(head.etag.as_deref(), head.last_modified);
        if job.source.version().is_some() && seen != job.source.version() {
            return Err(job.changed(&Error::new(ErrorKind::Protocol, "The source answered with another state of it.")));
        }
        Ok(reader)
    }

    /// Opens this part of the destination.
    ///
    /// # Errors
    /// What the request failed with.
    pub async fn of_destination(
        self,
        job: &Job,
        conditions: Option<BlobRequestConditions>,
        key: Option<CpkInfo>,
    ) -> Result<BlobReader> {
        self.open(job, &job.destination, conditions, key, false).await.map(|(reader, _)| reader)
    }

    async fn open(
        self,
        job: &Job,
        side: &Side,
        conditions: Option<BlobRequestConditions>,
        customer_provided_key: Option<CpkInfo>,
        plain_range: bool,
    ) -> Result<(BlobReader, BlobDownloadResponse)> {
        let options = BlobDownloadParameters { conditions, customer_provided_key, ..Default::default() };
        let mut operation = Download { plain_range, options, ..Default::default() };
        operation.range.offset = self.offset;
        operation.range.count = (self.length < job.source.length).then_some(self.length);
        let opened = BlobReader::open(Arc::clone(&side.pipeline), side.url.clone(), operation, job.cancel.clone());
        let (reader, head, _) = opened.await?;
        self.check(&head)?;
        Ok((reader, head))
    }

    /// Whether this is the part that was asked for.
    fn check(self, head: &BlobDownloadResponse) -> Result<()> {
        let Self { offset, length } = self;
        let announced = head.content_length.map_or(0, |length| length.0);
        let start = match &head.content_range {
            Some(range) => range_start(range),
            // Some servers do not say which part they gave; its length tells a part from the whole.
            None => Some(offset),
        };
        if announced == length && start == Some(offset) {
            return Ok(());
        }
        let last = offset + length - 1;
        let range = head.content_range.as_ref().map(|range| format!(" ({range})")).unwrap_or_default();
        let message = format!(
            "A request for {length} bytes (bytes {offset}-{last}) was answered with {announced}{range}: it gives no parts of its \
             content. Copy it with a block that holds it whole (\"blockSize\")."
        );
        Err(Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR"))
    }
}
