//! What of the drawing is on the screen: how near one looks, and which part of it.
//!
//! Three levels of zoom; the farthest is the drawing of boxes, shrunk. Invariant: where one stands is in sight, unless one moved the map away
//! from it by hand; a drawing that is smaller than the canvas stands in its middle.

use super::page::{self, Page};
use super::{Look, MapPane};
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::domain::graph::topology::End;
use crate::domain::graph::{Area, Manner};
use crate::domain::infrastructure::picture::Level;

/// Columns and rows that make one cell when one looks from far.
const SHRUNK: (i32, i32) = (4, 2);
/// Cells that stay between where one stands and the edge of the canvas.
const MARGIN: (i32, i32) = (4, 1);

/// How near one looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Zoom {
    /// Boxes with borders.
    #[default]
    Box,
    /// Chips of one row.
    Chip,
    /// Dots.
    Dot,
}

impl Zoom {
    /// From the nearest to the farthest.
    pub const ALL: [Self; 3] = [Self::Box, Self::Chip, Self::Dot];

    /// What it shows.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Box => "boxes",
            Self::Chip => "chips",
            Self::Dot => "dots",
        }
    }

    /// The layout that it shows.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Chip => Level::Chip,
            Self::Box | Self::Dot => Level::Box,
        }
    }

    /// A place of the layout, as it is shown.
    #[must_use]
    pub fn point(self, (x, y): (i32, i32)) -> (i32, i32) {
        if self == Self::Dot { (x.div_euclid(SHRUNK.0), y.div_euclid(SHRUNK.1)) } else { (x, y) }
    }

    /// A rectangle of the layout, as it is shown; of boxes that become dots, a single cell.
    #[must_use]
    pub fn scale(self, area: Area) -> Area {
        if self != Self::Dot {
            return area;
        }
        let ((x, y), (right, bottom)) =
            (self.point((area.x, area.y)), self.point((area.x + area.width - 1, area.y + area.height - 1)));
        Area { x, y, width: right - x + 1, height: bottom - y + 1 }
    }

    /// The size of the layout, as it is shown.
    #[must_use]
    pub fn size(self, (width, height): (i32, i32)) -> (i32, i32) {
        if self != Self::Dot {
            return (width, height);
        }
        let (right, bottom) = self.point(((width - 1).max(0), (height - 1).max(0)));
        (right + 1, bottom + 1)
    }
}

impl Look {
    /// Moves the canvas as little as it takes to have in sight where one stands; a drawing that fits stands in the middle.
    pub(in crate::app) fn follow(&mut self, room: (i32, i32)) {
        let size = self.size();
        let focus = self.spot().and_then(|spot| self.area(End::Node(spot)));
        let along = |origin: i32, room: i32, size: i32, focus: Option<(i32, i32)>, margin: i32| {
            if size <= room {
                return (size - room) / 2;
            }
            let origin = match focus {
                Some((from, length)) => {
                    let (least, most) = (from + length + margin - room, from - margin);
                    // A box broader than the canvas shows its beginning.
                    if least > most { from } else { origin.clamp(least, most) }
                }
                None => origin,
            };
            origin.clamp(-margin, (size - room + margin).max(-margin))
        };
        self.origin = (
            along(self.origin.0, room.0, size.0, focus.map(|area| (area.x, area.width)), MARGIN.0),
            along(self.origin.1, room.1, size.1, focus.map(|area| (area.y, area.height)), MARGIN.1),
        );
    }
}

impl MapPane {
    /// Whether the overview is shown on a canvas of this size: when it is wanted, or when the drawing is larger than two screens.
    #[must_use]
    pub fn has_overview(&self, room: (i32, i32), is_wide: bool) -> bool {
        let size = self.look().map_or((0, 0), Look::size);
        let is_larger = size.0 > room.0 || size.1 > room.1;
        self.overview.unwrap_or(is_larger && is_wide) && size != (0, 0)
    }
}

impl Model {
    /// The parts of the map's page; nothing when the screen is too small.
    #[must_use]
    pub fn map_page(&self) -> Option<Page> {
        let plan = self.plan()?;
        let bare = page::page(&plan, false);
        let room = (i32::from(bare.canvas.width), i32::from(bare.canvas.height));
        Some(page::page(&plan, self.map.has_overview(room, bare.is_beside)))
    }

    /// Columns and rows of the canvas.
    pub(in crate::app) fn canvas_room(&self) -> (i32, i32) {
        self.map_page().map_or((1, 1), |page| (i32::from(page.canvas.width), i32::from(page.canvas.height)))
    }

