//! Leases on blobs and containers, over HTTP.

use std::time::Duration;

use crate::support::{Fixture, Sent, ServiceResponse};
use blobferry_simulator::{CopyScript, PendingFor};

const A: &str = "11111111-1111-4111-8111-111111111111";
const B: &str = "22222222-2222-4222-8222-222222222222";

/// A lease action on `rest`, which ends in the query so far.
async fn lease(fixture: &mut Fixture, rest: &str, action: &str, headers: &[(&str, &str)]) -> ServiceResponse {
    let mut all = vec![("x-ms-lease-action", action)];
    all.extend_from_slice(headers);
    fixture.send("PUT", rest, &all, "").await
}

async fn acquire(fixture: &mut Fixture, rest: &str, id: &str, duration: &str) -> ServiceResponse {
    let headers = [("x-ms-proposed-lease-id", id), ("x-ms-lease-duration", duration)];
    lease(fixture, rest, "acquire", &headers).await
}

fn state(response: &ServiceResponse) -> [&str; 3] {
    ["x-ms-lease-state", "x-ms-lease-status", "x-ms-lease-duration"].map(|name| response.header(name))
}

#[tokio::test]
async fn a_lease_is_acquired_renewed_changed_and_released() {
    let mut fixture = Fixture::start().await;
    let etag = fixture.put("a", "1").await.header("etag").to_owned();
    let acquired = acquire(&mut fixture, "/a?comp=lease", A, "15").await;
    assert_eq!((acquired.status, acquired.header("x-ms-lease-id")), (201, A));
    assert_eq!(acquired.header("etag"), etag);
    assert_eq!(state(&fixture.head("a").await), ["leased", "locked", "fixed"]);
    let again = acquire(&mut fixture, "/a?comp=lease", B, "-1").await;
    assert_eq!(again.error(), (409, "LeaseAlreadyPresent"));
    let change = [("x-ms-lease-id", A), ("x-ms-proposed-lease-id", B)];
    let changed = lease(&mut fixture, "/a?comp=lease", "change", &change).await;
    assert_eq!((changed.status, changed.header("x-ms-lease-id")), (200, B));
    let old = lease(&mut fixture, "/a?comp=lease", "renew", &[("x-ms-lease-id", A)]).await;
    assert_eq!(old.error(), (409, "LeaseIdMismatchWithLeaseOperation"));
    fixture.simulator.advance(Duration::from_secs(15));
    assert_eq!(state(&fixture.head("a").await), ["expired", "unlocked", ""]);
    assert_eq!(lease(&mut fixture, "/a?comp=lease", "renew", &[("x-ms-lease-id", B)]).await.status, 200);
    assert_eq!(state(&fixture.get("a").await), ["leased", "locked", "fixed"]);
    let released = lease(&mut fixture, "/a?comp=lease", "release", &[("x-ms-lease-id", B)]).await;
    assert_eq!((released.status, released.header("etag")), (200, etag.as_str()));
    assert_eq!(state(&fixture.head("a").await), ["available", "unlocked", ""]);
    let none = lease(&mut fixture, "/a?comp=lease", "break", &[]).await;
    assert_eq!(none.error(), (409, "LeaseNotPresentWithLeaseOperation"));
}

#[tokio::test]
async fn breaking_a_lease_takes_its_period() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "1").await;
    acquire(&mut fixture, "/a?comp=lease", A, "-1").await;
    assert_eq!(state(&fixture.head("a").await), ["leased", "locked", "infinite"]);
    let broken = lease(&mut fixture, "/a?comp=lease", "break", &[("x-ms-lease-break-period", "30")]).await;
    assert_eq!((broken.status, broken.header("x-ms-lease-time")), (202, "30"));
    assert_eq!(state(&fixture.head("a").await), ["breaking", "locked", ""]);
    let own = acquire(&mut fixture, "/a?comp=lease", A, "-1").await;
    assert_eq!(own.error(), (409, "LeaseIsBreakingAndCannotBeAcquired"));
    let block = [("x-ms-blob-type", "BlockBlob")];
    assert_eq!(fixture.send("PUT", "/a", &block, "2").await.error(), (412, "LeaseIdMissing"));
    fixture.simulator.advance(Duration::from_secs(30));
    assert_eq!(state(&fixture.head("a").await), ["broken", "unlocked", ""]);
    let renewed = lease(&mut fixture, "/a?comp=lease", "renew", &[("x-ms-lease-id", A)]).await;
    assert_eq!(renewed.error(), (409, "LeaseIsBrokenAndCannotBeRenewed"));
    let named = [("x-ms-blob-type", "BlockBlob"), ("x-ms-lease-id", A)];
    assert_eq!(fixture.send("PUT", "/a", &named, "2").await.error(), (412, "LeaseLost"));
    assert_eq!(fixture.send("PUT", "/a", &block, "2").await.status, 201);
    assert_eq!(state(&fixture.head("a").await), ["available", "unlocked", ""]);
}

