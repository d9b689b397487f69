//! What must hold for a page blob that is written, its sequence number among it.

use crate::base::error::Result;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// What must hold for a page blob.
    pub struct PageBlobRequestConditions {
        /// The `ETag` must be this one (`*`: the blob must exist).
        if_match: String,
        /// The `ETag` must not be this one.
        if_none_match: String,
        /// The blob must have changed since this time (whole seconds).
        if_modified_since: Timestamp,
        /// The blob must not have changed since this time (whole seconds).
        if_unmodified_since: Timestamp,
        /// A SQL expression that the blob's tags must meet.
        tag_conditions: String,
        /// The lease that the blob is held under.
        lease_id: String,
        /// The sequence number must be this or smaller.
        if_sequence_number_less_than_or_equal_to: Count,
        /// The sequence number must be smaller than this.
        if_sequence_number_less_than: Count,
        /// The sequence number must be this.
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
