//! The job: checks options and containers, runs listing and copying with bounded memory, and ends.

pub mod account;
pub mod begin;
pub mod begin_account;
pub mod begin_entries;
pub mod container_copy;
pub mod containers;
mod create_container;
mod delete_one;
pub mod deleting;
pub mod duration;
pub mod ending;
pub mod finding;
mod job_permissions;
pub mod notices;
mod preflight;
pub mod running;
mod seen_containers;
pub mod shared;
pub mod unfinished_containers;

#[cfg(test)]
mod mirror_tests;
