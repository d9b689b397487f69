//! Connections over time: which are reused, which are not, how many there are, and which are not reclaimed.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::join_all;
use http::Method;

use super::limits::Limits;
use super::pool::Pool;
use super::upkeep::{LONGEST_STANDSTILL, UNREAD};
use super::{FRESH, HttpTransport, TransportSettings};
use crate::base::error::ErrorKind;
use crate::http::deadline::Deadline;
use crate::http::failure::{AttemptPhase, TransportFailure, advice};
use crate::http::reclaimed_connection::ReclaimedConnection;
use crate::http::test_server::{Reply, Server};
use crate::http::{Delivery, PipelineOptions, Repeat, Request, ResponseBody, Transport};

const LIMITS: Limits = Limits { open: 4, idle: 2, of_one_origin: 3, bytes: 3, bytes_of_one_origin: 2 };

fn with_limits(limits: Limits) -> (HttpTransport, Arc<Pool>) {
    let pool = Arc::new(Pool::new(limits));
    let settings = TransportSettings::new(&PipelineOptions::default(), &|_| None).unwrap();
    (HttpTransport::with_pool(settings, Arc::clone(&pool)), pool)
}

fn head(server: &Server) -> Request {
    Request::new(Method::HEAD, server.url("/c/b"))
}

fn append(server: &Server) -> Request {
    let mut request = Request::new(Method::PUT, server.url("/c/b?comp=appendblock"));
    request.body = Bytes::from_static(b"line").into();
    request.repeat = Repeat::OnlyIfUnsent;
    request
}

