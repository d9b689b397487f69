//! Writes the TypeScript models: the structs that are on the wire, as interfaces with their documentation. Only tests and
//! `npm run generate:models` use it.

use std::fmt::Write;

use ts_rs::{Config, TS};

use crate::rest::option_shapes::Shapes;
use crate::rest::{append_blob, blob, block_blob, conditions, container, lease, page_blob, service, shared};

/// Where the models are, from the crate's root.
pub const MODELS: &str = "facade/generated/models.ts";

const HEADER: &str = "// Generated from src/rest by `npm run generate:models`. Do not edit.

import type { AbortSignalLike, OperationTracingOptions, WithResponse } from '../types/common';
import type { BlockBlobTier, PremiumPageBlobTier } from '../types/constants';
";

/// Options of every operation, which the facade handles.
const COMMON_OPTIONS: &str = "
/** Aborts the request. */
abortSignal?: AbortSignalLike,
/** Accepted for compatibility, without effect: blobferry creates no spans. */
tracingOptions?: OperationTracingOptions,";

/// A page is its XML and its headers, which no single struct on the wire is.
const PAGES: &str = "
/** A page of blobs. */
export type ContainerListBlobFlatSegmentResponse = WithResponse<
  ListBlobsFlatSegmentResponse & ContainerListBlobFlatSegmentHeaders,
  ContainerListBlobFlatSegmentHeaders,
  ListBlobsFlatSegmentResponse
>;
";

#[derive(Default)]
struct Models {
    text: String,
    dates: Vec<String>,
    binaries: Vec<String>,
    shapes: Shapes,
}

impl Models {
    /// A type under its own name.
    fn declare<T: TS>(&mut self) {
        let config = Config::default();
        let name = T::name(&config);
        self.text.push_str(&T::docs().unwrap_or_default());
        let declaration = T::decl(&config);
        let body = body(&declaration);
        if !body.starts_with('{') {
            self.shapes.note_words(&name);
            let _ = writeln!(self.text, "export type {name} = {body};");
            return;
        }
        self.shapes.note(&name, body);
        let common = if name.ends_with("Options") || name.ends_with("Parameters") { COMMON_OPTIONS } else { "" };
        let _ = writeln!(self.text, "export interface {name} {{{common}{}", &body[1..]);
    }

    /// A type that is part of a response.
    fn declare_part<T: TS>(&mut self) {
        self.note_members(body(&T::decl(&Config::default())));
        self.declare::<T>();
    }

    /// A response that is read from headers: the headers, and the headers with `_response`.
    fn declare_response<T: TS>(&mut self) {
        let config = Config::default();
        let name = T::name(&config);
        let headers = name.replace("Response", "Headers");
        let docs = T::docs().unwrap_or_default();
        let declaration = T::decl(&config);
        let body = body(&declaration);
        self.note_members(body);
        let header_docs = docs.replace("The response of", "The response headers of");
        let _ = writeln!(self.text, "{header_docs}export interface {headers} {body}");
        let _ = writeln!(self.text, "{docs}export type {name} = WithResponse<{headers}, {headers}>;");
    }

    /// Remembers which members cross as something else than they are.
    fn note_members(&mut self, body: &str) {
        for line in body.lines() {
            let Some((member, kind)) = line.trim_matches([' ', '}', ',']).split_once(": ") else { continue };
            let member = member.trim_end_matches('?').to_owned();
            match kind.trim() {
                "Date" => self.dates.push(member),
                "Uint8Array" => self.binaries.push(member),
                _ => {}
            }
        }
    }

    fn finish(mut self) -> String {
        let list = |names: &mut Vec<String>| {
            names.sort();
            names.dedup();
            names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
        };
        format!(
            "{HEADER}\n/** The members that cross the boundary as milliseconds since 1970. */\n\
             export const DATE_PROPERTIES: readonly string[] = [{}];\n\n\
             /** The members that cross the boundary as base64. */\n\
             export const BINARY_PROPERTIES: readonly string[] = [{}];\n\n{}{PAGES}",
            list(&mut self.dates),
            list(&mut self.binaries),
            self.text
        )
    }
}

/// What follows `type Name = `, without the semicolon.
fn body(declaration: &str) -> &str {
    declaration.split_once(" = ").map_or(declaration, |(_, body)| body.trim_end_matches(';'))
}

