//! The pages of a listing that are read before they are due: when they are used, and how many there are.

use std::cmp::Ordering;
use std::collections::VecDeque;

use tokio::task::JoinHandle;
use tokio_util::sync::DropGuard;

use crate::base::error::Result;
use crate::bulk::listing::density::Density;
use crate::bulk::listing::page::Page;
use crate::bulk::naming::order::NameOrder;

/// The number of pages that are read or held besides the current one.
pub(super) const MOST: usize = 4;

/// The number of pages that are requested by their markers while later ones wait. Then the guess was too far.
const MOST_BETWEEN: u32 = 2;

/// The maximum number of pages until the next guess.
const LONGEST_REST: u32 = 64;

/// The pages that are read ahead, each by a reader of its own.
pub struct Prefetch<Reader> {
    pub(super) pages: u32,
    pub(super) density: Option<Density>,
    pub(super) reads: VecDeque<PrefetchedPage<Reader>>,
    /// The number of concurrent reads. It grows with each correct guess.
    pub(super) most: usize,
    /// The number of pages that were requested by their markers since a guessed one was used.
    between: u32,
    /// The number of pages without guesses.
    pub(super) rest: u32,
    next_rest: u32,
    /// Whether the service ignores the start.
    pub(super) is_off: bool,
}

impl<Reader> Default for Prefetch<Reader> {
    fn default() -> Self {
        Self {
            pages: 1,
            density: None,
            reads: VecDeque::new(),
            most: 1,
            between: 0,
            rest: 0,
            next_rest: 1,
            is_off: false,
        }
    }
}

/// Another reader of the same listing has its own reads.
impl<Reader> Clone for Prefetch<Reader> {
    fn clone(&self) -> Self {
        Self { is_off: self.is_off, ..Self::default() }
    }
}

/// A page that is read.
pub struct PrefetchedPage<Reader> {
    pub(super) from: String,
    pub(super) page: JoinHandle<(Reader, Result<Page>)>,
    pub(super) _stops_reading: DropGuard,
}

impl<Reader> Drop for PrefetchedPage<Reader> {
    fn drop(&mut self) {
        self.page.abort();
    }
}

impl<Reader> Prefetch<Reader> {
    /// The page that continues after `last`, if one was requested.
    pub(super) fn due(&mut self, last: &str) -> Option<PrefetchedPage<Reader>> {
        let is_due = |read: &PrefetchedPage<Reader>| NameOrder::Flat.compare(&read.from, last) != Ordering::Greater;
        // The one that starts last continues furthest.
        while self.reads.get(1).is_some_and(is_due) {
            self.reads.pop_front();
        }
        if self.reads.front().is_some_and(is_due) { self.reads.pop_front() } else { None }
    }

    pub(super) fn was_right(&mut self) {
        self.most = (self.most + 1).min(MOST);
        (self.between, self.next_rest) = (0, 1);
    }

    pub(super) fn was_wrong(&mut self) {
        self.reads.clear();
        (self.most, self.between, self.rest) = (1, 0, self.next_rest);
        self.next_rest = (self.next_rest * 2).min(LONGEST_REST);
    }

    /// A page was requested by its marker.
    pub(super) fn was_requested(&mut self, page: &Page) {
        self.learn(page);
        self.rest = self.rest.saturating_sub(1);
        self.between += u32::from(!self.reads.is_empty());
        if self.between > MOST_BETWEEN {
            self.was_wrong();
        }
    }

    pub(super) fn learn(&mut self, page: &Page) {
        let names: Vec<_> = page.blobs.iter().map(|blob| blob.name.as_str()).collect();
        self.density = Density::of(&names);
    }
}
