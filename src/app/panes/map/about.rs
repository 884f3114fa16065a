//! What is known of where one stands: who names it, what lines leave and reach it, who depends on it.
//!
//! Found once, when one comes there or something changed, for a frame looks through nothing.

use super::Blast;
use crate::app::model::Model;
use crate::domain::graph::topology::End;
use crate::domain::infrastructure::health::Naming;
use crate::domain::infrastructure::impact::{Touched, Way};
use crate::domain::safe::Safe;
use crate::domain::service::ServiceId;
use std::collections::HashMap;

/// On which side of where one stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The arrow leaves.
    Out,
    /// The arrow arrives.
    In,
}

/// Something a line leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Neighbour {
    /// Which way the arrow goes.
    pub side: Side,
    /// What is at the other end.
    pub id: ServiceId,
    /// What it is called.
    pub label: Safe,
    /// What the relationships say, each once.
    pub words: Vec<Safe>,
    /// How many there are.
    pub many: usize,
    /// The line, as an index into the picture's ties.
    pub tie: usize,
}

/// What is known of where one stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    of: Option<ServiceId>,
    /// The records that name it.
    pub naming: Naming,
    /// What trouble here comes to.
    pub touched: Touched,
    /// How many components it cannot do without.
    pub needs: usize,
    /// What lines lead to: those that leave first.
    pub neighbours: Vec<Neighbour>,
    /// While the blast radius is shown: over how many steps each box is reached, and on which side.
    pub reached: HashMap<ServiceId, (u32, Way)>,
    /// How many components those are, and how many steps the farthest is away.
    pub blasted: (usize, u32),
}

impl About {
    /// It is to be found anew.
    pub(super) fn forget(&mut self) {
        self.of = None;
    }
}

impl Model {
    /// Finds out about where one stands, unless that is known.
    pub(super) fn keep_about(&mut self) {
        let Some(id) = self.map.focus().cloned() else {
            self.map.about = About::default();
            return;
        };
        if self.map.about.of.as_ref() == Some(&id) {
            return;
        }
        let naming = Naming::of(
            &self.estate.shown().within(&id),
            self.rows.incidents.values().map(|row| self.pending.over(row)),
            self.rows.problems.values().map(|row| self.pending.over(row)),
            self.rows.changes.values().map(|row| self.pending.over(row)),
        );
        let web = self.estate.web();
        let from = std::slice::from_ref(&id);
        let needs = web.reach(from, Way::Dependencies, None);
        let needs = needs.iter().filter(|one| one.steps > 0 && !one.is_zone).count();
        let (reached, blasted) = self.map.blast.map_or_else(Default::default, |blast| self.blasted(&id, blast));
        let neighbours = self.neighbours(&id);
        self.map.preview = self.map.preview.filter(|at| *at < neighbours.len());
        let touched = web.touched(from);
        self.map.about = About { naming, touched, needs, neighbours, reached, blasted, of: Some(id) };
    }

    fn neighbours(&self, id: &ServiceId) -> Vec<Neighbour> {
        let Some(drawing) = self.map.look().and_then(|look| look.drawing.as_ref()) else { return vec![] };
        let picture = &drawing.picture;
        let Some(here) = picture.end(id) else { return vec![] };
        let rows = self.estate.shown();
        let mut found = vec![];
        for side in [Side::Out, Side::In] {
            for (at, tie) in picture.ties.iter().enumerate() {
                let (near, far) = match side {
                    Side::Out => (tie.source, tie.target),
                    Side::In => (tie.target, tie.source),
                };
                if near != here || (near == far && side == Side::In) {
                    continue;
                }
                let Some(other) = picture.id(far) else { continue };
                let mut words: Vec<Safe> = vec![];
                for edge in tie.edges.iter().filter_map(|id| rows.edge(id)) {
                    if !words.contains(&edge.relationship) {
                        words.push(edge.relationship.clone());
                    }
                }
                let label = rows.name(other).cloned().unwrap_or_else(|| other.0.clone());
                found.push(Neighbour { side, id: other.clone(), label, words, many: tie.edges.len(), tie: at });
            }
        }
        found
    }

    /// Over how many steps each box of the picture is reached, how many components that are and how far the farthest is.
    fn blasted(&self, id: &ServiceId, blast: Blast) -> (HashMap<ServiceId, (u32, Way)>, (usize, u32)) {
        let mut boxes: HashMap<ServiceId, (u32, Way)> = HashMap::new();
        let (mut many, mut farthest) = (0, 0);
        let Some(look) = self.map.look() else { return (boxes, (many, farthest)) };
        let rows = self.estate.shown();
        for one in self.estate.web().reach(std::slice::from_ref(id), blast.way, blast.most) {
            if one.steps > 0 && !one.is_zone {
                many += 1;
                farthest = farthest.max(one.steps);
            }
            let stand = rows
                .around(&one.id)
                .iter()
                .rev()
                .find(|zone| look.folded.contains(&zone.id))
                .map(|zone| zone.id.clone());
            let known = boxes.entry(stand.unwrap_or(one.id)).or_insert((one.steps, one.way));
            if one.steps < known.0 {
                *known = (one.steps, one.way);
            }
        }
        (boxes, (many, farthest))
    }

    /// The box where something stands, or the one that stands for it; of an open zone, the first in it.
    pub(in crate::app) fn box_of(&self, end: End) -> Option<ServiceId> {
        let drawing = self.map.look()?.drawing.as_ref()?;
        match end {
            End::Node(at) => drawing.picture.spots.get(at).map(|spot| spot.id.clone()),
            End::Zone(at) => {
                let inside = |mut frame: Option<usize>| {
                    while let Some(one) = frame {
                        if one == at {
                            return true;
                        }
                        frame = drawing.picture.frames.get(one).and_then(|one| one.frame);
                    }
                    false
                };
                drawing.picture.spots.iter().find(|spot| inside(spot.frame)).map(|spot| spot.id.clone())
            }
        }
    }
}
