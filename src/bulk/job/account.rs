//! A copy of a whole account: its containers are listed, created at the destination, and become the pages of one job.
//!
//! Some containers are prepared ahead, in the order of their listing: the first page of each is read, and it is created. So small
//! containers take only the time of their blobs, and the job sees one container after the other, in one order.

use std::pin::pin;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::stream::StreamExt;
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::job::create_container::{create, hint, not_copied, would_create};
use crate::bulk::job::unfinished_containers::UnfinishedContainers;
use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::listing::containers::ContainerLister;
use crate::bulk::listing::lister::Lister;
use crate::bulk::listing::origin::{AccountContainer, ListedFrom};
use crate::bulk::listing::page::{Listed, Page};
use crate::bulk::listing::resumed_pages::first_page;
use crate::bulk::mirror::account::is_hierarchical;
use crate::bulk::naming::container_endpoint::container_of;
use crate::bulk::naming::order::PossibleOrders;
use crate::bulk::options::account_options::{Choice, ChosenContainers};
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::report::container_event::{ContainerChange, ContainerEvent, ContainerSkip};
use crate::bulk::report::event::BlobFailure;
use crate::bulk::resuming::position::Remaining;
use crate::bulk::resuming::saved::Checkpoint;
use crate::http::caller::{current, inherited};
use crate::rest::BlobEndpoint;
use crate::rest::service::{ContainerItem, ListContainersSegmentResponse};
use crate::rest::values::Timestamp;

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
    /// Lists the containers of the source.
    pub lister: ContainerLister,
    /// What is copied of each.
    pub options: ContainerCopyOptions,
    /// The unfinished work of an earlier run.
    pub left: UnfinishedContainers,
    /// When a mirror began that is resumed. It deletes nothing in a container that it has not copied.
    pub began: Option<Timestamp>,
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
struct ContainerPreparation(JoinHandle<Result<PreparedContainer>>);

impl ContainerPreparation {
    async fn prepared(&mut self) -> Result<PreparedContainer> {
        (&mut self.0).await.unwrap_or_else(|_| Err(Error::aborted()))
    }
}

impl Drop for ContainerPreparation {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl AccountLister {
    /// Whether a container may have been created after the job had passed its name. A change of its properties looks the same.
    fn may_be_new(&self, item: &ContainerItem) -> bool {
        self.began.is_some_and(|began| item.properties.last_modified.is_none_or(|changed| changed >= began))
    }

    /// Whether the container of this name at the destination is the one for replaced blobs.
    fn keeps_replaced(&self, name: &str) -> bool {
        self.options.keep_replaced.as_ref().is_some_and(|kept| kept.container.as_deref() == Some(name))
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
        sender: Sender<ContainerPreparation>,
        cancel: CancellationToken,
    ) {
        let mut items = pin!(self.lister.all(first, &cancel));
        while let Some(item) = items.next().await {
            let (lister, cancel) = (Arc::clone(&self), cancel.clone());
            let work = async move { lister.prepare(item, &cancel).await };
            let preparation = ContainerPreparation(tokio::spawn(inherited(current(), work.boxed()).boxed()));
            if sender.send(preparation).await.is_err() {
                return;
            }
        }
    }

    async fn prepare(&self, item: Result<ContainerItem>, cancel: &CancellationToken) -> Result<PreparedContainer> {
        let item = item?;
        let container: Arc<str> = item.name.as_str().into();
        Ok(match self.containers.choose(&item.name) {
            Choice::Hidden => PreparedContainer::Hidden,
            Choice::System => {
                PreparedContainer::Event(container, ContainerChange::ContainerSkipped { reason: ContainerSkip::System })
            }
            Choice::Copy if self.keeps_replaced(&item.name) => PreparedContainer::Event(
                container,
                ContainerChange::ContainerFailed { failure: BlobFailure::of(&keeps_replaced()) },
            ),
            Choice::Copy if self.left.is_done(&item.name) && !self.may_be_new(&item) => PreparedContainer::Event(
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
        let options = &self.options;
        let size = options.page_size.min(FIRST_PAGE);
        let remaining = Remaining { last: self.left.start(&container).map(str::to_owned), ..Remaining::default() };
        // States are found by their name, which requires the order of the names.
        let needs_order = remaining.last.is_some() && options.states.gathers();
        let is_hierarchical = if needs_order { is_hierarchical(&source, cancel).await } else { None };
        let orders = self.left.orders().narrowed(is_hierarchical);
        let mut lister = Lister::new(source.clone(), options.filter.prefix(), size, orders)
            .with_tags(options.filter.needs_tags())
            .with_immutability(options.copy.keeps_immutability)
            .of_states(&options.states);
        let checkpoint = Checkpoint { remaining, orders, ..Checkpoint::default() };
        let first = first_page(&mut lister, &checkpoint, cancel).await.map_err(|error| hint(error, "listed"))?;
        lister.set_page_size(options.page_size);
        let copies_public_access = self.containers.options.copy_public_access == Some(true);
        let created = if options.dry_run {
            would_create(&destination, cancel).await?
        } else {
            create(&destination, &item, copies_public_access, cancel).await?
        };
        let not_copied = not_copied(&item, created, copies_public_access);
        let again = self.left.has_failed(&container) || self.left.is_done(&container);
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

/// The kept blobs in a container would count as extraneous blobs of the container, and its own blobs as kept ones.
fn keeps_replaced() -> Error {
    let message = "The option \"keepReplaced\" keeps old states of blobs in the container of this name at the destination, so nothing is \
                   copied there. Name another container, or leave this one out (\"excludeContainers\").";
    Error::argument_range("options.keepReplaced", message).with_code("UnusableName")
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
