//! Reads a container page by page. The next page is fetched while the blobs of the last one are copied, and further ones of a large container.

use std::cmp::Ordering;

use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::listing::doubtful_pages::doubt_of_blobs;
use crate::bulk::listing::empty_pages::{EmptyPages, MARKERS_REPEAT};
use crate::bulk::listing::extraneous::DestinationPart;
use crate::bulk::listing::garbled::{MAX_ATTEMPTS, retry_garbled, unreliable};
use crate::bulk::listing::gathering::Gathering;
use crate::bulk::listing::interrupted::{ListingExtent, interrupted};
use crate::bulk::listing::list_blobs_options::{ListingDetails, list_blobs_options};
use crate::bulk::listing::page::{Listed, Page};
use crate::bulk::listing::page_body::{PageBody, ReadPage};
use crate::bulk::listing::page_size::PageSize;
use crate::bulk::listing::prefetch::Prefetch;
use crate::bulk::naming::order::PossibleOrders;
use crate::bulk::options::key_range::KeyRange;
use crate::bulk::options::states::States;
use crate::bulk::report::side::Side;
use crate::rest::BlobEndpoint;
use crate::rest::container::ContainerListBlobFlatSegmentOptions;
use crate::rest::values::Timestamp;

/// The error code of a page that takes too long.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes>
const TIMED_OUT: &str = "OperationTimedOut";

/// Lists one container.
#[derive(Clone)]
pub struct Lister {
    container: BlobEndpoint,
    prefix: String,
    pub(super) page_size: PageSize,
    orders: PossibleOrders,
    side: Side,
    last_name: Option<String>,
    /// The number of blobs that were read.
    listed: u64,
    reported_end: bool,
    date: Option<Timestamp>,
    pages: u64,
    range: KeyRange,
    /// Whether the service only lists from the beginning.
    rejects_start: bool,
    pub(super) further: ListingDetails,
    pub(super) states: States,
    gathering: Gathering,
    round: EmptyPages,
    pub(super) ahead: Prefetch<Self>,
}

impl Lister {
    /// Lists the blobs whose names begin with `prefix`, in one of these orders.
    pub fn new(container: BlobEndpoint, prefix: &str, page_size: u64, orders: PossibleOrders) -> Self {
        Self {
            container,
            prefix: prefix.to_owned(),
            page_size: PageSize::new(page_size),
            orders,
            side: Side::Source,
            last_name: None,
            listed: 0,
            reported_end: false,
            date: None,
            pages: 0,
            range: KeyRange::default(),
            rejects_start: false,
            further: ListingDetails::default(),
            states: States::Current,
            gathering: Gathering::new(States::Current),
            round: EmptyPages::default(),
            ahead: Prefetch::default(),
        }
    }

    /// Lists the destination.
    #[must_use]
    pub fn of_destination(self) -> Self {
        Self { side: Side::Destination, ..self }
    }

    /// Lists only a part of the names. Its bounds refer to one order, which the listing must have.
    #[must_use]
    pub fn within(self, range: KeyRange) -> Self {
        let orders = if range.is_whole() {
            self.orders
        } else {
            PossibleOrders::default().narrowed(Some(range.is_hierarchical))
        };
        Self { orders, range, ..self }
    }

    /// Sets the largest number of blobs of the following pages.
    pub fn set_page_size(&mut self, page_size: u64) {
        self.page_size.set_most(page_size);
    }

    /// Includes tags, which takes the permission for them.
    #[must_use]
    pub fn with_tags(self, tags: bool) -> Self {
        Self { further: ListingDetails { tags, ..self.further }, ..self }
    }

    /// Includes immutability policies and legal holds.
    #[must_use]
    pub fn with_immutability(self, immutability: bool) -> Self {
        Self { further: ListingDetails { immutability, ..self.further }, ..self }
    }

    /// Lists these states of each blob.
    #[must_use]
    pub fn of_states(self, states: &States) -> Self {
        Self { states: states.clone(), gathering: Gathering::new(states.clone()), ..self }
    }

    /// Whether a page may start between the states of a blob.
    pub fn gathers(&self) -> bool {
        self.states.gathers()
    }

    /// The orders that the listing may have, after what was read.
    pub fn orders(&self) -> PossibleOrders {
        self.orders
    }

    /// Whether the last page announced that it is the last. Otherwise it may have been truncated.
    pub fn reported_end(&self) -> bool {
        self.reported_end
    }

    /// Checks that the last page was the last one.
    ///
    /// # Errors
    /// A page without a marker element, even an empty one.
    pub fn ended(&self) -> Result<()> {
        if self.reported_end {
            return Ok(());
        }
        let error = unreliable("its last page does not say that it is the last, so blobs may be missing");
        Err(self.interrupted(error))
    }

    /// The service's time of the last page.
    pub fn date(&self) -> Option<Timestamp> {
        self.date
    }

    /// The number of pages that were read.
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// The last name that was read.
    pub(super) fn last_name(&self) -> Option<&str> {
        self.last_name.as_deref()
    }

    /// Whether names from this one on may be within the prefix and the range.
    pub(super) fn may_have(&self, name: &str) -> bool {
        let ends_before = |to: &str| self.range.order().compare(name, to) != Ordering::Less;
        name.starts_with(&self.prefix) && !self.range.to.as_deref().is_some_and(ends_before)
    }

    /// Another reader of the same listing, whose pages count as those of this one.
    pub(super) fn another_reader(&mut self) -> Self {
        self.pages += 1;
        Self { last_name: None, listed: 0, pages: 0, ..self.clone() }
    }

