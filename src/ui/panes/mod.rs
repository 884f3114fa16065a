//! The panes. Each draws the rectangles of the plan that are its own.

mod board;
mod detail;
mod incidents;
mod rows;

pub(super) use detail::prose_lines;
pub(super) use incidents::incidents;
pub(super) use rows::letter;
