//! Where something new stands on the web app's canvas: beside what is there, not over it.
//!
//! antops lays maps out by itself and needs no positions, but people who open the same map in a browser do.

use crate::domain::infrastructure::deed::{Part, Step};
use crate::domain::infrastructure::{Infrastructure, Zone};
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;

/// Pixels from the corner of a zone to the first place in it.
const FIRST: (i32, i32) = (40, 60);
/// Pixels from place to place.
const STEP: (i32, i32) = (220, 110);
/// Places in a row.
const ROW: i32 = 4;

/// The first free place of a zone, or of the canvas outside of zones.
pub(super) fn place(rows: &Infrastructure, environment: EnvironmentId, zone: Option<&ServiceId>) -> (i32, i32) {
    let nodes = rows.nodes.iter().filter(|row| row.environment == Some(environment) && row.zone.as_ref() == zone);
    let zones = rows.zones.iter().filter(|row| row.environment == Some(environment) && row.parent.as_ref() == zone);
    let taken: Vec<(i32, i32, i32, i32)> = nodes
        .map(|row| (row.at.0, row.at.1, STEP.0 - 20, STEP.1 - 20))
        .chain(zones.map(|row| (row.at.0, row.at.1, row.size.0, row.size.1)))
        .collect();
    let is_free = |&(x, y): &(i32, i32)| {
        let meets = |&(left, top, width, height): &(i32, i32, i32, i32)| {
            x < left + width && left < x + STEP.0 - 20 && y < top + height && top < y + STEP.1 - 20
        };
        !taken.iter().any(meets)
    };
    let places = (0..).map(|at| (FIRST.0 + at % ROW * STEP.0, FIRST.1 + at / ROW * STEP.1));
    // Each thing that is there takes a few places at most, so one of these is free.
    places.take(4096).find(is_free).unwrap_or(FIRST)
}

/// What makes a zone large enough for a place in it, and the zones around it for the zone.
pub(super) fn grow(rows: &Infrastructure, zone: Option<&ServiceId>, at: (i32, i32)) -> Vec<Step> {
    let mut steps = vec![];
    let mut wanted = (at.0 + STEP.0, at.1 + STEP.1);
    let Some(inner) = zone.and_then(|id| rows.zone(id)) else { return steps };
    let around = rows.around(&inner.id);
    for zone in std::iter::once(inner).chain(around) {
        let size = (zone.size.0.max(wanted.0), zone.size.1.max(wanted.1));
        if size != zone.size {
            steps.push(Step::change(Part::Zone(zone.clone()), Part::Zone(Zone { size, ..zone.clone() })));
        }
        wanted = (zone.at.0 + size.0 + FIRST.0, zone.at.1 + size.1 + FIRST.0);
    }
    steps
}
