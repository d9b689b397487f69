//! A copy of a whole account: its containers are listed, created at the destination, and become the pages of one job.
//!
//! Some containers are prepared ahead, in the order of their listing: the first page of each is read, and it is created. So small
//! containers take only the time of their blobs, and the job sees one container after the other, in one order.

use std::pin::pin;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::stream::{self, Stream, StreamExt};
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::job::create_container::{create, hint, not_copied, would_create};
use crate::bulk::job::unfinished_containers::UnfinishedContainers;
use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::listing::doubt::doubt_of_containers;
use crate::bulk::listing::empty_pages::{EmptyPages, MARKERS_REPEAT};
use crate::bulk::listing::garbled::{MAX_ATTEMPTS, retry_garbled, unreliable};
use crate::bulk::listing::interrupted::{Reached, interrupted};
use crate::bulk::listing::lister::Lister;
use crate::bulk::listing::origin::{AccountContainer, ListedFrom};
use crate::bulk::listing::page::{Listed, Page};
use crate::bulk::listing::resumed_pages::first_page;
use crate::bulk::naming::container_endpoint::container_of;
use crate::bulk::naming::order::PossibleOrders;
use crate::bulk::options::account_options::{Choice, ChosenContainers};
use crate::bulk::report::container_event::{ContainerChange, ContainerEvent, ContainerSkip};
use crate::bulk::report::event::BlobFailure;
use crate::bulk::resuming::position::Remaining;
use crate::bulk::resuming::saved::Checkpoint;
use crate::http::caller::{current, inherited};
use crate::rest::BlobEndpoint;
use crate::rest::service::{ContainerItem, ListContainersSegmentResponse, ServiceListContainersOptions};
use crate::rest::shared::ListContainersIncludeType;

/// The number of containers that are prepared ahead.
const AHEAD: usize = 32;

/// The largest first page of a container. Each prepared container keeps that many blobs in memory.
const FIRST_PAGE: u64 = 1000;

/// Reads an account.
#[derive(Clone)]
pub struct AccountLister {
    /// The source account.
    pub source: BlobEndpoint,
    /// The destination account.
    pub destination: BlobEndpoint,
    /// The selection of containers.
    pub containers: ChosenContainers,
    /// The prefix of blob names.
    pub prefix: String,
    /// The number of blobs per page.
    pub page_size: u64,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// Whether immutability policies and legal holds are kept.
    pub keeps_immutability: bool,
    /// The unfinished work of an earlier run.
    pub left: UnfinishedContainers,
}

/// A container that is ready to be copied, or not.
enum PreparedContainer {
    /// It is not part of the copy.
    Hidden,
    /// It only causes this event.
    Event(Arc<str>, ContainerChange),
    /// Its first page, and the listing of the others.
    Ready { place: Arc<AccountContainer>, change: ContainerChange, first: Page, lister: Box<Lister> },
}

/// A container that is being prepared, until this is dropped.
struct Preparation(JoinHandle<Result<PreparedContainer>>);

impl Preparation {
    async fn prepared(&mut self) -> Result<PreparedContainer> {
        (&mut self.0).await.unwrap_or_else(|_| Err(Error::aborted()))
    }
}

impl Drop for Preparation {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl AccountLister {
    /// Reads a page of the containers.
    ///
    /// # Errors
    /// The failed request.
    pub async fn page_of_containers(
        &self,
        marker: Option<String>,
        cancel: &CancellationToken,
    ) -> Result<ListContainersSegmentResponse> {
        let include = ["metadata", "system"].map(|item| ListContainersIncludeType(item.to_owned()));
        let operation = ServiceListContainersOptions {
            prefix: self.containers.options.container_prefix.clone().filter(|prefix| !prefix.is_empty()),
            marker,
            include: Some(include.to_vec()),
            ..Default::default()
        };
        let request = || async {
            let page = self.source.execute(&operation, cancel).await?.output.body;
            // A container that the page leaves out would be missed.
            let doubt = doubt_of_containers(&page, operation.prefix.as_deref(), operation.marker.as_deref());
            match doubt {
                Some(why) => Err(unreliable(why)),
                None => Ok(page),
            }
        };
        retry_garbled(MAX_ATTEMPTS, request).await
    }

