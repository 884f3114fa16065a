//! Columns that are kept: as they were, or as little beside that as room and order allow.
//!
//! Pushing everything right only, or left only, gives two answers; any mixture of the two keeps all distances as well. Invariants: kept
//! vertices of a layer leave room for each other and for what stands between them; in the author's drawing no node comes to stand left of
//! another that was left of it, in whatever rows both are.

use super::super::nest::Nest;
use super::super::pins::Held;
use super::{Places, columns};
use std::collections::BTreeMap;

/// A vertex that keeps its column.
struct Kept {
    vertex: usize,
    wanted: i32,
    layer: usize,
    at: usize,
    /// Columns from the one before it in its layer, if that one is kept too.
    room: Option<i32>,
}

/// The columns of the vertices of `frame` that are held.
pub(super) fn columns(nest: &Nest, places: &Places, frame: usize, held: &Held) -> BTreeMap<usize, i32> {
    let mut kept: Vec<Kept> = Vec::new();
    for (layer, row) in nest.frames[frame].rows.iter().enumerate() {
        let mut room: Option<i32> = None;
        for (at, &vertex) in row.iter().enumerate() {
            if let (Some(room), Some(before)) = (&mut room, at.checked_sub(1)) {
                *room += places.width[row[before]] + columns::gap(nest, row[before], vertex);
            }
            if let Some(wanted) = held.left[vertex] {
                kept.push(Kept { vertex, wanted, layer, at, room });
                room = Some(0);
            }
        }
    }
    if !held.drawn {
        return by_layer(&kept);
    }
    kept.sort_by_key(|kept| (kept.wanted, kept.layer, kept.at));
    let (right, left) = (push_right(&kept, true), push_left(&kept, true));
    kept.iter().zip(right.iter().zip(left)).map(|(kept, (&a, b))| (kept.vertex, (a + b).div_euclid(2))).collect()
}

/// Layer by layer to the side on which fewer have to move.
fn by_layer(kept: &[Kept]) -> BTreeMap<usize, i32> {
    let mut columns = BTreeMap::new();
    for row in kept.chunk_by(|a, b| a.layer == b.layer) {
        let (right, left) = (push_right(row, false), push_left(row, false));
        let moved = |columns: &[i32]| -> (usize, i32) {
            let moves = row.iter().zip(columns).map(|(kept, column)| (kept.wanted - column).abs());
            (moves.clone().filter(|&by| by > 1).count(), moves.sum())
        };
        let best = if moved(&right) <= moved(&left) { right } else { left };
        columns.extend(row.iter().zip(best).map(|(kept, column)| (kept.vertex, column)));
    }
    columns
}

/// Everything where it wants to be or right of that.
fn push_right(kept: &[Kept], in_order: bool) -> Vec<i32> {
    let mut last: BTreeMap<usize, i32> = BTreeMap::new();
    let mut columns: Vec<i32> = Vec::with_capacity(kept.len());
    for one in kept {
        let mut column = one.wanted;
        if in_order {
            column = column.max(columns.last().copied().unwrap_or(i32::MIN));
        }
        if let (Some(room), Some(before)) = (one.room, last.get(&one.layer)) {
            column = column.max(before + room);
        }
        last.insert(one.layer, column);
        columns.push(column);
    }
    columns
}

/// Everything where it wants to be or left of that.
fn push_left(kept: &[Kept], in_order: bool) -> Vec<i32> {
    let mut last: BTreeMap<usize, (i32, Option<i32>)> = BTreeMap::new();
    let mut columns: Vec<i32> = Vec::with_capacity(kept.len());
    for one in kept.iter().rev() {
        let mut column = one.wanted;
        if in_order {
            column = column.min(columns.last().copied().unwrap_or(i32::MAX));
        }
        if let Some(&(after, Some(room))) = last.get(&one.layer) {
            column = column.min(after - room);
        }
        last.insert(one.layer, (column, one.room));
        columns.push(column);
    }
    columns.reverse();
    columns
}
