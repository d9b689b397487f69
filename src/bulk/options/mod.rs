//! The options of a job: `begin_options` and `account_options` as passed, read once by `job_options`, `container_copy_options` as checked, and what they include
//! or tolerate (`filter`, `tag_filter`, `key_range`, `share`, `archived`, `obstacles`, `choices`).

#[macro_use]
pub mod job_options;

pub mod account_options;
pub mod archived;
pub mod begin_options;
pub mod choices;
pub mod container_copy_options;
mod copies;
pub mod customer_keys;
pub mod file_options;
pub mod filter;
pub mod key_range;
pub mod lease_ids;
pub mod mirror_options;
mod numbers;
pub mod obstacles;
pub mod purpose;
pub mod share;
pub mod states;
pub mod tag_filter;
