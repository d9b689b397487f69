//! The names of the service's headers, and the versions and limits in responses.

use http::HeaderName;

/// The version in responses to requests without one.
pub const DEFAULT_VERSION: &str = "2025-11-05";
/// The value of the `Server` header.
pub const SERVER: &str = "Windows-Azure-Blob/1.0 blobferry-simulator";
/// The maximum number of items on one page of a listing: <https://learn.microsoft.com/rest/api/storageservices/list-blobs>.
pub const MAX_RESULTS: usize = 5000;
/// The maximum number of blocks of a committed blob: <https://learn.microsoft.com/rest/api/storageservices/put-block-list>.
pub const MAX_COMMITTED_BLOCKS: usize = 50_000;
/// The longest block id, decoded: <https://learn.microsoft.com/rest/api/storageservices/put-block>.
pub const MAX_BLOCK_ID: usize = 64;
/// The largest source of a synchronous copy: <https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url>.
pub const MAX_SYNCHRONOUS_COPY: u64 = 256 * 1024 * 1024;
/// The largest source of Put Blob From URL. <https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url> says 5,000
/// MiB; the service rejects more than this, as `ansible-collections/azure` issue 1580 shows.
pub const MAX_PUT_FROM_URL: u64 = 4000 * 1000 * 1000;
/// The largest block from a URL: <https://learn.microsoft.com/rest/api/storageservices/put-block-from-url>.
pub const MAX_BLOCK_FROM_URL: u64 = 4000 * MIB;
/// The largest block from a URL before [`VERSION_OF_LARGE_BLOCKS`].
pub const MAX_BLOCK_FROM_URL_BEFORE: u64 = 100 * MIB;
/// Since this version listings have `startFrom`: <https://learn.microsoft.com/rest/api/storageservices/list-blobs>.
pub const VERSION_OF_START_FROM: &str = "2026-02-06";
/// Since this version, listings are in Arrow format if the client accepts it.
pub const VERSION_OF_ARROW: &str = "2026-10-06";
/// Since this version blocks are large: <https://learn.microsoft.com/rest/api/storageservices/put-block-from-url>.
pub const VERSION_OF_LARGE_BLOCKS: &str = "2020-04-08";
/// The maximum length of an append: <https://learn.microsoft.com/rest/api/storageservices/append-block>.
pub const MAX_APPEND: u64 = 100 * MIB;
/// The maximum length of an append before [`VERSION_OF_LARGE_APPENDS`].
pub const MAX_APPEND_BEFORE: u64 = 4 * MIB;
/// Since this version appends are large: <https://learn.microsoft.com/rest/api/storageservices/append-block>.
pub const VERSION_OF_LARGE_APPENDS: &str = "2022-11-02";
/// The size of a page: <https://learn.microsoft.com/rest/api/storageservices/put-page>.
pub const PAGE: u64 = 512;
/// The maximum length of Put Page: <https://learn.microsoft.com/rest/api/storageservices/put-page>.
pub const MAX_PUT_PAGE: u64 = 4 * MIB;
/// The largest page blob: <https://learn.microsoft.com/rest/api/storageservices/put-blob>.
pub const MAX_PAGE_BLOB: u64 = 8 * 1024 * 1024 * MIB;
/// The maximum number of ranges on one page of a list: <https://learn.microsoft.com/rest/api/storageservices/get-page-ranges>.
pub const MAX_PAGE_RANGES: usize = 10_000;
/// Before this version a source is in the destination's account: <https://learn.microsoft.com/rest/api/storageservices/copy-blob>.
pub const VERSION_OF_FOREIGN_SOURCES: &str = "2012-02-12";
/// Before this version an archived source is in the destination's account:
/// <https://learn.microsoft.com/azure/storage/blobs/archive-rehydrate-to-online-tier>.
pub const VERSION_OF_FOREIGN_ARCHIVES: &str = "2021-02-12";
const MIB: u64 = 1024 * 1024;
/// The longest URL of a copy's source: <https://learn.microsoft.com/rest/api/storageservices/copy-blob>.
pub const MAX_COPY_SOURCE: usize = 2048;

