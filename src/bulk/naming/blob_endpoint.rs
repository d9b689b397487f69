//! The endpoint of a blob in a container.

use std::sync::Arc;

use crate::base::error::Result;
use crate::base::url::{NameKind, append_name};
use crate::rest::BlobEndpoint;

/// A blob of a container.
///
/// # Errors
/// A name that no URL can have.
pub fn endpoint(container: &BlobEndpoint, name: &str) -> Result<BlobEndpoint> {
    let url = append_name(container.url.clone(), name, NameKind::Blob)?;
    Ok(BlobEndpoint::new(Arc::clone(&container.pipeline), url))
}
