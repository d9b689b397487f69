//! The options of a copy of many blobs: read once, checked here, and kept in this form.

use std::sync::Arc;
use std::time::Duration;

use crate::base::error::{Error, Result};
use crate::bulk::decisions::concurrency::Concurrency;
use crate::bulk::decisions::weight::blocks_at_once;
use crate::bulk::naming::mapping::Mapping;
use crate::bulk::naming::name_matching::NameMatching;
use crate::bulk::naming::rename::Rename;
use crate::bulk::options::archived::Archived;
use crate::bulk::options::begin_options::BeginCopyFromContainerOptions;
use crate::bulk::options::choices::{Changed, Leftovers, Markers};
use crate::bulk::options::copies::{of_move, of_type};
use crate::bulk::options::customer_keys;
use crate::bulk::options::file_options::{FileOptions, KnownOptions};
use crate::bulk::options::filter::Filter;
use crate::bulk::options::key_range::KeyRange;
use crate::bulk::options::lease_ids::LeaseIds;
use crate::bulk::options::mirror_options::{KeepReplaced, MirrorOptions};
use crate::bulk::options::numbers::{positive, usize_of, whole};
use crate::bulk::options::obstacles::Obstacles;
use crate::bulk::options::purpose::Purpose;
use crate::bulk::options::share::Share;
use crate::bulk::options::states::States;
use crate::copy::comparison::Compare;
use crate::copy::metadata_names::InvalidMetadata;
use crate::copy::options::{BeginCopyFromOptions, CopyOptions, Verify};
use crate::copy::source::copies_within_account;
use crate::http::pace::PaceLimits;
use crate::rest::BlobEndpoint;
use crate::rest::shared::CpkInfo;
use crate::rest::values::Timestamp;

/// The maximum number of blobs that are copied at once.
const MOST_AT_ONCE: f64 = 4096.0;

/// The largest page of a listing.
/// <https://learn.microsoft.com/rest/api/storageservices/list-blobs>
pub const LARGEST_PAGE: u64 = 5000;

/// The options, checked.
#[derive(Debug, Clone)]
pub struct ContainerCopyOptions {
    /// The filter.
    pub filter: Filter,
    /// The mapping of names.
    pub mapping: Mapping,
    /// The options of each copy.
    pub copy: Arc<CopyOptions>,
    /// What to do about archived blobs.
    pub archived: Archived,
    /// The number of blobs at once.
    pub concurrency: Concurrency,
    /// The number of failures after which the job stops.
    pub max_errors: Option<u64>,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// The number of blobs per page of the listing.
    pub page_size: u64,
    /// A part of the names.
    pub range: KeyRange,
    /// The share of the job.
    pub share: Share,
    /// When the work that includes this job started.
    pub began_at: Option<Timestamp>,
    /// Whether each source is deleted once its copy is complete.
    pub moves: bool,
    /// What to do about pending copies of an earlier run.
    pub leftovers: Leftovers,
    /// The files that the job keeps.
    pub files: FileOptions,
    /// What is deleted.
    pub mirror: Option<MirrorOptions>,
    /// Where old states of blobs are kept.
    pub keep_replaced: Option<KeepReplaced>,
    /// What is compared, if nothing is copied.
    pub compare: Option<Compare>,
    /// The limits on all jobs to the same account.
    pub pace: PaceLimits,
    /// The time limit of the job.
    pub max_duration: Option<Duration>,
    /// Whether the caller supplies other credentials when these expire.
    pub renews_credentials: bool,
    /// What to do about obstacles at the destination.
    pub obstacles: Obstacles,
    /// The lease ids of blobs of the destination, by name.
    pub lease_ids: LeaseIds,
    /// What to do about sources that change.
    pub changed: Changed,
    /// What to do about markers of directories.
    pub markers: Markers,
    /// The states of each blob.
    pub states: States,
    /// Tests names with the caller's regular expressions, if there are any.
    pub name_matching: Option<Arc<NameMatching>>,
    /// The file about earlier runs.
    pub known: Option<KnownOptions>,
    /// The key of the sources whose listing has its hash.
    pub source_key: Option<CpkInfo>,
}

