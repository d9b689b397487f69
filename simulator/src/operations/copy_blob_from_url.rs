//! Copy Blob From URL: complete when it responds. Its source needs its own credential, also within the account.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::copy_blob;
use super::copy_source::copies_tags;
use crate::checksums::Checksum;
use crate::copies::CopyScript;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::scripts::Scripts;
use crate::sources::{Limit, Purpose, Sources};
use crate::state::blob::BlobType;
use crate::state::data::Data;
use crate::store::Store;

const LIMIT: Limit = Limit { bytes: names::MAX_SYNCHRONOUS_COPY, failure: too_large };

/// Copies a block blob, with its block list.
pub async fn run(call: &Call, store: &Store, sources: &Sources<'_>, scripts: &Scripts) -> Result<ServiceResponse> {
    let with_tags = copies_tags(call)?;
    let source = sources.target(call)?;
    let blob = sources.read(&source, call, Purpose::Synchronous, Some(LIMIT)).await?;
    if blob.kind != BlobType::Block {
        return Err(Failure::invalid_source_type());
    }
    reject_other_hashes(blob.properties.content_md5.as_deref())?;
    let checksum = Checksum::of_copy(call, &Data::joined(blob.content.slice(&(0..blob.content.length()))))?;
    let tags = with_tags.then(|| Arc::clone(&blob.tags));
    let mut response =
        copy_blob::put(call, &mut store.state(), scripts.rehydration(), (&source, &blob), CopyScript::default(), tags)?;
    checksum.write(&mut response);
    Ok(response)
}

/// A blob may have an invalid MD5 hash, which operations that write from a URL reject.
pub fn reject_other_hashes(md5: Option<&str>) -> Result<()> {
    let is_hash = |md5: &str| BASE64_STANDARD.decode(md5).is_ok_and(|bytes| bytes.len() == 16);
    if md5.is_none_or(is_hash) { Ok(()) } else { Err(Failure::invalid_md5()) }
}

fn too_large(_: u64) -> Failure {
    Failure::source_too_large(256)
}
