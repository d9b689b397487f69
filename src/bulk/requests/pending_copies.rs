//! The pending asynchronous copies of a job. They are polled together, by listing the destination: one page has the status of
//! thousands. If a page has few or none of them, each is polled separately.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::lock::lock;
use crate::bulk::naming::order::NameOrder;
use crate::bulk::requests::attempts::Attempts;
use crate::copy::BlobFacts;
use crate::copy::blob_facts::CopyFacts;
use crate::copy::pending::{LastSeen, WatchPending};
use crate::rest::BlobEndpoint;
use crate::rest::container::ContainerListBlobFlatSegmentOptions;
use crate::rest::endpoint::place_of_blob;
use crate::rest::shared::ListBlobsIncludeItem;

/// The number of pending copies that are worth a page.
const WORTH_A_PAGE: usize = 8;

/// The maximum age of the known status, as a part of the time that a copy has run.
const PARTS_OF_AGE: u32 = 8;

/// The bounds of that age.
const FRESHEST: Duration = Duration::from_millis(100);
const OLDEST: Duration = Duration::from_secs(8);

/// How much it grows with each pending copy.
const FOR_EACH_COPY: Duration = Duration::from_millis(1);

/// The maximum part of the time that listing takes.
const PARTS_OF_TIME: u32 = 4;

/// How long a container is not listed after a page with few of them.
const REST: Duration = Duration::from_secs(15);

/// The maximum age of the known status for a copy that has run for `age`, one of `copies`, if listing them took this long.
fn fresh_for(age: Duration, copies: usize, took: Duration) -> Duration {
    let least = FOR_EACH_COPY.saturating_mul(u32::try_from(copies).unwrap_or(u32::MAX)).clamp(FRESHEST, OLDEST);
    (age / PARTS_OF_AGE).clamp(least, OLDEST).max(took * PARTS_OF_TIME)
}

/// Whether another page may have enough of them, given how many the last one had and how many are left.
fn continues(reported: usize, left: usize) -> bool {
    left > 0 && reported >= WORTH_A_PAGE
}

/// The pending copies of a job.
pub struct PendingCopies {
    attempts: Arc<Attempts>,
    containers: Mutex<BTreeMap<String, Arc<ContainerPolls>>>,
}

/// Those to one container.
#[derive(Debug, Default)]
struct ContainerPolls {
    names: Mutex<HashMap<String, usize>>,
    round: tokio::sync::Mutex<PollRound>,
}

/// The result of the last listing.
#[derive(Debug, Default)]
struct PollRound {
    began: Option<Instant>,
    took: Duration,
    /// Each name that was pending then, and its copy if a page had it.
    seen: HashMap<String, Option<CopyFacts>>,
    rests_until: Option<Instant>,
}

impl fmt::Debug for PendingCopies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingCopies").field("pending", &self.attempts.pending()).finish_non_exhaustive()
    }
}

impl PendingCopies {
    /// Without any copies.
    pub fn new(attempts: Arc<Attempts>) -> Self {
        Self { attempts, containers: Mutex::default() }
    }

    fn container(&self, url: &Url) -> Arc<ContainerPolls> {
        let mut key = url.clone();
        key.set_query(None);
        Arc::clone(lock(&self.containers).entry(key.into()).or_default())
    }
}

impl WatchPending for PendingCopies {
    fn last_seen<'a>(
        &'a self,
        destination: &'a BlobEndpoint,
        age: Duration,
        cancel: &'a CancellationToken,
    ) -> BoxFuture<'a, LastSeen> {
        async move {
            let Some((url, name)) = place_of_blob(&destination.url) else { return LastSeen::Unknown };
            let container = self.container(&url);
            let pending = lock(&container.names).len();
            if pending < WORTH_A_PAGE {
                return LastSeen::Unknown;
            }
            let mut round = container.round.lock().await;
            let now = Instant::now();
            let fresh_for = fresh_for(age, pending, round.took);
            if round.began.is_none_or(|began| began + fresh_for <= now) {
                if round.rests_until.is_some_and(|until| now < until) {
                    return LastSeen::Unknown;
                }
                let listed = BlobEndpoint::new(Arc::clone(&destination.pipeline), url);
                let names = lock(&container.names).keys().cloned().collect();
                *round = list(&listed, names, cancel).await;
            }
            match round.seen.get(&name) {
                None => LastSeen::NotYet,
                Some(None) => LastSeen::Unknown,
                Some(Some(copy)) => LastSeen::Seen(copy.clone()),
            }
        }
        .boxed()
    }

    fn begin(&self, destination: &BlobEndpoint) -> Box<dyn Send + Sync> {
        let place = place_of_blob(&destination.url).map(|(url, name)| (self.container(&url), name));
        if let Some((container, name)) = &place {
            *lock(&container.names).entry(name.clone()).or_default() += 1;
        }
        self.attempts.pending.fetch_add(1, Ordering::Relaxed);
        self.attempts.free_one();
        Box::new(PendingCopy { attempts: Arc::clone(&self.attempts), place })
    }
}

