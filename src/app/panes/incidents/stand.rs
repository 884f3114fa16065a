//! Where one incident stands: what was judged of it, and by which key it was placed in the list, if it is there.
//!
//! It moves nothing; [`super::order`] does.

use super::sort::Key;
use jiff::Timestamp;

/// What is known of one incident as the screen shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Where it stands.
    pub key: Key,
    /// Whether the filter shows it.
    pub passes: bool,
    /// When it begins to be at risk and when it is breached, while it is active.
    pub turns: Option<(Timestamp, Timestamp)>,
    /// How many cells its short number takes.
    pub width: usize,
}

/// Where a row is in the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Out,
    /// By the key it has.
    In,
    /// By a key it had.
    By(Key),
}

#[derive(Clone, Debug)]
pub(super) struct Stand {
    pub(super) judged: Judged,
    pub(super) place: Place,
    /// Gone from the server, but still under the cursor.
    pub(super) is_gone: bool,
}

impl Stand {
    /// The key it was placed by.
    pub(super) fn placed(&self) -> &Key {
        match &self.place {
            Place::By(key) => key,
            Place::In | Place::Out => &self.judged.key,
        }
    }

    /// Takes what the filter says: the row comes or goes. The selected one stays where it is; a card in a wrong column does not.
    pub(super) fn take_verdict(&mut self, passes: bool, is_selected: bool) {
        self.judged.passes = passes;
        let is_out = self.place == Place::Out;
        let is_astray = !is_selected && self.placed().lane() != self.judged.key.lane();
        if !passes && !is_selected {
            self.place = Place::Out;
        } else if passes && (is_out || is_astray) {
            self.place = Place::In;
        }
    }
}
