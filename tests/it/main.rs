//! One integration binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(unreachable_pub, missing_docs, reason = "a test binary has no users")]

#[cfg(feature = "stack")]
mod account;
mod architecture;
mod bell;
#[cfg(feature = "stack")]
mod change_verbs;
mod command_line;
#[cfg(feature = "stack")]
mod contract;
#[cfg(feature = "stack")]
mod demo;
mod docs;
mod given_back;
mod graph;
#[cfg(feature = "stack")]
mod incident_verbs;
mod linking;
#[cfg(feature = "stack")]
mod map_verbs;
mod marks;
mod order;
mod panes;
#[cfg(feature = "stack")]
mod problem_verbs;
#[cfg(all(unix, feature = "stack"))]
mod pty;
#[cfg(feature = "stack")]
mod realtime;
#[cfg(feature = "stack")]
mod rest;
#[cfg(feature = "stack")]
mod room_verbs;
mod schema;
#[cfg(feature = "stack")]
mod shell;
#[cfg(feature = "stack")]
mod shift;
#[cfg(feature = "stack")]
mod stack;
#[cfg(feature = "stack")]
mod stories;
mod support;
mod unseen;
mod update;
#[cfg(feature = "stack")]
mod wire;
