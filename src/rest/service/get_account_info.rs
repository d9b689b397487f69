//! Get Account Information. The request can go to the service, a container or a blob.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::request_writer::RequestWriter;
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

/// Get Account Information.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetAccountInfo {
    /// Whether the request goes to the service, not to a container or blob.
    #[serde(default)]
    pub is_service: bool,
}

impl Operation for GetAccountInfo {
    type Output = ServiceGetAccountInfoResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-account-information";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        if self.is_service {
            request.account();
        }
        request.query("comp", "properties");
        request.query("restype", "account");
        Ok(())
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(ServiceGetAccountInfoResponse::from_headers(headers))
    }
}
