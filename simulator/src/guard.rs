//! The checks of every operation on a blob before it does anything: conditions, leases, and pending
//! copies. Every write goes through [`create`], [`write()`] or [`stage`], every read through [`read`].
//! Destinations of incremental copies can only be changed by those, through [`create_incremental`].

use std::sync::Arc;
use std::time::SystemTime;

use http::HeaderName;
use uuid::Uuid;

use crate::conditions::Conditions;
use crate::failure::{Failure, Result};
use crate::names;
use crate::request::{Call, Role};
use crate::response::precise_time;
use crate::state::State;
use crate::state::blob::{Blob, Entry};
use crate::state::lease::{self, LeaseState, LeasedResource, Slot};
use crate::tags::{Expression, Usage};

/// Whether the request may replace or create the blob of its name.
pub fn create(call: &Call, entry: Option<&mut Entry>) -> Result<()> {
    check_create(call, entry.as_deref())?;
    stage(call, entry)
}

/// Whether an incremental copy may replace or create the blob of its name.
pub fn create_incremental(call: &Call, entry: Option<&mut Entry>) -> Result<()> {
    check_create(call, entry.as_deref())?;
    put(call, entry)
}

/// Whether the request may add to or create the blob of its name, regardless of conditions.
pub fn stage(call: &Call, mut entry: Option<&mut Entry>) -> Result<()> {
    put(call, entry.as_deref_mut())?;
    entry.and_then(|entry| entry.base.as_deref()).map_or(Ok(()), reject_incremental)
}

fn check_create(call: &Call, entry: Option<&Entry>) -> Result<()> {
    Conditions::of_resource(&call.headers)?.check_create(entry.and_then(Entry::stamp))?;
    let base = entry.and_then(|entry| entry.base.as_ref());
    check_tags(call, base.map_or(&[], |blob| &blob.tags), &names::IF_TAGS)
}

fn put(call: &Call, entry: Option<&mut Entry>) -> Result<()> {
    match entry {
        Some(entry) => {
            use_lease(call, &mut entry.lease)?;
            reject_pending(entry)?;
            if let Some(blob) = &entry.base {
                if blob.directory {
                    return Err(Failure::path_is_no_directory());
                }
                reject_archived(blob, call.now)?;
                blob.protection.check(call.now)?;
            }
            if entry.deleted().is_some() {
                entry.make_room(precise_time(call.now));
            }
            Ok(())
        }
        None => use_lease(call, &mut None),
    }
}

/// The base blob, if there is one and the request may change it.
pub fn write<'a>(call: &Call, entry: &'a mut Entry) -> Result<&'a mut Arc<Blob>> {
    let blob = annotate(call, entry)?;
    reject_archived(blob, call.now)?;
    blob.protection.check(call.now)?;
    Ok(blob)
}

/// The base blob, if there is one and the request may change its tier and tags.
pub fn annotate<'a>(call: &Call, entry: &'a mut Entry) -> Result<&'a mut Arc<Blob>> {
    let blob = entry.version(None)?;
    Conditions::of_resource(&call.headers)?.check_write(Some(blob.stamp))?;
    check_tags(call, &blob.tags, &names::IF_TAGS)?;
    use_lease(call, &mut entry.lease)?;
    reject_pending(entry)?;
    let blob = entry.base.as_mut().ok_or_else(Failure::blob_not_found)?;
    reject_incremental(blob)?;
    Ok(blob)
}

/// The base blob, if there is one and the request may take a snapshot of it; a lease prevents it only if the request names an id
/// that is not valid.
pub fn snapshot<'a>(call: &Call, entry: &'a Entry) -> Result<&'a Arc<Blob>> {
    let blob = entry.version(None)?;
    Conditions::of_resource(&call.headers)?.check_write(Some(blob.stamp))?;
    check_tags(call, &blob.tags, &names::IF_TAGS)?;
    reject_archived(blob, call.now)?;
    name_lease(call, &entry.lease, LeasedResource::Blob)?;
    reject_pending(entry)?;
    reject_incremental(blob)?;
    Ok(blob)
}

/// A blob that may be read.
#[derive(Debug)]
pub struct Readable {
    /// The blob or the snapshot that the request names.
    pub blob: Arc<Blob>,
    /// Whether it is the base blob.
    pub is_current: bool,
    /// The state of a lease on it.
    pub lease: LeaseState,
}

/// The blob or the snapshot that the request names, if there is one and the request may read it.
pub fn read(call: &Call, state: &mut State) -> Result<Readable> {
    let entry = state.container_of(&call.address)?.peek(&call.address)?;
    let snapshot = call.moment();
    let blob = entry.version(snapshot)?;
    Conditions::of_resource(&call.headers)?.check_read(blob.stamp)?;
    check_tags(call, &blob.tags, &names::IF_TAGS)?;
    // A snapshot has no lease.
    let lease = if snapshot.is_none() { &entry.lease } else { &None };
    name_lease(call, lease, LeasedResource::Blob)?;
    let is_current = entry.base.as_ref().is_some_and(|base| Arc::ptr_eq(base, blob));
    Ok(Readable { lease: LeaseState::of(lease, call.now), blob: Arc::clone(blob), is_current })
}

