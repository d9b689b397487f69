//! Whether an existing blob is overwritten: a pure decision. A condition on the request that creates the destination enforces it, so that
//! a blob that appears in the meantime is not lost.

use crate::copy::blob_facts::BlobFacts;
use crate::copy::recorded_source::RecordedSource;
use crate::rest::conditions::BlobRequestConditions;

/// When an existing blob is overwritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Overwrite {
    /// Always.
    #[default]
    Always,
    /// Never: an existing blob is an error.
    Never,
    /// If the source changed after the destination.
    IfSourceNewer,
    /// Unless both are known to have the same content.
    IfDifferent,
}

/// The decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverwriteDecision {
    /// Copy.
    Copy(Precondition),
    /// Nothing.
    Skip,
    /// Fail: there is a blob that must not be overwritten.
    Exists,
}

/// The precondition on the destination when it is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precondition {
    /// Anything.
    None,
    /// There is no blob.
    Absent,
    /// The blob is unchanged since the engine checked it.
    Unchanged,
}

impl Overwrite {
    /// Whether the engine must check the destination.
    pub fn needs_check(self) -> bool {
        self != Self::Always
    }
}

/// Decides from the facts of both blobs, and from what the destination has recorded of its source.
pub fn decide(
    overwrite: Overwrite,
    source: &BlobFacts,
    destination: Option<&BlobFacts>,
    recorded: RecordedSource,
) -> OverwriteDecision {
    match (overwrite, destination) {
        (Overwrite::Always, _) => OverwriteDecision::Copy(Precondition::None),
        (_, None) => OverwriteDecision::Copy(Precondition::Absent),
        (Overwrite::Never, Some(_)) => OverwriteDecision::Exists,
        (Overwrite::IfSourceNewer, Some(destination)) if is_newer(source, destination, recorded) => {
            OverwriteDecision::Copy(Precondition::Unchanged)
        }
        (Overwrite::IfDifferent, Some(destination)) if !is_same(source, destination, recorded) => {
            OverwriteDecision::Copy(Precondition::Unchanged)
        }
        (Overwrite::IfSourceNewer | Overwrite::IfDifferent, Some(_)) => OverwriteDecision::Skip,
    }
}

/// The record at the destination takes precedence over times: a source that changed while it was copied is older than its copy. An unknown time
/// counts as newer, so that the blob is copied. So does one within the same second in jobs that record sources: they are to miss no change.
fn is_newer(source: &BlobFacts, destination: &BlobFacts, recorded: RecordedSource) -> bool {
    match (recorded, source.last_modified, destination.last_modified) {
        (RecordedSource::Same, ..) => false,
        (RecordedSource::Never, Some(source), Some(destination)) => source > destination,
        (RecordedSource::Unknown, Some(source), Some(destination)) => source >= destination,
        (RecordedSource::Never | RecordedSource::Other | RecordedSource::Unknown, ..) => true,
    }
}

/// The record decides, together with the length, unless hashes on both sides show other contents: another client may have written the destination and
/// kept its metadata. Without a record, only hashes on both sides show that contents are the same.
fn is_same(source: &BlobFacts, destination: &BlobFacts, recorded: RecordedSource) -> bool {
    let hashes = source.content_md5().zip(destination.content_md5());
    let same_hash = hashes.is_some_and(|(one, other)| one == other);
    let other_hash = hashes.is_some() && !same_hash;
    let same_state = match recorded {
        RecordedSource::Same => !other_hash,
        RecordedSource::Other => false,
        RecordedSource::Never | RecordedSource::Unknown => same_hash,
    };
    source.length == destination.length && same_state
}

