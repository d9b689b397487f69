//! Copies with one request: Copy Blob From URL, and Put Blob From URL for what that does not support.

use crate::base::error::Result;
use crate::copy::ambiguous_commit::adopt;
use crate::copy::blob_facts::BlobKind;
use crate::copy::context::CopyContext;
use crate::copy::outcome::{CopyOutcome, CopyResult};
use crate::copy::protect::protect;
use crate::rest::Operation;
use crate::rest::blob::{BlobSyncCopyFromURLOptions, CopyFromURL};
use crate::rest::block_blob::{BlockBlobSyncUploadFromURLOptions, PutBlobFromURL};

/// Whether Copy Blob From URL supports the caller's options: it accepts no properties but the source's, and metadata only
/// if it is not empty.
pub fn takes_copy_blob(context: &CopyContext) -> bool {
    let options = &context.options;
    let no_metadata = options.metadata.as_ref().is_some_and(|metadata| metadata.0.is_empty());
    let own_properties = options.blob_http_headers.is_some() || options.drops_md5;
    !own_properties && !no_metadata && context.source.facts.kind == BlobKind::BlockBlob
}

/// Copy Blob From URL. The service copies properties and metadata itself.
///
/// # Errors
/// The failed request.
pub async fn copy_blob_from_url(context: &CopyContext) -> Result<CopyOutcome> {
    let source = context.authorizer.authorize(false, &context.cancel).await?;
    let options = &context.options;
    let operation = CopyFromURL {
        copy_source: source.url,
        options: BlobSyncCopyFromURLOptions {
            metadata: options.metadata.clone(),
            conditions: Some(context.conditions()),
            source_conditions: context.source.pin(),
            tier: context.tier(),
            tags: context.tags(),
            copy_source_tags: context.copy_source_tags(),
            immutability_policy: context.immutability_policy(),
            legal_hold: context.legal_hold(),
            source_authorization: source.authorization,
            encryption_scope: options.encryption_scope.clone(),
            ..Default::default()
        },
    };
    run(context, &operation).await
}

/// Put Blob From URL, with all properties explicit, so that nothing depends on what the service copies by itself.
///
/// # Errors
/// The failed request.
pub async fn put_blob_from_url(context: &CopyContext) -> Result<CopyOutcome> {
    let source = context.authorizer.authorize(false, &context.cancel).await?;
    let options = &context.options;
    let operation = PutBlobFromURL {
        copy_source: source.url,
        options: BlockBlobSyncUploadFromURLOptions {
            metadata: context.metadata(),
            conditions: Some(context.conditions()),
            customer_provided_key: options.customer_provided_key.clone(),
            blob_http_headers: Some(context.http_headers()),
            encryption_scope: options.encryption_scope.clone(),
            tier: context.tier(),
            source_conditions: context.source.pin(),
            tags: context.tags(),
            source_authorization: source.authorization,
            source_customer_provided_key: context.source.key.clone(),
            copy_source_tags: context.copy_source_tags(),
            copy_source_blob_properties: Some(false),
            ..Default::default()
        },
    };
    let outcome = run(context, &operation).await?;
    if context.options.keeps_immutability {
        Box::pin(protect(&context.destination, &context.source.facts, &context.cancel)).await?;
    }
    Ok(outcome)
}

async fn run<O: Operation>(context: &CopyContext, operation: &O) -> Result<CopyOutcome>
where
    CopyResult: From<O::Output>,
{
    context.activity.begin(0, context.source.length);
    let outcome = match context.destination.execute(operation, &context.cancel).await {
        Ok(response) => CopyOutcome::of(response),
        Err(error) => {
            let adopted = Box::pin(adopt(context, error)).await;
            adopted.map_err(|error| context.failure_of_making(&error, "in one request"))?
        }
    };
    context.activity.add(context.source.length);
    Ok(outcome)
}
