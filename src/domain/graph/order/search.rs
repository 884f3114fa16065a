//! The search at work: an order, what of it may still want to move, and what to put back when a trial was for nothing.
//!
//! Invariant: a vertex that is not open stands best where it is, given where its neighbours stand.

use super::super::nest::{Kind, Nest};
use super::super::number::Dice;
use super::super::pins::Held;
use super::super::{Check, Stopped};
use super::crossings::weight;
use super::sift;
use super::{Standing, inner};

/// How far a vertex may move in one step of a trial.
const NEAR: usize = 24;

/// A layer of a frame.
type Row = (usize, usize);

/// A vertex of a row went from one place to another.
type Move = (Row, usize, usize);

pub(super) struct Search<'a> {
    pub(super) nest: &'a Nest,
    pub(super) standing: Standing,
    /// All rows, inner frames after those around them.
    pub(super) rows: Vec<Row>,
    /// Which vertices may move at all.
    free: Vec<bool>,
    /// Which vertices may want to move.
    pub(super) open: Vec<bool>,
    /// Places tried so far.
    pub(super) work: usize,
    /// Of each row: such vertices.
    pub(super) open_in: Vec<Vec<usize>>,
    /// Of each row: whether neither ports nor zones stand in it, so that a place in it is just a number.
    plain: Vec<bool>,
    /// Of each frame: the number of its first row.
    first: Vec<usize>,
    /// Of each vertex: the ends of its segments above and below; of a zone, those of its ports.
    ends: Vec<(usize, i32)>,
    /// Of each vertex: where in `ends` those above begin, those below, and where they end.
    spans: Vec<[usize; 3]>,
    /// Moves of the trial.
    pub(super) moves: Vec<Move>,
}

impl<'a> Search<'a> {
    pub(super) fn new(nest: &'a Nest, held: &Held) -> Self {
        let mut rows = Vec::new();
        let mut first = Vec::new();
        for (frame, found) in nest.frames.iter().enumerate() {
            first.push(rows.len());
            rows.extend((0..found.rows.len()).map(|layer| (frame, layer)));
        }
        let (mut all, mut spans) = (Vec::new(), Vec::with_capacity(nest.vertices.len()));
        for vertex in 0..nest.vertices.len() {
            let (ups, downs) = ends(nest, vertex);
            spans.push([all.len(), all.len() + ups.len(), all.len() + ups.len() + downs.len()]);
            all.extend(ups);
            all.extend(downs);
        }
        Self {
            nest,
            standing: Standing::new(nest),
            free: held.left.iter().map(Option::is_none).collect(),
            open: vec![false; nest.vertices.len()],
            work: 0,
            open_in: vec![Vec::new(); rows.len()],
            plain: rows.iter().map(|&(frame, layer)| plain(nest, frame, layer)).collect(),
            rows,
            first,
            ends: all,
            spans,
            moves: Vec::new(),
        }
    }

    /// What it saves to have `b` left of `a` instead of right of it.
    pub(super) fn gain(&self, a: usize, b: usize) -> i64 {
        let side = |vertex: usize, side: usize| &self.ends[self.spans[vertex][side]..self.spans[vertex][side + 1]];
        sift::difference(&self.standing.below, side(a, 0), side(b, 0))
            + sift::difference(&self.standing.above, side(a, 1), side(b, 1))
    }

    /// Moves a member of a row and opens its neighbours.
    pub(super) fn shift(&mut self, row: Row, from: usize, to: usize) {
        let vertex = self.standing.rows[row.0][row.1][from];
        self.standing.shift(self.nest, row, from, to, self.plain[self.first[row.0] + row.1]);
        self.moves.push((row, from, to));
        for at in self.spans[vertex][0]..self.spans[vertex][2] {
            self.open(self.ends[at].0);
        }
    }

    /// A port may want to move on its border, and its zone among its neighbours.
    fn open(&mut self, vertex: usize) {
        self.open_one(vertex);
        let found = &self.nest.vertices[vertex];
        if let (Kind::Port, Some(item)) = (found.kind, self.nest.frames[found.frame].item) {
            self.open_one(item);
        }
    }

