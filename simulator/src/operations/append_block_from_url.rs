//! Append Block From URL.

use super::append_block;
use crate::checksums::Checksum;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::sources::{Limit, Sources};
use crate::store::Store;

/// Adds a part of a source at the end of a blob.
pub async fn run(call: &Call, store: &Store, sources: &Sources<'_>) -> Result<ServiceResponse> {
    if !call.body.is_empty() {
        return Err(Failure::invalid_header());
    }
    let limit = Limit { bytes: append_block::limit(call), failure: Failure::too_large };
    let data = sources.read_range(call, limit).await?;
    append_block::check_length(call, &data)?;
    let checksum = Checksum::of_source(call, &data)?;
    append_block::append(call, &mut store.state(), data, &checksum)
}
