//! The destination before the copy: whether there is anything to do, and the precondition for creating the destination.

mod already_exists;
mod check;
mod leftover;

pub use already_exists::already_exists;
pub use check::{DestinationCheck, check_destination};
pub use leftover::{LeftoverRemoval, is_leftover, may_go, remove};
