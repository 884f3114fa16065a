//! Single moves: a vertex is tried at every place of its layer and stays where it crosses least.
//!
//! With the neighbouring layers fixed, whether two vertices should change sides is a number that their own neighbours decide, so trying a
//! place is one addition (Matuszewski, Schönfeld, Molitor 1999). After a move only the neighbours of what moved can want to move.

use super::super::{Check, Stopped};
use super::search::Search;
use super::standing::move_member;

/// Moves open vertices to their best places, in turns down and up, until none is open or `rounds` are over. Places
/// farther than `reach` are not tried. What it saves.
pub(super) fn settle(search: &mut Search<'_>, rounds: usize, reach: usize, check: &Check<'_>) -> Result<i64, Stopped> {
    let mut saved = 0;
    let rows = search.rows.len();
    let mut turn = Vec::new();
    for round in 0..rounds {
        let mut again = false;
        for step in 0..rows {
            let row = if round % 2 == 0 { step } else { rows - 1 - step };
            if search.open_in[row].is_empty() {
                continue;
            }
            check.point()?;
            let (frame, layer) = search.rows[row];
            std::mem::swap(&mut turn, &mut search.open_in[row]);
            for vertex in turn.drain(..) {
                search.open[vertex] = false;
                let members = &search.standing.rows[frame][layer];
                let at = search.standing.at[vertex];
                let (gain, to) = best_place(members, at, reach, |a, b| search.gain(a, b));
                search.work += members.len().min(2 * reach);
                if gain > 0 {
                    search.shift((frame, layer), at, to);
                    saved += gain;
                    again = true;
                }
            }
        }
        if !again {
            break;
        }
    }
    Ok(saved)
}

/// Crossings saved when `b` comes to stand left of `a` instead of right of it, seen from one side.
pub(super) fn difference(places: &[i32], a: &[(usize, i32)], b: &[(usize, i32)]) -> i64 {
    let mut sum = 0;
    for &(x, weight) in a {
        let place = places[x];
        let mut signs = 0;
        for &(y, weight) in b {
            signs += (place - places[y]).signum() * weight;
        }
        sum += i64::from(signs * weight);
    }
    sum
}

/// What it saves to move the member at `from` to `to`.
pub(super) fn gain_of(search: &Search<'_>, row: &[usize], from: usize, to: usize) -> i64 {
    let vertex = row[from];
    if from < to {
        row[from + 1..=to].iter().map(|&other| search.gain(vertex, other)).sum()
    } else {
        row[to..from].iter().map(|&other| search.gain(other, vertex)).sum()
    }
}

/// Moves each member of `order` to its best place as long as that helps, at most `rounds` times. `table` says what it saves to have the
/// second before the first instead of after it.
pub(in super::super) fn sort_by_table(order: &mut [usize], table: &[i64], rounds: usize) {
    let size = order.len();
    for _ in 0..rounds {
        let mut again = false;
        for vertex in 0..size {
            let Some(at) = order.iter().position(|&other| other == vertex) else { continue };
            let (gain, to) = best_place(order, at, size, |a, b| table[a * size + b]);
            if gain > 0 {
                move_member(order, at, to);
                again = true;
            }
        }
        if !again {
            break;
        }
    }
}

/// Where the vertex at `at` would cross least, and how much that saves. `gain` says what it saves to have the second left of the first.
fn best_place(order: &[usize], at: usize, reach: usize, gain: impl Fn(usize, usize) -> i64) -> (i64, usize) {
    let vertex = order[at];
    let (mut best, mut place) = (0, at);
    let mut saved = 0;
    for left in (at.saturating_sub(reach)..at).rev() {
        saved += gain(order[left], vertex);
        if saved > best {
            (best, place) = (saved, left);
        }
    }
    saved = 0;
    for (right, &other) in order.iter().enumerate().skip(at + 1).take(reach) {
        saved += gain(vertex, other);
        if saved > best {
            (best, place) = (saved, right);
        }
    }
    (best, place)
}
