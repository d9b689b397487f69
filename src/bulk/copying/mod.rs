//! One blob of a job: copies it, handles what an earlier run left, verifies it, and deletes the source of a move.

mod blob_pair;
pub mod clearing;
pub mod concerns_pair;
pub mod deciding;
pub mod delete_permission;
pub mod deleted_there;
pub mod earlier;
mod end_move;
pub mod entry_copy;
mod foreseen;
pub mod judgement;
pub mod keep_replaced;
pub mod key_needed;
mod left_by_move;
pub mod leftovers;
pub mod moving;
pub mod permissions;
pub mod protecting;
mod recording;
mod renewing;
pub mod replaying;
pub mod settled;
pub mod settling;
pub mod unaddressable;
mod unrecorded;
pub mod verifying;
pub mod worker;
