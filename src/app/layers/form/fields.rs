//! Which fields a form has: it depends on the kind of record, and that its place tells.

use super::entry::{self, Entry, Name, Value};
use super::typed::Typed;
use crate::app::draft::Place;
use crate::app::layers::compose::Compose;
use crate::domain::value::Record;

/// The fields of a form, filled in.
pub(super) fn entries(place: Place, typed: &Typed) -> Vec<Entry> {
    let text = |name, text: &str| Entry::new(name, Value::Text(Box::new(Compose::new(place, text))));
    if let Record::Change(_) = place.record() {
        return vec![
            Entry::line(Name::Title, &typed.title),
            text(Name::Description, &typed.description),
            text(Name::Rollback, &typed.rollback_plan),
            text(Name::Test, &typed.test_plan),
            Entry::line(Name::Starts, &typed.starts),
            Entry::line(Name::Ends, &typed.ends),
            Entry::new(Name::Priority, Value::Rating(typed.by_hand)),
            Entry::new(Name::Assignee, Value::Person(typed.assignee)),
            Entry::new(Name::Services, Value::Services(typed.services.clone())),
            Entry::line(Name::Tags, &typed.tags),
            Entry::new(Name::Problem, Value::Problem(typed.problem)),
            Entry::new(Name::Incident, Value::Incident(typed.incident)),
        ];
    }
    let mut entries = vec![
        Entry::line(Name::Title, &typed.title),
        text(Name::Description, &typed.description),
        Entry::new(Name::Criticality, Value::Rating(typed.criticality)),
        Entry::new(Name::Urgency, Value::Rating(typed.urgency)),
        Entry::new(Name::Priority, Value::Priority(typed.by_hand)),
        Entry::new(Name::Assignee, Value::Person(typed.assignee)),
        Entry::new(Name::Services, Value::Services(typed.services.clone())),
        Entry::line(Name::Tags, &typed.tags),
    ];
    if let Record::Problem(_) = place.record() {
        entries.push(text(Name::RootCause, &typed.root_cause));
        entries.push(text(Name::Workaround, &typed.workaround));
        entries.push(text(Name::Solution, &typed.solution));
    } else {
        entries.push(Entry::line(Name::Customer, &typed.customer));
        entries.extend(typed.links.iter().enumerate().flat_map(|(at, link)| entry::link(at, link)));
        entries.push(Entry::new(Name::Links, Value::Adder));
        entries.push(Entry::new(Name::Problem, Value::Problem(typed.problem)));
    }
    entries
}
