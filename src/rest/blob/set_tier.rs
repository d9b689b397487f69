//! Set Blob Tier: changes the access tier of a blob.

use http::{HeaderMap, Method};
use serde::Deserialize;

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::Repeat;
use crate::rest::Operation;
use crate::rest::conditions::LeaseAndTagConditions;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::{AccessTier, RehydratePriority};

parameters! {
    /// Options of Set Blob Tier.
    pub struct BlobSetTierOptions {
        /// The lease id, and a condition on the tags.
        conditions: LeaseAndTagConditions,
        /// The priority of rehydration from the archive.
        rehydrate_priority: RehydratePriority,
    }
}

header_response! {
    /// The response of Set Blob Tier. Rehydration may still be pending.
    pub struct BlobSetTierResponse {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

/// Set Blob Tier.
#[derive(Debug, Clone, Default)]
pub struct SetTier {
    /// The new access tier.
    pub tier: AccessTier,
    /// The caller's options.
    pub options: BlobSetTierOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Argument {
    tier: AccessTier,
}

impl Operation for SetTier {
    type Output = BlobSetTierResponse;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/set-blob-tier";
    const METHOD: Method = Method::PUT;
    const SUCCESS: &'static [u16] = &[200, 202];
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        let Argument { tier } = arguments::parse(json)?;
        Ok(Self { tier, options: arguments::parse(json)? })
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        let options = &self.options;
        request.query("comp", "tier");
        if let Some(conditions) = &options.conditions {
            conditions.write(request)?;
        }
        request.header("x-ms-rehydrate-priority", "options.rehydratePriority", options.rehydrate_priority.as_ref())?;
        request.header("x-ms-access-tier", "tier", Some(&self.tier))
    }

    fn read(headers: &HeaderMap, _body: &[u8]) -> Result<Self::Output> {
        Ok(BlobSetTierResponse::from_headers(headers))
    }
}
