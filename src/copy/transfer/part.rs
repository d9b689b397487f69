//! Reads a part of a blob, and makes sure that it is the part that was asked for, and of a whole of the size that is known: not every
//! server knows ranges, and not every one tells its size right.

use std::sync::Arc;

use bytes::Bytes;
use tokio::time::timeout_at;

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::BlobReader;
use crate::copy::transfer::job::Job;
use crate::copy::transfer::least_progress::LeastProgress;
use crate::copy::transfer::source::Side;
use crate::copy::version::{range_start, range_total, version};
use crate::rest::blob::{BlobDownloadParameters, BlobDownloadResponse, Download};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::CpkInfo;

/// The code of the error for a whole that has another size than the copy was planned for.
pub const OTHER_LENGTH: &str = "LengthMismatch";

/// So many bytes from so far on, of a source or destination that has as many in all as the source.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The first byte.
    pub offset: u64,
    /// How many bytes; at least one.
    pub length: u64,
}

/// A part, on its way. It never is longer than it was announced, and it comes at least as fast as [`LeastProgress`] asks for.
pub struct PartReader {
    reader: BlobReader,
    progress: LeastProgress,
}

impl PartReader {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// What reading failed with; that hardly anything came.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let next = timeout_at(self.progress.due(), self.reader.next()).await;
        let piece = next.unwrap_or_else(|_| Err(self.progress.too_little()))?;
        if let Some(piece) = &piece {
            self.progress.add(piece.len());
        }
        Ok(piece)
    }
}

impl Part {
    /// Opens this part of the source, as it was when the copy began.
    ///
    /// # Errors
    /// What the request failed with; that the source changed; that it gives no parts, or has another size.
    pub async fn of_source(self, job: &Job) -> Result<PartReader> {
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
    /// What the request failed with; that it has another size than the source.
    pub async fn of_destination(
        self,
        job: &Job,
        conditions: Option<BlobRequestConditions>,
        key: Option<CpkInfo>,
    ) -> Result<PartReader> {
        self.open(job, &job.destination, conditions, key, false).await.map(|(reader, _)| reader)
    }

    async fn open(
        self,
        job: &Job,
        side: &Side,
        conditions: Option<BlobRequestConditions>,
        customer_provided_key: Option<CpkInfo>,
        plain_range: bool,
    ) -> Result<(PartReader, BlobDownloadResponse)> {
        let options = BlobDownloadParameters { conditions, customer_provided_key, ..Default::default() };
        let mut operation = Download { plain_range, options, ..Default::default() };
        let total = job.source.length;
        operation.range.offset = self.offset;
        operation.range.count = (self.length < total).then_some(self.length);
        let opened = BlobReader::open(Arc::clone(&side.pipeline), side.url.clone(), operation, job.cancel.clone());
        let (reader, head, _) = opened.await?;
        self.check(total, &head)?;
        let progress = LeastProgress::new(side.pipeline.try_timeout());
        Ok((PartReader { reader, progress }, head))
    }

    /// Whether this is the part that was asked for, of so many bytes in all.
    fn check(self, total: u64, head: &BlobDownloadResponse) -> Result<()> {
        let Self { offset, length } = self;
        let announced = head.content_length.map_or(0, |length| length.0);
        let range = head.content_range.as_deref();
        // Who was asked for all, and names no range, gives all.
        let whole = if range.is_none() && length == total { Some(announced) } else { range.and_then(range_total) };
        if let Some(whole) = whole.filter(|whole| *whole != total) {
            let message = format!(
                "It gives {whole} bytes in all, and said before that it had {total}: what it has cannot be told."
            );
            return Err(Error::new(ErrorKind::Protocol, message).with_code(OTHER_LENGTH));
        }
        // Some servers do not say which part they gave; its length tells a part from the whole.
        let start = range.map_or(Some(offset), range_start);
        if announced == length && start == Some(offset) {
            return Ok(());
        }
        let last = offset + length - 1;
        let range = range.map(|range| format!(" ({range})")).unwrap_or_default();
        let message = format!(
            "A request for {length} bytes (bytes {offset}-{last}) was answered with {announced}{range}: it gives no parts of its \
             content. Copy it with a block that holds it whole (\"blockSize\")."
        );
        Err(Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::values::Count;

    #[test]
    fn every_part_is_of_the_whole_that_was_planned() {
        const TOTAL: u64 = 10;
        let (first, last, only) =
            (Part { offset: 0, length: 5 }, Part { offset: 5, length: 5 }, Part { offset: 0, length: TOTAL });
        for (part, length, range, code) in [
            (first, 5, Some("bytes 0-4/10"), None),
            (last, 5, Some("bytes 5-9/10"), None),
            (only, 10, None, None),
            (only, 10, Some("bytes 0-9/10"), None),
            (first, 5, None, None),
            (first, 5, Some("bytes 0-4/*"), None),
            (first, 5, Some("bytes 0-4/11"), Some(OTHER_LENGTH)),
            (last, 5, Some("bytes 5-9/20"), Some(OTHER_LENGTH)),
            (last, 4, Some("bytes 5-8/9"), Some(OTHER_LENGTH)),
            (only, 10, Some("bytes 0-9/11"), Some(OTHER_LENGTH)),
            (only, 11, None, Some(OTHER_LENGTH)),
            (only, 0, None, Some(OTHER_LENGTH)),
            (first, 10, None, Some("PARSE_ERROR")),
            (last, 5, Some("bytes 0-4/10"), Some("PARSE_ERROR")),
            (last, 5, Some("items 5-9/10"), Some("PARSE_ERROR")),
        ] {
            let head = BlobDownloadResponse {
                content_length: Some(Count(length)),
                content_range: range.map(str::to_owned),
                ..Default::default()
            };
            let checked = part.check(TOTAL, &head);
            assert_eq!(
                checked.err().and_then(|error| error.code().map(str::to_owned)).as_deref(),
                code,
                "{part:?} {range:?}"
            );
        }
    }
}
