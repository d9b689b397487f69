//! Which copies are ours, and which failed starts may have taken effect.

use super::*;
use crate::base::error::ResponseSummary;
use crate::copy::blob_facts::CopyFacts;

fn seen(id: &str, status: &str, source: &str) -> BlobFacts {
    let copy = CopyFacts {
        id: Some(id.into()),
        status: Some(status.into()),
        source: Some(source.into()),
        ..Default::default()
    };
    BlobFacts { copy, ..Default::default() }
}

#[test]
fn a_copy_is_adopted_only_if_it_cannot_be_an_older_one() {
    let source = SourceUrl("https://a/c/s?sig=1".into());
    let backup = BackupSnapshot { copy_id: Some("older".into()), ..Default::default() };
    for (seen, backup, precondition, ours) in [
        (seen("new", "pending", "https://a/c/s"), None, Precondition::None, true),
        (seen("new", "success", "https://a/c/s"), None, Precondition::None, false),
        (seen("new", "success", "https://a/c/s"), None, Precondition::Absent, true),
        (seen("new", "success", "https://a/c/s"), Some(&backup), Precondition::None, true),
        (seen("older", "success", "https://a/c/s"), Some(&backup), Precondition::None, false),
        (seen("new", "pending", "https://a/c/other"), Some(&backup), Precondition::None, false),
    ] {
        assert_eq!(is_ours(&seen, &source, backup, precondition), ours, "{seen:?} {backup:?}");
    }
}

#[test]
fn a_rejected_first_attempt_is_unambiguous() {
    let rejected = |status: u16, attempts| {
        let response = ResponseSummary { status, ..Default::default() };
        Error::new(ErrorKind::Service, "no").with_response(response).with_attempts(attempts)
    };
    for (error, may) in [
        (rejected(409, 1), false),
        (rejected(409, 2), true),
        (rejected(403, 3), false),
        (rejected(500, 1), true),
        (Error::new(ErrorKind::Transport, "reset"), true),
        (Error::new(ErrorKind::Protocol, "the response to another request"), true),
        (Error::aborted(), true),
    ] {
        assert_eq!(may_have_started(&error), may, "{error:?}");
    }
}
