//! The headers with which Get Blob and Get Blob Properties describe a blob.

use std::time::SystemTime;

use http::{HeaderName, header};

use super::protect;
use crate::names;
use crate::response::ServiceResponse;
use crate::state::blob::{Blob, BlobType, Copy, CopyStatus};
use crate::state::lease::LeaseState;

/// Sets everything that both operations return, except the length and the MD5.
pub fn describe(answer: &mut ServiceResponse, blob: &Blob) {
    answer.set_stamp(blob.stamp);
    set_metadata(answer, &blob.metadata);
    let properties = &blob.properties;
    let texts = [
        (header::CONTENT_ENCODING, &properties.content_encoding),
        (header::CONTENT_LANGUAGE, &properties.content_language),
        (header::CONTENT_DISPOSITION, &properties.content_disposition),
        (header::CACHE_CONTROL, &properties.cache_control),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            answer.set(name, value);
        }
    }
    answer.set(header::CONTENT_TYPE, properties.content_type.as_deref().unwrap_or("application/octet-stream"));
    answer.constant(header::ACCEPT_RANGES, "bytes");
    answer.constant(names::BLOB_TYPE, blob.kind.name());
    answer.constant(names::SERVER_ENCRYPTED, "true");
    answer.set_time(names::CREATION_TIME, blob.created);
    answer.set_version(blob);
    match blob.kind {
        BlobType::Block => {}
        BlobType::Append => {
            answer.headers.insert(names::COMMITTED_BLOCK_COUNT, blob.content.count().into());
            if blob.sealed {
                answer.constant(names::SEALED, "true");
            }
        }
        BlobType::Page => _ = answer.headers.insert(names::SEQUENCE_NUMBER, blob.sequence_number.into()),
    }
    if let Some(key) = &blob.customer_key {
        answer.set(names::ENCRYPTION_KEY_SHA256, key);
    }
    if let Some(scope) = &blob.encryption_scope {
        answer.set(names::ENCRYPTION_SCOPE, scope);
    }
    if blob.incremental.is_some() {
        answer.constant(names::INCREMENTAL_COPY, "true");
    }
    if !blob.tags.is_empty() {
        answer.headers.insert(names::TAG_COUNT, blob.tags.len().into());
    }
    protect::describe(answer, blob);
    if let Some(copy) = &blob.copy {
        describe_copy(answer, copy);
    }
}

/// Sets the state of a lease on a blob or a container.
pub fn describe_lease(answer: &mut ServiceResponse, lease: LeaseState) {
    answer.constant(names::LEASE_STATUS, lease.status());
    answer.constant(names::LEASE_STATE, lease.name());
    if let Some(duration) = lease.duration() {
        answer.constant(names::LEASE_DURATION, duration);
    }
}

/// Sets the tier, which only Get Blob Properties returns.
pub fn describe_tier(answer: &mut ServiceResponse, blob: &Blob, now: SystemTime) {
    let tier = blob.tier_at(now);
    if let Some(name) = tier.name {
        answer.set(names::ACCESS_TIER, name);
    }
    if tier.inferred {
        answer.constant(names::ACCESS_TIER_INFERRED, "true");
    }
    if let Some(time) = blob.tier_changed {
        answer.set_time(names::ACCESS_TIER_CHANGE_TIME, time);
    }
    if let Some(status) = tier.archive_status() {
        answer.constant(names::ARCHIVE_STATUS, status);
    }
    if let Some(rehydration) = tier.rehydration {
        answer.constant(names::REHYDRATE_PRIORITY, rehydration.priority);
    }
}

/// Sets the metadata.
pub fn set_metadata(answer: &mut ServiceResponse, metadata: &[(String, String)]) {
    for (key, value) in metadata {
        if let Ok(name) = HeaderName::try_from(format!("x-ms-meta-{key}")) {
            answer.set(name, value);
        }
    }
}

fn describe_copy(answer: &mut ServiceResponse, copy: &Copy) {
    answer.set(names::COPY_ID, &copy.id);
    answer.set(names::COPY_SOURCE, &copy.source);
    answer.constant(names::COPY_STATUS, copy.status.name());
    if copy.status != CopyStatus::Aborted {
        answer.set(names::COPY_PROGRESS, &format!("{}/{}", copy.copied, copy.total));
    }
    if let Some(time) = copy.completed {
        answer.set_time(names::COPY_COMPLETION_TIME, time);
    }
    if let Some(time) = &copy.destination_snapshot {
        answer.set(names::COPY_DESTINATION_SNAPSHOT, time);
    }
    if let Some(description) = &copy.description {
        answer.set(names::COPY_STATUS_DESCRIPTION, description);
    }
}
