//! Rectangles side by side on shelves.
//!
//! Invariant: no two overlap, and at least [`APART`] blank columns and one blank row lie between them.

use super::super::number::{count, nearest};

/// Blank columns between rectangles.
const APART: i32 = 3;
/// Columns per row of a screen.
const SCREEN: f64 = 3.3;

/// Where the rectangles go, and how much room they take together.
pub(super) struct Packed {
    pub(super) places: Vec<(i32, i32)>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// Packs rectangles given as columns and rows: no higher than `height` if that is known, otherwise in the shape of a screen. High ones come
/// first, so that single boxes end up in a grid below.
pub(super) fn pack(sizes: &[(i32, i32)], height: Option<i32>) -> Packed {
    let area: f64 = sizes.iter().map(|&(width, height)| f64::from(width + APART) * f64::from(height + 1)).sum();
    let widest = sizes.iter().map(|&(width, _)| width).max().unwrap_or(0);
    let mut limit = widest.max(nearest((area * SCREEN).sqrt()));
    let Some(height) = height else { return shelves(sizes, limit) };
    limit = widest.max(nearest(area / f64::from(height.max(1))));
    loop {
        let packed = shelves(sizes, limit);
        if packed.height <= height || count(packed.width) < count(limit) / 2 {
            return packed;
        }
        limit += limit / 3 + 1;
    }
}

fn shelves(sizes: &[(i32, i32)], limit: i32) -> Packed {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&at| (-sizes[at].1, at));
    let mut places = vec![(0, 0); sizes.len()];
    let (mut x, mut y, mut shelf, mut width) = (0, 0, 0, 0);
    for at in order {
        let size = sizes[at];
        if x > 0 && x + size.0 > limit {
            (x, y, shelf) = (0, y + shelf + 1, 0);
        }
        places[at] = (x, y);
        width = width.max(x + size.0);
        x += size.0 + APART;
        shelf = shelf.max(size.1);
    }
    Packed { places, width, height: y + shelf }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_boxes_end_up_below_in_a_grid() {
        let packed = pack(&[(10, 3), (10, 3), (60, 20), (10, 3)], None);
        assert_eq!(packed.places[2], (0, 0));
        assert_eq!(packed.places[0].1, packed.places[1].1);
        assert!(packed.places[0].1 > 20);
    }
}
