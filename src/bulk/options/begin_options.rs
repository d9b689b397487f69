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

job_options! {
    /// The options as the caller passes them, under the names that callers use.
    #[derive(Debug, Clone, Default, PartialEq)]
    #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields, rename_all = "camelCase"))]
    pub struct BeginCopyFromContainerOptions {
        /// The prefix of names.
        same pub prefix: Option<String>,
        /// Globs, one of which must match the full name.
        same pub include: Option<Vec<String>>,
        /// Globs, none of which may match the full name.
        same pub exclude: Option<Vec<String>>,
        /// The blob changed at or after this time.
        same pub modified_since: Option<Timestamp>,
        /// The blob changed before this time.
        same pub modified_before: Option<Timestamp>,
        /// The smallest size in bytes.
        same pub min_size: Option<f64>,
        /// The largest size in bytes.
        same pub max_size: Option<f64>,
        /// The tiers, as a listing names them.
        same pub access_tiers: Option<Vec<String>>,
        /// The types: `BlockBlob`, `AppendBlob`, `PageBlob`.
        same pub blob_types: Option<Vec<String>>,
        /// The prefix of names at the destination.
        same pub destination_prefix: Option<String>,
        /// When a blob that exists is replaced.
        same pub overwrite: Option<String>,
        /// How each blob is copied.
        same pub strategy: Option<String>,
        /// What is checked after each copy.
        free pub verify: Option<String>,
        /// What to do about archived blobs: `skip`, `fail` or `rehydrate`.
        same pub archived: Option<String>,
        /// The tier of the copies of archived blobs: `Hot`, `Cool` or `Cold`.
        same pub rehydrate_to: Option<String>,
        /// How urgent these copies are.
        same pub rehydrate_priority: Option<RehydratePriority>,
        /// The number of blobs at once; adaptive by default.
        free pub concurrency: Option<f64>,
        /// The number of failures after which the job stops.
        free pub max_errors: Option<f64>,
        /// Whether nothing is written.
        same pub dry_run: Option<bool>,
        /// The number of blobs per page of the listing.
        free pub page_size: Option<f64>,
        /// A part of the names, in the order of the listing.
        #[cfg_attr(feature = "typescript", ts(skip))]
        same pub range: Option<KeyRange>,
        /// The number of listed blobs after which the rest is left to another job.
        #[cfg_attr(feature = "typescript", ts(skip))]
        free pub most_listed: Option<f64>,
        /// The number of listed bytes after which the rest is left to another job.
        #[cfg_attr(feature = "typescript", ts(skip))]
        free pub most_bytes: Option<f64>,
        /// When the work that includes this job started, by the clock of the destination.
        #[cfg_attr(feature = "typescript", ts(skip))]
        same pub began_at: Option<Timestamp>,
        /// Whether each source is deleted once its copy is complete.
        #[cfg_attr(feature = "typescript", ts(rename = "move"))]
        same pub moves as "move": Option<bool>,
        /// What to do about pending copies of an earlier run: `adopt` or `abort`.
        free pub leftovers: Option<String>,
        /// The file with the position of the job.
        free pub journal: Option<String>,
        /// The file that gets a line for each blob that is done.
        free pub manifest: Option<String>,
        /// The file that gets a line for each blob that failed.
        free pub failed: Option<String>,
        /// Whether blobs are deleted that only the destination has.
        same pub delete_extraneous: Option<bool>,
        /// Whether blobs of the destination that the filters exclude are deleted too.
        same pub delete_excluded: Option<bool>,
        /// The maximum number of blobs to delete, or their share of the destination's.
        free pub max_deletes: Option<f64>,
        /// Whether more than half may be deleted, also if the source has no blobs.
        free pub allow_mass_deletes: Option<bool>,
        /// What to do about snapshots of a blob that is deleted: `refuse` or `include`.
        same pub delete_snapshots: Option<String>,
        /// Where old states of blobs are kept.
        same pub keep_replaced: Option<KeepReplacedOptions>,
        /// What is compared, if nothing is copied: `length`, `properties` or `content`.
        same pub compare: Option<String>,
        /// The number of requests per second of all jobs to the same account.
        free pub max_requests_per_second: Option<f64>,
        /// The number of bytes per second of the same jobs.
        free pub max_bytes_per_second: Option<f64>,
        /// The time limit of the job, in milliseconds.
        free pub max_duration: Option<f64>,
        /// Whether the caller supplies other credentials when these expire.
        #[cfg_attr(feature = "typescript", ts(skip))]
        free pub renews_credentials: Option<bool>,
        /// What to do about an archived destination: `fail`, `skip` or `replace`.
        same pub archived_destination: Option<String>,
        /// What to do about a leased destination: `fail`, `skip` or `break`.
        same pub leased: Option<String>,
        /// The lease ids of blobs of the destination, by their names there.
        free pub lease_ids: Option<NameValues>,
        /// What to do about a destination of another type: `fail` or `replace`.
        same pub type_conflict: Option<String>,
        /// What to do if tags may not be read or written: `fail` or `skip`.
        same pub on_tags_forbidden: Option<String>,
        /// What to do about a source that changes after it was listed: `retry`, `skip` or `fail`.
        same pub changed: Option<String>,
        /// What to do about markers of directories: `copy` or `skip`.
        same pub markers: Option<String>,
        /// Comparisons that the tags of a blob must fit.
        same pub tag_filter: Option<String>,
        /// The template of the names at the destination.
        same pub rename: Option<String>,
        /// Whether the metadata of each copy records when its source was last changed.
        same pub keep_times: Option<bool>,
        /// The time whose versions are copied.
        same pub as_of: Option<Timestamp>,
        /// Whether the snapshots are copied too.
        same pub snapshots: Option<bool>,
        /// Whether the earlier versions are copied too.
        same pub versions: Option<bool>,
        /// Regular expressions, one of which must match the name if no glob does: the text of each, and its flags. The caller evaluates them.
        #[cfg_attr(feature = "typescript", ts(skip))]
        same pub include_expressions: Option<Vec<String>>,
        /// Regular expressions, none of which may match the name.
        #[cfg_attr(feature = "typescript", ts(skip))]
        same pub exclude_expressions: Option<Vec<String>>,
        /// What to do about blobs that an earlier run copied and that were deleted at the destination since: `copy` or `skip`.
        same pub on_deleted_at_destination: Option<String>,
        /// The type of the copies: `same` or `block`.
        same pub blob_type: Option<String>,
        /// What to do about metadata names that the service rejects: `fail`, `drop` or `rename`.
        same pub invalid_metadata: Option<String>,
        /// The key that the copies are encrypted with.
        free pub customer_provided_key: Option<CpkInfo>,
        /// The key of the sources whose listing has its hash.
        free pub source_customer_provided_key: Option<CpkInfo>,
        /// The encryption scope of the copies.
        same pub encryption_scope: Option<String>,
        /// Whether the copies get the immutability policies and legal holds of their sources.
        same pub keep_immutability: Option<bool>,
    }
}
