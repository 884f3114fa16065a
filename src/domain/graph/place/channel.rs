//! Lines through the gap between two layers: which track each net runs on.
//!
//! A net comes down from columns above, runs along its track and goes on down in columns below. Owns the order of the tracks: fewest crossings
//! first, then as few tracks as fit. Invariants: nets on one track do not touch; a column that one net comes down in and another goes on in is
//! used by the first only above the second, so two nets meet in a cell only where one passes straight over the other. Where such demands run
//! in a circle, a net is laid on two tracks joined in a column of its own.

use std::collections::{BTreeMap, BTreeSet};

/// A line between a column above and a column below, or between two columns above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Thread {
    pub(super) above: i32,
    pub(super) below: i32,
    /// Whether it goes up again at its other end.
    pub(super) returns: bool,
    /// Edges that run through it.
    pub(super) edges: i32,
}

/// The threads of one net.
#[derive(Clone, Debug, Default)]
pub(super) struct Bundle {
    /// Whether it gathers lines of several nets into one box.
    pub(super) bus: bool,
    pub(super) threads: Vec<Thread>,
}

/// Where a net runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Track {
    /// Straight down.
    Straight,
    /// Along one track.
    One(usize),
    /// Along the first track to a column, down there, and along the second.
    Two(usize, i32, usize),
}

/// The tracks of all bundles, and how many there are; hardly ever more than were `given` before. A column of its own may lie beyond what is used, on the right.
pub(super) fn route(bundles: &[Bundle], given: Option<usize>) -> (Vec<Track>, usize) {
    let mut wires: Vec<Wire> = Vec::new();
    let mut tracks = vec![Track::Straight; bundles.len()];
    for (at, bundle) in bundles.iter().enumerate() {
        if bundle.threads.iter().any(|thread| thread.returns || thread.above != thread.below) {
            wires.push(Wire { bus: bundle.bus, ..Wire::new(at, bundle.threads.clone()) });
        }
    }
    let used: BTreeSet<i32> =
        bundles.iter().flat_map(|bundle| &bundle.threads).flat_map(|thread| [thread.above, thread.below]).collect();
    let order = open_circles(&mut wires, used);
    let (placed, count) = tracks_of(&wires, order, given);
    let mut halves: BTreeMap<usize, usize> = BTreeMap::new();
    for (wire, &track) in wires.iter().zip(&placed) {
        match wire.half {
            Half::Whole => tracks[wire.bundle] = Track::One(track),
            Half::Upper => drop(halves.insert(wire.bundle, track)),
            Half::Lower(column) => {
                let first = halves.get(&wire.bundle).copied().unwrap_or(track);
                tracks[wire.bundle] = Track::Two(first, column, track);
            }
        }
    }
    (tracks, count)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    Whole,
    Upper,
    Lower(i32),
}

/// What takes one track.
#[derive(Clone, Debug)]
struct Wire {
    bundle: usize,
    bus: bool,
    half: Half,
    threads: Vec<Thread>,
    from: i32,
    to: i32,
    /// Columns above and below, sorted.
    above: Vec<i32>,
    below: Vec<i32>,
}

impl Wire {
    fn new(bundle: usize, threads: Vec<Thread>) -> Self {
        let ends = || threads.iter().flat_map(|thread| [thread.above, thread.below]);
        let (from, to) = (ends().min().unwrap_or(0), ends().max().unwrap_or(0));
        let (up, down): (Vec<&Thread>, Vec<&Thread>) = threads.iter().partition(|thread| thread.returns);
        let above = threads.iter().map(|thread| thread.above).chain(up.iter().map(|thread| thread.below));
        let above = above.collect::<BTreeSet<_>>().into_iter().collect();
        let below = down.iter().map(|thread| thread.below).collect::<BTreeSet<_>>().into_iter().collect();
        Self { bundle, bus: false, half: Half::Whole, threads, from, to, above, below }
    }

