//! The pages of a job, from any origin. One is read ahead, and no other before it is taken.

use std::future::Future;
use std::sync::Arc;

use futures_util::FutureExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::base::error::Result;
use crate::bulk::listing::name_matching::match_names;
use crate::bulk::listing::page::Page;
use crate::bulk::naming::name_matching::NameMatching;
use crate::http::caller::{current, inherited};

/// Pages that are read while earlier ones are processed. Dropping them ends the reading.
pub struct Pages {
    pages: Receiver<Result<Page>>,
    _stops_reading: DropGuard,
}

impl Pages {
    /// Starts `read`, which sends page after page, and ends after the last one or a failure.
    pub fn start<F>(cancel: &CancellationToken, read: impl FnOnce(Sender<Result<Page>>, CancellationToken) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, pages) = channel(1);
        let cancel = cancel.child_token();
        tokio::spawn(inherited(current(), read(sender, cancel.clone())).boxed());
        Self { pages, _stops_reading: cancel.drop_guard() }
    }

    /// The same pages, after the caller has tested their names with the regular expressions.
    pub fn tested(self, tests: Option<Arc<NameMatching>>, cancel: &CancellationToken) -> Self {
        let Some(tests) = tests else { return self };
        let mut pages = self;
        Self::start(cancel, |sender, cancel| async move {
            while let Some(page) = pages.next().await {
                let page = match page {
                    Ok(mut page) => {
                        let tested =
                            match_names(&tests, &mut page.blobs, |listed| Some(listed.name.clone()), &cancel).await;
                        tested.map(|()| page)
                    }
                    failed => failed,
                };
                let failed = page.is_err();
                if sender.send(page).await.is_err() || failed {
                    return;
                }
            }
        })
    }

    /// Pages from another sender, until `closed`.
    pub fn of(pages: Receiver<Result<Page>>, closed: CancellationToken) -> Self {
        Self { pages, _stops_reading: closed.drop_guard() }
    }

    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Page>> {
        self.pages.recv().await
    }
}
