//! Copy Blob From URL: done when it answers. Its source needs a credential of its own, also within the account.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest, Md5};

use super::copy_blob;
use super::copy_source::Source;
use super::put_blob::require_block_blob;
use crate::answer::Answer;
use crate::copies::CopyScript;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::service::Service;
use crate::state::blob::{Blob, Pairs};

/// Copies a block blob.
pub async fn run(call: &Call, service: &Service) -> Result<Answer> {
    let with_tags = call.header(&names::COPY_SOURCE_TAG_OPTION) == Some("COPY");
    if with_tags && call.headers.contains_key(names::TAGS) {
        let message = "x-ms-tags header must not be present with x-ms-copy-source-tag-option as COPY.";
        return Err(Failure::new(400, "BothUserTagsAndSourceTagsCopyPresentException", message));
    }
    let source = Source::find(call, service, true)?;
    let blob = source.open(call, &mut service.state())?;
    require_block_blob(Some(&blob))?;
    check_source(call, &blob)?;
    let tags = with_tags.then(|| Arc::clone(&blob.tags));
    let answer = copy_blob::put(call, service, source, CopyScript::default())?;
    tags.map_or(Ok(()), |tags| set_tags(call, service, tags))?;
    Ok(answer)
}

fn check_source(call: &Call, blob: &Blob) -> Result<()> {
    if blob.content.length() > names::MAX_SYNCHRONOUS_COPY {
        let message = "The source request body is too large and exceeds the maximum permissible limit (256MB).";
        return Err(Failure::new(409, "CannotVerifyCopySource", message));
    }
    if let Some(named) = call.header(&names::SOURCE_CONTENT_MD5) {
        let hash = blob.content.chunks().fold(Md5::new(), Md5::chain_update).finalize();
        if BASE64_STANDARD.encode(hash) != named {
            let message =
                "The MD5 value specified in the request did not match with the MD5 value calculated by the server.";
            return Err(Failure::new(400, "Md5Mismatch", message));
        }
    }
    Ok(())
}

fn set_tags(call: &Call, service: &Service, tags: Pairs) -> Result<()> {
    let mut state = service.state();
    let entry = state.container_of(&call.address)?.entry(&call.address)?;
    if let Some(blob) = entry.base.as_mut() {
        Arc::make_mut(blob).tags = tags;
    }
    Ok(())
}
