//! Checks that the destination has everything that it should: properties, metadata, tags and tier, besides the length.

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::base::sorting::sort_by;
use crate::copy::blob_facts::{BlobFacts, BlobKind};
use crate::copy::comparison::{Compare, compare};
use crate::copy::context::CopyContext;
use crate::copy::error_codes::VERIFY_FAILED;
use crate::copy::options::Verify;
use crate::copy::plan::Plan;
use crate::copy::proof::Proof;
use crate::rest::blob::{BlobGetPropertiesOptions, BlobGetTagsOptions};
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::shared::AccessTier;
use crate::rest::values::NameValues;

/// The media type that the service writes by default.
const NO_MEDIA_TYPE: &str = "application/octet-stream";

/// Compares the destination in the state `etag` with what it should be, as far as `verify` requires.
///
/// # Errors
/// `VerifyFailed` when something differs; otherwise the failed request.
pub async fn check_properties(context: &CopyContext, verify: Verify, etag: Option<&str>) -> Result<()> {
    if !matches!(verify, Verify::Properties | Verify::Content) {
        return Ok(());
    }
    let conditions = etag.map(|etag| BlobRequestConditions { if_match: Some(etag.to_owned()), ..Default::default() });
    let customer_provided_key = context.options.customer_provided_key.clone();
    let operation = BlobGetPropertiesOptions { conditions, customer_provided_key };
    let response = context.destination.execute(&operation, &context.cancel).await?;
    let found = BlobFacts::from_properties(&response.output);
    let wanted_tags = context.wanted_tags().await?;
    let expected = expected(context, wanted_tags.as_ref(), &found);
    // The number of tags is missing for a credential that may not read them.
    let mut comparison =
        compare(&expected, &BlobFacts { tag_count: expected.tag_count, ..found.clone() }, Compare::Properties);
    let tags_are_known = match &wanted_tags {
        None => {
            if found.tag_count > 0 {
                comparison.fields.push("tags");
            }
            true
        }
        Some(wanted) => match has_tags(context, wanted).await? {
            Some(true) => true,
            Some(false) => {
                comparison.fields.push("tags");
                true
            }
            None => false,
        },
    };
    if !comparison.fields.is_empty() {
        let fields = comparison.fields.join(", ");
        let message = format!("The destination differs from what was to be written in: {fields}.");
        return Err(Error::new(ErrorKind::Copy, message).with_code(VERIFY_FAILED));
    }
    let has_content = verify == Verify::Content || comparison.has_same_hash || context.source.length == 0;
    let proof = if tags_are_known && has_content { Proof::Equal } else { Proof::Unproven };
    *lock(&context.proof) = Some(proof);
    Ok(())
}

/// Whether a blob may be what this copy would write, by all facts that a copy determines. Its tier may have been changed since, and
/// the service adds a hash to what it reads in one piece.
pub fn may_be_copy(context: &CopyContext, tags: Option<&NameValues>, found: &BlobFacts) -> bool {
    let mut expected = expected(context, tags, found);
    (expected.tier, expected.http_headers.blob_content_md5) = (None, None);
    compare(&expected, found, Compare::Properties).fields.is_empty()
}

/// The expected destination.
fn expected(context: &CopyContext, tags: Option<&NameValues>, found: &BlobFacts) -> BlobFacts {
    let mut http_headers = context.http_headers();
    let default_type = found.http_headers.blob_content_type.as_deref() == Some(NO_MEDIA_TYPE);
    if http_headers.blob_content_type.is_none() && default_type {
        http_headers.blob_content_type.clone_from(&found.http_headers.blob_content_type);
    }
    let tier: Option<AccessTier> = context.tier();
    BlobFacts {
        kind: if context.plan == Plan::CopyBlob { context.source.facts.kind } else { BlobKind::BlockBlob },
        length: Some(context.source.length),
        http_headers,
        metadata: context.metadata(),
        tag_count: tags.map_or(0, |tags| tags.0.len() as u64),
        tier,
        tier_inferred: false,
        ..BlobFacts::default()
    }
}

/// Whether the destination has these tags; `None` if they may not be read.
async fn has_tags(context: &CopyContext, wanted: &NameValues) -> Result<Option<bool>> {
    let response = match context.destination.execute(&BlobGetTagsOptions::default(), &context.cancel).await {
        Ok(response) => response,
        Err(error) if matches!(error.status(), Some(401 | 403)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut there: Vec<_> = response.output.body.blob_tag_set.into_iter().map(|tag| (tag.key, tag.value)).collect();
    let mut wanted = wanted.0.clone();
    sort_by(&mut there, Ord::cmp);
    sort_by(&mut wanted, Ord::cmp);
    Ok(Some(there == wanted))
}
