//! Whether a copy records the state of its source.

use crate::copy::BlobFacts;
use crate::copy::options::CopyOptions;
use crate::copy::overwrite::Overwrite;
use crate::copy::recorded_source::can_record;
use crate::rest::BlobEndpoint;

/// Whether times will decide about the copy of a source in this state.
pub(super) fn is_unrecorded(source: &BlobEndpoint, facts: &BlobFacts, options: &CopyOptions) -> bool {
    let metadata = options.metadata.as_ref().or(facts.metadata.as_ref());
    options.overwrite == Overwrite::IfSourceNewer && options.records_source && !can_record(metadata, &source.url, facts)
}
