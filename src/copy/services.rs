//! The services that the copies of a job share, besides their options. A single copy has none of it.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::copy::pair::AccountPair;
use crate::copy::pending::WatchPending;

/// The services that copies share.
#[derive(Debug, Clone, Default)]
pub struct CopyServices {
    /// Limits the blocks that relays hold in memory, for many copies together.
    pub relay_permits: Option<Arc<Semaphore>>,
    /// The findings of earlier copies between the same two accounts.
    pub pair: Option<Arc<AccountPair>>,
    /// Shows the status of many pending copies at once.
    pub pending: Option<Arc<dyn WatchPending>>,
}
