//! Reporting an incident: one insert, and what to do when the number the database gives is taken.
//!
//! Numbers are unique over all organizations while each counts for itself: two whose names begin with the same three letters collide,
//! and so does every number above 9,999, which is cut to four digits. A failed insert takes the counter back, so that by itself the
//! database would refuse for ever. Asked for by itself a number is used up; after a few of those we give one of our own.

use super::Calls;
use crate::domain::fault::Fault;
use crate::domain::incident::Incident;
use crate::domain::request::{NewIncident, Receipt, Row, Verdict};
use crate::domain::value::{IncidentId, IncidentStatus, OrganizationId};
use crate::supabase::answer::Refusal;
use crate::supabase::calls::Home;
use crate::supabase::rest::{Ask, Failure};
use crate::supabase::rows;
use serde_json::{Map, Value, json};

/// How many numbers of the database are tried after the first.
const MOST_NUMBERS: u32 = 12;
/// How many of our own.
const MOST_OWN: u32 = 5;
/// What stands between the organization and the count.
const KIND: &str = "-INC-";
/// Letters of the organization's name before a number of our own.
const LONG_PREFIX: usize = 12;
/// Digits of the organization's id where its name alone tells it from no other.
const ID_DIGITS: usize = 4;
/// A larger count was typed by somebody and is followed by none.
const LARGEST_COUNT: u64 = 1_000_000_000;

/// How an insert ended, where it ended in an answer.
enum Insert {
    Taken(Box<Incident>),
    /// The number is somebody else's.
    Collided(Refusal),
    /// Row level security says no.
    Refused,
}

/// The row to insert, without a number. Only what is known is sent; the rest is for the database to fill in.
fn body(id: IncidentId, new: &NewIncident, home: Home) -> Map<String, Value> {
    let mut row = Map::new();
    let mut put = |column: &str, value: Value| {
        row.insert(column.to_owned(), value);
    };
    put("id", json!(id));
    put("organization_id", json!(home.organization));
    put("created_by", json!(home.me));
    put("title", json!(new.title));
    put("description", json!(new.description));
    put("status", json!(IncidentStatus::Open));
    put("priority", json!(new.priority));
    if !new.auto_priority {
        put("auto_priority", json!(false));
    }
    let optional = [
        ("criticality", new.criticality.map(|value| json!(value))),
        ("urgency", new.urgency.map(|value| json!(value))),
        ("assigned_to", new.assigned_to.map(|value| json!(value))),
        ("problem_id", new.problem.map(|value| json!(value))),
        ("customer", new.customer.as_ref().map(|value| json!(value))),
        ("tags", (!new.tags.is_empty()).then(|| json!(new.tags))),
        ("affected_services", (!new.services.is_empty()).then(|| json!(new.services))),
        ("links", (!new.links.is_empty()).then(|| json!(new.links))),
    ];
    for (column, value) in optional {
        if let Some(value) = value {
            put(column, value);
        }
    }
    row
}

impl Calls {
    /// Reports an incident, once however often it is sent.
    pub(super) async fn create(&self, id: IncidentId, new: &NewIncident) -> Receipt {
        let home = self.home().await?;
        let row = body(id, new, home);
        match self.insert_incident(id, home, row.clone()).await? {
            Insert::Taken(row) => Ok(done(row)),
            Insert::Refused => Ok(Verdict::Refused),
            Insert::Collided(refusal) => match self.incident(id).await? {
                // The number is looked at before the id: this may be a repeated insert of a row that is there.
                Some(there) if there.created_by == home.me => Ok(done(Box::new(there))),
                _ => self.create_with_number(id, home, row, refusal).await,
            },
        }
    }

    /// Tries number after number: first those that the database gives when asked for one, then our own.
    async fn create_with_number(
        &self,
        id: IncidentId,
        home: Home,
        row: Map<String, Value>,
        refusal: Refusal,
    ) -> Receipt {
        let mut tries = 1;
        let mut last = None;
        while tries <= MOST_NUMBERS {
            let given = self.next_number(home).await?;
            // The same again: it is cut, and so will be the next thousand.
            if given.is_none() || given == last {
                break;
            }
            tries += 1;
            last.clone_from(&given);
            match self.insert_numbered(id, home, &row, given).await? {
                Insert::Taken(row) => return Ok(Verdict::Renumbered { row: Row::Incident(row), tries }),
                Insert::Refused => return Ok(Verdict::Refused),
                Insert::Collided(_) => {}
            }
        }
        let is_cut = tries <= MOST_NUMBERS;
        for number in self.own_numbers(home, last.as_deref(), is_cut).await? {
            tries += 1;
            match self.insert_numbered(id, home, &row, Some(number)).await? {
                Insert::Taken(row) => return Ok(Verdict::Renumbered { row: Row::Incident(row), tries }),
                Insert::Refused => return Ok(Verdict::Refused),
                Insert::Collided(_) => {}
            }
        }
        Err(refusal.fault_of_change())
    }

    async fn insert_numbered(
        &self,
        id: IncidentId,
        home: Home,
        row: &Map<String, Value>,
        number: Option<String>,
    ) -> Result<Insert, Fault> {
        let mut row = row.clone();
        row.insert("incident_number".to_owned(), json!(number));
        self.insert_incident(id, home, row).await
    }