#[tokio::test]
async fn writes_require_the_lease_and_reads_only_if_they_name_it() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "1").await;
    fixture.put("from", "x").await;
    let nothing = fixture.send("GET", "/a", &[("x-ms-lease-id", A)], "").await;
    assert_eq!(nothing.error(), (412, "LeaseNotPresentWithBlobOperation"));
    acquire(&mut fixture, "/a?comp=lease", A, "-1").await;
    let url = fixture.url("from");
    let list = "<BlockList><Uncommitted>YQ==</Uncommitted></BlockList>";
    // In an order in which each works with the lease.
    let writes: [Sent<'_>; 6] = [
        ("PUT", "/a", &[("x-ms-blob-type", "BlockBlob")], "2"),
        ("PUT", "/a?comp=metadata", &[("x-ms-meta-a", "1")], ""),
        ("PUT", "/a?comp=block&blockid=YQ==", &[], "block"),
        ("PUT", "/a?comp=blocklist", &[], list),
        ("PUT", "/a", &[("x-ms-copy-source", &url)], ""),
        ("DELETE", "/a", &[], ""),
    ];
    for (method, rest, headers, body) in writes {
        assert_eq!(fixture.send(method, rest, headers, body).await.error(), (412, "LeaseIdMissing"), "{rest}");
        let mut all = headers.to_vec();
        all.push(("x-ms-lease-id", B));
        let wrong = fixture.send(method, rest, &all, body).await;
        assert_eq!(wrong.error(), (412, "LeaseIdMismatchWithBlobOperation"), "{rest}");
        if method == "DELETE" {
            // Reading, and what only reads, goes without.
            assert_eq!(fixture.get("a").await.status, 200);
            assert_eq!(fixture.send("GET", "/a?comp=blocklist", &[], "").await.status, 200);
            assert_eq!(fixture.send("PUT", "/a?comp=snapshot", &[], "").await.status, 201);
            let read = fixture.send("GET", "/a", &[("x-ms-lease-id", B)], "").await;
            assert_eq!(read.error(), (412, "LeaseIdMismatchWithBlobOperation"));
            assert_eq!(fixture.send("GET", "/a", &[("x-ms-lease-id", A)], "").await.status, 200);
            all.push(("x-ms-delete-snapshots", "include"));
        }
        all.retain(|(name, _)| *name != "x-ms-lease-id");
        all.push(("x-ms-lease-id", A));
        let right = fixture.send(method, rest, &all, body).await;
        assert!(right.status < 300, "{rest}: {right:?}");
    }
    fixture.put("a", "new").await;
    assert_eq!(state(&fixture.head("a").await), ["available", "unlocked", ""]);
}

#[tokio::test]
async fn a_write_clears_an_expired_lease() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "1").await;
    acquire(&mut fixture, "/a?comp=lease", A, "60").await;
    fixture.simulator.advance(Duration::from_secs(60));
    fixture.put("a", "2").await;
    let renewed = lease(&mut fixture, "/a?comp=lease", "renew", &[("x-ms-lease-id", A)]).await;
    assert_eq!(renewed.error(), (409, "LeaseIdMismatchWithLeaseOperation"));
}

