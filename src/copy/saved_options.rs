//! Which of a caller's options are saved with a copy. The list is of what may be seen: an option that it does not name, among them
//! everything that opens a source or a blob, is not in the text, and has to be given again.

use serde_json::{Map, Value};

/// What an option looks like.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// A text, a number, or yes or no.
    Plain,
    /// Texts under the caller's own names.
    Texts,
    /// Plain values under these names.
    Named(&'static [&'static str]),
}

const CONDITIONS: &[&str] =
    &["ifMatch", "ifNoneMatch", "ifModifiedSince", "ifUnmodifiedSince", "tagConditions", "leaseId"];

const HTTP_HEADERS: &[&str] = &[
    "blobCacheControl",
    "blobContentType",
    "blobContentMD5",
    "blobContentEncoding",
    "blobContentLanguage",
    "blobContentDisposition",
];

/// The options that are saved, of both kinds of copies.
const OPTIONS: &[(&str, Shape)] = &[
    ("intervalInMs", Shape::Plain),
    ("metadata", Shape::Texts),
    ("tags", Shape::Texts),
    ("tier", Shape::Plain),
    ("rehydratePriority", Shape::Plain),
    ("conditions", Shape::Named(CONDITIONS)),
    ("sourceConditions", Shape::Named(CONDITIONS)),
    ("immutabilityPolicy", Shape::Named(&["expiriesOn", "policyMode"])),
    ("legalHold", Shape::Plain),
    ("sealBlob", Shape::Plain),
    ("strategy", Shape::Plain),
    ("blockSize", Shape::Plain),
    ("concurrency", Shape::Plain),
    ("overwrite", Shape::Plain),
    ("verify", Shape::Plain),
    ("blobHTTPHeaders", Shape::Named(HTTP_HEADERS)),
    ("encryptionScope", Shape::Plain),
];

/// Those of the options that are saved.
pub fn allowed(mut options: Map<String, Value>) -> Map<String, Value> {
    let entries = OPTIONS.iter().filter_map(|(name, shape)| {
        let value = shape.of(options.remove(*name)?)?;
        Some(((*name).to_owned(), value))
    });
    entries.collect()
}

impl Shape {
    /// A value as far as it has this shape.
    fn of(self, value: Value) -> Option<Value> {
        match (self, value) {
            (Self::Plain, value) => is_plain(&value).then_some(value),
            (Self::Texts, Value::Object(mut values)) => {
                values.retain(|_, value| value.is_string());
                Some(Value::Object(values))
            }
            (Self::Named(names), Value::Object(mut values)) => {
                values.retain(|name, value| names.contains(&name.as_str()) && is_plain(value));
                Some(Value::Object(values))
            }
            _ => None,
        }
    }
}

fn is_plain(value: &Value) -> bool {
    value.is_string() || value.is_number() || value.is_boolean()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(options: Value) -> Value {
        let Value::Object(options) = options else { panic!("options") };
        Value::Object(allowed(options))
    }

    #[test]
    fn what_is_not_named_is_not_saved() {
        let secret = json!({ "scheme": "Bearer", "value": "SECRET", "encryptionKey": "SECRET" });
        let options = json!({
            "metadata": { "a": "b", "sourceAuthorization": "a value like any other" },
            "tags": { "c": "d" },
            "conditions": { "leaseId": "l", "token": "SECRET" },
            "sourceConditions": { "ifMatch": "e", "ifNoneMatch": secret },
            "blobHTTPHeaders": { "blobContentType": "t", "authorization": "SECRET" },
            "tier": secret,
            "verify": "md5",
            "blockSize": 5,
            "legalHold": true,
            "copySource": "https://h?sig=SECRET",
            "resumeFrom": "SECRET",
            "customerProvidedKey": secret,
            "sourceAuthorization": secret,
            "sourceShareTokenIntent": "backup",
            "somethingNew": secret,
        });
        assert_eq!(
            of(options),
            json!({
                "metadata": { "a": "b", "sourceAuthorization": "a value like any other" },
                "tags": { "c": "d" },
                "conditions": { "leaseId": "l" },
                "sourceConditions": { "ifMatch": "e" },
                "blobHTTPHeaders": { "blobContentType": "t" },
                "verify": "md5",
                "blockSize": 5,
                "legalHold": true,
            })
        );
    }

    #[test]
    fn what_has_another_shape_is_not_saved() {
        assert_eq!(of(json!({ "metadata": ["x"], "tags": "x", "conditions": 5, "tier": null })), json!({}));
        assert_eq!(
            of(json!({ "metadata": { "a": { "b": "SECRET" }, "c": "d" } })),
            json!({ "metadata": { "c": "d" } })
        );
    }
}