    /// Sends the pages of all containers, until the end, a failure, or until the receiver is dropped.
    pub async fn send_all(
        self,
        first: ListContainersSegmentResponse,
        pages: Sender<Result<Page>>,
        cancel: CancellationToken,
    ) {
        let lister = Arc::new(self);
        let (sender, mut preparing) = channel(AHEAD);
        let preparations = Arc::clone(&lister).prepare_all(first, sender, cancel.clone());
        tokio::spawn(inherited(current(), preparations.boxed()).boxed());
        let mut orders = lister.left.orders();
        while let Some(mut next) = preparing.recv().await {
            let sent = match next.prepared().await {
                Ok(prepared) => lister.send(prepared, &mut orders, &pages, &cancel).await,
                Err(error) => {
                    let _ = pages.send(Err(error)).await;
                    false
                }
            };
            if !sent {
                return;
            }
        }
    }

    /// Prepares the containers, each in a task of its own: a request that nothing drives while the pages of another container are read or sent
    /// would hold up all requests behind it.
    async fn prepare_all(
        self: Arc<Self>,
        first: ListContainersSegmentResponse,
        sender: Sender<Preparation>,
        cancel: CancellationToken,
    ) {
        let mut items = pin!(self.items(first, &cancel));
        while let Some(item) = items.next().await {
            let (lister, cancel) = (Arc::clone(&self), cancel.clone());
            let work = async move { lister.prepare(item, &cancel).await };
            let preparation = Preparation(tokio::spawn(inherited(current(), work.boxed()).boxed()));
            if sender.send(preparation).await.is_err() {
                return;
            }
        }
    }

    /// Reads the next page of the containers.
    async fn containers_after(
        &self,
        marker: String,
        is_empty: bool,
        round: &mut EmptyPages,
        cancel: &CancellationToken,
    ) -> Result<ListContainersSegmentResponse> {
        if round.repeats(&marker, is_empty) {
            return Err(unreliable(MARKERS_REPEAT));
        }
        self.page_of_containers(Some(marker), cancel).await
    }

