//! The service's time: the machine's, until a test moves or stops it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// A clock that never goes back.
#[derive(Debug, Default)]
pub struct Clock(Mutex<ClockState>);

#[derive(Debug, Default)]
struct ClockState {
    /// The difference from the machine's clock: ahead, and behind from its start or for the time that it was stopped.
    ahead: Duration,
    behind: Duration,
    stopped_at: Option<SystemTime>,
}

impl Clock {
    /// Begins behind the machine's, as the clock of a service may be behind that of its client. Only before anything has read it.
    pub fn begin_behind(&self, by: Duration) {
        self.setting().behind = by;
    }

    /// The current time.
    pub fn now(&self) -> SystemTime {
        let setting = self.setting();
        setting.stopped_at.unwrap_or_else(|| SystemTime::now() + setting.ahead - setting.behind)
    }

    /// Moves it forward, whether it runs or not.
    pub fn advance(&self, by: Duration) {
        let mut setting = self.setting();
        setting.ahead += by;
        if let Some(time) = &mut setting.stopped_at {
            *time += by;
        }
    }

    /// Stops it: from now on, only [`Clock::advance`] moves it.
    pub fn stop(&self) {
        let now = self.now();
        self.setting().stopped_at = Some(now);
    }

    /// Lets it run again, from its current time.
    pub fn resume(&self) {
        let mut setting = self.setting();
        if let Some(time) = setting.stopped_at.take() {
            let now = SystemTime::now();
            setting.ahead = time.duration_since(now).unwrap_or_default();
            setting.behind = now.duration_since(time).unwrap_or_default();
        }
    }

    /// Whether it is stopped.
    pub fn is_stopped(&self) -> bool {
        self.setting().stopped_at.is_some()
    }

    fn setting(&self) -> std::sync::MutexGuard<'_, ClockState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_only_when_advanced() {
        let clock = Clock::default();
        clock.stop();
        let before = clock.now();
        assert_eq!(clock.now(), before);
        clock.advance(Duration::from_secs(3600));
        assert_eq!(clock.now(), before + Duration::from_secs(3600));
        clock.resume();
        let after = clock.now();
        assert!(after >= before + Duration::from_secs(3600) && after < before + Duration::from_secs(3660));
    }

    #[test]
    fn a_resumed_clock_continues_from_where_it_stopped() {
        let clock = Clock::default();
        // As if it had been stopped an hour ago.
        let stood = SystemTime::now() - Duration::from_secs(3600);
        clock.setting().stopped_at = Some(stood);
        clock.resume();
        let now = clock.now();
        assert!(now >= stood && now < stood + Duration::from_secs(60));
    }

    #[test]
    fn a_clock_can_be_behind() {
        let clock = Clock::default();
        clock.begin_behind(Duration::from_secs(600));
        assert!(clock.now() < SystemTime::now() - Duration::from_secs(590));
    }

    #[test]
    fn a_running_clock_can_be_ahead() {
        let clock = Clock::default();
        clock.advance(Duration::from_secs(86_400));
        assert!(clock.now() > SystemTime::now() + Duration::from_secs(86_000));
    }
}
