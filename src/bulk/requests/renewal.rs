//! The credentials of a job that outlives them: when one that had worked is rejected, requests wait until the caller supplies another, or
//! will not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock};

use tokio::sync::watch;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::lock::lock;
use crate::base::redact;
use crate::bulk::options::purpose::Purpose;
pub use crate::bulk::report::needed_credential::NeededCredential;
pub use crate::bulk::report::side::Side;
use crate::bulk::requests::rejection::rejection;
use crate::bulk::requests::source_credentials::SourceCredentials;
use crate::bulk::requests::turns::Turns;
use crate::http::Response;
use crate::rest::BlobEndpoint;

/// The error code of a job that ended because it got no other credential.
pub const NEEDS_CREDENTIALS: &str = "NeedsCredentials";

/// The credential of one side.
#[derive(Default)]
struct SideCredential {
    /// The container or account, for messages.
    shown: String,
    /// The number of renewals.
    generation: u64,
    /// The same with the credential that followed the first one.
    renewed: Option<BlobEndpoint>,
    turns: Option<Turns>,
    needed: Option<NeededCredential>,
}

/// The credentials of a job.
#[derive(Default)]
pub struct Renewal {
    sides: Mutex<[SideCredential; 2]>,
    /// Whether the current credential has worked, for each side.
    worked: [AtomicBool; 2],
    /// The credentials of sources that the caller names one by one.
    pub(super) sources: Mutex<SourceCredentials>,
    /// Whether the caller can supply another one.
    pub(super) has_giver: AtomicBool,
    /// Whether the job has begun: no credential can be requested before.
    has_begun: AtomicBool,
    /// What the job is for.
    purpose: OnceLock<Purpose>,
    /// Why the job ends, if it gets none.
    gave_up: Mutex<Option<Error>>,
    /// The credential that was missing then.
    lacking: Mutex<Option<NeededCredential>>,
    changes: watch::Sender<()>,
}

impl Renewal {
    /// The side has its first credential.
    pub fn begin(&self, side: Side, turns: Turns, endpoint: &BlobEndpoint) {
        let current = &mut self.lock()[side as usize];
        (current.turns, current.shown) = (Some(turns), endpoint.shown());
    }

    /// The job has begun. From now on, requests wait for another credential.
    pub fn job_begins(&self) {
        self.has_begun.store(true, Ordering::Relaxed);
    }

    /// The job has ended, and needs no turns.
    pub fn end_turns(&self) {
        for turns in self.lock().iter().filter_map(|side| side.turns.as_ref()) {
            turns.end();
        }
    }

    /// What the job is for, which its error says.
    pub fn set_purpose(&self, purpose: Purpose) {
        self.purpose.get_or_init(|| purpose);
    }

    /// Whether the caller can supply another credential.
    pub fn set_giver(&self, has_giver: bool) {
        self.has_giver.store(has_giver, Ordering::Relaxed);
    }

    /// The container with the current credential, if it is not the first one, and the number of renewals.
    pub fn renewed(&self, side: Side) -> Option<(u64, BlobEndpoint, Turns)> {
        let sides = self.lock();
        let SideCredential { generation, renewed, turns, .. } = &sides[side as usize];
        Some((*generation, renewed.clone()?, turns.clone()?))
    }

    /// The credential that is needed.
    pub fn needed(&self) -> Option<NeededCredential> {
        self.lock().iter().find_map(|side| side.needed.clone()).or_else(|| lock(&self.sources).needed())
    }

    /// Why the job ends.
    pub fn gave_up(&self) -> Option<Error> {
        lock(&self.gave_up).clone()
    }

    /// The credential whose lack ends the job.
    pub fn lacking(&self) -> Option<NeededCredential> {
        lock(&self.lacking).clone()
    }

