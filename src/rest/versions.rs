//! Service versions that some requests need. All others have the client's version, which is the oldest one that
//! supports what they use.
//! <https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services>

/// The first version that appends blocks of more than 4 MiB, up to 100 MiB.
/// <https://learn.microsoft.com/rest/api/storageservices/append-block#remarks>
pub const LARGE_APPENDS: &str = "2022-11-02";

/// The version of `@azure/storage-blob` 12.32. Newer features need it: keys for sources, tokens for Azure Files as a
/// source, conditions on the blob of a tags request, user delegation keys for another tenant.
pub const NEWEST_FEATURES: &str = "2026-04-06";

/// The version that `@azure/storage-blob` 12.34 requests. Required by newer features: listings as Arrow, and the tier `Smart`.
pub const LATEST_FEATURES: &str = "2026-10-06";
