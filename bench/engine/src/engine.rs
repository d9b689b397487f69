//! The engine, as copies of many blobs use it: the facts of the source come from a listing, so each copy is one request.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use blobferry::auth::sas::{BlobSas, SasKey, SasTime};
use blobferry::auth::{AccountKey, ConnectionString, SharedKey};
use blobferry::copy::options::CopyOptions;
use blobferry::copy::{BlobFacts, CopyOutcome, CopyRequest, Preparation, copy, prepare};
use blobferry::http::{HttpTransport, Pipeline, PipelineOptions, SERVICE_VERSION};
use blobferry::rest::BlobEndpoint;
use blobferry::rest::blob::{BlobGetPropertiesOptions, BlockBlobUploadParameters};
use blobferry::rest::container::ContainerCreateOptions;
use tokio::task::LocalSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{Load, Result};

const CONTAINER: &str = "engine-alone";

/// A source, an account's pipeline, and what is known of the source.
pub struct Engine {
    copying: Arc<Copying>,
    /// The account's name.
    pub account_name: String,
    /// The account's key.
    pub account_key: AccountKey,
}

struct Copying {
    pipeline: Arc<Pipeline>,
    container: Url,
    source: BlobEndpoint,
    facts: BlobFacts,
    options: Arc<CopyOptions>,
    cancel: CancellationToken,
}

impl Engine {
    /// Prepares the account: a container, a small blob in it, and a signature to read it.
    pub async fn new(connection_string: &str) -> Result<Self> {
        let ConnectionString::Account { url, account_name, account_key, .. } =
            ConnectionString::parse(connection_string)?
        else {
            return Err("the connection string has no account key".into());
        };
        let options = PipelineOptions::default();
        let transport = HttpTransport::new(&options, Arc::default())?;
        let key = SharedKey::new(account_name.clone(), &account_key)?;
        let source_url = source_url(&url, &key)?;
        let pipeline = Arc::new(Pipeline::new(Arc::new(transport), Arc::new(key), options));
        let container = Url::parse(&format!("{}/{CONTAINER}", url.trim_end_matches('/')))?;
        let cancel = CancellationToken::new();
        let endpoint = |url| BlobEndpoint::new(Arc::clone(&pipeline), url);
        endpoint(container.clone()).execute(&ContainerCreateOptions::default(), &cancel).await?;
        let mut blob = source_url.clone();
        blob.set_query(None);
        let blob = endpoint(blob);
        let content = vec![7_u8; 1024];
        blob.execute_with_body(&BlockBlobUploadParameters::default(), content, &cancel).await?;
        let properties = blob.execute(&BlobGetPropertiesOptions::default(), &cancel).await?;
        let facts = BlobFacts::from_properties(&properties.output);
        let copying =
            Copying { source: endpoint(source_url), pipeline, container, facts, options: Arc::default(), cancel };
        Ok(Self { copying: Arc::new(copying), account_name, account_key })
    }

    /// Makes one copy, to a destination of this number.
    pub async fn copy(&self, number: usize) -> Result<CopyOutcome> {
        self.copying.copy(number).await
    }

    /// The URL of the destination of this number.
    pub fn destination(&self, number: usize) -> Url {
        self.copying.destination(number)
    }

    /// Makes the copies.
    pub async fn run(&self, load: Load) -> Result<()> {
        let copying = Arc::clone(&self.copying);
        each(load, move |number| {
            let copying = Arc::clone(&copying);
            async move { copying.copy(number).await.map(drop) }
        })
        .await
    }
}

impl Copying {
    fn destination(&self, number: usize) -> Url {
        let mut url = self.container.clone();
        url.set_path(&format!("{}/{number}", self.container.path()));
        url
    }

    async fn copy(&self, number: usize) -> Result<CopyOutcome> {
        let request = CopyRequest {
            source: self.source.clone(),
            source_facts: Some(Arc::new(self.facts.clone())),
            destination: BlobEndpoint::new(Arc::clone(&self.pipeline), self.destination(number)),
            options: Arc::clone(&self.options),
            services: Arc::default(),
            resume: None,
            decided: None,
            adopts_blocks: false,
        };
        match prepare(request, &self.cancel).await? {
            Preparation::Copy(context) => Ok(copy(Arc::from(context)).await?),
            Preparation::Skip(outcome) => Ok(*outcome),
        }
    }
}

/// The source with a signature for its container, as one for all of its blobs.
fn source_url(account: &str, key: &SharedKey) -> Result<Url> {
    let mut url = Url::parse(&format!("{}/{CONTAINER}/source", account.trim_end_matches('/')))?;
    let sas = BlobSas {
        version: Some(SERVICE_VERSION.to_owned()),
        expires_on: Some(SasTime::from(SystemTime::now() + Duration::from_secs(24 * 3600))),
        permissions: Some("r".to_owned()),
        container_name: CONTAINER.to_owned(),
        ..Default::default()
    };
    url.set_query(Some(&sas.sign(SasKey::Shared(key))?.to_query()));
    Ok(url)
}

/// Does work for each number, with a given concurrency, on this thread.
pub async fn each<Work: Future<Output = Result<()>> + 'static>(
    load: Load,
    work: impl Fn(usize) -> Work + Clone + 'static,
) -> Result<()> {
    let next = std::rc::Rc::new(Cell::new(0));
    let local = LocalSet::new();
    let workers: Vec<_> = (0..load.concurrency)
        .map(|_| {
            let (next, work) = (std::rc::Rc::clone(&next), work.clone());
            local.spawn_local(async move {
                while next.get() < load.copies {
                    let number = next.replace(next.get() + 1);
                    work(number).await?;
                }
                Result::Ok(())
            })
        })
        .collect();
    local
        .run_until(async {
            for worker in workers {
                worker.await??;
            }
            Result::Ok(())
        })
        .await
}
