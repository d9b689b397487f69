//! What kind of account one is, as a test says.

use serde::{Deserialize, Serialize};

/// What an account can do, and what it cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Features {
    /// Names are paths: directories are entries, and listings go directory by directory. Only an account without containers
    /// can change it.
    pub hierarchical_namespace: bool,
    /// A blob that is overwritten or deleted stays as an earlier version.
    pub versioning: bool,
    /// Listings start at their beginning whatever `startFrom` says, as in older emulators.
    pub ignores_start_from: bool,
    /// The newest version that the service knows; it rejects newer ones, and features of newer ones are not there.
    pub newest_version: Option<String>,
    /// A page of a listing that is asked to hold more than this times out: 500 `OperationTimedOut`.
    pub list_times_out_above: Option<usize>,
    /// The tenant that the account belongs to: tokens of others do not open it. All tokens do if nothing is said.
    pub tenant: Option<String>,
    /// Tiers of block blobs that are newer than the simulator.
    pub further_tiers: Vec<String>,
}
