use std::error::Error as StdError;
use std::fmt;
use std::io;

use http::StatusCode;
use rustls::{AlertDescription, CertificateError};

use super::{AttemptPhase, FailureContext, TransportFailure, advice, diagnose, peer};
use crate::base::error::ErrorKind;
use crate::http::proxy_rejection::ProxyRejection;

/// An error with a cause, as the layers of an HTTP client wrap them.
#[derive(Debug)]
struct Layer(&'static str, Option<Box<dyn StdError + Send + Sync>>);

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl StdError for Layer {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.1.as_ref().map(|cause| &**cause as _)
    }
}

fn wrapped(cause: impl StdError + Send + Sync + 'static) -> Layer {
    Layer("outer", Some(Box::new(Layer("inner", Some(Box::new(cause))))))
}

const CONNECTING: FailureContext<'_> =
    FailureContext { phase: AttemptPhase::Connect, resolving: false, timed_out: false, peer: "h:1", proxy: None };

#[test]
fn system_errors_have_the_codes_of_node() {
    use io::ErrorKind as Kind;
    for (kind, code) in [
        (Kind::ConnectionRefused, "ECONNREFUSED"),
        (Kind::ConnectionReset, "ECONNRESET"),
        (Kind::ConnectionAborted, "ECONNRESET"),
        (Kind::UnexpectedEof, "ECONNRESET"),
        (Kind::TimedOut, "ETIMEDOUT"),
        (Kind::HostUnreachable, "EHOSTUNREACH"),
        (Kind::NetworkUnreachable, "ENETUNREACH"),
        (Kind::AddrNotAvailable, "EADDRNOTAVAIL"),
        (Kind::PermissionDenied, "EACCES"),
    ] {
        let verdict = diagnose(&wrapped(io::Error::from(kind)), CONNECTING);
        assert_eq!((verdict.code, verdict.transient), (code, true));
        assert_eq!(verdict.message, format!("connect {code} h:1"));
    }
    let verdict = diagnose(
        &wrapped(io::Error::from(Kind::BrokenPipe)),
        FailureContext { phase: AttemptPhase::Exchange, ..CONNECTING },
    );
    assert_eq!((verdict.code, verdict.message.as_str()), ("EPIPE", "write EPIPE h:1"));
}

#[test]
fn an_error_inside_an_io_error_is_found() {
    let rejected = rustls::Error::InvalidCertificate(CertificateError::Revoked);
    let nested = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, rejected));
    let verdict = diagnose(&wrapped(nested), CONNECTING);
    assert_eq!((verdict.code, verdict.transient), ("CERT_REVOKED", false));
    assert_eq!(verdict.message, "certificate revoked (h:1)");
}

