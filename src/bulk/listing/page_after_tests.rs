use std::cmp::Ordering;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::future::{BoxFuture, ready};
use http::HeaderMap;
use proptest::prelude::*;
use url::Url;

use super::super::prefetch::MOST;
use super::*;
use crate::auth::Anonymous;
use crate::bulk::naming::order::NameOrder;
use crate::bulk::naming::order::PossibleOrders;
use crate::bulk::options::key_range::KeyRange;
use crate::http::{Pipeline, PipelineOptions, Request, Response, ResponseBody, Transport};
use crate::rest::BlobEndpoint;

/// How a service handles a start.
#[derive(Debug, Clone, Copy, PartialEq)]
enum StartFrom {
    Honours,
    Ignores,
    Refuses,
    /// Starts this many names away from the requested start.
    Misses(isize),
    Fails,
    /// Responds with a page that is cut off.
    CutsOff,
}

/// A listing in memory.
struct Service {
    names: Mutex<Vec<String>>,
    order: NameOrder,
    page: usize,
    start_from: StartFrom,
    /// The names that another client deletes with each request.
    deleted: Mutex<Vec<String>>,
    /// The starts that were requested; `None` for a marker.
    requested: Mutex<Vec<Option<String>>>,
}

impl Transport for Service {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response>> {
        let value = |wanted: &str| {
            request.url.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        let (marker, from) = (value("marker"), value("startFrom"));
        self.requested.lock().expect("no test panics here").push(from.clone());
        let mut names = self.names.lock().expect("no test panics here");
        let position = |name: &str| names.partition_point(|other| self.order.compare(other, name) == Ordering::Less);
        let (status, begin) = match (marker, from, self.start_from) {
            (Some(marker), ..) => (200, position(&marker)),
            (None, Some(_), StartFrom::Refuses) => (400, 0),
            (None, Some(_), StartFrom::Fails) => (403, 0),
            (None, None, _) | (_, _, StartFrom::Ignores) => (200, 0),
            (None, Some(from), StartFrom::Misses(by)) => {
                (200, position(&from).saturating_add_signed(by).min(names.len()))
            }
            (None, Some(from), _) => (200, position(&from)),
        };
        let is_cut = self.start_from == StartFrom::CutsOff && value("startFrom").is_some();
        let page: Vec<_> = names.iter().skip(begin).take(self.page).cloned().collect();
        let next = names.get(begin + self.page).cloned();
        let mut xml = "<EnumerationResults><Blobs>".to_owned();
        for name in &page {
            let _ = write!(xml, "<Blob><Name>{name}</Name><Properties /></Blob>");
        }
        if !is_cut {
            let _ = write!(xml, "</Blobs><NextMarker>{}</NextMarker></EnumerationResults>", next.unwrap_or_default());
        }
        if let Some(gone) = self.deleted.lock().expect("no test panics here").pop() {
            names.retain(|name| *name != gone);
        }
        let body = ResponseBody::Full(Bytes::from(if status == 200 { xml } else { String::new() }));
        ready(Ok(Response::new(status, HeaderMap::new(), body))).boxed()
    }
}

struct Listing {
    names: Vec<String>,
    /// The marker of each page, and the first of its names.
    pages: Vec<(Option<String>, Option<String>)>,
    requested: Vec<Option<String>>,
}

impl Service {
    fn of(mut names: Vec<String>, order: NameOrder, page: usize, start_from: StartFrom) -> Self {
        names.sort_by(|one, other| order.compare(one, other));
        Self {
            names: Mutex::new(names),
            order,
            page,
            start_from,
            deleted: Mutex::default(),
            requested: Mutex::default(),
        }
    }

