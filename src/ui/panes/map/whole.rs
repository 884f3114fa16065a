//! Drawings that are shown whole, not through a window: as text for whoever reads them without a screen, and the blast radius in small.

use super::super::super::canvas::{Point, View};
use super::super::super::text;
use super::super::super::theme::Theme;
use super::drawing::Scene;
use crate::app::panes::map::Zoom;
use crate::domain::infrastructure::drawing::Drawing;
use crate::domain::infrastructure::health::Healths;
use crate::domain::infrastructure::small::Small;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The whole drawing as lines of text, for whoever reads it without a screen. One that is too large for that is nothing.
pub(super) fn text(drawing: &Drawing, zoom: Zoom, healths: &Healths, theme: &Theme) -> Option<Vec<String>> {
    let plane = drawing.plane(zoom.level());
    let (width, height) = zoom.size(plane.layout.size);
    let area = Rect::new(0, 0, u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    let view = View { area, origin: Point::default() };
    let picture = &drawing.picture;
    let scene = Scene { theme, zoom, picture, plane, healths, reached: None, stands: None, previewed: None, view };
    let buffer = whole(&scene);
    let line =
        |row| text::of_cells(row).spans.iter().map(|span| &*span.content).collect::<String>().trim_end().to_owned();
    Some(buffer.content.chunks(usize::from(area.width).max(1)).map(line).collect())
}

/// The blast radius in small, a line a row.
pub(super) fn small(small: &Small, healths: &Healths, theme: &Theme) -> Vec<Line<'static>> {
    let (width, height) = small.plane.layout.size;
    let area = Rect::new(0, 0, u16::try_from(width).unwrap_or(0), u16::try_from(height).unwrap_or(0));
    let view = View { area, origin: Point::default() };
    let scene = Scene {
        theme,
        zoom: Zoom::Chip,
        picture: &small.picture,
        plane: &small.plane,
        healths,
        reached: Some(&small.reached),
        stands: None,
        previewed: None,
        view,
    };
    let buffer = whole(&scene);
    buffer.content.chunks(usize::from(area.width).max(1)).map(text::of_cells).collect()
}

fn whole(scene: &Scene<'_>) -> Buffer {
    let mut buffer = Buffer::empty(scene.view.area);
    scene.draw(&mut buffer);
    buffer
}
