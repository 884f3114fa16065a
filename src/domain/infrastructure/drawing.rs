//! A picture laid out: where everything is, as boxes and as chips, and which lines pass where.
//!
//! Made whole on a worker and never changed, so that whoever looks never waits. Start with [`draw`]. An earlier drawing of the same
//! environment lets what is still there stay where it was.

use super::picture::{Level, Picture};
use crate::domain::graph::{Before, Layout, Manner, Refusal, lay_out, lay_out_again};
use crate::domain::service::ServiceId;
use std::collections::HashMap;
use std::sync::Arc;

/// Columns and rows of a field of the index.
const FIELD: (i32, i32) = (64, 16);

/// What is to be drawn.
#[derive(Clone, Debug)]
pub struct Sketch {
    /// Goes up with every drawing that is asked for; an older one is of no use any more.
    pub generation: u64,
    /// What is on it.
    pub picture: Picture,
    /// What decides where things go.
    pub manner: Manner,
    /// The drawing before, made in the same manner.
    pub before: Option<Arc<Drawing>>,
}

/// A drawing.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// What is on it.
    pub picture: Picture,
    /// What decided where things go.
    pub manner: Manner,
    /// With boxes of three rows.
    pub boxes: Plane,
    /// With chips of one row.
    pub chips: Plane,
}

impl PartialEq for Drawing {
    /// The same picture in the same manner: the rest follows, but for what an earlier drawing held fast.
    fn eq(&self, other: &Self) -> bool {
        self.picture == other.picture && self.manner == other.manner
    }
}

impl Drawing {
    /// The plane of a level.
    #[must_use]
    pub fn plane(&self, level: Level) -> &Plane {
        match level {
            Level::Box => &self.boxes,
            Level::Chip => &self.chips,
        }
    }
}

/// A layout that knows which lines pass where.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plane {
    /// Where everything is.
    pub layout: Layout,
    fields: HashMap<(i32, i32), Vec<u32>>,
}

impl Plane {
    /// A layout with its index.
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        let mut fields: HashMap<(i32, i32), Vec<u32>> = HashMap::new();
        for (at, route) in layout.routes.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            for pair in route.windows(2) {
                let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
                for row in y.min(to_y).div_euclid(FIELD.1)..=y.max(to_y).div_euclid(FIELD.1) {
                    for column in x.min(to_x).div_euclid(FIELD.0)..=x.max(to_x).div_euclid(FIELD.0) {
                        let field = fields.entry((column, row)).or_default();
                        if field.last() != Some(&at) {
                            field.push(at);
                        }
                    }
                }
            }
        }
        Self { layout, fields }
    }

    /// The lines that pass through a rectangle of cells, and maybe some near it, in their order.
    #[must_use]
    pub fn lines_in(&self, left: i32, top: i32, width: i32, height: i32) -> Vec<usize> {
        let mut found = vec![];
        for row in top.div_euclid(FIELD.1)..=(top + height).div_euclid(FIELD.1) {
            for column in left.div_euclid(FIELD.0)..=(left + width).div_euclid(FIELD.0) {
                found.extend(self.fields.get(&(column, row)).into_iter().flatten().map(|at| *at as usize));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Draws a sketch. `wanted` is asked now and then; nothing comes of it as soon as it says no.
#[must_use]
pub fn draw(sketch: &Sketch, wanted: &dyn Fn() -> bool) -> Option<Drawing> {
    let before = sketch.before.as_deref().filter(|before| before.manner == sketch.manner);
    let plane = |level: Level| {
        let topology = sketch.picture.topology(level);
        let layout = match before {
            Some(before) => {
                let picture = &before.picture;
                let spots: HashMap<&ServiceId, usize> = picture.spots.iter().map(|one| &one.id).zip(0..).collect();
                let frames: HashMap<&ServiceId, usize> = picture.frames.iter().map(|one| &one.id).zip(0..).collect();
                let nodes: Vec<Option<usize>> =
                    sketch.picture.spots.iter().map(|one| spots.get(&one.id).copied()).collect();
                let zones: Vec<Option<usize>> =
                    sketch.picture.frames.iter().map(|one| frames.get(&one.id).copied()).collect();
                let layout = &before.plane(level).layout;
                lay_out_again(&topology, sketch.manner, Before { layout, nodes: &nodes, zones: &zones }, wanted)
            }
            None => lay_out(&topology, sketch.manner, wanted),
        };
        match layout {
            Ok(layout) => Some(Plane::new(layout)),
            // A picture names nothing that is not on it, so it has no flaw.
            Err(Refusal::Stopped | Refusal::Flawed(_)) => None,
        }
    };
    Some(Drawing {
        boxes: plane(Level::Box)?,
        chips: plane(Level::Chip)?,
        picture: sketch.picture.clone(),
        manner: sketch.manner,
    })
}
