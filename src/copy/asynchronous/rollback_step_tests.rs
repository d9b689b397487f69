//! The steps of a rollback, for every state that a destination can be in.

use proptest::prelude::*;

use super::*;
use crate::copy::blob_facts::CopyFacts;
use crate::copy::saved::BackupSnapshot;

const SNAPSHOT: &str = "2026-01-02T03:04:05.0000000Z";

fn destination() -> Url {
    Url::parse("https://a.blob.core.windows.net/c/b?sv=1&sig=SECRET").expect("a URL")
}

fn kept() -> PreviousBlob {
    PreviousBlob::BackedUp(BackupSnapshot { snapshot: SNAPSHOT.into(), ..Default::default() })
}

fn seen(id: &str, status: &str, source: &str, etag: &str) -> BlobFacts {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let copy = CopyFacts {
        id: some(id),
        status: some(status).as_deref().map(CopyStatus::from),
        source: some(source),
        ..Default::default()
    };
    BlobFacts { etag: some(etag), copy, ..Default::default() }
}

fn decide(seen: &BlobFacts, before: &PreviousBlob, made: Option<&str>) -> RollbackStep {
    next(seen, OwnCopy { copy_id: Some("ours"), made, before, destination: &destination() })
}

#[test]
fn a_failed_copy_is_rolled_back_under_its_etag() {
    for status in ["failed", "aborted"] {
        let left = seen("ours", status, "https://s/c/s", "e");
        assert_eq!(decide(&left, &kept(), None), RollbackStep::Restore("e".into()));
        assert_eq!(decide(&left, &PreviousBlob::Absent, None), RollbackStep::Delete("e".into()));
        assert_eq!(decide(&left, &PreviousBlob::Unknown, None), RollbackStep::Stop(RollbackOutcome::Unknown));
    }
    assert_eq!(decide(&seen("ours", "pending", "", "e"), &kept(), None), RollbackStep::Wait);
}

#[test]
fn a_successful_copy_is_rolled_back_only_if_unchanged() {
    let made = seen("ours", "success", "https://s/c/s", "e");
    assert_eq!(decide(&made, &kept(), Some("e")), RollbackStep::Restore("e".into()));
    assert_eq!(decide(&made, &PreviousBlob::Absent, Some("e")), RollbackStep::Delete("e".into()));
    let others = RollbackStep::Stop(RollbackOutcome::OfOthers(Some(SNAPSHOT.into())));
    assert_eq!(decide(&made, &kept(), Some("earlier")), others);
    assert_eq!(decide(&made, &kept(), None), others);
    let headers_set = seen("", "", "", "e");
    assert_eq!(decide(&headers_set, &kept(), Some("e")), RollbackStep::Restore("e".into()));
}

#[test]
fn a_copy_with_an_unknown_status_is_unchanged_and_the_snapshot_is_named() {
    let strange = seen("ours", "resting", "https://s/c/s", "e");
    let RollbackStep::Stop(RollbackOutcome::InSnapshot(snapshot, why)) = decide(&strange, &kept(), None) else {
        panic!("it is kept")
    };
    assert_eq!(snapshot, SNAPSHOT);
    assert!(why.contains("resting"), "{why}");
    assert_eq!(decide(&strange, &PreviousBlob::Absent, None), RollbackStep::Stop(RollbackOutcome::Unknown));
}

#[test]
fn a_blob_that_another_client_wrote_is_unchanged() {
    for other in
        [seen("theirs", "success", "https://s/c/x", "e"), seen("", "", "", "e"), seen("ours", "failed", "", "")]
    {
        assert_eq!(
            decide(&other, &kept(), None),
            RollbackStep::Stop(RollbackOutcome::OfOthers(Some(SNAPSHOT.into()))),
            "{other:?}"
        );
        assert_eq!(
            decide(&other, &PreviousBlob::Absent, None),
            RollbackStep::Stop(RollbackOutcome::OfOthers(None)),
            "{other:?}"
        );
    }
}

#[test]
fn a_blob_being_restored_is_recognized_by_its_snapshot() {
    let source = format!("https://a.blob.core.windows.net/c/b?snapshot={SNAPSHOT}");
    assert_eq!(decide(&seen("new", "pending", &source, "e"), &kept(), None), RollbackStep::Wait);
    assert_eq!(decide(&seen("new", "success", &source, "e"), &kept(), None), RollbackStep::DeleteSnapshot);
    let pairs = [("owner", "me"), ("blobferry_backup", "x")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let marked = BlobFacts { metadata: Some(NameValues(pairs.to_vec())), ..seen("new", "success", &source, "e") };
    let own = NameValues(vec![("owner".into(), "me".into())]);
    assert_eq!(decide(&marked, &kept(), None), RollbackStep::RemoveMark("e".into(), own));
    let RollbackStep::Stop(RollbackOutcome::InSnapshot(snapshot, _)) =
        decide(&seen("new", "failed", &source, "e"), &kept(), None)
    else {
        panic!("it is in the snapshot")
    };
    assert_eq!(snapshot, SNAPSHOT);
    let other = "https://a.blob.core.windows.net/c/b?snapshot=2020-01-02T03:04:05.0000000Z";
    assert!(matches!(
        decide(&seen("new", "success", other, "e"), &kept(), None),
        RollbackStep::Stop(RollbackOutcome::OfOthers(_))
    ));
}

#[test]
fn rollback_outcomes_hide_signatures_and_say_where_the_blob_is() {
    let message = RollbackOutcome::InSnapshot(SNAPSHOT.into(), "403".into()).to_string();
    assert!(message.contains(SNAPSHOT) && message.contains("copy that over the destination"), "{message}");
    assert!(RollbackOutcome::Restored(None).to_string().contains("is back"));
    assert!(RollbackOutcome::NothingLeft.is_clean() && !RollbackOutcome::Deleted.is_clean());
}

proptest! {
    #[test]
    fn only_our_own_copies_are_rolled_back(
        id in "ours|theirs|", status in "pending|success|failed|aborted|", etag in "a|b|", made in proptest::option::of("a|b"),
        absent: bool,
    ) {
        let before = if absent { PreviousBlob::Absent } else { kept() };
        let seen = seen(&id, &status, "https://s/c/x", &etag);
        if let RollbackStep::Restore(bound) | RollbackStep::Delete(bound) = decide(&seen, &before, made.as_deref()) {
            prop_assert_eq!(&bound, &etag, "it is bound to what was seen");
            let left_by_us = id == "ours" && (status == "failed" || status == "aborted");
            prop_assert!(left_by_us || made.as_deref() == Some(etag.as_str()));
        }
    }
}
