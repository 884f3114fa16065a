//! From a verb and a problem to the deed: the same deeds the screen decides on, and words where there is nothing to do.

use super::super::Trouble;
use super::super::record::ledger::Ledger;
use super::super::record::write::{Plans, Step, Worded};
use super::super::record::{said, select};
use super::arguments::ProblemVerb;
use super::fields::Filled;
use crate::app::sentences;
use crate::domain::edits::Edits;
use crate::domain::problem::{Problem, ProblemText};
use crate::domain::request::Verb;
use crate::domain::value::{ProblemStatus, ProfileId};

/// A verb with everything it needs but the problem.
pub(super) enum Wish {
    /// Mine, and looked into.
    Take,
    /// These fields.
    Edit(Box<Filled>),
    /// Somebody's, or nobody's.
    Assign(Option<ProfileId>),
    /// Another status.
    SetStatus(ProblemStatus),
    /// A comment of this HTML, calling these people.
    Comment(String, Vec<ProfileId>),
}

impl Wish {
    /// What a verb wishes; nothing for the verbs that do not change problems. Names are looked up and standard input is read here.
    pub(super) fn of(verb: &ProblemVerb, ledger: &Ledger) -> Result<Option<Self>, Trouble> {
        Ok(Some(match verb {
            ProblemVerb::Take { .. } => Self::Take,
            ProblemVerb::Edit { fields, clear, .. } => Self::Edit(Box::new(Filled::of(fields, clear, ledger)?)),
            ProblemVerb::Assign { who, .. } => Self::Assign(select::person(ledger, who)?),
            ProblemVerb::Status { to, .. } => Self::SetStatus(*to),
            ProblemVerb::Comment { text, .. } => {
                let (html, mentions) = said::comment(text, ledger)?;
                Self::Comment(html, mentions)
            }
            _ => return Ok(None),
        }))
    }
}

impl Worded for Wish {
    fn title(&self, ledger: &Ledger) -> String {
        match self {
            Self::Take => "Take".into(),
            Self::Edit(_) => "Edit".into(),
            Self::Assign(Some(to)) => format!("Assign to {}", ledger.rows.full_name(*to)),
            Self::Assign(None) => "Assign to nobody".into(),
            Self::SetStatus(to) => format!("Set to {}", to.words()),
            Self::Comment(..) => "Comment".into(),
        }
    }
}

impl Plans<Problem> for Wish {
    fn step(&self, row: &Problem, ledger: &Ledger) -> Result<Step, Trouble> {
        let (name, people) = (row.name(), &ledger.rows);
        Ok(match self {
            Self::Take => {
                let edits = Edits::take_problem(row, ledger.me.profile.id);
                if edits.is_empty() {
                    return Ok(Step::already(format!("{name} is yours already.")));
                }
                Step::edit(row, edits, Verb::Take, ledger)
            }
            Self::Edit(fields) => Step::edit(row, fields.edits(row, ledger)?, Verb::Edit, ledger),
            Self::Assign(to) if *to == row.assigned_to => match to {
                Some(who) => Step::already(format!("{name} is {}'s already.", people.full_name(*who))),
                None => Step::already(format!("{name} is nobody's already.")),
            },
            Self::Assign(to) => Step::edit(row, Edits::assign(row, *to), Verb::Assign, ledger),
            Self::SetStatus(to) if *to == row.status => Step::already(format!("{name} is {} already.", to.words())),
            Self::SetStatus(to) => {
                Step::edit(row, Edits::set_problem_status(row, *to, ledger.now), Verb::SetStatus, ledger)
            }
            Self::Comment(html, mentions) => Step::comment(row, html, mentions, ledger),
        })
    }

    fn remark(&self, row: &Problem) -> Option<String> {
        let is_known = matches!(self, Self::SetStatus(ProblemStatus::KnownError));
        (is_known && ProblemText::Workaround.said(row).is_none())
            .then(|| sentences::lacks_workaround(&row.name(), "antops problem edit --workaround"))
    }
}
