//! Ways to look at the problems, and moving one across the board.

use super::Problems;
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::notice::Tone;
use crate::app::panes::listing::View;
use crate::domain::edits::Edits;
use crate::domain::permission::Permission;
use crate::domain::request::{Deed, Verb};
use crate::domain::value::{ProblemId, ProblemStatus, Record};

/// All views, in their order.
pub const VIEWS: [View; 3] = [
    View { name: "Open", filter: "is:active" },
    View { name: "Known errors", filter: "status:known_error" },
    View { name: "All", filter: "" },
];

impl Model {
    /// Puts the cursor on a problem, whether the filter shows it or not.
    pub(in crate::app) fn select_problem(&mut self, id: ProblemId) {
        self.select_listed::<Problems>(id);
    }

    /// Moves the selected card to the status of the next column, or of the one before.
    pub(in crate::app) fn shift_problem(&mut self, is_back: bool) -> Effects {
        let Some(problem) = self.selected_problem().map(std::borrow::Cow::into_owned) else { return vec![] };
        let record = Record::Problem(problem.id);
        if let Some(Permission::Refused(refusal)) = self.may_change_record(record) {
            self.offer_to_ask(record, &refusal);
            return vec![];
        }
        let at = problem.status as usize;
        let to = if is_back { at.checked_sub(1) } else { at.checked_add(1) };
        let Some(to) = to.and_then(|to| ProblemStatus::ALL.get(to)) else {
            let words = problem.status.words();
            self.say(Tone::Plain, format!("{} is {words}: there is no column beyond.", problem.name()));
            return vec![];
        };
        let edits = Edits::set_problem_status(&problem, *to, self.now);
        self.decide(Deed::Edit { record, edits, verb: Verb::SetStatus })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::{Filter, Listed};

    #[test]
    fn the_filters_of_the_views_parse() {
        for view in VIEWS {
            let filter = Filter::parse_for(Listed::Problems, view.filter);
            assert!(filter.is_ok_and(|filter| filter.is_empty() || filter.says_how_far()), "{}", view.name);
        }
    }
}
