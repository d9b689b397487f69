//! Get Blob Service Stats: the replication status. Available on the secondary endpoint only.

use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};

use crate::base::arguments;
use crate::base::error::Result;
use crate::http::{BodyLimit, Repeat};
use crate::rest::Operation;
use crate::rest::limits;
use crate::rest::request_writer::RequestWriter;
use crate::rest::shared::GeoReplicationStatusType;
use crate::rest::values::Timestamp;
use crate::rest::xml::XmlCursor;

/// Get Blob Service Stats.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GetStatistics {}

header_response! {
    /// The response headers of Get Blob Service Stats.
    pub struct ServiceGetStatisticsHeaders {
        /// The id of the request that the client sent (`x-ms-client-request-id`).
        client_request_id: String = "x-ms-client-request-id",
        /// The id that the service assigned to the request (`x-ms-request-id`).
        request_id: String = "x-ms-request-id",
        /// The service version that processed the request (`x-ms-version`).
        version: String = "x-ms-version",
        /// The date of the response.
        date: Timestamp = "date",
        /// The error code, if the request failed.
        error_code: String = "x-ms-error-code",
    }
}

xml_response! {
    /// The replication status of the secondary location.
    pub struct GeoReplication {
        /// The status of the secondary location.
        #[cfg_attr(feature = "typescript", ts(type = "GeoReplicationStatusType"))]
        status: GeoReplicationStatusType = "Status",
        /// All writes before this time are available in the secondary location.
        #[cfg_attr(feature = "typescript", ts(type = "Date"))]
        last_sync_on: Timestamp = "LastSyncTime",
    }
}

/// The statistics of the Blob service.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct BlobServiceStatistics {
    /// The replication status of the secondary location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geo_replication: Option<GeoReplication>,
}

/// The whole response: headers and XML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GetStatisticsAnswer {
    /// The response headers.
    #[serde(flatten)]
    pub headers: ServiceGetStatisticsHeaders,
    /// The statistics.
    #[serde(flatten)]
    pub statistics: BlobServiceStatistics,
}

impl Operation for GetStatistics {
    type Output = GetStatisticsAnswer;
    const REST_PAGE: &'static str = "https://learn.microsoft.com/rest/api/storageservices/get-blob-service-stats";
    const METHOD: Method = Method::GET;
    const SUCCESS: &'static [u16] = &[200];
    const ANSWER: BodyLimit = limits::STATISTICS;
    const REPEAT: Repeat = Repeat::Safe;

    fn parse(json: &str) -> Result<Self> {
        arguments::parse(json)
    }

    fn write(&self, request: &mut RequestWriter) -> Result<()> {
        request.account();
        request.query("restype", "service");
        request.query("comp", "stats");
        Ok(())
    }

    fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self::Output> {
        let mut cursor = XmlCursor::new(body)?;
        cursor.root("StorageServiceStats")?;
        let mut statistics = BlobServiceStatistics::default();
        cursor.children(|cursor, start| {
            if start.name() != "GeoReplication" {
                return cursor.skip(start);
            }
            statistics.geo_replication = Some(GeoReplication::read(cursor)?);
            Ok(())
        })?;
        Ok(GetStatisticsAnswer { headers: ServiceGetStatisticsHeaders::from_headers(headers), statistics })
    }
}
