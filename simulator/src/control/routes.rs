//! The routes of the control endpoint, one line each. Everything is a method of `Simulator`, too.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::digests;
use super::put_file::put_file;
use super::request::{ControlError, ControlRequest, ControlResult, Route, bad, done, reply};
use super::tokens;
use crate::copies::CopyScript;
use crate::response::precise_time;
use crate::service::Service;
use crate::state::features::Features;
use crate::synthetic;

/// The path of what responds only when nothing is in flight; the waiting is done before.
pub const IDLE: &str = "/idle";

/// All routes.
pub const ROUTES: &[Route] = &[
    ("POST", "/accounts", |service, request| {
        let AccountFeatures { account, features } = request.json()?;
        service.set_features(&account, features).map_err(bad).and_then(|()| done())
    }),
    ("POST", "/copies", set_copies),
    ("POST", "/rehydration", |service, request| {
        let Rehydration { seconds } = request.json()?;
        service.scripts.set_rehydration(Duration::from_secs(seconds));
        done()
    }),
    ("POST", "/release", |service, _| reply(&json!({ "released": service.store.release() }))),
    ("GET", "/requests", |service, request| reply(&service.log.requests(&request.query()?))),
    ("DELETE", "/requests", |service, _| {
        service.log.clear();
        done()
    }),
    ("GET", "/statistics", |service, _| reply(&service.log.counts.read())),
    ("DELETE", "/statistics", |service, _| {
        service.log.counts.reset();
        done()
    }),
    ("POST", IDLE, |_, _| done()),
    ("GET", "/faults", |service, _| reply(&service.faults.report())),
    ("POST", "/faults", |service, request| service.faults.set(request.json()?).map_err(bad).and_then(|()| done())),
    ("DELETE", "/faults", |service, _| service.faults.set(Vec::new()).map_err(bad).and_then(|()| done())),
    ("GET", "/stalls", |service, _| reply(&json!({ "stalled": service.faults.stalls() }))),
    ("POST", "/release-stalls", |service, _| reply(&json!({ "released": service.faults.release_stalls() }))),
    ("GET", "/throttle", |service, _| reply(&service.throttling.get())),
    ("POST", "/throttle", |service, request| {
        service.throttling.set(Some(request.json()?)).map_err(bad).and_then(|()| done())
    }),
    ("DELETE", "/throttle", |service, _| service.throttling.set(None).map_err(bad).and_then(|()| done())),
    ("GET", "/clock", |service, _| report_time(service)),
    ("POST", "/clock", set_clock),
    ("POST", "/synthetic-container", |service, request| {
        let script = request.json()?;
        service.create_synthetic_container(script).map_err(bad).and_then(|()| done())
    }),
    ("POST", "/synthetic", |service, request| {
        synthetic::put(&service.store, request.json()?).map_err(|failure| bad(failure.code)).and_then(|()| done())
    }),
    ("PUT", "/files/", put_file),
    ("GET", "/digests", digests::list),
    ("GET", "/source-reads", |service, _| reply(&service.log.sources())),
    ("POST", "/tokens", tokens::issue),
    ("POST", "/issuer", tokens::script),
    ("GET", "/issuer", |service, _| reply(&json!({ "requests": service.token_requests.load(Ordering::Relaxed) }))),
    ("POST", "*/oauth2/v2.0/token", |service, request| Ok(tokens::grant(service, request))),
];

fn set_copies(service: &Service, request: &ControlRequest<'_>) -> ControlResult {
    let script: CopyScript = request.json()?;
    if !script.is_valid() {
        return Err(bad("progress: each step is a part from 0 to 1; pending.bytesPerSecond: must be 1 or more"));
    }
    service.scripts.set_copies(script);
    done()
}

/// The features of an account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountFeatures {
    account: String,
    #[serde(default)]
    features: Features,
}

/// The duration of a rehydration.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rehydration {
    seconds: u64,
}

/// Changes of the clock, in this order.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct SetClock {
    stop: bool,
    advance_seconds: f64,
    resume: bool,
}

fn set_clock(service: &Service, request: &ControlRequest<'_>) -> ControlResult {
    let SetClock { stop, advance_seconds, resume } = request.json()?;
    let wrong = |error| -> ControlError { bad(format!("advanceSeconds: {error}")) };
    let by = Duration::try_from_secs_f64(advance_seconds).map_err(wrong)?;
    if stop && resume {
        return Err(bad("stop and resume exclude each other"));
    }
    if stop {
        service.store.clock.stop();
    }
    service.store.clock.advance(by);
    if resume {
        service.store.clock.resume();
    }
    report_time(service)
}

fn report_time(service: &Service) -> ControlResult {
    reply(&json!({ "now": precise_time(service.store.clock.now()), "stopped": service.store.clock.is_stopped() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_documents_every_route() {
        let readme = include_str!("../../README.md");
        for (method, path, _) in ROUTES {
            let row = format!("| `{method} {}", path.replace('*', "/TENANT"));
            assert!(readme.contains(&row), "{method} {path}");
        }
    }
}
