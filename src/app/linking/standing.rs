//! How the rows of the linking view stand: free, refused, on their way, linked here or elsewhere. Computed from rows, deeds and rules when it is
//! asked for, so that what a colleague does shows at once.
//!
//! Invariant: what is said of a row is true of it now, but for what was told of a deed of ours.

use crate::app::layers::linking::{Linking, Standing, Told};
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
        if let Some(is_sent) = self.linking_deed(record) {
            return Standing::Sent(is_sent);
        }
        match (self.problem_of(record), linking.told.get(&record), permission) {
            (Some(problem), Some(Told::Failed(why)), _) if problem == linking.problem => Standing::Failed(why.clone()),
            (Some(problem), ..) if problem == linking.problem => Standing::Linked,
            (Some(problem), ..) => Standing::Elsewhere(problem),
            (None, Some(Told::Failed(why)), _) => Standing::Failed(why.clone()),
            (None, Some(Told::Asked), _) => Standing::Asked,
            (None, None, Permission::Refused(refusal)) => {
                let sentence = self.refusal_sentence(&refusal, &self.rows.record_name(record));
                Standing::Refused(self.whose(&refusal), sentence)
            }
            (None, None, Permission::Allowed) => Standing::Free,
        }
    }

    /// Whether a deed about the row's problem is on the wire, or waits for it.
    fn linking_deed(&self, record: Record) -> Option<bool> {
        let is_about = |deed: &Deed| match deed {
            Deed::Edit { edits, .. } | Deed::TakeBack { edits, .. } => edits.problem().is_some(),
            _ => false,
        };
        let deed = self.pending.on(record).find(|unjudged| is_about(&unjudged.op.deed))?;
        Some(!matches!(deed.state, Progress::Retrying { .. }))
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
            Refusal::OnlyCreatorAssigns { .. } | Refusal::NotAuthor { .. } | Refusal::Viewer => "not yours".into(),
        }
    }

    /// How many are marked on the side that has the keys, and how many of those the rules refuse.
    #[must_use]
    pub fn marked_for_linking(&self, linking: &Linking) -> (usize, usize) {
        let marked = linking.order().iter().filter(|record| linking.marks.contains(record));
        marked.fold((0, 0), |(all, refused), record| {
            let is_refused = match self.may_change_record(*record) {
                Some(Permission::Refused(_)) => true,
                Some(Permission::Allowed) | None => false,
            };
            (all + 1, refused + usize::from(is_refused))
        })
    }
}