/// Time passes without being waited for.
async fn pass(time: std::time::Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_connection_is_reused_within_the_keep_alive_time() {
    for (keep_alive, seconds, connections) in
        [("", 59, 1), ("", 61, 2), ("timeout=5", 3, 1), ("timeout=5", 4, 2), ("timeout=1", 0, 2), ("max=0", 0, 2)]
    {
        let header = if keep_alive.is_empty() { String::new() } else { format!("keep-alive: {keep_alive}\r\n") };
        let server = Server::start(vec![Reply::of("200 OK", &header, "")]).await;
        let (transport, _) = with_limits(LIMITS);
        transport.send(&head(&server)).await.unwrap();
        pass(std::time::Duration::from_secs(seconds)).await;
        transport.send(&head(&server)).await.unwrap();
        assert_eq!(server.connections(), connections, "{keep_alive:?} after {seconds} s");
    }
}

#[tokio::test]
async fn a_request_that_must_not_be_repeated_uses_a_fresh_connection() {
    let server = Server::start(vec![Reply::of("201 Created", "", "")]).await;
    let (transport, _) = with_limits(LIMITS);
    for _ in 0..3 {
        transport.send(&append(&server)).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
    pass(FRESH).await;
    transport.send(&append(&server)).await.unwrap();
    assert_eq!(server.connections(), 2);
    pass(FRESH).await;
    transport.send(&head(&server)).await.unwrap();
    assert_eq!(server.connections(), 2, "what may be sent twice need not be so careful");
}

#[tokio::test]
async fn a_connection_closed_while_idle_is_replaced_silently() {
    let closing = Reply::Close(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n".to_vec());
    let server = Server::start(vec![closing.clone(), closing, Reply::of("201 Created", "", "")]).await;
    let (transport, pool) = with_limits(LIMITS);
    for number in 1..=3 {
        transport.send(&append(&server)).await.unwrap();
        if number < 3 {
            server.wait_for_end(number).await;
        }
    }
    assert_eq!((server.connections(), server.heads().len()), (3, 3));
    assert_eq!(pool.counts(), (1, 1));
}

#[tokio::test]
async fn requests_wait_for_a_full_pool_and_few_idle_connections_are_kept() {
    let server = Server::start(vec![Reply::of("200 OK", "", "")]).await;
    let (transport, pool) = with_limits(LIMITS);
    let requests: Vec<Request> = (0..100).map(|_| head(&server)).collect();
    for response in join_all(requests.iter().map(|request| transport.send(request))).await {
        assert_eq!(response.unwrap().status, 200);
    }
    assert_eq!((server.connections(), server.heads().len()), (3, 100));
    assert_eq!(pool.counts(), (2, 2));
}

#[tokio::test]
async fn all_waiters_get_the_connect_error() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: url::Url = format!("http://{}/c", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let (transport, pool) = with_limits(LIMITS);
    let requests: Vec<Request> = (0..20).map(|_| Request::new(Method::GET, url.clone())).collect();
    for response in join_all(requests.iter().map(|request| transport.send(request))).await {
        assert_eq!(response.unwrap_err().code(), Some("ECONNREFUSED"));
    }
    assert_eq!(pool.counts(), (0, 0));
}

#[tokio::test]
async fn an_abandoned_request_closes_its_connection() {
    let server = Server::start(vec![Reply::Silence, Reply::of("200 OK", "", "")]).await;
    let (transport, pool) = with_limits(Limits { of_one_origin: 1, ..LIMITS });
    let (first, second) = (head(&server), head(&server));
    let given_up = async {
        tokio::select! {
            _ = transport.send(&first) => panic!("there is no response"),
            () = server.wait_for_requests(1) => {}
        }
    };
    let ((), response) = tokio::join!(given_up, transport.send(&second));
    assert_eq!(response.unwrap().status, 200);
    server.wait_for_end(1).await;
    assert_eq!(pool.counts(), (1, 1));
}

#[tokio::test]
async fn an_ambiguously_framed_response_is_rejected() {
    for (method, response, code) in [
        (
            Method::HEAD,
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
            "HPE_UNEXPECTED_CONTENT_LENGTH",
        ),
        (Method::HEAD, "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH"),
        (Method::GET, "HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\n\r\nhi", "HPE_INVALID_CONTENT_LENGTH"),
        (Method::GET, "HTTP/1.1 200 OK\nx: 1\ncontent-length: 0\n\n", "HPE_CR_EXPECTED"),
        (Method::HEAD, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nx: 1\netag: y\r\n\r\n", "HPE_CR_EXPECTED"),
        (
            Method::GET,
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 1\r\n\r\n0\r\n\r\n",
            "HPE_INVALID_TRANSFER_ENCODING",
        ),
    ] {
        let server = Server::start(vec![Reply::Bytes(response.into()), Reply::of("200 OK", "", "")]).await;
        let (transport, _) = with_limits(LIMITS);
        let request = Request::new(method, server.url("/c/b?sig=secret"));
        let error = transport.send(&request).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Transport, Some(code)), "{response:?}");
        assert!(error.message().starts_with("Parse Error: "), "{error}");
        let failure = TransportFailure::of(&error).unwrap();
        assert_eq!((failure.phase, failure.transient), (AttemptPhase::Exchange, false));
        assert!(advice(code).is_some());
        server.wait_for_end(1).await;
        assert_eq!(transport.send(&request).await.unwrap().status, 200);
        assert_eq!(server.connections(), 2, "its connection is not used again");
    }
}

const TAG: &str = "etag: \"1\"\r\n";

/// A request for content that the caller reads at some time.
fn download(server: &Server) -> Request {
    Request { delivery: Delivery::Stream, ..Request::new(Method::GET, server.url("/c/b")) }
}

#[tokio::test]
async fn an_unread_download_does_not_block_others() {
    let content = "x".repeat(1_000_000);
    let server = Server::start(vec![Reply::of("200 OK", TAG, &content)]).await;
    let (transport, pool) = with_limits(LIMITS);
    let held = [download(&server), download(&server)];
    let held = join_all(held.iter().map(|request| transport.send(request))).await;
    let others = [download(&server), download(&server)];
    let waiting = join_all(others.iter().map(|request| transport.send(request)));
    pass(UNREAD).await;
    for response in waiting.await {
        assert_eq!(response.unwrap().body.collect().await.unwrap().len(), content.len());
    }
    assert!(pool.counts().0 <= LIMITS.bytes_of_one_origin);
    for response in held {
        let error = response.unwrap().body.collect().await.unwrap_err();
        assert!(ReclaimedConnection::caused(&error), "{error:?}");
    }
    assert_eq!(server.heads().len(), 4);
}

#[tokio::test]
async fn a_download_being_read_or_not_resumable_keeps_its_connection() {
    let content = "x".repeat(1_000_000);
    for headers in ["", "etag: W/\"1\"\r\n", TAG] {
        let server = Server::start(vec![Reply::of("200 OK", headers, &content)]).await;
        let (transport, _) = with_limits(Limits { bytes_of_one_origin: 1, ..LIMITS });
        let first = transport.send(&download(&server)).await.unwrap();
        let other = download(&server);
        if headers == TAG {
            assert_eq!(first.body.collect().await.unwrap().len(), content.len());
            assert_eq!(transport.send(&other).await.unwrap().status, 200);
            assert_eq!(server.connections(), 1);
            continue;
        }
        let (read, response) = tokio::join!(
            async {
                pass(10 * UNREAD).await;
                first.body.collect().await.unwrap().len()
            },
            transport.send(&other)
        );
        assert_eq!((read, response.unwrap().status), (content.len(), 200), "{headers}");
    }
}

#[tokio::test]
async fn pieces_are_limited_for_one_response() {
    const LIMIT: usize = 10_000;
    let content = "x".repeat(4_000_000);
    let server = Server::start(vec![Reply::of("200 OK", TAG, &content)]).await;
    let (transport, _) = with_limits(Limits { bytes_of_one_origin: 1, ..LIMITS });
    for limit in [Some(LIMIT), None] {
        let response = transport.send(&download(&server)).await.unwrap();
        if let Some(limit) = limit {
            response.task.as_ref().unwrap().pieces().limit(limit);
        }
        let ResponseBody::Stream(pieces) = response.body else { panic!("it is streamed") };
        let lengths: Vec<usize> = pieces.map(|piece| piece.unwrap().len()).collect().await;
        assert_eq!(lengths.iter().sum::<usize>(), content.len());
        // What was received with the head came before the limit.
        let longest = lengths[lengths.len() / 2..].iter().max().copied().unwrap();
        assert_eq!(longest <= LIMIT, limit.is_some(), "{limit:?}: {longest}");
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_small_unread_download_holds_no_connection() {
    let server = Server::start(vec![Reply::of("200 OK", TAG, "hello")]).await;
    let (transport, _) = with_limits(LIMITS);
    let mut unread = Vec::new();
    for _ in 0..10 {
        unread.push(transport.send(&download(&server)).await.unwrap());
    }
    for response in unread {
        assert_eq!(response.body.collect().await.unwrap(), "hello");
    }
    assert_eq!(server.heads().len(), 10);
}

#[tokio::test]
async fn waiting_for_a_connection_does_not_count_as_attempt_time() {
    let server = Server::start(vec![Reply::Silence, Reply::of("200 OK", "", "")]).await;
    let (transport, _) = with_limits(Limits { of_one_origin: 1, ..LIMITS });
    let held = head(&server);
    let held = tokio::spawn({
        let transport = transport.clone();
        async move { drop(transport.send(&held).await) }
    });
    server.wait_for_requests(1).await;
    let limit = std::time::Duration::from_secs(5);
    let mut request = head(&server);
    request.attempt.deadline = Deadline::after(limit);
    let deadline = request.attempt.deadline.clone().unwrap();
    let waiting = tokio::spawn(async move { transport.send(&request).await });
    tokio::task::yield_now().await;
    pass(100 * limit / 2).await;
    held.abort();
    tokio::select! {
        response = waiting => assert_eq!(response.unwrap().unwrap().status, 200),
        () = deadline.passed() => panic!("the deadline passed without a request"),
    }
    pass(limit).await;
    deadline.passed().await;
}

#[tokio::test]
async fn hopeless_waiters_get_an_error_that_names_the_holders() {
    let server = Server::start(vec![Reply::Silence]).await;
    let (transport, pool) = with_limits(Limits { of_one_origin: 1, ..LIMITS });
    let held = head(&server);
    let other = transport.clone();
    let held = tokio::spawn(async move { drop(other.send(&held).await) });
    server.wait_for_requests(1).await;
    let (one, two) = (head(&server), head(&server));
    let waiting = async { tokio::join!(transport.send(&one), transport.send(&two)) };
    let time = async {
        tokio::task::yield_now().await;
        pass(LONGEST_STANDSTILL).await;
    };
    let ((one, two), ()) = tokio::join!(waiting, time);
    for error in [one.unwrap_err(), two.unwrap_err()] {
        assert_eq!((error.kind(), error.code()), (ErrorKind::Transport, Some("REQUEST_SEND_ERROR")));
        for part in [&server.address.to_string()[..], "the 1 that there may be", "for 300 s", "On 1 of them"] {
            assert!(error.message().contains(part), "{error}");
        }
        let failure = TransportFailure::of(&error).unwrap();
        assert_eq!((failure.phase, failure.transient), (AttemptPhase::Connect, false));
    }
    assert_eq!((server.heads().len(), pool.counts()), (1, (1, 0)));
    held.abort();
}
