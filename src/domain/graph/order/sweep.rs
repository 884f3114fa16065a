//! One sweep through all layers: each vertex goes where its neighbours in the layer before stand on average.
//!
//! Vertices without such neighbours keep their places. Zones are swept inside when their turn comes, between the layers above and below them.

use super::super::nest::Nest;
use super::super::number::real;
use super::{Standing, inner};

/// Sweeps downwards or upwards, by the mean or by the median.
pub(super) fn sweep(nest: &Nest, standing: &mut Standing, down: bool, median: bool) {
    for frame in 0..nest.frames.len() {
        if nest.frames[frame].item.is_none() {
            sweep_frame(nest, standing, frame, down, median);
        }
    }
}

fn sweep_frame(nest: &Nest, standing: &mut Standing, frame: usize, down: bool, median: bool) {
    let layers = standing.rows[frame].len();
    for step in 0..layers {
        let layer = if down { step } else { layers - 1 - step };
        let row = std::mem::take(&mut standing.rows[frame][layer]);
        let mut wanted: Vec<(f64, usize)> = Vec::with_capacity(row.len());
        for &vertex in &row {
            if let Some(place) = wish(nest, standing, vertex, down, median) {
                wanted.push((place, vertex));
            }
        }
        wanted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut moved = wanted.iter().map(|&(_, vertex)| vertex);
        let sorted = row
            .iter()
            .map(|&vertex| {
                let stays = wish(nest, standing, vertex, down, median).is_none();
                if stays { vertex } else { moved.next().unwrap_or(vertex) }
            })
            .collect();
        standing.rows[frame][layer] = sorted;
        standing.number(nest, frame, layer);
        for at in 0..standing.rows[frame][layer].len() {
            if let Some(inside) = inner(nest, standing.rows[frame][layer][at]) {
                sweep_frame(nest, standing, inside, down, median);
            }
        }
    }
}

/// Where the neighbours want a vertex; for a zone, where those of its ports do.
fn wish(nest: &Nest, standing: &Standing, vertex: usize, down: bool, median: bool) -> Option<f64> {
    let mut places: Vec<i32> = Vec::new();
    let mut add = |vertex: usize| {
        let found = &nest.vertices[vertex];
        if down {
            places.extend(found.ups.iter().map(|&up| standing.below[nest.segments[up].upper]));
        } else {
            places.extend(found.downs.iter().map(|&down| standing.above[nest.segments[down].lower]));
        }
    };
    match inner(nest, vertex) {
        Some(inside) => {
            let rows = &standing.rows[inside];
            let ports = if down { rows.first() } else { rows.last() };
            ports.into_iter().flatten().for_each(|&port| add(port));
        }
        None => add(vertex),
    }
    if places.is_empty() {
        return None;
    }
    if median {
        places.sort_unstable();
        let (low, high) = (places[(places.len() - 1) / 2], places[places.len() / 2]);
        return Some(f64::midpoint(f64::from(low), f64::from(high)));
    }
    Some(places.iter().map(|&place| f64::from(place)).sum::<f64>() / real(places.len()))
}
