//! Requests for ranges of the state of a blob that a reader reads.

use std::ops::Range;

use tokio_util::sync::CancellationToken;

use super::{BlobReader, PARTIAL, another_part, other_state};
use crate::base::error::Result;
use crate::rest::BlobEndpoint;
use crate::rest::blob::Download;
use crate::rest::values::Count;
use crate::transfer::content_range::range_start;

/// Reads ranges of one state of a blob, relative to the start of a first reader.
pub struct Ranges {
    endpoint: BlobEndpoint,
    operation: Download,
    etag: String,
    cancel: CancellationToken,
}

impl Ranges {
    pub(super) fn new(endpoint: &BlobEndpoint, operation: &Download, etag: &str, cancel: &CancellationToken) -> Self {
        let mut operation = operation.clone();
        operation.options.conditions.get_or_insert_default().if_match = Some(etag.to_owned());
        // Hashes are for the response that the caller sees, and the service supports them for short ranges only.
        (operation.options.range_get_content_md5, operation.options.range_get_content_crc64) = (None, None);
        Self { endpoint: endpoint.clone(), operation, etag: etag.to_owned(), cancel: cancel.clone() }
    }

    /// Requests a range.
    ///
    /// # Errors
    /// The failed request; a response with another range, or from another state of the blob.
    pub async fn open(&self, range: Range<u64>) -> Result<BlobReader> {
        let mut operation = self.operation.clone();
        let (offset, count) = (operation.range.offset + range.start, range.end - range.start);
        (operation.range.offset, operation.range.count) = (offset, Some(Count(count)));
        let (reader, head, exchange) = BlobReader::open(self.endpoint.clone(), operation, self.cancel.clone()).await?;
        if head.etag.as_ref() != Some(&self.etag) {
            return Err(other_state("beside the request that came first"));
        }
        let start = head.content_range.as_deref().map_or(Some(offset), range_start);
        if exchange.response.status != PARTIAL || start != Some(offset) || reader.remaining() != count {
            return Err(another_part());
        }
        Ok(reader)
    }
}
