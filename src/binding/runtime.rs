//! The threads that the engine runs on.
//!
//! One thread drives the calls and the small requests: they are many, and handing them between threads costs more than they do.
//! Its tasks take their turns strictly in the order in which they became ready, so that calls which nobody awaits reach the
//! service in the order in which they were made.
//!
//! Connections that carry many bytes have threads of their own, so that they hold up neither the small requests nor each other. They
//! start when there are bytes to carry. Hashing has as many threads again, so that it holds up no connection either. Disks are read and
//! written by Node's own threads: files are opened in JavaScript, and their bytes cross as any others do.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use futures_util::FutureExt;
use napi::Env;
use napi::bindgen_prelude::{Object, create_custom_tokio_runtime};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

use crate::base::redact::panic_report;
use crate::http::byte_threads::set_byte_threads;

/// How long the end of the last environment waits for the engine's thread: it has only to drop what it holds. Past that the process
/// goes on without it, for a name that is being looked up cannot be broken off.
const LONGEST_GOODBYE: Duration = Duration::from_millis(100);

/// More threads than these for bytes would only take cores from the program: two of them fill ten gigabits a second.
const MOST_BYTE_THREADS: usize = 4;

/// Threads that look up names of hosts, each one at a time. Names that are asked for at the same time are looked up once.
const MOST_LOOKUPS: usize = 8;

/// The engine, while there is somebody who needs it.
static ENGINE: Mutex<Engine> = Mutex::new(Engine { environments: 0, running: None });

struct Engine {
    /// How many environments have loaded the addon and not ended.
    environments: usize,
    running: Option<RunningEngine>,
}

struct RunningEngine {
    handle: Handle,
    /// Ends the thread when it is dropped.
    stop: oneshot::Sender<()>,
    /// Is closed when the thread has dropped all that it held.
    stopped: Receiver<()>,
    /// The threads for bytes, once there were some.
    bytes: Option<Runtime>,
}

/// Called by napi when the addon is loaded for the first time in a process.
#[napi_derive::module_init]
fn init() {
    set_byte_threads(byte_threads);
    // This is the addon's own: other addons have a standard library of their own.
    std::panic::set_hook(Box::new(|info| drop(writeln!(io::stderr(), "{}", panic_report(info)))));
    // napi would start as many threads as there are cores, for nothing; one without threads costs nothing. Handing one over also keeps
    // the addon's code in memory for as long as the process lives, because a thread may outlive the environment that needed it.
    if let Ok(nothing) = Builder::new_current_thread().build() {
        create_custom_tokio_runtime(nothing);
    }
}

/// Called by napi for each environment that loads the addon: the engine ends with the last of them.
#[napi_derive::napi(module_exports)]
pub fn environment_begins(_exports: Object<'_>, env: Env) -> napi::Result<()> {
    lock().environments += 1;
    env.add_env_cleanup_hook((), |()| environment_ends()).map(drop)
}

fn environment_ends() {
    let mut engine = lock();
    engine.environments = engine.environments.saturating_sub(1);
    let last = if engine.environments == 0 { engine.running.take() } else { None };
    drop(engine);
    let Some(RunningEngine { handle, stop, stopped, bytes }) = last else { return };
    drop((handle, stop));
    if let Some(bytes) = bytes {
        bytes.shutdown_timeout(LONGEST_GOODBYE);
    }
    // Ended or not, nothing more can be done about it here.
    let _: Result<(), RecvTimeoutError> = stopped.recv_timeout(LONGEST_GOODBYE);
}

/// Does this on the engine's thread, after all that was handed over before. What it spawns there also begins in order. Should there be
/// no thread to have, the work is dropped.
pub fn spawn_in_order(work: impl FnOnce() + Send + 'static) {
    let mut engine = lock();
    if engine.running.is_none() {
        engine.running = start().ok();
    }
    if let Some(running) = &engine.running {
        running.handle.spawn(async move { work() }.boxed());
    }
}

/// The threads for bytes, when there is an engine that may need them and they can be had.
fn byte_threads() -> Option<Handle> {
    let mut engine = lock();
    let running = engine.running.as_mut()?;
    if running.bytes.is_none() {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_BYTE_THREADS);
        let bytes = Builder::new_multi_thread()
            .worker_threads(threads)
            .max_blocking_threads(threads)
            .thread_name("blobferry-bytes")
            .enable_all()
            .build();
        running.bytes = bytes.ok();
    }
    running.bytes.as_ref().map(|bytes| bytes.handle().clone())
}

fn start() -> io::Result<RunningEngine> {
    // Of one thread, and not of several of which there is one: those begin with what became ready last.
    let runtime = Builder::new_current_thread()
        .thread_name("blobferry")
        .max_blocking_threads(MOST_LOOKUPS)
        .enable_all()
        .build()?;
    let handle = runtime.handle().clone();
    let (stop, stopping) = oneshot::channel();
    let (tell, stopped) = channel();
    thread::Builder::new().name("blobferry".to_owned()).spawn(move || {
        // That nobody can stop it any more is the sign to stop.
        let _ = runtime.block_on(stopping);
        runtime.shutdown_background();
        drop(tell);
    })?;
    Ok(RunningEngine { handle, stop, stopped, bytes: None })
}

fn lock() -> MutexGuard<'static, Engine> {
    ENGINE.lock().unwrap_or_else(PoisonError::into_inner)
}
