//! The state of a blob whose ranges can be read in parallel with a first reader.

use tokio_util::sync::CancellationToken;

use crate::rest::BlobEndpoint;
use crate::rest::blob::Download;

/// Reads ranges of one state of a blob, relative to the start of a first reader.
pub struct Ranges {
    pub(super) endpoint: BlobEndpoint,
    pub(super) operation: Download,
    pub(super) etag: String,
    pub(super) cancel: CancellationToken,
}

impl Ranges {
    pub(super) fn new(endpoint: &BlobEndpoint, operation: &Download, etag: &str, cancel: &CancellationToken) -> Self {
        let mut operation = operation.clone();
        operation.options.conditions.get_or_insert_default().if_match = Some(etag.to_owned());
        // Hashes are for the response that the caller sees, and the service supports them for short ranges only.
        (operation.options.range_get_content_md5, operation.options.range_get_content_crc64) = (None, None);
        Self { endpoint: endpoint.clone(), operation, etag: etag.to_owned(), cancel: cancel.clone() }
    }
}
