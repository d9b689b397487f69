//! Keeps the old state of a destination blob: copies it elsewhere before the blob is replaced or deleted.
//!
//! A kept blob is never replaced. If the name is taken, the `ETag` of the state is added to it, so that a job that was
//! killed and resumed, and jobs that keep blobs in the same place, lose nothing.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::copying::pair_failure::container_is_gone;
use crate::bulk::naming::blob_endpoint::endpoint;
use crate::bulk::naming::container_endpoint::container_of;
use crate::bulk::naming::mapping::MAX_NAME;
use crate::bulk::options::mirror_options::KeepReplaced;
use crate::copy::options::CopyOptions;
use crate::copy::overwrite::Precondition;
use crate::copy::plan::CopyPreferences;
use crate::copy::{BlobFacts, CopyRequest, Preparation, copy, prepare};
use crate::rest::BlobEndpoint;

/// The error code if the old state could not be kept.
pub const NOT_KEPT: &str = "ReplacedBlobNotKept";

/// The place where blobs are kept.
enum KeptBlobsPlace {
    /// One container.
    Container(BlobEndpoint),
    /// The own container of each blob, in this account.
    OwnContainer(BlobEndpoint),
}

/// Keeps blobs.
pub struct Keeper {
    place: KeptBlobsPlace,
    prefix: String,
    options: Arc<CopyOptions>,
    /// The same for blobs that are encrypted with the destination's key. They keep that encryption.
    keyed: Option<Arc<CopyOptions>>,
}

impl Keeper {
    /// Keeps the blobs of a destination container.
    pub fn new(destination: &BlobEndpoint, wanted: &KeepReplaced, copy: &CopyOptions) -> Self {
        let mut container = destination.clone();
        if let Some(name) = &wanted.container
            && let Ok(mut segments) = container.url.path_segments_mut()
        {
            segments.pop_if_empty().pop().push(name);
        }
        Self::at(KeptBlobsPlace::Container(container), wanted, copy)
    }

    /// Keeps the blobs of all containers of a destination account.
    ///
    /// # Errors
    /// A name that no container has.
    pub fn of_account(account: &BlobEndpoint, wanted: &KeepReplaced, copy: &CopyOptions) -> Result<Self> {
        let place = match &wanted.container {
            Some(name) => KeptBlobsPlace::Container(container_of(account, name)?),
            None => KeptBlobsPlace::OwnContainer(account.clone()),
        };
        Ok(Self::at(place, wanted, copy))
    }

    fn at(place: KeptBlobsPlace, wanted: &KeepReplaced, copy: &CopyOptions) -> Self {
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
        Self { place, prefix: wanted.prefix.clone(), options: Arc::default(), keyed }
    }

    /// The container, if it is one for all blobs.
    pub fn container(&self) -> Option<&BlobEndpoint> {
        if let KeptBlobsPlace::Container(container) = &self.place { Some(container) } else { None }
    }

    /// Copies this state of a blob to the place where it is kept. `qualified_name` has the container before the name, in a copy of an account: there,
    /// names of two containers are kept apart.
    ///
    /// # Errors
    /// The failed copy; the message names the blob. The code is that of a changed destination if the blob is in another state now.
    pub async fn keep(
        &self,
        blob: &BlobEndpoint,
        (name, qualified_name): (&str, &str),
        facts: &BlobFacts,
        cancel: &CancellationToken,
    ) -> Result<()> {
        let (container, kept) = match &self.place {
            KeptBlobsPlace::Container(container) => (container.clone(), qualified_name),
            KeptBlobsPlace::OwnContainer(account) => {
                (container_of(account, qualified_name.split('/').next().unwrap_or_default())?, name)
            }
        };
        let plain = format!("{}{kept}", self.prefix);
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
                destination: endpoint(&container, &kept)?,
                decided: Some((Precondition::Absent, None)),
                options: Arc::clone(options),
                services: Arc::default(),
                resume: None,
                adopts_blocks: false,
            };
            match once(request, cancel).await {
                Ok(()) => return Ok(()),
                Err(error) if error.code() == Some("BlobAlreadyExists") => {}
                Err(error) if error.kind() == ErrorKind::Aborted => return Err(error),
                // A missing container that is not the blob's own is the one for kept blobs.
                Err(error) if error.copy_source().is_none() && container_is_gone(error.code()) => {
                    return Err(not_kept(name, error.message()).with_source(error));
                }
                Err(error) if error.code() == Some("SourceChanged") || error.status() == Some(404) => {
                    return Err(error.with_code("TargetConditionNotMet"));
                }
                Err(error) => return Err(not_kept(name, error.message()).with_source(error)),
            }
        }
        // The same state was already kept.
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
