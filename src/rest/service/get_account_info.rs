//! Get Account Information. The request can go to the service, a container or a blob.

use crate::rest::shared::{AccountKind, SkuName};
use crate::rest::values::Timestamp;

header_response! {
    /// The response of Get Account Information.
    pub struct ServiceGetAccountInfoResponse {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The SKU: redundancy and performance.
        sku_name: SkuName = "x-ms-sku-name",
        /// The kind of the account.
        account_kind: AccountKind = "x-ms-account-kind",
        /// Whether the account has a hierarchical namespace.
        is_hierarchical_namespace_enabled: bool = "x-ms-is-hns-enabled",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

operation! {
    /// Get Account Information.
    pub struct GetAccountInfo as "GetAccountInfo" {
        /// Whether the request goes to the service, not to a container or blob.
        is_service: bool = account(),
    }
    page: "get-account-information",
    method: GET,
    query: { "comp" = "properties", "restype" = "account" },
    success: [200],
    repeat: Safe,
    response: ServiceGetAccountInfoResponse,
}
