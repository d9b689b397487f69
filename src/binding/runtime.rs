//! The threads that the engine runs on.

use napi::bindgen_prelude::create_custom_tokio_runtime;
use tokio::runtime::Builder;

/// One thread drives all connections: requests are many and small, and handing them between threads costs more than
/// they do. Transfers that hash or encrypt much are worth more threads, and will have their own.
const THREADS: usize = 1;

/// Called by napi when the addon is loaded for the first time in a process.
#[napi_derive::module_init]
fn init() {
    let runtime = Builder::new_multi_thread().worker_threads(THREADS).thread_name("blobferry").enable_all().build();
    // Without threads of its own the engine runs on napi's.
    if let Ok(runtime) = runtime {
        create_custom_tokio_runtime(runtime);
    }
}