    /// The nearest zoom at which the drawing fits; from far where none does.
    fn fitting_zoom(&self) -> Zoom {
        let room = self.canvas_room();
        let Some(drawing) = self.map.look().and_then(|look| look.drawing.as_ref()) else { return Zoom::Box };
        let fits = |zoom: &Zoom| {
            let (width, height) = zoom.size(drawing.plane(zoom.level()).layout.size);
            width <= room.0 && height <= room.1
        };
        Zoom::ALL.into_iter().find(fits).unwrap_or(Zoom::Dot)
    }

    /// How near one looks at first: as near as it fits, but so that names can be read.
    pub(super) fn choose_zoom(&mut self) {
        let zoom = match self.fitting_zoom() {
            Zoom::Dot => Zoom::Chip,
            zoom => zoom,
        };
        if let Some(look) = self.map.look_mut() {
            look.zoom = Some(zoom);
        }
    }

    fn look_from(&mut self, zoom: Zoom) -> Effects {
        let room = self.canvas_room();
        if let Some(look) = self.map.look_mut() {
            look.zoom = Some(zoom);
            look.follow(room);
        }
        self.centre_map()
    }

    /// Looks from nearer, or from farther.
    pub(in crate::app) fn zoom_map(&mut self, is_nearer: bool) -> Effects {
        let Some(zoom) = self.map.look().map(Look::zoom) else { return vec![] };
        let at = Zoom::ALL.iter().position(|one| *one == zoom).unwrap_or(0);
        let next = if is_nearer { at.saturating_sub(1) } else { (at + 1).min(Zoom::ALL.len() - 1) };
        self.look_from(Zoom::ALL[next])
    }

    /// Looks from so near that all of it is in sight.
    pub(in crate::app) fn fit_map(&mut self) -> Effects {
        let zoom = self.fitting_zoom();
        self.look_from(zoom)
    }

    /// Where one stands comes to the middle.
    pub(in crate::app) fn centre_map(&mut self) -> Effects {
        let room = self.canvas_room();
        if let Some(look) = self.map.look_mut() {
            if let Some(area) = look.spot().and_then(|spot| look.area(End::Node(spot))) {
                look.origin = (area.x + area.width / 2 - room.0 / 2, area.y + area.height / 2 - room.1 / 2);
            }
            look.follow(room);
        }
        vec![]
    }

    /// Moves the canvas over the drawing by a third of it.
    pub(in crate::app) fn pan_map(&mut self, across: i32, down: i32) -> Effects {
        let room = self.canvas_room();
        if let Some(look) = self.map.look_mut() {
            let size = look.size();
            let along = |origin: i32, by: i32, room: i32, size: i32, margin: i32| {
                if size <= room {
                    origin
                } else {
                    (origin + by * (room / 3).max(1)).clamp(-margin, size - room + margin)
                }
            };
            look.origin = (
                along(look.origin.0, across, room.0, size.0, MARGIN.0),
                along(look.origin.1, down, room.1, size.1, MARGIN.1),
            );
        }
        vec![]
    }

    /// The screen changed its size.
    pub(in crate::app) fn follow_map(&mut self) {
        let room = self.canvas_room();
        if let Some(look) = self.map.look_mut() {
            look.follow(room);
        }
    }

    /// Shows the overview, or hides it.
    pub(in crate::app) fn toggle_overview(&mut self) -> Effects {
        let is_shown = self.map_page().is_some_and(|page| !page.overview.is_empty());
        self.map.overview = Some(!is_shown);
        self.follow_map();
        vec![]
    }

    /// Shows the legend, or hides it.
    pub(in crate::app) fn toggle_legend(&mut self) -> Effects {
        self.map.has_legend = !self.map.has_legend;
        vec![]
    }

    /// Takes one thing off the map that was laid over it: the legend, the preview of a line, the blast radius. Says whether there was one.
    pub(in crate::app) fn leave_on_map(&mut self) -> bool {
        if self.map.has_legend {
            self.map.has_legend = false;
        } else if self.map.preview.is_some() {
            self.map.preview = None;
        } else if self.map.blast.is_some() {
            self.map.blast = None;
            self.map.about.forget();
        } else {
            return false;
        }
        true
    }

    /// Lays the map out by itself, or as its author drew it.
    pub(in crate::app) fn turn_manner(&mut self) -> Effects {
        if let Some(look) = self.map.look_mut() {
            look.manner = if look.manner == Manner::Drawn { Manner::Zones } else { Manner::Drawn };
            let how = if look.manner == Manner::Drawn {
                "As drawn in the web app"
            } else {
                "Laid out by what depends on what"
            };
            self.say(crate::app::notice::Tone::Plain, format!("{how}."));
        }
        vec![]
    }
}
