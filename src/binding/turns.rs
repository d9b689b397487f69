//! Turns of JavaScript's event loop, for work that is done in slices.

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use napi_derive::napi;

/// Calls `next` in a later turn of the event loop. It uses nothing that scripts replace, as tests replace timers, and
/// not the channel of the results, which delivers everything within one turn. The process stays alive until then.
#[napi]
pub fn next_turn(next: Function<'_, (), ()>) -> napi::Result<()> {
    // One function for each turn. A wake-up that is requested while the event loop delivers wake-ups waits for the next
    // turn only if it belongs to another function.
    let next = next.build_threadsafe_function::<()>().callee_handled::<false>().build_callback(|_| Ok(()))?;
    next.call((), ThreadsafeFunctionCallMode::NonBlocking);
    Ok(())
}
