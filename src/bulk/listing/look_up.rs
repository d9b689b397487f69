//! Looks up a single blob by its name.

use tokio_util::sync::CancellationToken;

use crate::base::error::Result;
use crate::bulk::listing::garbled::MAX_ATTEMPTS;
use crate::bulk::listing::gathering::Gathering;
use crate::bulk::listing::list_blobs_options::list_blobs_options;
use crate::bulk::listing::lister::Lister;
use crate::bulk::listing::page::Listed;
use crate::rest::container::ContainerListBlobFlatSegmentOptions;

impl Lister {
    /// The blob of this name, from a listing. A blob that does not exist any more has no facts.
    ///
    /// # Errors
    /// The failed request.
    pub async fn look_up(&self, name: String, cancel: &CancellationToken) -> Result<Listed> {
        // The name itself comes before all longer ones, in any order.
        if self.gathers() {
            return self.look_up_states(name, cancel).await;
        }
        let page = self.list(&list_blobs_options(&name, 1, self.further, &self.states), MAX_ATTEMPTS, cancel).await?;
        let found = page.blobs.into_iter().next().filter(|blob| blob.name == name);
        Ok(found.unwrap_or_else(|| Listed::unknown(name)))
    }

    /// The same for all states of a blob.
    async fn look_up_states(&self, name: String, cancel: &CancellationToken) -> Result<Listed> {
        let (mut gathering, mut marker) = (Gathering::new(self.states.clone()), None);
        loop {
            let operation = ContainerListBlobFlatSegmentOptions {
                marker,
                ..list_blobs_options(&name, self.page_size.next(), self.further, &self.states)
            };
            let page = self.list(&operation, MAX_ATTEMPTS, cancel).await?;
            let next = page.continuation_token.filter(|next| !next.is_empty());
            let goes_on = next.is_some() && page.items.iter().all(|item| item.name == name);
            let found = gathering.page(page.items, next.is_none());
            if let Some(found) = found.into_iter().find(|found| found.item.name == name) {
                return Ok(Listed::from(found));
            }
            if !goes_on {
                return Ok(Listed::unknown(name));
            }
            marker = next;
        }
    }
}
