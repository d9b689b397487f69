//! Put Blob: a block blob with its content, an append blob empty, a page blob of zeros.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{StatusCode, header};
use md5::{Digest, Md5};

use super::{guard, page_properties};
use crate::answer::Answer;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::state::State;
use crate::state::blob::{Blob, BlobType, Properties};
use crate::state::content::Content;

/// Writes a blob in one piece.
pub fn run(call: &Call, state: &mut State) -> Result<Answer> {
    let kind = match call.header(&names::BLOB_TYPE) {
        Some("BlockBlob") => BlobType::Block,
        Some("AppendBlob") if call.body.is_empty() => BlobType::Append,
        Some("PageBlob") if call.body.is_empty() => BlobType::Page,
        _ => return Err(Failure::invalid_header()),
    };
    let md5 = check_md5(call)?;
    let mut blob = Blob::new(call.now);
    blob.kind = kind;
    blob.content = Content::whole(call.body.clone());
    if kind == BlobType::Page {
        page_properties::create(call, &mut blob)?;
    }
    blob.metadata = call.metadata()?;
    blob.tags = call.tags()?;
    blob.tier = call.owned_header(&names::ACCESS_TIER);
    let mut properties = properties(call);
    properties.content_type = properties.content_type.or_else(|| call.owned_header(&header::CONTENT_TYPE));
    properties.content_encoding = properties.content_encoding.or_else(|| call.owned_header(&header::CONTENT_ENCODING));
    properties.content_language = properties.content_language.or_else(|| call.owned_header(&header::CONTENT_LANGUAGE));
    properties.cache_control = properties.cache_control.or_else(|| call.owned_header(&header::CACHE_CONTROL));
    if kind == BlobType::Block {
        properties.content_md5 = properties.content_md5.or_else(|| Some(md5.clone()));
    }
    blob.properties = Arc::new(properties);

    let container = state.container_of(&call.address)?;
    guard::create(call, container.entry(&call.address).ok().map(|entry| &*entry))?;
    let entry = container.entry_or_new(&call.address)?;
    if let Some(old) = &entry.base {
        blob.created = old.created;
    }
    let mut answer = Answer::new(StatusCode::CREATED);
    answer.set_stamp(blob.stamp);
    if kind == BlobType::Block {
        answer.set(names::CONTENT_MD5, &md5);
    }
    answer.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    entry.staged.clear();
    entry.base = Some(Arc::new(blob));
    Ok(answer)
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

/// The body's MD5, which must be the one that the request names, if it names one.
pub fn check_md5(call: &Call) -> Result<String> {
    let md5 = BASE64_STANDARD.encode(Md5::digest(&call.body));
    if call.header(&names::CONTENT_MD5).is_some_and(|named| named != md5) {
        let message =
            "The MD5 value specified in the request did not match with the MD5 value calculated by the server.";
        return Err(Failure::new(400, "Md5Mismatch", message));
    }
    Ok(md5)
}

/// Refuses an operation for block blobs on a blob of another type.
pub fn require_block_blob(blob: Option<&Arc<Blob>>) -> Result<()> {
    if blob.is_some_and(|blob| blob.kind != BlobType::Block) { Err(Failure::invalid_blob_type()) } else { Ok(()) }
}
