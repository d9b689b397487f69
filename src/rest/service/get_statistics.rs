//! Get Blob Service Stats: the replication status. Available on the secondary endpoint only.

use serde::Serialize;

use crate::base::error::Result;
use crate::rest::limits;
use crate::rest::shared::GeoReplicationStatusType;
use crate::rest::values::Timestamp;
use crate::rest::xml::XmlCursor;

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
        #[cfg_attr(feature = "typescript", ts(as = "GeoReplicationStatusType"))]
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

operation! {
    /// Get Blob Service Stats.
    pub struct GetStatistics as "ServiceGetStatistics" {}
    page: "get-blob-service-stats",
    method: GET,
    account: true,
    query: { "restype" = "service", "comp" = "stats" },
    success: [200],
    repeat: Safe,
    response: ServiceGetStatisticsHeaders with BlobServiceStatistics = read,
    limit: limits::STATISTICS,
}

fn read(document: &[u8]) -> Result<BlobServiceStatistics> {
    let mut cursor = XmlCursor::new(document)?;
    cursor.root("StorageServiceStats")?;
    let mut statistics = BlobServiceStatistics::default();
    cursor.children(|cursor, start| {
        if start.name() != "GeoReplication" {
            return cursor.skip(start);
        }
        statistics.geo_replication = Some(GeoReplication::read(cursor)?);
        Ok(())
    })?;
    Ok(statistics)
}