/// The maximum number of tags of a blob: <https://learn.microsoft.com/rest/api/storageservices/set-blob-tags>.
pub const MAX_TAGS: usize = 10;
/// The longest name of a tag: <https://learn.microsoft.com/rest/api/storageservices/set-blob-tags>.
pub const MAX_TAG_NAME: usize = 128;
/// The longest value of a tag: <https://learn.microsoft.com/rest/api/storageservices/set-blob-tags>.
pub const MAX_TAG_VALUE: usize = 256;
/// The maximum number of stored access policies of a container: <https://learn.microsoft.com/rest/api/storageservices/set-container-acl>.
pub const MAX_POLICIES: usize = 5;
/// The longest id of a stored access policy: <https://learn.microsoft.com/rest/api/storageservices/set-container-acl>.
pub const MAX_POLICY_ID: usize = 64;
/// The maximum number of requests in a batch: <https://learn.microsoft.com/rest/api/storageservices/blob-batch>.
pub const MAX_BATCH: usize = 256;
/// The largest body of a batch: <https://learn.microsoft.com/rest/api/storageservices/blob-batch>.
pub const MAX_BATCH_BODY: u64 = 4 * 1024 * 1024;
/// The days for which deleted blobs may be kept: <https://learn.microsoft.com/rest/api/storageservices/set-blob-service-properties>.
pub const RETENTION_DAYS: std::ops::RangeInclusive<u64> = 1..=365;

/// The seconds that a lease of a fixed duration may last: <https://learn.microsoft.com/rest/api/storageservices/lease-blob>.
pub const LEASE_SECONDS: std::ops::RangeInclusive<u64> = 15..=60;
/// The longest break period in seconds: <https://learn.microsoft.com/rest/api/storageservices/lease-blob>.
pub const MAX_BREAK_SECONDS: u64 = 60;
/// For how many days from now a user delegation key can be had at most:
/// <https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key>.
pub const MAX_DELEGATION_KEY_DAYS: u64 = 7;