impl ContainerCopyOptions {
    /// Checks the options.
    ///
    /// # Errors
    /// An argument error that names the option.
    pub fn new(given: &BeginCopyFromContainerOptions) -> Result<Self> {
        let mapping = Mapping::new(given.prefix.as_deref().unwrap_or_default(), given.destination_prefix.as_deref())
            .renaming(given.rename.as_deref().map(Rename::new).transpose()?);
        let concurrency = given
            .concurrency
            .map(|number| whole("concurrency", number, 1.0, MOST_AT_ONCE).map(usize_of))
            .transpose()?;
        let copy = BeginCopyFromOptions {
            strategy: given.strategy.clone(),
            overwrite: given.overwrite.clone(),
            concurrency: u32::try_from(blocks_at_once(concurrency).get()).ok().map(f64::from),
            ..BeginCopyFromOptions::default()
        };
        let copy = customer_keys::of_destination(given, CopyOptions::new(copy)?)?;
        let filter = Filter::new(given)?;
        let states = States::new(given)?;
        let verify = given.verify.as_deref().map(Verify::of_many).transpose()?;
        if mapping.renames() && given.delete_extraneous == Some(true) {
            let message = "The options \"rename\" and \"deleteExtraneous\" cannot be combined: a new name does not tell which blob of the \
                           source it belongs to.";
            return Err(Error::argument_range("options.rename", message));
        }
        Ok(Self {
            known: KnownOptions::new(given)?,
            source_key: customer_keys::of_source(given)?,
            name_matching: filter.has_expressions().then(Arc::default),
            filter,
            copy: Arc::new(CopyOptions {
                records_source: matches!(given.overwrite.as_deref(), Some("ifSourceNewer" | "ifDifferent")),
                // Otherwise the time of a state is lost.
                invalid_metadata: InvalidMetadata::new(given.invalid_metadata.as_deref())?,
                keeps_immutability: given.keep_immutability.unwrap_or_default(),
                keeps_times: given.keep_times.unwrap_or(states.replays()),
                ..of_move(given, CopyOptions { verify, ..of_type(given, copy)? })
            }),
            mirror: MirrorOptions::new(given)?,
            compare: given.compare.as_deref().map(Compare::new).transpose()?,
            keep_replaced: KeepReplaced::new(given.keep_replaced.as_ref(), mapping.destination_prefix())?,
            archived: Archived::new(given)?,
            concurrency: concurrency.map_or_else(Concurrency::adaptive, Concurrency::fixed),
            max_errors: given.max_errors.map(|number| whole("maxErrors", number, 0.0, f64::MAX)).transpose()?,
            dry_run: given.dry_run.unwrap_or_default(),
            page_size: given.page_size.map_or(Ok(LARGEST_PAGE), |number| whole("pageSize", number, 1.0, 5000.0))?,
            range: given.range.clone().unwrap_or_default(),
            share: Share {
                blobs: given.most_listed.map(|number| whole("maxBlobs", number, 1.0, f64::MAX)).transpose()?,
                bytes: given.most_bytes.map(|number| whole("maxBytes", number, 1.0, f64::MAX)).transpose()?,
            },
            began_at: given.began_at,
            moves: given.moves.unwrap_or_default(),
            leftovers: Leftovers::new(given.leftovers.as_deref())?,
            files: FileOptions::new(given)?,
            mapping,
            pace: PaceLimits {
                requests: given
                    .max_requests_per_second
                    .map(|rate| positive("maxRequestsPerSecond", rate))
                    .transpose()?,
                bytes: given.max_bytes_per_second.map(|rate| positive("maxBytesPerSecond", rate)).transpose()?,
            },
            max_duration: given
                .max_duration
                .map(|time| positive("maxDuration", time).map(|time| Duration::try_from_secs_f64(time / 1000.0)))
                .transpose()?
                // A time beyond the clock never comes.
                .and_then(Result::ok),
            renews_credentials: given.renews_credentials.unwrap_or_default(),
            obstacles: Obstacles::new(given)?,
            lease_ids: LeaseIds::new(given)?,
            changed: Changed::new(given.changed.as_deref())?,
            states,
            markers: Markers::new(given.markers.as_deref())?,
        })
    }
}

impl ContainerCopyOptions {
    /// Notes whether Copy Blob copies large blobs in an instant. It does not support an encryption scope.
    pub fn within_account(&mut self, source: &BlobEndpoint, destination: &BlobEndpoint) {
        let copy = Arc::make_mut(&mut self.copy);
        copy.preferences.within_account = copy.encryption_scope.is_none() && copies_within_account(source, destination);
    }

    /// Whether the destination is listed in parallel, as it is for each plan: what is there may stand in the way. Names of a template are not in
    /// the source's order.
    pub fn pairs(&self) -> bool {
        (self.checks_destination() || self.dry_run) && !self.mapping.renames()
    }

    /// Whether the job needs to know the destination's blobs. Where the writes of a run show what is there, its plan has to check.
    pub fn checks_destination(&self) -> bool {
        self.run_checks_destination() || (self.dry_run && (self.moves || self.obstacles.depend_on_destination()))
    }

    /// Whether a run needs to know them.
    pub fn run_checks_destination(&self) -> bool {
        self.copy.overwrite.needs_check()
            || self.keep_replaced.is_some()
            || self.wants_extraneous()
            || self.known.as_ref().is_some_and(|known| known.skips)
    }

