//! Which permissions a job needs for certain, as the letters of a shared access signature: pure, from its options and its first page.
//!
//! The letters are those of [a service SAS](https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob),
//! and the resource types those of [an account SAS](https://learn.microsoft.com/rest/api/storageservices/create-account-sas#blob-service).

use std::time::SystemTime;

use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::listing::page::{Listed, Page};
use crate::bulk::naming::name_matching::PatternMatches;
use crate::bulk::options::choices::Markers;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::options::purpose::Purpose;
use crate::bulk::report::side::Side;
use crate::copy::options::Verify;
use crate::copy::overwrite::Overwrite;
use crate::copy::plan::CopyStrategy;

/// Permissions of which one suffices; the first always suffices.
#[derive(Debug, Clone, Copy)]
pub(in crate::bulk) struct AnyPermission {
    /// One of these letters.
    pub any_of: &'static str,
    /// The type of the resource, in a signature for an account.
    pub resource_type: &'static str,
}

/// What a job needs.
#[derive(Debug, Clone, Copy)]
pub(in crate::bulk) struct NeededPermission {
    /// At which side.
    pub side: Side,
    /// The permission.
    pub letters: AnyPermission,
    /// What it is for.
    pub why: &'static str,
}

/// What a job copies, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bulk) enum JobSource {
    /// A container of another account.
    Container,
    /// A container of the destination's account: whether the signature of the source or that of the destination reads it is up to the service.
    SameAccount,
    /// All containers of an account.
    Account,
    /// Entries, each with a source of its own.
    Entries,
}

const LISTS: &str = "c";
const BLOBS: &str = "o";

fn at(side: Side, any_of: &'static str, resource_type: &'static str, why: &'static str) -> NeededPermission {
    NeededPermission { side, letters: AnyPermission { any_of, resource_type }, why }
}

/// What the job needs to read its listings: a plan and a comparison need no more.
pub(in crate::bulk) fn of_listings(options: &ContainerCopyOptions, from: JobSource) -> Vec<NeededPermission> {
    if from == JobSource::Entries {
        return Vec::new();
    }
    let mut needs = Vec::new();
    if from == JobSource::Account {
        needs.push(at(Side::Source, "l", "s", "to list the containers"));
    }
    needs.push(at(Side::Source, "l", LISTS, "to list the blobs"));
    if options.wants_extraneous() && options.pairs() && options.range.is_whole() {
        needs.push(at(Side::Destination, "l", LISTS, "to find the blobs that the source does not have"));
    }
    needs
}

/// What a run also needs, for any blobs, and even if it writes none.
pub(in crate::bulk) fn of_run(options: &ContainerCopyOptions, from: JobSource) -> Vec<NeededPermission> {
    if options.purpose() == Purpose::Comparison {
        return Vec::new();
    }
    let mut needs = Vec::new();
    if matches!(from, JobSource::Container | JobSource::Account) {
        needs.push(at(Side::Source, "r", BLOBS, "to read the blobs"));
    } else if options.mirror.is_some() {
        needs.push(at(Side::Source, "r", BLOBS, "to look at the source before each delete"));
    }
    if options.moves {
        needs.push(at(Side::Source, "d", BLOBS, "to delete what was moved"));
    }
    if options.mirror.is_some() {
        needs.push(at(Side::Destination, "d", BLOBS, "to delete what the source does not have"));
    }
    let compares = options.copy.overwrite.needs_check() || options.keep_replaced.is_some();
    if options.copy.verify.is_some_and(|verify| verify != Verify::None) {
        needs.push(at(Side::Destination, "r", BLOBS, "to verify the copies"));
    } else if compares && options.mirror.is_none() {
        // What cannot be listed along with the source is checked one by one.
        let lists = matches!(from, JobSource::Container | JobSource::SameAccount);
        let any_of = if lists && options.pairs() && options.range.is_whole() { "rl" } else { "r" };
        needs.push(at(Side::Destination, any_of, BLOBS, "to look at what is there"));
    }
    needs
}

