//! Both sides of a mirror: two listings are read in one order, and what only the destination has is found.

pub mod delete_meaning;
pub mod merge;
pub mod pairing;
pub mod source_check;
