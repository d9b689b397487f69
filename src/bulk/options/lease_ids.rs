//! The leases that the caller holds on blobs of the destination.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::error::{Error, Result};
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;

/// Lease ids, by the names of the blobs at the destination; in a copy of an account, with the container before the name.
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

    /// Checks that each name has a container before it, as in a copy of an account.
    ///
    /// # Errors
    /// An argument error that names the blob.
    pub fn require_containers(&self) -> Result<()> {
        let is_without = |name: &&String| name.split_once('/').is_none_or(|(container, _)| container.is_empty());
        let Some(name) = self.0.keys().find(is_without) else { return Ok(()) };
        let message = format!(
            "The option \"leaseIds\" of a copy of an account has its blobs by container and name, as in \"photos/2026/a.jpg\", unlike {name:?}."
        );
        Err(Error::argument_range("options.leaseIds", message))
    }

    /// That of a blob of the destination.
    pub fn of(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}
