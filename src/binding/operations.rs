//! The operations that JavaScript can run by name, with or without bytes to send.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::binding::outcome::{Attachment, Outcome, to_json};
use crate::http::{Pipeline, RequestBody, UploadProgress};
use crate::rest::execute::Prepared;
use crate::rest::slices::SliceWriter;
use crate::rest::{ListOperation, Operation, append_blob, blob, block_blob, container, lease, page_blob, service};

macro_rules! operations {
    ($($name:literal => $operation:ty,)* lists: $($list_name:literal => $list:ty,)*) => {
        fn prepare(name: &str, url: Url, options: &str, body: Option<RequestBody>) -> Result<Prepared<ReadAnswer>> {
            match name {
                $($name => prepare_operation::<$operation>(url, options, body),)*
                $($list_name => prepare_list::<$list>(url, options),)*
                _ => Err(Error::new(
                    ErrorKind::Internal,
                    format!("The addon has no operation {name}: it is of another version than the facade. Build both again."),
                )),
            }
        }
    };
}

operations! {
    "AppendBlobAppendBlock" => append_blob::AppendBlobAppendBlockParameters,
    "AppendBlobAppendBlockFromURL" => append_blob::AppendBlockFromURL,
    "AppendBlobCreate" => append_blob::AppendBlobCreateOptions,
    "AppendBlobSeal" => append_blob::AppendBlobSealOptions,
    "BlobAbortCopyFromURL" => blob::AbortCopyFromURL,
    "BlobCopyFromURL" => blob::CopyFromURL,
    "BlobCreateSnapshot" => blob::BlobCreateSnapshotOptions,
    "BlobDelete" => blob::BlobDeleteOptions,
    "BlobDeleteImmutabilityPolicy" => blob::DeleteImmutabilityPolicy,
    "BlobGetProperties" => blob::BlobGetPropertiesOptions,
    "BlobGetTags" => blob::BlobGetTagsOptions,
    "BlobSetHTTPHeaders" => blob::SetHTTPHeaders,
    "BlobSetImmutabilityPolicy" => blob::SetImmutabilityPolicy,
    "BlobSetLegalHold" => blob::SetLegalHold,
    "BlobSetMetadata" => blob::SetMetadata,
    "BlobSetTags" => blob::SetTags,
    "BlobSetTier" => blob::SetTier,
    "BlobStartCopyFromURL" => blob::StartCopyFromURL,
    "BlobUndelete" => blob::Undelete,
    "BlockBlobCommitBlockList" => block_blob::CommitBlockList,
    "BlockBlobPutBlobFromURL" => block_blob::PutBlobFromURL,
    "BlockBlobStageBlock" => block_blob::StageBlock,
    "BlockBlobStageBlockFromURL" => block_blob::StageBlockFromURL,
    "BlockBlobUpload" => blob::BlockBlobUploadParameters,
    "ContainerCreate" => container::ContainerCreateOptions,
    "ContainerDelete" => container::ContainerDeleteMethodOptions,
    "ContainerGetAccessPolicy" => container::ContainerGetAccessPolicyOptions,
    "ContainerGetProperties" => container::ContainerGetPropertiesOptions,
    "ContainerRestore" => container::ContainerRestore,
    "ContainerSetAccessPolicy" => container::ContainerSetAccessPolicy,
    "ContainerSetMetadata" => container::ContainerSetMetadata,
    "GetAccountInfo" => service::GetAccountInfo,
    "LeaseAcquire" => lease::AcquireLease,
    "LeaseBreak" => lease::BreakLease,
    "LeaseChange" => lease::ChangeLease,
    "LeaseRelease" => lease::ReleaseLease,
    "LeaseRenew" => lease::RenewLease,
    "PageBlobClearPages" => page_blob::ClearPages,
    "PageBlobCopyIncremental" => page_blob::CopyIncremental,
    "PageBlobCreate" => page_blob::PageBlobCreate,
    "PageBlobResize" => page_blob::Resize,
    "PageBlobUpdateSequenceNumber" => page_blob::UpdateSequenceNumber,
    "PageBlobUploadPages" => page_blob::UploadPages,
    "PageBlobUploadPagesFromURL" => page_blob::UploadPagesFromURL,
    "ServiceGetProperties" => service::GetProperties,
    "ServiceGetStatistics" => service::GetStatistics,
    "ServiceGetUserDelegationKey" => service::GetUserDelegationKey,
    "ServiceSetProperties" => service::SetProperties,
    lists:
    "BlockBlobGetBlockList" => block_blob::GetBlockList,
    "ContainerListBlobFlatSegment" => container::ContainerListBlobFlatSegmentOptions,
    "ContainerListBlobHierarchySegment" => container::ListBlobsByHierarchy,
    "FilterBlobs" => service::FilterBlobs,
    "PageBlobGetPageRanges" => page_blob::GetPageRanges,
    "ServiceListContainersSegment" => service::ListContainers,
}

/// An answer as it crosses.
struct ReadAnswer {
    json: String,
    /// The lists in slices and the body that they were read from ([`SliceWriter::finish`]); of an operation without lists the
    /// body alone, for `bodyAsText`.
    bytes: Option<Vec<u8>>,
}

/// Runs the operation of a name, with its options as JSON. The body is for operations that take bytes, `sent` for
/// those who watch it.
pub async fn run(
    pipeline: Arc<Pipeline>,
    name: &str,
    url: Url,
    options: &str,
    body: Option<RequestBody>,
    sent: Option<UploadProgress>,
    cancel: &CancellationToken,
) -> Outcome {
    let prepared = match prepare(name, url, options, body) {
        Ok(prepared) => prepared,
        Err(error) => return Outcome::failed(&error),
    };
    match prepared.counted(sent).execute(&pipeline, cancel).await {
        Ok(answer) => {
            let ReadAnswer { json, bytes } = answer.output;
            let attachment = bytes.map_or(Attachment::None, |bytes| Attachment::Bytes(bytes.into()));
            Outcome::answered(json, Some(&answer.exchange)).with(attachment)
        }
        Err(error) => Outcome::failed(&error),
    }
}

/// What differs from operation to operation is done here, without waiting: the code that waits exists once, not once for
/// each of them.
fn prepare_operation<O: Operation>(url: Url, options: &str, body: Option<RequestBody>) -> Result<Prepared<ReadAnswer>> {
    Prepared::new(&O::parse(options)?, url, body, |headers, body| {
        let json = to_json(&O::read(headers, body)?)?;
        Ok(ReadAnswer { json, bytes: (!body.is_empty()).then(|| body.to_vec()) })
    })
}

fn prepare_list<O: ListOperation>(url: Url, options: &str) -> Result<Prepared<ReadAnswer>> {
    Prepared::new(&O::parse(options)?, url, None, |headers, body| {
        let mut slices = SliceWriter::new(O::LISTS);
        let json = to_json(&O::read_in_slices(headers, body, &mut slices)?)?;
        Ok(ReadAnswer { json, bytes: Some(slices.finish(body)?) })
    })
}