    /// Continues after a page of another reader.
    ///
    /// # Errors
    /// A page that cannot be the next one.
    pub(super) fn take_over(&mut self, other: &Self, page: &Page) -> Result<()> {
        self.check_order(&page.blobs)?;
        self.page_size.take_over(other.page_size);
        (self.reported_end, self.date) = (other.reported_end, other.date);
        Ok(())
    }

    /// Reads one page.
    ///
    /// # Errors
    /// The failed request; a response that cannot be the next page.
    pub async fn page(&mut self, marker: Option<&str>, cancel: &CancellationToken) -> Result<Page> {
        self.page_at(marker, None, cancel).await
    }

    /// Reads the page that starts with this name, if the service supports that.
    ///
    /// # Errors
    /// As [`Lister::page`].
    pub async fn page_from(&mut self, name: &str, cancel: &CancellationToken) -> Result<Page> {
        self.page_at(None, Some(name), cancel).await
    }

    async fn page_at(
        &mut self,
        marker: Option<&str>,
        start_from: Option<&str>,
        cancel: &CancellationToken,
    ) -> Result<Page> {
        loop {
            let range_start = self.range.start_from().filter(|_| !self.rejects_start).map(str::to_owned);
            let operation = ContainerListBlobFlatSegmentOptions {
                marker: marker.map(str::to_owned),
                start_from: start_from.or(range_start.as_deref()).map(str::to_owned),
                ..list_blobs_options(&self.prefix, self.page_size.next(), self.further, &self.states)
            };
            // A service that does not support a start may respond with garbage each time, and the page can be found without a start.
            let max_attempts = if start_from.is_some() { 1 } else { MAX_ATTEMPTS };
            match self.list(&operation, max_attempts, cancel).await {
                Ok(page) => {
                    self.date = page.date;
                    self.page_size.has_read(page.names().count(), page.length);
                    let reported_end = page.continuation_token.is_some();
                    self.pages += 1;
                    let next = page.continuation_token.filter(|next| !next.is_empty());
                    if next.is_some() && next.as_deref() == marker {
                        return Err(unreliable("the marker of the next page is that of this one"));
                    }
                    let is_empty = page.blobs.is_empty() && page.items.is_empty();
                    if next.as_deref().is_some_and(|next| self.round.repeats(next, is_empty)) {
                        return Err(unreliable(MARKERS_REPEAT));
                    }
                    let mut blobs = page.blobs;
                    if self.gathers() {
                        blobs.extend(self.gathering.page(page.items, next.is_none()).into_iter().map(Listed::from));
                    }
                    self.check_order(&blobs)?;
                    // Older services ignore the start of a listing, and no service supports an end.
                    let is_over = self.range.cut(&mut blobs, |blob| &blob.name);
                    self.reported_end = reported_end || is_over;
                    let next = next.filter(|_| !is_over);
                    let is_last = next.is_none() && self.range.is_whole();
                    return Ok(Page {
                        blobs,
                        marker: marker.map(str::to_owned),
                        next,
                        orders: self.orders,
                        destination_part: DestinationPart::default(),
                        is_last,
                    });
                }
                Err(error) if error.code() == Some(TIMED_OUT) && self.page_size.timed_out() => {}
                // A start needs a newer service version. Without one, names before the range are skipped.
                Err(error) if error.status() == Some(400) && start_from.is_none() && range_start.is_some() => {
                    self.rejects_start = true;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Requests a page, and again if the response cannot be parsed.
    pub(super) async fn list(
        &self,
        operation: &ContainerListBlobFlatSegmentOptions,
        max_attempts: u32,
        cancel: &CancellationToken,
    ) -> Result<PageBody> {
        let read: ReadPage = if self.gathers() { PageBody::of_items } else { PageBody::of_blobs };
        let request = || async {
            let page = self.container.execute_reading(operation, read, cancel).await?.output;
            match doubt_of_blobs(&page, operation.prefix.as_deref()) {
                Some(why) => Err(unreliable(why)),
                None => Ok(page),
            }
        };
        retry_garbled(max_attempts, request).await
    }

    /// A listing that is out of order may have lost names, and cannot be resumed.
    fn check_order(&mut self, blobs: &[Listed]) -> Result<()> {
        let names = self.last_name.as_deref().into_iter().chain(blobs.iter().map(|blob| blob.name.as_str()));
        let Some(orders) = self.orders.after(names) else {
            return Err(unreliable("its names are in no order that the service has"));
        };
        self.orders = orders;
        self.listed += blobs.len() as u64;
        if let Some(last) = blobs.last() {
            self.last_name = Some(last.name.clone());
        }
        Ok(())
    }

    /// The error of a page after the first, with the last name that was read.
    pub(super) fn interrupted(&self, error: Error) -> Error {
        let reached = ListingExtent { last: self.last_name.as_deref(), count: self.listed };
        interrupted(error, &format!("{} container {}", self.side.name(), self.container.shown()), reached)
    }

    /// Sends `first` and all pages after it, until the end, a failure, or until the receiver is dropped.
    pub async fn send_all(mut self, first: Page, pages: Sender<Result<Page>>, cancel: CancellationToken) {
        let mut marker = first.next.clone();
        if pages.send(Ok(first)).await.is_err() {
            return;
        }
        while let Some(from) = marker {
            let page = self.page_after(&from, &cancel).await;
            marker = page.as_ref().ok().and_then(|page| page.next.clone());
            let failed = page.is_err();
            if pages.send(page).await.is_err() || failed {
                return;
            }
        }
        if let Err(error) = self.ended() {
            let _ = pages.send(Err(error)).await;
        }
    }
}
