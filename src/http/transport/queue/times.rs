//! How long connections and waiters keep a state.

use std::time::Duration;

/// How long a connection may have been idle and still be used by a request that must not be repeated: much shorter than
/// any server waits before it closes.
pub const FRESH: Duration = Duration::from_millis(500);

/// How long after its last response a connection may still be in the list of a level-triggered server: a turn of its
/// event loop.
pub const WARM: Duration = Duration::from_millis(50);

/// If no connection has ended or become idle for this long, waiters stop waiting.
pub const STANDSTILL: Duration = Duration::from_secs(1);
