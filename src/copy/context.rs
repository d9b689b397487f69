//! Everything one copy needs: both sides, the caller's options, the plan, and the properties of the destination.

use std::sync::{Arc, Mutex, OnceLock};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::copy::activity::Activity;
use crate::copy::blob_facts::BlobFacts;
use crate::copy::options::{CopyOptions, Verify};
use crate::copy::overwrite::Precondition;
use crate::copy::plan::Plan;
use crate::copy::proof::Proof;
use crate::copy::services::CopyServices;
use crate::copy::source::{CopySource, SourceAuthorizer};
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobDownloadParameters;
use crate::rest::conditions::{BlobRequestConditions, LeaseAccessConditions};
use crate::rest::shared::{AccessTier, BlobCopySourceTags, BlobHTTPHeaders, BlobImmutabilityPolicy};
use crate::rest::values::NameValues;
use crate::transfer::RangeRead;

/// One copy.
pub struct CopyContext {
    /// The source.
    pub source: CopySource,
    /// The destination.
    pub destination: BlobEndpoint,
    /// The caller's options.
    pub options: Arc<CopyOptions>,
    /// The services that it shares with other copies.
    pub services: Arc<CopyServices>,
    /// The plan.
    pub plan: Plan,
    /// The verification afterwards.
    pub verify: Verify,
    /// How the service is authorized to read the source.
    pub authorizer: SourceAuthorizer,
    /// The tags that this process sends, once they are known.
    pub sent_tags: OnceLock<NameValues>,
    /// Whether the service copies the source's tags, in the one request that makes the copy.
    pub copies_tags: bool,
    /// The precondition on the destination when it is created.
    pub precondition: Precondition,
    /// The destination before the copy, if the engine checked it.
    pub destination_before: Option<Arc<BlobFacts>>,
    /// Whether an earlier copy is resumed, which may have left blocks.
    pub is_resumed: bool,
    /// The activity of the copy, for its watchers.
    pub activity: Activity,
    /// The result of the verification of properties.
    pub proof: Mutex<Option<Proof>>,
    /// The CRC-64 of the content, if it was compared in full.
    pub content_crc64: Mutex<Option<u64>>,
    /// The backup snapshots at the destination that are needed no more, and could not be deleted.
    pub left_snapshots: Mutex<Vec<String>>,
    /// When it started.
    pub began: Instant,
    /// Ends what this process does for it.
    pub cancel: CancellationToken,
}

impl CopyContext {
    /// The conditions on the request that creates the destination.
    pub fn conditions(&self) -> BlobRequestConditions {
        let mut conditions = self.options.conditions.clone();
        self.precondition.add_to(&mut conditions, self.destination_before.as_deref());
        conditions
    }

    /// The tags that this process sends.
    pub fn tags(&self) -> Option<NameValues> {
        self.sent_tags.get().filter(|tags| !tags.0.is_empty()).cloned()
    }

    /// The tags that the destination should have, whether this process or the service copies them.
    ///
    /// # Errors
    /// When those of the source cannot be read.
    pub async fn wanted_tags(&self) -> Result<Option<NameValues>> {
        match self.tags() {
            None if self.options.tags.is_none() => self.source.tags(&self.cancel).await,
            tags => Ok(tags),
        }
    }

    /// The option by which the service copies the source's tags, as long as this process has not read them.
    pub fn copy_source_tags(&self) -> Option<BlobCopySourceTags> {
        let copies = self.copies_tags && self.sent_tags.get().is_none();
        copies.then(|| BlobCopySourceTags("COPY".to_owned()))
    }

    /// Reads the tags that the service should have copied. They are sent from now on.
    ///
    /// # Errors
    /// When they cannot be read here either.
    pub async fn read_tags(&self) -> Result<()> {
        let tags = self.source.tags(&self.cancel).await?;
        let _ = self.sent_tags.set(tags.unwrap_or_default());
        Ok(())
    }

    /// The destination's lease, the only condition that staging a block supports.
    pub fn lease(&self) -> Option<LeaseAccessConditions> {
        let lease_id = Some(self.options.conditions.lease_id.clone()?);
        Some(LeaseAccessConditions { lease_id })
    }

    /// The metadata of a destination for which the service copies nothing from the source.
    pub fn metadata(&self) -> Option<NameValues> {
        self.options.metadata.clone().or_else(|| self.source.facts.metadata.clone())
    }

    /// The standard properties of such a destination.
    pub fn http_headers(&self) -> BlobHTTPHeaders {
        let of_source = || {
            let mut headers = self.source.facts.http_headers.clone();
            headers.blob_content_md5 = headers.blob_content_md5.filter(|_| !self.options.drops_md5);
            headers
        };
        self.options.blob_http_headers.clone().unwrap_or_else(of_source)
    }

    /// The destination's tier.
    pub fn tier(&self) -> Option<AccessTier> {
        let of_source = || self.source.facts.tier_of_copy().filter(|_| !self.options.drops_tier);
        self.options.tier.clone().or_else(of_source)
    }

    /// The immutability policy of a destination that keeps the source's.
    pub fn immutability_policy(&self) -> Option<BlobImmutabilityPolicy> {
        let keeps = self.options.keeps_immutability;
        self.source.facts.policy_after(self.destination.pipeline.now()).filter(|_| keeps)
    }

    /// Whether such a destination gets a legal hold.
    pub fn legal_hold(&self) -> Option<bool> {
        (self.options.keeps_immutability && self.source.facts.legal_hold).then_some(true)
    }

    /// A range of the source, or of the destination, which has the same size.
    pub fn range(&self, offset: u64, length: u64) -> RangeRead {
        RangeRead { offset, length, total: self.source.length }
    }

    /// How the destination is read under these conditions.
    pub fn destination_read(&self, conditions: Option<BlobRequestConditions>) -> BlobDownloadParameters {
        let customer_provided_key = self.options.customer_provided_key.clone();
        BlobDownloadParameters { conditions, customer_provided_key, ..Default::default() }
    }
}
