//! Returns digests of a container's content: `/digests?account=…&container=…&after=…`.
//!
//! For comparing two containers of a million blobs, which would take too long by reading them.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::request::{ControlRequest, ControlResult, bad, reply};
use crate::checksums::md5_of;
use crate::service::Service;
use crate::state::blob::{Blob, Properties};
use crate::state::data::Data;

/// The number of blobs in one response.
const PAGE: usize = 5000;

/// Longer content is not hashed, because that takes seconds for each blob.
const HASHED: u64 = 4 * 1024 * 1024;

/// A container, and the name after which to start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DigestQuery {
    account: String,
    container: String,
    #[serde(default)]
    after: String,
}

/// For each base blob whose copy is not pending: its name, the digest of its content (`null` for long ones) and that of everything else
/// that a copy keeps.
pub fn list(service: &Service, request: &ControlRequest<'_>) -> ControlResult {
    let DigestQuery { account, container, after } = request.query()?;
    let blobs: Vec<_> = {
        let mut state = service.store.state();
        let container = state.container(&account, &container).map_err(|failure| bad(failure.code))?;
        let from = container.entries.order().key(&after).into_owned();
        let later = container.entries.range(&from).filter(|(name, _)| after.is_empty() || *name != *after);
        later.take(PAGE).map(|(name, entry)| (name.into_owned(), entry.base.clone())).collect()
    };
    let next = blobs.last().filter(|_| blobs.len() == PAGE).map(|(name, _)| name.clone());
    let whole = blobs.iter().filter_map(|(name, blob)| Some((name, blob.as_ref()?)));
    let whole = whole.filter(|(_, blob)| !blob.is_pending());
    let digests: Vec<Value> = whole.map(|(name, blob)| json!([name, content(blob), rest(blob)])).collect();
    reply(&json!({ "digests": digests, "next": next }))
}

fn content(blob: &Blob) -> Option<String> {
    let length = blob.content.length();
    (length <= HASHED).then(|| md5_of(&blob.content.slice(&(0..length))))
}

fn rest(blob: &Blob) -> String {
    let mut tags = blob.tags.to_vec();
    let mut metadata = blob.metadata.to_vec();
    tags.sort();
    metadata.sort();
    let length = blob.content.length();
    let Properties {
        content_type,
        content_encoding,
        content_language,
        content_disposition,
        cache_control,
        content_md5,
    } = &*blob.properties;
    let others = [content_encoding, content_language, content_disposition, cache_control, content_md5];
    // An empty property counts as not set, and this is the default type.
    let others = others.map(|value| value.as_deref().unwrap_or_default());
    let content_type = content_type.as_deref().unwrap_or("application/octet-stream");
    let text = format!("{:?} {length} {content_type:?} {others:?} {metadata:?} {tags:?} {:?}", blob.kind, blob.tier);
    md5_of(&[Data::from(Bytes::from(text))])
}
