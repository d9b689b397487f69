//! Whether an existing blob is overwritten: a pure decision. A condition on the request that creates the destination holds it, so that
//! a blob that appears in the meantime is not lost.

use crate::copy::blob_facts::BlobFacts;
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

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverwriteDecision {
    /// Copy.
    Copy(Precondition),
    /// Nothing.
    Skip,
    /// Fail: there is a blob that must not be overwritten.
    Exists,
}

/// What must hold for the destination when it is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precondition {
    /// Anything.
    None,
    /// There is no blob.
    Absent,
    /// The blob is unchanged since the engine looked.
    Unchanged,
}

impl Overwrite {
    /// Whether the engine has to look at the destination.
    pub fn needs_check(self) -> bool {
        self != Self::Always
    }
}

/// Decides from the facts of both blobs.
pub fn decide(overwrite: Overwrite, source: &BlobFacts, destination: Option<&BlobFacts>) -> OverwriteDecision {
    match (overwrite, destination) {
        (Overwrite::Always, _) => OverwriteDecision::Copy(Precondition::None),
        (_, None) => OverwriteDecision::Copy(Precondition::Absent),
        (Overwrite::Never, Some(_)) => OverwriteDecision::Exists,
        (Overwrite::IfSourceNewer, Some(destination)) if is_newer(source, destination) => {
            OverwriteDecision::Copy(Precondition::Unchanged)
        }
        (Overwrite::IfDifferent, Some(destination)) if !is_same(source, destination) => {
            OverwriteDecision::Copy(Precondition::Unchanged)
        }
        (Overwrite::IfSourceNewer | Overwrite::IfDifferent, Some(_)) => OverwriteDecision::Skip,
    }
}

/// An unknown time counts as newer, so that the blob is copied.
fn is_newer(source: &BlobFacts, destination: &BlobFacts) -> bool {
    match (source.last_modified, destination.last_modified) {
        (Some(source), Some(destination)) => source > destination,
        _ => true,
    }
}

/// Only hashes on both sides tell that contents are the same.
fn is_same(source: &BlobFacts, destination: &BlobFacts) -> bool {
    source.length == destination.length
        && source.content_md5().is_some()
        && source.content_md5() == destination.content_md5()
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
    fn what_is_there_decides() {
        let (source, older, newer) = (blob(2, 10, Some(1)), blob(1, 10, Some(2)), blob(2, 10, Some(1)));
        let unchanged = OverwriteDecision::Copy(Precondition::Unchanged);
        for (overwrite, destination, expected) in [
            (Overwrite::Always, Some(&newer), OverwriteDecision::Copy(Precondition::None)),
            (Overwrite::Always, None, OverwriteDecision::Copy(Precondition::None)),
            (Overwrite::Never, None, OverwriteDecision::Copy(Precondition::Absent)),
            (Overwrite::Never, Some(&older), OverwriteDecision::Exists),
            (Overwrite::IfSourceNewer, None, OverwriteDecision::Copy(Precondition::Absent)),
            (Overwrite::IfSourceNewer, Some(&older), unchanged),
            (Overwrite::IfSourceNewer, Some(&newer), OverwriteDecision::Skip),
            (Overwrite::IfDifferent, None, OverwriteDecision::Copy(Precondition::Absent)),
            (Overwrite::IfDifferent, Some(&older), unchanged),
            (Overwrite::IfDifferent, Some(&newer), OverwriteDecision::Skip),
            (Overwrite::IfDifferent, Some(&blob(2, 11, Some(1))), unchanged),
            (Overwrite::IfDifferent, Some(&blob(2, 10, None)), unchanged),
        ] {
            assert_eq!(decide(overwrite, &source, destination), expected, "{overwrite:?} {destination:?}");
        }
        let unknown = blob(2, 10, None);
        assert_eq!(decide(Overwrite::IfDifferent, &unknown, Some(&unknown)), unchanged, "no hash tells they are equal");
    }

    #[test]
    fn a_guard_adds_to_the_caller_s_conditions() {
        let mut conditions = BlobRequestConditions { lease_id: Some("l".into()), ..Default::default() };
        Precondition::Unchanged.add_to(&mut conditions, Some(&blob(1, 1, None)));
        assert_eq!((conditions.lease_id.as_deref(), conditions.if_match.as_deref()), (Some("l"), Some("\"e\"")));
        Precondition::Absent.add_to(&mut conditions, None);
        assert_eq!(conditions.if_none_match.as_deref(), Some("*"));
    }

    proptest! {
        #[test]
        fn a_blob_that_is_there_is_never_replaced_unguarded(
            times in (0i64..3, 0i64..3), lengths in (0u64..2, 0u64..2), hashes in (0u8..3, 0u8..3), mode in 0usize..3,
        ) {
            let overwrite = [Overwrite::Never, Overwrite::IfSourceNewer, Overwrite::IfDifferent][mode];
            let hash = |byte: u8| (byte > 0).then_some(byte);
            let source = blob(times.0, lengths.0, hash(hashes.0));
            let destination = blob(times.1, lengths.1, hash(hashes.1));
            let decision = decide(overwrite, &source, Some(&destination));
            prop_assert!(matches!(decision, OverwriteDecision::Skip | OverwriteDecision::Exists | OverwriteDecision::Copy(Precondition::Unchanged)));
            prop_assert_eq!(decide(overwrite, &source, None), OverwriteDecision::Copy(Precondition::Absent));
        }
    }
}
