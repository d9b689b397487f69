//! Timed copies, at the relevant times.

use std::collections::HashMap;

use bytes::Bytes;

use super::*;
use crate::service::Service;
use crate::sources::remote::{RemoteReader, SourceOptions};
use crate::state::blob::BlobType;
use crate::state::content::Content;
use crate::state::generated::SyntheticContainer;
use crate::state::pages::Pages;
use crate::state::{Container, PublicAccess};

const SECOND: Duration = Duration::from_secs(1);

fn address() -> Address {
    Address { account: "account".into(), container: Some("container".into()), blob: Some("blob".into()) }
}

fn service() -> Service {
    let reader = RemoteReader::new(&SourceOptions::default()).unwrap();
    let service = Service::new(HashMap::from([("account".to_owned(), vec![vec![1]])]), reader);
    service.store.clock.stop();
    let container =
        Container::new(service.store.clock.now(), Arc::default(), PublicAccess::None, crate::state::order::Order::Flat);
    let mut state = service.store.state();
    state.accounts.get_mut("account").unwrap().containers.insert("container".into(), container);
    drop(state);
    service
}

fn begin(service: &Service, pending: PendingFor, content: Content) -> String {
    let now = service.store.clock.now();
    let mut result = Blob::new(now);
    let id = crate::ids::next_id().to_string();
    result.copy = Some(Arc::new(Copy {
        id: id.clone(),
        source: String::new(),
        status: CopyStatus::Success,
        description: None,
        copied: 0,
        total: content.length(),
        completed: None,
        destination_snapshot: None,
    }));
    result.kind = if matches!(content, Content::Pages(_)) { BlobType::Page } else { BlobType::Block };
    result.content = content;
    let script = CopyScript { pending: Some(pending), ..CopyScript::default() };
    start(&mut service.store.state(), &address(), Pending::new(script, result, now), now).unwrap();
    id
}

fn ten_bytes() -> Content {
    Content::whole(Bytes::from_static(b"0123456789"))
}

/// The status and the bytes copied, as a poll sees them.
fn polled(service: &Service) -> (&'static str, u64) {
    let mut state = service.store.state();
    poll(&mut state, &address(), service.store.clock.now()).unwrap();
    let copy = state.blob(&address(), None).unwrap().copy.clone().unwrap();
    (copy.status.name(), copy.copied)
}

#[test]
fn a_pending_copy_completes_at_its_time() {
    let service = service();
    let started = service.store.clock.now();
    begin(&service, PendingFor::Milliseconds(4000), ten_bytes());
    assert_eq!(polled(&service), ("pending", 0));
    service.store.clock.advance(2 * SECOND);
    assert_eq!(polled(&service), ("pending", 5));
    service.store.clock.advance(Duration::new(1, 999_999_999));
    assert_eq!(polled(&service), ("pending", 9));
    service.store.clock.advance(60 * SECOND);
    // Without polls: a reader of the state finds the copy ended, at the time when it did.
    let blob = service.store.state().blob(&address(), None).unwrap();
    let copy = blob.copy.clone().unwrap();
    assert_eq!((copy.status.name(), copy.copied, blob.content.length()), ("success", 10, 10));
    assert_eq!(copy.completed, Some(started + 4 * SECOND));
    assert!(service.store.state().timed.is_empty());
}

#[test]
fn copy_duration_depends_on_bytes() {
    let service = service();
    begin(&service, PendingFor::BytesPerSecond(4), ten_bytes());
    service.store.clock.advance(SECOND);
    assert_eq!(polled(&service), ("pending", 4));
    service.store.clock.advance(SECOND + SECOND / 2);
    assert_eq!(polled(&service), ("success", 10));
}

#[test]
fn progress_is_visible_without_polling() {
    let service = service();
    begin(&service, PendingFor::Milliseconds(1000), ten_bytes());
    service.store.clock.advance(SECOND / 2);
    let copied = |state: &mut State| state.blob(&address(), None).unwrap().copy.clone().unwrap().copied;
    let mut state = service.store.state();
    assert_eq!(copied(&mut state), 0);
    advance_one(&mut state, &address(), service.store.clock.now());
    assert_eq!(copied(&mut state), 5);
    service.store.clock.advance(SECOND / 5);
    advance(&mut state, service.store.clock.now());
    assert_eq!(copied(&mut state), 7);
}

#[test]
fn a_copy_after_an_abort_has_its_own_duration() {
    let service = service();
    let id = begin(&service, PendingFor::Milliseconds(1000), ten_bytes());
    let mut state = service.store.state();
    abort(state.container_of(&address()).unwrap().entry(&address()).unwrap(), &id, service.store.clock.now()).unwrap();
    drop(state);
    service.store.clock.advance(SECOND / 2);
    begin(&service, PendingFor::Milliseconds(1000), ten_bytes());
    service.store.clock.advance(SECOND * 3 / 4);
    assert_eq!(polled(&service).0, "pending");
    service.store.clock.advance(SECOND / 4);
    assert_eq!(polled(&service).0, "success");
}

#[test]
fn release_completes_at_once_and_no_duration_means_pending() {
    let service = service();
    begin(&service, PendingFor::Milliseconds(1000), ten_bytes());
    assert_eq!(service.store.release(), 1);
    assert_eq!(polled(&service).0, "success");
    begin(&service, PendingFor::Milliseconds(0), ten_bytes());
    assert_eq!(service.store.state().blob(&address(), None).unwrap().content.length(), 10);
}

#[test]
fn a_page_blob_has_its_length_from_the_start() {
    let service = service();
    begin(&service, PendingFor::UntilReleased(true), Content::Pages(Arc::new(Pages::of_length(1024))));
    assert_eq!(service.store.state().blob(&address(), None).unwrap().content.length(), 1024);
}

#[test]
fn reading_a_computed_blob_stores_nothing() {
    let service = service();
    let script = SyntheticContainer {
        account: "account".into(),
        container: "computed".into(),
        count: 3,
        digits: Some(1),
        ..SyntheticContainer::default()
    };
    service.create_synthetic_container(script).unwrap();
    // A timed copy is checked by every reader.
    begin(&service, PendingFor::Milliseconds(1000), ten_bytes());
    let computed = Address { container: Some("computed".into()), blob: Some("1".into()), ..address() };
    let (mut state, now) = (service.store.state(), service.store.clock.now());
    poll(&mut state, &computed, now).unwrap();
    advance_one(&mut state, &computed, now);
    advance(&mut state, now);
    assert!(state.blob(&computed, None).is_ok());
    assert_eq!(state.container_of(&computed).unwrap().entries.stored().count(), 0);
}
