//! One integration binary.

#[cfg(feature = "stack")]
mod stack;
