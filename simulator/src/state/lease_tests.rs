use super::*;

const A: Uuid = Uuid::from_u128(0xA);
const B: Uuid = Uuid::from_u128(0xB);
const C: Uuid = Uuid::from_u128(0xC);

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// A slot in each state, all as of second 100; the lease, if any, is A's.
fn slot(state: LeaseState) -> Slot {
    let mut slot = None;
    let minute = Some(Duration::from_secs(60));
    match state {
        LeaseState::Available => return None,
        LeaseState::Infinite => acquire(&mut slot, Some(A), None, at(100)),
        LeaseState::Fixed | LeaseState::Breaking | LeaseState::Broken => acquire(&mut slot, Some(A), minute, at(100)),
        LeaseState::Expired => acquire(&mut slot, Some(A), minute, at(40)),
    }
    .unwrap();
    match state {
        LeaseState::Breaking => _ = break_lease(&mut slot, Some(Duration::from_secs(10)), at(100)).unwrap(),
        LeaseState::Broken => _ = break_lease(&mut slot, Some(Duration::ZERO), at(100)).unwrap(),
        _ => {}
    }
    assert_eq!(LeaseState::of(&slot, at(100)), state);
    slot
}

const ALL: [LeaseState; 5] =
    [LeaseState::Available, LeaseState::Fixed, LeaseState::Breaking, LeaseState::Broken, LeaseState::Expired];

/// The result of an action in each state, or its error code.
fn outcomes<T>(action: impl Fn(&mut Slot) -> Result<T>) -> [&'static str; 5] {
    ALL.map(|state| {
        let mut slot = slot(state);
        match action(&mut slot) {
            Ok(_) => LeaseState::of(&slot, at(100)).name(),
            Err(failure) => failure.code,
        }
    })
}

#[test]
fn the_table_of_lease_operations() {
    let minute = Some(Duration::from_secs(60));
    assert_eq!(
        outcomes(|slot| acquire(slot, None, minute, at(100))),
        ["leased", "LeaseAlreadyPresent", "LeaseAlreadyPresent", "leased", "leased"]
    );
    assert_eq!(
        outcomes(|slot| acquire(slot, Some(A), minute, at(100))),
        ["leased", "leased", "LeaseIsBreakingAndCannotBeAcquired", "leased", "leased"]
    );
    assert_eq!(
        outcomes(|slot| break_lease(slot, Some(Duration::ZERO), at(100))),
        ["LeaseNotPresentWithLeaseOperation", "broken", "broken", "broken", "broken"]
    );
    assert_eq!(
        outcomes(|slot| break_lease(slot, Some(Duration::from_secs(5)), at(100))),
        ["LeaseNotPresentWithLeaseOperation", "breaking", "breaking", "broken", "broken"]
    );
    let none = "LeaseNotPresentWithLeaseOperation";
    assert_eq!(
        outcomes(|slot| change(slot, A, B, at(100))),
        [none, "leased", "LeaseIsBreakingAndCannotBeChanged", none, none]
    );
    assert_eq!(outcomes(|slot| change(slot, B, A, at(100)))[1], "leased");
    assert_eq!(outcomes(|slot| change(slot, B, C, at(100)))[1], "LeaseIdMismatchWithLeaseOperation");
    let (other, broken) = ("LeaseIdMismatchWithLeaseOperation", "LeaseIsBrokenAndCannotBeRenewed");
    assert_eq!(outcomes(|slot| renew(slot, A, at(100))), [other, "leased", broken, broken, "leased"]);
    assert_eq!(outcomes(|slot| renew(slot, B, at(100))), [other; 5]);
    assert_eq!(outcomes(|slot| release(slot, A)), [other, "available", "available", "available", "available"]);
    assert_eq!(outcomes(|slot| release(slot, B)), [other; 5]);
}

#[test]
fn the_table_of_uses() {
    let using = |id, required| outcomes(|slot| check_use(slot, id, required, at(100), LeasedResource::Blob));
    let (none, other) = ("LeaseNotPresentWithBlobOperation", "LeaseIdMismatchWithBlobOperation");
    assert_eq!(using(Some(A), true), [none, "leased", "breaking", "LeaseLost", "LeaseLost"]);
    assert_eq!(using(Some(B), true), [none, other, other, other, other]);
    assert_eq!(using(None, true), ["available", "LeaseIdMissing", "LeaseIdMissing", "broken", "expired"]);
    assert_eq!(using(None, false), ["available", "leased", "breaking", "broken", "expired"]);
}

#[test]
fn leases_and_break_periods_expire() {
    let mut fixed = slot(LeaseState::Fixed);
    assert_eq!(LeaseState::of(&fixed, at(159)), LeaseState::Fixed);
    assert_eq!(LeaseState::of(&fixed, at(160)), LeaseState::Expired);
    assert_eq!(break_lease(&mut fixed, None, at(110)).unwrap(), Duration::from_secs(50));
    assert_eq!(break_lease(&mut fixed, Some(Duration::from_secs(60)), at(120)).unwrap(), Duration::from_secs(40));
    assert_eq!(LeaseState::of(&fixed, at(159)), LeaseState::Breaking);
    assert_eq!(LeaseState::of(&fixed, at(160)), LeaseState::Broken);
    let mut infinite = slot(LeaseState::Infinite);
    assert_eq!(LeaseState::of(&infinite, at(1_000_000)), LeaseState::Infinite);
    assert_eq!(break_lease(&mut infinite, None, at(1_000_000)).unwrap(), Duration::ZERO);
    assert_eq!(LeaseState::of(&infinite, at(1_000_000)), LeaseState::Broken);
}

#[test]
fn a_write_clears_only_an_expired_lease() {
    for state in ALL {
        let mut slot = slot(state);
        free_if_over(&mut slot, at(100));
        assert_eq!(slot.is_some(), state.is_active(), "{state:?}");
    }
}
