//! The endpoint of a container of an account.

use std::sync::Arc;

use crate::base::error::Result;
use crate::base::url::{NameKind, append_name};
use crate::rest::BlobEndpoint;

/// The endpoint of a container.
///
/// # Errors
/// A name that no container has.
pub fn container_of(account: &BlobEndpoint, name: &str) -> Result<BlobEndpoint> {
    let url = append_name(account.url.clone(), name, NameKind::Container)?;
    Ok(BlobEndpoint::new(Arc::clone(&account.pipeline), url))
}
