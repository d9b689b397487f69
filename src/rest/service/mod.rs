//! The operations of the Blob service, one file each.

mod filter_blobs;
mod get_account_info;
mod get_set_properties;
mod get_statistics;
mod get_user_delegation_key;
mod list_containers;
mod properties;

pub use filter_blobs::{FilterBlobItem, FilterBlobSegment, FilterBlobs, ServiceFilterBlobsHeaders};
pub use get_account_info::{GetAccountInfo, ServiceGetAccountInfoResponse};
pub use get_set_properties::{GetProperties, ServiceGetPropertiesHeaders, ServiceSetPropertiesResponse, SetProperties};
pub use get_statistics::{BlobServiceStatistics, GeoReplication, GetStatistics, ServiceGetStatisticsHeaders};
pub use get_user_delegation_key::{GetUserDelegationKey, ServiceGetUserDelegationKeyHeaders, UserDelegationKey};
pub use list_containers::{
    ContainerItem, ContainerProperties, ListContainers, ListContainersSegmentResponse,
    ServiceListContainersSegmentHeaders,
};
pub use properties::{BlobServiceProperties, CorsRule, Logging, Metrics, RetentionPolicy, StaticWebsite};
