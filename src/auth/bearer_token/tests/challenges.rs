//! Challenges: which ones get a response, with which token, and for which host.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_tenant_challenge_is_met_and_remembered() {
    let scene = scene([token(3600), token(200), token(3600)]);
    let rejected = scene.sent().await.expect("a token");
    assert!(scene.challenged(TENANT_CHALLENGE, &rejected).await.expect("a response"));
    assert_eq!(scene.send().await, Ok(bearer(2)));
    assert_eq!(scene.requested(), [usual(), of_tenant()]);
    // Renewed for the same tenant, so that the service does not have to challenge every time.
    pass(100).await;
    assert_eq!(scene.send().await, Ok(bearer(2)));
    pass(1).await;
    assert_eq!(scene.send().await, Ok(bearer(3)));
    assert_eq!(scene.requested()[2], of_tenant());
}

#[tokio::test(start_paused = true)]
async fn many_rejected_requests_get_one_new_token() {
    let scene = scene([token(3600), token(3600).after(5)]);
    let rejected = scene.sent().await.expect("a token");
    let responses = join_all((0..32).map(|_| scene.challenged(TENANT_CHALLENGE, &rejected))).await;
    assert!(responses.into_iter().all(|response| response.expect("a response")));
    // A request that is rejected after everything is done.
    assert!(scene.challenged(TENANT_CHALLENGE, &rejected).await.expect("a response"));
    assert_eq!(scene.request_count(), 2);
    assert_eq!(scene.send().await, Ok(bearer(2)));
}

