//! Making a record: one insert, and what to do when the number the database gives is taken.
//!
//! Numbers are unique over all organizations while each counts for itself: two whose names begin with the same three letters collide,
//! and so does every number above 9,999, which is cut to four digits. A failed insert takes the counter back, so that by itself the
//! database would refuse for ever. Asked for by itself a number is used up; after a few of those we give one of our own.

use super::{Calls, stamp};
use crate::domain::fault::Fault;
use crate::domain::request::{NewChange, NewIncident, NewProblem, Receipt, Row, Verdict};
use crate::domain::safe::Safe;
use crate::domain::value::{ChangeStatus, IncidentStatus, OrganizationId, ProblemStatus, Record};
use crate::supabase::answer::Refusal;
use crate::supabase::calls::Home;
use crate::supabase::rest::{Ask, Failure};
use crate::supabase::rows::{self, Table};
use serde_json::{Map, Value, json};

/// How many numbers of the database are tried after the first.
const MOST_NUMBERS: u32 = 12;
/// How many of our own.
const MOST_OWN: u32 = 5;
/// Letters of the organization's name before a number of our own.
const LONG_PREFIX: usize = 12;
/// Digits of the organization's id where its name alone tells it from no other.
const ID_DIGITS: usize = 4;
/// A larger count was typed by somebody and is followed by none.
const LARGEST_COUNT: u64 = 1_000_000_000;

/// How an insert ended, where it ended in an answer.
enum Insert {
    Taken(Row),
    /// The number is somebody else's.
    Collided(Refusal),
    /// Row level security says no.
    Refused,
}

/// A record about to be inserted: which, into which table, for whom, and its row without a number.
struct Newcomer {
    record: Record,
    table: &'static Table,
    home: Home,
    row: Map<String, Value>,
}

