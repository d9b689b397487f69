//! The options of a copy of many blobs as the caller passes them.

use crate::bulk::options::key_range::KeyRange;
use crate::rest::shared::{CpkInfo, RehydratePriority};
use crate::rest::values::{NameValues, Timestamp};

members! {
    /// Where the old state of a blob is copied before it is replaced or deleted.
    #[derive(Debug, Clone, Default, PartialEq)]
    #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields, rename_all = "camelCase"))]
    pub struct KeepReplacedOptions {
        /// A container of the destination's account; the destination by default.
        pub container: Option<String>,
        /// The prefix of names there.
        pub prefix: Option<String>,
    }
}

members! {
    /// The options as the caller passes them, under the names that callers use.
    #[derive(Debug, Clone, Default, PartialEq)]
    #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields, rename_all = "camelCase"))]
    pub struct BeginCopyFromContainerOptions {
        /// The prefix of names.
        pub prefix: Option<String>,
        /// Globs, one of which must match the full name.
        pub include: Option<Vec<String>>,
        /// Globs, none of which may match the full name.
        pub exclude: Option<Vec<String>>,
        /// The blob changed at or after this time.
        pub modified_since: Option<Timestamp>,
        /// The blob changed before this time.
        pub modified_before: Option<Timestamp>,
        /// The smallest size in bytes.
        pub min_size: Option<f64>,
        /// The largest size in bytes.
        pub max_size: Option<f64>,
        /// The tiers, as a listing names them.
        pub access_tiers: Option<Vec<String>>,
        /// The types: `BlockBlob`, `AppendBlob`, `PageBlob`.
        pub blob_types: Option<Vec<String>>,
        /// The prefix of names at the destination.
        pub destination_prefix: Option<String>,
        /// When a blob that exists is replaced.
        pub overwrite: Option<String>,
        /// How each blob is copied.
        pub strategy: Option<String>,
        /// What is checked after each copy.
        pub verify: Option<String>,
        /// What to do about archived blobs: `skip`, `fail` or `rehydrate`.
        pub archived: Option<String>,
        /// The tier of the copies of archived blobs: `Hot`, `Cool` or `Cold`.
        pub rehydrate_to: Option<String>,
        /// How urgent these copies are.
        pub rehydrate_priority: Option<RehydratePriority>,
        /// The number of blobs at once; adaptive by default.
        pub concurrency: Option<f64>,
        /// The number of failures after which the job stops.
        pub max_errors: Option<f64>,
        /// Whether nothing is written.
        pub dry_run: Option<bool>,
        /// The number of blobs per page of the listing.
        pub page_size: Option<f64>,
        /// A part of the names, in the order of the listing.
        #[cfg_attr(feature = "typescript", ts(skip))]
        pub range: Option<KeyRange>,
        /// The number of listed blobs after which the rest is left to another job.
        #[cfg_attr(feature = "typescript", ts(skip))]
        pub most_listed: Option<f64>,
        /// The number of listed bytes after which the rest is left to another job.
        #[cfg_attr(feature = "typescript", ts(skip))]
        pub most_bytes: Option<f64>,
        /// When the work that includes this job started, by the clock of the destination.
        #[cfg_attr(feature = "typescript", ts(skip))]
        pub began_at: Option<Timestamp>,
        /// Whether each source is deleted once its copy is complete.
        #[cfg_attr(feature = "typescript", ts(rename = "move"))]
        pub moves as "move": Option<bool>,
        /// What to do about pending copies of an earlier run: `adopt` or `abort`.
        pub leftovers: Option<String>,
        /// The file with the position of the job.
        pub journal: Option<String>,
        /// The file that gets a line for each blob that is done.
        pub manifest: Option<String>,
        /// The file that gets a line for each blob that failed.
        pub failed: Option<String>,
        /// Whether blobs are deleted that only the destination has.
        pub delete_extraneous: Option<bool>,
        /// Whether blobs of the destination that the filters exclude are deleted too.
        pub delete_excluded: Option<bool>,
        /// The maximum number of blobs to delete, or their share of the destination's.
        pub max_deletes: Option<f64>,
        /// Whether more than half may be deleted, also if the source has no blobs.
        pub allow_mass_deletes: Option<bool>,
        /// What to do about snapshots of a blob that is deleted: `refuse` or `include`.
        pub delete_snapshots: Option<String>,
        /// Where old states of blobs are kept.
        pub keep_replaced: Option<KeepReplacedOptions>,
        /// What is compared, if nothing is copied: `length`, `properties` or `content`.
        pub compare: Option<String>,
        /// The number of requests per second of all jobs to the same account.
        pub max_requests_per_second: Option<f64>,
        /// The number of bytes per second of the same jobs.
        pub max_bytes_per_second: Option<f64>,
        /// The time limit of the job, in milliseconds.
        pub max_duration: Option<f64>,
        /// Whether the caller supplies other credentials when these expire.
        #[cfg_attr(feature = "typescript", ts(skip))]
        pub renews_credentials: Option<bool>,
        /// What to do about an archived destination: `fail`, `skip` or `replace`.
        pub archived_destination: Option<String>,
        /// What to do about a leased destination: `fail`, `skip` or `break`.
        pub leased: Option<String>,
        /// The lease ids of blobs of the destination, by their names there.
        pub lease_ids: Option<NameValues>,
        /// What to do about a destination of another type: `fail` or `replace`.
        pub type_conflict: Option<String>,
        /// What to do if tags may not be read or written: `fail` or `skip`.
        pub on_tags_forbidden: Option<String>,
        /// What to do about a source that changes after it was listed: `retry`, `skip` or `fail`.
        pub changed: Option<String>,
        /// What to do about markers of directories: `copy` or `skip`.
        pub markers: Option<String>,
        /// Comparisons that the tags of a blob must fit.
        pub tag_filter: Option<String>,
        /// The template of the names at the destination.
        pub rename: Option<String>,
        /// Whether the metadata of each copy records when its source was last changed.
        pub keep_times: Option<bool>,
        /// The time whose versions are copied.
        pub as_of: Option<Timestamp>,
        /// Whether the snapshots are copied too.
        pub snapshots: Option<bool>,
        /// Whether the earlier versions are copied too.
        pub versions: Option<bool>,
        /// Regular expressions, one of which must match the name if no glob does: the text of each, and its flags. The caller evaluates them.
        #[cfg_attr(feature = "typescript", ts(skip))]
        pub include_expressions: Option<Vec<String>>,
        /// Regular expressions, none of which may match the name.
        #[cfg_attr(feature = "typescript", ts(skip))]
        pub exclude_expressions: Option<Vec<String>>,
        /// What to do about blobs that an earlier run copied and that were deleted at the destination since: `copy` or `skip`.
        pub on_deleted_at_destination: Option<String>,
        /// The type of the copies: `same` or `block`.
        pub blob_type: Option<String>,
        /// What to do about metadata names that the service rejects: `fail`, `drop` or `rename`.
        pub invalid_metadata: Option<String>,
        /// The key that the copies are encrypted with.
        pub customer_provided_key: Option<CpkInfo>,
        /// The key of the sources whose listing has its hash.
        pub source_customer_provided_key: Option<CpkInfo>,
        /// The encryption scope of the copies.
        pub encryption_scope: Option<String>,
        /// Whether the copies get the immutability policies and legal holds of their sources.
        pub keep_immutability: Option<bool>,
    }
}
