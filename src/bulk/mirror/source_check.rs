//! Checks one name of the source before a blob is deleted at the destination, in addition to the listing.

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::listing::extraneous::Extraneous;
use crate::bulk::naming::blob_endpoint::endpoint;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::copy::BlobFacts;
use crate::rest::BlobEndpoint;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetTagsOptions};
use crate::rest::values::NameValues;

/// The error code for a missing blob. A missing container has another code, which says nothing about its blobs.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
const NOT_THERE: &str = "BlobNotFound";

/// The error code for a blob whose key the request does not have.
const UNDER_KEY: &str = "BlobUsesCustomerSpecifiedEncryption";

/// The source's blob for a blob of the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceHas {
    /// Nothing that prevents the delete.
    Nothing,
    /// A blob that the mirror includes.
    Something,
}

/// Sends the request.
///
/// # Errors
/// The failed request, also if the container is missing.
pub async fn ask_source(
    container: &BlobEndpoint,
    options: &ContainerCopyOptions,
    blob: &Extraneous,
    cancel: &CancellationToken,
) -> Result<SourceHas> {
    let Some(name) = options.mapping.source(&blob.name) else { return Ok(SourceHas::Something) };
    let source = endpoint(container, &name)?;
    match source.execute(&BlobGetPropertiesOptions::default(), cancel).await {
        Ok(response) => {
            let mut facts = BlobFacts::from_properties(&response.output);
            // Properties have the number of tags alone.
            if blob.is_excluded && options.filter.needs_tags() && facts.tags.is_none() {
                let tags = source.execute(&BlobGetTagsOptions::default(), cancel).await?.output.body.blob_tag_set;
                facts.tags = Some(NameValues(tags.into_iter().map(|tag| (tag.key, tag.value)).collect()));
            }
            let is_within = options.filter.takes_name(&name, blob.matched) && options.filter.takes_facts(&facts);
            Ok(if blob.is_excluded && !is_within { SourceHas::Nothing } else { SourceHas::Something })
        }
        Err(error) if error.status() == Some(404) && error.code() == Some(NOT_THERE) => Ok(SourceHas::Nothing),
        // It exists, although something else is wrong.
        Err(error) if error.code() == Some(UNDER_KEY) => Ok(SourceHas::Something),
        Err(error) => Err(error),
    }
}
