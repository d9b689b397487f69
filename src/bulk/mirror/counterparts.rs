//! What a blob of the destination counts as: the counterpart of a blob of the source, or extraneous. Pure.

use crate::bulk::decisions::early_deletion::EarlyTier;
use crate::bulk::listing::extraneous::{DestinationPart, Extraneous};
use crate::bulk::listing::page::Listed;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::rest::values::Timestamp;

/// The metadata name of a blob that represents a directory.
const FOLDER: &str = "hdi_isfolder";

/// A blob that only the destination has.
pub fn unmatched(
    options: &ContainerCopyOptions,
    listed: &Listed,
    may_be_directory: bool,
    destination_part: &mut DestinationPart,
) {
    let Some(source) = options.mapping.source(&listed.name) else { return };
    if is_no_candidate(options, listed, may_be_directory) {
        return;
    }
    let filter = &options.filter;
    let is_within = filter.takes_name(&source, listed.matched) && filter.takes_facts(&listed.facts);
    if is_within {
        destination_part.listed += 1;
    } else {
        destination_part.excluded += 1;
    }
    let is_certain = options.compare.is_some() || filter.can_decide(&listed.facts);
    if is_certain && options.wants_extraneous() && (is_within || options.deletes_excluded()) {
        let blob = extraneous(listed, !is_within, destination_part.started);
        destination_part.extraneous.push(blob);
    }
}

/// A blob that both sides have.
pub fn matched(
    options: &ContainerCopyOptions,
    source: &Listed,
    listed: &Listed,
    destination_part: &mut DestinationPart,
) {
    if is_no_candidate(options, listed, source.is_directory) {
        return;
    }
    let is_within =
        options.filter.takes_name(&source.name, source.matched) && options.filter.takes_facts(&source.facts);
    if is_within {
        destination_part.listed += 1;
    } else {
        destination_part.excluded += 1;
        if options.deletes_excluded() {
            let blob = extraneous(listed, true, destination_part.started);
            destination_part.extraneous.push(blob);
        }
    }
}

fn extraneous(listed: &Listed, is_excluded: bool, now: Option<Timestamp>) -> Extraneous {
    Extraneous {
        name: listed.name.clone(),
        etag: listed.facts.strong_etag().map(str::to_owned),
        last_modified: listed.facts.last_modified,
        length: listed.facts.length.unwrap_or_default(),
        is_excluded,
        early: now.and_then(|now| EarlyTier::of(&listed.facts, now)),
        matched: listed.matched,
    }
}

/// Directories exist with their content, and kept blobs are not part of the mirror.
fn is_no_candidate(options: &ContainerCopyOptions, listed: &Listed, may_be_directory: bool) -> bool {
    let is_marker = || {
        let metadata = listed.facts.metadata.iter().flat_map(|metadata| &metadata.0);
        metadata
            .into_iter()
            .any(|(name, value)| name.eq_ignore_ascii_case(FOLDER) && value.eq_ignore_ascii_case("true"))
    };
    listed.is_directory || options.is_kept(&listed.name) || (may_be_directory && is_marker())
}