/// The models, and the shapes of options, as TypeScript, not yet formatted.
pub fn models() -> (String, String) {
    let mut models = Models::default();
    macro_rules! declare {
        ($($method:ident: $($name:path),* $(,)?;)*) => { $( $( models.$method::<$name>(); )* )* };
    }
    declare! {
        declare:
            shared::AccessTier, shared::ArchiveStatus, shared::BlobCopySourceTags, shared::BlobImmutabilityPolicyMode,
            shared::BlobType, shared::CopyStatusType, shared::SyncCopyStatusType, shared::DeleteSnapshotsOptionType,
            shared::EncryptionAlgorithmType, shared::FileShareTokenIntent, shared::LeaseDurationType,
            shared::LeaseStateType, shared::LeaseStatusType, shared::ListBlobsIncludeItem,
            shared::ObjectReplicationStatus, shared::PublicAccessType, shared::RehydratePriority,
            conditions::BlobRequestConditions, conditions::BlobDeleteConditions,
            conditions::ModifiedAccessConditions, conditions::LeaseAccessConditions,
            conditions::ContainerRequestConditions, conditions::LeaseAndTagConditions,
            append_blob::AppendBlobRequestConditions, page_blob::PageBlobRequestConditions,
            shared::AccountKind, shared::BlockListType, shared::GeoReplicationStatusType,
            shared::SequenceNumberActionType, shared::SkuName, shared::CpkInfo, shared::BlobImmutabilityPolicy,
            shared::ContainerEncryptionScope, shared::HttpAuthorization, shared::BlobHTTPHeaders,
            blob::object_replication::ObjectReplicationRule, blob::object_replication::ObjectReplicationPolicy;
        declare:
            container::ContainerCreateOptions, container::ContainerDeleteMethodOptions,
            container::ContainerGetPropertiesOptions, container::ContainerListBlobFlatSegmentOptions,
            blob::BlobGetPropertiesOptions, blob::BlobDownloadParameters, blob::BlobDeleteOptions,
            blob::BlobSetMetadataOptions, blob::BlobCreateSnapshotOptions, blob::BlobStartCopyFromURLOptions,
            blob::BlobAbortCopyFromURLOptions, blob::BlobSyncCopyFromURLOptions, blob::BlockBlobUploadParameters,
            blob::BlobGetTagsOptions, blob::BlobSetHTTPHeadersOptions, blob::BlobSetTagsOptions,
            blob::BlobSetTierOptions, lease::LeaseOperationOptions,
            block_blob::BlockBlobCommitBlockListOptions, block_blob::BlockBlobGetBlockListOptions,
            block_blob::BlockBlobStageBlockFromURLParameters, block_blob::BlockBlobStageBlockParameters,
            block_blob::BlockBlobSyncUploadFromURLOptions,
            append_blob::AppendBlobAppendBlockFromURLOptions, append_blob::AppendBlobAppendBlockParameters,
            append_blob::AppendBlobCreateOptions, append_blob::AppendBlobSealOptions,
            page_blob::PageBlobClearPagesOptions, page_blob::PageBlobCreateOptions,
            page_blob::PageBlobGetPageRangesOptions, page_blob::PageBlobResizeOptions,
            page_blob::PageBlobStartCopyIncrementalOptions, page_blob::PageBlobUpdateSequenceNumberOptions,
            page_blob::PageBlobUploadPagesFromURLOptions, page_blob::PageBlobUploadPagesParameters,
            container::ContainerGetAccessPolicyOptions, container::ContainerSetAccessPolicyOptions,
            container::ContainerSetMetadataOptions;
        declare_response:
            container::ContainerCreateResponse, container::ContainerDeleteResponse,
            container::ContainerGetPropertiesResponse, blob::BlobGetPropertiesResponse, blob::BlobDeleteResponse,
            blob::BlobSetMetadataResponse, blob::BlobCreateSnapshotResponse, blob::BlobStartCopyFromURLResponse,
            blob::BlobAbortCopyFromURLResponse, blob::BlobCopyFromURLResponse, blob::BlockBlobUploadResponse,
            blob::BlobDownloadResponse,
            blob::BlobDeleteImmutabilityPolicyResponse, blob::BlobSetHTTPHeadersResponse,
            blob::BlobSetImmutabilityPolicyResponse, blob::BlobSetLegalHoldResponse, blob::BlobSetTagsResponse,
            blob::BlobSetTierResponse, blob::BlobUndeleteResponse,
            block_blob::BlockBlobCommitBlockListResponse, block_blob::BlockBlobPutBlobFromUrlResponse,
            block_blob::BlockBlobStageBlockFromURLResponse, block_blob::BlockBlobStageBlockResponse,
            append_blob::AppendBlobAppendBlockFromUrlResponse, append_blob::AppendBlobAppendBlockResponse,
            append_blob::AppendBlobCreateResponse, append_blob::AppendBlobSealResponse,
            page_blob::PageBlobClearPagesResponse, page_blob::PageBlobCopyIncrementalResponse,
            page_blob::PageBlobCreateResponse, page_blob::PageBlobResizeResponse,
            page_blob::PageBlobUpdateSequenceNumberResponse, page_blob::PageBlobUploadPagesFromURLResponse,
            page_blob::PageBlobUploadPagesResponse,
            container::ContainerSetAccessPolicyResponse, container::ContainerSetMetadataResponse,
            container::ContainerUndeleteResponse,
            service::ServiceGetAccountInfoResponse, service::ServiceSetPropertiesResponse;
        declare_part:
            container::BlobTag, container::BlobTags, container::BlobProperties, container::BlobItem,
            container::BlobFlatListSegment,
            container::ContainerListBlobFlatSegmentHeaders, container::ListBlobsFlatSegmentResponse,
            container::BlobPrefix, container::BlobHierarchyListSegment, container::ListBlobsHierarchySegmentResponse,
            container::ContainerGetAccessPolicyHeaders, lease::Lease, blob::BlobGetTagsHeaders,
            block_blob::Block, block_blob::BlockList, block_blob::BlockBlobGetBlockListHeaders,
            page_blob::PageRange, page_blob::ClearRange, page_blob::PageListInternal,
            page_blob::PageBlobGetPageRangesHeaders,
            service::ServiceFilterBlobsHeaders, service::ServiceGetStatisticsHeaders, service::GeoReplication,
            service::BlobServiceStatistics, service::ServiceGetUserDelegationKeyHeaders, service::UserDelegationKey,
            service::ServiceListContainersSegmentHeaders, service::ContainerProperties, service::ContainerItem,
            service::ListContainersSegmentResponse, service::ServiceGetPropertiesHeaders, service::RetentionPolicy,
            service::Logging, service::Metrics, service::CorsRule, service::StaticWebsite,
            service::BlobServiceProperties;
    }
    let shapes = models.shapes.finish();
    (models.finish(), shapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With `BLOBFERRY_WRITE_MODELS` set to a folder, writes the models and the shapes there.
    #[test]
    fn the_models_can_be_written() {
        let (models, shapes) = models();
        assert!(models.contains("export interface BlobStartCopyFromURLOptions"), "{models}");
        if let Some(folder) = std::env::var_os("BLOBFERRY_WRITE_MODELS") {
            let folder = std::path::Path::new(&folder);
            std::fs::write(folder.join("models.ts"), models).expect("the folder can be written");
            std::fs::write(folder.join("shapes.ts"), shapes).expect("the folder can be written");
        }
    }

    #[test]
    fn every_model_and_member_is_documented() {
        let (models, _) = models();
        let lines: Vec<&str> = models.lines().map(str::trim).collect();
        for pair in lines.windows(2).filter(|pair| pair[1].starts_with("export ") || pair[1].contains("?: ")) {
            assert!(pair[0].ends_with("*/"), "not documented: {}", pair[1]);
        }
    }

    #[test]
    fn members_that_cross_as_something_else_are_listed() {
        let (models, _) = models();
        let line = |name: &str| models.lines().find(|line| line.contains(name)).expect("listed").to_owned();
        for member in ["lastModified", "copyCompletedOn", "lastAccessedOn", "date"] {
            assert!(line("DATE_PROPERTIES").contains(&format!("'{member}'")), "{member}");
        }
        for member in ["contentMD5", "blobContentMD5", "contentCrc64"] {
            assert!(line("BINARY_PROPERTIES").contains(&format!("'{member}'")), "{member}");
        }
    }
}
