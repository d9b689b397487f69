//! Put Page From URL.

use super::put_page::{check_length, pages, write};
use crate::checksums::Checksum;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::sources::{Limit, Sources};
use crate::store::Store;

const LIMIT: Limit = Limit { bytes: names::MAX_PUT_PAGE, failure: Failure::too_large };

/// Writes a part of a source, which must be as long as the range that it is written to.
pub async fn run(call: &Call, store: &Store, sources: &Sources<'_>) -> Result<ServiceResponse> {
    let range = pages(call)?;
    check_length(&range)?;
    if !call.headers.contains_key(names::SOURCE_RANGE) {
        return Err(Failure::missing_header(&names::SOURCE_RANGE));
    }
    if !call.body.is_empty() || call.header(&names::PAGE_WRITE).is_some_and(|write| write != "update") {
        return Err(Failure::invalid_header());
    }
    let data = sources.read_range(call, LIMIT).await?;
    if data.length() != range.end - range.start {
        return Err(Failure::page_range());
    }
    let checksum = Checksum::of_source(call, &data)?;
    write(call, &mut store.state(), range, Some(data), &checksum)
}
