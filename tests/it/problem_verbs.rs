//! `antops problem` as a script and a person have it: what is said, which exit code, and what the database then holds.

mod fields;
mod linking;
mod reading;
mod writing;

use crate::shift::{Shift, numbers};
