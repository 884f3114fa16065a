//! The map: which environment is looked at, what of it is folded, where one stands and what is on the screen.
//!
//! Where everything goes is laid out on a worker ([`Effect::LayOut`]) and comes back whole; until then one walks on what is there. What is
//! said of the component one stands at ([`About`]) is found when something changed, never while drawing. Start with `Model::keep_map`.

pub mod about;
mod blast;
mod choices;
mod deleting;
mod editing;
mod finding;
mod folding;
mod linking;
pub mod page;
mod placing;
mod relating;
pub mod view;
pub mod walk;

pub use about::{About, Neighbour, Side};
pub use blast::Blast;
pub use choices::{MapChoice, Naming};
pub use view::Zoom;
pub use walk::Towards;

use crate::app::effect::{Effect, Effects};
use crate::app::model::Model;
use crate::app::panes::Pane;
use crate::app::panes::detail::Detail;
use crate::domain::graph::topology::End;
use crate::domain::graph::{Area, Manner};
use crate::domain::infrastructure::drawing::{Drawing, Sketch};
use crate::domain::infrastructure::health::Healths;
use crate::domain::infrastructure::picture::{Picture, folded_to};
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More boxes than this are not looked through at once: zones are folded until there are no more.
pub const MOST: usize = 60;

/// The state of the pane.
#[derive(Clone, Debug)]
pub struct MapPane {
    /// Which environment is looked at; nothing while none is known.
    pub at: Option<EnvironmentId>,
    /// How one looks at each.
    looks: BTreeMap<EnvironmentId, Look>,
    /// The line that is previewed from where one stands, by its place in [`About::neighbours`].
    pub preview: Option<usize>,
    /// Where one came from along lines, the latest last.
    pub(in crate::app) trail: Vec<(EnvironmentId, ServiceId)>,
    /// How far trouble reaches, while that is shown.
    pub blast: Option<Blast>,
    /// Whether the overview is shown; nothing leaves it to the size of the drawing.
    pub overview: Option<bool>,
    /// Whether the legend is shown.
    pub has_legend: bool,
    /// How everything is.
    pub healths: Healths,
    /// What is known of where one stands.
    pub about: About,
    /// Never focused: the map has one.
    pub(in crate::app) detail: Detail,
    /// Whether records changed since they were last looked through.
    pub(in crate::app) is_stale: bool,
    generation: u64,
    version: u64,
    /// When the cursor last moved.
    pub(in crate::app) moved_at: Timestamp,
}

impl Default for MapPane {
    fn default() -> Self {
        Self {
            at: None,
            looks: BTreeMap::new(),
            preview: None,
            trail: vec![],
            blast: None,
            overview: None,
            has_legend: false,
            healths: Healths::default(),
            about: About::default(),
            detail: Detail::default(),
            is_stale: true,
            generation: 0,
            version: 0,
            moved_at: Timestamp::MIN,
        }
    }
}

/// How one looks at an environment.
#[derive(Clone, Debug)]
pub struct Look {
    /// The zones that are folded.
    pub folded: BTreeSet<ServiceId>,
    /// What decides where things go.
    pub manner: Manner,
    /// How much of a box is drawn; nothing while that is left to the size of the drawing.
    pub zoom: Option<Zoom>,
    /// The cell of the drawing in the upper left corner of the canvas.
    pub origin: (i32, i32),
    /// Where one stands.
    pub focus: Option<ServiceId>,
    /// What is on the screen.
    pub drawing: Option<Arc<Drawing>>,
    /// What is being laid out.
    asked: Option<(u64, Picture, Manner)>,
    /// The rows, folds and manner that were last looked at for a picture: nothing is found anew while they are the same.
    judged: Option<(u64, BTreeSet<ServiceId>, Manner)>,
}

impl Look {
    fn new(folded: BTreeSet<ServiceId>) -> Self {
        Self {
            folded,
            manner: Manner::Zones,
            zoom: None,
            origin: (0, 0),
            focus: None,
            drawing: None,
            asked: None,
            judged: None,
        }
    }

    /// The box one stands at.
    #[must_use]
    pub fn spot(&self) -> Option<usize> {
        self.drawing.as_ref()?.picture.spot(self.focus.as_ref()?)
    }

