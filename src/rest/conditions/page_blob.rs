//! Conditions on a page blob that is written, including its sequence number.

use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Conditions on a page blob.
    pub struct PageBlobRequestConditions {
        /// The operation takes effect only if the `ETag` is equal to this one. `*` matches any existing blob.
        if_match: String = header("if-match"),
        /// The operation takes effect only if the `ETag` differs from this one.
        if_none_match: String = header("if-none-match"),
        /// The operation takes effect only if the blob was modified since this time, in whole seconds.
        if_modified_since: Timestamp = header("if-modified-since"),
        /// The operation takes effect only if the blob was not modified since this time, in whole seconds.
        if_unmodified_since: Timestamp = header("if-unmodified-since"),
        /// The operation takes effect only if the blob's tags match this SQL expression.
        tag_conditions: String = header("x-ms-if-tags"),
        /// The lease id, if the blob is leased.
        lease_id: String = header("x-ms-lease-id"),
        /// The operation takes effect only if the sequence number is less than or equal to this.
        if_sequence_number_less_than_or_equal_to: Count = header("x-ms-if-sequence-number-le"),
        /// The operation takes effect only if the sequence number is less than this.
        if_sequence_number_less_than: Count = header("x-ms-if-sequence-number-lt"),
        /// The operation takes effect only if the sequence number is equal to this.
        if_sequence_number_equal_to: Count = header("x-ms-if-sequence-number-eq"),
    }
}
