//! Why a request got no response, as the codes that Node scripts match on. Pure: it only reads errors.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use url::Url;

use crate::base::error::{Error, ErrorKind};
use crate::http::certificate;
use crate::http::head_fault::HeadFault;
use crate::http::proxy_rejection::ProxyRejection;

/// The phase in which a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptPhase {
    /// There was no connection yet, so the service cannot have received the request.
    Connect,
    /// The request may have been received.
    Exchange,
    /// The response's headers had arrived, its body had not.
    Body,
}

/// Why one attempt got no response. It is the source of the [`Error`] that a transport returns.
#[derive(Debug)]
pub struct TransportFailure {
    /// The code that Node uses, such as `ECONNREFUSED`.
    pub code: &'static str,
    /// The phase in which the request failed.
    pub phase: AttemptPhase,
    /// Whether another attempt can succeed. A rejected certificate is rejected again.
    pub transient: bool,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportFailure {
    /// A failure without a cause.
    #[must_use]
    pub fn new(code: &'static str, phase: AttemptPhase, transient: bool) -> Self {
        Self { code, phase, transient, cause: None }
    }

    /// Adds the cause, which must not contain a URL.
    #[must_use]
    pub fn with_cause(mut self, cause: impl StdError + Send + Sync + 'static) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// The error to return from a transport.
    pub fn into_error(self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Transport, message).with_code(self.code).with_source(self)
    }

    /// The failure inside an error, if it came from a transport.
    #[must_use]
    pub fn of(error: &Error) -> Option<&Self> {
        StdError::source(error)?.downcast_ref()
    }
}

impl fmt::Display for TransportFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl StdError for TransportFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as &(dyn StdError + 'static))
    }
}

/// The content of an error chain: the code, the message, and whether another attempt can succeed.
#[derive(Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The code that Node uses.
    pub code: &'static str,
    /// The message that Node uses, or one close to it.
    pub message: String,
    /// Whether another attempt can succeed.
    pub transient: bool,
}

/// The facts about a failure that the transport knows besides the error chain.
#[derive(Debug, Clone, Copy)]
pub struct FailureContext<'a> {
    /// The phase in which the request failed.
    pub phase: AttemptPhase,
    /// The name could not be resolved.
    pub resolving: bool,
    /// A time limit was exceeded.
    pub timed_out: bool,
    /// The server, as `host:port`.
    pub peer: &'a str,
    /// The proxy of the connection, if it uses one.
    pub proxy: Option<&'a str>,
}

/// Reads an error chain.
pub fn diagnose(error: &(dyn StdError + 'static), around: FailureContext<'_>) -> Diagnosis {
    let FailureContext { phase, proxy, .. } = around;
    let peer = proxy.filter(|_| phase == AttemptPhase::Connect).unwrap_or(around.peer);
    let verb = if phase == AttemptPhase::Connect { "connect" } else { "read" };
    if let Some(code) = out_of_descriptors(error) {
        return Diagnosis { code, message: format!("connect {code} {peer}"), transient: true };
    }
    if around.resolving {
        return unresolved(error, peer);
    }
    for cause in chain(error) {
        if let Some(rejected) = cause.downcast_ref::<rustls::Error>() {
            return rejected_by_tls(rejected, peer);
        }
        if let Some(rejection) = cause.downcast_ref::<ProxyRejection>() {
            let message = format!("the proxy {peer} did not open a tunnel: {rejection}");
            return Diagnosis { code: "REQUEST_SEND_ERROR", message, transient: rejection.is_transient() };
        }
        if let Some(fault) = cause.downcast_ref::<HeadFault>() {
            let message = format!("Parse Error: {peer} did not respond in HTTP: {fault}");
            return Diagnosis { code: fault.code(), message, transient: false };
        }
        if let Some(io) = cause.downcast_ref::<io::Error>()
            && let Some(code) = io_code(io)
        {
            let verb = if code == "EPIPE" { "write" } else { verb };
            return Diagnosis { code, message: format!("{verb} {code} {peer}"), transient: true };
        }
        if let Some(hyper) = cause.downcast_ref::<hyper::Error>() {
            if hyper.is_parse() || is_unexpected(hyper) {
                let message = format!("Parse Error: {peer} did not respond in HTTP ({hyper})");
                return Diagnosis { code: "HPE_INVALID_CONSTANT", message, transient: false };
            }
            if hyper.is_incomplete_message() || hyper.is_canceled() || hyper.is_closed() {
                let message = format!("socket hang up: {peer} closed the connection before it responded (ECONNRESET)");
                return Diagnosis { code: "ECONNRESET", message, transient: true };
            }
        }
    }
    if around.timed_out {
        return Diagnosis { code: "ETIMEDOUT", message: format!("{verb} ETIMEDOUT {peer}"), transient: true };
    }
    let last = chain(error).last().map(ToString::to_string).unwrap_or_default();
    Diagnosis { code: "REQUEST_SEND_ERROR", message: format!("request to {peer} failed: {last}"), transient: true }
}

/// An error and its causes, including those that an `io::Error` wraps without naming them as its source.
fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn StdError + 'static) = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}

fn io_code(error: &io::Error) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    Some(match error.kind() {
        Kind::ConnectionRefused => "ECONNREFUSED",
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::UnexpectedEof => "ECONNRESET",
        Kind::BrokenPipe | Kind::NotConnected => "EPIPE",
        Kind::TimedOut => "ETIMEDOUT",
        Kind::HostUnreachable => "EHOSTUNREACH",
        Kind::NetworkUnreachable => "ENETUNREACH",
        Kind::AddrNotAvailable => "EADDRNOTAVAIL",
        Kind::PermissionDenied => "EACCES",
        _ => return None,
    })
}

