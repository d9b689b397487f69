//! Signatures for a container, or for a blob, snapshot or version in it.

use super::{IpRange, SasTime, SignedNames};

members! {
    /// The values of a signature for a container, blob, snapshot or version.
    ///
    /// # Example
    /// ```no_run
    /// # use blobferry::auth::{AccountKey, SharedKey, sas::{BlobSas, SasKey, SasTime}};
    /// # fn main() -> blobferry::base::error::Result<()> {
    /// let key = SharedKey::new("account", &AccountKey::from_base64("a2V5"))?;
    /// let readable_for_a_while = BlobSas {
    ///     container_name: "inbox".into(),
    ///     blob_name: Some("report.pdf".into()),
    ///     permissions: Some("r".into()),
    ///     expires_on: Some(SasTime(1_795_366_189_000)),
    ///     version: Some("2021-12-02".into()),
    ///     ..BlobSas::default()
    /// };
    /// let query = readable_for_a_while.sign(SasKey::Shared(&key))?.to_query();
    /// assert!(query.starts_with("sv=2021-12-02&se=2026-11-22T16%3A49%3A49Z&sr=b&sp=r&sig="));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// <https://learn.microsoft.com/rest/api/storageservices/create-service-sas>
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    pub struct BlobSas {
        /// The version of the service. Default: [`DEFAULT_SAS_VERSION`](super::DEFAULT_SAS_VERSION).
        pub version: Option<String>,
        /// `https`, or `https,http`.
        pub protocol: Option<String>,
        /// When it becomes valid. Default: now.
        pub starts_on: Option<SasTime>,
        /// When it expires. May be absent only with an identifier.
        pub expires_on: Option<SasTime>,
        /// The permissions: letters of `racwdxtmeiy` for a blob, of `racwdxltmeiyf` for a container, in any order. May be
        /// absent only with an identifier.
        pub permissions: Option<String>,
        /// The IP addresses that may use it. Default: all.
        pub ip_range: Option<IpRange>,
        /// The container's name.
        pub container_name: String,
        /// The blob's name, not encoded. Without it, the signature is for the whole container.
        pub blob_name: Option<String>,
        /// The snapshot of the blob, as its timestamp.
        pub snapshot_time: Option<String>,
        /// The version of the blob. A snapshot takes precedence.
        pub version_id: Option<String>,
        /// Whether the name is that of a directory, with everything in it. From version 2020-02-10 on; a snapshot or a version then has no effect.
        pub is_directory: Option<bool>,
        /// The stored access policy of the container that specifies the rest. Not with a user delegation key.
        pub identifier: Option<String>,
        /// The object id of the user that the signature is for, who must also present a token. From version 2025-07-05 on,
        /// with a user delegation key.
        pub delegated_user_object_id: Option<String>,
        /// The encryption scope for writes.
        pub encryption_scope: Option<String>,
        /// The `Cache-Control` header of responses.
        pub cache_control: Option<String>,
        /// The `Content-Disposition` header of responses.
        pub content_disposition: Option<String>,
        /// The `Content-Encoding` header of responses.
        pub content_encoding: Option<String>,
        /// The `Content-Language` header of responses.
        pub content_language: Option<String>,
        /// The `Content-Type` header of responses.
        pub content_type: Option<String>,
        /// A user that the owner of the user delegation key authorizes.
        pub preauthorized_agent_object_id: Option<String>,
        /// A correlation id for the service's logs. With a user delegation key.
        pub correlation_id: Option<String>,
        /// Headers that requests must have. From version 2026-04-06 on, with a user delegation key.
        pub request_headers: Option<SignedNames>,
        /// Query parameters that requests must have. From version 2026-04-06 on, with a user delegation key.
        pub request_query_parameters: Option<SignedNames>,
    }
}
