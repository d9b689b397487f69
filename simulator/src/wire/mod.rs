//! Faults on the connection itself, below HTTP: what hyper would never send. It knows bytes and no operation.
//!
//! Each connection has a [`StreamFaults`]: a handle that the handler of a request arms with a [`Plan`] for its response. The
//! connection's stream, [`FaultyStream`], follows the plan while hyper writes that response, and then forgets it.

mod edit;
mod stream;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

pub use stream::{FaultyStream, Resettable, Wait};

/// The changes to the bytes of one response.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// How many bytes the body of the response has.
    pub length: u64,
    /// The bytes that are sent instead of the response, before the connection is closed.
    pub instead: Option<Bytes>,
    /// Headers that are left out.
    pub missing: Vec<String>,
    /// Headers that get another value, or are added.
    pub replaced: Vec<(String, String)>,
    /// The number that is added to `Content-Length`.
    pub wrong_length: i64,
    /// The seed of the bytes that the body is made of instead of its own.
    pub garbage: Option<u64>,
    /// The place of the byte in the body that has a bit flipped.
    pub corrupt: Option<u64>,
    /// How many bytes of the body are sent in a second.
    pub slow: Option<u64>,
    /// After how many bytes of the body what happens.
    pub end: Option<(u64, End)>,
}

/// How a response ends that does not end as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The connection is closed.
    Close,
    /// The connection is reset.
    Reset,
    /// Nothing more comes, until stalls are released.
    Stall,
}

/// The handle of a connection.
#[derive(Debug, Clone, Default)]
pub struct StreamFaults(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    armed: AtomicBool,
    reset: AtomicBool,
    plan: Mutex<Option<Armed>>,
}

/// A plan, and how to wait for stalls to be released.
struct Armed {
    plan: Plan,
    released: Box<dyn FnOnce() -> Wait + Send>,
}

impl std::fmt::Debug for Armed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.plan.fmt(formatter)
    }
}

impl StreamFaults {
    /// Makes the connection do this to the response that comes next.
    pub fn arm(&self, plan: Plan, released: impl FnOnce() -> Wait + Send + 'static) {
        let armed = Armed { plan, released: Box::new(released) };
        *self.0.plan.lock().unwrap_or_else(PoisonError::into_inner) = Some(armed);
        self.0.armed.store(true, Ordering::Release);
    }

    /// Makes the end of the connection, whenever it comes, a reset.
    pub fn reset(&self) {
        self.0.reset.store(true, Ordering::Release);
    }

    fn is_reset(&self) -> bool {
        self.0.reset.load(Ordering::Acquire)
    }

    /// The plan for the response that comes next, once.
    fn take(&self) -> Option<Armed> {
        if !self.0.armed.load(Ordering::Acquire) {
            return None;
        }
        self.0.armed.store(false, Ordering::Release);
        self.0.plan.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