    fn touches(&self, other: &Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Edges on the track over `column`, strictly between their ends.
    fn over(&self, column: i32) -> i32 {
        if column <= self.from || column >= self.to {
            return 0;
        }
        let spans =
            |thread: &&Thread| thread.above.min(thread.below) < column && column < thread.above.max(thread.below);
        self.threads.iter().filter(spans).map(|thread| thread.edges).sum()
    }

    /// What it costs when this wire runs above `other`: pairs of edges that cross, and places where one sees it.
    fn cost_above(&self, other: &Self) -> i64 {
        let meets = |wire: &Self, column: i32, edges: i32| {
            let over = i64::from(wire.over(column));
            if over > 0 { over * i64::from(edges) + 1 } else { 0 }
        };
        let falls = self.threads.iter().filter(|thread| !thread.returns);
        let mut cost: i64 = falls.map(|thread| meets(other, thread.below, thread.edges)).sum();
        for thread in &other.threads {
            cost += meets(self, thread.above, thread.edges);
            if thread.returns {
                cost += meets(self, thread.below, thread.edges);
            }
        }
        cost
    }

    /// Whether this wire must run above `other`: it comes down in a column that `other` goes on in.
    fn must_precede(&self, other: &Self) -> bool {
        if self.bundle == other.bundle {
            return self.half == Half::Upper;
        }
        // A line that leaves a net for a bus does so below what remains of the net: one sees where it joins.
        let shares = |columns: &[i32]| self.above.iter().any(|column| columns.binary_search(column).is_ok());
        self.touches(other) && (shares(&other.below) || (other.bus && !self.bus && shares(&other.above)))
    }
}

/// Splits wires until the demands have no circle; the order that meets them all.
fn open_circles(wires: &mut Vec<Wire>, mut used: BTreeSet<i32>) -> Vec<usize> {
    loop {
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); wires.len()];
        let mut waiting = vec![0; wires.len()];
        for a in 0..wires.len() {
            for b in 0..wires.len() {
                if a != b && wires[a].must_precede(&wires[b]) {
                    after[a].push(b);
                    waiting[b] += 1;
                }
            }
        }
        let mut ready: BTreeSet<(i32, usize)> =
            (0..wires.len()).filter(|&at| waiting[at] == 0).map(|at| (wires[at].from, at)).collect();
        let mut order = Vec::with_capacity(wires.len());
        while let Some((_, at)) = ready.pop_first() {
            order.push(at);
            for &next in &after[at] {
                waiting[next] -= 1;
                if waiting[next] == 0 {
                    ready.insert((wires[next].from, next));
                }
            }
        }
        if order.len() == wires.len() {
            return order;
        }
        let stuck = (0..wires.len())
            .filter(|&at| waiting[at] > 0 && wires[at].half == Half::Whole && !wires[at].below.is_empty());
        let Some(at) = stuck.min_by_key(|&at| (wires[at].threads.len(), wires[at].to - wires[at].from, at)) else {
            return (0..wires.len()).collect();
        };
        split(wires, at, &mut used);
    }
}

/// Lays a wire on two tracks, joined in the nearest column that nobody uses.
fn split(wires: &mut Vec<Wire>, at: usize, used: &mut BTreeSet<i32>) {
    let whole = wires[at].clone();
    let middle = i32::midpoint(whole.from, whole.to);
    let first = used.first().copied().unwrap_or(0);
    let enough = i32::try_from(used.len()).unwrap_or(i32::MAX - middle.abs()).saturating_add(whole.to - whole.from);
    let column = (0..=enough)
        .flat_map(|step| [middle + step, middle - step])
        .find(|column| *column > first && !used.contains(column))
        .unwrap_or(middle);
    used.insert(column);
    // What returns stays on the upper track; everything else goes down in the new column.
    let (mut upper, mut lower): (Vec<Thread>, Vec<Thread>) = (Vec::new(), Vec::new());
    for &thread in &whole.threads {
        if thread.returns {
            upper.push(thread);
        } else {
            upper.push(Thread { below: column, ..thread });
            lower.push(Thread { above: column, ..thread });
        }
    }
    wires[at] = Wire { half: Half::Upper, bus: whole.bus, ..Wire::new(whole.bundle, upper) };
    wires.push(Wire { half: Half::Lower(column), bus: whole.bus, ..Wire::new(whole.bundle, lower) });
}

/// More than all crossings of a channel together.
const FORBIDDEN: i64 = 1 << 40;

