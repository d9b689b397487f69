//! Reads of the source by this process, pinned to its state when the copy started.

use crate::base::error::{Error, ErrorKind, Result};
use crate::copy::context::CopyContext;
use crate::rest::blob::BlobDownloadParameters;
use crate::transfer::{RangeRead, RangeReader};

/// Opens a range of the source.
///
/// # Errors
/// The failed request; a source that changed; a response with another range or size.
pub async fn read_source(context: &CopyContext, range: RangeRead) -> Result<RangeReader> {
    let source = &context.source;
    let customer_provided_key = source.key.clone();
    let options = BlobDownloadParameters { conditions: source.own_pin(), customer_provided_key, ..Default::default() };
    let opened = range.open(&source.endpoint, options, !source.facts.is_blob(), &context.cancel).await;
    // The only condition on this request is the source's own ETag.
    let reader = opened.map_err(|error| context.source_failure(error))?;
    let expected = source.facts.version();
    if expected.is_some() && reader.version() != expected.as_deref() {
        return Err(context.changed(&Error::new(ErrorKind::Protocol, "The source responded with another state.")));
    }
    Ok(reader)
}
