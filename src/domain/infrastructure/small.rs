//! The blast radius in small: some services and what depends on them, in as many boxes as there is room for.
//!
//! It is what the map shows of the blast radius, for a place beside other things: chips alone, a zone that is reached as one of them, other
//! zones not at all. Nearer ones come first: what is too much is left out from the far end, a whole step at a time, and counted.

use super::Infrastructure;
use super::drawing::Plane;
use super::impact::{Reached, Way, Web};
use super::picture::{Level, Picture};
use crate::domain::graph::{Manner, lay_out};
use crate::domain::service::ServiceId;
use crate::domain::value::EnvironmentId;
use std::collections::{BTreeSet, HashMap};

/// The most boxes of a small picture.
const MOST: usize = 24;

/// The blast radius of some services in small.
#[derive(Clone, PartialEq, Debug)]
pub struct Small {
    /// What is on it.
    pub picture: Picture,
    /// Where it is, as chips.
    pub plane: Plane,
    /// Over how many steps each box is reached.
    pub reached: HashMap<ServiceId, (u32, Way)>,
    /// How many components that depend on them are not on it.
    pub left: usize,
}

impl Small {
    /// Draws it into so many columns and rows. Nothing where nothing depends on the services, or where not even one step has room. What
    /// stands in several environments is drawn of the first that has something to show.
    #[must_use]
    pub fn of(rows: &Infrastructure, web: &Web, services: &[ServiceId], room: (i32, i32)) -> Option<Self> {
        let all = web.reach(services, Way::Dependents, None);
        let farthest = all.iter().filter(|one| !one.is_zone).map(|one| one.steps).max().filter(|steps| *steps > 0)?;
        let mut homes: Vec<EnvironmentId> = vec![];
        for home in services.iter().filter_map(|id| rows.home(id)) {
            if !homes.contains(&home) {
                homes.push(home);
            }
        }
        // As far as it goes, and no further: on a large map that is soon too far.
        homes.into_iter().find_map(|home| (1..=farthest).map_while(|most| within(rows, &all, home, most, room)).last())
    }
}

/// What is reached within so many steps, if there is room for it.
fn within(rows: &Infrastructure, all: &[Reached], home: EnvironmentId, most: u32, room: (i32, i32)) -> Option<Small> {
    let near = || all.iter().filter(|one| one.steps <= most && rows.home(&one.id) == Some(home));
    let zones: BTreeSet<ServiceId> = near().filter(|one| one.is_zone).map(|one| one.id.clone()).collect();
    let mut reached: HashMap<ServiceId, (u32, Way)> = HashMap::new();
    for one in near() {
        let outermost = rows.around(&one.id).into_iter().rev().find(|zone| zones.contains(&zone.id));
        let stands = outermost.map_or(&one.id, |zone| &zone.id);
        let known = reached.entry(stands.clone()).or_insert((one.steps, one.way));
        known.0 = known.0.min(one.steps);
    }
    if reached.len() > MOST || reached.len() < 2 {
        return None;
    }
    let picture = Picture::of(rows, home, &zones).only(|id| reached.contains_key(id));
    let layout = lay_out(&picture.topology(Level::Chip), Manner::Flat, &|| true).ok()?;
    let has_room = layout.size.0 <= room.0 && layout.size.1 <= room.1;
    let is_dependent = |one: &&Reached| one.steps > 0 && !one.is_zone;
    let left = all.iter().filter(is_dependent).count() - near().filter(is_dependent).count();
    has_room.then(|| Small { picture, plane: Plane::new(layout), reached, left })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::infrastructure::impact::Flows;
    use crate::domain::infrastructure::samples::{id, infrastructure};

    fn shop() -> Infrastructure {
        infrastructure(
            &["lb", "shop@app", "api@app", "db@data", "replica@data", "lonely"],
            &["vpc", "app@vpc", "data@vpc"],
            &["lb calls shop", "shop calls api", "api calls db", "lonely calls lonely", "db replicates_to replica"],
        )
    }

    fn of(services: &[&str], room: (i32, i32)) -> Option<(Vec<String>, usize)> {
        let (rows, services) = (shop(), services.iter().map(|name| id(name)).collect::<Vec<_>>());
        let small = Small::of(&rows, &Web::new(&rows, &Flows::default()), &services, room)?;
        let name = |spot: &super::super::picture::Spot| format!("{}{}", small.reached[&spot.id].0, spot.label);
        let (width, height) = small.plane.layout.size;
        assert!(width <= room.0 && height <= room.1);
        assert!(small.picture.frames.is_empty() && small.picture.spots.iter().all(|spot| spot.frame.is_none()));
        let mut names: Vec<String> = small.picture.spots.iter().map(name).collect();
        names.sort_unstable();
        Some((names, small.left))
    }

    #[test]
    fn what_depends_on_them_is_drawn_as_far_as_there_is_room_and_the_rest_is_counted() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(of(&["api"], (60, 20)), Some((names(&["0api", "1shop", "2lb"]), 0)));
        assert_eq!(of(&["api"], (60, 4)), Some((names(&["0api", "1shop"]), 1)));
        assert_eq!(of(&["api"], (60, 2)), None, "not even one step");
        assert_eq!(of(&["api"], (6, 20)), None, "too narrow for a name");
    }

    #[test]
    fn a_zone_that_is_reached_is_one_box() {
        let found = of(&["data"], (80, 30)).unwrap().0;
        assert_eq!(found, ["0data", "1api", "2shop", "3lb"]);
    }

    #[test]
    fn nothing_is_drawn_where_nothing_depends_on_them() {
        assert_eq!(of(&["lb"], (80, 30)), None);
        assert_eq!(of(&["lonely"], (80, 30)), None, "on itself alone");
        assert_eq!(of(&["nobody"], (80, 30)), None);
        assert_eq!(of(&[], (80, 30)), None);
    }
}
