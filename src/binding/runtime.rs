//! The threads that the engine runs on.
//!
//! One thread drives the calls and the small requests. They are many, and handing them between threads would cost more
//! than they do. Its tasks run strictly in the order in which they became ready, so that calls that are not awaited
//! reach the service in the order in which they were made.
//!
//! Connections that carry many bytes have their own threads, so that they delay neither the small requests nor each
//! other. These threads start when they are needed. Hashing has as many threads again, so that it delays no connection.
//! Files that are uploaded are read by further threads (`src/transfer/disk.rs`).

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use futures_util::FutureExt;
use napi::Env;
use napi::bindgen_prelude::{Object, create_custom_tokio_runtime};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

use crate::base::lock::lock;
use crate::base::redact::panic_report;
use crate::http::byte_threads::set_byte_threads;
use crate::transfer::DISK_THREADS;

/// How long the end of the last environment waits for the engine's thread, which only has to drop what it holds. After
/// that the process continues without it, because a name lookup cannot be interrupted.
const LONGEST_GOODBYE: Duration = Duration::from_millis(100);

/// The maximum number of byte threads. Two of them carry ten gigabits a second, and more would only take cores from the
/// program.
const MOST_BYTE_THREADS: usize = 4;

/// The number of threads that look up host names, one name at a time each. Concurrent lookups of one name are shared.
const MOST_LOOKUPS: usize = 8;

/// The engine, while it is needed.
static ENGINE: Mutex<Engine> = Mutex::new(Engine { environments: 0, running: None });

struct Engine {
    /// The number of environments that have loaded the addon and not ended.
    environments: usize,
    running: Option<RunningEngine>,
}

struct RunningEngine {
    handle: Handle,
    /// Dropping it ends the thread.
    stop: oneshot::Sender<()>,
    /// Closed when the thread has dropped everything.
    stopped: Receiver<()>,
    /// The byte threads, once they have been started.
    bytes: Option<Runtime>,
}

/// Called by napi when the addon is loaded for the first time in a process.
#[napi_derive::module_init]
fn init() {
    set_byte_threads(byte_threads);
    // This is the addon's own standard library. Other addons have their own.
    std::panic::set_hook(Box::new(|info| drop(writeln!(io::stderr(), "{}", panic_report(info)))));
    // napi would start one thread per core for nothing. A runtime without threads costs nothing. Handing one over also
    // keeps the addon's code in memory as long as the process lives, because a thread may outlive the environment that
    // needed it.
    if let Ok(nothing) = Builder::new_current_thread().build() {
        create_custom_tokio_runtime(nothing);
    }
}

/// Called by napi for each environment that loads the addon. The engine ends with the last of them.
#[napi_derive::napi(module_exports)]
pub fn environment_begins(_exports: Object<'_>, env: Env) -> napi::Result<()> {
    lock_engine().environments += 1;
    env.add_env_cleanup_hook((), |()| environment_ends()).map(drop)
}

fn environment_ends() {
    let mut engine = lock_engine();
    engine.environments = engine.environments.saturating_sub(1);
    let last = if engine.environments == 0 { engine.running.take() } else { None };
    drop(engine);
    let Some(RunningEngine { handle, stop, stopped, bytes }) = last else { return };
    drop((handle, stop));
    if let Some(bytes) = bytes {
        bytes.shutdown_timeout(LONGEST_GOODBYE);
    }
    // Whether or not it has ended, nothing else can be done here.
    let _: Result<(), RecvTimeoutError> = stopped.recv_timeout(LONGEST_GOODBYE);
}

/// Runs this on the engine's thread, after all earlier work. Tasks that it spawns also begin in
/// order. If no thread can be started, the work is dropped.
pub fn spawn_in_order(work: impl FnOnce() + Send + 'static) {
    let mut engine = lock_engine();
    if engine.running.is_none() {
        engine.running = start().ok();
    }
    if let Some(running) = &engine.running {
        running.handle.spawn(async move { work() }.boxed());
    }
}

/// The byte threads, if the engine runs and they can be started.
fn byte_threads() -> Option<Handle> {
    let mut engine = lock_engine();
    let running = engine.running.as_mut()?;
    if running.bytes.is_none() {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_BYTE_THREADS);
        let bytes = Builder::new_multi_thread()
            .worker_threads(threads)
            .max_blocking_threads(threads + DISK_THREADS)
            .thread_name("blobferry-bytes")
            .enable_all()
            .build();
        running.bytes = bytes.ok();
    }
    running.bytes.as_ref().map(|bytes| bytes.handle().clone())
}

fn start() -> io::Result<RunningEngine> {
    // A runtime of one thread, not a multi-threaded one with one worker: that would start with the task that became
    // ready last.
    let runtime = Builder::new_current_thread()
        .thread_name("blobferry")
        .max_blocking_threads(MOST_LOOKUPS)
        .enable_all()
        .build()?;
    let handle = runtime.handle().clone();
    let (stop, stopping) = oneshot::channel();
    let (finish, stopped) = channel();
    thread::Builder::new().name("blobferry".to_owned()).spawn(move || {
        // Nothing can stop it any more, so it stops.
        let _ = runtime.block_on(stopping);
        runtime.shutdown_background();
        drop(finish);
    })?;
    Ok(RunningEngine { handle, stop, stopped, bytes: None })
}

fn lock_engine() -> MutexGuard<'static, Engine> {
    lock(&ENGINE)
}
