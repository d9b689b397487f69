//! Conditions on a page blob that is written, including its sequence number.

use crate::base::error::Result;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Conditions on a page blob.
    pub struct PageBlobRequestConditions {
        /// The operation takes effect only if the `ETag` is equal to this one. `*` matches any existing blob.
        if_match: String,
        /// The operation takes effect only if the `ETag` differs from this one.
        if_none_match: String,
        /// The operation takes effect only if the blob was modified since this time, in whole seconds.
        if_modified_since: Timestamp,
        /// The operation takes effect only if the blob was not modified since this time, in whole seconds.
        if_unmodified_since: Timestamp,
        /// The operation takes effect only if the blob's tags match this SQL expression.
        tag_conditions: String,
        /// The lease id, if the blob is leased.
        lease_id: String,
        /// The operation takes effect only if the sequence number is less than or equal to this.
        if_sequence_number_less_than_or_equal_to: Count,
        /// The operation takes effect only if the sequence number is less than this.
        if_sequence_number_less_than: Count,
        /// The operation takes effect only if the sequence number is equal to this.
        if_sequence_number_equal_to: Count,
    }
}

impl PageBlobRequestConditions {
    /// Writes the conditions for the blob that is written.
    pub(crate) fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let conditions = BlobRequestConditions {
            if_match: self.if_match.clone(),
            if_none_match: self.if_none_match.clone(),
            if_modified_since: self.if_modified_since,
            if_unmodified_since: self.if_unmodified_since,
            tag_conditions: self.tag_conditions.clone(),
            lease_id: self.lease_id.clone(),
        };
        conditions.write(request)?;
        let argument = "options.conditions.ifSequenceNumberLessThanOrEqualTo";
        let number = self.if_sequence_number_less_than_or_equal_to.as_ref();
        request.header("x-ms-if-sequence-number-le", argument, number)?;
        let argument = "options.conditions.ifSequenceNumberLessThan";
        request.header("x-ms-if-sequence-number-lt", argument, self.if_sequence_number_less_than.as_ref())?;
        let argument = "options.conditions.ifSequenceNumberEqualTo";
        request.header("x-ms-if-sequence-number-eq", argument, self.if_sequence_number_equal_to.as_ref())
    }
}
