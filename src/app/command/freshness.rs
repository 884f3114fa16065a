//! Reading how fresh everything is.

use super::Scope::{Everywhere, Freshness};
use super::{Command, row};
use crate::app::input;
use crate::app::layers::Layer;
use crate::app::model::Model;

fn open(model: &mut Model) -> crate::app::effect::Effects {
    model.layers.push(Layer::Freshness { scroll: 0 });
    vec![]
}

pub(super) static ROWS: &[Command] = &[
    row(
        "app.freshness",
        "How fresh",
        "Say for each kind of rows how fresh it is, and why not fresher.",
        &["U"],
        Everywhere,
        open,
    ),
    row(
        "freshness.leave",
        "Leave",
        "Back to where you were.",
        &["esc", "q", "U", "ctrl-c"],
        Freshness,
        input::leave_layer,
    )
    .hint(1, "leave"),
];
