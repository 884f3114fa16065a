//! Walking: to the nearest box in a direction, or along a line that is previewed first, and back.
//!
//! Pure: from the same place the same key leads to the same place. Only boxes are walked on; a zone is one when it is folded.

use super::{Look, Side};
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::domain::graph::Area;

/// Rows count double: a cell is twice as high as it is wide.
const TALL: i32 = 2;

/// The four ways to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Towards {
    /// To the left.
    Left,
    /// Down.
    Down,
    /// Up.
    Up,
    /// To the right.
    Right,
}

/// How far a box is in a direction, for whoever looks for the nearest; nothing where it is not in that direction. What lies straight ahead
/// is nearer than what lies aside, and what lies more aside than ahead comes after all that does not.
fn distance(from: Area, to: Area, towards: Towards) -> Option<(bool, i32)> {
    let gap = |a: i32, a_long: i32, b: i32, b_long: i32| (b - (a + a_long)).max(a - (b + b_long)).max(0);
    let middle = |from: i32, long: i32| 2 * from + long;
    let across = (gap(from.x, from.width, to.x, to.width), middle(to.x, to.width) - middle(from.x, from.width));
    let down = (
        TALL * gap(from.y, from.height, to.y, to.height),
        TALL * (middle(to.y, to.height) - middle(from.y, from.height)),
    );
    let ((ahead, shift), (aside, drift)) = match towards {
        Towards::Left | Towards::Right => (across, down),
        Towards::Up | Towards::Down => (down, across),
    };
    let is_there = match towards {
        Towards::Right | Towards::Down => shift > 0,
        Towards::Left | Towards::Up => shift < 0,
    };
    let is_aside = aside > ahead.max(TALL);
    is_there.then_some((is_aside, ahead + 2 * aside + drift.abs() / 8))
}

/// The nearest box in a direction, by its place; nothing where there is none.
#[must_use]
pub fn nearest(areas: &[Area], at: usize, towards: Towards) -> Option<usize> {
    let from = *areas.get(at)?;
    let found = areas.iter().enumerate().filter(|(other, _)| *other != at);
    let far = found.filter_map(|(other, area)| Some((distance(from, *area, towards)?, other)));
    far.min().map(|(_, other)| other)
}

impl Look {
    /// The nearest box in a direction.
    fn nearest(&self, towards: Towards) -> Option<usize> {
        let areas = &self.drawing.as_ref()?.plane(self.zoom().level()).layout.nodes;
        nearest(areas, self.spot()?, towards)
    }
}

impl Model {
    /// Goes to the nearest box in a direction.
    pub(in crate::app) fn walk_map(&mut self, towards: Towards) -> Effects {
        let Some(look) = self.map.look() else { return vec![] };
        let picture = look.drawing.as_ref().map(|drawing| &drawing.picture);
        let next = look.nearest(towards).and_then(|at| picture?.spots.get(at)).map(|spot| spot.id.clone());
        if let Some(next) = next {
            self.stand_at(Some(next));
        }
        vec![]
    }

    /// Previews the next line on a side of where one stands.
    pub(in crate::app) fn preview_line(&mut self, side: Side) -> Effects {
        let all = &self.map.about.neighbours;
        let on_side: Vec<usize> = (0..all.len()).filter(|at| all[*at].side == side).collect();
        let after = self.map.preview.and_then(|at| on_side.iter().position(|one| *one == at));
        let next = after.map_or(0, |at| (at + 1) % on_side.len().max(1));
        self.map.preview = on_side.get(next).copied();
        if on_side.is_empty() {
            let how = if side == Side::Out { "No line leaves" } else { "No line reaches" };
            let name = self.map.focus().and_then(|id| self.estate.shown().name(id)).cloned().unwrap_or_default();
            self.say(Tone::Plain, format!("{how} {name}."));
        }
        vec![]
    }

    /// Follows the line that is previewed.
    pub(super) fn follow_line(&mut self) -> Effects {
        let Some(next) = self.map.preview.and_then(|at| self.map.about.neighbours.get(at)) else { return vec![] };
        let picture = self.map.look().and_then(|look| look.drawing.as_ref()).map(|drawing| &drawing.picture);
        let end = picture.and_then(|picture| picture.end(&next.id));
        let Some(to) = end.and_then(|end| self.box_of(end)) else { return vec![] };
        if let (Some(at), Some(from)) = (self.map.at, self.map.focus().cloned()) {
            self.map.trail.push((at, from));
        }
        self.stand_at(Some(to));
        vec![]
    }

    /// Goes back along the lines one came by.
    pub(in crate::app) fn walk_back(&mut self) -> Effects {
        while let Some((at, id)) = self.map.trail.pop() {
            if self.estate.shown().home(&id) == Some(at) {
                return self.show_on_map(&id);
            }
        }
        vec![]
    }

    /// Shows another environment, so many places further.
    pub(in crate::app) fn turn_environment(&mut self, by: isize) -> Effects {
        let all = &self.estate.shown().environments;
        let at = all.iter().position(|row| Some(row.id) == self.map.at).unwrap_or(0);
        let to = at.cast_signed().saturating_add(by).rem_euclid(all.len().max(1).cast_signed());
        self.map.at = all.get(to.unsigned_abs()).map(|row| row.id);
        self.map.preview = None;
        self.map.about.forget();
        vec![]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(x: i32, y: i32) -> Area {
        Area { x, y, width: 10, height: 3 }
    }

    #[test]
    fn the_nearest_box_ahead_is_found_and_what_lies_aside_comes_last() {
        let areas = [area(20, 10), area(20, 20), area(40, 18), area(60, 10), area(0, 30), area(22, 0)];
        let go = |at, towards| nearest(&areas, at, towards);
        assert_eq!(go(0, Towards::Down), Some(1));
        assert_eq!(go(0, Towards::Up), Some(5));
        assert_eq!(go(0, Towards::Right), Some(3), "what lies straight ahead");
        assert_eq!(go(1, Towards::Right), Some(2));
        assert_eq!(go(3, Towards::Left), Some(0));
        assert_eq!(go(3, Towards::Right), None);
        assert_eq!(go(4, Towards::Up), Some(1));
    }

    #[test]
    fn every_box_of_a_grid_can_be_walked_to_and_back() {
        let areas: Vec<Area> = (0..5).flat_map(|row| (0..5).map(move |column| area(column * 14, row * 6))).collect();
        for at in 0..25 {
            for (there, back) in [(Towards::Right, Towards::Left), (Towards::Down, Towards::Up)] {
                if let Some(next) = nearest(&areas, at, there) {
                    assert_eq!(nearest(&areas, next, back), Some(at));
                }
            }
        }
    }
}
