//! State of a request that both sides of a connection share: the side that sends it, and the side that moves its bytes.

use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, Weak};

use tokio::time::{Duration, Instant};

use crate::base::lock::lock;
use crate::http::Spelling;
use crate::http::transport::lane::Lane;
use crate::http::transport::origin::Origin;

/// No request.
const IDLE: u8 = 0;
/// A request was handed over. No byte of it has been written.
const HANDED: u8 = 1;
/// A part of it was written, so the other side may have it.
const STARTED: u8 = 2;
/// A part of the response has arrived.
const RESPONDED: u8 = 3;

/// The origin of the times in this file.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The connection must not be reclaimed: it has no response, or one that is being read or cannot be requested again.
const KEPT: u64 = 0;
/// It was reclaimed.
const TAKEN: u64 = u64::MAX;

/// A time in milliseconds, from 1 on.
fn stamp(at: Instant) -> u64 {
    let since = at.saturating_duration_since(*START).as_millis();
    u64::try_from(since).unwrap_or(TAKEN).saturating_add(1).min(TAKEN - 1)
}

/// The pool, which is notified when a request starts to be sent.
pub trait StartListener: Send + Sync {
    /// A request that was handed over has started.
    fn started(self: Arc<Self>, origin: &Origin, lane: Lane, was_notified: bool);
}

/// The phase of the request on a connection.
pub struct RequestPhase {
    state: AtomicU8,
    /// Since when it has not been read from, if its rest can be requested again.
    unread: AtomicU64,
    /// When the last byte moved.
    moved: AtomicU64,
    /// Whether the request had waited and was notified.
    is_notified: AtomicBool,
    /// The spelling of metadata names in the head of the response.
    spelling: Mutex<Spelling>,
    listener: Weak<dyn StartListener>,
    origin: Origin,
    lane: Lane,
}

impl RequestPhase {
    pub fn new(listener: Weak<dyn StartListener>, origin: Origin, lane: Lane) -> Self {
        Self {
            state: AtomicU8::new(IDLE),
            unread: AtomicU64::new(KEPT),
            moved: AtomicU64::new(stamp(Instant::now())),
            is_notified: AtomicBool::new(false),
            spelling: Mutex::default(),
            listener,
            origin,
            lane,
        }
    }

    /// The origin the connection leads to.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Bytes move, in either direction.
    pub fn moves(&self) {
        self.moved.store(stamp(Instant::now()), Ordering::Relaxed);
    }

    /// The time since the last byte moved.
    pub fn silent_for(&self, now: Instant) -> Duration {
        Duration::from_millis(stamp(now).saturating_sub(self.moved.load(Ordering::Relaxed)))
    }

    /// Its response has arrived, and is not being read at the moment. The rest can be requested again.
    pub fn is_left(&self) {
        let _ = self.unread.fetch_update(Ordering::AcqRel, Ordering::Acquire, |unread| {
            (unread != TAKEN).then(|| stamp(Instant::now()))
        });
    }

    /// It is being read.
    pub fn is_read(&self) {
        let _ =
            self.unread.fetch_update(Ordering::AcqRel, Ordering::Acquire, |unread| (unread != TAKEN).then_some(KEPT));
    }

    /// The time since it was last read from, if it may be reclaimed.
    pub fn unread_for(&self, now: Instant) -> Option<Duration> {
        let unread = self.unread.load(Ordering::Acquire);
        (unread != KEPT && unread != TAKEN).then(|| Duration::from_millis(stamp(now).saturating_sub(unread)))
    }

    /// Takes it away from its holder, if it is still unread.
    pub fn take(&self) -> bool {
        let taken = self.unread.fetch_update(Ordering::AcqRel, Ordering::Acquire, |unread| {
            (unread != KEPT && unread != TAKEN).then_some(TAKEN)
        });
        taken.is_ok()
    }

    /// Whether it was reclaimed.
    pub fn is_taken(&self) -> bool {
        self.unread.load(Ordering::Acquire) == TAKEN
    }

    /// A request is handed over. From now on the queue waits for [`RequestPhase::begin`].
    pub fn hand(&self, is_notified: bool) {
        self.is_notified.store(is_notified, Ordering::Relaxed);
        self.state.store(HANDED, Ordering::Release);
    }

    /// The request starts to be sent, or never will; those behind it need not wait any more. False if that was already known.
    pub fn begin(&self) -> bool {
        let first = self.state.compare_exchange(HANDED, STARTED, Ordering::AcqRel, Ordering::Relaxed).is_ok();
        if first && let Some(listener) = self.listener.upgrade() {
            listener.started(&self.origin, self.lane, self.is_notified.load(Ordering::Relaxed));
        }
        first
    }

    /// A part of the response has arrived.
    pub fn responded(&self) {
        let _ = self.state.compare_exchange(STARTED, RESPONDED, Ordering::AcqRel, Ordering::Relaxed);
    }

    /// The head of the response has been examined.
    pub fn spells(&self, spelling: Spelling) {
        *lock(&self.spelling) = spelling;
    }

    /// The spelling of metadata names in the head of the response. Read once.
    pub fn take_spelling(&self) -> Spelling {
        mem::take(&mut *lock(&self.spelling))
    }

    /// The connection is idle again.
    pub fn rest(&self) {
        self.is_read();
        self.state.store(IDLE, Ordering::Release);
    }

    /// Whether nothing of the request has been written.
    pub fn is_unsent(&self) -> bool {
        self.state.load(Ordering::Acquire) == HANDED
    }

    /// Whether no byte of the response has arrived.
    pub fn awaits_response(&self) -> bool {
        self.state.load(Ordering::Acquire) != RESPONDED
    }
}