/// The code if the process, or the system, has too many open files.
pub fn out_of_descriptors(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    // The standard library has no kinds for these. POSIX does not fix the numbers, but all systems use the same.
    chain(error).find_map(|cause| match cause.downcast_ref::<io::Error>()?.raw_os_error()? {
        24 if cfg!(unix) => Some("EMFILE"),
        23 if cfg!(unix) => Some("ENFILE"),
        10_024 if cfg!(windows) => Some("EMFILE"),
        _ => None,
    })
}

fn is_unexpected(error: &hyper::Error) -> bool {
    // hyper has no method for it. This is the text of the error for bytes that arrived while no response was due.
    error.to_string().starts_with("received unexpected message")
}

/// The failure of the resolver. Only its text, which the standard library keeps, distinguishes the kinds.
fn unresolved(error: &(dyn StdError + 'static), peer: &str) -> Diagnosis {
    let host = peer.rsplit_once(':').map_or(peer, |(host, _)| host);
    let later = chain(error).any(|cause| {
        let text = cause.to_string();
        ["Temporary failure", "Try again", "EAI_AGAIN", "11002"].iter().any(|sign| text.contains(sign))
    });
    let code = if later { "EAI_AGAIN" } else { "ENOTFOUND" };
    Diagnosis { code, message: format!("getaddrinfo {code} {host}"), transient: true }
}

fn rejected_by_tls(error: &rustls::Error, peer: &str) -> Diagnosis {
    let (code, words) = certificate::code_of(error);
    Diagnosis { code, message: format!("{words} ({peer})"), transient: false }
}

/// The server, as `host:port`.
#[must_use]
pub fn peer(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port_or_known_default().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Advice for the user if a connection through a proxy fails.
pub const PROXY_ADVICE: &str =
    "Check the proxy: options.proxyOptions, or HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY in the environment.";

/// Advice for the user about a code, if there is any.
#[must_use]
pub fn advice(code: &str) -> Option<&'static str> {
    Some(match code {
        "ECONNREFUSED" => {
            "Nothing listens there: check the URL's host and port, and that the service or emulator runs."
        }
        "ENOTFOUND" => "No such host: check the account's name in the URL.",
        "EAI_AGAIN" => "The name could not be resolved for now: check the network and its DNS.",
        "ETIMEDOUT" | "EHOSTUNREACH" | "ENETUNREACH" => {
            "Check the network, a firewall or a proxy (HTTPS_PROXY) in between, and options.retryOptions.tryTimeoutInMs."
        }
        "DEPTH_ZERO_SELF_SIGNED_CERT"
        | "SELF_SIGNED_CERT_IN_CHAIN"
        | "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
        | "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" => {
            "If the certificate is to be trusted, name a PEM file with it or its issuer in NODE_EXTRA_CA_CERTS."
        }
        "ERR_TLS_CERT_ALTNAME_INVALID" => "The certificate is for another host: check the URL.",
        "CERT_HAS_EXPIRED" | "CERT_NOT_YET_VALID" => "Check the server's certificate and this machine's clock.",
        "EPROTO" => "The server does not speak TLS as expected: check whether the URL should start with http://.",
        "EMFILE" => {
            "This process has as many files and connections open as it may: close some, or raise the limit (ulimit -n)."
        }
        "ENFILE" => {
            "All processes of this system together have as many files open as they may: close some, or raise the system's limit."
        }
        "HPE_CR_EXPECTED"
        | "HPE_UNEXPECTED_CONTENT_LENGTH"
        | "HPE_INVALID_CONTENT_LENGTH"
        | "HPE_INVALID_TRANSFER_ENCODING"
        | "HPE_HEADER_OVERFLOW" => {
            "The response cannot be trusted, because others may parse it differently: check the server, and any proxy or gateway in between."
        }
        "HPE_INVALID_CONSTANT" => {
            "The server does not speak HTTP as expected: check the port, and whether the URL should start with https://."
        }
        _ => return None,
    })
}

#[cfg(test)]
#[path = "failure_tests.rs"]
mod tests;
