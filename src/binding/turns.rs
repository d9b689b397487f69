//! Turns of JavaScript's event loop, for work there that is done in slices.

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use napi_derive::napi;

/// Has `next` called in a later turn of the event loop. It uses nothing that scripts replace, as tests do with timers, and not the
/// way that answers take either: what gathers there is handed over within one turn. The process stays alive until then.
#[napi]
pub fn next_turn(next: Function<'_, (), ()>) -> napi::Result<()> {
    // One function for each turn: a wake-up that is asked for while the loop hands out wake-ups waits for its next turn only when
    // it is of a new one.
    let next = next.build_threadsafe_function::<()>().callee_handled::<false>().build_callback(|_| Ok(()))?;
    next.call((), ThreadsafeFunctionCallMode::NonBlocking);
    Ok(())
}
