//! The layout of the infrastructure map: what must hold for every drawing, and how good some drawings are.

mod goals;
mod properties;
mod read;
mod score;
