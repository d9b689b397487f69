//! What is reported of a blob that is settled, unless it ends the job.

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::base::fragile_names::has_ambiguous_signature;
use crate::bulk::copying::error_class::concerns_all;
use crate::bulk::copying::key_needed::named;
use crate::bulk::copying::pair_failure::{container_is_gone, pair_failure};
use crate::bulk::copying::settled::{BlobResult, conflict, failed, moved};
use crate::bulk::copying::unaddressable::UNADDRESSABLE;
use crate::bulk::copying::worker::Worker;
use crate::bulk::report::event::{BlobEvent, crc64_text};
use crate::bulk::report::fidelity::NotKept;
use crate::bulk::requests::tally::was_left;
use crate::copy::pair::is_of_credential;

impl Worker {
    /// The result for a blob.
    pub(in crate::bulk) fn event(
        &self,
        (name, destination): (String, String),
        settled: Result<BlobResult>,
        not_kept: Vec<NotKept>,
        cancel: &CancellationToken,
    ) -> Result<BlobEvent> {
        match settled {
            Ok(BlobResult::Copied { bytes, etag, source_etag, verified, content_crc64, .. }) => Ok(BlobEvent::Copied {
                source: name,
                destination,
                bytes,
                etag,
                source_etag,
                content_md5: None,
                content_crc64: content_crc64.map(crc64_text),
                dry_run: self.options.dry_run,
                not_kept,
                verified,
                earlier: 0,
                rehydrating: false,
            }),
            Ok(BlobResult::Moved(blob)) => Ok(moved(name, destination, blob, not_kept)),
            Ok(BlobResult::Occupied(error)) => Ok(conflict(name, destination, &error)),
            Ok(BlobResult::Skipped(reason)) => Ok(BlobEvent::Skipped { source: name, reason }),
            Err(_) if cancel.is_cancelled() => Err(Error::aborted()),
            Err(error) if concerns_all(&error) => Err(error),
            Err(error) => match self.ends_the_job(&name, &error) {
                Some(error) => Err(error),
                None => Ok(failed(name, Some(destination), &named(error))),
            },
        }
    }

    /// The error that ends the job, if this one of a blob means that no other can be copied either.
    fn ends_the_job(&self, source: &str, error: &Error) -> Option<Error> {
        let code = error.copy_source().map_or(error.code(), |source| source.code.as_deref());
        let is_of_container = self.is_of_account && container_is_gone(code) && code != Some("AccountIsDisabled");
        let rejected = matches!(error.status(), Some(401 | 403)) || error.copy_source().is_some();
        match self.attempts.renewal.gave_up() {
            Some(ends) if rejected => Some(ends),
            _ if self.attempts.has_copied() || error.code() == Some(UNADDRESSABLE) => None,
            // The other containers of an account may be there, each entry has its own credential, and what an earlier run left may be rejected
            // for a reason of its own.
            _ if is_of_container || (self.is_of_entries && error.copy_source().is_some()) || was_left() => None,
            _ if has_ambiguous_signature(source) && is_of_credential(error) => None,
            _ => pair_failure(error, self.options.purpose(), self.is_resumed),
        }
    }
}
