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
use crate::http::byte_threads::on_blocking_thread;
use crate::transfer::{
    Arrived, BlobReader, Division, DownloadTarget, FileTarget, Handover, Memory, ReadAhead, download,
};

/// The content of a blob. It is read on demand: piece by piece, or all of it to one place.
#[napi]
pub struct NativeBody {
    calls: Arc<Calls>,
    content: Arc<ReadAhead>,
    /// Content on its way to the caller's memory.
    handover: Arc<Handover>,
    cancel: CancellationToken,
}

impl NativeBody {
    /// `cancel` ends the download, also within a piece.
    pub fn new(calls: Arc<Calls>, reader: BlobReader, cancel: CancellationToken) -> Self {
        Self { calls, content: Arc::new(ReadAhead::new(reader)), handover: Arc::default(), cancel }
    }

    /// Reads all of the content with several requests. `work` gets the reader, and the token that ends it.
    fn read_all<Work, F>(&self, call: u32, sent: Option<&NativeTransferProgress>, work: Work)
    where
        Work: FnOnce(BlobReader, Option<TransferProgress>, CancellationToken) -> F + Send + 'static,
        F: Future<Output = Result<CallResult>> + Send + 'static,
    {
        let (content, cancel) = (Arc::clone(&self.content), self.cancel.clone());
        let sent = sent.map(NativeTransferProgress::shared);
        // Created here, so that a call that never runs also ends for its watcher.
        let ending = sent.as_ref().map(TransferProgress::ending);
        self.calls.start(call, move || async move {
            let _ending = ending;
            let taken = content.take_reader();
            let end = match taken {
                // It may have been closed between this call and its start.
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
    /// Waits until this many bytes have arrived, or no more will, and returns how many can be taken. `head` is "end" if no more will come.
    /// An interrupted read is resumed within this call, so that its token is requested for this caller.
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

    /// Reads all of the content into new memory, and returns it.
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

    /// Reads all of the content for [`NativeBody::place`].
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

    /// The number of bytes that can be placed, once there are enough or no more will come. 0 at the end.
    #[napi]
    pub fn handed_over(&self, call: u32) {
        let handover = Arc::clone(&self.handover);
        self.calls.start(call, || async move {
            let length = handover.wait().await.to_string();
            CallResult { ok: Some(length), head: None, failure: None, attachment: Attachment::None }
        });
    }

    /// Copies available bytes to their place in `target`, which is for all of the content, and returns their number.
    #[napi]
    pub fn place(&self, mut target: BufferSlice<'_>) -> u32 {
        u32::try_from(self.handover.take(&mut target)).unwrap_or(u32::MAX)
    }

    /// Reads all of the content into a file. The result is empty if the file can only be written from start to end: then nothing
    /// has been read.
    #[napi]
    pub fn save(&self, call: u32, path: String, block: f64, concurrency: u32, sent: Option<&NativeTransferProgress>) {
        let division = division(block, concurrency);
        let back = Arc::clone(&self.content);
        self.read_all(call, sent, move |reader, sent, cancel| async move {
            // Opening, writing and finishing are awaited: after the call has failed, the file is not touched any more.
            let target = on_blocking_thread(usize::MAX, move || FileTarget::open(path.as_ref())).await??;
            let DownloadTarget::File(file) = target else {
                back.put_back(Box::new(reader));
                return Ok(CallResult { ok: None, ..done() });
            };
            let (writer, settled) = file.writer();
            let outcome = unless(&cancel, download(reader, division, writer, sent.as_ref())).await;
            settled.await;
            on_blocking_thread(usize::MAX, move || outcome.and_then(|()| file.finish())).await??;
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

/// How content is divided, as passed by the facade.
fn division(block: f64, concurrency: u32) -> Division {
    Division { block: whole_number(block), concurrency: concurrency as usize }
}

/// Runs work until its end, or until it is canceled.
async fn unless(cancel: &CancellationToken, work: impl Future<Output = Result<()>>) -> Result<()> {
    cancel.run_until_cancelled(work).await.unwrap_or_else(|| Err(Error::aborted()))
}

/// The result of a call without content.
fn done() -> CallResult {
    CallResult { ok: Some(String::from("{}")), head: None, failure: None, attachment: Attachment::None }
}

/// Ends a handover when it is dropped: no more will come, however the download ended.
struct HandoverEnd(Arc<Handover>);

impl Drop for HandoverEnd {
    fn drop(&mut self) {
        self.0.end();
    }
}
