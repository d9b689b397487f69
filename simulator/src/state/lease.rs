//! A lease on a blob or a container, and its transitions: a state machine over the service's time, as the tables of
//! <https://learn.microsoft.com/rest/api/storageservices/lease-blob> have it.

use std::time::{Duration, SystemTime};

use uuid::Uuid;

use crate::failure::{Failure, Result};

/// The slot of a lease; `None` if there never was one, or it was released.
pub type Slot = Option<Box<Lease>>;

/// A lease that was acquired and not released.
#[derive(Debug, Clone)]
pub struct Lease {
    id: Uuid,
    /// Its duration since the last renewal; `None` is infinite.
    duration: Option<Duration>,
    /// When it expires, or when a break takes effect.
    ends: Option<SystemTime>,
    broken: bool,
}

/// The state of a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseState {
    /// There is none.
    Available,
    /// It is held, forever.
    Infinite,
    /// It is held, for some time.
    Fixed,
    /// It has expired.
    Expired,
    /// It was broken, and is valid for a while yet.
    Breaking,
    /// It was broken.
    Broken,
}

impl LeaseState {
    /// The state of the lease in a slot.
    pub fn of(slot: &Slot, now: SystemTime) -> Self {
        let Some(lease) = slot else { return Self::Available };
        let ended = lease.ends.is_some_and(|end| now >= end);
        match (lease.broken, ended) {
            (true, true) => Self::Broken,
            (true, false) => Self::Breaking,
            (false, true) => Self::Expired,
            (false, false) if lease.duration.is_none() => Self::Infinite,
            (false, false) => Self::Fixed,
        }
    }

    /// Whether writes need the lease's id.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Infinite | Self::Fixed | Self::Breaking)
    }

    /// The service's name for the state.
    pub fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Infinite | Self::Fixed => "leased",
            Self::Expired => "expired",
            Self::Breaking => "breaking",
            Self::Broken => "broken",
        }
    }

    /// The service's name for the status.
    pub fn status(self) -> &'static str {
        if self.is_active() { "locked" } else { "unlocked" }
    }

    /// The service's name for the duration, while there is one.
    pub fn duration(self) -> Option<&'static str> {
        match self {
            Self::Infinite => Some("infinite"),
            Self::Fixed => Some("fixed"),
            _ => None,
        }
    }
}

/// The resource that is leased; the error codes differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeasedResource {
    /// A blob.
    Blob,
    /// A container.
    Container,
}

/// Whether an operation with this lease id, or none, may use the resource.
pub fn check_use(slot: &Slot, named: Option<Uuid>, required: bool, now: SystemTime, on: LeasedResource) -> Result<()> {
    let active = LeaseState::of(slot, now).is_active();
    match (named, slot) {
        (None, _) if active && required => Err(missing(on)),
        (None, _) => Ok(()),
        (Some(_), None) => Err(not_present(on)),
        (Some(id), Some(lease)) if lease.id != id => Err(mismatch(on)),
        (Some(_), Some(_)) if active => Ok(()),
        (Some(_), Some(_)) => {
            Err(Failure::new(412, "LeaseLost", "A lease ID was specified, but the lease for the blob has expired."))
        }
    }
}

/// Clears a lease that is no longer valid, after a write without it.
pub fn free_if_over(slot: &mut Slot, now: SystemTime) {
    if slot.is_some() && !LeaseState::of(slot, now).is_active() {
        *slot = None;
    }
}

/// Acquires a lease, or acquires it again with the same id, and returns its id.
pub fn acquire(slot: &mut Slot, id: Option<Uuid>, duration: Option<Duration>, now: SystemTime) -> Result<Uuid> {
    let own = id.is_some() && slot.as_ref().map(|lease| lease.id) == id;
    match LeaseState::of(slot, now) {
        LeaseState::Breaking if own => {
            let message = "The lease ID matched, but the lease is currently in breaking state and cannot be acquired \
                           until it is broken.";
            return Err(Failure::new(409, "LeaseIsBreakingAndCannotBeAcquired", message));
        }
        LeaseState::Infinite | LeaseState::Fixed | LeaseState::Breaking if !own => {
            return Err(Failure::new(409, "LeaseAlreadyPresent", "There is already a lease present."));
        }
        _ => {}
    }
    let id = id.unwrap_or_else(crate::ids::next_id);
    let ends = duration.map(|duration| now + duration);
    *slot = Some(Box::new(Lease { id, duration, ends, broken: false }));
    Ok(id)
}

