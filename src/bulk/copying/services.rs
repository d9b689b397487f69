//! What the copies of a job share.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::bulk::requests::attempts::Attempts;
use crate::bulk::requests::pending_copies::PendingCopies;
use crate::copy::CopyServices;

/// The number of blocks that all relays of a job hold in memory together: 256 MiB.
const RELAYED_BLOCKS: usize = 32;

/// For a job whose requests go through these attempts.
pub fn services(attempts: &Arc<Attempts>) -> Arc<CopyServices> {
    Arc::new(CopyServices {
        relay_permits: Some(Arc::new(Semaphore::new(RELAYED_BLOCKS))),
        pair: Some(Arc::default()),
        pending: Some(Arc::new(PendingCopies::new(Arc::clone(attempts)))),
    })
}
