//! Whose turn it is, when several jobs share one rate. Pure: the clock is passed in.
//!
//! Turns come evenly, and waiting jobs get equal parts of the rate, however many requests each has waiting. A turn that is not used
//! is given back.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

/// The maximum time that turns may lag behind the clock: the delay of a timer is made up for, and no more.
pub const SLACK: Duration = Duration::from_millis(10);

/// The place of one request in the queue.
pub type TurnTicket = u64;

/// The state that is kept of a member, also while it has nothing waiting.
#[derive(Debug, Default)]
struct ScheduleMember {
    /// The virtual time at which its last turn ends.
    finish: f64,
    /// Its waiting requests in order, with the amount of each.
    waiting: BTreeMap<TurnTicket, f64>,
}

/// The turns.
#[derive(Debug, Default)]
pub struct Schedule {
    /// The amount per second; `None` for no limit.
    rate: Option<f64>,
    /// The time of the next turn.
    free: Option<Instant>,
    members: BTreeMap<u64, ScheduleMember>,
    /// The virtual time at which the last turn started.
    virtual_time: f64,
    next_ticket: TurnTicket,
}

impl Schedule {
    /// Sets the amount per second from now on. The rest of the last turn follows the new rate, too.
    pub fn set_rate(&mut self, rate: Option<f64>, now: Instant) {
        self.free = match (self.rate, rate, self.free) {
            (Some(before), Some(after), Some(free)) if free > now => {
                let left = free.saturating_duration_since(now).as_secs_f64();
                now.checked_add(time_for(left * before, after))
            }
            (_, Some(_), free) => free,
            (_, None, _) => None,
        };
        self.rate = rate;
    }

    /// A member requests a turn of this amount.
    pub fn request(&mut self, member: u64, amount: f64) -> TurnTicket {
        self.next_ticket += 1;
        self.members.entry(member).or_default().waiting.insert(self.next_ticket, amount);
        self.next_ticket
    }

    /// The next request whose turn has come, and its member.
    pub fn admit(&mut self, now: Instant) -> Option<(u64, TurnTicket)> {
        if self.rate.is_some() && self.free.is_some_and(|free| free > now) {
            return None;
        }
        // The member whose last turn ended first. A member with nothing waiting does not save up turns.
        let begins = |member: &ScheduleMember| member.finish.max(self.virtual_time);
        let waiting = self.members.iter_mut().filter(|(_, member)| !member.waiting.is_empty());
        let (number, member) = waiting.min_by(|(_, one), (_, other)| begins(one).total_cmp(&begins(other)))?;
        let (ticket, amount) = member.waiting.pop_first()?;
        self.virtual_time = member.finish.max(self.virtual_time);
        member.finish = self.virtual_time + amount;
        let number = *number;
        if let Some(rate) = self.rate {
            let earliest = now.checked_sub(SLACK).unwrap_or(now);
            let begins = self.free.map_or(earliest, |free| free.max(earliest));
            self.free = begins.checked_add(time_for(amount, rate));
        }
        Some((number, ticket))
    }

    /// The time of the next turn, if there are waiters.
    pub fn next(&self, now: Instant) -> Option<Instant> {
        self.is_waiting().then(|| self.free.filter(|_| self.rate.is_some()).unwrap_or(now))
    }

    /// Whether there are waiters.
    pub fn is_waiting(&self) -> bool {
        self.members.values().any(|member| !member.waiting.is_empty())
    }

    /// A request no longer waits. Returns whether it was still waiting.
    pub fn cancel(&mut self, member: u64, ticket: TurnTicket) -> bool {
        self.members.get_mut(&member).is_some_and(|member| member.waiting.remove(&ticket).is_some())
    }

    /// A request did not use its turn.
    pub fn give_back(&mut self, member: u64, amount: f64) {
        if let Some(member) = self.members.get_mut(&member) {
            member.finish -= amount;
        }
        if let (Some(rate), Some(free)) = (self.rate, self.free) {
            self.free = free.checked_sub(time_for(amount, rate));
        }
    }

    /// A member leaves.
    pub fn leave(&mut self, member: u64) {
        self.members.remove(&member);
    }
}

/// The time that an amount takes at this rate, at most the longest time of the clock.
fn time_for(amount: f64, rate: f64) -> Duration {
    Duration::try_from_secs_f64(amount / rate).unwrap_or(Duration::from_secs(u64::from(u32::MAX)))
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
