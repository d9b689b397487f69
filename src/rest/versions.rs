//! Service versions that some requests need. All others ask for the client's, which is the oldest that has what they use.
//! <https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services>

/// The first version that appends blocks of more than 4 MiB, up to 100 MiB.
/// <https://learn.microsoft.com/rest/api/storageservices/append-block#remarks>
pub const LARGE_APPENDS: &str = "2022-11-02";

/// The version that `@azure/storage-blob` 12.32 asks for. Needed by what is too new to be known of older ones: keys for sources,
/// tokens for Azure Files as a source, conditions on the blob of a tags request, user delegation keys for another tenant.
pub const NEWEST_FEATURES: &str = "2026-04-06";