/// Renews a lease. An expired one becomes valid again, unless there was a write in the meantime.
pub fn renew(slot: &mut Slot, id: Uuid, now: SystemTime) -> Result<Uuid> {
    let state = LeaseState::of(slot, now);
    let lease = own(slot, id)?;
    if matches!(state, LeaseState::Breaking | LeaseState::Broken) {
        let message = "The lease ID matched, but the lease has been broken explicitly and cannot be renewed.";
        return Err(Failure::new(409, "LeaseIsBrokenAndCannotBeRenewed", message));
    }
    lease.ends = lease.duration.map(|duration| now + duration);
    Ok(lease.id)
}

/// Changes the id of a lease.
pub fn change(slot: &mut Slot, id: Uuid, proposed: Uuid, now: SystemTime) -> Result<Uuid> {
    let state = LeaseState::of(slot, now);
    let Some(lease) = slot.as_mut().filter(|_| state.is_active()) else { return Err(no_lease()) };
    // A change that was made already may be made again.
    if lease.id != id && lease.id != proposed {
        return Err(not_own());
    }
    if state == LeaseState::Breaking {
        let message = "The lease ID matched, but the lease is currently in breaking state and cannot be changed.";
        return Err(Failure::new(409, "LeaseIsBreakingAndCannotBeChanged", message));
    }
    lease.id = proposed;
    Ok(proposed)
}

/// Ends a lease at once.
pub fn release(slot: &mut Slot, id: Uuid) -> Result<()> {
    own(slot, id)?;
    *slot = None;
    Ok(())
}

/// Breaks a lease after a period, and returns how long it is still valid.
pub fn break_lease(slot: &mut Slot, period: Option<Duration>, now: SystemTime) -> Result<Duration> {
    let state = LeaseState::of(slot, now);
    let lease = slot.as_mut().ok_or_else(no_lease)?;
    let rest = lease.ends.map(|end| end.duration_since(now).unwrap_or_default());
    let left = match (state, period, rest) {
        (LeaseState::Infinite, period, _) => period.unwrap_or_default(),
        (LeaseState::Fixed | LeaseState::Breaking, Some(period), Some(rest)) => period.min(rest),
        (LeaseState::Fixed | LeaseState::Breaking, None, Some(rest)) => rest,
        _ => Duration::ZERO,
    };
    (lease.broken, lease.ends) = (true, Some(now + left));
    Ok(left)
}

fn own(slot: &mut Slot, id: Uuid) -> Result<&mut Box<Lease>> {
    slot.as_mut().filter(|lease| lease.id == id).ok_or_else(not_own)
}

fn no_lease() -> Failure {
    Failure::new(409, "LeaseNotPresentWithLeaseOperation", "There is currently no lease on the blob.")
}

fn not_own() -> Failure {
    let message = "The lease ID specified did not match the lease ID for the blob.";
    Failure::new(409, "LeaseIdMismatchWithLeaseOperation", message)
}

fn missing(on: LeasedResource) -> Failure {
    Failure::new(
        412,
        "LeaseIdMissing",
        match on {
            LeasedResource::Blob => {
                "There is currently a lease on the blob and no lease ID was specified in the request."
            }
            LeasedResource::Container => {
                "There is currently a lease on the container and no lease ID was specified in the request."
            }
        },
    )
}

fn not_present(on: LeasedResource) -> Failure {
    match on {
        LeasedResource::Blob => {
            Failure::new(412, "LeaseNotPresentWithBlobOperation", "There is currently no lease on the blob.")
        }
        LeasedResource::Container => {
            Failure::new(412, "LeaseNotPresentWithContainerOperation", "There is currently no lease on the container.")
        }
    }
}

fn mismatch(on: LeasedResource) -> Failure {
    match on {
        LeasedResource::Blob => Failure::new(
            412,
            "LeaseIdMismatchWithBlobOperation",
            "The lease ID specified did not match the lease ID for the blob.",
        ),
        LeasedResource::Container => Failure::new(
            412,
            "LeaseIdMismatchWithContainerOperation",
            "The lease ID specified did not match the lease ID for the container.",
        ),
    }
}

#[cfg(test)]
#[path = "lease_tests.rs"]
mod tests;