macro_rules! headers {
    ($($constant:ident = $name:literal;)*) => {
        $(#[doc = concat!("`", $name, "`")] pub const $constant: HeaderName = HeaderName::from_static($name);)*
    };
}

headers! {
    ACCESS_TIER = "x-ms-access-tier";
    ACCESS_TIER_INFERRED = "x-ms-access-tier-inferred";
    ACCESS_TIER_CHANGE_TIME = "x-ms-access-tier-change-time";
    ACCOUNT_KIND = "x-ms-account-kind";
    ARCHIVE_STATUS = "x-ms-archive-status";
    BLOB_CACHE_CONTROL = "x-ms-blob-cache-control";
    BLOB_CONTENT_DISPOSITION = "x-ms-blob-content-disposition";
    BLOB_CONTENT_ENCODING = "x-ms-blob-content-encoding";
    BLOB_CONTENT_LANGUAGE = "x-ms-blob-content-language";
    BLOB_CONTENT_LENGTH = "x-ms-blob-content-length";
    BLOB_CONTENT_MD5 = "x-ms-blob-content-md5";
    BLOB_CONTENT_TYPE = "x-ms-blob-content-type";
    BLOB_PUBLIC_ACCESS = "x-ms-blob-public-access";
    BLOB_TYPE = "x-ms-blob-type";
    CLIENT_REQUEST_ID = "x-ms-client-request-id";
    CONTENT_CRC64 = "x-ms-content-crc64";
    CONTENT_MD5 = "content-md5";
    COPY_ACTION = "x-ms-copy-action";
    COPY_COMPLETION_TIME = "x-ms-copy-completion-time";
    COPY_ID = "x-ms-copy-id";
    COPY_PROGRESS = "x-ms-copy-progress";
    COPY_SOURCE = "x-ms-copy-source";
    COPY_SOURCE_AUTHORIZATION = "x-ms-copy-source-authorization";
    COPY_SOURCE_TAG_OPTION = "x-ms-copy-source-tag-option";
    COPY_STATUS = "x-ms-copy-status";
    COPY_STATUS_DESCRIPTION = "x-ms-copy-status-description";
    CREATION_TIME = "x-ms-creation-time";
    DEFAULT_ENCRYPTION_SCOPE = "x-ms-default-encryption-scope";
    DELETED_CONTAINER_NAME = "x-ms-deleted-container-name";
    DELETED_CONTAINER_VERSION = "x-ms-deleted-container-version";
    DELETE_SNAPSHOTS = "x-ms-delete-snapshots";
    DELETE_TYPE_PERMANENT = "x-ms-delete-type-permanent";
    ENCRYPTION_KEY_SHA256 = "x-ms-encryption-key-sha256";
    ENCRYPTION_SCOPE = "x-ms-encryption-scope";
    ERROR_CODE = "x-ms-error-code";
    HAS_IMMUTABILITY_POLICY = "x-ms-has-immutability-policy";
    HAS_LEGAL_HOLD = "x-ms-has-legal-hold";
    IF_TAGS = "x-ms-if-tags";
    IMMUTABILITY_POLICY_MODE = "x-ms-immutability-policy-mode";
    IMMUTABILITY_POLICY_UNTIL = "x-ms-immutability-policy-until-date";
    IS_CURRENT_VERSION = "x-ms-is-current-version";
    IS_HNS_ENABLED = "x-ms-is-hns-enabled";
    LEASE_ACTION = "x-ms-lease-action";
    LEASE_BREAK_PERIOD = "x-ms-lease-break-period";
    LEASE_DURATION = "x-ms-lease-duration";
    LEASE_ID = "x-ms-lease-id";
    LEASE_STATE = "x-ms-lease-state";
    LEASE_STATUS = "x-ms-lease-status";
    LEASE_TIME = "x-ms-lease-time";
    LEGAL_HOLD = "x-ms-legal-hold";
    PROPOSED_LEASE_ID = "x-ms-proposed-lease-id";
    RANGE = "x-ms-range";
    RANGE_GET_CONTENT_CRC64 = "x-ms-range-get-content-crc64";
    RANGE_GET_CONTENT_MD5 = "x-ms-range-get-content-md5";
    REHYDRATE_PRIORITY = "x-ms-rehydrate-priority";
    REQUEST_ID = "x-ms-request-id";
    REQUEST_SERVER_ENCRYPTED = "x-ms-request-server-encrypted";
    REQUIRES_SYNC = "x-ms-requires-sync";
    RESOURCE_TYPE = "x-ms-resource-type";
    SERVER_ENCRYPTED = "x-ms-server-encrypted";
    SKU_NAME = "x-ms-sku-name";
    SNAPSHOT = "x-ms-snapshot";
    SOURCE_ENCRYPTION_KEY_SHA256 = "x-ms-source-encryption-key-sha256";
    SOURCE_CONTENT_MD5 = "x-ms-source-content-md5";
    SOURCE_IF_MATCH = "x-ms-source-if-match";
    SOURCE_IF_MODIFIED_SINCE = "x-ms-source-if-modified-since";
    SOURCE_IF_NONE_MATCH = "x-ms-source-if-none-match";
    SOURCE_IF_TAGS = "x-ms-source-if-tags";
    SOURCE_IF_UNMODIFIED_SINCE = "x-ms-source-if-unmodified-since";
    TAGS = "x-ms-tags";
    TAG_COUNT = "x-ms-tag-count";
    VERSION = "x-ms-version";
    VERSION_ID = "x-ms-version-id";
}

// Those of append blobs, page blobs, and sources by URL.
headers! {
    APPEND_OFFSET = "x-ms-blob-append-offset";
    APPEND_POSITION = "x-ms-blob-condition-appendpos";
    APPEND_MAX_SIZE = "x-ms-blob-condition-maxsize";
    COMMITTED_BLOCK_COUNT = "x-ms-blob-committed-block-count";
    COPY_DESTINATION_SNAPSHOT = "x-ms-copy-destination-snapshot";
    COPY_SOURCE_BLOB_PROPERTIES = "x-ms-copy-source-blob-properties";
    COPY_SOURCE_ERROR_CODE = "x-ms-copy-source-error-code";
    COPY_SOURCE_STATUS_CODE = "x-ms-copy-source-status-code";
    IF_SEQUENCE_NUMBER_EQUAL = "x-ms-if-sequence-number-eq";
    IF_SEQUENCE_NUMBER_LESS = "x-ms-if-sequence-number-lt";
    IF_SEQUENCE_NUMBER_LESS_OR_EQUAL = "x-ms-if-sequence-number-le";
    INCREMENTAL_COPY = "x-ms-incremental-copy";
    PAGE_WRITE = "x-ms-page-write";
    PREVIOUS_SNAPSHOT_URL = "x-ms-previous-snapshot-url";
    SEAL_BLOB = "x-ms-seal-blob";
    SEALED = "x-ms-blob-sealed";
    SEQUENCE_NUMBER = "x-ms-blob-sequence-number";
    SEQUENCE_NUMBER_ACTION = "x-ms-sequence-number-action";
    SOURCE_CONTENT_CRC64 = "x-ms-source-content-crc64";
    STRUCTURED_BODY = "x-ms-structured-body";
    STRUCTURED_CONTENT_LENGTH = "x-ms-structured-content-length";
    SOURCE_RANGE = "x-ms-source-range";
}
