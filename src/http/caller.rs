//! On whose behalf a task works: the number of the call that it belongs to. It goes along with the work into the tasks that the work
//! begins, so that whoever asks the caller for something (a token) can say for which call.

use std::future::Future;

tokio::task_local! {
    static CALLER: u32;
}

/// Does work on behalf of a call.
pub fn on_behalf_of<Work: Future>(call: u32, work: Work) -> impl Future<Output = Work::Output> {
    CALLER.scope(call, work)
}

/// The call on whose behalf this is done, where there is one.
pub fn current() -> Option<u32> {
    CALLER.try_with(|call| *call).ok()
}

/// Work that a task of its own goes on with, on behalf of the call that is current now.
pub async fn inherited<Work: Future>(call: Option<u32>, work: Work) -> Work::Output {
    match call {
        Some(call) => CALLER.scope(call, work).await,
        None => work.await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_call_goes_along_into_the_tasks_that_its_work_begins() {
        let work = async {
            let without = tokio::spawn(async { current() });
            let along = tokio::spawn(inherited(current(), async { current() }));
            (current(), without.await.expect("no panic"), along.await.expect("no panic"))
        };
        assert_eq!(on_behalf_of(7, work).await, (Some(7), None, Some(7)));
        assert_eq!(current(), None);
        assert_eq!(inherited(current(), async { current() }).await, None);
    }
}