#[tokio::test]
async fn a_pending_copy_requires_an_infinite_lease() {
    let mut fixture = Fixture::start().await;
    fixture.put("from", "x").await;
    fixture.put("to", "y").await;
    let pending = Some(PendingFor::UntilReleased(true));
    fixture.simulator.set_copies(CopyScript { pending, ..CopyScript::default() });
    acquire(&mut fixture, "/to?comp=lease", A, "60").await;
    let finite = fixture.copy("from", "to", &[("x-ms-lease-id", A)]).await;
    assert_eq!(finite.error(), (412, "InfiniteLeaseDurationRequired"));
    acquire(&mut fixture, "/to?comp=lease", A, "-1").await;
    assert_eq!(fixture.copy("from", "to", &[]).await.error(), (412, "LeaseIdMissing"));
    let copy = fixture.copy("from", "to", &[("x-ms-lease-id", A)]).await;
    assert_eq!((copy.status, copy.header("x-ms-copy-status")), (202, "pending"));
    let shorter = acquire(&mut fixture, "/to?comp=lease", A, "60").await;
    assert_eq!(shorter.error(), (412, "InfiniteLeaseDurationRequired"));
    let abort = format!("/to?comp=copy&copyid={}", copy.header("x-ms-copy-id"));
    let action = ("x-ms-copy-action", "abort");
    assert_eq!(fixture.send("PUT", &abort, &[action], "").await.error(), (412, "LeaseIdMissing"));
    assert_eq!(fixture.send("PUT", &abort, &[action, ("x-ms-lease-id", A)], "").await.status, 204);
    assert_eq!(state(&fixture.head("to").await), ["leased", "locked", "infinite"]);
    // A lease on the source is ignored.
    fixture.put("free", "z").await;
    assert_eq!(fixture.copy("to", "free", &[]).await.status, 202);
}

#[tokio::test]
async fn invalid_lease_requests_are_rejected() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "1").await;
    for duration in ["14", "61", "0", "-2", "x"] {
        let rejected = acquire(&mut fixture, "/a?comp=lease", A, duration).await;
        assert_eq!(rejected.error(), (400, "InvalidHeaderValue"), "{duration}");
    }
    assert_eq!(acquire(&mut fixture, "/a?comp=lease", "mine", "15").await.error(), (400, "InvalidHeaderValue"));
    assert_eq!(lease(&mut fixture, "/a?comp=lease", "own", &[]).await.error(), (400, "InvalidHeaderValue"));
    assert_eq!(lease(&mut fixture, "/a?comp=lease", "renew", &[]).await.error(), (400, "MissingRequiredHeader"));
    let long = lease(&mut fixture, "/a?comp=lease", "break", &[("x-ms-lease-break-period", "61")]).await;
    assert_eq!(long.error(), (400, "InvalidHeaderValue"));
    assert_eq!(acquire(&mut fixture, "/none?comp=lease", A, "15").await.error(), (404, "BlobNotFound"));
    let headers = [("x-ms-lease-duration", "15"), ("if-match", "\"0x1\"")];
    assert_eq!(lease(&mut fixture, "/a?comp=lease", "acquire", &headers).await.error(), (412, "ConditionNotMet"));
}

#[tokio::test]
async fn deleting_a_leased_container_requires_its_lease() {
    let mut fixture = Fixture::start().await;
    let rest = "?restype=container&comp=lease";
    let acquired = acquire(&mut fixture, rest, A, "-1").await;
    assert_eq!((acquired.status, acquired.header("x-ms-lease-id")), (201, A));
    let properties = fixture.send("GET", "?restype=container", &[], "").await;
    assert_eq!(state(&properties), ["leased", "locked", "infinite"]);
    fixture.put("a", "blobs are not concerned").await;
    let wrong = fixture.send("GET", "?restype=container", &[("x-ms-lease-id", B)], "").await;
    assert_eq!(wrong.error(), (412, "LeaseIdMismatchWithContainerOperation"));
    let delete = fixture.send("DELETE", "?restype=container", &[], "").await;
    assert_eq!(delete.error(), (412, "LeaseIdMissing"));
    assert_eq!(fixture.send("DELETE", "?restype=container", &[("x-ms-lease-id", A)], "").await.status, 202);
}

#[tokio::test]
async fn a_listing_shows_leases() {
    let mut fixture = Fixture::start().await;
    fixture.put("a", "1").await;
    acquire(&mut fixture, "/a?comp=lease", A, "15").await;
    fixture.send("PUT", "/a?comp=snapshot", &[], "").await;
    let list = fixture.send("GET", "?restype=container&comp=list&include=snapshots", &[], "").await.body;
    let (snapshot, base) = list.split_once("</Blob>").unwrap();
    assert!(snapshot.contains("<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState>"), "{list}");
    let leased = "<LeaseStatus>locked</LeaseStatus><LeaseState>leased</LeaseState><LeaseDuration>fixed</LeaseDuration>";
    assert!(base.contains(leased), "{list}");
}
