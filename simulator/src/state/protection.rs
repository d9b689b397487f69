//! Protection of a blob from changes and deletion: an immutability policy until a time, a legal hold until it is lifted.

use std::time::SystemTime;

use crate::failure::{Failure, Result};

/// The protection of a blob.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Protection {
    /// The immutability policy: until when, and whether it is locked.
    pub policy: Option<(SystemTime, bool)>,
    /// Whether there is a legal hold, if it was ever set.
    pub legal_hold: Option<bool>,
}

impl Protection {
    /// Rejects a change while the blob is protected.
    pub fn check(&self, now: SystemTime) -> Result<()> {
        if self.legal_hold == Some(true) {
            let message = "This operation is not permitted as the blob is immutable due to one or more legal holds.";
            return Err(Failure::new(409, "BlobImmutableDueToLegalHold", message));
        }
        if self.policy.is_some_and(|(until, _)| until > now) { Err(immutable()) } else { Ok(()) }
    }

    /// The service's name for the mode of the policy.
    pub fn mode(&self) -> Option<&'static str> {
        self.policy.map(|(_, locked)| if locked { "locked" } else { "unlocked" })
    }
}

/// A policy forbids it.
pub fn immutable() -> Failure {
    Failure::new(
        409,
        "BlobImmutableDueToPolicy",
        "This operation is not permitted as the blob is immutable due to a policy.",
    )
}