impl Precondition {
    /// Adds the precondition to the caller's conditions.
    pub fn add_to(self, conditions: &mut BlobRequestConditions, destination: Option<&BlobFacts>) {
        match self {
            Self::None => {}
            Self::Absent => conditions.if_none_match = Some("*".to_owned()),
            Self::Unchanged => conditions.if_match = destination.and_then(|facts| facts.etag.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rest::shared::BlobHTTPHeaders;
    use crate::rest::values::{Binary, Timestamp};

    fn blob(time: i64, length: u64, hash: Option<u8>) -> BlobFacts {
        BlobFacts {
            etag: Some("\"e\"".into()),
            last_modified: Some(Timestamp(time)),
            length: Some(length),
            http_headers: BlobHTTPHeaders {
                blob_content_md5: hash.map(|byte| Binary(vec![byte])),
                ..Default::default()
            },
            ..Default::default()
        }
    }

    #[test]
    fn the_destination_decides() {
        let (source, older, newer) = (blob(2, 10, Some(1)), blob(1, 10, Some(2)), blob(2, 10, Some(1)));
        let unchanged = OverwriteDecision::Copy(Precondition::Unchanged);
        for (overwrite, destination, expected) in [
            (Overwrite::Always, Some(&newer), OverwriteDecision::Copy(Precondition::None)),
            (Overwrite::Always, None, OverwriteDecision::Copy(Precondition::None)),
            (Overwrite::Never, None, OverwriteDecision::Copy(Precondition::Absent)),
            (Overwrite::Never, Some(&older), OverwriteDecision::Exists),
            (Overwrite::IfSourceNewer, None, OverwriteDecision::Copy(Precondition::Absent)),
            (Overwrite::IfSourceNewer, Some(&older), unchanged),
            (Overwrite::IfSourceNewer, Some(&newer), unchanged),
            (Overwrite::IfSourceNewer, Some(&blob(3, 10, Some(1))), OverwriteDecision::Skip),
            (Overwrite::IfDifferent, None, OverwriteDecision::Copy(Precondition::Absent)),
            (Overwrite::IfDifferent, Some(&older), unchanged),
            (Overwrite::IfDifferent, Some(&newer), OverwriteDecision::Skip),
            (Overwrite::IfDifferent, Some(&blob(2, 11, Some(1))), unchanged),
            (Overwrite::IfDifferent, Some(&blob(2, 10, None)), unchanged),
        ] {
            let decision = decide(overwrite, &source, destination, RecordedSource::Unknown);
            assert_eq!(decision, expected, "{overwrite:?} {destination:?}");
        }
        let decision = decide(Overwrite::IfSourceNewer, &source, Some(&newer), RecordedSource::Never);
        assert_eq!(decision, OverwriteDecision::Skip, "a copy that records nothing compares the times as they are");
        let unknown = blob(2, 10, None);
        let decision = decide(Overwrite::IfDifferent, &unknown, Some(&unknown), RecordedSource::Unknown);
        assert_eq!(decision, unchanged, "no hash proves that they are equal");
    }

    #[test]
    fn c4_the_recorded_source_takes_precedence_over_times_and_hashes() {
        let (source, newer) = (blob(2, 10, None), blob(3, 10, None));
        let unchanged = OverwriteDecision::Copy(Precondition::Unchanged);
        for overwrite in [Overwrite::IfSourceNewer, Overwrite::IfDifferent] {
            let decided = |destination, recorded| decide(overwrite, &source, Some(destination), recorded);
            assert_eq!(decided(&newer, RecordedSource::Other), unchanged, "it changed while it was copied");
            assert_eq!(decided(&newer, RecordedSource::Same), OverwriteDecision::Skip);
            assert_eq!(decided(&blob(1, 10, None), RecordedSource::Same), OverwriteDecision::Skip, "clocks differ");
        }
        let other_length = decide(Overwrite::IfDifferent, &source, Some(&blob(3, 11, None)), RecordedSource::Same);
        assert_eq!(other_length, unchanged);
        let hashed = |hash| blob(3, 10, Some(hash));
        for (there, expected) in [(hashed(1), OverwriteDecision::Skip), (hashed(2), unchanged)] {
            let decision = decide(Overwrite::IfDifferent, &hashed(1), Some(&there), RecordedSource::Same);
            assert_eq!(decision, expected, "the hashes say more than the record");
        }
        let exists = decide(Overwrite::Never, &source, Some(&newer), RecordedSource::Other);
        assert_eq!(exists, OverwriteDecision::Exists);
    }

    #[test]
    fn a_precondition_adds_to_the_conditions_of_the_caller() {
        let mut conditions = BlobRequestConditions { lease_id: Some("l".into()), ..Default::default() };
        Precondition::Unchanged.add_to(&mut conditions, Some(&blob(1, 1, None)));
        assert_eq!((conditions.lease_id.as_deref(), conditions.if_match.as_deref()), (Some("l"), Some("\"e\"")));
        Precondition::Absent.add_to(&mut conditions, None);
        assert_eq!(conditions.if_none_match.as_deref(), Some("*"));
    }

    proptest! {
        #[test]
        fn an_existing_blob_is_never_replaced_unconditionally(
            times in (0i64..3, 0i64..3), lengths in (0u64..2, 0u64..2), hashes in (0u8..3, 0u8..3), mode in 0usize..3,
            record in 0usize..3,
        ) {
            let overwrite = [Overwrite::Never, Overwrite::IfSourceNewer, Overwrite::IfDifferent][mode];
            let hash = |byte: u8| (byte > 0).then_some(byte);
            let source = blob(times.0, lengths.0, hash(hashes.0));
            let destination = blob(times.1, lengths.1, hash(hashes.1));
            let recorded = [RecordedSource::Unknown, RecordedSource::Same, RecordedSource::Other][record];
            let decision = decide(overwrite, &source, Some(&destination), recorded);
            prop_assert!(matches!(decision, OverwriteDecision::Skip | OverwriteDecision::Exists | OverwriteDecision::Copy(Precondition::Unchanged)));
            prop_assert_eq!(decide(overwrite, &source, None, recorded), OverwriteDecision::Copy(Precondition::Absent));
        }
    }
}
