//! The order within each layer, so that few lines cross.
//!
//! Owns the search: several starts, sweeps down and up by the mean of the neighbours, moves of single vertices until none helps, then trials
//! that disturb a row and keep what comes out better. Frames take part in the sweeps of the frame around them, so that ports stand in the
//! order in which the outside wants them. Invariant: a layer keeps its members; the result never crosses more than the best start.

mod crossings;
mod search;
mod sift;
mod standing;
mod sweep;

use super::nest::{Kind, Nest};
use super::number::{Dice, cells};
use super::pins::Held;
use super::{Check, Stopped};
use search::Search;
pub(super) use sift::sort_by_table;
use standing::Standing;

/// Places that may be tried per component: what a tenth of a millisecond allows.
const WORK: usize = 5_000;
/// Small drawings get as much as this many components.
const SMALL: usize = 100;
/// Different beginnings that are tried at most, with at most two fifths of the work.
const STARTS: usize = 8;

/// Trials per vertex, at most.
const ROUNDS: usize = 100;
/// A trial may lose less than this while there is time to win it back: two crossings of single lines.
const LOSS: usize = 9;
/// Any place in a layer.
const FAR: usize = usize::MAX / 2;
/// Sweeps after each beginning, at most.
const SWEEPS: usize = 12;

/// Orders all layers of `nest`.
pub(super) fn arrange(nest: &mut Nest, held: &Held, check: &Check<'_>) -> Result<(), Stopped> {
    let nodes = nest.vertices.iter().filter(|vertex| matches!(vertex.kind, Kind::Node(_))).count();
    let work = nodes.max(SMALL) * WORK;
    let mut dice = Dice::new();
    let mut search = Search::new(nest, held);
    let least = if held.any() { adapt(&mut search, held, check)? } else { begin(&mut search, work, &mut dice, check)? };
    try_on(&mut search, least, work, &mut dice, check)?;
    let rows = search.standing.rows;
    for (frame, rows) in nest.frames.iter_mut().zip(rows) {
        frame.rows = rows;
    }
    Ok(())
}

/// The best of several beginnings.
fn begin(search: &mut Search<'_>, work: usize, dice: &mut Dice, check: &Check<'_>) -> Result<i64, Stopped> {
    let mut best = search.standing.clone();
    let mut least = i64::MAX;
    for start in 0..STARTS {
        if start > 0 && (search.work > work * 2 / 5 || least == 0) {
            break;
        }
        let keys = starts(search.nest, start, dice);
        search.standing.sort_by_keys(search.nest, &keys);
        let crossings = descend(search, work / 4, start, check)?;
        if crossings < least {
            least = crossings;
            best = search.standing.clone();
        }
    }
    search.standing = best;
    Ok(least)
}

/// What is held stands as it stood; everything else finds its place between.
fn adapt(search: &mut Search<'_>, held: &Held, check: &Check<'_>) -> Result<i64, Stopped> {
    let keys = standing::between(search.nest, held);
    search.standing.sort_by_keys(search.nest, &keys);
    search.open_all();
    sift::settle(search, SWEEPS, FAR, check)?;
    Ok(crossings::count_all(search.nest, &search.standing))
}

/// Trials until the work is done.
fn try_on(
    search: &mut Search<'_>,
    mut least: i64,
    work: usize,
    dice: &mut Dice,
    check: &Check<'_>,
) -> Result<(), Stopped> {
    search.close_all();
    let movable = search.movable();
    // The moves that led away from the best order found.
    let mut away = Vec::new();
    let mut now = least;
    let begun = search.work;
    // A handful of newcomers has been everywhere soon.
    for _ in 0..movable.len() * ROUNDS {
        if least == 0 || search.work > work {
            break;
        }
        check.point()?;
        let vertex = movable[dice.throw(movable.len())];
        // Going through what is somewhat worse leads out of corners; towards the end only what is better counts.
        let left = (work - search.work) * 100 / (work - begun).max(1);
        let warm = left > 30 && dice.throw(100) < left;
        let loss = if warm { i64::from(cells(dice.throw(LOSS))) } else { 0 };
        now -= search.trial(vertex, loss, dice, check)?;
        away.append(&mut search.moves);
        if now <= least {
            least = now;
            away.clear();
        }
    }
    search.take_back(away);
    Ok(())
}

/// Sweeps, and single moves after each; leaves the best that was met standing.
fn descend(search: &mut Search<'_>, work: usize, start: usize, check: &Check<'_>) -> Result<i64, Stopped> {
    let nest = search.nest;
    let mut best = search.standing.clone();
    let mut least = i64::MAX;
    let mut stale = 0;
    let end = search.work + work;
    for round in 0..SWEEPS {
        check.point()?;
        if round > 0 && search.work > end {
            break;
        }
        sweep::sweep(nest, &mut search.standing, (round + start).is_multiple_of(2), round % 4 >= 2);
        search.open_all();
        sift::settle(search, 2, FAR, check)?;
        let crossings = crossings::count_all(nest, &search.standing);
        if crossings < least {
            least = crossings;
            best = search.standing.clone();
            stale = 0;
        } else {
            stale += 1;
            if stale > 3 {
                break;
            }
        }
    }
    search.standing = best;
    search.open_all();
    Ok(least - sift::settle(search, 12, FAR, check)?)
}

/// Keys to sort the layers by at the beginning: a walk along the edges, a pull of all neighbours, then chance.
fn starts(nest: &Nest, start: usize, dice: &mut Dice) -> Vec<f64> {
    match start {
        0 => standing::walk(nest),
        1 => standing::spread(nest, 60),
        2 => standing::walk(nest).into_iter().map(|key| -key).collect(),
        _ => nest.vertices.iter().map(|_| super::number::real(dice.throw(100_000))).collect(),
    }
}

/// The frame inside a vertex.
fn inner(nest: &Nest, vertex: usize) -> Option<usize> {
    match nest.vertices[vertex].kind {
        Kind::Inner(frame) => Some(frame),
        _ => None,
    }
}