    async fn insert_incident(&self, id: IncidentId, home: Home, row: Map<String, Value>) -> Result<Insert, Fault> {
        let ask = Ask::insert("incidents", rows::select(rows::INCIDENT), Value::Object(row));
        match self.ask(&ask).await {
            Ok(answer) => {
                let row = answer.rows.first();
                let row =
                    row.ok_or_else(|| Fault::Broken { trace: "an incident was taken and not given back".into() })?;
                Ok(Insert::Taken(Box::new(rows::incident(row)?)))
            }
            Err(Failure::Refused(refusal)) if refusal.code == "42501" => Ok(Insert::Refused),
            Err(Failure::Refused(refusal))
                if refusal.code == "23505" && refusal.message.contains("incident_number") =>
            {
                Ok(Insert::Collided(refusal))
            }
            Err(Failure::Refused(refusal)) if refusal.code == "23505" && refusal.message.contains("incidents_pkey") => {
                // Reported already, if it is ours that is there.
                match self.incident(id).await? {
                    Some(there) if there.created_by == home.me => Ok(Insert::Taken(Box::new(there))),
                    _ => Err(refusal.fault_of_change()),
                }
            }
            Err(failure) => Err(failure.of_change()),
        }
    }

    /// The organization's next number, used up by asking for it.
    async fn next_number(&self, home: Home) -> Result<Option<String>, Fault> {
        let ask = Ask::call("generate_incident_number", json!({"org_id": home.organization}));
        let answer = self.ask(&ask).await.map_err(Failure::of_change)?;
        Ok(answer.rows.first().and_then(Value::as_str).map(str::to_owned))
    }

    /// Numbers of our own, none of which anybody should have: above four digits those after the largest of this organization's; where
    /// it is the prefix that is shared, a longer one of the name, and then one of the name and the organization's id.
    async fn own_numbers(&self, home: Home, given: Option<&str>, is_cut: bool) -> Result<Vec<String>, Fault> {
        let name = self.organization_name(home).await?;
        let largest = self.largest_number(home).await?;
        Ok(numbers_of(&name, home.organization, given, largest, is_cut))
    }

    /// The largest count of five digits and more among the organization's newest such numbers; zero where there is none.
    async fn largest_number(&self, home: Home) -> Result<u64, Fault> {
        let ask = Ask::read("incidents", "incident_number").eq("organization_id", home.organization);
        let ask =
            ask.filter("incident_number", format!("like.*{KIND}_____*")).order("created_at.desc,id.desc").limit(100);
        let found = self.ask(&ask).await?;
        let count = |row: &Value| count(row.get("incident_number")?.as_str()?);
        Ok(found.rows.iter().filter_map(count).max().unwrap_or(0))
    }
}

/// The count of a number, where it is one that was ever counted.
fn count(number: &str) -> Option<u64> {
    number.rsplit_once(KIND)?.1.parse().ok().filter(|count| *count <= LARGEST_COUNT)
}

/// Numbers that nobody should have, to be tried in this order. The last of them carry a piece of the organization's id: its name may be
/// too short to tell it from another, or be another's too.
fn numbers_of(name: &str, id: OrganizationId, given: Option<&str>, largest: u64, is_cut: bool) -> Vec<String> {
    let short = given.and_then(|given| given.split_once(KIND)).map(|(prefix, _)| prefix.to_owned());
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
        let usual = short.iter().flat_map(|short| counted.clone().map(move |count| format!("{short}{KIND}{count}")));
        return usual.chain(own.map(|prefix| format!("{prefix}{KIND}{from}"))).collect();
    }
    let from = given.and_then(count).unwrap_or(largest + 1);
    own.flat_map(|prefix| (from..).take(MOST_OWN as usize).map(move |count| format!("{prefix}{KIND}{count:04}")))
        .collect()
}

fn done(row: Box<Incident>) -> Verdict {
    Verdict::Done(vec![Row::Incident(row)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACME: OrganizationId = OrganizationId(uuid::Uuid::from_u128(0xbeef_u128 << 112));

    #[test]
    fn a_name_too_short_to_be_told_from_its_own_letters_gets_a_piece_of_the_id() {
        let own = |name, given| numbers_of(name, ACME, Some(given), 0, false);
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
        let own = numbers_of("Acme Labs", ACME, Some("ACM-INC-0024"), 0, false);
        assert_eq!(own.last().map(String::as_str), Some("ACMELABSBEEF-INC-0028"));
        let cut = numbers_of("Acme Labs", ACME, Some("ACM-INC-1000"), 10_007, true);
        assert_eq!(cut[0], "ACM-INC-10008");
        assert_eq!(cut[5..], ["ACMELABS-INC-10008", "ACMELABSBEEF-INC-10008"]);
    }

    #[test]
    fn a_count_that_nobody_ever_reached_is_no_count() {
        assert_eq!(count("X-INC-18446744073709551615"), None);
        assert_eq!(count("X-INC-99999999999999999999999"), None);
        let own = numbers_of("Acme Labs", ACME, Some("ACM-INC-18446744073709551615"), LARGEST_COUNT, false);
        assert_eq!(own[0], "ACMELABS-INC-1000000001");
    }
}
