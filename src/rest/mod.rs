//! The REST operations, as data. Each has an options struct that is written into a request, and a response struct that
//! is read from status, headers and XML. There is no I/O here: [`execute`] passes a request to the pipeline.
//!
//! To add an operation, write a file like its neighbors, in the folder of the resource, and add a line to the registry
//! below. Binding, typings and coverage use the registry.

#[macro_use]
mod wire;
#[macro_use]
mod declare;

pub mod access_policy;
pub mod avro;
pub mod batch;
pub mod blob_tags;
pub mod byte_range;
pub mod conditions;
pub mod copy_source_error;
pub mod declaration;
pub mod endpoint;
mod error_body;
pub mod execute;
pub mod fields;
pub mod from_text;
pub mod leases;
mod limits;
pub mod listing;
pub mod name_values;
pub mod object_replication;
pub mod operation;
#[cfg(feature = "typescript")]
pub mod option_shapes;
pub mod other_elements;
pub mod path;
pub mod place;
pub mod request_writer;
#[cfg(feature = "typescript")]
pub mod result_members;
pub mod service_error;
pub mod service_properties;
pub mod shared;
pub mod slices;
pub mod timestamp;
#[cfg(feature = "typescript")]
pub mod typescript_types;
pub mod values;
pub mod versions;
pub mod with_body;
pub mod xml;
pub mod xml_values;
pub mod xml_writer;

pub use endpoint::BlobEndpoint;
pub use operation::{Operation, Parameters, Visitor};

operations! {
    /// The operations on an account's Blob service.
    service {
        filter_blobs: FilterBlobs;
        get_account_info: GetAccountInfo;
        get_properties: GetProperties;
        get_statistics: GetStatistics;
        get_user_delegation_key: GetUserDelegationKey;
        list_containers: ServiceListContainersOptions;
        set_properties: SetProperties;
        submit_batch: SubmitBatch;
    }
    /// The operations on a container.
    container {
        create: ContainerCreateOptions;
        delete: ContainerDeleteMethodOptions;
        get_access_policy: ContainerGetAccessPolicyOptions;
        get_properties: ContainerGetPropertiesOptions;
        list_blobs: ContainerListBlobFlatSegmentOptions;
        list_blobs_by_hierarchy: ListBlobsByHierarchy;
        restore: ContainerRestore;
        set_access_policy: ContainerSetAccessPolicy;
        set_metadata: ContainerSetMetadata;
    }
    /// The operations on leases of containers and blobs.
    lease {
        acquire: AcquireLease;
        break_lease: BreakLease;
        change: ChangeLease;
        release: ReleaseLease;
        renew: RenewLease;
    }
    /// The operations on a blob of any kind.
    blob {
        abort_copy: AbortCopyFromURL;
        copy_from_url: CopyFromURL;
        create_snapshot: BlobCreateSnapshotOptions;
        delete: BlobDeleteOptions;
        delete_immutability_policy: DeleteImmutabilityPolicy;
        download: Download;
        get_properties: BlobGetPropertiesOptions;
        get_tags: BlobGetTagsOptions;
        set_http_headers: SetHTTPHeaders;
        set_immutability_policy: SetImmutabilityPolicy;
        set_legal_hold: SetLegalHold;
        set_metadata: SetMetadata;
        set_tags: SetTags;
        set_tier: SetTier;
        start_copy: StartCopyFromURL;
        undelete: Undelete;
        upload: BlockBlobUploadParameters;
    }
    /// The operations that only block blobs have. Put Blob is with those of all blobs.
    block_blob {
        commit_block_list: CommitBlockList;
        get_block_list: GetBlockList;
        put_blob_from_url: PutBlobFromURL;
        query_blob_contents: QueryBlobContents;
        stage_block: StageBlock;
        stage_block_from_url: StageBlockFromURL;
    }
    /// The operations that only append blobs have.
    append_blob {
        append_block: AppendBlobAppendBlockParameters;
        append_block_from_url: AppendBlockFromURL;
        create: AppendBlobCreateOptions;
        seal: AppendBlobSealOptions;
    }
    /// The operations that only page blobs have.
    page_blob {
        clear_pages: ClearPages;
        copy_incremental: CopyIncremental;
        create: PageBlobCreate;
        get_page_ranges: GetPageRanges;
        resize: Resize;
        update_sequence_number: UpdateSequenceNumber;
        upload_pages: UploadPages;
        upload_pages_from_url: UploadPagesFromURL;
    }
}
