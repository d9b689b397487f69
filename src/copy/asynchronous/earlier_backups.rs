//! The backup snapshots of earlier runs of the same copy that remained because their process was killed. They
//! are recognized by their mark.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::base::error::{ErrorKind, Result};
use crate::copy::asynchronous::backup_mark::{id_of, is_ours};
use crate::copy::asynchronous::rollback::delete_snapshot;
use crate::copy::asynchronous::rollback_step::snapshot_url;
use crate::copy::blob_facts::{BlobFacts, BlobKind};
use crate::copy::saved::BackupSnapshot;
use crate::rest::BlobEndpoint;
use crate::rest::blob::BlobGetTagsOptions;
use crate::rest::container::ContainerListBlobFlatSegmentOptions;
use crate::rest::endpoint::place_of_blob;
use crate::rest::shared::ListBlobsIncludeItem;
use crate::rest::values::NameValues;

/// The snapshots that were created for this copy, the oldest first.
///
/// # Errors
/// The failed listing: a credential that may write need not be allowed to list.
async fn find(
    source: &Url,
    destination: &BlobEndpoint,
    cancel: &CancellationToken,
) -> Result<Vec<(String, BlobFacts)>> {
    let Some((container, name)) = place_of_blob(&destination.url) else { return Ok(Vec::new()) };
    let container = BlobEndpoint::new(Arc::clone(&destination.pipeline), container);
    let id = id_of(source, &destination.url);
    let include = ["metadata", "snapshots"].map(|item| ListBlobsIncludeItem(item.to_owned()));
    let (mut found, mut marker) = (Vec::new(), None);
    loop {
        let operation = ContainerListBlobFlatSegmentOptions {
            prefix: Some(name.clone()),
            include: Some(include.to_vec()),
            marker,
            ..Default::default()
        };
        let page = container.execute(&operation, cancel).await?.output.body;
        marker = page.continuation_token.filter(|next| !next.is_empty());
        let mut goes_on = marker.is_some();
        for mut item in page.segment.blob_items {
            goes_on &= item.name == name;
            if let Some(snapshot) = item.snapshot.take().filter(|_| item.name == name) {
                let facts = BlobFacts::from_item(&mut item);
                if is_ours(&id, &snapshot, facts.metadata.as_ref()) {
                    found.push((snapshot, facts));
                }
            }
        }
        if !goes_on {
            return Ok(found);
        }
    }
}

/// The last backup that an earlier run created of a destination that it left empty, if there is one.
///
/// # Errors
/// Only the caller's abort.
pub async fn last_backup(
    source: &Url,
    destination: &BlobEndpoint,
    cancel: &CancellationToken,
) -> Result<Option<BackupSnapshot>> {
    let found = match find(source, destination, cancel).await {
        Err(error) if error.kind() == ErrorKind::Aborted => return Err(error),
        found => found.ok().and_then(|mut found| found.pop()),
    };
    let Some((snapshot, facts)) = found else { return Ok(None) };
    let tags = if facts.tag_count > 0 {
        let at = BlobEndpoint::new(Arc::clone(&destination.pipeline), snapshot_url(&destination.url, &snapshot));
        match at.execute(&BlobGetTagsOptions::default(), cancel).await {
            Ok(response) => {
                let tags = response.output.body.blob_tag_set.into_iter();
                Some(NameValues(tags.map(|tag| (tag.key, tag.value)).collect()))
            }
            Err(error) if error.kind() == ErrorKind::Aborted => return Err(error),
            // A blob that cannot be restored completely stays in its snapshot.
            Err(_) => return Ok(None),
        }
    } else {
        None
    };
    let chosen = !facts.tier_inferred && facts.kind != BlobKind::AppendBlob;
    Ok(Some(BackupSnapshot {
        snapshot,
        tags,
        tier: facts.tier.filter(|_| chosen),
        sealed: facts.sealed,
        ..Default::default()
    }))
}

/// Deletes the backups of earlier runs, once this one has created the destination; only those before its own backup, if it has one. What cannot be
/// found or deleted only costs space. Returns what was found and could not be deleted.
///
/// # Errors
/// Only the caller's abort.
pub async fn delete_earlier(
    source: &Url,
    destination: &BlobEndpoint,
    before: Option<&str>,
    cancel: &CancellationToken,
) -> Result<Vec<String>> {
    let found = match find(source, destination, cancel).await {
        Err(error) if error.kind() == ErrorKind::Aborted => return Err(error),
        found => found.unwrap_or_default(),
    };
    let mut left = Vec::new();
    for (snapshot, _) in found {
        if before.is_none_or(|before| snapshot.as_str() < before) {
            left.extend(delete_snapshot(destination, &snapshot, cancel).await?);
        }
    }
    Ok(left)
}
