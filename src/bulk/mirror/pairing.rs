//! Reads both listings in parallel. Each page of the source is sent with the destination's blobs for it, and with those that only the
//! destination has. One page of each side is in memory, and no name needs a request.
//!
//! Any failure of the destination's listing makes the rest unknown: then the copies check the destination themselves, and nothing is deleted.

use std::collections::HashSet;

use futures_util::future::join;
use futures_util::stream::{StreamExt, iter};
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::listing::at_destination::AtDestination;
use crate::bulk::listing::extraneous::DestinationPart;
use crate::bulk::listing::interrupted::clause_of;
use crate::bulk::listing::lister::Lister;
use crate::bulk::listing::name_matching::match_names;
use crate::bulk::listing::page::{Listed, Page};
use crate::bulk::listing::resumed_pages::{NAMES, first_page, look_up, page_beside};
use crate::bulk::mirror::account::account;
use crate::bulk::mirror::clocks::{local_time, no_later};
use crate::bulk::mirror::counterparts::{matched, unmatched};
use crate::bulk::mirror::merge::{DestinationLookup, Merge};
use crate::bulk::mirror::source_check::{SourceHas, ask_source};
use crate::bulk::naming::order::PossibleOrders;
use crate::bulk::options::container_copy_options::ContainerCopyOptions;
use crate::bulk::resuming::saved::Checkpoint;
use crate::rest::BlobEndpoint;
use crate::rest::values::Timestamp;

/// The number of names that are requested at once, if the orders of both sides differ.
const NAMES_AT_ONCE: usize = 16;

/// The minimum number of blobs of a source page for which a page of the destination is read, unless all of the destination is needed. A few
/// names in a large destination are looked for one by one.
const NAMES_PER_PAGE: usize = 10;

/// Two listings.
pub struct Pairing {
    container: BlobEndpoint,
    source: Lister,
    destination: Lister,
    options: ContainerCopyOptions,
    merge: Merge,
    /// The marker of the destination's next page.
    next: Option<String>,
    /// Why the destination's listing cannot be relied on.
    trouble: Option<String>,
    /// Whether both accounts reported their order.
    is_certain: bool,
    started: Option<Timestamp>,
    reported_pages: u64,
    /// The names that an earlier run left, and the marker of its page.
    left: (Vec<String>, Option<String>),
    /// Whether both listings start in their middle.
    is_part: bool,
}

impl Pairing {
    /// Reads the first page of each side; or the pages at which both continue after an earlier run. Then blobs that only the destination has are not
    /// looked for, because what comes before is not read. A comparison reports all of them, so it starts over.
    ///
    /// # Errors
    /// The source's error in the first place, the destination's in the second.
    pub async fn open(
        source: &BlobEndpoint,
        destination: &BlobEndpoint,
        options: &ContainerCopyOptions,
        checkpoint: &Checkpoint,
        cancel: &CancellationToken,
    ) -> Result<(Self, Page), PairingError> {
        let sent = local_time(destination);
        let mut options = options.clone();
        let is_part = checkpoint.remaining.last.is_some() && options.compare.is_none();
        options.mirror = options.mirror.filter(|_| !is_part);
        let (at_source, at_destination) = join(account(source, cancel), account(destination, cancel)).await;
        let is_certain = at_source.is_hierarchical.is_some() && at_destination.is_hierarchical.is_some();
        let size = options.page_size;
        let orders = checkpoint.orders.narrowed(at_source.is_hierarchical);
        let lister =
            Lister::new(source.clone(), options.filter.prefix(), size, orders).with_tags(options.filter.needs_tags());
        let mut lister = lister.with_immutability(options.copy.keeps_immutability).of_states(&options.states);
        let orders = PossibleOrders::default().narrowed(at_destination.is_hierarchical);
        let mut other = Lister::new(destination.clone(), options.mapping.destination_prefix(), size, orders)
            .with_tags(options.filter.needs_tags())
            .with_immutability(options.copy.keeps_immutability)
            .of_destination();
        let (first, there) = if is_part {
            let checkpoint = Checkpoint { orders, ..checkpoint.clone() };
            let first = first_page(&mut lister, &checkpoint, cancel).await.map_err(PairingError::Source)?;
            let name = first.blobs.first().and_then(|first| options.mapping.destination(&first.name).ok());
            let there = page_beside(&mut other, name.as_deref(), cancel).await;
            (first, there)
        } else {
            let (first, there) = join(lister.page(None, cancel), other.page(None, cancel)).await;
            (first.map_err(PairingError::Source)?, there)
        };
        let (mut trouble, mut merge, mut next) = (None, Merge::default(), None);
        match there {
            Ok(page) => {
                merge.add(page.blobs);
                next = page.next;
            }
            Err(error) if !options.wants_extraneous() && matches!(error.status(), Some(401 | 403)) => {
                trouble = Some(cannot_be_listed(&error));
            }
            Err(error) => return Err(PairingError::Destination(error)),
        }
        if next.is_none() {
            merge.end();
        }
        let pairing = Self {
            container: source.clone(),
            source: lister,
            started: no_later(at_destination.date.or(other.date()), sent),
            destination: other,
            left: if is_part {
                (checkpoint.remaining.open.clone(), checkpoint.marker.clone())
            } else {
                Default::default()
            },
            options,
            merge,
            next,
            trouble,
            is_certain,
            reported_pages: 0,
            is_part,
        };
        Ok((pairing, first))
    }

