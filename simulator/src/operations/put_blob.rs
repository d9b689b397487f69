//! Put Blob: a block blob with its content, an append blob empty, a page blob of zeros.

use std::sync::Arc;

use http::{StatusCode, header};

use super::{guard, page_properties, protect, tier_header};
use crate::checksums::{self, Checksum};
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::state::State;
use crate::state::blob::{Blob, BlobType, Properties};
use crate::state::content::Content;

/// Writes a blob in one piece.
pub fn run(call: &Call, state: &mut State) -> Result<ServiceResponse> {
    let kind = match call.header(&names::BLOB_TYPE) {
        Some("BlockBlob") => BlobType::Block,
        Some("AppendBlob") if call.body.is_empty() => BlobType::Append,
        Some("PageBlob") if call.body.is_empty() => BlobType::Page,
        None => return Err(Failure::missing_header(&names::BLOB_TYPE)),
        _ => return Err(Failure::invalid_header()),
    };
    let checksum = Checksum::of_body(call)?;
    let mut blob = Blob::new(call.now);
    blob.kind = kind;
    blob.content = Content::whole(call.body.clone());
    if kind == BlobType::Page {
        page_properties::create(call, &mut blob)?;
    }
    blob.metadata = call.metadata()?;
    blob.tags = call.tags()?;
    blob.tier = tier_header::read(call, blob.kind, blob.content.length())?;
    blob.tier_changed = blob.tier.as_ref().map(|_| blob.created);
    blob.protection = protect::read(call)?;
    blob.customer_key = call.owned_header(&names::ENCRYPTION_KEY_SHA256);
    let mut properties = properties(call);
    properties.content_type = properties.content_type.or_else(|| call.owned_header(&header::CONTENT_TYPE));
    properties.content_encoding = properties.content_encoding.or_else(|| call.owned_header(&header::CONTENT_ENCODING));
    properties.content_language = properties.content_language.or_else(|| call.owned_header(&header::CONTENT_LANGUAGE));
    properties.cache_control = properties.cache_control.or_else(|| call.owned_header(&header::CACHE_CONTROL));
    // The others have no content yet.
    let md5 = match &checksum {
        _ if kind != BlobType::Block => None,
        Checksum::Md5(md5) => Some(md5.clone()),
        _ => Some(checksums::md5(&call.body)),
    };
    properties.content_md5 = properties.content_md5.or_else(|| md5.clone());
    blob.properties = Arc::new(properties);

    let container = state.container_of(&call.address)?;
    guard::create(call, container.entry(&call.address).ok())?;
    blob.encryption_scope = container.encryption_scope(call.owned_header(&names::ENCRYPTION_SCOPE));
    blob.become_directory(container.entries.order());
    let entry = container.entry_or_new(&call.address, call.now)?;
    if let Some(old) = &entry.base {
        blob.created = old.created;
    }
    let mut response = ServiceResponse::new(StatusCode::CREATED);
    response.set_stamp(blob.stamp);
    if let Some(md5) = md5 {
        response.set(names::CONTENT_MD5, &md5);
    }
    checksum.write(&mut response);
    response.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    entry.staged.clear();
    response.set_version(&entry.replace(blob, call.now));
    Ok(response)
}

/// The properties in the `x-ms-blob-…` headers.
pub fn properties(call: &Call) -> Properties {
    Properties {
        content_type: call.owned_header(&names::BLOB_CONTENT_TYPE),
        content_encoding: call.owned_header(&names::BLOB_CONTENT_ENCODING),
        content_language: call.owned_header(&names::BLOB_CONTENT_LANGUAGE),
        content_disposition: call.owned_header(&names::BLOB_CONTENT_DISPOSITION),
        cache_control: call.owned_header(&names::BLOB_CACHE_CONTROL),
        content_md5: call.owned_header(&names::BLOB_CONTENT_MD5),
    }
}

/// Rejects an operation for block blobs on a blob of another type.
pub fn require_block_blob(blob: Option<&Arc<Blob>>) -> Result<()> {
    if blob.is_some_and(|blob| blob.kind != BlobType::Block) { Err(Failure::invalid_blob_type()) } else { Ok(()) }
}
