//! Waiting for an asynchronous copy: when it is polled, and how the wait is stopped.

mod schedule;
mod stop;
mod timer;

pub use schedule::{PollSchedule, Polled};
pub use stop::{StopReceiver, StopSender};
