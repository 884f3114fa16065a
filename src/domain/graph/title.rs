//! Where a zone's title stands on its upper border: where no line comes through.
//!
//! Owns the search for a gap. Invariant: a title has a blank on either side and touches neither corners nor lines.

use super::topology::Topology;
use super::{Layout, Point};

/// Columns that a title of `title` columns needs, blanks and both corners counted.
pub(super) fn room(title: i32) -> i32 {
    title + 4
}

/// The first column for a title of `title` columns on a border of `width` columns that lines pass in the columns `busy`, in their order.
pub(super) fn gap(title: i32, width: i32, busy: impl IntoIterator<Item = i32>) -> Option<i32> {
    let mut from = 1;
    for column in busy.into_iter().chain([width - 1]) {
        if column - from >= title + 2 {
            return Some(from + 1);
        }
        from = from.max(column + 1);
    }
    None
}

/// Where titles stand in a drawing whose lines pass borders anywhere.
pub(super) fn find(topology: &Topology, layout: &Layout) -> Vec<Option<Point>> {
    let place = |zone: usize| {
        let area = layout.zones[zone];
        let mut busy: Vec<i32> = Vec::new();
        for pair in layout.routes.iter().flat_map(|route| route.windows(2)) {
            let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
            if (y.min(to_y)..=y.max(to_y)).contains(&area.y) {
                busy.extend((x.min(to_x).max(area.x)..=x.max(to_x).min(area.x + area.width - 1)).map(|x| x - area.x));
            }
        }
        let others = layout.zones.iter().enumerate().filter(|&(other, _)| other != zone).map(|(_, area)| area);
        for other in others.chain(&layout.nodes).filter(|other| (other.y..other.y + other.height).contains(&area.y)) {
            busy.extend((other.x.max(area.x)..(other.x + other.width).min(area.x + area.width)).map(|x| x - area.x));
        }
        busy.sort_unstable();
        gap(topology.zones[zone].title, area.width, busy).map(|column| (area.x + column, area.y))
    };
    (0..layout.zones.len()).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_in_the_first_gap_that_takes_it() {
        assert_eq!(gap(4, 20, []), Some(2));
        assert_eq!(gap(4, 20, [5]), Some(7));
        assert_eq!(gap(4, 20, [5, 11]), Some(13));
        assert_eq!(gap(4, 8, []), Some(2));
        assert_eq!(gap(4, 8, [3]), None);
    }
}
