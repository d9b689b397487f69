//! Copies that one request makes: Copy Blob From URL, and Put Blob From URL for what that does not take.

use crate::base::error::Result;
use crate::copy::plan::SourceKind;
use crate::copy::transfer::job::{Job, Made};
use crate::copy::transfer::lost_answer;
use crate::rest::blob::{BlobSyncCopyFromURLOptions, CopyFromURL};
use crate::rest::block_blob::{BlockBlobSyncUploadFromURLOptions, PutBlobFromURL};
use crate::rest::execute::execute;

/// Whether Copy Blob From URL can do what the caller wants: it takes no properties but the source's, and metadata only
/// when there is some.
pub fn takes_copy_blob(job: &Job) -> bool {
    let no_metadata = job.options.metadata.as_ref().is_some_and(|metadata| metadata.0.is_empty());
    job.options.blob_http_headers.is_none() && !no_metadata && job.source.kind == SourceKind::BlockBlob
}

/// Copy Blob From URL: the service copies properties and metadata itself.
pub async fn copy_blob_from_url(job: &Job) -> Result<Made> {
    let grant = job.access.grant(false, &job.cancel).await?;
    let options = &job.options;
    let operation = CopyFromURL {
        copy_source: grant.url,
        options: BlobSyncCopyFromURLOptions {
            metadata: options.metadata.clone(),
            conditions: Some(job.conditions()),
            source_conditions: job.source.pin(),
            tier: job.tier(),
            tags: job.tags.clone(),
            source_authorization: grant.authorization,
            encryption_scope: options.encryption_scope.clone(),
            ..Default::default()
        },
    };
    run(job, operation).await
}

/// Put Blob From URL, with everything said: nothing depends on what the service takes from the source by itself.
pub async fn put_blob_from_url(job: &Job) -> Result<Made> {
    let grant = job.access.grant(false, &job.cancel).await?;
    let options = &job.options;
    let operation = PutBlobFromURL {
        copy_source: grant.url,
        options: BlockBlobSyncUploadFromURLOptions {
            metadata: job.metadata(),
            conditions: Some(job.conditions()),
            customer_provided_key: options.customer_provided_key.clone(),
            blob_http_headers: Some(job.http_headers()),
            encryption_scope: options.encryption_scope.clone(),
            tier: job.tier(),
            source_conditions: job.source.pin(),
            tags: job.tags.clone(),
            source_authorization: grant.authorization,
            copy_source_blob_properties: Some(false),
            ..Default::default()
        },
    };
    run(job, operation).await
}

async fn run<O: crate::rest::Operation>(job: &Job, operation: O) -> Result<Made> {
    job.progress.begin(0, job.source.length);
    let answer = execute(&job.destination.pipeline, &operation, job.destination.url.clone(), &job.cancel).await;
    let made = match answer {
        Ok(answer) => Made::of(answer),
        Err(error) => {
            lost_answer::adopt(job, error).await.map_err(|error| job.failure_of_making(&error, "in one request"))?
        }
    };
    job.progress.add(job.source.length);
    Ok(made)
}