    /// Whether the job needs to know the blobs that only the destination has.
    pub fn wants_extraneous(&self) -> bool {
        self.mirror.is_some() || self.compare.is_some()
    }

    /// Whether blobs that the filters exclude are deleted at the destination.
    pub fn deletes_excluded(&self) -> bool {
        self.mirror.as_ref().is_some_and(|mirror| mirror.deletes_excluded)
    }

    /// Whether both sides are compared, instead of a copy or after each.
    pub fn verifies(&self) -> bool {
        self.compare.is_some() || (!self.dry_run && self.copy.verify.is_some_and(|verify| verify != Verify::None))
    }

    /// Whether nothing is written.
    pub fn only_reads(&self) -> bool {
        self.dry_run || self.compare.is_some()
    }

    /// The purpose of the job.
    pub fn purpose(&self) -> Purpose {
        match (self.compare, self.dry_run) {
            (Some(_), _) => Purpose::Comparison,
            (None, true) => Purpose::Plan,
            (None, false) => Purpose::Copy,
        }
    }

    /// Whether a blob of the destination is one that a job has kept.
    pub fn is_kept(&self, name: &str) -> bool {
        self.keep_replaced.as_ref().is_some_and(|keep| keep.is_kept(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::copy::overwrite::Overwrite;

    fn rejected(json: &str) -> String {
        let given = serde_json::from_str(json).expect("options");
        ContainerCopyOptions::new(&given).expect_err("a rejection").message().to_owned()
    }

    #[test]
    fn each_invalid_option_is_named() {
        for (json, option) in [
            (r#"{"concurrency":0}"#, "concurrency"),
            (r#"{"concurrency":1.5}"#, "concurrency"),
            (r#"{"maxErrors":-1}"#, "maxErrors"),
            (r#"{"pageSize":5001}"#, "pageSize"),
            (r#"{"archived":"thaw"}"#, "archived"),
            (r#"{"overwrite":"maybe"}"#, "overwrite"),
            (r#"{"strategy":"fast"}"#, "strategy"),
            (r#"{"include":["["]}"#, "include"),
            (r#"{"verify":"hash"}"#, "verify"),
            (r#"{"journal":""}"#, "journal"),
            (r#"{"leftovers":"keep"}"#, "leftovers"),
            (r#"{"onDeletedAtDestination":"skip"}"#, "onDeletedAtDestination"),
            (r#"{"onDeletedAtDestination":"no","journal":"j"}"#, "onDeletedAtDestination"),
            (r#"{"onDeletedAtDestination":"copy","journal":"j","move":true}"#, "onDeletedAtDestination"),
            (r#"{"maxRequestsPerSecond":0}"#, "maxRequestsPerSecond"),
            (r#"{"maxBytesPerSecond":-1}"#, "maxBytesPerSecond"),
            (r#"{"maxDuration":0}"#, "maxDuration"),
            (r#"{"blobType":"page"}"#, "blobType"),
            (r#"{"invalidMetadata":"keep"}"#, "invalidMetadata"),
            (r#"{"blobType":"block","strategy":"asynchronous"}"#, "blobType"),
        ] {
            assert!(rejected(json).contains(&format!("\"{option}\"")), "{json}");
        }
    }

    #[test]
    fn m2_a_move_overwrites_only_on_request_and_is_always_verified() {
        for (json, condition, overwrite, verify) in [
            (r#"{"move":true}"#, Some("*"), Overwrite::Always, Some(Verify::Length)),
            (
                r#"{"move":true,"overwrite":"never","verify":"none"}"#,
                Some("*"),
                Overwrite::Always,
                Some(Verify::Length),
            ),
            (r#"{"move":true,"overwrite":"always","verify":"md5"}"#, None, Overwrite::Always, Some(Verify::Md5)),
            (r#"{"move":true,"overwrite":"ifDifferent"}"#, None, Overwrite::IfDifferent, Some(Verify::Length)),
            (r#"{"move":false}"#, None, Overwrite::Always, None),
        ] {
            let given = serde_json::from_str(json).expect("options");
            let copy = ContainerCopyOptions::new(&given).expect("options").copy;
            let found = (copy.conditions.if_none_match.as_deref(), copy.overwrite, copy.verify);
            assert_eq!(found, (condition, overwrite, verify), "{json}");
        }
    }

    #[test]
    fn the_prefixes_determine_the_mapping() {
        let given = serde_json::from_str(r#"{"prefix":"a/","destinationPrefix":"b/"}"#).expect("options");
        let options = ContainerCopyOptions::new(&given).expect("options");
        assert_eq!(options.mapping.destination("a/x").expect("a name"), "b/x");
        assert_eq!(options.filter.prefix(), "a/");
    }
}
