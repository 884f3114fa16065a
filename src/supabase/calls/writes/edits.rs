//! Changing a record: which columns are sent, and which values guard them.
//!
//! Columns of a few letters guard themselves: what was seen goes into the condition. Texts and lists need the row first, for what the
//! screen shows is not always what the database holds: then what was just read is the guard, so nothing slips in between.

use super::{Calls, judge, stamp};
use crate::domain::edits::{Edit, Edits, Members, Turn};
use crate::domain::request::{Receipt, Verdict};
use crate::domain::safe::Safe;
use crate::domain::value::Record;
use crate::supabase::rest::{Ask, Failure};
use crate::supabase::rows;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Longer texts are no guard: they would not fit into an address. The look just before is all there is then.
const LONGEST_GUARD: usize = 500;

/// A change of one row, as it is sent.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Patch {
    pub(super) record: Record,
    pub(super) body: Map<String, Value>,
    pub(super) guards: Vec<Guard>,
}

/// What a column must hold for the change to happen; nothing means null.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Guard {
    column: &'static str,
    test: Test,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Test {
    /// Holds this text.
    Is(String),
    /// Holds nothing.
    IsNull,
    /// Is on, or was never said; or is off.
    Switch(bool),
}

impl Guard {
    fn new(column: &'static str, is: Option<impl ToString>) -> Self {
        Self { column, test: is.map_or(Test::IsNull, |is| Test::Is(is.to_string())) }
    }