#[test]
fn rejected_certificates_have_the_codes_of_node() {
    use CertificateError as Bad;
    for (bad, code) in [
        (Bad::Expired, "CERT_HAS_EXPIRED"),
        (Bad::NotValidYet, "CERT_NOT_YET_VALID"),
        (Bad::NotValidForName, "ERR_TLS_CERT_ALTNAME_INVALID"),
        (Bad::BadSignature, "CERT_SIGNATURE_FAILURE"),
        (Bad::InvalidPurpose, "INVALID_PURPOSE"),
        (Bad::UnknownIssuer, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
        (Bad::BadEncoding, "CERT_REJECTED"),
    ] {
        assert_eq!(diagnose(&wrapped(rustls::Error::InvalidCertificate(bad)), CONNECTING).code, code);
    }
    let alert = rustls::Error::AlertReceived(AlertDescription::HandshakeFailure);
    assert_eq!(diagnose(&wrapped(alert), CONNECTING).code, "EPROTO");
}

#[test]
fn unresolved_names_have_the_codes_of_node() {
    let resolving = FailureContext { resolving: true, peer: "account.blob:443", ..CONNECTING };
    for (text, code) in [
        ("failed to lookup address information: Name or service not known", "ENOTFOUND"),
        ("failed to lookup address information: nodename nor servname provided, or not known", "ENOTFOUND"),
        ("failed to lookup address information: Temporary failure in name resolution", "EAI_AGAIN"),
        ("failed to lookup address information: Try again", "EAI_AGAIN"),
    ] {
        let verdict = diagnose(&wrapped(io::Error::other(text)), resolving);
        assert_eq!((verdict.code, verdict.transient), (code, true), "{text}");
        assert_eq!(verdict.message, format!("getaddrinfo {code} account.blob"));
    }
}

#[test]
fn a_timeout_without_a_cause_is_etimedout() {
    let verdict = diagnose(&Layer("slow", None), FailureContext { timed_out: true, ..CONNECTING });
    assert_eq!((verdict.code, verdict.message.as_str()), ("ETIMEDOUT", "connect ETIMEDOUT h:1"));
}

#[test]
fn failures_are_attributed_to_proxy_or_server() {
    let through = FailureContext { proxy: Some("proxy:8080"), ..CONNECTING };
    let revoked = || rustls::Error::InvalidCertificate(CertificateError::Revoked);
    assert_eq!(diagnose(&wrapped(revoked()), through).message, "certificate revoked (proxy:8080)");
    assert_eq!(diagnose(&wrapped(revoked()), CONNECTING).message, "certificate revoked (h:1)");
    let rejected = || io::Error::from(io::ErrorKind::ConnectionRefused);
    assert_eq!(diagnose(&wrapped(rejected()), through).message, "connect ECONNREFUSED proxy:8080");
    for (rejection, words, transient) in [
        (ProxyRejection::Status(StatusCode::PROXY_AUTHENTICATION_REQUIRED), "proxy authorization required", false),
        (ProxyRejection::Status(StatusCode::FORBIDDEN), "403 Forbidden", false),
        (ProxyRejection::Status(StatusCode::TOO_MANY_REQUESTS), "429 Too Many Requests", true),
        (ProxyRejection::Status(StatusCode::BAD_GATEWAY), "502 Bad Gateway", true),
        (ProxyRejection::NotHttp, "it did not respond in HTTP", false),
        (ProxyRejection::NotSocks, "it did not respond in SOCKS", false),
        (ProxyRejection::NoMethod, "proxy authorization required", false),
        (ProxyRejection::Credentials, "proxy authorization required", false),
        (ProxyRejection::NoAddress, "the host has no IPv4 address, and SOCKS4 knows no other", false),
        (ProxyRejection::Socks5(1), "SOCKS 1", true),
        (ProxyRejection::Socks5(2), "its rules forbid it (SOCKS 2)", false),
        (ProxyRejection::Socks5(3), "the network cannot be reached (SOCKS 3)", true),
        (ProxyRejection::Socks5(4), "the host cannot be reached (SOCKS 4)", true),
        (ProxyRejection::Socks5(5), "the host refused the connection (SOCKS 5)", true),
        (ProxyRejection::Socks5(6), "it took too long (SOCKS 6)", true),
        (ProxyRejection::Socks5(7), "SOCKS 7", false),
        (ProxyRejection::Socks4(91), "SOCKS 91", true),
        (ProxyRejection::Socks4(93), "SOCKS 93", false),
    ] {
        let verdict = diagnose(&wrapped(rejection), through);
        assert_eq!((verdict.code, verdict.transient), ("REQUEST_SEND_ERROR", transient));
        assert_eq!(verdict.message, format!("the proxy proxy:8080 did not open a tunnel: {words}"));
    }
}

#[test]
fn an_unknown_failure_keeps_its_message() {
    let verdict = diagnose(&wrapped(Layer("the cause of it", None)), CONNECTING);
    assert_eq!((verdict.code, verdict.transient), ("REQUEST_SEND_ERROR", true));
    assert_eq!(verdict.message, "request to h:1 failed: the cause of it");
}

#[test]
fn an_error_keeps_its_failure_and_cause() {
    let cause = io::Error::from(io::ErrorKind::ConnectionReset);
    let error = TransportFailure::new("ECONNRESET", AttemptPhase::Exchange, true)
        .with_cause(cause)
        .into_error("read ECONNRESET");
    assert_eq!(
        (error.kind(), error.code(), error.message()),
        (ErrorKind::Transport, Some("ECONNRESET"), "read ECONNRESET")
    );
    let failure = TransportFailure::of(&error).unwrap();
    assert_eq!((failure.phase, failure.transient), (AttemptPhase::Exchange, true));
    assert!(failure.source().is_some());
    assert!(TransportFailure::of(&crate::base::error::Error::aborted()).is_none());
}

#[test]
fn advice_is_added_where_it_helps() {
    assert!(advice("ECONNREFUSED").unwrap().contains("listens"));
    assert!(advice("DEPTH_ZERO_SELF_SIGNED_CERT").unwrap().contains("NODE_EXTRA_CA_CERTS"));
    assert_eq!(advice("ECONNRESET"), None);
}

#[test]
fn the_peer_includes_the_port() {
    for (url, expected) in [("https://h/c", "h:443"), ("http://h", "h:80"), ("http://[::1]:7/", "[::1]:7")] {
        assert_eq!(peer(&url.parse().unwrap()), expected);
    }
}
