//! How fast the jobs of this process may send to one account. They share the pace: the limits that their callers set, and the rate that
//! the account turns out to accept.
//!
//! - [`account_pace`] is the pace of an account, and the jobs that share it. Requests that belong to no job take no turns.
//! - [`turn_queue`] assigns the turns of one unit: requests, reads or bytes.
//! - [`schedule`] determines whose turn it is, and [`adaptive`] how fast the account is; both are pure.

mod account_pace;
pub(crate) mod adaptive;
pub(crate) mod schedule;
mod turn_queue;

pub use account_pace::{Pace, PaceLimits, PaceMember};
