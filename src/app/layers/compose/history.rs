//! Owns what a text was before each change of it, to go back to and forth again.
//!
//! It must not know what a change was made with. Invariant: going back and then forth again gives the same text and cursor. A word typed
//! is one step, and so is a run of deletions: going back by single letters helps nobody. The oldest steps go when there are too many.

use std::collections::VecDeque;

/// The most steps kept, and the most bytes of text in them: a long text is not kept hundreds of times.
const STEPS: usize = 200;
const BYTES: usize = 8 << 20;

/// A text and where its cursor stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct State {
    /// Line by line, never none.
    pub(super) lines: Vec<String>,
    /// Line and character of the cursor.
    pub(super) cursor: (usize, usize),
}

impl State {
    fn bytes(&self) -> usize {
        self.lines.iter().map(|line| line.len() + size_of::<String>()).sum()
    }
}

/// How a text changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Change {
    /// A letter of a word.
    Letter,
    /// A space behind one.
    Space,
    /// Something less.
    Deletion,
    /// A step of its own, always.
    Whole,
}

/// The way here, and the way on.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    back: VecDeque<State>,
    forth: Vec<State>,
    last: Option<Change>,
}

impl History {
    /// Whether such a change belongs to the last step.
    pub(super) fn joins(&self, change: Change) -> bool {
        matches!(
            (self.last, change),
            (Some(Change::Letter), Change::Letter | Change::Space)
                | (Some(Change::Space), Change::Space)
                | (Some(Change::Deletion), Change::Deletion)
        )
    }

    /// A change was made; `before` is what there was, unless it belongs to the last step.
    pub(super) fn changed(&mut self, before: Option<State>, change: Change) {
        self.last = Some(change);
        self.forth.clear();
        self.back.extend(before);
        let mut bytes: usize = self.back.iter().map(State::bytes).sum();
        while self.back.len() > STEPS || (bytes > BYTES && self.back.len() > 1) {
            bytes -= self.back.pop_front().map_or(0, |state| state.bytes());
        }
    }

    /// The next change is a step of its own.
    pub(super) fn pause(&mut self) {
        self.last = None;
    }

    /// One step back from here.
    pub(super) fn undo(&mut self, here: State) -> Option<State> {
        self.pause();
        let state = self.back.pop_back()?;
        self.forth.push(here);
        Some(state)
    }

    /// One step forth from here.
    pub(super) fn redo(&mut self, here: State) -> Option<State> {
        self.pause();
        let state = self.forth.pop()?;
        self.back.push_back(here);
        Some(state)
    }
}
