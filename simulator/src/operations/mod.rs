//! The operations: one file for each. Each gets the request and the parts of the context that it needs, and returns a response or the service's error.

mod abort_copy_blob;
mod append_block;
mod append_block_from_url;
mod arrow_writer;
mod batch;
mod blob_tags;
mod container_acl;
mod copy_blob;
mod copy_blob_from_url;
mod copy_source;
pub mod create_container;
mod delete_blob;
mod delete_container;
mod describe_blob;
mod find_blobs;
mod get_blob;
mod get_blob_properties;
mod get_block_list;
mod get_container_properties;
mod get_page_ranges;
mod get_user_delegation_key;
mod incremental_copy_blob;
mod lease_resource;
mod list_arrow;
mod list_blobs;
mod list_containers;
mod list_xml;
mod page_properties;
mod paging;
mod protect;
mod put_blob;
mod put_blob_from_url;
mod put_block;
mod put_block_from_url;
mod put_block_list;
mod put_page;
mod put_page_from_url;
mod query_blob;
mod restore_container;
mod seal_append_blob;
mod service_properties;
mod set_blob_metadata;
mod set_blob_properties;
mod set_blob_tier;
mod set_container_metadata;
mod snapshot_blob;
mod tier_header;
mod undelete_blob;

use crate::access::Access;
use crate::failure::Result;
use crate::operation::Operation;
use crate::request::Call;
use crate::response::ServiceResponse;
use crate::scripts::Scripts;
use crate::sources::Sources;
use crate::store::Store;
use crate::{guard, range};

/// Everything that operations work on. Each gets the parts that it needs.
pub struct Context<'a> {
    /// The state.
    pub store: &'a Store,
    /// Keys and the issuer of tokens.
    pub access: &'a Access,
    /// Scripted durations.
    pub scripts: &'a Scripts,
    /// The sources of copies.
    pub sources: Sources<'a>,
}

/// Runs an operation. Most run under the lock of the state and never wait; those that read a source wait, but never with the lock.
pub async fn run(operation: Operation, call: &Call, context: &Context<'_>) -> Result<ServiceResponse> {
    let Context { store, access, scripts, sources } = context;
    match operation {
        Operation::GetUserDelegationKey => get_user_delegation_key::run(call, access),
        Operation::CreateContainer => create_container::run(call, &mut store.state()),
        Operation::DeleteContainer => delete_container::run(call, &mut store.state()),
        Operation::GetContainerProperties => get_container_properties::run(call, &mut store.state()),
        Operation::ListBlobs => list_blobs::run(call, &mut store.state()),
        Operation::PutBlob => put_blob::run(call, &mut store.state()),
        Operation::GetBlob => get_blob::run(call, &mut store.state()),
        Operation::GetBlobProperties => get_blob_properties::run(call, &mut store.state()),
        Operation::DeleteBlob => delete_blob::run(call, &mut store.state()),
        Operation::SetBlobMetadata => set_blob_metadata::run(call, &mut store.state()),
        Operation::SnapshotBlob => snapshot_blob::run(call, &mut store.state()),
        Operation::PutBlock => put_block::run(call, &mut store.state()),
        Operation::PutBlockList => put_block_list::run(call, &mut store.state()),
        Operation::GetBlockList => get_block_list::run(call, &mut store.state()),
        Operation::QueryBlobContents => query_blob::run(call, &mut store.state()),
        Operation::CopyBlob => copy_blob::run(call, store, sources, scripts).await,
        Operation::CopyBlobFromUrl => copy_blob_from_url::run(call, store, sources, scripts).await,
        Operation::ListContainers => list_containers::run(call, &mut store.state()),
        Operation::GetServiceProperties
        | Operation::SetServiceProperties
        | Operation::GetServiceStats
        | Operation::GetAccountInformation => service_properties::run(call, &mut store.state()),
        Operation::FindBlobsByTags | Operation::FindBlobsByTagsInContainer => find_blobs::run(call, &mut store.state()),
        Operation::Batch => batch::run(call, store, access, scripts.rehydration()),
        Operation::SetContainerMetadata => set_container_metadata::run(call, &mut store.state()),
        Operation::RestoreContainer => restore_container::run(call, &mut store.state()),
        Operation::GetContainerAcl | Operation::SetContainerAcl => container_acl::run(call, &mut store.state()),
        Operation::SetBlobProperties => set_blob_properties::run(call, &mut store.state()),
        Operation::GetBlobTags | Operation::SetBlobTags => blob_tags::run(call, &mut store.state()),
        Operation::SetBlobTier => set_blob_tier::run(call, &mut store.state(), scripts.rehydration()),
        Operation::SetImmutabilityPolicy | Operation::DeleteImmutabilityPolicy | Operation::SetLegalHold => {
            protect::run(call, &mut store.state())
        }
        Operation::UndeleteBlob => undelete_blob::run(call, &mut store.state()),
        Operation::LeaseBlob | Operation::LeaseContainer => lease_resource::run(call, &mut store.state()),
        Operation::AbortCopyBlob => abort_copy_blob::run(call, &mut store.state()),
        Operation::AppendBlock => append_block::run(call, &mut store.state()),
        Operation::AppendBlockFromUrl => append_block_from_url::run(call, store, sources).await,
        Operation::SealAppendBlob => seal_append_blob::run(call, &mut store.state()),
        Operation::PutPage => put_page::run(call, &mut store.state()),
        Operation::PutPageFromUrl => put_page_from_url::run(call, store, sources).await,
        Operation::GetPageRanges => get_page_ranges::run(call, &mut store.state()),
        Operation::PutBlobFromUrl => put_blob_from_url::run(call, store, sources).await,
        Operation::PutBlockFromUrl => put_block_from_url::run(call, store, sources).await,
        Operation::IncrementalCopyBlob => incremental_copy_blob::run(call, store, sources, scripts).await,
    }
}
