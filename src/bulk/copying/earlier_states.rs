//! The result for the earlier states of a blob, for its event.

use std::collections::BTreeSet;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::settled::failed;
use crate::bulk::listing::gathering::StateId;
use crate::bulk::report::event::BlobEvent;
use crate::bulk::report::fidelity::NotKept;

/// The copied earlier states.
#[derive(Debug, Clone, Default)]
pub struct Replayed {
    /// Their number.
    pub states: u64,
    /// The sum of their sizes.
    pub bytes: u64,
    /// What their copies do not keep.
    pub not_kept: BTreeSet<NotKept>,
}

/// The event of the current state, with the result for the earlier ones.
pub fn with_earlier_states(event: BlobEvent, replayed: Result<Replayed>) -> BlobEvent {
    match (event, replayed) {
        (mut event, Ok(replayed)) => {
            if let BlobEvent::Copied { bytes, earlier, not_kept, .. } = &mut event {
                (*bytes, *earlier) = (*bytes + replayed.bytes, replayed.states);
                let lost = not_kept.drain(..).chain(replayed.not_kept).collect::<BTreeSet<_>>();
                not_kept.extend(lost);
            }
            event
        }
        (BlobEvent::Copied { source, destination, .. }, Err(error)) => {
            let message = format!("The current state was copied, and not all of the earlier ones. {}", error.message());
            failed(source, Some(destination), &error.with_message(message))
        }
        (event, _) => event,
    }
}

/// The error for a blob whose state no longer exists.
pub fn missing(state: &StateId) -> Option<Error> {
    let (code, message) = match state {
        StateId::NotKept => (
            "VersionNotKept",
            "The blob has changed since \"asOf\", and the source kept no version of that time: versioning was not enabled then.",
        ),
        StateId::NotListed => (
            "ListingIncomplete",
            "The listing has snapshots of the blob, and not the blob itself. Some emulators lose it between two pages: use a larger \
             \"pageSize\".",
        ),
        StateId::Snapshot(_) | StateId::Version(_) => return None,
    };
    Some(Error::new(ErrorKind::Copy, message).with_code(code))
}
