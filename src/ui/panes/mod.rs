//! The panes. Each draws the rectangles of the plan that are its own.

mod detail;
mod incidents;

pub(super) use detail::prose_lines;
pub(super) use incidents::{incidents, letter};