/// What a run needs to write a blob; `None` for a comparison.
pub(in crate::bulk) fn of_writing(options: &ContainerCopyOptions) -> Option<NeededPermission> {
    if options.purpose() == Purpose::Comparison {
        return None;
    }
    let write = match (options.copy.preferences.strategy, options.copy.overwrite) {
        // Put Block takes no less.
        (CopyStrategy::Blocks, _) => "w",
        (_, Overwrite::Never) => "cw",
        _ => "wc",
    };
    Some(at(Side::Destination, write, BLOBS, "to write the blobs"))
}

/// Whether the job may turn out to have nothing to write: its copies check the destination first, and it writes nothing else.
pub(in crate::bulk) fn may_write_nothing(options: &ContainerCopyOptions, from: JobSource) -> bool {
    options.copy.overwrite.needs_check()
        && !options.moves
        && options.keep_replaced.is_none()
        // A request that creates the container comes first.
        && from != JobSource::Account
}

/// Whether the first page has a blob that the destination's listing lacks, and that is copied for certain.
pub(in crate::bulk) fn writes_for_certain(options: &ContainerCopyOptions, page: &Page) -> bool {
    let is_copied = copied_for_certain(options);
    let has_key = |listed: &Listed| listed.facts.customer_key_sha256.is_some();
    takes_all(options)
        && page
            .blobs
            .iter()
            .any(|listed| listed.destination == AtDestination::Absent && is_copied(listed) && !has_key(listed))
}

/// Whether the filters alone decide which blobs are copied.
fn takes_all(options: &ContainerCopyOptions) -> bool {
    options.purpose() != Purpose::Comparison
        && options.known.is_none()
        && options.name_matching.is_none()
        && options.markers == Markers::Copy
}

/// Whether nothing keeps a blob from being copied.
fn copied_for_certain(options: &ContainerCopyOptions) -> impl Fn(&Listed) -> bool {
    |listed| {
        !listed.is_directory
            && !listed.facts.archived()
            && options.filter.takes_name(&listed.name, PatternMatches::default())
            && options.filter.takes_facts(&listed.facts)
    }
}

/// Whether the first page shows that the job has nothing to do.
pub(in crate::bulk) fn has_nothing_to_do(options: &ContainerCopyOptions, page: &Page) -> bool {
    // The results of the caller's expressions are not known yet.
    let may_take = |listed: &Listed| {
        options.filter.takes_facts(&listed.facts)
            && (options.name_matching.is_some() || options.filter.takes_name(&listed.name, PatternMatches::default()))
    };
    options.mirror.is_none() && page.next.is_none() && !page.blobs.iter().any(may_take)
}

/// What the blobs of the first page show of the job's needs. Only blobs that are copied for certain count.
pub(in crate::bulk) fn of_page(
    options: &ContainerCopyOptions,
    from: JobSource,
    page: &Page,
    now: SystemTime,
) -> Vec<NeededPermission> {
    let mut needs = Vec::new();
    if options.copy.overwrite != Overwrite::Always || options.moves || !takes_all(options) {
        return needs;
    }
    let is_copied = copied_for_certain(options);
    let mut blobs = page.blobs.iter().filter(|listed| is_copied(listed));
    if !options.obstacles.does_without_tags() && blobs.clone().any(|listed| listed.facts.tag_count > 0) {
        if from == JobSource::Container {
            needs.push(at(Side::Source, "t", BLOBS, "to read the tags of the blobs"));
        }
        needs.push(at(Side::Destination, "t", BLOBS, "to write their tags"));
    }
    let protects = |listed: &Listed| listed.facts.legal_hold || listed.facts.policy_after(now).is_some();
    if options.copy.keeps_immutability && blobs.any(protects) {
        needs.push(at(Side::Destination, "i", BLOBS, "for \"keepImmutability\""));
    }
    needs
}
