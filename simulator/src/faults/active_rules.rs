//! All rules: which requests each counts, which one fires, and the stalls that wait to be released.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

use crate::faults::active_rule::ActiveRule;
use crate::faults::rule::Rule;
use crate::operation::Operation;
use crate::request::Call;
use crate::wire::Wait;

/// A rule, and how often it counted and fired.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleReport {
    /// The number of requests that it counted.
    pub matched: u64,
    /// How often it fired.
    pub fired: u64,
    /// The codes with which the service rejected events, if it did.
    pub refused: Vec<String>,
    /// The rule.
    pub rule: Rule,
}

/// All rules.
#[derive(Debug)]
pub struct Faults {
    /// Whether there are any rules. Without rules, this is the only check of a request.
    any: AtomicBool,
    any_upload: AtomicBool,
    rules: Mutex<Arc<Vec<Arc<ActiveRule>>>>,
    /// How often stalls were released.
    releases: watch::Sender<u64>,
}

impl Default for Faults {
    fn default() -> Self {
        let (any, any_upload) = (AtomicBool::default(), AtomicBool::default());
        Self { any, any_upload, rules: Mutex::default(), releases: watch::channel(0).0 }
    }
}

impl Faults {
    /// Replaces all rules, unless one of them is invalid.
    pub fn set(&self, rules: Vec<Rule>) -> Result<(), String> {
        for (number, rule) in rules.iter().enumerate() {
            if let Some(problem) = rule.problem() {
                return Err(format!("[{number}].{problem}"));
            }
        }
        let live = |(number, rule): (usize, Rule)| {
            let name = rule.name.clone().unwrap_or_else(|| number.to_string());
            let (matched, fired, refused) = Default::default();
            Arc::new(ActiveRule { rule, name, matched, fired, refused })
        };
        let rules: Vec<_> = rules.into_iter().enumerate().map(live).collect();
        let (any, any_upload) = (!rules.is_empty(), rules.iter().any(|live| live.rule.what.upload.is_some()));
        *self.rules() = Arc::new(rules);
        self.any.store(any, Ordering::Release);
        self.any_upload.store(any_upload, Ordering::Release);
        Ok(())
    }

    /// Every rule, with how often it counted and fired.
    pub fn report(&self) -> Vec<RuleReport> {
        let report = |live: &Arc<ActiveRule>| {
            let (matched, fired) = (live.matched.load(Ordering::Relaxed), live.fired.load(Ordering::Relaxed));
            let refused = live.refused.lock().unwrap_or_else(PoisonError::into_inner).clone();
            RuleReport { matched, fired, refused, rule: live.rule.clone() }
        };
        self.rules().iter().map(report).collect()
    }

    /// Whether there are any rules.
    pub fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    /// Whether there is a rule for requests whose body has not arrived yet.
    pub fn any_upload(&self) -> bool {
        self.any_upload.load(Ordering::Acquire)
    }

    /// Counts a request. Every rule that it fits counts it; the first one that is due fires.
    pub fn find(&self, call: &Call, operation: Operation) -> Option<Fired> {
        if !self.any() {
            return None;
        }
        let releases = *self.releases.borrow();
        self.count(call, operation, false).map(|live| Fired { live, releases })
    }

    /// Counts a request whose body has not arrived yet, only for rules about uploads.
    pub fn find_upload(&self, call: &Call, operation: Operation) -> Option<Arc<ActiveRule>> {
        self.count(call, operation, true)
    }

    fn count(&self, call: &Call, operation: Operation, upload: bool) -> Option<Arc<ActiveRule>> {
        let rules = Arc::clone(&self.rules());
        let fitting = rules
            .iter()
            .filter(|live| live.rule.what.upload.is_some() == upload && live.rule.which.fits(call, operation));
        let mut found = None;
        for live in fitting {
            let number = live.matched.fetch_add(1, Ordering::Relaxed) + 1;
            if found.is_none() && live.rule.when.is_due(number) && live.fire() {
                found = Some(Arc::clone(live));
            }
        }
        found
    }

    /// Waits until stalls are released. A release since the rule fired counts, too: who saw that it fired may have been quicker.
    pub async fn released(&self, fired: &Fired) {
        let mut releases = self.releases.subscribe();
        // It never fails: this has the sender.
        let _ = releases.wait_for(|count| *count != fired.releases).await;
    }

