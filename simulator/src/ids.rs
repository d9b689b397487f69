//! Ids and `ETags`: unique within a process, and cheap, because every request needs some.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use uuid::Uuid;

use crate::splitmix64::splitmix64;

static SEED: LazyLock<u64> = LazyLock::new(|| Uuid::new_v4().as_u64_pair().0);
static IDS: AtomicU64 = AtomicU64::new(0);
static ETAGS: LazyLock<AtomicU64> = LazyLock::new(|| AtomicU64::new(first_etag()));

/// An id of a request or of a copy: it looks like a random UUID, but is derived from a counter.
pub fn next_id() -> Uuid {
    let count = IDS.fetch_add(1, Ordering::Relaxed);
    let (high, low) = (splitmix64(count ^ *SEED), splitmix64(count.wrapping_add(*SEED)));
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&high.to_be_bytes());
    bytes[8..].copy_from_slice(&low.to_be_bytes());
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// The number of the next `ETag`.
pub fn next_etag() -> u64 {
    ETAGS.fetch_add(1, Ordering::Relaxed)
}

/// The service counts in units of 100 ns since the year 1.
fn first_etag() -> u64 {
    const UNIX_EPOCH: u64 = 621_355_968_000_000_000;
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    UNIX_EPOCH + u64::try_from(since.as_nanos() / 100).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_shaped_like_random_uuids() {
        let ids: HashSet<_> = (0..10_000).map(|_| next_id()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.get_version_num() == 4));
    }

    #[test]
    fn etags_increase() {
        assert!(next_etag() < next_etag());
    }
}
