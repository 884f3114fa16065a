//! The model as cells. Total: any model at any size draws something and nothing panics. Drawing changes nothing and decides nothing: where
//! things are is said by `app::screen::plan`, what can be pressed by the command table, the time by the model.
//!
//! This file is the contents page. Text from outside never stands where our own words stand: not in the header, not in the footer, not in
//! the verbs of a confirmation, and in the detail always indented.

pub mod canvas;
mod chrome;
pub mod glyphs;
mod layers;
mod panes;
mod table;
mod tabs;
pub(crate) mod text;
pub mod theme;
pub(crate) mod time;

use crate::app::Model;
use crate::app::layers::Layer;
use crate::app::panes::Pane;
use crate::app::panes::map::Zoom;
use crate::domain::infrastructure::drawing::Drawing;
use crate::domain::infrastructure::health::Healths;
use ratatui::Frame;
use ratatui::layout::Position;
use theme::Theme;

/// Draws the model.
pub fn draw(frame: &mut Frame, model: &Model, theme: &Theme) {
    let theme = &theme.quiet(model.settings.low_bandwidth);
    let area = frame.area();
    let fits = model.size.width <= area.width && model.size.height <= area.height;
    let Some(plan) = model.plan().filter(|_| fits) else {
        layers::too_small(frame.buffer_mut(), area, theme);
        return;
    };
    let buffer = frame.buffer_mut();
    chrome::top(buffer, &plan, model, theme);
    let mut cursor = match model.pane {
        Pane::Incidents => panes::incidents(buffer, &plan, model, theme),
        Pane::Problems => panes::problems(buffer, &plan, model, theme),
        Pane::Changes => panes::changes(buffer, &plan, model, theme),
        Pane::Map => {
            panes::map(buffer, &plan, model, theme);
            None
        }
        Pane::Feed => panes::feed(buffer, &plan, model, theme),
        Pane::Inbox => panes::inbox(buffer, &plan, model, theme),
    };
    for layer in &model.layers {
        cursor = match layer {
            Layer::Compose(compose) => layers::compose(buffer, plan.compose, compose, model, theme),
            Layer::Form(form) => layers::form(buffer, &plan, form, model, theme),
            Layer::Filter { .. } => cursor,
            Layer::Bulk(bulk) => {
                layers::bulk(buffer, &plan, bulk, model, theme);
                None
            }
            Layer::Help { scroll } => layers::help(buffer, &plan, *scroll, model, theme),
            Layer::Freshness { scroll } => layers::freshness(buffer, &plan, *scroll, model, theme),
            Layer::Known(reading) => layers::known(buffer, &plan, *reading, model, theme),
            Layer::Linking(linking) => layers::linking(buffer, &plan, linking, model, theme),
            Layer::Approval(view) => layers::approval(buffer, &plan, view, model, theme),
            Layer::Relations(map) => layers::relation(buffer, &plan, map, model, theme),
            Layer::Picker(picker) => layers::picker(buffer, &plan, picker, theme),
            Layer::SignIn(form) => layers::sign_in(buffer, &plan, form, model, theme),
        };
    }
    chrome::notice(buffer, plan.notice, model, theme);
    chrome::footer(buffer, plan.footer, model, theme);
    if let Some(cursor) = cursor.filter(|at| area.contains(*at)) {
        frame.set_cursor_position(cursor);
    }
}

/// A map as lines of text, for whoever reads it without a screen; nothing where it is too large for that.
#[must_use]
pub fn map_text(drawing: &Drawing, zoom: Zoom, healths: &Healths, theme: &Theme) -> Option<Vec<String>> {
    panes::map_text(drawing, zoom, healths, theme)
}

/// Where the terminal's own cursor belongs, if anything is being typed.
type Cursor = Option<Position>;
