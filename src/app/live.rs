//! What Realtime sends, kind by kind: what the truth line and the questions go by.

use crate::domain::live::{Kind, LiveState};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What Realtime sends, kind by kind.
#[derive(Clone, Debug, Default)]
pub struct LiveBoard {
    states: BTreeMap<Kind, LiveState>,
    heard: BTreeMap<Kind, Timestamp>,
    watching: bool,
    /// The last round trip in milliseconds.
    pub pulse: Option<u32>,
    /// When the socket last said anything while every kind was live: up to then the rows were true.
    pub heard_at: Option<Timestamp>,
}

impl LiveBoard {
    /// How a kind of rows is being watched.
    #[must_use]
    pub fn state(&self, kind: Kind) -> LiveState {
        self.states.get(&kind).cloned().unwrap_or(LiveState::Joining)
    }

    /// Whether changes of this kind arrive by themselves.
    #[must_use]
    pub fn is_live(&self, kind: Kind) -> bool {
        self.states.get(&kind) == Some(&LiveState::Live)
    }

    /// When the socket last said anything while rows of this kind were live: up to then they were true.
    #[must_use]
    pub fn heard(&self, kind: Kind) -> Option<Timestamp> {
        self.heard.get(&kind).copied()
    }

    /// The socket said something.
    pub(super) fn hear(&mut self, now: Timestamp) {
        let live = self.states.iter().filter(|(_, state)| **state == LiveState::Live);
        self.heard.extend(live.map(|(kind, _)| (*kind, now)));
        if Kind::ALL.iter().all(|kind| self.is_live(*kind)) {
            self.heard_at = Some(now);
        }
    }

    pub(super) fn is_watching(&self) -> bool {
        self.watching
    }

    pub(super) fn watch(&mut self) {
        self.watching = true;
    }

    pub(super) fn set(&mut self, kind: Kind, state: LiveState) {
        self.states.insert(kind, state);
    }
}