/// A pending copy, as long as it lives.
struct PendingCopy {
    attempts: Arc<Attempts>,
    place: Option<(Arc<ContainerPolls>, String)>,
}

impl Drop for PendingCopy {
    fn drop(&mut self) {
        self.attempts.pending.fetch_sub(1, Ordering::Relaxed);
        let Some((container, name)) = &self.place else { return };
        let mut names = lock(&container.names);
        if let Some(count) = names.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                names.remove(name);
            }
        }
    }
}

/// Looks for these names in the listing of a container, from the first of them on.
async fn list(container: &BlobEndpoint, names: Vec<String>, cancel: &CancellationToken) -> PollRound {
    let began = Instant::now();
    let first = names.iter().min_by(|one, other| NameOrder::Flat.compare(one, other)).cloned();
    let prefix = common_prefix(&names).to_owned();
    let mut seen: HashMap<String, Option<CopyFacts>> = names.into_iter().map(|name| (name, None)).collect();
    let mut left = seen.len();
    let (mut marker, mut is_worth) = (None, true);
    loop {
        let operation = ContainerListBlobFlatSegmentOptions {
            prefix: Some(prefix.clone()).filter(|prefix| !prefix.is_empty()),
            start_from: first.clone(),
            marker: marker.take(),
            include: Some(vec![ListBlobsIncludeItem("copy".to_owned())]),
            ..Default::default()
        };
        // Without the permission to list, each is polled separately.
        let Ok(response) = container.execute(&operation, cancel).await else {
            is_worth = false;
            break;
        };
        let page = response.output.body;
        let mut reported = 0;
        for mut item in page.segment.blob_items {
            if let Some(found) = seen.get_mut(&item.name).filter(|found| found.is_none()) {
                *found = Some(BlobFacts::from_item(&mut item).copy);
                reported += 1;
            }
        }
        left -= reported;
        marker = page.continuation_token.filter(|marker| !marker.is_empty());
        if left == 0 || marker.is_none() {
            break;
        }
        if !continues(reported, left) {
            is_worth = false;
            break;
        }
    }
    let took = began.elapsed();
    let rests_until = (!is_worth).then(|| Instant::now() + REST);
    PollRound { began: Some(began), took, seen, rests_until }
}

/// The common prefix of all names.
fn common_prefix(names: &[String]) -> &str {
    let Some((first, others)) = names.split_first() else { return "" };
    let mut length = first.len();
    for other in others {
        let same = first.bytes().zip(other.bytes()).take(length).take_while(|(one, other)| one == other).count();
        length = same;
    }
    while !first.is_char_boundary(length) {
        length -= 1;
    }
    &first[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn s13_poll_results_may_be_older_for_long_or_many_copies() {
        for (age, copies, took, expected) in [
            (ms(0), 5, ms(1), ms(100)),
            (ms(0), 1000, ms(1), ms(1000)),
            (ms(16_000), 5, ms(1), ms(2000)),
            (ms(3_600_000), 5, ms(1), OLDEST),
            (ms(0), usize::MAX, ms(1), OLDEST),
            (ms(0), 5, ms(5000), ms(20_000)),
        ] {
            assert_eq!(fresh_for(age, copies, took), expected, "{age:?} {copies} {took:?}");
        }
    }

    #[test]
    fn s13_polling_stops_after_a_page_with_few_results() {
        assert!(continues(5000, 10) && !continues(5000, 0) && !continues(7, 1000));
    }

    #[test]
    fn the_common_prefix_of_names_is_found() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(common_prefix(&names(&["logs/a", "logs/b", "logs/"])), "logs/");
        assert_eq!(common_prefix(&names(&["x"])), "x");
        assert_eq!(common_prefix(&names(&["\u{e9}", "\u{e8}"])), "");
        assert_eq!(common_prefix(&[]), "");
    }
}