/// The track of each wire and their number. `order` meets all demands to begin with.
fn tracks_of(wires: &[Wire], mut order: Vec<usize>, given: Option<usize>) -> (Vec<usize>, usize) {
    let size = wires.len();
    // What it saves to have the second above the first instead of below it.
    let mut table = vec![0; size * size];
    for a in 0..size {
        for b in a + 1..size {
            if !wires[a].touches(&wires[b]) {
                continue;
            }
            let mut value = wires[a].cost_above(&wires[b]) - wires[b].cost_above(&wires[a]);
            if wires[b].must_precede(&wires[a]) {
                value += FORBIDDEN;
            }
            if wires[a].must_precede(&wires[b]) {
                value -= FORBIDDEN;
            }
            table[a * size + b] = value;
            table[b * size + a] = -value;
        }
    }
    super::super::order::sort_by_table(&mut order, &table, 12);
    settle_tracks(wires, &order, &table, given)
}

/// What a further track is worth, in pairs of edges that would cross without it and places where one would see that.
const ROW: i64 = 16;

/// What a further track is worth that would move all that is below it away from where it was.
const MOVED: i64 = 60;

/// Puts wires on tracks, one after the other: where it costs least among those that run already. Demands cost so much that they are met, as
/// `order` meets them: the track below all others is free for everyone.
fn settle_tracks(wires: &[Wire], order: &[usize], table: &[i64], given: Option<usize>) -> (Vec<usize>, usize) {
    let size = wires.len();
    let enough = enough(wires);
    let mut track = vec![0; size];
    let mut taken: Vec<Vec<usize>> = Vec::new();
    for &at in order {
        let wire = &wires[at];
        let met = |level: usize| taken[level].iter().filter(|&&other| wires[other].touches(wire));
        let price = |other: &usize| table[other * size + at];
        let mut cost: i64 = (0..taken.len()).flat_map(met).map(|other| (-price(other)).max(0)).sum();
        let mut best = (i64::MAX, taken.len());
        for level in 0..taken.len() {
            if cost < best.0 && met(level).next().is_none() {
                best = (cost, level);
            }
            // One level further down, those on this level run above the wire and not below it.
            cost -= met(level).map(price).map(|price| (-price).max(0) - price.max(0)).sum::<i64>();
        }
        if taken.len() >= enough {
            cost += ROW;
        }
        if given.is_some_and(|given| taken.len() >= given) {
            cost += MOVED;
        }
        let level = if cost < best.0 { taken.len() } else { best.1 };
        if level == taken.len() {
            taken.push(Vec::new());
        }
        taken[level].push(at);
        track[at] = level;
    }
    (track, taken.len())
}

/// Tracks that a channel may have without asking whether each is worth its row: somewhat more than lie above each other anywhere.
fn enough(wires: &[Wire]) -> usize {
    let mut ends: Vec<(i32, bool)> = wires.iter().flat_map(|wire| [(wire.from, false), (wire.to, true)]).collect();
    ends.sort_unstable();
    let (mut now, mut most) = (0_usize, 0);
    for (_, ends) in ends {
        now = if ends { now.saturating_sub(1) } else { now + 1 };
        most = most.max(now);
    }
    most + most / 2 + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(threads: &[(i32, i32)]) -> Bundle {
        let threads = threads.iter().map(|&(above, below)| Thread { above, below, returns: false, edges: 1 }).collect();
        Bundle { bus: false, threads }
    }

    #[test]
    fn two_lines_that_change_places_are_joined_in_a_column_of_their_own() {
        let (tracks, count) = route(&[bundle(&[(4, 8)]), bundle(&[(8, 4)])], None);
        assert_eq!(count, 3);
        assert!(tracks.iter().any(|track| matches!(track, Track::Two(first, _, second) if first < second)));
    }

    #[test]
    fn lines_that_do_not_meet_share_a_track() {
        let (tracks, count) = route(&[bundle(&[(0, 4)]), bundle(&[(6, 9)]), bundle(&[(12, 12)])], None);
        assert_eq!((tracks, count), (vec![Track::One(0), Track::One(0), Track::Straight], 1));
    }

    #[test]
    fn what_comes_down_in_a_column_runs_above_what_goes_on_in_it() {
        let (tracks, _) = route(&[bundle(&[(0, 5)]), bundle(&[(5, 9)])], None);
        assert_eq!(tracks, [Track::One(1), Track::One(0)]);
    }
}
