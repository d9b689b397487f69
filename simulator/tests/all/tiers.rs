//! Access tiers and the archive, over HTTP.

use std::time::Duration;

use crate::support::{Client, Fixture, Sent, ServiceResponse, sas};
use blobferry_simulator::{DEFAULT_KEY, Options, Simulator};

async fn set_tier(fixture: &mut Fixture, name: &str, tier: &str, headers: &[(&str, &str)]) -> ServiceResponse {
    let mut all = vec![("x-ms-access-tier", tier)];
    all.extend_from_slice(headers);
    fixture.send("PUT", &format!("/{name}?comp=tier"), &all, "").await
}

fn tier(response: &ServiceResponse) -> [&str; 4] {
    ["x-ms-access-tier", "x-ms-access-tier-inferred", "x-ms-archive-status", "x-ms-rehydrate-priority"]
        .map(|name| response.header(name))
}

#[tokio::test]
async fn a_tier_is_set_and_returned() {
    let mut fixture = Fixture::start().await;
    let etag = fixture.put("a", "x").await.header("etag").to_owned();
    assert_eq!(tier(&fixture.head("a").await), ["Hot", "true", "", ""]);
    for name in ["Cool", "Cold", "Hot"] {
        assert_eq!(set_tier(&mut fixture, "a", name, &[]).await.status, 200);
        let head = fixture.head("a").await;
        assert_eq!(tier(&head), [name, "", "", ""]);
        assert!(!head.header("x-ms-access-tier-change-time").is_empty());
        assert_eq!(head.header("etag"), etag);
    }
    let cold = [("x-ms-blob-type", "BlockBlob"), ("x-ms-access-tier", "Cold")];
    fixture.send("PUT", "/b", &cold, "x").await;
    let list = fixture.send("GET", "?restype=container&comp=list&prefix=b", &[], "").await.body;
    assert!(list.contains("<AccessTier>Cold</AccessTier><AccessTierChangeTime>"), "{list}");
    assert_eq!(set_tier(&mut fixture, "a", "Lukewarm", &[]).await.error(), (400, "InvalidHeaderValue"));
    assert_eq!(set_tier(&mut fixture, "a", "P10", &[]).await.error(), (400, "InvalidBlobTier"));
    let wrong = [("x-ms-blob-type", "BlockBlob"), ("x-ms-access-tier", "Lukewarm")];
    assert_eq!(fixture.send("PUT", "/b", &wrong, "x").await.error(), (400, "InvalidHeaderValue"));
    assert_eq!(fixture.send("PUT", "/a?comp=tier", &[], "").await.error(), (400, "MissingRequiredHeader"));
    assert_eq!(set_tier(&mut fixture, "none", "Hot", &[]).await.error(), (404, "BlobNotFound"));
}

#[tokio::test]
async fn an_archived_blob_is_unreadable_until_rehydrated() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "x").await;
    assert_eq!(set_tier(&mut fixture, "a", "Archive", &[]).await.status, 200);
    let rejected: [Sent<'_>; 6] = [
        ("GET", "/a", &[], ""),
        ("PUT", "/a", &[("x-ms-blob-type", "BlockBlob")], "y"),
        ("PUT", "/a?comp=metadata", &[], ""),
        ("PUT", "/a?comp=properties", &[], ""),
        ("PUT", "/a?comp=snapshot", &[], ""),
        ("PUT", "/a?comp=block&blockid=YQ==", &[], "y"),
    ];
    for (method, rest, headers, body) in rejected {
        assert_eq!(fixture.send(method, rest, headers, body).await.error(), (409, "BlobArchived"), "{method} {rest}");
    }
    let tags = "<Tags><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tags>";
    assert_eq!(fixture.send("PUT", "/a?comp=tags", &[], tags).await.status, 204);
    assert_eq!(fixture.send("GET", "/a?comp=metadata", &[], "").await.status, 200);

    fixture.simulator.set_rehydration(Duration::from_secs(100));
    assert_eq!(set_tier(&mut fixture, "a", "Cool", &[]).await.status, 202);
    assert_eq!(tier(&fixture.head("a").await), ["Archive", "", "rehydrate-pending-to-cool", "Standard"]);
    assert_eq!(fixture.get("a").await.error(), (409, "BlobBeingRehydrated"));
    assert_eq!(set_tier(&mut fixture, "a", "Hot", &[]).await.error(), (409, "BlobBeingRehydrated"));
    assert_eq!(set_tier(&mut fixture, "a", "Archive", &[]).await.error(), (409, "BlobBeingRehydrated"));
    let urgent = [("x-ms-rehydrate-priority", "High")];
    assert_eq!(set_tier(&mut fixture, "a", "Cool", &urgent).await.status, 202);
    let list = fixture.send("GET", "?restype=container&comp=list", &[], "").await.body;
    assert!(list.contains("<ArchiveStatus>rehydrate-pending-to-cool</ArchiveStatus>"), "{list}");
    fixture.simulator.advance(Duration::from_secs(99));
    assert_eq!(tier(&fixture.head("a").await), ["Archive", "", "rehydrate-pending-to-cool", "High"]);
    fixture.simulator.advance(Duration::from_secs(2));
    assert_eq!(tier(&fixture.head("a").await), ["Cool", "", "", ""]);
    assert_eq!(fixture.get("a").await.body, "x");
}