    /// Where something is in the drawing as it is shown.
    #[must_use]
    pub fn area(&self, end: End) -> Option<Area> {
        let (drawing, zoom) = (self.drawing.as_ref()?, self.zoom());
        let layout = &drawing.plane(zoom.level()).layout;
        let area = match end {
            End::Node(at) => layout.nodes.get(at),
            End::Zone(at) => layout.zones.get(at),
        };
        area.map(|area| zoom.scale(*area))
    }

    /// Columns and rows of the drawing as it is shown.
    #[must_use]
    pub fn size(&self) -> (i32, i32) {
        let zoom = self.zoom();
        self.drawing.as_ref().map_or((0, 0), |drawing| zoom.size(drawing.plane(zoom.level()).layout.size))
    }

    /// How much of a box is drawn.
    #[must_use]
    pub fn zoom(&self) -> Zoom {
        self.zoom.unwrap_or_default()
    }

    /// Whether another drawing is on its way.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.asked.is_some()
    }
}

impl MapPane {
    /// How one looks at the environment of the moment.
    #[must_use]
    pub fn look(&self) -> Option<&Look> {
        self.looks.get(&self.at?)
    }

    pub(in crate::app) fn look_mut(&mut self) -> Option<&mut Look> {
        self.looks.get_mut(&self.at?)
    }

    /// Whether one came along a line.
    #[must_use]
    pub fn has_trail(&self) -> bool {
        !self.trail.is_empty()
    }

    /// Where one stands.
    #[must_use]
    pub fn focus(&self) -> Option<&ServiceId> {
        self.look()?.focus.as_ref()
    }
}

impl Model {
    /// Keeps the map what the rows say: looks through the records that changed, has a picture that changed laid out, and finds out about
    /// where one stands. Costs nothing while nothing did, or nobody looks.
    pub(in crate::app) fn keep_map(&mut self) -> Effects {
        if self.pane != Pane::Map {
            return vec![];
        }
        self.keep_healths();
        self.keep_environment();
        let effects = self.keep_drawing();
        self.keep_focus();
        self.keep_about();
        effects
    }

    /// Keeps the health of everything what the records say, for whoever draws it.
    pub(in crate::app) fn keep_healths(&mut self) {
        let version = self.estate.version();
        let is_other = std::mem::replace(&mut self.map.version, version) != version;
        if std::mem::take(&mut self.map.is_stale) || is_other {
            let incidents = self.rows.incidents.values().map(|row| self.pending.over(row));
            let changes = self.rows.changes.values().map(|row| self.pending.over(row));
            self.map.healths = Healths::of(self.estate.shown(), incidents, changes);
            self.map.about.forget();
            self.dirty();
        }
    }

    /// An environment that is gone is left for the first there is.
    fn keep_environment(&mut self) {
        let rows = self.estate.shown();
        let is_there = self.map.at.is_some_and(|at| rows.environment(at).is_some());
        if !is_there {
            let has_nodes = |id: EnvironmentId| rows.nodes.iter().any(|row| row.environment == Some(id));
            let first = rows.environments.iter().find(|row| has_nodes(row.id)).or(rows.environments.first());
            self.map.at = first.map(|row| row.id);
            self.map.preview = None;
        }
        let Some(at) = self.map.at else { return };
        self.map.looks.entry(at).or_insert_with(|| Look::new(folded_to(rows, at, MOST)));
    }