    fn open_one(&mut self, vertex: usize) {
        if self.free[vertex] && !self.open[vertex] {
            self.open[vertex] = true;
            let found = &self.nest.vertices[vertex];
            self.open_in[self.first[found.frame] + found.layer].push(vertex);
        }
    }

    pub(super) fn open_all(&mut self) {
        self.close_all();
        for row in 0..self.rows.len() {
            let (frame, layer) = self.rows[row];
            for at in 0..self.standing.rows[frame][layer].len() {
                self.open_one(self.standing.rows[frame][layer][at]);
            }
        }
    }

    pub(super) fn close_all(&mut self) {
        self.open.fill(false);
        self.open_in.iter_mut().for_each(Vec::clear);
    }

    /// The vertices that may move and have somewhere to go.
    pub(super) fn movable(&self) -> Vec<usize> {
        let broad = |&vertex: &usize| {
            let found = &self.nest.vertices[vertex];
            self.free[vertex] && self.standing.rows[found.frame][found.layer].len() > 1
        };
        (0..self.free.len()).filter(broad).collect()
    }

    /// Undoes moves, the last first.
    pub(super) fn take_back(&mut self, moves: Vec<Move>) {
        for (row, from, to) in moves.into_iter().rev() {
            self.standing.shift(self.nest, row, to, from, self.plain[self.first[row.0] + row.1]);
        }
    }

    /// Moves a vertex and up to two others of its row anywhere, lets their neighbours and then themselves settle, and puts all back if that
    /// loses more than `loss`. What it saves.
    pub(super) fn trial(
        &mut self,
        vertex: usize,
        loss: i64,
        dice: &mut Dice,
        check: &Check<'_>,
    ) -> Result<i64, Stopped> {
        self.moves.clear();
        let row = (self.nest.vertices[vertex].frame, self.nest.vertices[vertex].layer);
        let length = self.standing.rows[row.0][row.1].len();
        let mut saved = 0;
        let mut moved = Vec::new();
        self.work += length;
        for _ in 0..=dice.throw(3) {
            let from = dice.throw(length);
            let far = if dice.throw(4) == 0 { length } else { NEAR / 2 };
            let low = from.saturating_sub(far);
            let to = low + dice.throw((from + far + 1).min(length) - low);
            let members = &self.standing.rows[row.0][row.1];
            if from != to && self.free[members[from]] {
                moved.push(members[from]);
                saved += sift::gain_of(self, members, from, to);
                self.shift(row, from, to);
            }
        }
        saved += sift::settle(self, 4, NEAR, check)?;
        for vertex in moved {
            self.open(vertex);
        }
        saved += sift::settle(self, 12, NEAR, check)?;
        if saved + loss >= 0 {
            return Ok(saved);
        }
        let trial = std::mem::take(&mut self.moves);
        self.take_back(trial);
        self.close_all();
        Ok(0)
    }
}

fn plain(nest: &Nest, frame: usize, layer: usize) -> bool {
    let kinds = nest.frames[frame].rows[layer].iter().map(|&vertex| nest.vertices[vertex].kind);
    kinds.into_iter().all(|kind| matches!(kind, Kind::Node(_) | Kind::Bend))
}

/// Far ends of segments, with weights.
type Ends = Vec<(usize, i32)>;

/// The ends above and below a vertex; those of a zone are those of its ports.
fn ends(nest: &Nest, vertex: usize) -> (Ends, Ends) {
    let ups = |vertex: &usize| {
        let segments = nest.vertices[*vertex].ups.iter().map(|&at| &nest.segments[at]);
        segments.map(|segment| (segment.upper, weight(segment))).collect::<Ends>()
    };
    let downs = |vertex: &usize| {
        let segments = nest.vertices[*vertex].downs.iter().map(|&at| &nest.segments[at]);
        let segments = segments.filter(|segment| !nest.returns(segment));
        segments.map(|segment| (segment.lower, weight(segment))).collect::<Ends>()
    };
    match inner(nest, vertex) {
        Some(inside) => {
            let rows = &nest.frames[inside].rows;
            let upper = rows.first().into_iter().flatten().flat_map(ups);
            (upper.collect(), rows.last().into_iter().flatten().flat_map(downs).collect())
        }
        None => (ups(&vertex), downs(&vertex)),
    }
}
