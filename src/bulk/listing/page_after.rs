//! Reads several parts of a large listing at once, and returns their pages in the order of one listing.
//!
//! Each part is one page that starts at a guessed name. A page is used only if it has the last name of the page before it: both
//! are without gaps, so nothing is missing between them, wherever the service started, and in any order of its names. The names
//! up to that one are dropped. Otherwise the next page is requested by its marker, as if nothing had been guessed. The job sees the pages
//! and the markers of one listing, so its position is that of one listing too.

use futures_util::FutureExt;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::bulk::listing::lister::Lister;
use crate::bulk::listing::page::Page;
use crate::bulk::listing::prefetch::PrefetchedPage;
use crate::http::caller::{current, inherited};

/// The number of pages after which a listing counts as large.
const LARGE: u32 = 4;

impl Lister {
    /// Reads the page of the previous page's marker, and in parallel pages after it once the listing is large.
    ///
    /// # Errors
    /// As [`Lister::page`], with the last name that was read.
    pub async fn page_after(&mut self, marker: &str, cancel: &CancellationToken) -> Result<Page> {
        let page = if let Some(page) = self.read_before(marker).await {
            page
        } else {
            let page = self.page(Some(marker), cancel).await.map_err(|error| self.interrupted(error))?;
            self.ahead.was_requested(&page);
            page
        };
        self.ahead.pages = self.ahead.pages.saturating_add(1);
        if page.next.is_some() {
            self.read_on(cancel);
        }
        Ok(page)
    }

    /// The page after the last one, if it was already read.
    async fn read_before(&mut self, marker: &str) -> Option<Page> {
        loop {
            let last = self.last_name().filter(|_| !self.gathers())?.to_owned();
            let mut read = self.ahead.due(&last)?;
            let Ok((there, page)) = (&mut read.page).await else {
                self.ahead.was_wrong();
                continue;
            };
            let status = page.as_ref().err().and_then(Error::status);
            let Some(mut page) = page.ok().filter(|page| page.blobs.iter().any(|blob| blob.name == last)) else {
                // The service does not support a start, or ignored it; or the blob no longer exists, which only costs this page.
                self.ahead.is_off |= status == Some(400);
                self.ahead.was_wrong();
                continue;
            };
            self.ahead.learn(&page);
            let known = page.blobs.iter().position(|blob| blob.name == last).map_or(0, |at| at + 1);
            page.blobs.drain(..known);
            let is_nothing_new = page.blobs.is_empty() && page.next.is_some();
            if is_nothing_new || page.next.as_deref() == Some(marker) {
                continue;
            }
            if self.take_over(&there, &page).is_err() {
                self.ahead.was_wrong();
                continue;
            }
            self.ahead.was_right();
            page.orders = self.orders();
            // With this marker, a resumed job finds the same names.
            page.marker = Some(marker.to_owned());
            return Some(page);
        }
    }

    /// Starts to read as many pages as may be read at once.
    fn read_on(&mut self, cancel: &CancellationToken) {
        let ahead = &self.ahead;
        if ahead.is_off || ahead.pages < LARGE || ahead.rest > 0 || self.gathers() || !self.orders().may_be_flat() {
            return;
        }
        while self.ahead.reads.len() < self.ahead.most {
            let from = self.ahead.reads.back().map(|read| read.from.as_str()).or(self.last_name());
            let next = from.zip(self.ahead.density.as_ref()).and_then(|(from, density)| density.after(from));
            let Some(from) = next.filter(|name| self.may_have(name)) else { return };
            let cancel = cancel.child_token();
            let (mut lister, name, stop) = (self.another_reader(), from.clone(), cancel.clone());
            let work = async move {
                let page = lister.page_from(&name, &stop).await;
                (lister, page)
            };
            let page = tokio::spawn(inherited(current(), work.boxed()).boxed());
            self.ahead.reads.push_back(PrefetchedPage { from, page, _stops_reading: cancel.drop_guard() });
        }
    }
}

#[cfg(test)]
#[path = "page_after_tests.rs"]
mod tests;