    /// Reads all pages.
    fn list(self, range: KeyRange, orders: PossibleOrders) -> Listing {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let service = Arc::new(self);
        let transport: Arc<dyn Transport> = Arc::<Self>::clone(&service);
        let (mut names, mut pages) = (Vec::new(), Vec::new());
        runtime.expect("a runtime").block_on(async {
            let options = PipelineOptions::from_json(r#"{"retryOptions":{"maxTries":1}}"#).expect("options");
            let pipeline = Arc::new(Pipeline::new(transport, Arc::new(Anonymous), options));
            let url = Url::parse("https://a.blob.core.windows.net/c").expect("a URL");
            let mut lister = Lister::new(BlobEndpoint::new(pipeline, url), "", 5000, orders).within(range);
            let cancel = CancellationToken::new();
            let mut page = lister.page(None, &cancel).await.expect("a page");
            loop {
                pages.push((page.marker, page.blobs.first().map(|blob| blob.name.clone())));
                names.extend(page.blobs.into_iter().map(|blob| blob.name));
                assert!(lister.ahead.reads.len() <= MOST);
                let Some(marker) = page.next else { break };
                page = lister.page_after(&marker, &cancel).await.expect("a page");
            }
        });
        let requested = service.requested.lock().expect("no test panics here").clone();
        Listing { names, pages, requested }
    }
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("blob-{number:05}")).collect()
}

fn start_from() -> impl Strategy<Value = StartFrom> {
    prop_oneof![
        3 => Just(StartFrom::Honours),
        1 => Just(StartFrom::Ignores),
        1 => Just(StartFrom::Refuses),
        2 => (-9_isize..9).prop_map(StartFrom::Misses),
        1 => Just(StartFrom::Fails),
        1 => Just(StartFrom::CutsOff),
    ]
}

fn order() -> impl Strategy<Value = NameOrder> {
    prop_oneof![Just(NameOrder::Flat), Just(NameOrder::Hierarchical)]
}

/// Words, numbers, directories, and names beyond U+D7FF.
fn names() -> impl Strategy<Value = Vec<String>> {
    let name = prop_oneof!["[ab0-9/.-]{1,4}", "[a-c\u{E9}\u{FF5E}\u{1F600}/]{1,4}", "d[0-3]/f[0-9]{2}"];
    prop::collection::btree_set(name, 1..300).prop_map(|names| names.into_iter().collect())
}

proptest! {
    #[test]
    fn d8_d9_every_name_comes_once_however_the_service_treats_the_start(
        names in names(),
        order in order(),
        page in 1_usize..12,
        start_from in start_from(),
        knows in any::<bool>(),
    ) {
        let service = Service::of(names, order, page, start_from);
        let all = service.names.lock().expect("no test panics here").clone();
        let is_hierarchical = Some(order == NameOrder::Hierarchical).filter(|_| knows);
        let listing = service.list(KeyRange::default(), PossibleOrders::default().narrowed(is_hierarchical));
        prop_assert_eq!(&listing.names, &all);
        // A marker here is the name with which it continues, so a job that is resumed with it finds the first name of the page.
        for (marker, first) in &listing.pages[1..] {
            prop_assert_eq!(marker, first);
        }
    }

    #[test]
    fn n4_a_range_has_only_its_names(
        names in names(),
        page in 1_usize..12,
        start_from in start_from(),
        bounds in prop::collection::btree_set("[a-c0-9]{1,2}", 2),
    ) {
        let service = Service::of(names, NameOrder::Flat, page, start_from);
        let (from, to) = (bounds.first().cloned(), bounds.last().cloned());
        let is_within = |name: &&String| Some(*name) >= from.as_ref() && Some(*name) < to.as_ref();
        let expected: Vec<_> = service.names.lock().expect("no test panics here").iter().filter(is_within).cloned().collect();
        // A complete listing that ignores its start includes the names before; no service starts elsewhere.
        prop_assume!(!matches!(start_from, StartFrom::Misses(_) | StartFrom::Fails | StartFrom::CutsOff));
        let range = KeyRange { from, to, ..KeyRange::default() };
        prop_assert_eq!(service.list(range, PossibleOrders::default()).names, expected);
    }

    #[test]
    fn blobs_deleted_in_the_meantime_hide_no_others(
        names in names(),
        page in 1_usize..12,
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let service = Service::of(names, NameOrder::Flat, page, StartFrom::Honours);
        let all = service.names.lock().expect("no test panics here").clone();
        let gone: Vec<_> = gone.into_iter().map(|index| index.get(&all).clone()).collect();
        service.deleted.lock().expect("no test panics here").clone_from(&gone);
        let listing = service.list(KeyRange::default(), PossibleOrders::default());
        prop_assert!(NameOrder::Flat.holds(listing.names.iter().map(String::as_str)));
        let stay = all.iter().filter(|name| !gone.contains(name));
        prop_assert!(stay.clone().all(|name| listing.names.contains(name)), "{:?}", listing.names);
    }
}

#[test]
fn a_large_listing_is_read_at_several_places() {
    let listing = Service::of(numbered(3000), NameOrder::Flat, 50, StartFrom::Honours)
        .list(KeyRange::default(), PossibleOrders::default());
    assert_eq!(listing.names, numbered(3000));
    let by_name = listing.requested.iter().flatten().count();
    assert!(by_name >= 50, "{by_name} of {}", listing.requested.len());
    // The pages overlap a little, and a few are read beyond the end.
    assert!(listing.requested.len() <= 3000 / 46 + 2 * MOST, "{}", listing.requested.len());
}

#[test]
fn a_small_one_is_not() {
    let listing = Service::of(numbered(199), NameOrder::Flat, 50, StartFrom::Honours)
        .list(KeyRange::default(), PossibleOrders::default());
    assert_eq!((listing.names.len(), listing.requested), (199, vec![None; 4]));
}

#[test]
fn d9_no_start_is_sent_to_a_hierarchical_namespace() {
    let orders = PossibleOrders::default().narrowed(Some(true));
    let listing =
        Service::of(numbered(1000), NameOrder::Hierarchical, 10, StartFrom::Honours).list(KeyRange::default(), orders);
    assert_eq!((listing.names.len(), listing.requested), (1000, vec![None; 100]));
}

#[test]
fn a_service_that_ignores_start_from_gets_few_such_requests() {
    for (start_from, most) in [(StartFrom::Refuses, 1), (StartFrom::Ignores, 12), (StartFrom::CutsOff, 12)] {
        let listing = Service::of(numbered(2000), NameOrder::Flat, 10, start_from)
            .list(KeyRange::default(), PossibleOrders::default());
        assert_eq!(listing.names, numbered(2000));
        let by_name = listing.requested.iter().flatten().count();
        assert!((1..=most).contains(&by_name), "{start_from:?}: {by_name}");
        assert_eq!(listing.requested.len() - by_name, 200);
    }
}