    /// As it stands within a tree of conditions, where text must be quoted.
    pub(super) fn nested(&self) -> String {
        match &self.test {
            Test::Is(is) => format!("{}.eq.\"{}\"", self.column, is.replace('\\', r"\\").replace('"', r#"\""#)),
            _ => format!("{}.{}", self.column, self.alone()),
        }
    }

    /// As it stands by itself.
    fn alone(&self) -> String {
        match &self.test {
            Test::Is(is) => format!("eq.{is}"),
            Test::IsNull => "is.null".to_owned(),
            Test::Switch(true) => "not.is.false".to_owned(),
            Test::Switch(false) => "is.false".to_owned(),
        }
    }
}

impl Calls {
    /// Changes one record.
    pub(super) async fn edit(&self, record: Record, edits: &Edits, at: Timestamp) -> Receipt {
        let patch = if need_row(edits) {
            let Some(row) = self.raw_records(&[record]).await?.pop() else { return Ok(Verdict::Gone) };
            let now = (rows::table(record).read)(&row)?;
            if now.has(edits) || !now.is_as_seen_by(edits) {
                return Ok(judge(edits, now));
            }
            Patch::over(record, edits, at, &row)
        } else {
            Patch::of(record, edits, at)
        };
        match self.ask(&patch.ask()).await {
            Ok(answer) => match answer.rows.first() {
                Some(row) => Ok(Verdict::Done(vec![(rows::table(record).read)(row)?])),
                None => Ok(self.record(record).await?.map_or(Verdict::Gone, |now| judge(edits, now))),
            },
            // The row as it would be is out of our hands, such as after giving away what somebody else made.
            Err(Failure::Refused(refusal)) if refusal.code == "42501" => Ok(Verdict::Refused),
            Err(failure) => Err(failure.of_change()),
        }
    }
}

/// Whether the change depends on what the row holds beyond what the screen knows.
pub(super) fn need_row(edits: &Edits) -> bool {
    edits.iter().any(|edit| {
        matches!(
            edit,
            Edit::Title(_)
                | Edit::Description(_)
                | Edit::Customer(_)
                | Edit::RootCause(_)
                | Edit::Workaround(_)
                | Edit::Solution(_)
                | Edit::RollbackPlan(_)
                | Edit::TestPlan(_)
                | Edit::Tags(_)
                | Edit::Services(_)
                | Edit::Links(_)
        )
    })
}

impl Patch {
    /// A change that needs to know no more than what was seen.
    pub(super) fn of(record: Record, edits: &Edits, at: Timestamp) -> Self {
        Self::over(record, edits, at, &Value::Null)
    }

    /// A change of a row as it was just read. Texts and lists that the row does not tell are taken as they were seen.
    pub(super) fn over(record: Record, edits: &Edits, at: Timestamp, row: &Value) -> Self {
        let mut patch = Self { record, body: Map::new(), guards: Vec::new() };
        for edit in edits.iter() {
            patch.take(edit, row);
        }
        patch.body.insert("updated_at".to_owned(), json!(stamp(at)));
        patch
    }

    fn take(&mut self, edit: &Edit, row: &Value) {
        match edit {
            Edit::Status(turn) => self.plain("status", edit, Some(turn.from), json!(turn.to)),
            Edit::ProblemStatus(turn) => self.plain("status", edit, Some(turn.from), json!(turn.to)),
            Edit::ChangeStatus(turn) => self.plain("status", edit, Some(turn.from), json!(turn.to)),
            Edit::StartsAt(turn) => self.moment("scheduled_for", edit, turn),
            Edit::EndsAt(turn) => self.moment("estimated_end_time", edit, turn),
            Edit::Incident(turn) => self.plain("incident_id", edit, turn.from, json!(turn.to)),
            Edit::Priority(turn) => self.plain("priority", edit, Some(turn.from), json!(turn.to)),
            Edit::Criticality(turn) => self.plain("criticality", edit, turn.from, json!(turn.to)),
            Edit::Urgency(turn) => self.plain("urgency", edit, turn.from, json!(turn.to)),
            Edit::Assignee(turn) => self.plain("assigned_to", edit, turn.from, json!(turn.to)),
            Edit::Problem(turn) => self.plain("problem_id", edit, turn.from, json!(turn.to)),
            // Null reads as true here, and `is` takes no value from outside.
            Edit::AutoPriority(turn) => {
                self.guards.push(Guard { column: "auto_priority", test: Test::Switch(turn.from) });
                if !edit.is_idle() {
                    self.body.insert("auto_priority".to_owned(), json!(turn.to));
                }
            }
            Edit::ResolvedAt(turn) => {
                self.body.insert("resolved_at".to_owned(), json!(turn.to.map(stamp)));
            }
            Edit::CompletedAt(turn) => {
                self.body.insert("completed_at".to_owned(), json!(turn.to.map(stamp)));
            }
            Edit::RollbackPlan(turn) => self.text("rollback_plan", json!(turn.to), row),
            Edit::TestPlan(turn) => self.text("test_plan", json!(turn.to), row),
            Edit::Title(turn) => self.text("title", json!(turn.to), row),
            Edit::Description(turn) => self.text("description", json!(turn.to), row),
            Edit::Customer(turn) => self.text("customer", json!(turn.to), row),
            Edit::RootCause(turn) => self.text("root_cause", json!(turn.to), row),
            Edit::Workaround(turn) => self.text("workaround", json!(turn.to), row),
            Edit::Solution(turn) => self.text("solution", json!(turn.to), row),
            Edit::Tags(members) => self.list("tags", members, |value| value.as_str().map(Safe::line), row),
            Edit::Services(members) => {
                let read = |value: &Value| value.as_str().map(|id| crate::domain::service::ServiceId(Safe::line(id)));
                self.list("affected_services", members, read, row);
            }
            Edit::Links(members) => self.list("links", members, rows::link, row),
        }
    }

    fn plain(&mut self, column: &'static str, edit: &Edit, from: Option<impl ToString>, to: Value) {
        self.guards.push(Guard::new(column, from));
        if !edit.is_idle() {
            self.body.insert(column.to_owned(), to);
        }
    }

    fn moment(&mut self, column: &'static str, edit: &Edit, turn: &Turn<Option<Timestamp>>) {
        self.plain(column, edit, turn.from.map(stamp), json!(turn.to.map(stamp)));
    }

    fn text(&mut self, column: &'static str, to: Value, row: &Value) {
        match row.get(column) {
            Some(Value::String(held)) if held.len() <= LONGEST_GUARD => {
                self.guards.push(Guard::new(column, Some(held)));
            }
            Some(Value::Null) => self.guards.push(Guard::new(column, None::<String>)),
            // Too long to stand in an address: whoever saves it says when, and that was just read.
            Some(_) => {
                if let Some(at) = row.get("updated_at").and_then(Value::as_str) {
                    self.guards.push(Guard::new("updated_at", Some(at)));
                }
            }
            None => {}
        }
        self.body.insert(column.to_owned(), to);
    }

    /// A list keeps whatever is not named, to the letter, readable or not.
    fn list<T: Clone + PartialEq + serde::Serialize>(
        &mut self,
        column: &'static str,
        members: &Members<T>,
        read: impl Fn(&Value) -> Option<T>,
        row: &Value,
    ) {
        let held = row.get(column).cloned().unwrap_or(Value::Null);
        let mut list: Vec<Value> = held.as_array().cloned().unwrap_or_default();
        list.retain(|item| read(item).is_none_or(|item| !members.leave.contains(&item)));
        let known: Vec<T> = list.iter().filter_map(&read).collect();
        list.extend(members.join.iter().filter(|item| !known.contains(item)).map(|item| json!(item)));
        self.guards.extend(guard_of_list(column, &held));
        self.body.insert(column.to_owned(), Value::Array(list));
    }

    /// The request for this row alone.
    pub(super) fn ask(&self) -> Ask {
        let body = Value::Object(self.body.clone());
        let table = rows::table(self.record);
        let mut ask = Ask::change(table.name, rows::select(table.columns), body).eq("id", self.record.id());
        for guard in &self.guards {
            ask = ask.filter(guard.column, guard.alone());
        }
        ask
    }
}

/// A list as a guard, where it is short enough: an array literal for `text[]`, JSON for the rest.
fn guard_of_list(column: &'static str, held: &Value) -> Option<Guard> {
    let literal = match held {
        Value::Null => return Some(Guard::new(column, None::<String>)),
        Value::Array(items) if items.iter().all(Value::is_string) && column != "links" => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            // JSON's quoting of a string is what an array literal takes, but for escapes beyond `\"` and `\\`.
            if items.iter().any(|item| item.replace(r#"\""#, "").replace(r"\\", "").contains('\\')) {
                return None;
            }
            format!("{{{}}}", items.join(","))
        }
        // Of an array with nulls in it there is no literal to be sure of.
        Value::Array(_) if column != "links" => return None,
        other => other.to_string(),
    };
    (literal.len() <= LONGEST_GUARD).then(|| Guard::new(column, Some(literal)))
}
