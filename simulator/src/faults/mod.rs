//! Faults by rule: which requests a rule counts, at which of them it fires, and how often it did. The effect for a client
//! is produced by [`crate::service`], and on the connection by [`crate::wire`].

mod active_rule;
mod active_rules;
pub mod events;
mod plan;
mod problem;
pub mod rule;

pub use active_rule::ActiveRule;
pub use active_rules::{Faults, Fired, RuleReport};
pub use plan::plan;
