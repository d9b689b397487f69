//! The operations of append blobs, one file each.

mod append_block;
mod append_block_from_url;
mod conditions;
mod create;
mod seal;

pub use append_block::{AppendBlobAppendBlockParameters, AppendBlobAppendBlockResponse};
pub use append_block_from_url::{
    AppendBlobAppendBlockFromURLOptions, AppendBlobAppendBlockFromUrlResponse, AppendBlockFromURL,
};
pub use conditions::AppendBlobRequestConditions;
pub use create::{AppendBlobCreateOptions, AppendBlobCreateResponse};
pub use seal::{AppendBlobSealOptions, AppendBlobSealResponse};
