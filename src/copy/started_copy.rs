//! A copy that was started, with the same methods for every strategy.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, Result};
use crate::base::lock::lock;
use crate::copy::asynchronous::{AsyncCopy, resume_async, start_async};
use crate::copy::local_copy::LocalCopy;
use crate::copy::options::{BeginCopyFromOptions, CopyOptions};
use crate::copy::outcome::CopyResult;
use crate::copy::plan::Plan;
use crate::copy::polling::{StopReceiver, StopSender};
use crate::copy::prepare::{CopyRequest, Preparation, prepare};
use crate::copy::saved::{CopyRecord, SavedCopy, SavedOptions, write};
use crate::copy::service_poller::{CopyPoller, UrlCopyRequest};
use crate::copy::source_url::without_signature;
use crate::copy::state::CopyState;
use crate::http::Exchange;
use crate::rest::BlobEndpoint;
use crate::rest::shared::SourceUrl;

/// A copy that was started.
pub enum StartedCopy {
    /// The service makes it, as in the reference.
    Service(Box<CopyPoller>),
    /// The service makes it, and its destination is backed up.
    Async(Box<AsyncCopy>),
    /// This process makes it.
    Local(Box<LocalCopy>),
    /// There was nothing to do.
    Ended(Box<EndedCopy>),
}

/// A copy that had ended when it was started.
pub struct EndedCopy {
    state: Mutex<CopyState>,
    options: Arc<CopyOptions>,
    stop: StopSender,
}

impl EndedCopy {
    fn new(source: &BlobEndpoint, options: Arc<CopyOptions>, result: CopyResult) -> Self {
        let state = CopyState {
            copy_source: SourceUrl(without_signature(source.url.as_str())),
            is_started: Some(true),
            is_completed: Some(true),
            result: Some(result),
            ..Default::default()
        };
        Self { state: Mutex::new(state), options, stop: StopSender::default() }
    }
}

/// The arguments of `beginCopyFrom`.
pub struct BeginCopyFrom {
    /// The source, and the pipeline that reads it.
    pub source: BlobEndpoint,
    /// The destination, and the pipeline that writes it.
    pub destination: BlobEndpoint,
    /// The caller's options.
    pub options: BeginCopyFromOptions,
    /// The saved copy that is resumed.
    pub resume: Option<SavedCopy>,
}

impl StartedCopy {
    /// Starts a copy with Copy Blob, or resumes it, as the reference does.
    ///
    /// # Errors
    /// As [`CopyPoller::begin`].
    pub async fn begin_from_url(
        request: UrlCopyRequest,
        cancel: &CancellationToken,
    ) -> Result<(Self, Option<Exchange>)> {
        let (poller, exchange) = CopyPoller::begin(request, cancel).await?;
        Ok((Self::Service(Box::new(poller)), exchange))
    }

    /// Starts a copy with the strategy that fits, or resumes a saved one. `cancel` ends this call, and what this process does for
    /// the copy after it.
    ///
    /// # Errors
    /// An argument error before anything is sent, or when the options do not fit the source; otherwise the failed request.
    pub async fn begin(request: BeginCopyFrom, cancel: &CancellationToken) -> Result<(Self, Option<Exchange>)> {
        let BeginCopyFrom { source, destination, options, resume } = request;
        let scheme = source.url.scheme();
        if !matches!(scheme, "http" | "https") {
            let message = format!("The source must be a URL that begins with https:// or http://, not {scheme}:.");
            return Err(Error::argument_range("source", message));
        }
        let resume = match resume {
            None => None,
            Some(SavedCopy::Service(saved)) => {
                let options = Arc::new(CopyOptions::new(options.or(saved.options.clone()))?);
                let resumed = Box::pin(resume_async(*saved, source, destination, options, cancel));
                let (copy, exchange) = resumed.await?;
                return Ok((Self::Async(Box::new(copy)), exchange));
            }
            Some(SavedCopy::Local(saved)) => Some(saved),
        };
        let options = match &resume {
            Some(saved) => saved.options_with(options),
            None => options,
        };
        let options = Arc::new(CopyOptions::new(options)?);
        let record = match resume.map(|saved| *saved) {
            Some(saved) => match saved.ended {
                Some(result) => {
                    let ended = EndedCopy::new(&source, options, CopyResult::Saved(result));
                    return Ok((Self::Ended(Box::new(ended)), None));
                }
                None => Some(saved.record),
            },
            None => None,
        };
        let request = CopyRequest {
            decided: None,
            source: source.clone(),
            source_facts: None,
            destination,
            options: Arc::clone(&options),
            services: Arc::default(),
            resume: record,
            adopts_blocks: false,
        };
        let mut context = match prepare(request, cancel).await? {
            Preparation::Copy(context) => *context,
            Preparation::Skip(outcome) => {
                let ended = EndedCopy::new(&source, options, outcome.result);
                return Ok((Self::Ended(Box::new(ended)), outcome.exchange));
            }
        };
        if context.plan == Plan::CopyBlob {
            // The owner's signal ends this call; the copy itself is the service's.
            context.cancel = CancellationToken::new();
            let (copy, exchange) = Box::pin(start_async(Arc::new(context), cancel)).await?;
            return Ok((Self::Async(Box::new(copy)), exchange));
        }
        Ok((Self::Local(Box::new(LocalCopy::start(context))), None))
    }

