//! The features of an account, as set by a test.

use serde::{Deserialize, Serialize};

/// The features that an account has, and those that it lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Features {
    /// Names are paths: directories are entries, and listings go directory by directory. Only an account without containers
    /// can change it.
    pub hierarchical_namespace: bool,
    /// A blob that is overwritten or deleted stays as an earlier version.
    pub versioning: bool,
    /// Listings ignore `startFrom`, as in older emulators.
    pub ignores_start_from: bool,
    /// The newest version that the service supports; it rejects newer ones, and does not have their features.
    pub newest_version: Option<String>,
    /// A page of a listing that may hold more blobs than this times out: 500 `OperationTimedOut`.
    pub list_times_out_above: Option<usize>,
    /// The tenant that the account belongs to: tokens of others are rejected. By default, all tokens are accepted.
    pub tenant: Option<String>,
    /// Tiers of block blobs that are newer than the simulator.
    pub further_tiers: Vec<String>,
}
