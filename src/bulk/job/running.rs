//! The work of a job: takes pages, copies their blobs concurrently, and counts the results.

mod adapt;
mod end;
mod run;
mod start_copies;
mod throttled_attempts;
mod work;

pub(in crate::bulk) use crate::bulk::job::running::work::Running;
