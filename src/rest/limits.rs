//! The maximum lengths of response bodies. Each limit is above everything that the service can send, and far below the
//! memory of a machine. A longer body does not come from the service, or the service is out of order.

use crate::http::BodyLimit;

/// The responses of a batch: at most 256, each with about 2 KiB of headers and an error body.
/// <https://learn.microsoft.com/rest/api/storageservices/blob-batch>
pub const BATCH: BodyLimit = BodyLimit::mebibytes(8, "the responses of a batch");

/// A page of a listing: at most 5,000 items. One has a name of 1,024 characters, 8 KiB of metadata, 10 tags of 384
/// characters, and properties. With the XML around them, 24 KiB are more than any item takes, unless its values were
/// made to be escaped.
/// <https://learn.microsoft.com/rest/api/storageservices/list-blobs>
pub const LISTING_PAGE: BodyLimit = BodyLimit::mebibytes(128, "a page of a listing");

/// A list of blocks: at most 50,000 that are committed and 100,000 that are not, each with an id of 88 characters (64 bytes in
/// base64), its size, and about 50 characters of XML.
/// <https://learn.microsoft.com/rest/api/storageservices/get-block-list>
pub const BLOCK_LIST: BodyLimit = BodyLimit::mebibytes(32, "a block list");

/// A list of page ranges: at most 10,000 per page. Emulators and older services send all of them at once; some 200,000
/// fit.
/// <https://learn.microsoft.com/rest/api/storageservices/get-page-ranges>
pub const PAGE_RANGES: BodyLimit = BodyLimit::mebibytes(16, "a list of page ranges");

/// A blob's tags: at most 10, with keys of 128 characters and values of 256.
/// <https://learn.microsoft.com/rest/api/storageservices/get-blob-tags>
pub const TAGS: BodyLimit = BodyLimit::kibibytes(64, "a blob's tags");

/// A container's access policy: at most five identifiers of 64 characters, each with times and permissions.
/// <https://learn.microsoft.com/rest/api/storageservices/get-container-acl>
pub const ACCESS_POLICY: BodyLimit = BodyLimit::kibibytes(64, "an access policy");

/// The properties of a service: at most five CORS rules, of 2 KiB in all without the XML, each with 64 origins and
/// headers.
/// <https://learn.microsoft.com/rest/api/storageservices/get-blob-service-properties>
/// <https://learn.microsoft.com/rest/api/storageservices/cross-origin-resource-sharing--cors--support-for-the-azure-storage-services>
pub const SERVICE_PROPERTIES: BodyLimit = BodyLimit::kibibytes(256, "a service's properties");

/// The statistics of a service: two values.
/// <https://learn.microsoft.com/rest/api/storageservices/get-blob-service-stats>
pub const STATISTICS: BodyLimit = BodyLimit::kibibytes(64, "a service's statistics");

/// A user delegation key: eight values of less than 100 characters.
/// <https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key>
pub const DELEGATION_KEY: BodyLimit = BodyLimit::kibibytes(64, "a user delegation key");
