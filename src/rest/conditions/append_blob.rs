//! Conditions on an append blob, including its length.

use crate::http::Repeat;
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
    /// The headers for appending.
    APPEND {
        lease_id = header("x-ms-lease-id"),
        if_modified_since = header("if-modified-since"),
        if_unmodified_since = header("if-unmodified-since"),
        if_match = header("if-match"),
        if_none_match = header("if-none-match"),
        tag_conditions = header("x-ms-if-tags"),
        max_size = header("x-ms-blob-condition-maxsize"),
        append_position = header("x-ms-blob-condition-appendpos"),
    }
    /// The headers for sealing, which supports conditions neither on tags nor on the size.
    SEAL {
        lease_id = header("x-ms-lease-id"),
        if_modified_since = header("if-modified-since"),
        if_unmodified_since = header("if-unmodified-since"),
        if_match = header("if-match"),
        if_none_match = header("if-none-match"),
        append_position = header("x-ms-blob-condition-appendpos"),
    }
}

impl AppendBlobRequestConditions {
    /// Returns whether an append under these conditions can be repeated. It can if the first one makes the condition
    /// false, so that the second is rejected: a condition on the length, or on a specific `ETag`.
    pub(crate) fn repeat(conditions: Option<&Self>) -> Repeat {
        let rejects_repeat = conditions.is_some_and(|conditions| {
            conditions.append_position.is_some() || conditions.if_match.as_ref().is_some_and(|etag| etag != "*")
        });
        if rejects_repeat { Repeat::Safe } else { Repeat::OnlyIfUnsent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::append_blob::{AppendBlobAppendBlockParameters, AppendBlockFromURL};
    use crate::rest::operation::{Operation, Parameters};

    #[test]
    fn an_append_is_retried_only_if_a_condition_prevents_duplicates() {
        for (conditions, expected) in [
            ("{}", Repeat::OnlyIfUnsent),
            (r#"{"leaseId":"x","maxSize":5,"ifUnmodifiedSince":0}"#, Repeat::OnlyIfUnsent),
            (r#"{"ifMatch":"*","ifNoneMatch":"0x1"}"#, Repeat::OnlyIfUnsent),
            (r#"{"appendPosition":0}"#, Repeat::Safe),
            (r#"{"ifMatch":"\"0x1\""}"#, Repeat::Safe),
        ] {
            let options = format!(r#"{{"options":{{"conditions":{conditions}}}}}"#);
            let append = AppendBlobAppendBlockParameters::from_json(&options).expect("valid");
            assert_eq!(append.repeat(), expected, "{conditions}");
            let options = format!(
                r#"{{"options":{{"conditions":{conditions}}},"sourceURL":"https://h/b","sourceRange":{{"offset":0}}}}"#
            );
            let append = AppendBlockFromURL::from_json(&options).expect("valid");
            let url = url::Url::parse("https://h/c/b").expect("a URL");
            assert_eq!(append.request(url).expect("sendable").repeat, expected, "{conditions}");
        }
    }
}
