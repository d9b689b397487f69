//! Lists the containers of an account.

use futures_util::stream::{self, Stream, StreamExt};
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::listing::doubtful_pages::doubt_of_containers;
use crate::bulk::listing::empty_pages::{EmptyPages, MARKERS_REPEAT};
use crate::bulk::listing::garbled::{MAX_ATTEMPTS, retry_garbled, unreliable};
use crate::bulk::listing::interrupted::{ListingExtent, interrupted};
use crate::bulk::report::side::Side;
use crate::rest::BlobEndpoint;
use crate::rest::service::{ContainerItem, ListContainersSegmentResponse, ServiceListContainersOptions};
use crate::rest::shared::ListContainersIncludeType;

/// Lists the containers of an account whose names begin with a prefix.
#[derive(Clone)]
pub struct ContainerLister {
    account: BlobEndpoint,
    side: Side,
    prefix: Option<String>,
}

impl ContainerLister {
    /// Lists one side.
    pub fn new(account: &BlobEndpoint, side: Side, prefix: Option<&str>) -> Self {
        let prefix = prefix.filter(|prefix| !prefix.is_empty()).map(str::to_owned);
        Self { account: account.clone(), side, prefix }
    }

    /// Reads a page.
    ///
    /// # Errors
    /// The failed request.
    pub async fn page(
        &self,
        marker: Option<String>,
        cancel: &CancellationToken,
    ) -> Result<ListContainersSegmentResponse> {
        let include = ["metadata", "system"].map(|item| ListContainersIncludeType(item.to_owned()));
        let operation = ServiceListContainersOptions {
            prefix: self.prefix.clone(),
            marker,
            include: Some(include.to_vec()),
            ..Default::default()
        };
        let request = || async {
            let page = self.account.execute(&operation, cancel).await?.output.body;
            // A container that the page leaves out would be missed.
            let doubt = doubt_of_containers(&page, operation.prefix.as_deref(), operation.marker.as_deref());
            match doubt {
                Some(why) => Err(unreliable(why)),
                None => Ok(page),
            }
        };
        retry_garbled(MAX_ATTEMPTS, request).await
    }

    /// The containers of the first page, and of all pages after it. A failure is the last item.
    pub fn all<'a>(
        &'a self,
        first: ListContainersSegmentResponse,
        cancel: &'a CancellationToken,
    ) -> impl Stream<Item = Result<ContainerItem>> + 'a {
        let more = move |page: Option<(ListContainersSegmentResponse, u64, EmptyPages)>| async move {
            let (page, before, mut round) = page?;
            let count = before + page.container_items.len() as u64;
            let marker = page.continuation_token.filter(|marker| !marker.is_empty());
            let next = match marker {
                None => None,
                Some(marker) => {
                    match self.page_after(marker, page.container_items.is_empty(), &mut round, cancel).await {
                        Ok(next) => Some((next, count, round)),
                        Err(error) => {
                            let last = page.container_items.last().map(|item| item.name.as_str());
                            let error = self.interrupted(error, ListingExtent { last, count });
                            let items = page.container_items.into_iter().map(Ok).chain([Err(error)]).collect();
                            return Some((stream::iter::<Vec<_>>(items), None));
                        }
                    }
                }
            };
            let items = page.container_items.into_iter().map(Ok).collect();
            Some((stream::iter::<Vec<_>>(items), next))
        };
        stream::unfold(Some((first, 0, EmptyPages::default())), more).flatten()
    }

    async fn page_after(
        &self,
        marker: String,
        is_empty: bool,
        round: &mut EmptyPages,
        cancel: &CancellationToken,
    ) -> Result<ListContainersSegmentResponse> {
        if round.repeats(&marker, is_empty) {
            return Err(unreliable(MARKERS_REPEAT));
        }
        self.page(Some(marker), cancel).await
    }

    fn interrupted(&self, error: Error, reached: ListingExtent<'_>) -> Error {
        interrupted(error, &format!("{} account {}", self.side.name(), self.account.shown()), reached)
    }
}