    /// Resolves with each change of what is needed.
    pub fn watch(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    /// The caller supplies another credential: a client or URL of the same container, or of the same account for a copy of one.
    ///
    /// # Errors
    /// An argument error for another container.
    pub fn renew(&self, side: Side, was: &BlobEndpoint, endpoint: BlobEndpoint) -> Result<()> {
        if !endpoint.same_place(was) {
            let message = format!(
                "The new credential for the {} is for {}, and the job needs one for {}. Give a client or URL of that one.",
                side.name(),
                endpoint.shown(),
                was.shown()
            );
            return Err(Error::argument_range(side.name(), message));
        }
        let mut sides = self.lock();
        let current = &mut sides[side as usize];
        current.generation += 1;
        current.renewed = Some(endpoint);
        current.needed = None;
        self.worked[side as usize].store(false, Ordering::Relaxed);
        drop(sides);
        self.changes.send_replace(());
        Ok(())
    }

    /// The caller does not supply the credential, perhaps for this reason.
    pub fn give_up(&self, reason: Option<String>) {
        let Some(mut needed) = self.needed() else { return };
        if let Some(reason) = reason {
            needed.message = format!("{}\nonNeedsCredentials gave no other: {}", needed.message, redact::text(&reason));
        }
        self.end(&needed);
    }

    pub(super) fn end(&self, needed: &NeededCredential) {
        lock(&self.lacking).get_or_insert_with(|| needed.clone());
        let purpose = self.purpose.get().copied().unwrap_or_default();
        let message = format!(
            "The credential for the {} {} was rejected, because it has expired or was revoked. {} {} {}",
            needed.side.name(),
            needed.url,
            purpose.stopped(),
            match purpose {
                Purpose::Copy =>
                    "Resume it with \"resumeFrom\" and another credential, or give one while it runs with the option \"onNeedsCredentials\".",
                Purpose::Plan | Purpose::Comparison => "Begin it again with another credential.",
            },
            needed.message
        );
        let error = Error::new(ErrorKind::Copy, message).with_code(NEEDS_CREDENTIALS);
        lock(&self.gave_up).get_or_insert(error);
        self.changes.send_replace(());
    }

    /// Waits while the side's credential is known not to work.
    pub async fn usable(&self, side: Side) {
        if self.lock()[side as usize].needed.is_some() {
            self.settled(side).await;
        }
    }

    /// The credential that is needed after an attempt, if the side's credential was rejected.
    pub fn needed_after(&self, side: Side, outcome: &Result<Response>) -> Option<NeededCredential> {
        match outcome {
            Ok(response) if response.status < 400 => {
                let worked = &self.worked[side as usize];
                if !worked.load(Ordering::Relaxed) {
                    worked.store(true, Ordering::Relaxed);
                }
                None
            }
            outcome => rejection(side, outcome, || self.lock()[side as usize].shown.clone()),
        }
    }

    /// The number of renewals of the side's credential.
    pub fn generation(&self, side: Side) -> u64 {
        self.lock()[side as usize].generation
    }

    /// Waits for another credential in place of the one of this generation, and returns whether there is one. `failed_itself`: it
    /// could not even be sent. `has_expired`: its signature says so.
    pub async fn another(
        &self,
        needed: NeededCredential,
        generation: u64,
        (failed_itself, has_expired): (bool, bool),
    ) -> bool {
        let side = needed.side;
        {
            let mut sides = self.lock();
            let current = &mut sides[side as usize];
            if current.generation != generation {
                return true;
            }
            // One that never worked has not expired, unless it says so itself.
            let has_worked = self.worked[side as usize].load(Ordering::Relaxed);
            let was_valid = has_worked || (generation == 0 && has_expired);
            if !was_valid || !self.has_begun.load(Ordering::Relaxed) {
                if generation > 0 {
                    self.end(&needed);
                }
                return false;
            }
            if !self.has_giver.load(Ordering::Relaxed) {
                // A credential that fails by itself has its own error, which ends the job.
                if !failed_itself {
                    self.end(&needed);
                }
                return false;
            }
            current.needed.get_or_insert(needed);
        }
        self.changes.send_replace(());
        self.settled(side).await
    }

    async fn settled(&self, side: Side) -> bool {
        self.until(&|| self.lock()[side as usize].needed.is_none()).await
    }

    /// Waits until there is another credential, or will not be one. Returns whether there is one.
    pub(super) async fn until(&self, is_there: &(dyn Fn() -> bool + Sync)) -> bool {
        let mut changes = self.watch();
        loop {
            if self.gave_up().is_some() {
                return false;
            }
            if is_there() {
                return true;
            }
            if changes.changed().await.is_err() {
                return false;
            }
        }
    }

    /// What is needed has changed.
    pub(super) fn notify(&self) {
        self.changes.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, [SideCredential; 2]> {
        lock(&self.sides)
    }
}
