//! The pages of a resumed job: first the names that it left, each looked up, and then the listing from where it stopped.
//!
//! The service finds that place by the marker of the page, or by the name. A page is accepted if it overlaps what was listed before.
//! Otherwise names could be missing between the two, and the listing starts again: blobs that are done are skipped.

use futures_util::stream::{self, StreamExt, TryStreamExt};
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::bulk::listing::lister::Lister;
use crate::bulk::listing::page::Page;
use crate::bulk::resuming::saved::Checkpoint;

/// The number of names that are looked up for one page.
pub const NAMES: usize = 128;

/// The number of names that are looked up at once.
const AT_ONCE: usize = 32;

/// Reads the page at which the listing continues.
///
/// # Errors
/// The failed request.
pub async fn first_page(lister: &mut Lister, checkpoint: &Checkpoint, cancel: &CancellationToken) -> Result<Page> {
    let Some(last) = checkpoint.remaining.last.as_deref() else { return lister.page(None, cancel).await };
    // A page that starts between the states of a blob would lack the first of them.
    if let Some(marker) = checkpoint.marker.as_deref().filter(|_| !lister.gathers()) {
        let mut there = lister.clone();
        let page = there.page(Some(marker), cancel).await;
        if let Some(page) = believed(page, last)? {
            *lister = there;
            return Ok(page);
        }
    }
    if checkpoint.orders.may_start_at(last) {
        let mut there = lister.clone();
        let page = there.page_from(last, cancel).await;
        if let Some(page) = believed(page, last)? {
            *lister = there;
            return Ok(page);
        }
    }
    lister.page(None, cancel).await
}

/// A page, if it has one of the names up to `last`. The service may not support this kind of request.
fn believed(page: Result<Page>, last: &str) -> Result<Option<Page>> {
    match page {
        Ok(page) => {
            let overlaps = page.blobs.first().is_some_and(|first| !page.orders.may_follow(&first.name, last));
            Ok(Some(page).filter(|_| overlaps))
        }
        Err(error) if is_about_the_way(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads the page of the destination's listing that has this name, if the service can find it; otherwise the first page.
///
/// # Errors
/// The failed request.
pub async fn page_beside(lister: &mut Lister, name: Option<&str>, cancel: &CancellationToken) -> Result<Page> {
    if let Some(name) = name.filter(|name| lister.orders().may_start_at(name)) {
        let mut there = lister.clone();
        match there.page_from(name, cancel).await {
            Ok(page) => {
                *lister = there;
                return Ok(page);
            }
            Err(error) if is_about_the_way(&error) => {}
            Err(error) => return Err(error),
        }
    }
    lister.page(None, cancel).await
}

fn is_about_the_way(error: &Error) -> bool {
    error.kind() == ErrorKind::Protocol || error.status() == Some(400)
}

/// Looks up names that were left, at most [`NAMES`]. `marker` is that of the page that the job was at.
///
/// # Errors
/// The failed request.
pub async fn look_up(
    lister: &Lister,
    names: &[String],
    marker: Option<String>,
    cancel: &CancellationToken,
) -> Result<Page> {
    let found = stream::iter(names.to_vec()).map(|name| lister.look_up(name, cancel)).buffered(AT_ONCE);
    let found: Result<_> = found.try_collect().await;
    let blobs = found.map_err(|error| lister.interrupted(error))?;
    Ok(Page { blobs, marker, orders: lister.orders(), ..Page::default() })
}

/// Sends the names that were left, and then `first` and all pages after it. `marker` is that of the page that the job was at.
pub async fn send_all(
    lister: Lister,
    left: Vec<String>,
    marker: Option<String>,
    first: Page,
    pages: Sender<Result<Page>>,
    cancel: CancellationToken,
) {
    for names in left.chunks(NAMES) {
        let page = look_up(&lister, names, marker.clone(), &cancel).await;
        let failed = page.is_err();
        if pages.send(page).await.is_err() || failed {
            return;
        }
    }
    lister.send_all(first, pages, cancel).await;
}
