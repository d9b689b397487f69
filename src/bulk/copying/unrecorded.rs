//! Copies whose metadata cannot hold the record of their source: it is not ASCII, or has the most bytes already, or the source has no strong `ETag`. With
//! `ifSourceNewer` times decide about such a copy in a later run, and a source that changed while it was copied is older than its copy. So the source is
//! checked once more after the copy, and copied again if it has changed.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::moving::existing_facts;
use crate::bulk::copying::recording::is_unrecorded;
use crate::bulk::copying::settled::BlobResult;
use crate::bulk::copying::settling::{CHANGES, once};
use crate::bulk::copying::worker::Worker;
use crate::bulk::options::choices::Changed;
use crate::copy::CopyRequest;
use crate::copy::overwrite::Precondition;
use crate::rest::BlobEndpoint;

impl Worker {
    /// Copies a blob once, or again if its source changed in the meantime and a later run could not notice that.
    ///
    /// # Errors
    /// The failed request; a source that has changed, as the options say.
    pub(super) async fn once_of_unchanged(
        &self,
        mut request: CopyRequest,
        cancel: &CancellationToken,
    ) -> Result<BlobResult> {
        let (source, destination) = (request.source.clone(), request.destination.clone());
        let options = Arc::clone(&request.options);
        for _ in 0..=CHANGES {
            let (settled, copied) = Box::pin(once(request, cancel)).await?;
            let BlobResult::Copied { etag, .. } = &settled else { return Ok(settled) };
            let Some(copied) = copied.filter(|copied| is_unrecorded(&source, copied, &options)) else {
                return Ok(settled);
            };
            let of_source = options.source_customer_provided_key.as_ref();
            // One that vanished cannot be copied again.
            let Some(now) = existing_facts(&source, of_source, cancel).await? else { return Ok(settled) };
            if is_same_state(now.etag.as_deref(), copied.etag.as_deref()) {
                return Ok(settled);
            }
            if self.options.changed != Changed::Retry {
                return Err(changed(&source, "SourceChanged"));
            }
            let there = existing_facts(&destination, options.customer_provided_key.as_ref(), cancel).await?;
            let Some(there) = there.filter(|there| is_same_state(there.etag.as_deref(), etag.as_deref())) else {
                // Another client has written it since.
                return Ok(settled);
            };
            request = CopyRequest {
                source: source.clone(),
                source_facts: None,
                destination: destination.clone(),
                decided: Some((Precondition::Unchanged, Some(Arc::new(there)))),
                options: Arc::clone(&options),
                services: Arc::clone(&self.services),
                resume: None,
                adopts_blocks: false,
            };
        }
        Err(changed(&source, "SourceKeepsChanging"))
    }
}

fn is_same_state(one: Option<&str>, other: Option<&str>) -> bool {
    one.map(|etag| etag.trim_matches('"')) == other.map(|etag| etag.trim_matches('"'))
}

fn changed(source: &BlobEndpoint, code: &'static str) -> Error {
    let message = format!(
        "The source {} changed while it was copied. The destination has what it was, and is newer than the source: \"ifSourceNewer\" would skip it. Copy \
         it with another \"overwrite\".",
        source.shown()
    );
    Error::new(ErrorKind::Copy, message).with_code(code)
}
