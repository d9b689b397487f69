//! The state that separately created pipelines share.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::{BoxFuture, join_all};
use http::header::HeaderMap;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::bench::*;
use crate::base::error::Result;
use crate::http::pipeline::Pipeline;
use crate::http::{AccountRegistry, PipelineOptions, Request, Response, ResponseBody, Transport};

/// Throttles the first request of each pipeline, and records when the second one arrives.
struct Throttled {
    message: &'static str,
    attempts: AtomicU32,
    retried: Arc<Mutex<Vec<Instant>>>,
}

impl Transport for Throttled {
    fn send<'a>(&'a self, _: &'a Request) -> BoxFuture<'a, Result<Response>> {
        let is_first = self.attempts.fetch_add(1, Ordering::SeqCst) == 0;
        if !is_first {
            self.retried.lock().unwrap().push(Instant::now());
        }
        let (status, body) = if is_first { (503, self.message) } else { (200, "") };
        Box::pin(async move { Ok(Response::new(status, HeaderMap::new(), ResponseBody::Full(body.into()))) })
    }
}

/// When the retries of this many pipelines arrived, counted from the first.
async fn retries(pipelines: usize, message: &'static str, registry: &Arc<AccountRegistry>) -> Vec<Duration> {
    let retried = Arc::default();
    let all: Vec<Pipeline> = (0..pipelines)
        .map(|_| {
            let transport = Throttled { message, attempts: AtomicU32::new(0), retried: Arc::clone(&retried) };
            Pipeline::new(Arc::new(transport), Arc::new(Signer::default()), PipelineOptions::default())
                .with_accounts(Arc::clone(registry))
        })
        .collect();
    let start = Instant::now();
    let cancel = CancellationToken::new();
    for exchange in join_all(all.iter().map(|pipeline| pipeline.send(get(URL), &cancel))).await {
        assert_eq!(exchange.unwrap().response.attempts, 2);
    }
    retried.lock().unwrap().iter().map(|at| *at - start).collect()
}

#[tokio::test(start_paused = true)]
async fn pipelines_throttled_at_once_retry_at_different_times() {
    let registry = Arc::default();
    let came_back = retries(5_000, "The server is busy.", &registry).await;
    let moments: BTreeSet<_> = came_back.iter().collect();
    assert_eq!(moments.len(), 5_000, "one after the other");
    // A request that is throttled alone does not wait for others.
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(retries(1, "", &registry).await, [Duration::ZERO]);
}
