//! Get Blob: all of it or a range.

use http::{StatusCode, header};

use super::describe_blob::{describe, describe_lease};
use super::{guard, range};
use crate::body::Body;
use crate::checksums;
use crate::copies;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::data::Data;

/// Sends a blob's content.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    copies::advance_one(state, &call.address, call.now);
    let guard::Readable { blob, lease, .. } = guard::read_content(call, state)?;
    let length = blob.content.length();
    let requested = range::of(call);
    let with_md5 = call.header(&names::RANGE_GET_CONTENT_MD5) == Some("true");
    if with_md5 && requested.is_none() {
        return Err(Failure::invalid_header());
    }
    let mut response = ServiceResponse::new(StatusCode::OK);
    describe(&mut response, &blob);
    describe_lease(&mut response, lease);
    let sent = match requested {
        None => 0..length,
        Some((start, end)) => {
            let sent = range::clip(start, end, length)?;
            response.status = StatusCode::PARTIAL_CONTENT;
            response.set(header::CONTENT_RANGE, &format!("bytes {}-{}/{length}", sent.start, sent.end - 1));
            sent
        }
    };
    let pieces = blob.content.slice(&sent);
    if requested.is_none() {
        if let Some(md5) = &blob.properties.content_md5 {
            response.set(names::CONTENT_MD5, md5);
        }
    } else {
        if let Some(md5) = &blob.properties.content_md5 {
            response.set(names::BLOB_CONTENT_MD5, md5);
        }
        if with_md5 {
            response.set(names::CONTENT_MD5, &checksums::md5(&Data::joined(pieces.clone())));
        }
        if call.header(&names::RANGE_GET_CONTENT_CRC64) == Some("true") {
            response.set(names::CONTENT_CRC64, &checksums::crc64(&Data::joined(pieces.clone())));
        }
    }
    response.body = Body::from(pieces);
    Ok(response)
}
