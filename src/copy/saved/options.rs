//! Which of the caller's options are saved with a copy. Options without a field here, such as keys and tokens, are not in the text and
//! must be passed again.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::copy::options::{BeginCopyFromOptions, CopyOptions};
use crate::copy::overwrite::Overwrite;
use crate::copy::plan::CopyStrategy;
use crate::rest::blob::BlobStartCopyFromURLOptions;
use crate::rest::conditions::{BlobRequestConditions, ModifiedAccessConditions};
use crate::rest::shared::{AccessTier, BlobHTTPHeaders, BlobImmutabilityPolicyMode, RehydratePriority};
use crate::rest::values::{Binary, NameValues, Timestamp};

/// Declares an object of saved state: every field is optional, and left out if it is not set.
macro_rules! saved {
    ($(#[$meta:meta])* pub struct $name:ident { $( $(#[$field_meta:meta])* $field:ident : $type:ty ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name { $( $(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] $field: Option<$type>, )* }
    };
}

saved! {
    /// The options that are saved, of both kinds of copies.
    pub struct SavedOptions {
        interval_in_ms: f64,
        metadata: NameValues,
        tags: NameValues,
        tier: AccessTier,
        rehydrate_priority: RehydratePriority,
        conditions: SavedConditions,
        source_conditions: SavedConditions,
        immutability_policy: SavedPolicy,
        legal_hold: bool,
        seal_blob: bool,
        strategy: String,
        block_size: u64,
        concurrency: usize,
        overwrite: String,
        verify: String,
        #[serde(rename = "blobHTTPHeaders")]
        blob_http_headers: SavedHeaders,
        encryption_scope: String,
    }
}

saved! {
    /// Conditions on either side.
    pub struct SavedConditions {
        if_match: String,
        if_none_match: String,
        if_modified_since: SavedTime,
        if_unmodified_since: SavedTime,
        tag_conditions: String,
        lease_id: String,
    }
}

saved! {
    /// An immutability policy.
    pub struct SavedPolicy {
        expiries_on: SavedTime,
        policy_mode: BlobImmutabilityPolicyMode,
    }
}

saved! {
    /// The standard properties of the content.
    pub struct SavedHeaders {
        #[serde(rename = "blobCacheControl")]
        cache_control: String,
        #[serde(rename = "blobContentType")]
        content_type: String,
        #[serde(rename = "blobContentMD5")]
        content_md5: Binary,
        #[serde(rename = "blobContentEncoding")]
        content_encoding: String,
        #[serde(rename = "blobContentLanguage")]
        content_language: String,
        #[serde(rename = "blobContentDisposition")]
        content_disposition: String,
    }
}

/// A time as `JSON.stringify` writes a `Date`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SavedTime(Timestamp);

impl Serialize for SavedTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.to_iso().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SavedTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Timestamp::deserialize(deserializer).map(Self)
    }
}

impl From<&CopyOptions> for SavedOptions {
    fn from(options: &CopyOptions) -> Self {
        let preferences = options.preferences;
        let conditions = SavedConditions::from(&options.conditions);
        Self {
            interval_in_ms: options.interval.map(milliseconds),
            metadata: options.metadata.clone(),
            tags: options.tags.clone(),
            tier: options.tier.clone(),
            rehydrate_priority: options.rehydrate_priority.clone(),
            conditions: Some(conditions).filter(|conditions| *conditions != SavedConditions::default()),
            source_conditions: options.source_conditions.as_ref().map(SavedConditions::from),
            strategy: named(preferences.strategy, CopyStrategy::default(), CopyStrategy::name),
            block_size: preferences.block_size.map(u64::from),
            concurrency: preferences.concurrency.map(usize::from),
            overwrite: named(options.overwrite, Overwrite::default(), Overwrite::name),
            verify: options.verify.map(|verify| verify.name().to_owned()),
            blob_http_headers: options.blob_http_headers.as_ref().map(SavedHeaders::from),
            encryption_scope: options.encryption_scope.clone(),
            ..Default::default()
        }
    }
}

impl SavedOptions {
    /// Those of a copy that `beginCopyFromURL` started.
    pub fn of_start(options: &BlobStartCopyFromURLOptions, interval: Option<Duration>) -> Self {
        Self {
            interval_in_ms: interval.map(milliseconds),
            metadata: options.metadata.clone(),
            tags: options.tags.clone(),
            tier: options.tier.clone(),
            rehydrate_priority: options.rehydrate_priority.clone(),
            conditions: options.conditions.as_ref().map(SavedConditions::from),
            source_conditions: options.source_conditions.as_ref().map(SavedConditions::from),
            immutability_policy: options.immutability_policy.as_ref().map(|policy| SavedPolicy {
                expiries_on: policy.expiries_on.map(SavedTime),
                policy_mode: policy.policy_mode.clone(),
            }),
            legal_hold: options.legal_hold,
            seal_blob: options.seal_blob,
            ..Default::default()
        }
    }

