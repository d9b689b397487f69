//! Requests a range of the state of a blob that another reader reads.

use std::ops::Range;

use super::errors::{PARTIAL, another_part, other_state};
use super::ranges::Ranges;
use super::reader::BlobReader;
use crate::base::error::Result;
use crate::rest::values::Count;
use crate::transfer::content_range::range_start;

impl Ranges {
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
