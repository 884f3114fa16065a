//! The fields of a change as they are named on the command line, laid into the form's own plain data.

use super::super::Trouble;
use super::super::record::fields::{self, check, put};
use super::super::record::ledger::Ledger;
use super::super::record::{said, select};
use super::arguments::ChangeFields;
use crate::app::layers::form::{Name, Seen, Typed};
use crate::domain::change::Change;
use crate::domain::edits::Edits;
use crate::domain::request::NewChange;
use crate::domain::value::Record;

/// What only a change can have wrong.
const OF_A_CHANGE: &[Name] = &[Name::Rollback, Name::Test, Name::Starts, Name::Ends];
/// What stands for no time, and for nothing that it ends.
const NONE: &str = "none";

/// Fields with every name looked up and standard input read.
#[expect(clippy::option_option, reason = "the outer says whether it was named, the inner is what the column holds")]
pub(super) struct Filled {
    shared: fields::Filled,
    rollback: Option<String>,
    test: Option<String>,
    starts: Option<String>,
    ends: Option<String>,
    record: Option<Option<Record>>,
}

impl Filled {
    /// Looks up what was said.
    pub(super) async fn of(fields: &ChangeFields, ledger: &mut Ledger) -> Result<Self, Trouble> {
        let record = match &fields.ends {
            Some(number) if number.eq_ignore_ascii_case(NONE) => Some(None),
            Some(number) => Some(Some(select::problem_or_incident(ledger, number).await?)),
            None => None,
        };
        let text = |given: &Option<String>, what: &str| given.as_ref().map(|given| said::text(given, what)).transpose();
        let time = |given: &Option<String>| {
            let is_none = |given: &String| given.trim().eq_ignore_ascii_case(NONE);
            given.as_ref().map(|given| if is_none(given) { String::new() } else { given.clone() })
        };
        let shared = fields::Fields {
            title: fields.title.clone(),
            description: fields.description.clone(),
            // Nobody rates a change: its priority is chosen.
            criticality: None,
            urgency: None,
            priority: fields.priority.clone(),
            assignee: fields.assignee.clone(),
            services: fields.services.clone(),
            tags: fields.tags.clone(),
        };
        Ok(Self {
            shared: fields::Filled::of(&shared, ledger)?,
            rollback: text(&fields.rollback, "the rollback plan")?,
            test: text(&fields.test, "the test plan")?,
            starts: time(&fields.start),
            ends: time(&fields.end),
            record,
        })
    }

    /// The change to draft; what was not named is as what it ends tells of it.
    pub(super) fn new_change(&self, ledger: &Ledger) -> Result<NewChange, Trouble> {
        let around = ledger.around();
        let (mut typed, tags) = match self.record.flatten() {
            Some(Record::Problem(id)) => ledger.rows.problems.get(&id).map_or_else(
                || (Typed::blank_change(), vec![]),
                |row| (Typed::change_for_problem(row, &around), row.tags.clone()),
            ),
            Some(Record::Incident(id)) => ledger.rows.incidents.get(&id).map_or_else(
                || (Typed::blank_change(), vec![]),
                |row| (Typed::change_for_incident(row), row.tags.clone()),
            ),
            Some(Record::Change(_)) | None => (Typed::blank_change(), vec![]),
        };
        self.lay(&mut typed);
        self.shared.lay(&mut typed, &tags);
        check(&typed, &Typed::blank_change(), &[], &around, OF_A_CHANGE)?;
        Ok(typed.new_change(&around))
    }

    /// What becomes of a change.
    pub(super) fn edits(&self, row: &Change, ledger: &Ledger) -> Result<Edits, Trouble> {
        let around = ledger.around();
        let seen = Seen::from(row);
        let began = Typed::of(&seen, &around);
        let mut typed = began.clone();
        self.lay(&mut typed);
        self.shared.lay(&mut typed, &row.tags);
        check(&typed, &began, &row.tags, &around, OF_A_CHANGE)?;
        Ok(typed.edits(&began, &seen, &around))
    }

    fn lay(&self, typed: &mut Typed) {
        put(&mut typed.rollback_plan, self.rollback.as_ref());
        put(&mut typed.test_plan, self.test.as_ref());
        put(&mut typed.starts, self.starts.as_ref());
        put(&mut typed.ends, self.ends.as_ref());
        // One of both: a change that ends a problem gives the incident up.
        if let Some(record) = self.record {
            typed.problem = if let Some(Record::Problem(id)) = record { Some(id) } else { None };
            typed.incident = record.and_then(Record::incident);
        }
    }
}
