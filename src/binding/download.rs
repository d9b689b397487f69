//! The content of a blob, as JavaScript reads it.

use std::future::Future;
use std::sync::Arc;

use napi::bindgen_prelude::BufferSlice;
use napi_derive::napi;
use tokio_util::sync::CancellationToken;

use crate::base::error::{Error, ErrorKind, Result};
use crate::binding::call_result::{Attachment, CallResult};
use crate::binding::calls::Calls;
use crate::binding::numbers::whole_number;
use crate::binding::transfer_progress::NativeTransferProgress;
use crate::http::TransferProgress;
use crate::http::byte_threads::beside_requests;
use crate::transfer::{Arrived, BlobReader, Division, FileTarget, Handover, Memory, ReadAhead, Target, download};

/// The content of a blob. Nothing of it is read before somebody waits for it, or says where all of it goes.
#[napi]
pub struct NativeBody {
    calls: Arc<Calls>,
    content: Arc<ReadAhead>,
    /// What is in flight to memory of the caller's.
    handover: Arc<Handover>,
    cancel: CancellationToken,
}

impl NativeBody {
    /// `cancel` ends the download, also within a piece.
    pub fn new(calls: Arc<Calls>, reader: BlobReader, cancel: CancellationToken) -> Self {
        Self { calls, content: Arc::new(ReadAhead::new(reader)), handover: Arc::default(), cancel }
    }

    /// Reads all of the content with several requests. `work` is handed what reads it, and what ends that.
    fn read_all<Work, F>(&self, call: u32, sent: Option<&NativeTransferProgress>, work: Work)
    where
        Work: FnOnce(BlobReader, Option<TransferProgress>, CancellationToken) -> F + Send + 'static,
        F: Future<Output = Result<CallResult>> + Send + 'static,
    {
        let (content, cancel) = (Arc::clone(&self.content), self.cancel.clone());
        let sent = sent.map(NativeTransferProgress::shared);
        // Made here, so that a call which never runs ends for its watcher, too.
        let ending = sent.as_ref().map(TransferProgress::ending);
        self.calls.start(call, move || async move {
            let _ending = ending;
            let taken = content.take_reader();
            let end = match taken {
                // It may have been closed after this call was made, and before it began.
                _ if cancel.is_cancelled() => Err(Error::aborted()),
                Some(reader) => work(*reader, sent, cancel).await,
                None => Err(Error::new(ErrorKind::Internal, "The content has been read already.")),
            };
            end.unwrap_or_else(|error| CallResult::failed(&error))
        });
    }
}

#[napi]
impl NativeBody {
    /// Waits until so many bytes have arrived, or no more will, and returns how many can be taken; as `head` "end", if no more will come.
    /// An interrupted read is resumed within this call, so that a token that this needs is requested for this caller.
    #[napi]
    pub fn wait(&self, call: u32, wanted: u32) {
        let content = Arc::clone(&self.content);
        self.calls.start(call, move || async move {
            match content.wait(wanted as usize).await {
                Ok(Arrived { length, is_end }) => {
                    let head = is_end.then(|| String::from("end"));
                    CallResult { ok: Some(length.to_string()), head, failure: None, attachment: Attachment::None }
                }
                Err(error) => CallResult::failed(&error),
            }
        });
    }

    /// Copies available bytes to the start of `target`, as many as fit, and returns their number.
    #[napi]
    pub fn take(&self, mut target: BufferSlice<'_>) -> u32 {
        u32::try_from(self.content.take(&mut target)).unwrap_or(u32::MAX)
    }

    /// Reads all of the content into new memory, and gives that.
    #[napi]
    pub fn read(&self, call: u32, block: f64, concurrency: u32, sent: Option<&NativeTransferProgress>) {
        let division = division(block, concurrency);
        self.read_all(call, sent, move |reader, sent, cancel| async move {
            let memory = Arc::new(Memory::new(reader.remaining(), division.block)?);
            let work = download(reader, division, Arc::<Memory>::clone(&memory), sent.as_ref());
            unless(&cancel, work).await?;
            let memory = Arc::into_inner(memory).map(Memory::finish).ok_or_else(|| {
                Error::new(
                    ErrorKind::Internal,
                    "A download that has ended still writes. Please report what was called.",
                )
            })?;
            Ok(done().with(Attachment::Bytes(memory.into())))
        });
    }

    /// Reads all of the content to where [`NativeBody::place`] takes it.
    #[napi]
    pub fn hand_over(&self, call: u32, block: f64, concurrency: u32) {
        let division = division(block, concurrency);
        let handover = Arc::clone(&self.handover);
        let ending = HandoverEnd(Arc::clone(&handover));
        self.read_all(call, None, move |reader, _, cancel| async move {
            let _ending = ending;
            unless(&cancel, download(reader, division, handover, None)).await?;
            Ok(done())
        });
    }

    /// How many bytes can be placed, once it is worth it or no more will come; none at the end.
    #[napi]
    pub fn handed_over(&self, call: u32) {
        let handover = Arc::clone(&self.handover);
        self.calls.start(call, || async move {
            let length = handover.wait().await.to_string();
            CallResult { ok: Some(length), head: None, failure: None, attachment: Attachment::None }
        });
    }

    /// Copies what is there to its place in `target`, which is for the whole content, and gives how many bytes that were.
    #[napi]
    pub fn place(&self, mut target: BufferSlice<'_>) -> u32 {
        u32::try_from(self.handover.take(&mut target)).unwrap_or(u32::MAX)
    }

    /// Reads all of the content into a file. The response is nothing when it cannot be written but from its start to its end: then nothing
    /// has been read.
    #[napi]
    pub fn save(&self, call: u32, path: String, block: f64, concurrency: u32, sent: Option<&NativeTransferProgress>) {
        let division = division(block, concurrency);
        let back = Arc::clone(&self.content);
        self.read_all(call, sent, move |reader, sent, cancel| async move {
            // Opening and finishing come to their ends, and so do writes: when the call fails, nobody touches the file any more.
            let target = beside_requests(usize::MAX, move || FileTarget::open(path.as_ref())).await??;
            let Target::File(file) = target else {
                back.put_back(Box::new(reader));
                return Ok(CallResult { ok: None, ..done() });
            };
            let (writer, settled) = file.writer();
            let outcome = unless(&cancel, download(reader, division, writer, sent.as_ref())).await;
            settled.await;
            beside_requests(usize::MAX, move || outcome.and_then(|()| file.finish())).await??;
            Ok(done())
        });
    }

    /// Ends the download: the connection is closed, and a running [`NativeBody::wait`] ends.
    #[napi]
    pub fn close(&self) {
        self.cancel.cancel();
        self.content.close();
        self.handover.close();
    }
}

impl Drop for NativeBody {
    fn drop(&mut self) {
        self.close();
    }
}

/// How a content is divided, as the facade says it.
fn division(block: f64, concurrency: u32) -> Division {
    Division { block: whole_number(block), concurrency: concurrency as usize }
}

/// Runs work until its end, or until it is canceled.
async fn unless(cancel: &CancellationToken, work: impl Future<Output = Result<()>>) -> Result<()> {
    cancel.run_until_cancelled(work).await.unwrap_or_else(|| Err(Error::aborted()))
}

/// The response of a call that has nothing to tell.
fn done() -> CallResult {
    CallResult { ok: Some(String::from("{}")), head: None, failure: None, attachment: Attachment::None }
}

/// Ends a handover when it is dropped: there will be no more, however the download ended.
struct HandoverEnd(Arc<Handover>);

impl Drop for HandoverEnd {
    fn drop(&mut self) {
        self.0.end();
    }
}