#[tokio::test]
async fn a_copy_from_the_archive_is_pending_until_rehydrated() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "x").await;
    set_tier(&mut fixture, "a", "Archive", &[]).await;
    assert_eq!(fixture.copy("a", "b", &[]).await.error(), (409, "BlobArchived"));
    assert_eq!(fixture.copy("a", "b", &[("x-ms-access-tier", "Archive")]).await.error(), (409, "BlobArchived"));
    assert_eq!(fixture.copy("a", "a", &[("x-ms-access-tier", "Hot")]).await.error(), (409, "BlobArchived"));
    let synchronous = [("x-ms-requires-sync", "true"), ("x-ms-access-tier", "Hot")];
    let rejected = fixture.copy("a", "b", &synchronous).await;
    assert_eq!(rejected.error(), (409, "CannotVerifyCopySource"));
    assert_eq!(rejected.header("x-ms-copy-source-error-code"), "BlobArchived");
    assert_eq!(fixture.head("b").await.status, 404);
    let copy = fixture.copy("a", "b", &[("x-ms-access-tier", "Hot"), ("x-ms-rehydrate-priority", "High")]).await;
    assert_eq!(copy.status, 202);
    assert_eq!(tier(&fixture.head("b").await), ["Archive", "", "rehydrate-pending-to-hot", "High"]);
    assert_eq!(fixture.get("b").await.error(), (409, "BlobBeingRehydrated"));
    assert_eq!(tier(&fixture.head("a").await), ["Archive", "", "", ""]);
    fixture.simulator.advance(Duration::from_secs(60 * 60));
    assert_eq!(fixture.get("b").await.body, "x");
    assert_eq!(fixture.copy("a", "b", &[("x-ms-access-tier", "Hot")]).await.status, 202);
}

#[tokio::test]
async fn the_control_endpoint_sets_the_rehydration_time() {
    let mut fixture = Fixture::start().await;
    let mut control = Client::connect(&fixture.simulator.control()).await;
    assert_eq!(control.send("POST", "/rehydration", &[], "{\"seconds\": 0}").await.status, 200);
    assert_eq!(control.send("POST", "/rehydration", &[], "{\"minutes\": 0}").await.status, 400);
    fixture.put("a", "x").await;
    set_tier(&mut fixture, "a", "Archive", &[]).await;
    assert_eq!(set_tier(&mut fixture, "a", "Hot", &[]).await.status, 202);
    assert_eq!(tier(&fixture.head("a").await), ["Hot", "", "", ""]);
}

#[tokio::test]
async fn an_archived_source_allows_only_rehydrating_copies() {
    let accounts = ["devstoreaccount1", "yours"].map(|name| (name.to_owned(), DEFAULT_KEY.to_owned())).to_vec();
    let simulator = Simulator::start(Options { accounts, ..Options::default() }).await.unwrap();
    let client = Client::connect(&simulator.origin()).await;
    let mut fixture = Fixture { simulator, client };
    assert_eq!(fixture.send("PUT", "?restype=container", &[], "").await.status, 201);
    fixture.put("a", "x").await;
    set_tier(&mut fixture, "a", "Archive", &[]).await;
    let signed = Fixture::signed(&fixture.url("a"));
    let block = "/b?comp=block&blockid=YQ==";
    let headers = [("x-ms-copy-source", signed.as_str()), ("x-ms-access-tier", "Hot")];
    for (rest, more) in [("/b", Some(("x-ms-blob-type", "BlockBlob"))), (block, None)] {
        let all: Vec<_> = headers.into_iter().chain(more).collect();
        let rejected = fixture.send("PUT", rest, &all, "").await;
        assert_eq!(rejected.error(), (409, "CannotVerifyCopySource"), "{rest}");
        assert_eq!(rejected.header("x-ms-copy-source-error-code"), "BlobArchived");
    }
    // To another account, versions before this one copy nothing that is archived.
    let yours = sas::with_query("/yours/box?restype=container", &sas::account_sas("yours", DEFAULT_KEY));
    assert_eq!(fixture.client.send("PUT", &yours, &[], "").await.status, 201);
    let to = sas::with_query("/yours/box/b", &sas::account_sas("yours", DEFAULT_KEY));
    let of_version = |version| headers.into_iter().chain([("x-ms-version", version)]).collect::<Vec<_>>();
    let rejected = fixture.client.send("PUT", &to, &of_version("2020-12-06"), "").await;
    assert_eq!(rejected.header("x-ms-copy-source-error-code"), "BlobArchived");
    assert_eq!(fixture.client.send("PUT", &to, &of_version("2021-02-12"), "").await.status, 202);
    assert_eq!(fixture.send("PUT", "/b", &headers[..1], "").await.error(), (409, "BlobArchived"));
    assert_eq!(fixture.send("PUT", "/b", &headers, "").await.status, 202, "a signature changes nothing");
    assert_eq!(tier(&fixture.head("b").await), ["Archive", "", "rehydrate-pending-to-hot", "Standard"]);
}
