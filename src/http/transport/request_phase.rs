//! What both sides of a connection share about its request: the side that sends it, and the side that moves its bytes.

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
/// A request was handed over. Nothing of it has been written.
const HANDED: u8 = 1;
/// Something of it was written, so the other side may have it.
const BEGUN: u8 = 2;
/// Something of the response has arrived.
const ANSWERED: u8 = 3;

/// The origin of the times in this file.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The connection may not be taken away: it has no response, or one that is being read or cannot be requested again.
const KEPT: u64 = 0;
/// It was taken away.
const TAKEN: u64 = u64::MAX;

/// A time in milliseconds, from 1 on.
fn stamp(at: Instant) -> u64 {
    let since = at.saturating_duration_since(*START).as_millis();
    u64::try_from(since).unwrap_or(TAKEN).saturating_add(1).min(TAKEN - 1)
}

/// What is told when a request begins to be sent: the pool.
pub trait BeginListener: Send + Sync {
    /// A request that was handed over has begun.
    fn begun(self: Arc<Self>, origin: &Origin, lane: Lane, was_told: bool);
}

/// How far the request on a connection is.
pub struct RequestPhase {
    state: AtomicU8,
    /// Since when nobody has read from it, if its rest can be requested again.
    unread: AtomicU64,
    /// When the last byte moved.
    moved: AtomicU64,
    /// Whether the request had waited and was told.
    is_told: AtomicBool,
    /// How the head of the response writes names of metadata.
    spelling: Mutex<Spelling>,
    listener: Weak<dyn BeginListener>,
    origin: Origin,
    lane: Lane,
}

impl RequestPhase {
    pub fn new(listener: Weak<dyn BeginListener>, origin: Origin, lane: Lane) -> Self {
        Self {
            state: AtomicU8::new(IDLE),
            unread: AtomicU64::new(KEPT),
            moved: AtomicU64::new(stamp(Instant::now())),
            is_told: AtomicBool::new(false),
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

    /// For how long no byte has moved.
    pub fn silent_for(&self, now: Instant) -> Duration {
        Duration::from_millis(stamp(now).saturating_sub(self.moved.load(Ordering::Relaxed)))
    }

    /// The response on it is there, and nobody reads it at the moment; it can be asked for again from where it was.
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

    /// For how long nobody has read from it, when it may be taken away.
    pub fn unread_for(&self, now: Instant) -> Option<Duration> {
        let unread = self.unread.load(Ordering::Acquire);
        (unread != KEPT && unread != TAKEN).then(|| Duration::from_millis(stamp(now).saturating_sub(unread)))
    }

    /// Takes it away from whoever holds it, if it is still unread.
    pub fn take(&self) -> bool {
        let taken = self.unread.fetch_update(Ordering::AcqRel, Ordering::Acquire, |unread| {
            (unread != KEPT && unread != TAKEN).then_some(TAKEN)
        });
        taken.is_ok()
    }

    /// Whether it was taken away.
    pub fn is_taken(&self) -> bool {
        self.unread.load(Ordering::Acquire) == TAKEN
    }

    /// A request is handed over. From now on the queue waits for [`RequestPhase::begin`].
    pub fn hand(&self, is_told: bool) {
        self.is_told.store(is_told, Ordering::Relaxed);
        self.state.store(HANDED, Ordering::Release);
    }

    /// The request begins to go out, or never will; those behind it need not wait any more. False when that was known.
    pub fn begin(&self) -> bool {
        let first = self.state.compare_exchange(HANDED, BEGUN, Ordering::AcqRel, Ordering::Relaxed).is_ok();
        if first && let Some(listener) = self.listener.upgrade() {
            listener.begun(&self.origin, self.lane, self.is_told.load(Ordering::Relaxed));
        }
        first
    }

    /// Something came back.
    pub fn answered(&self) {
        let _ = self.state.compare_exchange(BEGUN, ANSWERED, Ordering::AcqRel, Ordering::Relaxed);
    }

    /// The head of the response has been looked at.
    pub fn spells(&self, spelling: Spelling) {
        *lock(&self.spelling) = spelling;
    }

    /// How the head of the response writes names of metadata. Asked once.
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

    /// Whether nothing came back.
    pub fn is_unanswered(&self) -> bool {
        self.state.load(Ordering::Acquire) != ANSWERED
    }
}
