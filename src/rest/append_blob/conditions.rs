//! Conditions on an append blob, including its length.

use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::conditions::BlobRequestConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::values::{Count, Timestamp};

parameters! {
    /// Conditions on an append blob.
    pub struct AppendBlobRequestConditions {
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
        /// The maximum length of the blob after the append, in bytes.
        max_size: Count,
        /// The length that the blob must have before the append, in bytes.
        append_position: Count,
    }
}

impl AppendBlobRequestConditions {
    /// Returns whether an append under these conditions can be repeated. It can if the first one makes the condition
    /// false, so that the second is rejected: a condition on the length, or on a specific `ETag`.
    pub(crate) fn repeat(conditions: Option<&Self>) -> Repeat {
        let refuses = conditions.is_some_and(|conditions| {
            conditions.append_position.is_some() || conditions.if_match.as_ref().is_some_and(|etag| etag != "*")
        });
        if refuses { Repeat::Safe } else { Repeat::OnlyIfUnsent }
    }

    /// Writes the conditions for appending.
    pub(crate) fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let tags = self.tag_conditions.clone();
        self.as_blob_conditions(tags).write(request)?;
        let argument = "options.conditions.maxSize";
        request.header("x-ms-blob-condition-maxsize", argument, self.max_size.as_ref())?;
        self.write_position(request)
    }

    /// Writes the conditions for sealing, which supports fewer.
    pub(crate) fn write_for_seal(&self, request: &mut RequestWriter) -> Result<()> {
        self.as_blob_conditions(None).write(request)?;
        self.write_position(request)
    }

    fn write_position(&self, request: &mut RequestWriter) -> Result<()> {
        let argument = "options.conditions.appendPosition";
        request.header("x-ms-blob-condition-appendpos", argument, self.append_position.as_ref())
    }

    fn as_blob_conditions(&self, tag_conditions: Option<String>) -> BlobRequestConditions {
        BlobRequestConditions {
            if_match: self.if_match.clone(),
            if_none_match: self.if_none_match.clone(),
            if_modified_since: self.if_modified_since,
            if_unmodified_since: self.if_unmodified_since,
            tag_conditions,
            lease_id: self.lease_id.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::Operation;
    use crate::rest::append_blob::{AppendBlobAppendBlockParameters, AppendBlockFromURL};

    #[test]
    fn a_block_is_appended_once_unless_a_condition_refuses_the_second() {
        for (conditions, expected) in [
            ("{}", Repeat::OnlyIfUnsent),
            (r#"{"leaseId":"x","maxSize":5,"ifUnmodifiedSince":0}"#, Repeat::OnlyIfUnsent),
            (r#"{"ifMatch":"*","ifNoneMatch":"0x1"}"#, Repeat::OnlyIfUnsent),
            (r#"{"appendPosition":0}"#, Repeat::Safe),
            (r#"{"ifMatch":"\"0x1\""}"#, Repeat::Safe),
        ] {
            let options = format!(r#"{{"conditions":{conditions}}}"#);
            let append = AppendBlobAppendBlockParameters::parse(&options).expect("valid");
            assert_eq!(append.repeat(), expected, "{conditions}");
            let options =
                format!(r#"{{"conditions":{conditions},"copySource":"https://h/b","sourceRange":{{"offset":0}}}}"#);
            let append = AppendBlockFromURL::parse(&options).expect("valid");
            let url = url::Url::parse("https://h/c/b").expect("a URL");
            assert_eq!(append.request(url).expect("sendable").repeat, expected, "{conditions}");
        }
    }
}
