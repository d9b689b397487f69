//! Notifies waiters of the result of their wait, in the order in which connections were handed out, whichever thread hands them out.
//!
//! A waiter continues on its own thread. If the threads woke waiters themselves, those that its own thread wakes would overtake those
//! that another one woke: a runtime takes wake-ups from elsewhere only when it has nothing else, or now and then. So another thread only
//! schedules the notification on the waiter's runtime, where all that are due are sent at once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::base::error::Result;
use crate::base::lock::lock;
use crate::http::transport::connection::LeasedConnection;

/// The notification of a waiter.
pub struct Notification {
    pub to: oneshot::Sender<Result<LeasedConnection>>,
    pub outcome: Result<LeasedConnection>,
    /// The runtime that the waiter runs on.
    pub runtime: Handle,
}

/// Notifications that were not sent yet.
#[derive(Clone, Default)]
pub struct Notifier {
    due: Arc<Mutex<VecDeque<Notification>>>,
}

impl Notifier {
    /// Notifies these waiters, after those that are due.
    pub fn notify(&self, notifications: Vec<Notification>) {
        for notification in notifications {
            let there = DueNotifications { notifier: self.clone(), runtime: notification.runtime.clone() };
            lock(&self.due).push_back(notification);
            if is_current(&there.runtime) {
                drop(there);
            } else {
                let runtime = there.runtime.clone();
                runtime.spawn(async move { drop(there) }.boxed());
            }
        }
    }

    fn take(&self, runtime: &Handle) -> Option<Notification> {
        let mut due = lock(&self.due);
        let at = due.iter().position(|notification| notification.runtime.id() == runtime.id())?;
        due.remove(at)
    }
}

/// Sends all due notifications of a runtime when it is dropped: on that runtime, or once the runtime has ended.
struct DueNotifications {
    notifier: Notifier,
    runtime: Handle,
}

impl Drop for DueNotifications {
    fn drop(&mut self) {
        while let Some(Notification { to, outcome, .. }) = self.notifier.take(&self.runtime) {
            // A waiter that has just left does not listen. Its connection returns to the pool when it is dropped.
            let _ = to.send(outcome);
        }
    }
}

fn is_current(runtime: &Handle) -> bool {
    Handle::try_current().is_ok_and(|current| current.id() == runtime.id())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use tokio::runtime::Builder;

    use super::*;
    use crate::base::error::{Error, ErrorKind};

    fn failure(number: usize) -> Result<LeasedConnection> {
        Err(Error::new(ErrorKind::Internal, number.to_string()))
    }

    #[test]
    fn waiters_continue_in_notification_order_from_any_thread() {
        let runtime = Builder::new_current_thread().build().unwrap();
        let (notifier, order) = (Notifier::default(), Arc::new(Mutex::new(Vec::new())));
        let here = runtime.handle().clone();
        runtime.block_on(async {
            let mut tells = VecDeque::new();
            let mut waiters = Vec::new();
            for _ in 0..40 {
                let (to, receiver) = oneshot::channel::<Result<LeasedConnection>>();
                tells.push_back(to);
                let order = Arc::clone(&order);
                waiters.push(tokio::spawn(async move {
                    let error = receiver.await.unwrap().err().unwrap();
                    lock(&order).push(error.to_string());
                }));
            }
            tokio::task::yield_now().await;
            for number in 0..40 {
                let to = tells.pop_front().unwrap();
                let notifications = vec![Notification { to, outcome: failure(number), runtime: here.clone() }];
                if number % 5 < 3 {
                    let notifier = notifier.clone();
                    thread::spawn(move || notifier.notify(notifications)).join().unwrap();
                } else {
                    notifier.notify(notifications);
                }
                if number % 7 == 0 {
                    tokio::task::yield_now().await;
                }
            }
            for waiter in waiters {
                waiter.await.unwrap();
            }
        });
        let expected: Vec<String> = (0..40).map(|number| number.to_string()).collect();
        assert_eq!(*lock(&order), expected);
    }

    #[test]
    fn notifications_of_an_ended_runtime_are_sent() {
        let runtime = Builder::new_current_thread().build().unwrap();
        let notifier = Notifier::default();
        let here = runtime.handle().clone();
        let (to, mut before) = oneshot::channel();
        notifier.notify(vec![Notification { to, outcome: failure(0), runtime: here.clone() }]);
        assert!(before.is_empty(), "it waits for its runtime");
        drop(runtime);
        assert!(before.try_recv().is_ok());
        let (to, mut after) = oneshot::channel();
        notifier.notify(vec![Notification { to, outcome: failure(1), runtime: here }]);
        assert!(after.try_recv().is_ok());
        assert!(lock(&notifier.due).is_empty());
    }
}
