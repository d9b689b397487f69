//! Finds which of many pending copies have ended, so that each need not be polled by itself.

use std::fmt::Debug;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use crate::copy::blob_facts::CopyFacts;
use crate::copy::copy_status::CopyStatus;
use crate::rest::BlobEndpoint;

/// The known facts about a destination, without a request for it alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LastSeen {
    /// Nothing: poll it.
    Unknown,
    /// It has not been seen since its copy started. The next poll may show more.
    NotYet,
    /// The copy that the destination had recently.
    Seen(CopyFacts),
}

impl LastSeen {
    /// Whether this copy need not be polled, because it was pending recently or has just started.
    pub fn is_pending(&self, copy_id: Option<&str>) -> bool {
        match self {
            Self::Unknown => false,
            Self::NotYet => true,
            Self::Seen(copy) => {
                copy.id.is_some() && copy.id.as_deref() == copy_id && copy.status == Some(CopyStatus::Pending)
            }
        }
    }
}

/// Checks the destinations of many pending copies at once.
pub trait WatchPending: Debug + Send + Sync {
    /// The known facts about the destination of a copy that has run for this long.
    fn last_seen<'a>(
        &'a self,
        destination: &'a BlobEndpoint,
        age: Duration,
        cancel: &'a CancellationToken,
    ) -> BoxFuture<'a, LastSeen>;

    /// Records that the copy to this destination is pending, until the returned guard is dropped.
    fn begin(&self, destination: &BlobEndpoint) -> Box<dyn Send + Sync>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s13_only_the_copy_itself_is_pending() {
        let seen = |id: &str, status: &str| {
            LastSeen::Seen(CopyFacts { id: Some(id.into()), status: Some(status.into()), ..CopyFacts::default() })
        };
        assert!(seen("a", "pending").is_pending(Some("a")));
        assert!(LastSeen::NotYet.is_pending(Some("a")));
        for ended in [seen("a", "success"), seen("a", "failed"), seen("b", "pending"), LastSeen::Unknown] {
            assert!(!ended.is_pending(Some("a")), "{ended:?}");
        }
        assert!(!LastSeen::Seen(CopyFacts::default()).is_pending(None));
    }
}