    /// The containers, as they are listed.
    fn items<'a>(
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
                    match self.containers_after(marker, page.container_items.is_empty(), &mut round, cancel).await {
                        Ok(next) => Some((next, count, round)),
                        Err(error) => {
                            let last = page.container_items.last().map(|item| item.name.as_str());
                            let what = format!("source account {}", self.source.shown());
                            let error = interrupted(error, &what, Reached { last, count });
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

    async fn prepare(&self, item: Result<ContainerItem>, cancel: &CancellationToken) -> Result<PreparedContainer> {
        let item = item?;
        let container: Arc<str> = item.name.as_str().into();
        Ok(match self.containers.choose(&item.name) {
            Choice::Hidden => PreparedContainer::Hidden,
            Choice::System => {
                PreparedContainer::Event(container, ContainerChange::ContainerSkipped { reason: ContainerSkip::System })
            }
            Choice::Copy if self.left.is_done(&item.name) => PreparedContainer::Event(
                container,
                ContainerChange::ContainerBegun { created: false, not_copied: Vec::new() },
            ),
            Choice::Copy => match self.begin(Arc::clone(&container), item, cancel).await {
                Ok(begun) => begun,
                Err(error) if error.kind() == ErrorKind::Credential || cancel.is_cancelled() => return Err(error),
                Err(error) if error.code() == Some("ContainerNotFound") => PreparedContainer::Event(
                    container,
                    ContainerChange::ContainerSkipped { reason: ContainerSkip::Vanished },
                ),
                Err(error) => PreparedContainer::Event(
                    container,
                    ContainerChange::ContainerFailed { failure: BlobFailure::of(&error) },
                ),
            },
        })
    }

    /// Reads the first page, and then creates the container at the destination: one that vanished is not created.
    async fn begin(
        &self,
        container: Arc<str>,
        item: ContainerItem,
        cancel: &CancellationToken,
    ) -> Result<PreparedContainer> {
        let source = container_of(&self.source, &container)?;
        let destination = container_of(&self.destination, &container)?;
        let size = self.page_size.min(FIRST_PAGE);
        let mut lister = Lister::new(source.clone(), &self.prefix, size, self.left.orders())
            .with_immutability(self.keeps_immutability);
        let remaining = Remaining { last: self.left.start(&container).map(str::to_owned), ..Remaining::default() };
        let checkpoint = Checkpoint { remaining, orders: self.left.orders(), ..Checkpoint::default() };
        let first = first_page(&mut lister, &checkpoint, cancel).await.map_err(|error| hint(error, "listed"))?;
        lister.set_page_size(self.page_size);
        let copies_public_access = self.containers.options.copy_public_access == Some(true);
        let created = if self.dry_run {
            would_create(&destination, cancel).await?
        } else {
            create(&destination, &item, copies_public_access, cancel).await?
        };
        let not_copied = not_copied(&item, created, copies_public_access);
        let again = self.left.has_failed(&container);
        let place = Arc::new(AccountContainer { container, source, destination, again });
        let change = ContainerChange::ContainerBegun { created, not_copied };
        Ok(PreparedContainer::Ready { place, change, first, lister: Box::new(lister) })
    }

    /// Sends the prepared pages of one container. Returns whether the receiver takes more.
    async fn send(
        &self,
        prepared: PreparedContainer,
        orders: &mut PossibleOrders,
        pages: &Sender<Result<Page>>,
        cancel: &CancellationToken,
    ) -> bool {
        let (place, change, first, mut lister) = match prepared {
            PreparedContainer::Hidden => return true,
            PreparedContainer::Event(container, change) => {
                return send_event(container, change, *orders, pages).await;
            }
            PreparedContainer::Ready { place, change, first, lister } => (place, change, first, lister),
        };
        let mut next = Some(first);
        let mut blobs = vec![event_entry(&place.container, change)];
        while let Some(page) = next.take() {
            // One account has one order. A listing that does not fit is rejected where it is read.
            *orders = orders.both(page.orders).unwrap_or(page.orders);
            let of_container = |listed: Listed| Listed { origin: ListedFrom::Among(Arc::clone(&place)), ..listed };
            blobs.extend(page.blobs.into_iter().map(of_container));
            let page_with_origin = Page { blobs: std::mem::take(&mut blobs), orders: *orders, ..Page::default() };
            if pages.send(Ok(page_with_origin)).await.is_err() {
                return false;
            }
            let following = match page.next {
                Some(marker) => lister.page_after(&marker, cancel).await.map(Some),
                None => lister.ended().map(|()| None),
            };
            match following {
                Ok(page) => next = page,
                Err(error) if error.kind() == ErrorKind::Credential || cancel.is_cancelled() => {
                    let _ = pages.send(Err(error)).await;
                    return false;
                }
                Err(error) => {
                    let change = ContainerChange::ContainerFailed { failure: BlobFailure::of(&error) };
                    return send_event(Arc::clone(&place.container), change, *orders, pages).await;
                }
            }
        }
        !place.again || send_event(Arc::clone(&place.container), ContainerChange::ContainerListed, *orders, pages).await
    }
}

async fn send_event(
    container: Arc<str>,
    change: ContainerChange,
    orders: PossibleOrders,
    pages: &Sender<Result<Page>>,
) -> bool {
    let page = Page { blobs: vec![event_entry(&container, change)], orders, ..Page::default() };
    pages.send(Ok(page)).await.is_ok()
}

fn event_entry(container: &str, change: ContainerChange) -> Listed {
    let origin = ListedFrom::Event(Box::new(ContainerEvent { container: container.to_string(), change }));
    let destination = AtDestination::Unknown;
    Listed { destination, origin, ..Listed::unknown(String::new()) }
}
