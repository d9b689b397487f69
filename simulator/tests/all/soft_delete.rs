//! Deleted blobs that are kept, and blobs that cannot be deleted, over HTTP.

use std::time::{Duration, SystemTime};

use crate::support::Fixture;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn keep_for(fixture: &mut Fixture, days: u64) {
    let body = format!(
        "<StorageServiceProperties><DeleteRetentionPolicy><Enabled>true</Enabled><Days>{days}</Days>\
         </DeleteRetentionPolicy></StorageServiceProperties>"
    );
    let path = Fixture::signed("/devstoreaccount1/?restype=service&comp=properties");
    assert_eq!(fixture.client.send("PUT", &path, &[], &body).await.status, 202);
}

async fn list(fixture: &mut Fixture, include: &str) -> String {
    fixture.send("GET", &format!("?restype=container&comp=list&include={include}"), &[], "").await.body
}

#[tokio::test]
async fn a_deleted_blob_can_be_restored() {
    let mut fixture = Fixture::start().await;
    keep_for(&mut fixture, 3).await;
    fixture.put("a", "old").await;
    let time = fixture.send("PUT", "/a?comp=snapshot", &[], "").await.header("x-ms-snapshot").to_owned();
    fixture.put("a", "new").await;
    let deleted = fixture.send("DELETE", "/a", &[("x-ms-delete-snapshots", "include")], "").await;
    assert_eq!((deleted.status, deleted.header("x-ms-delete-type-permanent")), (202, "false"));
    assert_eq!(fixture.get("a").await.error(), (404, "BlobNotFound"));
    assert_eq!(fixture.send("DELETE", "/a", &[], "").await.error(), (404, "BlobNotFound"));
    assert!(!list(&mut fixture, "snapshots").await.contains("<Blob>"));
    fixture.simulator.advance(DAY);
    let all = list(&mut fixture, "deleted,snapshots").await;
    let snapshot = format!("<Name>a</Name><Snapshot>{time}</Snapshot><Deleted>true</Deleted>");
    assert!(all.contains(&snapshot) && all.contains("<Name>a</Name><Deleted>true</Deleted>"), "{all}");
    assert!(all.contains("<RemainingRetentionDays>2</RemainingRetentionDays>"), "{all}");
    assert_eq!(list(&mut fixture, "deleted").await.matches("<Blob>").count(), 1);
    assert_eq!(fixture.send("PUT", "/a?comp=undelete", &[], "").await.status, 200);
    assert_eq!(fixture.get("a").await.body, "new");
    assert_eq!(fixture.get(&format!("a?snapshot={time}")).await.body, "old");
}

#[tokio::test]
async fn a_new_blob_takes_the_name_and_the_deleted_one_expires() {
    let mut fixture = Fixture::start().await;
    fixture.put("gone", "x").await;
    let gone = fixture.send("DELETE", "/gone", &[], "").await;
    assert_eq!(gone.header("x-ms-delete-type-permanent"), "true");
    assert_eq!(fixture.send("PUT", "/gone?comp=undelete", &[], "").await.error(), (404, "BlobNotFound"));
    keep_for(&mut fixture, 1).await;
    fixture.put("a", "first").await;
    fixture.send("DELETE", "/a", &[], "").await;
    fixture.put("a", "second").await;
    assert_eq!(fixture.send("PUT", "/a?comp=undelete", &[], "").await.status, 200);
    assert_eq!(fixture.get("a").await.body, "second");
    let all = list(&mut fixture, "snapshots").await;
    assert_eq!(all.matches("<Snapshot>").count(), 1, "the first one came back as a snapshot: {all}");
    fixture.put("b", "x").await;
    fixture.send("DELETE", "/b", &[], "").await;
    fixture.simulator.advance(DAY);
    assert!(!list(&mut fixture, "deleted").await.contains("<Name>b</Name>"));
    assert_eq!(fixture.send("PUT", "/b?comp=undelete", &[], "").await.error(), (404, "BlobNotFound"));
}

