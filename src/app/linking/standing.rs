//! How the rows of the linking view stand: free, refused, on their way, linked here or elsewhere. Computed from rows, deeds and rules when it is
//! asked for, so that what a colleague does shows at once.
//!
//! Invariant: what is said of a row is true of it now, but for what was told of a deed of ours.

use crate::app::layers::linking::{Linking, Standing, Told, Way};
use crate::app::model::Model;
use crate::app::pending::Progress;
use crate::domain::permission::{Permission, Refusal};
use crate::domain::request::Deed;
use crate::domain::value::Record;

impl Model {
    /// How a row stands towards a problem.
    #[must_use]
    pub fn standing(&self, linking: &Linking, record: Record) -> Standing {
        let Some(permission) = self.may_change_record(record) else { return Standing::Gone };
        if let Some(way) = self.linking_deed(record) {
            return Standing::Sent(way);
        }
        match (self.problem_of(record), permission, linking.told.get(&record)) {
            (Some(problem), _, Some(Told::Failed(why))) if problem == linking.problem => Standing::Failed(why.clone()),
            (Some(problem), ..) if problem == linking.problem => Standing::Linked,
            (Some(problem), ..) => Standing::Elsewhere(problem),
            (None, Permission::Refused(_), Some(Told::Asked(_))) => Standing::Asked,
            // What the rules refuse is not tried again, whatever became of it.
            (None, Permission::Refused(refusal), _) => {
                let sentence = self.refusal_sentence(&refusal, &self.rows.record_name(record));
                Standing::Refused(self.whose(&refusal), sentence)
            }
            (None, Permission::Allowed, Some(Told::Failed(why))) => Standing::Failed(why.clone()),
            (None, Permission::Allowed, _) => Standing::Free,
        }
    }

    /// How far a deed about the row's problem is, if there is one.
    fn linking_deed(&self, record: Record) -> Option<Way> {
        let is_about = |deed: &Deed| match deed {
            Deed::Edit { edits, .. } | Deed::TakeBack { edits, .. } => edits.problem().is_some(),
            _ => false,
        };
        let unjudged = self.pending.on(record).find(|unjudged| is_about(&unjudged.op.deed))?;
        let is_made = |problem| match problem {
            Record::Problem(id) => self.rows.problems.contains_key(&id),
            Record::Incident(_) | Record::Change(_) => true,
        };
        Some(match unjudged.state {
            Progress::Sent => Way::Wire,
            Progress::Retrying { .. } => Way::Again,
            Progress::Queued if unjudged.op.deed.needs().is_some_and(|problem| !is_made(problem)) => Way::Problem,
            Progress::Queued => Way::Turn,
        })
    }

    /// Whose a row is, in a few words.
    fn whose(&self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::NotStakeholder { creator, assignee } => {
                let assignee = assignee.map(|who| self.rows.short_name(who));
                let creator = self.rows.short_name(*creator);
                match assignee {
                    None => format!("{creator}'s, unassigned: ask"),
                    Some(who) if who == creator => format!("{creator}'s: ask"),
                    Some(who) => format!("{creator}'s, {who} is on it: ask"),
                }
            }
            _ => "not yours".into(),
        }
    }

    /// How many are marked on the side that has the keys, and how many of those the rules refuse.
    #[must_use]
    pub fn marked_for_linking(&self, linking: &Linking) -> (usize, usize) {
        linking.marked().into_iter().fold((0, 0), |(all, refused), record| {
            let is_refused = match self.may_change_record(record) {
                Some(Permission::Refused(_)) => true,
                Some(Permission::Allowed) | None => false,
            };
            (all + 1, refused + usize::from(is_refused))
        })
    }
}
