//! Put Blob From URL: writes a block blob with the content of any URL. The source may have any blob type.

use std::sync::Arc;

use http::StatusCode;

use super::copy_blob_from_url::reject_other_hashes;
use super::copy_source::copies_tags;
use super::put_blob::properties;
use super::{guard, tier_header};
use crate::checksums::Checksum;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::sources::{Limit, Purpose, Sources};
use crate::state::blob::{Blob, Properties};
use crate::state::content::Content;
use crate::state::data::Data;
use crate::store::Store;

const LIMIT: Limit = Limit { bytes: names::MAX_PUT_FROM_URL, failure: too_large };

/// Writes a blob in one piece: the source's block list and metadata are not copied.
pub async fn run(call: &Call, store: &Store, sources: &Sources<'_>) -> Result<ServiceResponse> {
    if call.header(&names::BLOB_TYPE) != Some("BlockBlob") {
        return Err(Failure::invalid_header());
    }
    let with_tags = copies_tags(call)?;
    let source = sources.target(call)?;
    let from = sources.read(&source, call, Purpose::Synchronous, Some(LIMIT)).await?;
    let data = Data::joined(from.content.slice(&(0..from.content.length())));
    let checksum = Checksum::of_source(call, &data)?;
    let mut blob = Blob::new(call.now);
    blob.content = Content::whole(data);
    blob.metadata = call.metadata()?;
    blob.tags = if with_tags { Arc::clone(&from.tags) } else { call.tags()? };
    blob.tier = tier_header::read(call, blob.kind, blob.content.length())?;
    blob.tier_changed = blob.tier.as_ref().map(|_| blob.created);
    blob.customer_key = call.owned_header(&names::ENCRYPTION_KEY_SHA256);
    blob.properties = Arc::new(taken(call, &from, &checksum)?);
    reject_other_hashes(blob.properties.content_md5.as_deref())?;

    let mut state = store.state();
    let container = state.container_of(&call.address)?;
    guard::create(call, container.entry(&call.address).ok())?;
    blob.encryption_scope = container.encryption_scope(call.owned_header(&names::ENCRYPTION_SCOPE));
    let entry = container.entry_or_new(&call.address, call.now)?;
    if let Some(old) = &entry.base {
        blob.created = old.created;
    }
    let mut response = ServiceResponse::new(StatusCode::CREATED);
    response.set_stamp(blob.stamp);
    response.constant(names::REQUEST_SERVER_ENCRYPTED, "true");
    checksum.write(&mut response);
    entry.staged.clear();
    response.set_version(&entry.replace(blob, call.now));
    Ok(response)
}

/// The request's properties; by default the source's, unless the request excludes them.
fn taken(call: &Call, from: &Blob, checksum: &Checksum) -> Result<Properties> {
    let own = properties(call);
    let nothing = Properties::default();
    let from = match call.header(&names::COPY_SOURCE_BLOB_PROPERTIES) {
        None | Some("true") => &*from.properties,
        Some("false") => &nothing,
        Some(_) => return Err(Failure::invalid_header()),
    };
    let computed = if let Checksum::Md5(md5) = checksum { Some(md5.clone()) } else { None };
    Ok(Properties {
        content_type: own.content_type.or_else(|| from.content_type.clone()),
        content_encoding: own.content_encoding.or_else(|| from.content_encoding.clone()),
        content_language: own.content_language.or_else(|| from.content_language.clone()),
        content_disposition: own.content_disposition.or_else(|| from.content_disposition.clone()),
        cache_control: own.cache_control.or_else(|| from.cache_control.clone()),
        content_md5: own.content_md5.or(computed).or_else(|| from.content_md5.clone()),
    })
}

fn too_large(_: u64) -> Failure {
    Failure::source_too_large(4000)
}
