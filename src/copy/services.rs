//! What the copies of a job share, besides their options. A single copy has none of it.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::copy::pair::AccountPair;
use crate::copy::pending::WatchPending;

/// What copies share.
#[derive(Debug, Clone, Default)]
pub struct CopyServices {
    /// Limits the blocks that relays hold in memory, for many copies together.
    pub relay_permits: Option<Arc<Semaphore>>,
    /// What earlier copies between the same two accounts found out.
    pub pair: Option<Arc<AccountPair>>,
    /// Shows the status of many pending copies at once.
    pub pending: Option<Arc<dyn WatchPending>>,
}
