//! The panes: the state of each, and what its keys do.

pub mod incidents;