    /// Notes which blobs of the source's first page the destination lacks, if its own first page has all of its blobs. The copies find out by
    /// themselves.
    pub fn note_absent(&mut self, first: &mut Page) {
        if self.next.is_some() || self.trouble.is_some() || self.is_part {
            return;
        }
        let names: HashSet<_> = self.merge.held().map(|listed| listed.name.clone()).collect();
        for listed in &mut first.blobs {
            if self.options.mapping.destination(&listed.name).is_ok_and(|name| !names.contains(&name)) {
                listed.destination = AtDestination::Absent;
            }
        }
    }

    /// The time of the destination's service before anything was listed, or this machine's if it is earlier.
    pub fn started(&self) -> Option<Timestamp> {
        self.started
    }

    /// Sends the names that were left, `first` and all pages after it, until the end, a failure, or until the receiver is dropped. If deletes are wanted, pages without
    /// blobs follow, with what the destination has after the last name of the source.
    pub async fn send_all(mut self, first: Page, pages: Sender<Result<Page>>, cancel: CancellationToken) {
        if !self.send_left(&pages, &cancel).await {
            return;
        }
        let mut page = first;
        // There are no results before the job has started, so the first page of the destination arrives untested.
        if let (Some(tests), Self { options, merge, trouble, .. }) = (self.options.name_matching.clone(), &mut self) {
            let tested =
                match_names(&tests, merge.held(), |listed| options.mapping.source(&listed.name), &cancel).await;
            *trouble = trouble.take().or(tested.err().map(|error| cannot_be_tested(&error)));
        }
        loop {
            if let Some(tests) = &self.options.name_matching
                && let Err(error) =
                    match_names(tests, &mut page.blobs, |listed| Some(listed.name.clone()), &cancel).await
            {
                let _ = pages.send(Err(error)).await;
                return;
            }
            self.pair(&mut page, &cancel).await;
            let next = page.next.clone();
            if pages.send(Ok(page)).await.is_err() {
                return;
            }
            let Some(marker) = next else { break };
            page = match self.source.page_after(&marker, &cancel).await {
                Ok(page) => page,
                Err(error) => {
                    let _ = pages.send(Err(error)).await;
                    return;
                }
            };
        }
        if self.options.wants_extraneous() {
            self.send_rest(&pages, &cancel).await;
        } else if let Err(error) = self.source.ended() {
            let _ = pages.send(Err(error)).await;
        }
    }

    /// Sends the names that an earlier run left. They are before the start of both listings, so the copies check the destination themselves.
    /// Returns whether the receiver takes more.
    async fn send_left(&mut self, pages: &Sender<Result<Page>>, cancel: &CancellationToken) -> bool {
        let (left, marker) = std::mem::take(&mut self.left);
        for names in left.chunks(NAMES) {
            let mut page = look_up(&self.source, names, marker.clone(), cancel).await;
            if let (Some(tests), Ok(found)) = (&self.options.name_matching, &mut page)
                && let Err(error) =
                    match_names(tests, &mut found.blobs, |listed| Some(listed.name.clone()), cancel).await
            {
                page = Err(error);
            }
            let failed = page.is_err();
            if pages.send(page).await.is_err() || failed {
                return false;
            }
        }
        true
    }

    /// Looks up every blob of a page.
    async fn pair(&mut self, page: &mut Page, cancel: &CancellationToken) {
        let mut destination_part = DestinationPart { started: self.started, ..DestinationPart::default() };
        let mut budget =
            if self.options.wants_extraneous() { usize::MAX } else { page.blobs.len() / NAMES_PER_PAGE + 2 };
        for listed in &mut page.blobs {
            // A name that no blob can have is a separate failure.
            if let Ok(name) = self.options.mapping.destination(&listed.name) {
                listed.destination = self.find(&name, listed, &mut destination_part, &mut budget, cancel).await;
            }
        }
        page.destination_part = self.report(destination_part);
    }

