//! The fields of a problem as they are named on the command line, laid into the form's own plain data.

use super::super::record::fields::{self, check, put};
use super::super::record::ledger::Ledger;
use super::super::record::said;
use super::super::{Code, Trouble};
use super::arguments::ProblemFields;
use crate::app::layers::form::{Seen, Typed};
use crate::domain::edits::Edits;
use crate::domain::problem::{Problem, ProblemText};
use crate::domain::proposal::Proposal;
use crate::domain::request::NewProblem;

/// Fields with every name looked up and standard input read.
pub(super) struct Filled {
    shared: fields::Filled,
    root_cause: Option<String>,
    workaround: Option<String>,
    solution: Option<String>,
}

impl Filled {
    /// Looks up what was said; the texts to clear are empty.
    pub(super) fn of(fields: &ProblemFields, clear: &[ProblemText], ledger: &Ledger) -> Result<Self, Trouble> {
        let said = |given: &Option<String>, text: ProblemText| match given {
            Some(_) if clear.contains(&text) => {
                let sentence = format!("the {} cannot be written and cleared at once; nothing was done", text.words());
                Err(Trouble::new(Code::Usage, sentence))
            }
            // An empty text that was typed is meant; an empty standard input is an accident.
            Some(given) if given.trim().is_empty() => Ok(Some(String::new())),
            Some(given) => said::text(given, &format!("the {}", text.words())).map(Some),
            None => Ok(clear.contains(&text).then(String::new)),
        };
        Ok(Self {
            shared: fields::Filled::of(&fields.shared, ledger)?,
            root_cause: said(&fields.root_cause, ProblemText::RootCause)?,
            workaround: said(&fields.workaround, ProblemText::Workaround)?,
            solution: said(&fields.solution, ProblemText::Solution)?,
        })
    }

    /// The problem to write down; what was not named is as it is proposed.
    pub(super) fn new_problem(&self, proposal: Option<&Proposal>, ledger: &Ledger) -> Result<NewProblem, Trouble> {
        let around = ledger.around();
        let mut typed = proposal.map_or_else(Typed::blank, |proposal| Typed::of_proposal(proposal, &around));
        self.lay(&mut typed);
        self.shared.lay(&mut typed, proposal.map_or(&[], |proposal| &proposal.tags));
        if self.shared.rates_alone() && typed.criticality.is_some() && typed.urgency.is_some() {
            typed.by_hand = None;
        }
        check(&typed, &Typed::blank(), &[], &around, &[])?;
        Ok(typed.new_problem(&around))
    }

    /// What becomes of a problem.
    pub(super) fn edits(&self, row: &Problem, ledger: &Ledger) -> Result<Edits, Trouble> {
        let around = ledger.around();
        let seen = Seen::from(row);
        let began = Typed::of(&seen, &around);
        let mut typed = began.clone();
        self.lay(&mut typed);
        self.shared.lay(&mut typed, &row.tags);
        check(&typed, &began, &row.tags, &around, &[])?;
        Ok(typed.edits(&began, &seen, &around))
    }

    fn lay(&self, typed: &mut Typed) {
        put(&mut typed.root_cause, self.root_cause.as_ref());
        put(&mut typed.workaround, self.workaround.as_ref());
        put(&mut typed.solution, self.solution.as_ref());
    }
}
