//! The properties that the destination of a copy gets from its source.

use std::sync::Arc;

use super::{protect, tier_header};
use crate::conditions::Stamp;
use crate::failure::{Failure, Result};
use crate::request::Call;
use crate::sources::target::SourceTarget;
use crate::state::blob::{Blob, BlobType, Copy, CopyStatus};
use crate::state::content::Content;
use crate::state::whole_seconds;
use crate::{ids, names};

/// The new destination: the source's content and properties, and the request's metadata if it has any.
pub fn destination(call: &Call, source: &SourceTarget, blob: &Blob, old: Option<&Arc<Blob>>) -> Result<Blob> {
    let now = whole_seconds(call.now);
    let metadata = call.metadata()?;
    let tier = tier_header::read(call, blob.kind, blob.content.length())?;
    let copy = Copy {
        id: ids::next_id().hyphenated().to_string(),
        source: source.text.clone(),
        status: CopyStatus::Success,
        description: None,
        copied: 0,
        total: blob.content.length(),
        completed: None,
        destination_snapshot: None,
    };
    Ok(Blob {
        kind: blob.kind,
        content: match &blob.content {
            Content::Pages(pages) => Content::Pages(Arc::new(pages.recreated())),
            pieces @ Content::Pieces(_) => pieces.clone(),
        },
        metadata: if metadata.is_empty() { Arc::clone(&blob.metadata) } else { metadata },
        tags: call.tags()?,
        properties: Arc::clone(&blob.properties),
        tier_changed: tier.as_ref().map(|_| now),
        tier,
        rehydration: None,
        protection: protect::read(call)?,
        stamp: Stamp { etag: ids::next_etag(), last_modified: now },
        created: old.map_or(now, |old| old.created),
        copy: Some(Arc::new(copy)),
        sequence_number: blob.sequence_number,
        sealed: sealed(call, blob)?,
        incremental: None,
        version: None,
        directory: false,
        customer_key: None,
        encryption_scope: None,
    })
}

/// A copy is sealed only if the request says so.
fn sealed(call: &Call, blob: &Blob) -> Result<bool> {
    match call.header(&names::SEAL_BLOB) {
        None | Some("false") => Ok(false),
        Some("true") if blob.kind == BlobType::Append => Ok(true),
        Some(_) => Err(Failure::invalid_header()),
    }
}

/// The tags that a synchronous copy writes: the request's, or with `x-ms-copy-source-tag-option: COPY` the source's.
pub fn copies_tags(call: &Call) -> Result<bool> {
    let copies = match call.header(&names::COPY_SOURCE_TAG_OPTION) {
        None | Some("REPLACE") => false,
        Some("COPY") => true,
        Some(_) => return Err(Failure::invalid_header()),
    };
    if copies && call.headers.contains_key(names::TAGS) {
        let message = "x-ms-tags header must not be present with x-ms-copy-source-tag-option as COPY.";
        return Err(Failure::new(400, "BothUserTagsAndSourceTagsCopyPresentException", message));
    }
    Ok(copies)
}
