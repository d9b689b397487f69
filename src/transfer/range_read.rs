//! Reads a range of a blob, and checks that it is the range that was requested, of a blob of the expected size. Not every server supports
//! ranges, and not every server reports the size correctly.

use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobDownloadParameters, BlobDownloadResponse, Download};
use crate::rest::values::Count;
use crate::transfer::blob_reader::BlobReader;
use crate::transfer::blob_version::version;
use crate::transfer::content_range::{range_start, range_total};
use crate::transfer::minimum_rate::MinimumRate;

/// The code of the error for a blob of an unexpected size.
pub const LENGTH_MISMATCH: &str = "LengthMismatch";

/// A range of a blob.
#[derive(Debug, Clone, Copy)]
pub struct RangeRead {
    /// The first byte.
    pub offset: u64,
    /// The number of bytes, at least one.
    pub length: u64,
    /// The size of the whole blob.
    pub total: u64,
}

/// A range in flight. It is never longer than announced, and arrives at least as fast as [`MinimumRate`] requires.
pub struct RangeReader {
    reader: BlobReader,
    rate: MinimumRate,
    version: Option<String>,
}

impl RangeReader {
    /// Identifies the state of the blob that is read; `None` if the server does not report it.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// The failed read, or too low a rate.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let piece = self.rate.wait(self.reader.next()).await??;
        if let Some(piece) = &piece {
            self.rate.add(piece.len());
        }
        Ok(piece)
    }
}

impl RangeRead {
    /// Requests the range. `plain_range` is for servers that support only the standard `Range` header.
    ///
    /// # Errors
    /// The failed request; a response with another range; a blob of another size.
    pub async fn open(
        self,
        endpoint: &BlobEndpoint,
        options: BlobDownloadParameters,
        plain_range: bool,
        cancel: &CancellationToken,
    ) -> Result<RangeReader> {
        let mut operation = Download { plain_range, options, ..Default::default() };
        operation.range.offset = self.offset;
        operation.range.count = (self.length < self.total).then_some(Count(self.length));
        let (reader, head, _) = BlobReader::open(endpoint.clone(), operation, cancel.clone()).await?;
        self.check(&head)?;
        let rate = MinimumRate::new(endpoint.pipeline.try_timeout());
        let version = version(head.etag.as_deref(), head.last_modified);
        Ok(RangeReader { reader, rate, version })
    }

    /// Whether the response has this range.
    fn check(self, head: &BlobDownloadResponse) -> Result<()> {
        let Self { offset, length, total } = self;
        let announced = head.content_length.map_or(0, |length| length.0);
        let range = head.content_range.as_deref();
        // A response without a range, to a request without one, has all bytes.
        let whole = if range.is_none() && length == total { Some(announced) } else { range.and_then(range_total) };
        if let Some(whole) = whole.filter(|whole| *whole != total) {
            let message =
                format!("It now reports {whole} bytes in all, and reported {total} before: its length is unknown.");
            return Err(Error::new(ErrorKind::Protocol, message).with_code(LENGTH_MISMATCH));
        }
        // Some servers do not report the range that they send; its length distinguishes a range from the whole content.
        let start = range.map_or(Some(offset), range_start);
        if announced == length && start == Some(offset) {
            return Ok(());
        }
        let last = offset + length - 1;
        let range = range.map(|range| format!(" ({range})")).unwrap_or_default();
        let message = format!(
            "A request for {length} bytes (bytes {offset}-{last}) got {announced}{range} in response: it does not support ranges. \
             Copy it by beginCopyFrom, with a \"blockSize\" of {total} bytes: one block then holds all of it."
        );
        Err(Error::new(ErrorKind::Protocol, message).with_code("PARSE_ERROR"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::values::Count;

    #[test]
    fn every_range_belongs_to_the_planned_blob() {
        const TOTAL: u64 = 10;
        let (first, last, only) = (
            RangeRead { offset: 0, length: 5, total: TOTAL },
            RangeRead { offset: 5, length: 5, total: TOTAL },
            RangeRead { offset: 0, length: TOTAL, total: TOTAL },
        );
        for (part, length, range, code) in [
            (first, 5, Some("bytes 0-4/10"), None),
            (last, 5, Some("bytes 5-9/10"), None),
            (only, 10, None, None),
            (only, 10, Some("bytes 0-9/10"), None),
            (first, 5, None, None),
            (first, 5, Some("bytes 0-4/*"), None),
            (first, 5, Some("bytes 0-4/11"), Some(LENGTH_MISMATCH)),
            (last, 5, Some("bytes 5-9/20"), Some(LENGTH_MISMATCH)),
            (last, 4, Some("bytes 5-8/9"), Some(LENGTH_MISMATCH)),
            (only, 10, Some("bytes 0-9/11"), Some(LENGTH_MISMATCH)),
            (only, 11, None, Some(LENGTH_MISMATCH)),
            (only, 0, None, Some(LENGTH_MISMATCH)),
            (first, 10, None, Some("PARSE_ERROR")),
            (last, 5, Some("bytes 0-4/10"), Some("PARSE_ERROR")),
            (last, 5, Some("items 5-9/10"), Some("PARSE_ERROR")),
        ] {
            let head = BlobDownloadResponse {
                content_length: Some(Count(length)),
                content_range: range.map(str::to_owned),
                ..Default::default()
            };
            let checked = part.check(&head);
            assert_eq!(
                checked.err().and_then(|error| error.code().map(str::to_owned)).as_deref(),
                code,
                "{part:?} {range:?}"
            );
        }
    }
}
