//! Both sides of a mirror: two listings are read in one order, to find the blobs that only the destination has.

pub mod account;
pub mod clocks;
mod counterparts;
pub mod delete_meaning;
pub mod merge;
pub mod pairing;
pub mod source_check;
