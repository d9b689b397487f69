//! Put Page: writes pages, or clears them.

use std::ops::Range;
use std::sync::Arc;

use http::{HeaderName, StatusCode};

use super::{guard, page_properties, range};
use crate::checksums::Checksum;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::blob::BlobType;
use crate::state::content::Content;
use crate::state::data::Data;
use crate::{ids, names};

/// Updates or clears a range.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let range = pages(call)?;
    match call.header(&names::PAGE_WRITE) {
        Some("update") => {
            let data = call.body.clone();
            check_length(&range)?;
            if data.length() != range.end - range.start {
                return Err(Failure::invalid_header());
            }
            let checksum = Checksum::of_body(call)?;
            write(call, state, range, Some(data), &checksum)
        }
        Some("clear") if call.body.is_empty() => write(call, state, range, None, &Checksum::None),
        Some(_) => Err(Failure::invalid_header()),
        None => Err(Failure::missing_header(&names::PAGE_WRITE)),
    }
}

/// The range that the request writes to, which must consist of pages.
pub fn pages(call: &Call) -> Result<Range<u64>> {
    let range = range::of(call).ok_or_else(|| Failure::missing_header(&names::RANGE))?;
    let (start, Some(last)) = range else { return Err(Failure::page_range()) };
    let end = last.checked_add(1).ok_or_else(Failure::page_range)?;
    let aligned = start.is_multiple_of(names::PAGE) && end.is_multiple_of(names::PAGE);
    if aligned { Ok(start..end) } else { Err(Failure::page_range()) }
}

/// Rejects a range above the service's maximum.
pub fn check_length(range: &Range<u64>) -> Result<()> {
    let long = range.end - range.start > names::MAX_PUT_PAGE;
    if long { Err(Failure::too_large(names::MAX_PUT_PAGE)) } else { Ok(()) }
}

/// Writes data over a range, or clears it.
pub fn write(
    call: &Call,
    state: &mut State,
    range: Range<u64>,
    data: Option<Data>,
    checksum: &Checksum,
) -> Result<ServiceResponse> {
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    let blob = guard::write(call, entry)?;
    if blob.kind != BlobType::Page {
        return Err(Failure::invalid_blob_type());
    }
    check_sequence_number(call, blob.sequence_number)?;
    if range.end > blob.content.length() {
        return Err(Failure::page_range());
    }
    let blob = Arc::make_mut(blob);
    let writes = data.is_some();
    if let Content::Pages(pages) = &mut blob.content {
        let pages = Arc::make_mut(pages);
        match data {
            Some(data) => pages.write(range.start, data, ids::next_etag()),
            None => pages.clear(range),
        }
    }
    blob.touch(call.now);
    let mut response = ServiceResponse::new(StatusCode::CREATED);
    response.set_stamp(blob.stamp);
    response.headers.insert(names::SEQUENCE_NUMBER, blob.sequence_number.into());
    if writes {
        response.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    }
    checksum.write(&mut response);
    Ok(response)
}

fn check_sequence_number(call: &Call, now: u64) -> Result<()> {
    let holds = |name: HeaderName, test: fn(&u64, &u64) -> bool| -> Result<bool> {
        Ok(page_properties::number(call, &name)?.is_none_or(|named| test(&now, &named)))
    };
    let all = holds(names::IF_SEQUENCE_NUMBER_LESS_OR_EQUAL, u64::le)?
        && holds(names::IF_SEQUENCE_NUMBER_LESS, u64::lt)?
        && holds(names::IF_SEQUENCE_NUMBER_EQUAL, u64::eq)?;
    if all { Ok(()) } else { Err(Failure::sequence_number()) }
}
