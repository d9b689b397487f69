//! The leases that the caller holds on blobs of the destination.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::error::{Error, Result};
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;

/// Lease ids, by the names of the blobs at the destination.
#[derive(Debug, Clone, Default)]
pub struct LeaseIds(Arc<HashMap<String, String>>);

impl LeaseIds {
    /// Checks the option.
    ///
    /// # Errors
    /// An argument error that names the blob.
    pub fn new(given: &BeginCopyFromContainerOptions) -> Result<Self> {
        let ids = given.lease_ids.clone().unwrap_or_default().0;
        if let Some((name, _)) = ids.iter().find(|(_, id)| id.is_empty()) {
            let message = format!("The option \"leaseIds\" has an empty lease id for the blob {name:?}. Leave it out.");
            return Err(Error::argument_range("options.leaseIds", message));
        }
        Ok(Self(Arc::new(ids.into_iter().collect())))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// That of a blob of the destination.
    pub fn of(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}
