//! The headers with which Get Blob and Get Blob Properties describe a blob.

use std::time::SystemTime;

use http::{HeaderName, header};

use super::protect;
use crate::names;
use crate::response::ServiceResponse;
use crate::state::blob::{Blob, BlobType, Copy, CopyStatus};
use crate::state::lease::LeaseState;

/// Sets everything that both operations return, except the length and the MD5.
pub fn describe(response: &mut ServiceResponse, blob: &Blob) {
    response.set_stamp(blob.stamp);
    set_metadata(response, &blob.metadata);
    let properties = &blob.properties;
    let texts = [
        (header::CONTENT_ENCODING, &properties.content_encoding),
        (header::CONTENT_LANGUAGE, &properties.content_language),
        (header::CONTENT_DISPOSITION, &properties.content_disposition),
        (header::CACHE_CONTROL, &properties.cache_control),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            response.set(name, value);
        }
    }
    response.set(header::CONTENT_TYPE, properties.content_type.as_deref().unwrap_or("application/octet-stream"));
    response.constant(header::ACCEPT_RANGES, "bytes");
    response.constant(names::BLOB_TYPE, blob.kind.name());
    response.constant(names::SERVER_ENCRYPTED, "true");
    response.set_time(names::CREATION_TIME, blob.created);
    response.set_version(blob);
    match blob.kind {
        BlobType::Block => {}
        BlobType::Append => {
            response.headers.insert(names::COMMITTED_BLOCK_COUNT, blob.content.count().into());
            if blob.sealed {
                response.constant(names::SEALED, "true");
            }
        }
        BlobType::Page => _ = response.headers.insert(names::SEQUENCE_NUMBER, blob.sequence_number.into()),
    }
    if let Some(key) = &blob.customer_key {
        response.set(names::ENCRYPTION_KEY_SHA256, key);
    }
    if let Some(scope) = &blob.encryption_scope {
        response.set(names::ENCRYPTION_SCOPE, scope);
    }
    if blob.incremental.is_some() {
        response.constant(names::INCREMENTAL_COPY, "true");
    }
    if !blob.tags.is_empty() {
        response.headers.insert(names::TAG_COUNT, blob.tags.len().into());
    }
    protect::describe(response, blob);
    if let Some(copy) = &blob.copy {
        describe_copy(response, copy);
    }
}

/// Sets the state of a lease on a blob or a container.
pub fn describe_lease(response: &mut ServiceResponse, lease: LeaseState) {
    response.constant(names::LEASE_STATUS, lease.status());
    response.constant(names::LEASE_STATE, lease.name());
    if let Some(duration) = lease.duration() {
        response.constant(names::LEASE_DURATION, duration);
    }
}

/// Sets the tier, which only Get Blob Properties returns.
pub fn describe_tier(response: &mut ServiceResponse, blob: &Blob, now: SystemTime) {
    let tier = blob.tier_at(now);
    if let Some(name) = tier.name {
        response.set(names::ACCESS_TIER, name);
    }
    if tier.inferred {
        response.constant(names::ACCESS_TIER_INFERRED, "true");
    }
    if let Some(time) = blob.tier_changed {
        response.set_time(names::ACCESS_TIER_CHANGE_TIME, time);
    }
    if let Some(status) = tier.archive_status() {
        response.constant(names::ARCHIVE_STATUS, status);
    }
    if let Some(rehydration) = tier.rehydration {
        response.constant(names::REHYDRATE_PRIORITY, rehydration.priority);
    }
}

/// Sets the metadata.
pub fn set_metadata(response: &mut ServiceResponse, metadata: &[(String, String)]) {
    for (key, value) in metadata {
        if let Ok(name) = HeaderName::try_from(format!("x-ms-meta-{key}")) {
            response.set(name, value);
        }
    }
}

fn describe_copy(response: &mut ServiceResponse, copy: &Copy) {
    response.set(names::COPY_ID, &copy.id);
    response.set(names::COPY_SOURCE, &copy.source);
    response.constant(names::COPY_STATUS, copy.status.name());
    if copy.status != CopyStatus::Aborted {
        response.set(names::COPY_PROGRESS, &format!("{}/{}", copy.copied, copy.total));
    }
    if let Some(time) = copy.completed {
        response.set_time(names::COPY_COMPLETION_TIME, time);
    }
    if let Some(time) = &copy.destination_snapshot {
        response.set(names::COPY_DESTINATION_SNAPSHOT, time);
    }
    if let Some(description) = &copy.description {
        response.set(names::COPY_STATUS_DESCRIPTION, description);
    }
}
