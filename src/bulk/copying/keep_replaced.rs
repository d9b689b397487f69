//! Copies the old state of a blob of the destination to where it is kept, before the blob is replaced or deleted.
//!
//! Nothing that was kept is ever replaced. If the name is taken, the name with the `ETag` of the state is used, so that a job that was
//! killed and resumed, and jobs that keep in one place, lose nothing.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::naming::blob_endpoint::endpoint;
use crate::bulk::naming::mapping::MAX_NAME;
use crate::bulk::options::mirror_options::KeepReplaced;
use crate::copy::options::CopyOptions;
use crate::copy::overwrite::Precondition;
use crate::copy::plan::CopyPreferences;
use crate::copy::{BlobFacts, CopyRequest, Preparation, copy, prepare};
use crate::rest::BlobEndpoint;

/// The code of a failure to keep what would be replaced.
pub const NOT_KEPT: &str = "ReplacedBlobNotKept";

/// Where blobs are kept.
pub struct Keeper {
    container: BlobEndpoint,
    prefix: String,
    options: Arc<CopyOptions>,
    /// The same for blobs that are encrypted with the destination's key, which stay so.
    keyed: Option<Arc<CopyOptions>>,
}

impl Keeper {
    /// Keeps blobs of a destination container.
    pub fn new(destination: &BlobEndpoint, wanted: &KeepReplaced, copy: &CopyOptions) -> Self {
        let mut container = destination.clone();
        if let Some(name) = &wanted.container
            && let Ok(mut segments) = container.url.path_segments_mut()
        {
            segments.pop_if_empty().pop().push(name);
        }
        let keyed = copy.customer_provided_key.clone().map(|key| {
            let preferences = CopyPreferences { customer_key: true, ..CopyPreferences::default() };
            let (customer_provided_key, source_customer_provided_key) = (Some(key.clone()), Some(key));
            let options = CopyOptions {
                preferences,
                customer_provided_key,
                source_customer_provided_key,
                ..CopyOptions::default()
            };
            Arc::new(options)
        });
        Self { container, prefix: wanted.prefix.clone(), options: Arc::default(), keyed }
    }

    /// The container.
    pub fn container(&self) -> &BlobEndpoint {
        &self.container
    }

    /// Copies a blob in this state to where it is kept.
    ///
    /// # Errors
    /// The failed copy, naming the blob. A code of a changed destination when it is in another state by now.
    pub async fn keep(
        &self,
        blob: &BlobEndpoint,
        name: &str,
        facts: &BlobFacts,
        cancel: &CancellationToken,
    ) -> Result<()> {
        let plain = format!("{}{name}", self.prefix);
        let keyed = self.keyed.as_ref().filter(|_| facts.customer_key_sha256.is_some());
        let options = keyed.unwrap_or(&self.options);
        let state = facts.etag.as_deref().unwrap_or_default().trim_matches('"');
        for kept in [plain.clone(), format!("{plain}.{state}")] {
            if kept.encode_utf16().count() > MAX_NAME {
                return Err(not_kept(name, &format!("the name {kept:?} would be too long")));
            }
            let request = CopyRequest {
                source: blob.clone(),
                source_facts: Some(Arc::new(facts.clone())),
                destination: endpoint(&self.container, &kept)?,
                decided: Some((Precondition::Absent, None)),
                options: Arc::clone(options),
                resume: None,
                adopts_blocks: false,
            };
            match once(request, cancel).await {
                Ok(()) => return Ok(()),
                Err(error) if error.code() == Some("BlobAlreadyExists") => {}
                Err(error) if error.kind() == ErrorKind::Aborted => return Err(error),
                Err(error) if error.code() == Some("SourceChanged") || error.status() == Some(404) => {
                    return Err(error.with_code("TargetConditionNotMet"));
                }
                Err(error) => return Err(not_kept(name, error.message()).with_source(error)),
            }
        }
        // This very state was kept before.
        Ok(())
    }
}

async fn once(request: CopyRequest, cancel: &CancellationToken) -> Result<()> {
    match prepare(request, cancel).await? {
        Preparation::Copy(context) => copy(Arc::from(context)).await.map(drop),
        Preparation::Skip(_) => Ok(()),
    }
}

fn not_kept(name: &str, why: &str) -> Error {
    let message = format!(
        "The blob {name:?} of the destination could not be kept, as \"keepReplaced\" asks, and was neither replaced nor deleted: {why}"
    );
    Error::new(ErrorKind::Copy, message).with_code(NOT_KEPT)
}
