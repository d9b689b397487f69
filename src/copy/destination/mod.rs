//! The destination before the copy: whether anything is to be done, and what must still hold when the destination is created.

mod already_exists;
mod check;
mod leftover;

pub use already_exists::already_exists;
pub use check::{DestinationCheck, check_destination};
pub use leftover::{LeftoverRemoval, is_leftover, may_go, remove};
