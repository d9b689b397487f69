//! The operations of page blobs, one file each.

mod clear_pages;
mod conditions;
mod copy_incremental;
mod create;
mod get_page_ranges;
mod resize;
mod update_sequence_number;
mod upload_pages;
mod upload_pages_from_url;

pub use clear_pages::{ClearPages, PageBlobClearPagesOptions, PageBlobClearPagesResponse};
pub use conditions::PageBlobRequestConditions;
pub use copy_incremental::{CopyIncremental, PageBlobCopyIncrementalResponse, PageBlobStartCopyIncrementalOptions};
pub use create::{PageBlobCreate, PageBlobCreateOptions, PageBlobCreateResponse};
pub use get_page_ranges::{
    ClearRange, GetPageRanges, PageBlobGetPageRangesHeaders, PageBlobGetPageRangesOptions, PageListInternal, PageRange,
};
pub use resize::{PageBlobResizeOptions, PageBlobResizeResponse, Resize};
pub use update_sequence_number::{
    PageBlobUpdateSequenceNumberOptions, PageBlobUpdateSequenceNumberResponse, UpdateSequenceNumber,
};
pub use upload_pages::{PageBlobUploadPagesParameters, PageBlobUploadPagesResponse, UploadPages};
pub use upload_pages_from_url::{
    PageBlobUploadPagesFromURLOptions, PageBlobUploadPagesFromURLResponse, UploadPagesFromURL,
};