#[tokio::test]
async fn a_deleted_container_is_listed_and_restored_with_its_blobs() {
    let mut fixture = Fixture::start().await;
    fixture.simulator.keep_deleted_containers(Some(7));
    fixture.put("a", "x").await;
    assert_eq!(fixture.send("DELETE", "?restype=container", &[], "").await.status, 202);
    assert_eq!(fixture.get("a").await.error(), (404, "ContainerNotFound"));
    assert_eq!(fixture.send("PUT", "?restype=container", &[], "").await.status, 201);
    let path = Fixture::signed("/devstoreaccount1/?comp=list&include=deleted");
    let list = fixture.client.send("GET", &path, &[], "").await.body;
    assert_eq!(list.matches("<Name>box</Name>").count(), 2, "{list}");
    assert!(list.contains("<Deleted>true</Deleted>"), "{list}");
    assert!(list.contains("<RemainingRetentionDays>7</RemainingRetentionDays>"), "{list}");
    let version = list.split("<Version>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    let headers = [("x-ms-deleted-container-name", "box"), ("x-ms-deleted-container-version", version)];
    let rest = "?restype=container&comp=undelete";
    assert_eq!(fixture.send("PUT", rest, &headers, "").await.error(), (409, "ContainerAlreadyExists"));
    fixture.simulator.keep_deleted_containers(None);
    fixture.send("DELETE", "?restype=container", &[], "").await;
    assert_eq!(fixture.send("PUT", rest, &headers, "").await.status, 201);
    assert_eq!(fixture.get("a").await.body, "x");
    fixture.send("DELETE", "?restype=container", &[], "").await;
    assert_eq!(fixture.send("PUT", rest, &headers, "").await.error(), (404, "ContainerNotFound"));
}

#[tokio::test]
async fn an_immutability_policy_protects_a_blob_until_it_expires() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "x").await;
    let later = |seconds| httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(seconds));
    let (until, sooner) = (later(1000), later(500));
    let name = "x-ms-immutability-policy-until-date";
    let mode = "x-ms-immutability-policy-mode";
    let set = fixture.send("PUT", "/a?comp=immutabilityPolicies", &[(name, &until)], "").await;
    assert_eq!((set.status, set.header(name), set.header(mode)), (200, until.as_str(), "unlocked"));
    let write = [("x-ms-blob-type", "BlockBlob")];
    assert_eq!(fixture.send("PUT", "/a", &write, "y").await.error(), (409, "BlobImmutableDueToPolicy"));
    assert_eq!(fixture.send("DELETE", "/a", &[], "").await.error(), (409, "BlobImmutableDueToPolicy"));
    assert_eq!(fixture.get("a").await.header(name), until);
    assert!(list(&mut fixture, "immutabilitypolicy").await.contains("<ImmutabilityPolicyMode>unlocked<"));
    let lock = [(name, until.as_str()), (mode, "Locked")];
    assert_eq!(fixture.send("PUT", "/a?comp=immutabilityPolicies", &lock, "").await.header(mode), "locked");
    let shorter = [(name, sooner.as_str()), (mode, "Locked")];
    let rejected = fixture.send("PUT", "/a?comp=immutabilityPolicies", &shorter, "").await;
    assert_eq!(rejected.error(), (409, "BlobImmutableDueToPolicy"));
    let rejected = fixture.send("DELETE", "/a?comp=immutabilityPolicies", &[], "").await;
    assert_eq!(rejected.error(), (409, "BlobImmutableDueToPolicy"));
    fixture.simulator.advance(Duration::from_secs(1001));
    assert_eq!(fixture.send("DELETE", "/a?comp=immutabilityPolicies", &[], "").await.status, 200);
    assert_eq!(fixture.send("DELETE", "/a", &[], "").await.status, 202);
}

#[tokio::test]
async fn a_legal_hold_protects_a_blob_until_it_is_lifted() {
    let mut fixture = Fixture::start().await;
    let held = [("x-ms-blob-type", "BlockBlob"), ("x-ms-legal-hold", "true")];
    fixture.send("PUT", "/a", &held, "x").await;
    fixture.put("from", "y").await;
    assert_eq!(fixture.head("a").await.header("x-ms-legal-hold"), "true");
    assert_eq!(fixture.send("DELETE", "/a", &[], "").await.error(), (409, "BlobImmutableDueToLegalHold"));
    assert_eq!(fixture.copy("from", "a", &[]).await.error(), (409, "BlobImmutableDueToLegalHold"));
    assert!(list(&mut fixture, "legalhold").await.contains("<LegalHold>true</LegalHold>"));
    let lifted = fixture.send("PUT", "/a?comp=legalhold", &[("x-ms-legal-hold", "false")], "").await;
    assert_eq!((lifted.status, lifted.header("x-ms-legal-hold")), (200, "false"));
    assert_eq!(fixture.copy("from", "a", &[]).await.status, 202);
    assert_eq!(fixture.send("PUT", "/a?comp=legalhold", &[], "").await.error(), (400, "MissingRequiredHeader"));
}