/// The same, with its content: not that of an archived blob, nor that of the base of incremental copies, whose snapshots
/// are read instead. The source of a copy may be archived: copies call [`reject_archived`].
pub fn read_content(call: &Call, state: &mut State) -> Result<Readable> {
    let readable = read(call, state)?;
    if call.moment().is_none() {
        reject_incremental(&readable.blob)?;
    }
    if call.role == Role::Client {
        reject_archived(&readable.blob, call.now)?;
    }
    reject_other_key(&readable.blob, call.header(&names::ENCRYPTION_KEY_SHA256))?;
    Ok(readable)
}

/// Rejects reading a blob that is encrypted with a customer-provided key without that key, and any other blob with one.
pub fn reject_other_key(blob: &Blob, key: Option<&str>) -> Result<()> {
    match &blob.customer_key {
        Some(own) if key != Some(own) => Err(Failure::other_key()),
        None if key.is_some() => Err(Failure::unused_key()),
        _ => Ok(()),
    }
}

/// Whether a blob may be read as the source of a copy, by its conditions and its key.
pub fn source(call: &Call, blob: &Blob) -> Result<()> {
    reject_other_key(blob, call.header(&names::SOURCE_ENCRYPTION_KEY_SHA256))
        .map_err(|failure| Failure::cannot_verify_copy_source(&failure))?;
    Conditions::of_source(&call.headers)?.check_source(blob.stamp)?;
    check_tags(call, &blob.tags, &names::SOURCE_IF_TAGS).map_err(|failure| match failure.status {
        412 => Failure::source_condition_not_met(),
        _ => failure,
    })
}

/// Rejects reading or changing the content of an archived blob.
pub fn reject_archived(blob: &Blob, now: SystemTime) -> Result<()> {
    let tier = blob.tier_at(now);
    match (tier.is_archived(), tier.rehydration) {
        (false, _) => Ok(()),
        (true, None) => Err(Failure::archived()),
        (true, Some(_)) => Err(being_rehydrated()),
    }
}

/// The blob is being rehydrated.
pub fn being_rehydrated() -> Failure {
    let message = "This operation is not permitted because the blob is being rehydrated.";
    Failure::new(409, "BlobBeingRehydrated", message)
}

/// Whether a blob's tags meet the condition of a header, if there is one.
pub fn check_tags(call: &Call, tags: &[(String, String)], header: &HeaderName) -> Result<()> {
    let Some(text) = call.header(header) else { return Ok(()) };
    let expression = Expression::parse(text, Usage::Condition).map_err(|_| Failure::invalid_header())?;
    if expression.holds(tags, "") { Ok(()) } else { Err(Failure::condition_not_met()) }
}

/// Whether the lease on a blob, if any, lets the request write. A write without an id clears one that has expired.
pub fn use_lease(call: &Call, slot: &mut Slot) -> Result<()> {
    let named = lease_id(call)?;
    if named.is_none() && slot.is_none() {
        return Ok(());
    }
    lease::check_use(slot, named, true, call.now, LeasedResource::Blob)?;
    lease::free_if_over(slot, call.now);
    Ok(())
}

/// Whether the lease id of the request, if there is one, is valid; without one, no lease prevents the request.
pub fn name_lease(call: &Call, slot: &Slot, on: LeasedResource) -> Result<()> {
    lease_id(call)?.map_or(Ok(()), |id| lease::check_use(slot, Some(id), false, call.now, on))
}

/// The lease that the request names.
pub fn lease_id(call: &Call) -> Result<Option<Uuid>> {
    call.header(&names::LEASE_ID).map(|text| Uuid::try_parse(text).map_err(|_| Failure::invalid_header())).transpose()
}

/// Rejects an asynchronous copy to a blob whose lease could end before the copy does.
pub fn require_infinite_lease(slot: &Slot, now: SystemTime) -> Result<()> {
    if matches!(LeaseState::of(slot, now), LeaseState::Fixed | LeaseState::Breaking) {
        let message = "The lease ID matched, but the specified lease must be an infinite-duration lease.";
        return Err(Failure::new(412, "InfiniteLeaseDurationRequired", message));
    }
    Ok(())
}

/// Rejects writing to a blob while a copy to it is pending.
pub fn reject_pending(entry: &Entry) -> Result<()> {
    if entry.base.as_ref().is_some_and(|blob| blob.is_pending()) { Err(Failure::pending_copy()) } else { Ok(()) }
}

/// Rejects other writes to a destination of incremental copies.
fn reject_incremental(blob: &Blob) -> Result<()> {
    if blob.incremental.is_some() { Err(Failure::incremental_blob()) } else { Ok(()) }
}
