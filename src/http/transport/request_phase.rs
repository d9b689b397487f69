//! What both sides of a connection know of the request on it: the one that sends it, and the one that moves its bytes.

use std::sync::Weak;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use crate::http::transport::lane::Lane;
use crate::http::transport::origin::Origin;
use crate::http::transport::pool::Pool;

/// No request.
const IDLE: u8 = 0;
/// A request was handed over; nothing of it has been written.
const HANDED: u8 = 1;
/// Something of it was written, so that the other side may have it.
const BEGUN: u8 = 2;
/// Something came back.
const ANSWERED: u8 = 3;

/// How far the request on a connection is.
pub struct RequestPhase {
    state: AtomicU8,
    /// Whether who has it had waited and was told.
    is_told: AtomicBool,
    pool: Weak<Pool>,
    origin: Origin,
    lane: Lane,
}

impl RequestPhase {
    pub fn new(pool: Weak<Pool>, origin: Origin, lane: Lane) -> Self {
        Self { state: AtomicU8::new(IDLE), is_told: AtomicBool::new(false), pool, origin, lane }
    }

    /// A request is handed over. From now on the queue waits for [`RequestPhase::begin`].
    pub fn hand(&self, is_told: bool) {
        self.is_told.store(is_told, Ordering::Relaxed);
        self.state.store(HANDED, Ordering::Release);
    }

    /// The request begins to go out, or never will; those behind it need not wait any more. False when that was known.
    pub fn begin(&self) -> bool {
        let first = self.state.compare_exchange(HANDED, BEGUN, Ordering::AcqRel, Ordering::Relaxed).is_ok();
        if first && let Some(pool) = self.pool.upgrade() {
            pool.begun(&self.origin, self.lane, self.is_told.load(Ordering::Relaxed));
        }
        first
    }

    /// Something came back.
    pub fn answered(&self) {
        let _ = self.state.compare_exchange(BEGUN, ANSWERED, Ordering::AcqRel, Ordering::Relaxed);
    }

    /// The connection is idle again.
    pub fn rest(&self) {
        self.state.store(IDLE, Ordering::Release);
    }

    /// Whether nothing of the request has been written.
    pub fn is_unsent(&self) -> bool {
        self.state.load(Ordering::Acquire) == HANDED
    }

    /// Whether nothing came back.
    pub fn is_unanswered(&self) -> bool {
        self.state.load(Ordering::Acquire) != ANSWERED
    }
}
