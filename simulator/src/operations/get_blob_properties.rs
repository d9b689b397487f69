//! Get Blob Properties and Get Blob Metadata. For an asynchronous copy this is a poll.

use http::{StatusCode, header};

use super::describe_blob::{describe, describe_lease, describe_tier, set_metadata};
use super::guard;
use crate::copies;
use crate::failure::Result;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;

/// Describes a blob.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let metadata_only = call.query("comp").is_some();
    if call.moment().is_none() && !metadata_only {
        copies::poll(state, &call.address, call.now)?;
    }
    let guard::Readable { blob, lease, is_current } = guard::read(call, state)?;
    let mut response = ServiceResponse::new(StatusCode::OK);
    if metadata_only {
        response.set_stamp(blob.stamp);
        set_metadata(&mut response, &blob.metadata);
        return Ok(response);
    }
    guard::reject_other_key(&blob, call.header(&crate::names::ENCRYPTION_KEY_SHA256))?;
    describe(&mut response, &blob);
    if blob.version.is_some() && is_current {
        response.constant(crate::names::IS_CURRENT_VERSION, "true");
    }
    if blob.directory {
        response.constant(crate::names::RESOURCE_TYPE, "directory");
    }
    describe_lease(&mut response, lease);
    describe_tier(&mut response, &blob, call.now);
    response.headers.insert(header::CONTENT_LENGTH, blob.content.length().into());
    if let Some(md5) = &blob.properties.content_md5 {
        response.set(crate::names::CONTENT_MD5, md5);
    }
    Ok(response)
}