    /// Has the picture laid out if it is another than the one that is drawn or on its way.
    fn keep_drawing(&mut self) -> Effects {
        let Some(at) = self.map.at else { return vec![] };
        let rows = self.estate.shown();
        let Some(look) = self.map.looks.get_mut(&at) else { return vec![] };
        let version = self.estate.version();
        let is_same = |(seen, folded, manner): &(u64, BTreeSet<ServiceId>, Manner)| {
            *seen == version && *folded == look.folded && *manner == look.manner
        };
        if look.judged.as_ref().is_some_and(is_same) {
            return vec![];
        }
        look.folded.retain(|id| rows.zone(id).is_some());
        look.judged = Some((version, look.folded.clone(), look.manner));
        let picture = Picture::of(rows, at, &look.folded);
        let is_wanted = |known: &Picture, manner: Manner| *known == picture && manner == look.manner;
        let is_drawn = look.drawing.as_ref().is_some_and(|drawing| is_wanted(&drawing.picture, drawing.manner));
        let is_asked = look.asked.as_ref().is_some_and(|(_, asked, manner)| is_wanted(asked, *manner));
        if is_asked {
            return vec![];
        }
        if is_drawn {
            look.asked = None;
            return vec![];
        }
        self.map.generation += 1;
        // A later one calls off those before it.
        for other in self.map.looks.values_mut() {
            if other.asked.take().is_some() {
                other.judged = None;
            }
        }
        let Some(look) = self.map.looks.get_mut(&at) else { return vec![] };
        look.judged = Some((version, look.folded.clone(), look.manner));
        look.asked = Some((self.map.generation, picture.clone(), look.manner));
        let (generation, manner, before) = (self.map.generation, look.manner, look.drawing.clone());
        vec![Effect::LayOut(Box::new(Sketch { generation, picture, manner, before }))]
    }

    /// A drawing is ready; one that nobody waits for any more is left.
    pub(in crate::app) fn laid_out(&mut self, generation: u64, drawing: Arc<Drawing>) {
        let is_asked = |look: &&mut Look| look.asked.as_ref().is_some_and(|(asked, ..)| *asked == generation);
        let Some(look) = self.map.looks.values_mut().find(is_asked) else { return };
        let is_first = look.drawing.is_none();
        let stood = look.spot().and_then(|spot| look.area(End::Node(spot)));
        look.asked = None;
        look.drawing = Some(drawing);
        if look.zoom.is_none() {
            self.choose_zoom();
        }
        self.keep_focus();
        // What one looks at stays where it is on the screen.
        let room = self.canvas_room();
        if let Some(look) = self.map.look_mut() {
            let stands = look.spot().and_then(|spot| look.area(End::Node(spot)));
            if let (Some(stood), Some(stands), false) = (stood, stands, is_first) {
                look.origin.0 += stands.x - stood.x;
                look.origin.1 += stands.y - stood.y;
            }
            look.follow(room);
        }
        if is_first {
            self.centre_map();
        }
        self.map.about.forget();
        self.dirty();
    }

    /// One stands somewhere that is on the map: where that is not so, at what stands for it, else at what is worst.
    fn keep_focus(&mut self) {
        let Some(look) = self.map.look() else { return };
        let Some(drawing) = look.drawing.clone() else { return };
        let is_coming = |id: &ServiceId| look.asked.as_ref().is_some_and(|(_, picture, _)| picture.spot(id).is_some());
        if look.spot().is_some() || look.focus.as_ref().is_some_and(is_coming) {
            return;
        }
        let rows = self.estate.shown();
        let focus = look.focus.as_ref();
        let around = focus.and_then(|id| rows.around(id).iter().rev().find_map(|zone| drawing.picture.spot(&zone.id)));
        let inside = focus.and_then(|id| {
            drawing.picture.spots.iter().position(|spot| rows.around(&spot.id).iter().any(|zone| zone.id == *id))
        });
        let top = |at: &usize| drawing.boxes.layout.nodes.get(*at).map(|area| (area.y, area.x));
        let worst = || {
            let key = |at: &usize| {
                let health = self.map.healths.whole(&drawing.picture.spots[*at].id);
                (std::cmp::Reverse((health.worst, health.running > 0)), top(at))
            };
            (0..drawing.picture.spots.len()).min_by_key(key)
        };
        let next = around.or(inside).or_else(worst).map(|at| drawing.picture.spots[at].id.clone());
        self.stand_at(next);
    }

    /// Stands somewhere, in sight.
    pub(in crate::app) fn stand_at(&mut self, id: Option<ServiceId>) {
        let room = self.canvas_room();
        self.map.moved_at = self.now;
        let Some(look) = self.map.look_mut() else { return };
        if look.focus != id {
            look.focus = id;
            self.map.preview = None;
            self.map.about.forget();
        }
        if let Some(look) = self.map.look_mut() {
            look.follow(room);
        }
        self.dirty();
    }
}
