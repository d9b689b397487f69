//! One blob of a job: copies it, settles what an earlier run left, verifies it, and deletes the source that was moved.

pub mod clearing;
pub mod concerns_pair;
pub mod deciding;
pub mod deleted_there;
pub mod earlier;
pub mod entry_copy;
pub mod judgement;
pub mod keep_replaced;
pub mod key_needed;
pub mod leftovers;
pub mod moving;
pub mod replaying;
pub mod settled;
pub mod settling;
pub mod unaddressable;
pub mod verifying;
pub mod worker;