    /// A function that starts to wait until stalls are released.
    pub fn release(&self) -> impl FnOnce() -> Wait + Send + use<> {
        let releases = self.releases.clone();
        move || Box::pin(wait(releases.subscribe()))
    }

    /// The number of current stalls.
    pub fn stalls(&self) -> usize {
        self.releases.receiver_count()
    }

    /// Releases all stalls, and returns their number.
    pub fn release_stalls(&self) -> usize {
        let waiting = self.stalls();
        self.releases.send_modify(|count| *count += 1);
        waiting
    }

    fn rules(&self) -> MutexGuard<'_, Arc<Vec<Arc<ActiveRule>>>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A rule that fired for a request.
#[derive(Debug)]
pub struct Fired {
    /// The rule.
    pub live: Arc<ActiveRule>,
    /// How often stalls had been released before.
    releases: u64,
}

async fn wait(mut releases: watch::Receiver<u64>) {
    if releases.changed().await.is_err() {
        // The service has ended, so nothing can release the stall.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::*;
    use crate::received::Received;
    use crate::request::Role;
    use crate::service::Service;
    use crate::sources::remote::{RemoteReader, SourceOptions};

    /// A read of a blob that does not exist, and its result.
    async fn read(service: &Service, role: Role) -> (u16, &'static str) {
        let parts = Request::get("/a/box/source").body(()).unwrap().into_parts().0;
        let mut call = Call::new(Received::internal(parts, Bytes::new()), service.store.clock.now()).unwrap();
        call.role = role;
        let failure = service.perform(&mut call, Operation::GetBlob, None).await.unwrap_err();
        (failure.status, failure.code)
    }

    fn rule(json: &str) -> Rule {
        serde_json::from_str(json).unwrap()
    }

    #[tokio::test]
    async fn a_stall_that_is_released_before_it_begins_does_not_begin() {
        let service = Service::new(
            [("a".to_owned(), vec![vec![1]])].into(),
            RemoteReader::new(&SourceOptions::default()).unwrap(),
        );
        service
            .faults
            .set(vec![rule(r#"{"which": {"role": "source"}, "what": {"delay": 50, "stall": true, "status": 503}}"#)])
            .unwrap();
        let release = async {
            while service.faults.report()[0].fired == 0 {
                tokio::task::yield_now().await;
            }
            assert_eq!((service.faults.stalls(), service.faults.release_stalls()), (0, 0));
        };
        let both = async { tokio::join!(read(&service, Role::Source), release).0 };
        let seen = tokio::time::timeout(std::time::Duration::from_secs(60), both).await;
        assert_eq!(seen.expect("the request continues"), (503, "ServerBusy"));
    }

    #[tokio::test]
    async fn reads_by_the_service_have_their_own_rules_and_need_no_credential() {
        let service = Service::new(
            [("a".to_owned(), vec![vec![1]])].into(),
            RemoteReader::new(&SourceOptions::default()).unwrap(),
        );
        service.faults.set(vec![rule(r#"{"which": {"role": "source"}, "what": {"status": 503}}"#)]).unwrap();
        assert_eq!(read(&service, Role::Source).await, (503, "ServerBusy"));
        assert_eq!(read(&service, Role::Client).await, (401, "NoAuthenticationInformation"));
        service.faults.set(vec![rule(r#"{"what": {"status": 503}}"#)]).unwrap();
        assert_eq!(read(&service, Role::Source).await, (404, "ContainerNotFound"));
        assert_eq!(read(&service, Role::Client).await, (503, "ServerBusy"));
        service
            .faults
            .set(vec![rule(r#"{"which": {"role": "any"}, "when": {"nth": 2}, "what": {"status": 500}}"#)])
            .unwrap();
        assert_eq!(read(&service, Role::Source).await, (404, "ContainerNotFound"));
        assert_eq!(read(&service, Role::Client).await, (500, "InternalError"));
    }

    #[test]
    fn a_rule_fires_at_most_its_limit() {
        let faults = Faults::default();
        faults.set(vec![rule(r#"{"when": {"times": 3}}"#)]).unwrap();
        let live = Arc::clone(&faults.rules()[0]);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..100).for_each(|_| assert!(live.fire() || live.fired.load(Ordering::Relaxed) == 3)));
            }
        });
        assert_eq!(faults.report()[0].fired, 3);
    }
}
