use std::time::Duration;

use futures_util::future::join_all;

use super::*;

fn requests(limit: f64) -> PaceLimits {
    PaceLimits { requests: Some(limit), bytes: None }
}

async fn time_of(work: impl Future) -> Duration {
    let start = Instant::now();
    work.await;
    start.elapsed()
}

async fn send(member: &PaceMember, count: usize) {
    join_all((0..count).map(|_| member.request())).await;
}

#[tokio::test(start_paused = true)]
async fn jobs_of_one_account_share_the_smallest_limit_while_it_applies() {
    let pace = Arc::<Pace>::default();
    let (one, other) = (pace.join(requests(100.0)), pace.join(requests(1000.0)));
    let unlimited = pace.join(PaceLimits::default());
    let time = time_of(async { tokio::join!(send(&one, 50), send(&other, 50), send(&unlimited, 50)) }).await;
    assert!(time.abs_diff(Duration::from_millis(1490)) < Duration::from_millis(30), "{time:?}");
    drop(one);
    let time = time_of(send(&other, 100)).await;
    assert!(time < Duration::from_millis(150), "{time:?}");
    drop(other);
    let time = time_of(send(&unlimited, 10_000)).await;
    assert_eq!(time, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_finished_job_does_not_limit_others() {
    let pace = Arc::<Pace>::default();
    let ended = pace.join(requests(0.001));
    send(&ended, 1).await;
    ended.end();
    let next = pace.join(requests(1000.0));
    let time = time_of(send(&next, 10)).await;
    assert!(time < Duration::from_millis(20), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn ending_a_limit_releases_waiters() {
    let pace = Arc::<Pace>::default();
    let slow = pace.join(requests(0.001));
    let fast = pace.join(PaceLimits::default());
    send(&fast, 1).await;
    let time = time_of(async {
        tokio::join!(send(&fast, 5), async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            drop(slow);
        })
    });
    assert_eq!(time.await, Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn an_abandoned_wait_uses_no_turn() {
    let pace = Arc::<Pace>::default();
    let member = pace.join(requests(10.0));
    send(&member, 1).await;
    let waiting = join_all((0..100).map(|_| member.request()));
    assert!(tokio::time::timeout(Duration::from_millis(50), waiting).await.is_err());
    let time = time_of(send(&member, 5)).await;
    assert!(time <= Duration::from_millis(600), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn bytes_have_their_own_limit_and_are_returned_if_not_copied() {
    let pace = Arc::<Pace>::default();
    let member = pace.join(PaceLimits { requests: None, bytes: Some(1e6) });
    let time = time_of(async {
        for _ in 0..11 {
            member.bytes(1_000_000).await;
        }
    });
    let time = time.await;
    assert!(time.abs_diff(Duration::from_secs(10)) < Duration::from_millis(50), "{time:?}");
    member.give_back_bytes(1_000_000);
    let time = time_of(member.bytes(1)).await;
    assert!(time < Duration::from_millis(20), "{time:?}");
    assert_eq!(time_of(send(&member, 1000)).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn s2_only_account_throttling_lowers_the_account_rate() {
    let pace = Arc::<Pace>::default();
    let member = pace.join(PaceLimits::default());
    for _ in 0..1000 {
        tokio::time::sleep(Duration::from_millis(1)).await;
        member.accepted(0);
    }
    member.throttled(Throttling::Unspecified, Instant::now());
    member.throttled(Throttling::Egress, Instant::now());
    assert_eq!(time_of(send(&member, 1000)).await, Duration::ZERO);
    (0..31).for_each(|_| member.throttled(Throttling::Operations, Instant::now()));
    let time = time_of(send(&member, 500)).await;
    assert!(time > Duration::from_millis(500), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn s2_reads_of_other_services_have_their_own_pace() {
    let pace = Arc::<Pace>::default();
    let member = pace.join(requests(1.0));
    for _ in 0..1000 {
        tokio::time::sleep(Duration::from_millis(1)).await;
        member.accepted_read(0);
    }
    let read = || join_all((0..500).map(|_| member.read()));
    assert_eq!(time_of(read()).await, Duration::ZERO);
    (0..31).for_each(|_| member.throttled_read(Instant::now()));
    assert_eq!(time_of(member.request()).await, Duration::ZERO);
    let time = time_of(read()).await;
    assert!(time > Duration::from_millis(500), "{time:?}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_waited_through_a_cut_is_sent_after_it() {
    let pace = Arc::<Pace>::default();
    let member = pace.join(requests(100.0));
    send(&member, 10).await;
    let waits = async {
        let sent = join_all((0..100).map(|_| member.request())).await;
        sent[99]
    };
    let cut = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = Instant::now();
        member.throttled(Throttling::Operations, now);
        now
    };
    let (sent, cut) = tokio::join!(waits, cut);
    // So it counts when the account throttles it: what was sent before a cut does not.
    assert!(sent > cut);
}

#[tokio::test(start_paused = true)]
async fn a_large_amount_does_not_delay_others_after_the_rate_rises() {
    let pace = Arc::<Pace>::default();
    for limits in [PaceLimits::default(), PaceLimits { requests: None, bytes: Some(1e8) }] {
        let member = pace.join(limits);
        member.bytes(1000).await;
        // All that is known about the account is a thousand bytes in an instant.
        member.throttled(Throttling::Ingress, Instant::now());
        member.bytes(1 << 28).await;
        let time = time_of(member.bytes(1)).await;
        assert!(time < Duration::from_secs(60), "{time:?}");
    }
}

#[test]
fn an_ended_runtime_does_not_keep_driving_the_turns() {
    let pace = Arc::<Pace>::default();
    let member = pace.join(requests(5.0));
    for _ in 0..2 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let runtime = runtime.expect("a runtime");
        let waiting =
            runtime.block_on(async { tokio::time::timeout(Duration::from_millis(300), send(&member, 3)).await });
        drop((waiting, runtime));
    }
    assert!(!pace.lock().is_driven);
}