    /// The state as it is now.
    pub fn state(&self) -> MutexGuard<'_, CopyState> {
        match self {
            Self::Service(copy) => copy.state(),
            Self::Async(copy) => copy.state(),
            Self::Local(copy) => copy.state(),
            Self::Ended(copy) => lock(&copy.state),
        }
    }

    /// Whether this process is working on the copy, and stops when the handle is dropped.
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Local(copy) if !copy.state().is_done())
    }

    /// The saved state.
    pub fn save(&self) -> String {
        match self {
            Self::Service(copy) => copy.save(),
            Self::Async(copy) => copy.save(),
            Self::Local(copy) => copy.save(),
            Self::Ended(copy) => write(&self.state(), &SavedOptions::from(&*copy.options), CopyRecord::None),
        }
    }

    /// Polls once.
    ///
    /// # Errors
    /// The failed request, or the caller's abort.
    pub async fn poll(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        match self {
            Self::Service(copy) => copy.poll(cancel).await,
            Self::Async(copy) => copy.poll(cancel).await,
            Self::Local(copy) => copy.poll(cancel).await,
            Self::Ended(_) => Ok(None),
        }
    }

    /// Waits until the copy has progressed or ended, or is stopped.
    ///
    /// # Errors
    /// As [`StartedCopy::poll`].
    pub async fn poll_until_change(&self, stops: StopReceiver, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        match self {
            Self::Service(copy) => copy.poll_until_change(stops, cancel).await,
            Self::Async(copy) => copy.poll_until_change(stops, cancel).await,
            Self::Local(copy) => copy.poll_until_change(stops, cancel).await,
            Self::Ended(_) => Ok(None),
        }
    }

    /// The stops from now on. They are created when a wait is requested, which may be long before it starts.
    pub fn stops(&self) -> StopReceiver {
        match self {
            Self::Service(copy) => copy.stops(),
            Self::Async(copy) => copy.stops(),
            Self::Local(copy) => copy.stops(),
            Self::Ended(copy) => copy.stop.stops(),
        }
    }

    /// Ends every [`StartedCopy::poll_until_change`] whose [`StopReceiver`] was created before; the copy itself continues.
    pub fn stop(&self) {
        match self {
            Self::Service(copy) => copy.stop(),
            Self::Async(copy) => copy.stop(),
            Self::Local(copy) => copy.stop(),
            Self::Ended(copy) => copy.stop.stop(),
        }
    }

    /// Cancels the copy. Nothing happens to one that has ended.
    ///
    /// # Errors
    /// As [`StartedCopy::poll`].
    pub async fn cancel_operation(&self, cancel: &CancellationToken) -> Result<Option<Exchange>> {
        match self {
            Self::Service(copy) => copy.cancel_operation(cancel).await,
            Self::Async(copy) => copy.cancel_operation(cancel).await,
            Self::Local(copy) => copy.cancel_operation(cancel).await,
            Self::Ended(_) => Ok(None),
        }
    }
}
