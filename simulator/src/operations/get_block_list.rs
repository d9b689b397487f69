//! Get Block List.

use std::fmt::Write;

use http::{StatusCode, header};

use super::guard;
use super::put_blob::require_block_blob;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::lease::LeasedResource;

/// Lists the committed blocks, the uncommitted ones, or both.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let kinds = match call.filled_query("blocklisttype").unwrap_or("committed") {
        "committed" => (true, false),
        "uncommitted" => (false, true),
        "all" => (true, true),
        _ => return Err(Failure::invalid_query()),
    };
    let snapshot = call.moment();
    let entry = state.container_of(&call.address)?.peek(&call.address)?;
    guard::name_lease(call, &entry.lease, LeasedResource::Blob)?;
    let blob = match snapshot {
        Some(time) => Some(entry.snapshots.get(time).ok_or_else(Failure::blob_not_found)?),
        None => entry.base.as_ref(),
    };
    if blob.is_none() && entry.staged.is_empty() {
        return Err(Failure::blob_not_found());
    }
    require_block_blob(blob)?;
    if let Some(blob) = blob {
        guard::check_tags(call, &blob.tags, &names::IF_TAGS)?;
        guard::reject_archived(blob, call.now)?;
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
    if kinds.0 {
        let committed = blob.into_iter().flat_map(|blob| blob.content.blocks());
        write_blocks(&mut xml, "CommittedBlocks", committed.map(|block| (&*block.id, block.data.length())));
    }
    if kinds.1 {
        let staged = entry.staged.iter().filter(|_| snapshot.is_none());
        write_blocks(&mut xml, "UncommittedBlocks", staged.map(|(id, data)| (&**id, data.length())));
    }
    xml.push_str("</BlockList>");
    let mut response = ServiceResponse::xml(StatusCode::OK, xml);
    if let Some(blob) = blob {
        response.set(header::ETAG, &blob.stamp.quoted_etag());
        response.set_time(header::LAST_MODIFIED, blob.stamp.last_modified);
        response.headers.insert(names::BLOB_CONTENT_LENGTH, blob.content.length().into());
    } else {
        response.headers.insert(names::BLOB_CONTENT_LENGTH, 0.into());
    }
    Ok(response)
}

fn write_blocks<'a>(xml: &mut String, kind: &str, blocks: impl Iterator<Item = (&'a str, u64)>) {
    let _ = write!(xml, "<{kind}>");
    for (id, length) in blocks {
        let _ = write!(xml, "<Block><Name>{id}</Name><Size>{length}</Size></Block>");
    }
    let _ = write!(xml, "</{kind}>");
}
