//! Ways to look at the changes, and moving one across the board.

use super::Changes;
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::panes::listing::View;
use crate::domain::change::step::Kind;
use crate::domain::value::{ChangeId, ChangeStatus};

/// All views, in their order.
pub(super) const VIEWS: [View; 5] = [
    View { name: "Open", filter: "is:active" },
    View { name: "To decide", filter: "status:pending" },
    View { name: "Mine", filter: "is:mine is:active" },
    View { name: "History", filter: "is:done" },
    View { name: "All", filter: "" },
];

impl Model {
    /// Puts the cursor on a change, whether the filter shows it or not.
    pub(in crate::app) fn select_change(&mut self, id: ChangeId) {
        self.select_listed::<Changes>(id);
    }

    /// Takes the selected card the way that leads to the next column, or back to the one before. There is only the way of its life: a card is no
    /// decision.
    pub(in crate::app) fn shift_change(&mut self, is_back: bool) -> Effects {
        let Some(change) = self.selected_change().map(std::borrow::Cow::into_owned) else { return vec![] };
        let kind = match (change.status, is_back) {
            (ChangeStatus::Draft, false) => Kind::Request,
            (ChangeStatus::Pending, true) => Kind::Withdraw,
            (ChangeStatus::Pending, false) => Kind::Approve,
            (ChangeStatus::Approved, false) => Kind::Start,
            (ChangeStatus::InProgress, false) => Kind::Complete,
            (status, _) => {
                let way = if is_back { "back" } else { "on" };
                self.say(Tone::Plain, format!("{} is {}: there is no way {way}.", change.name(), status.words()));
                return vec![];
            }
        };
        self.take_step(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::{Filter, Listed};

    #[test]
    fn the_filters_of_the_views_parse() {
        for view in VIEWS {
            assert!(Filter::parse_for(Listed::Changes, view.filter).is_ok(), "{}", view.name);
        }
    }
}