    /// The options as the caller would pass them.
    pub fn into_options(self) -> BeginCopyFromOptions {
        BeginCopyFromOptions {
            strategy: self.strategy,
            block_size: self.block_size.map(number),
            concurrency: self.concurrency.map(|requests| number(requests as u64)),
            overwrite: self.overwrite,
            verify: self.verify,
            tier: self.tier,
            metadata: self.metadata,
            tags: self.tags,
            blob_http_headers: self.blob_http_headers.map(SavedHeaders::into_options),
            rehydrate_priority: self.rehydrate_priority,
            conditions: self.conditions.map(SavedConditions::into_options),
            source_conditions: self.source_conditions.map(SavedConditions::into_source_conditions),
            customer_provided_key: None,
            source_customer_provided_key: None,
            encryption_scope: self.encryption_scope,
            interval_in_ms: self.interval_in_ms,
        }
    }
}

/// A count as callers pass it.
pub fn number(count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no block is so large, and no concurrency so high")]
    let number = count as f64;
    number
}

fn milliseconds(interval: Duration) -> f64 {
    interval.as_secs_f64() * 1000.0
}

fn named<T: Copy + PartialEq>(value: T, default: T, name: fn(T) -> &'static str) -> Option<String> {
    (value != default).then(|| name(value).to_owned())
}

impl From<&BlobRequestConditions> for SavedConditions {
    fn from(conditions: &BlobRequestConditions) -> Self {
        Self {
            if_match: conditions.if_match.clone(),
            if_none_match: conditions.if_none_match.clone(),
            if_modified_since: conditions.if_modified_since.map(SavedTime),
            if_unmodified_since: conditions.if_unmodified_since.map(SavedTime),
            tag_conditions: conditions.tag_conditions.clone(),
            lease_id: conditions.lease_id.clone(),
        }
    }
}

impl From<&ModifiedAccessConditions> for SavedConditions {
    fn from(conditions: &ModifiedAccessConditions) -> Self {
        Self {
            if_match: conditions.if_match.clone(),
            if_none_match: conditions.if_none_match.clone(),
            if_modified_since: conditions.if_modified_since.map(SavedTime),
            if_unmodified_since: conditions.if_unmodified_since.map(SavedTime),
            tag_conditions: conditions.tag_conditions.clone(),
            lease_id: None,
        }
    }
}

impl SavedConditions {
    fn into_options(self) -> BlobRequestConditions {
        BlobRequestConditions {
            if_match: self.if_match,
            if_none_match: self.if_none_match,
            if_modified_since: self.if_modified_since.map(|time| time.0),
            if_unmodified_since: self.if_unmodified_since.map(|time| time.0),
            tag_conditions: self.tag_conditions,
            lease_id: self.lease_id,
        }
    }

    fn into_source_conditions(self) -> ModifiedAccessConditions {
        ModifiedAccessConditions {
            if_match: self.if_match,
            if_none_match: self.if_none_match,
            if_modified_since: self.if_modified_since.map(|time| time.0),
            if_unmodified_since: self.if_unmodified_since.map(|time| time.0),
            tag_conditions: self.tag_conditions,
        }
    }
}

impl From<&BlobHTTPHeaders> for SavedHeaders {
    fn from(headers: &BlobHTTPHeaders) -> Self {
        Self {
            cache_control: headers.blob_cache_control.clone(),
            content_type: headers.blob_content_type.clone(),
            content_md5: headers.blob_content_md5.clone(),
            content_encoding: headers.blob_content_encoding.clone(),
            content_language: headers.blob_content_language.clone(),
            content_disposition: headers.blob_content_disposition.clone(),
        }
    }
}

impl SavedHeaders {
    fn into_options(self) -> BlobHTTPHeaders {
        BlobHTTPHeaders {
            blob_cache_control: self.cache_control,
            blob_content_type: self.content_type,
            blob_content_md5: self.content_md5,
            blob_content_encoding: self.content_encoding,
            blob_content_language: self.content_language,
            blob_content_disposition: self.content_disposition,
        }
    }
}