#[tokio::test(start_paused = true)]
async fn without_the_rejected_header_the_cached_token_counts_as_rejected() {
    let scene = scene([token(3600), token(3600)]);
    let mut rejected = scene.sent().await.expect("a token");
    rejected.headers.clear();
    assert!(scene.challenged(TENANT_CHALLENGE, &rejected).await.expect("a response"));
    assert_eq!(scene.send().await, Ok(bearer(2)));
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_of_the_right_tenant_is_replaced() {
    let scene = scene([token(3600), token(3600), token(3600)]);
    let rejected = scene.sent().await.expect("a token");
    scene.challenged(TENANT_CHALLENGE, &rejected).await.expect("a response");
    let rejected = scene.sent().await.expect("a token");
    scene.challenged(TENANT_CHALLENGE, &rejected).await.expect("a response");
    assert_eq!(scene.send().await, Ok(bearer(3)));
    assert_eq!(scene.requested(), [usual(), of_tenant(), of_tenant()]);
}

#[tokio::test(start_paused = true)]
async fn a_challenge_that_the_source_cannot_meet_fails_at_once() {
    let scene = scene([token(3600), failure()]);
    let rejected = scene.sent().await.expect("a token");
    let before = Instant::now();
    let error = scene.challenged(TENANT_CHALLENGE, &rejected).await.expect_err("the source failed");
    assert_eq!(error.message(), "failure-2");
    assert_eq!(before.elapsed(), Duration::ZERO);
    // The usual token is still valid, at least for other hosts.
    assert_eq!(scene.send().await, Ok(bearer(1)));
    assert_eq!(scene.request_count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_claims_challenge_is_met_once() {
    let scene = scene([token(3600), token(200), token(3600)]);
    let rejected = scene.sent().await.expect("a token");
    assert!(scene.challenged(CLAIMS_CHALLENGE, &rejected).await.expect("a response"));
    assert_eq!(scene.send().await, Ok(bearer(2)));
    pass(100).await;
    scene.send().await.expect("a token");
    pass(1).await;
    assert_eq!(scene.send().await, Ok(bearer(3)));
    let with_claims = TokenRequest { claims: Some(CLAIMS.to_owned()), ..usual() };
    assert_eq!(scene.requested(), [usual(), with_claims, usual()]);
}

#[tokio::test(start_paused = true)]
async fn claims_are_requested_from_the_known_tenant() {
    let scene = scene([token(3600), token(3600), token(3600)]);
    let rejected = scene.sent().await.expect("a token");
    scene.challenged(TENANT_CHALLENGE, &rejected).await.expect("a response");
    let rejected = scene.sent().await.expect("a token");
    scene.challenged(CLAIMS_CHALLENGE, &rejected).await.expect("a response");
    let expected = TokenRequest { claims: Some(CLAIMS.to_owned()), enable_cae: true, ..of_tenant() };
    assert_eq!(scene.requested()[2], expected);
}

#[tokio::test(start_paused = true)]
async fn a_challenge_requests_a_token_during_a_renewal() {
    let scene = scene([token(100), token(3600).after(5), token(3600).after(5)]);
    let rejected = scene.sent().await.expect("a token");
    pass(3).await;
    scene.send().await.expect("a token");
    pass(1).await;
    assert_eq!(scene.request_count(), 2);
    // The pending renewal has no claims. Its token would be rejected like the one before.
    assert!(scene.challenged(CLAIMS_CHALLENGE, &rejected).await.expect("a response"));
    assert_eq!(scene.requested()[2].claims.as_deref(), Some(CLAIMS));
    assert_eq!(scene.send().await, Ok(bearer(3)));
}

#[tokio::test(start_paused = true)]
async fn a_request_waits_for_the_token_of_a_challenge() {
    let scene = scene([token(3600), token(3600).after(5)]);
    let rejected = scene.sent().await.expect("a token");
    let (outcome, header) = tokio::join!(scene.challenged(CLAIMS_CHALLENGE, &rejected), scene.send());
    assert_eq!((outcome.expect("a response"), header), (true, Ok(bearer(2))));
    assert_eq!(scene.request_count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_challenge_of_another_scheme_is_ignored() {
    let scene = scene([token(3600)]);
    let rejected = scene.sent().await.expect("a token");
    for challenge in ["", "Bearer", "SharedKey realm=\"x\"", "Bearer error=\"insufficient_claims\", claims=\"*\""] {
        assert!(!scene.challenged(challenge, &rejected).await.expect("no failure"), "{challenge}");
    }
    assert_eq!(scene.send().await, Ok(bearer(1)));
}

#[tokio::test(start_paused = true)]
async fn the_challenge_of_one_host_applies_to_that_host_only() {
    let scene = scene([token(3600), token(3600), token(3600), token(3600)]);
    let rejected = scene.sent_to("one.example").await.expect("a token");
    assert!(scene.challenged(TENANT_CHALLENGE, &rejected).await.expect("a response"));
    let header_at = async |host| header(&scene.sent_to(host).await.expect("a token"));
    assert_eq!(header_at("one.example").await, bearer(2));
    assert_eq!(header_at("other.example").await, bearer(1));
    assert_eq!(header_at("one.example:444").await, bearer(1));
    // The same scope and tenant mean the same token, which is cached already.
    let rejected = scene.sent_to("other.example").await.expect("a token");
    assert!(scene.challenged(TENANT_CHALLENGE, &rejected).await.expect("a response"));
    assert_eq!(header_at("other.example").await, bearer(2));
    assert_eq!(scene.request_count(), 2);
    // Claims belong to one host.
    let rejected = scene.sent_to("one.example").await.expect("a token");
    assert!(scene.challenged(CLAIMS_CHALLENGE, &rejected).await.expect("a response"));
    assert_eq!(header_at("one.example").await, bearer(3));
    assert_eq!(header_at("other.example").await, bearer(2));
    // A host that rejects a token that it requested gets a new one, and so do the hosts that share it.
    let rejected = scene.sent_to("other.example").await.expect("a token");
    assert!(scene.challenged(TENANT_CHALLENGE, &rejected).await.expect("a response"));
    assert_eq!(header_at("other.example").await, bearer(4));
    assert_eq!(header_at("third.example").await, bearer(1));
    assert_eq!(scene.request_count(), 4);
}

#[tokio::test(start_paused = true)]
async fn repeated_challenges_of_a_host_do_not_accumulate() {
    let scene = scene((0..100).map(|_| token(3600)));
    let mut rejected = scene.sent().await.expect("a token");
    for number in 10..90 {
        let challenge = format!("Bearer authorization_uri=https://l/72f988bf-86f1-41af-91ab-2d7cd011db{number}");
        assert!(scene.challenged(&challenge, &rejected).await.expect("a response"));
        rejected = scene.sent().await.expect("a token");
    }
    assert_eq!(
        Arc::strong_count(&scene.script),
        4,
        "the scene, the usual token and that of the host; the source of the latter"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_for_another_resource_is_never_requested() {
    let scene = scene([token(3600)]);
    let rejected = scene.sent().await.expect("a token");
    for resource in ["https://management.azure.com", "https://storage.azure.com.evil", "http://storage.azure.com", "x"]
    {
        let challenge = format!("Bearer authorization_uri=https://l/{TENANT} resource_id={resource}");
        let response = scene.credential.challenged(&[challenge], &rejected).await.expect("no failure");
        let ChallengeOutcome::Rejected(reason) = response else { panic!("{response:?}") };
        assert!(reason.contains(&format!("\"{resource}\"")), "{reason}");
    }
    // A challenge with an acceptable request, in another line or after another challenge.
    let good = format!("Bearer authorization_uri=https://l/{TENANT} resource_id=https://storage.azure.com");
    let bad = format!("Bearer authorization_uri=https://l/{TENANT} resource_id=https://evil");
    let scene = self::scene([token(3600), token(3600), token(3600)]);
    let rejected = scene.sent().await.expect("a token");
    let lines = ["Negotiate".to_owned(), format!("{bad}, {good}")];
    assert_eq!(scene.credential.challenged(&lines, &rejected).await.expect("a response"), ChallengeOutcome::Authorized);
    assert_eq!(scene.requested()[1].scopes, [STORAGE_SCOPE]);
}