/// What a new row holds. Only what is known is sent; the rest is for the database to fill in.
fn body<const N: usize>(
    known: impl IntoIterator<Item = (&'static str, Value)>,
    optional: [(&str, Option<Value>); N],
) -> Map<String, Value> {
    let known = known.into_iter().map(|(column, value)| (column.to_owned(), value));
    let optional = optional.into_iter().filter_map(|(column, value)| Some((column.to_owned(), value?)));
    known.chain(optional).collect()
}

/// A list worth sending.
fn list<T: serde::Serialize>(items: &[T]) -> Option<Value> {
    (!items.is_empty()).then(|| json!(items))
}

/// The row of a new incident.
pub(super) fn incident_body(new: &NewIncident) -> Map<String, Value> {
    let known = [
        ("title", json!(new.title)),
        ("description", json!(new.description)),
        ("status", json!(IncidentStatus::Open)),
        ("priority", json!(new.priority)),
    ];
    let optional = [
        ("auto_priority", (!new.auto_priority).then_some(json!(false))),
        ("criticality", new.criticality.map(|value| json!(value))),
        ("urgency", new.urgency.map(|value| json!(value))),
        ("assigned_to", new.assigned_to.map(|value| json!(value))),
        ("problem_id", new.problem.map(|value| json!(value))),
        ("customer", new.customer.as_ref().map(|value| json!(value))),
        ("tags", list(&new.tags)),
        ("affected_services", list(&new.services)),
        ("links", list(&new.links)),
    ];
    body(known, optional)
}

/// The row of a new problem.
pub(super) fn problem_body(new: &NewProblem) -> Map<String, Value> {
    let known = [
        ("title", json!(new.title)),
        ("description", json!(new.description)),
        ("status", json!(ProblemStatus::Identified)),
        ("priority", json!(new.priority)),
    ];
    let text = |text: &Option<Safe>| text.as_ref().map(|text| json!(text));
    let optional = [
        ("auto_priority", (!new.auto_priority).then_some(json!(false))),
        ("criticality", new.criticality.map(|value| json!(value))),
        ("urgency", new.urgency.map(|value| json!(value))),
        ("assigned_to", new.assigned_to.map(|value| json!(value))),
        ("root_cause", text(&new.root_cause)),
        ("workaround", text(&new.workaround)),
        ("solution", text(&new.solution)),
        ("tags", list(&new.tags)),
        ("affected_services", list(&new.services)),
    ];
    body(known, optional)
}

/// The row of a new change.
pub(super) fn change_body(new: &NewChange) -> Map<String, Value> {
    let known = [
        ("title", json!(new.title)),
        ("description", json!(new.description)),
        ("rollback_plan", json!(new.rollback_plan)),
        ("test_plan", json!(new.test_plan)),
        ("status", json!(ChangeStatus::Draft)),
        ("priority", json!(new.priority)),
    ];
    let optional = [
        ("assigned_to", new.assigned_to.map(|value| json!(value))),
        ("scheduled_for", new.scheduled_for.map(|at| json!(stamp(at)))),
        ("estimated_end_time", new.estimated_end.map(|at| json!(stamp(at)))),
        ("problem_id", new.problem.map(|value| json!(value))),
        ("incident_id", new.incident.map(|value| json!(value))),
        ("tags", list(&new.tags)),
        ("affected_services", list(&new.services)),
    ];
    body(known, optional)
}

impl Calls {
    /// Makes a record, once however often it is sent.
    pub(super) async fn create(&self, record: Record, mut row: Map<String, Value>) -> Receipt {
        let home = self.home().await?;
        row.insert("id".to_owned(), json!(record.id()));
        row.insert("organization_id".to_owned(), json!(home.organization));
        let table = rows::table(record);
        row.insert(table.creator.to_owned(), json!(home.me));
        let new = Newcomer { record, table, home, row };
        match self.insert(&new, None).await? {
            Insert::Taken(row) => Ok(Verdict::Done(vec![row])),
            Insert::Refused => Ok(Verdict::Refused),
            // The number is looked at before the id: this may be a repeated insert of a row that is there.
            Insert::Collided(refusal) => match self.own(&new).await? {
                Some(there) => Ok(Verdict::Done(vec![there])),
                None => self.create_with_number(&new, refusal).await,
            },
        }
    }

    /// The record as it is there, if it is there and ours.
    async fn own(&self, new: &Newcomer) -> Result<Option<Row>, Fault> {
        Ok(self.record(new.record).await?.filter(|row| row.creator() == Some(new.home.me)))
    }

    /// Tries number after number: first those that the database gives when asked for one, then our own.
    async fn create_with_number(&self, new: &Newcomer, refusal: Refusal) -> Receipt {
        let mut tries = 1;
        let mut last = None;
        while tries <= MOST_NUMBERS {
            let given = self.next_number(new).await?;
            // The same again: it is cut, and so will be the next thousand.
            if given.is_none() || given == last {
                break;
            }
            tries += 1;
            last.clone_from(&given);
            match self.insert(new, given).await? {
                Insert::Taken(row) => return Ok(Verdict::Renumbered { row, tries }),
                Insert::Refused => return Ok(Verdict::Refused),
                Insert::Collided(_) => {}
            }
        }
        let is_cut = tries <= MOST_NUMBERS;
        for number in self.own_numbers(new, last.as_deref(), is_cut).await? {
            tries += 1;
            match self.insert(new, Some(number)).await? {
                Insert::Taken(row) => return Ok(Verdict::Renumbered { row, tries }),
                Insert::Refused => return Ok(Verdict::Refused),
                Insert::Collided(_) => {}
            }
        }
        Err(refusal.fault_of_change())
    }

    async fn insert(&self, new: &Newcomer, number: Option<String>) -> Result<Insert, Fault> {
        let Newcomer { table, .. } = new;
        let mut row = new.row.clone();
        row.extend(number.map(|number| (table.number.to_owned(), json!(number))));
        let ask = Ask::insert(table.name, rows::select(table.columns), Value::Object(row));
        match self.ask(&ask).await {
            Ok(answer) => {
                let row = answer.rows.first();
                let row = row.ok_or_else(|| Fault::Broken { trace: "a record was taken and not given back".into() })?;
                Ok(Insert::Taken((table.read)(row)?))
            }
            Err(Failure::Refused(refusal)) if refusal.code == "42501" => Ok(Insert::Refused),
            Err(Failure::Refused(refusal)) if refusal.code == "23505" && refusal.message.contains(table.number) => {
                Ok(Insert::Collided(refusal))
            }
            // It is there already, if it is ours.
            Err(Failure::Refused(refusal)) if refusal.code == "23505" && refusal.message.contains("_pkey") => {
                self.own(new).await?.map(Insert::Taken).ok_or_else(|| refusal.fault_of_change())
            }
            Err(failure) => Err(failure.of_change()),
        }
    }

    /// The organization's next number, used up by asking for it.
    async fn next_number(&self, new: &Newcomer) -> Result<Option<String>, Fault> {
        let ask = Ask::call(new.table.next_number, json!({"org_id": new.home.organization}));
        let answer = self.ask(&ask).await.map_err(Failure::of_change)?;
        Ok(answer.rows.first().and_then(Value::as_str).map(str::to_owned))
    }

    /// Numbers of our own, none of which anybody should have: above four digits those after the largest of this organization's; where
    /// it is the prefix that is shared, a longer one of the name, and then one of the name and the organization's id.
    async fn own_numbers(&self, new: &Newcomer, given: Option<&str>, is_cut: bool) -> Result<Vec<String>, Fault> {
        let name = self.organization_name(new.home).await?;
        let largest = self.largest_number(new).await?;
        Ok(Series { infix: new.table.infix, name: &name, id: new.home.organization }.numbers(given, largest, is_cut))
    }

    /// The largest count of five digits and more among the organization's newest such numbers; zero where there is none.
    async fn largest_number(&self, new: &Newcomer) -> Result<u64, Fault> {
        let Table { name, number, infix, .. } = *new.table;
        let ask = Ask::read(name, number.to_owned()).eq("organization_id", new.home.organization);
        let ask = ask.filter(number, format!("like.*{infix}_____*")).order("created_at.desc,id.desc").limit(100);
        let found = self.ask(&ask).await?;
        let count = |row: &Value| count(row.get(number)?.as_str()?, infix);
        Ok(found.rows.iter().filter_map(count).max().unwrap_or(0))
    }
}

/// The count of a number, where it is one that was ever counted.
fn count(number: &str, infix: &str) -> Option<u64> {
    number.rsplit_once(infix)?.1.parse().ok().filter(|count| *count <= LARGEST_COUNT)
}

/// The numbers an organization gives to one kind of record.
struct Series<'a> {
    infix: &'static str,
    name: &'a str,
    id: OrganizationId,
}

