//! What is undone, decided on every state that a destination can be in.

use proptest::prelude::*;

use super::*;
use crate::base::error::ResponseSummary;
use crate::rest::shared::CopyStatusType;

const SNAPSHOT: &str = "2026-01-02T03:04:05.0000000Z";

fn destination() -> Url {
    Url::parse("https://a.blob.core.windows.net/c/b?sv=1&sig=SECRET").expect("a URL")
}

fn kept() -> Before {
    Before::Kept(Kept { snapshot: SNAPSHOT.into(), ..Default::default() })
}

fn seen(id: &str, status: &str, source: &str, etag: &str) -> BlobGetPropertiesResponse {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    BlobGetPropertiesResponse {
        copy_id: some(id),
        copy_status: some(status).map(CopyStatusType),
        copy_source: some(source),
        etag: some(etag),
        ..Default::default()
    }
}

fn decide(seen: &BlobGetPropertiesResponse, before: &Before, made: Option<&str>) -> Next {
    next(seen, Ours { copy_id: Some("ours"), made, before, destination: &destination() })
}

#[test]
fn what_the_copy_left_is_undone_under_its_etag() {
    for status in ["failed", "aborted"] {
        let left = seen("ours", status, "https://s/c/s", "e");
        assert_eq!(decide(&left, &kept(), None), Next::BringBack("e".into()));
        assert_eq!(decide(&left, &Before::Absent, None), Next::Delete("e".into()));
        assert_eq!(decide(&left, &Before::Unknown, None), Next::Stop(Fate::Unknown));
    }
    assert_eq!(decide(&seen("ours", "pending", "", "e"), &kept(), None), Next::Wait);
}

#[test]
fn a_copy_that_succeeded_is_undone_only_as_it_was_made() {
    let made = seen("ours", "success", "https://s/c/s", "e");
    assert_eq!(decide(&made, &kept(), Some("e")), Next::BringBack("e".into()));
    assert_eq!(decide(&made, &Before::Absent, Some("e")), Next::Delete("e".into()));
    let others = Next::Stop(Fate::OfOthers(Some(SNAPSHOT.into())));
    assert_eq!(decide(&made, &kept(), Some("earlier")), others);
    assert_eq!(decide(&made, &kept(), None), others);
    let headers_set = seen("", "", "", "e");
    assert_eq!(decide(&headers_set, &kept(), Some("e")), Next::BringBack("e".into()));
}

#[test]
fn a_copy_of_a_status_that_nobody_knows_is_left_alone_and_the_snapshot_is_named() {
    let strange = seen("ours", "resting", "https://s/c/s", "e");
    let Next::Stop(Fate::InSnapshot(snapshot, why)) = decide(&strange, &kept(), None) else { panic!("it is kept") };
    assert_eq!(snapshot, SNAPSHOT);
    assert!(why.contains("resting"), "{why}");
    assert_eq!(decide(&strange, &Before::Absent, None), Next::Stop(Fate::Unknown));
}

#[test]
fn what_somebody_else_wrote_is_left_alone() {
    for other in
        [seen("theirs", "success", "https://s/c/x", "e"), seen("", "", "", "e"), seen("ours", "failed", "", "")]
    {
        assert_eq!(decide(&other, &kept(), None), Next::Stop(Fate::OfOthers(Some(SNAPSHOT.into()))), "{other:?}");
        assert_eq!(decide(&other, &Before::Absent, None), Next::Stop(Fate::OfOthers(None)), "{other:?}");
    }
}

#[test]
fn a_blob_on_its_way_back_is_recognised_by_its_snapshot() {
    let source = format!("https://a.blob.core.windows.net/c/b?snapshot={SNAPSHOT}");
    assert_eq!(decide(&seen("new", "pending", &source, "e"), &kept(), None), Next::Wait);
    assert_eq!(decide(&seen("new", "success", &source, "e"), &kept(), None), Next::Tidy);
    let Next::Stop(Fate::InSnapshot(snapshot, _)) = decide(&seen("new", "failed", &source, "e"), &kept(), None) else {
        panic!("it is in the snapshot")
    };
    assert_eq!(snapshot, SNAPSHOT);
    let other = "https://a.blob.core.windows.net/c/b?snapshot=2020-01-02T03:04:05.0000000Z";
    assert!(matches!(decide(&seen("new", "success", other, "e"), &kept(), None), Next::Stop(Fate::OfOthers(_))));
}

#[test]
fn what_may_pass_is_tried_again_later() {
    let refused = |status, code: &str| {
        Error::new(ErrorKind::Service, "no")
            .with_code(code)
            .with_response(ResponseSummary { status, ..Default::default() })
    };
    for (error, later, looked) in [
        (refused(503, "ServerBusy"), true, false),
        (refused(429, "TooManyRequests"), true, false),
        (refused(403, "AuthorizationFailure"), false, false),
        (refused(412, "ConditionNotMet"), false, true),
        (refused(409, "BlobAlreadyExists"), false, true),
        (refused(412, "LeaseIdMissing"), false, false),
        (Error::new(ErrorKind::Transport, "reset"), true, false),
        (Error::aborted(), true, false),
        (Error::new(ErrorKind::Copy, "different").with_code("VerifyFailed"), false, false),
    ] {
        assert_eq!((passes(&error), is_outdated(&error)), (later, looked), "{error:?}");
    }
}

#[test]
fn no_fate_shows_a_signature_and_each_says_where_the_blob_is() {
    let told = Fate::InSnapshot(SNAPSHOT.into(), "403".into()).to_string();
    assert!(told.contains(SNAPSHOT) && told.contains("copy that over the destination"), "{told}");
    assert!(Fate::Back(None).to_string().contains("is back"));
    assert!(Fate::NothingLeft.is_clean() && !Fate::Deleted.is_clean());
}

proptest! {
    #[test]
    fn only_what_is_ours_is_ever_changed(
        id in "ours|theirs|", status in "pending|success|failed|aborted|", etag in "a|b|", made in proptest::option::of("a|b"),
        absent: bool,
    ) {
        let before = if absent { Before::Absent } else { kept() };
        let seen = seen(&id, &status, "https://s/c/x", &etag);
        if let Next::BringBack(bound) | Next::Delete(bound) = decide(&seen, &before, made.as_deref()) {
            prop_assert_eq!(&bound, &etag, "it is bound to what was seen");
            let left_by_us = id == "ours" && (status == "failed" || status == "aborted");
            prop_assert!(left_by_us || made.as_deref() == Some(etag.as_str()));
        }
    }
}