    async fn find(
        &mut self,
        name: &str,
        source: &Listed,
        destination_part: &mut DestinationPart,
        budget: &mut usize,
        cancel: &CancellationToken,
    ) -> AtDestination {
        loop {
            let order = self.source.orders().common(self.destination.orders());
            let (Some(order), None) = (order, &self.trouble) else { return AtDestination::Unknown };
            let Self { merge, options, destination, .. } = self;
            let hierarchical = destination.orders().may_be_hierarchical();
            match merge.find(name, order, &mut |listed| unmatched(options, &listed, hierarchical, destination_part)) {
                DestinationLookup::Found(listed) => {
                    matched(options, source, &listed, destination_part);
                    // It may be the leftover of an abandoned copy, which takes a request to know. A run that does not look overwrites it.
                    let is_empty = listed.facts.length == Some(0) && source.facts.length != Some(0);
                    let is_empty = is_empty && !listed.is_directory && options.checks_destination();
                    return if is_empty { AtDestination::Unknown } else { AtDestination::There(listed.facts) };
                }
                // While the order is a guess, a blob may be elsewhere in the listing. A write is conditional on its absence.
                DestinationLookup::Absent if self.is_certain || !self.options.only_reads() => {
                    return AtDestination::Absent;
                }
                DestinationLookup::Absent => return AtDestination::Unknown,
                DestinationLookup::NeedsPage if *budget == 0 => return AtDestination::Unknown,
                DestinationLookup::NeedsPage => {
                    *budget -= 1;
                    self.read_on(cancel).await;
                }
            }
        }
    }

    /// Reads the destination's next page.
    async fn read_on(&mut self, cancel: &CancellationToken) {
        let marker = self.next.take();
        let page = match marker {
            Some(marker) => self.destination.page_after(&marker, cancel).await,
            None => self.destination.page(None, cancel).await,
        };
        match page {
            Ok(mut page) => {
                let Self { options, trouble, .. } = self;
                if let Some(tests) = &options.name_matching {
                    let tested =
                        match_names(tests, &mut page.blobs, |listed| options.mapping.source(&listed.name), cancel)
                            .await;
                    *trouble = trouble.take().or(tested.err().map(|error| cannot_be_tested(&error)));
                }
                self.merge.add(page.blobs);
                self.next = page.next;
            }
            Err(error) => self.trouble = Some(cannot_be_listed(&error)),
        }
        if self.next.is_none() {
            self.merge.end();
        }
    }

    /// Sends what the destination has after the last name of the source.
    async fn send_rest(&mut self, pages: &Sender<Result<Page>>, cancel: &CancellationToken) {
        if !self.source.reported_end() {
            let trouble = "the last page of the source's listing does not say that it is the last";
            self.trouble.get_or_insert_with(|| trouble.to_owned());
        }
        loop {
            let mut destination_part =
                DestinationPart { started: self.started, is_rest: true, ..DestinationPart::default() };
            let order = self.source.orders().common(self.destination.orders());
            let hierarchical = self.destination.orders().may_be_hierarchical();
            let rest: Vec<_> = self.merge.rest().collect();
            for listed in rest {
                unmatched(&self.options, &listed, hierarchical, &mut destination_part);
            }
            if order.is_none() || (!self.is_certain && self.options.only_reads()) {
                self.keep_those_without_source(&mut destination_part, cancel).await;
            }
            let is_over = self.next.is_none() || self.trouble.is_some();
            let destination_part = self.report(destination_part);
            let orders = self.source.orders();
            if pages.send(Ok(Page { orders, destination_part, ..Page::default() })).await.is_err() || is_over {
                return;
            }
            self.read_on(cancel).await;
        }
    }

    /// Without a common order, a blob is known to be extraneous only after a request to the source.
    async fn keep_those_without_source(&mut self, destination_part: &mut DestinationPart, cancel: &CancellationToken) {
        let (container, options) = (&self.container, &self.options);
        let lookups = iter(std::mem::take(&mut destination_part.extraneous)).map(|blob| async move {
            let has = ask_source(container, options, &blob, cancel).await;
            (blob, has)
        });
        let mut lookups = lookups.buffered(NAMES_AT_ONCE);
        while let Some((blob, has)) = lookups.next().await {
            match has {
                Ok(SourceHas::Nothing) => destination_part.extraneous.push(blob),
                Ok(SourceHas::Something) => {}
                Err(error) => {
                    let trouble = format!("the source could not be checked for {:?}: {}", blob.name, error.message());
                    self.trouble.get_or_insert(trouble);
                }
            }
        }
    }

    /// Adds the result for a page.
    fn report(&mut self, mut destination_part: DestinationPart) -> DestinationPart {
        destination_part.is_part = self.is_part;
        destination_part.pages = self.destination.pages() - self.reported_pages;
        self.reported_pages = self.destination.pages();
        if self.next.is_none() && self.trouble.is_none() && !self.destination.reported_end() {
            self.trouble =
                Some("the last page of the destination's listing does not say that it is the last".to_owned());
        }
        destination_part.trouble.clone_from(&self.trouble);
        destination_part
    }
}

/// The side that could not be listed.
pub enum PairingError {
    /// The source.
    Source(Error),
    /// The destination.
    Destination(Error),
}

fn cannot_be_tested(error: &Error) -> String {
    format!("names of the destination could not be tested against the regular expressions: {}", error.message())
}

fn cannot_be_listed(error: &Error) -> String {
    clause_of(error).unwrap_or_else(|| format!("the destination could not be listed to its end: {}", error.message()))
}