impl Series<'_> {
    /// Numbers that nobody should have, to be tried in this order. The last of them carry a piece of the organization's id: its name may be
    /// too short to tell it from another, or be another's too.
    fn numbers(&self, given: Option<&str>, largest: u64, is_cut: bool) -> Vec<String> {
        let Self { infix, name, id } = *self;
        let short = given.and_then(|given| given.split_once(infix)).map(|(prefix, _)| prefix.to_owned());
        let long: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).take(LONG_PREFIX).collect();
        let piece: String = id.0.simple().to_string().to_uppercase().chars().take(ID_DIGITS).collect();
        let marked = format!("{}{piece}", if long.is_empty() { "ORG" } else { &long });
        let most_letters = short.as_ref().map_or(0, |short| short.chars().count());
        let long = (long.chars().count() > most_letters).then_some(long);
        let own = long.into_iter().chain([marked]);
        if is_cut {
            let from = largest.max(9_999) + 1;
            let counted = (from..).take(MOST_OWN as usize);
            let usual =
                short.iter().flat_map(|short| counted.clone().map(move |count| format!("{short}{infix}{count}")));
            return usual.chain(own.map(|prefix| format!("{prefix}{infix}{from}"))).collect();
        }
        let from = given.and_then(|given| count(given, infix)).unwrap_or(largest + 1);
        own.flat_map(|prefix| (from..).take(MOST_OWN as usize).map(move |count| format!("{prefix}{infix}{count:04}")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACME_LABS: Series<'static> =
        Series { infix: "-INC-", name: "Acme Labs", id: OrganizationId(uuid::Uuid::from_u128(0xbeef_u128 << 112)) };

    #[test]
    fn a_name_too_short_to_be_told_from_its_own_letters_gets_a_piece_of_the_id() {
        let own = |name, given| Series { name, ..ACME_LABS }.numbers(Some(given), 0, false);
        assert_eq!(own("Acme Labs", "ACM-INC-0024").first().map(String::as_str), Some("ACMELABS-INC-0024"));
        for (name, given, first) in [
            ("Acm", "ACM-INC-0024", "ACMBEEF-INC-0024"),
            ("It", "IT-INC-0024", "ITBEEF-INC-0024"),
            ("A & B", "A &-INC-0024", "ABBEEF-INC-0024"),
            ("***", "***-INC-0024", "ORGBEEF-INC-0024"),
        ] {
            assert_eq!(own(name, given)[0], first, "{name}");
        }
    }

    #[test]
    fn where_another_has_the_same_name_the_last_numbers_are_those_of_the_id() {
        let own = ACME_LABS.numbers(Some("ACM-INC-0024"), 0, false);
        assert_eq!(own.last().map(String::as_str), Some("ACMELABSBEEF-INC-0028"));
        let cut = ACME_LABS.numbers(Some("ACM-INC-1000"), 10_007, true);
        assert_eq!(cut[0], "ACM-INC-10008");
        assert_eq!(cut[5..], ["ACMELABS-INC-10008", "ACMELABSBEEF-INC-10008"]);
    }

    #[test]
    fn a_count_that_nobody_ever_reached_is_no_count() {
        assert_eq!(count("X-INC-18446744073709551615", "-INC-"), None);
        assert_eq!(count("X-INC-99999999999999999999999", "-INC-"), None);
        let own = ACME_LABS.numbers(Some("ACM-INC-18446744073709551615"), LARGEST_COUNT, false);
        assert_eq!(own[0], "ACMELABS-INC-1000000001");
    }
}
